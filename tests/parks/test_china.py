"""China in 2024: the baseline must say what was published before any scenario is believed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import symbiosis
from symbiosis.plan.record import Plan
from symbiosis.plan.tie_out import tie_out

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "geodata" / "china_alumina_by_province.csv"

#: Published for 2024, in Mt: what the routes used, and the tolerance of each line in per cent.
ROUTES = {"used: iron powder": 9.76, "iron powder made": 9.76, "used: cementitious": 1.68, "used: powder": 1.16}
TOLERANCE = 0.5
FIVE = ("Shandong", "Guangxi", "Henan", "Hebei", "Shanxi")


@pytest.fixture(scope="module")
def baseline() -> Plan:
    park, model = symbiosis.read_park(ROOT / "parks/china-2024"), symbiosis.read_model(ROOT / "models", "baseline-2024")
    return symbiosis.solve(park, model)


def used(plan: Plan, province: str) -> float:
    """Return the red mud of a province that was used, in Mt."""
    rates = plan.rates.set_index(["scope", "name", "family"])["used_t"]
    return float(rates[("province", province, "red_mud")]) / 1e6


def test_baseline_reproduces_what_was_published(baseline: Plan) -> None:
    """Proves, by solving: 115 Mt arise, 13.80 Mt = 12.0 % are used, by route as published, five provinces 12.97 Mt.

    If it did not, nothing that the park says of 2027 and 2030 would mean anything.
    """
    assert baseline.outcome.status == "optimal"
    lines = tie_out(baseline).set_index("line")
    assert lines["within"].all(), lines.loc[~lines["within"], ["actual", "model"]]
    assert (lines["tolerance_pct"] <= 1).all()
    rate = baseline.rates.set_index(["scope", "family"]).loc[("park", "red_mud")]
    assert rate["arising_t"] == pytest.approx(115e6, rel=1e-6)
    assert rate["used_t"] == pytest.approx(13.8e6, rel=TOLERANCE / 100)
    assert rate["rate"] == pytest.approx(0.12, abs=0.0006)
    for line, amount in ROUTES.items():
        assert lines.loc[line, "model"] == pytest.approx(amount * 1e6, rel=TOLERANCE / 100), line
    other = lines.loc[["used: road", "used: slagging agent"], "model"].sum()
    assert other == pytest.approx(1.20e6, rel=TOLERANCE / 100)


def test_five_provinces(baseline: Plan) -> None:
    """Proves 12.97 Mt in the five provinces, each over 1 Mt, and use in eight of the nine that make red mud."""
    assert sum(used(baseline, name) for name in FIVE) == pytest.approx(12.97, rel=TOLERANCE / 100)
    assert all(used(baseline, name) > 1 for name in FIVE)
    mud = baseline.rates[(baseline.rates["scope"] == "province") & (baseline.rates["family"] == "red_mud")]
    assert len(mud) == 9
    assert (mud["used_t"] > 0).sum() == 8


def test_tailings_stay_red_mud(baseline: Plan) -> None:
    """Proves that iron lines treat several times what they use: powder is counted, tailings are not.

    Without it the 48 Mt that the lines treat would make a rate of over 40 %.
    """
    iron = baseline.flows[baseline.flows["process"].isin(["iron_hgms", "iron_hgms_2s"])]
    assert iron["received_t"].sum() > 4 * 9.76e6
    mud = baseline.ledgers[(baseline.ledgers["scope"] == "park") & (baseline.ledgers["family"] == "red_mud")]
    amounts = mud.groupby("ledger")["amount"].sum()
    assert amounts["used_t"] + amounts["disposed_t"] == pytest.approx(amounts["arising_t"], rel=1e-3)


def test_provinces_as_in_the_statistics() -> None:
    """Proves that each province has its share of the alumina of 2024, with Hebei counted."""
    if not SHARED.exists():
        pytest.skip("the collected statistics are not beside this repository")
    park = symbiosis.read_park(ROOT / "parks/china-2024")
    mud = park.offers[park.offers["material"].str.startswith("rm_")]
    by_province = mud["amount_t"].groupby(mud["plant"].map(park.plants.set_index("plant")["province"])).sum()
    alumina = pd.read_csv(SHARED).set_index("province")["alumina_2024_with_hebei_10kt_estimate"]
    expected = 115e6 * alumina[by_province.index] / alumina[by_province.index].sum()
    assert by_province.to_dict() == pytest.approx(expected.to_dict(), rel=1e-4)
