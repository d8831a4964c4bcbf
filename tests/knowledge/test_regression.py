"""The published figures on red mud and scrap come out of the tool again (facts, section 2, items 1 to 3).

Item 4 (molten metal or ingots) has a file of its own; items 5 to 10 are in ``test_regression_blends.py``.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

import symbiosis

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "models"
ALUMINA = ROOT.parent / "shared" / "geodata" / "china_alumina_by_province.csv"
FIVE = ("Shandong", "Guangxi", "Henan", "Hebei", "Shanxi")
TITLE = "plant,name_zh,name_en,lon,lat,province,owner\n"


@pytest.fixture(scope="module")
def china() -> symbiosis.Plan:
    """Return the plan of China in 2024 with no more capacity than there was."""
    return symbiosis.solve(
        symbiosis.read_park(ROOT / "parks/china-2024"), symbiosis.read_model(MODELS, "baseline-2024")
    )


def booked(plan: symbiosis.Plan, ledger: str, scope: str = "park", family: str = "red_mud") -> dict[str, float]:
    """Return a ledger by the names of a scope."""
    rows = plan.ledgers.query("ledger == @ledger and scope == @scope and family == @family")
    return {str(name): float(amount) for name, amount in rows.groupby("name")["amount"].sum().items()}


def made(plan: symbiosis.Plan, *materials: str) -> float:
    """Return tonnes made of some products."""
    offers = plan.offers[plan.offers["kind"] == "made"]
    return float(offers.loc[offers["material"].isin(materials), "amount_t"].sum())


class TestRedMudInChina:
    """Item 1, for China: computed by solving ``parks/china-2024`` under ``baseline-2024``."""

    def test_rate(self, china: symbiosis.Plan) -> None:
        """Proves 13.80 of 115 Mt used: 12.0 %."""
        rate = china.rates.query("scope == 'park' and family == 'red_mud'")["rate"].iloc[0]
        assert booked(china, "arising_t")[""] == pytest.approx(115e6, rel=0.005)
        assert booked(china, "used_t")[""] == pytest.approx(13.80e6, rel=0.005)
        assert round(100 * rate, 1) == 12.0

    def test_routes(self, china: symbiosis.Plan) -> None:
        """Proves 9.76 Mt of iron powder, 70.7 % of what is used, with 1.68 + 1.16 + 1.20 Mt of other routes: 13.80."""
        used = booked(china, "used_t")[""]
        powder = made(china, "rm_iron_powder")
        assert powder == pytest.approx(9.76e6, rel=0.005)
        assert 100 * powder / used == pytest.approx(70.7, abs=0.05)
        assert used - powder == pytest.approx(1.68e6 + 1.16e6 + 1.20e6, rel=0.005)

    def test_five_provinces(self, china: symbiosis.Plan) -> None:
        """Proves 12.97 Mt in five provinces, each over 1 Mt: 94 % of what is used."""
        used = booked(china, "used_t", "province")
        assert all(used[province] > 1e6 for province in FIVE)
        five = sum(used[province] for province in FIVE)
        assert five == pytest.approx(12.97e6, rel=0.005)
        assert round(100 * five / sum(used.values())) == 94

    def test_red_mud_a_tonne_of_alumina(self, china: symbiosis.Plan) -> None:
        """Proves 115 over 85.52 Mt: 1.345 t/t; the mud is the plan's, the alumina a row of the statistics beside it."""
        if not ALUMINA.exists():
            pytest.skip("the statistics by province are not beside the repository")
        with ALUMINA.open(encoding="utf-8") as file:
            total = next(row for row in csv.DictReader(file) if row["province"].startswith("China"))
        alumina = float(total["alumina_2024_10kt_estimate"]) * 1e4
        assert booked(china, "arising_t")[""] / alumina == pytest.approx(1.345, abs=0.003)

    def test_lines(self, china: symbiosis.Plan) -> None:
        """Proves that the park holds the 5 road, 3 cementitious and 2 powder lines of the 47 that were counted.

        Its 18 iron and 2 slagging lines are works, not lines: 22 and 15 are not reproduced (22 + 5 + 3 + 2 + 15 = 47).
        """
        lines = china.park.tables["facilities"]["process"].value_counts()
        assert [lines[name] for name in ("road_base", "binder_rm", "powder_rm")] == [5, 3, 2]
        assert lines.filter(like="iron_hgms").sum() <= 22


def test_red_mud_of_the_world(world: Any) -> None:
    """Proves item 1 for the world: 16.30 of 187 Mt used is 8.7 %, China's part of it 84.7 %.

    Two makers of mud, each with a works of the capacity that was used; the rates are the tool's.
    """
    answer = world(
        plants="plant,km,owner,province\nchina,0,Cn,Guangxi\nelsewhere,900,Other,Guangxi\ntip,950,T,Guangxi",
        offers="plant,material,amount_t\nchina,mud,115e6\nelsewhere,mud,72e6",
        facilities="facility,plant,process,capacity_t_a\n"
        "w1,china,making,13.8e6\nw2,elsewhere,making,2.5e6\nd1,china,dump,\nd2,elsewhere,dump,",
        modes="mode,forms,hazards,where\nonsite,cake;bulk,none;listed,plant",
    ).solve()
    rates = answer.plan.rates.query("scope == 'park' and family == 'red_mud'")
    assert round(100 * rates["rate"].iloc[0], 1) == 8.7
    assert answer.ledger("used_t", scope="plant", name="china") / answer.used == pytest.approx(0.847, abs=5e-4)
    # Printed outputs only, no table holds alumina abroad: arithmetic.
    assert answer.ledger("arising_t") / 145.67e6 == pytest.approx(1.284, abs=5e-4)


def _scrap_park(folder: Path) -> Path:
    folder.mkdir()
    (folder / "plants.csv").write_text(f"{TITLE}home,国内,Home,113,23,Guangdong,C\nport,口岸,Port,113,23,Guangdong,P\n")
    (folder / "offers.csv").write_text(
        "plant,material,amount_t,kind\nhome,scrap_new,150,arising\nhome,scrap_cast,740,arising\nport,scrap_imp,178,arising\n"
    )
    (folder / "facilities.csv").write_text(
        "facility,plant,process,permits\nmelt,home,melt_cast,\nsecure,home,spl_landfill,HW48\n"
    )
    return folder


def test_scrap_supply(tmp_path: Path) -> None:
    """Proves item 2: of 8.90 Mt at home (1.50 new) and 1.78 Mt imported, 83.3 % is domestic and 16.9 % of that new.

    In units of 10 kt; the arisings by plant and the flows are the plan's.
    """
    plan = symbiosis.solve(symbiosis.read_park(_scrap_park(tmp_path / "park")), symbiosis.read_model(MODELS))
    arising = booked(plan, "arising_t", "plant", "scrap")
    assert 100 * arising["home"] / sum(arising.values()) == pytest.approx(83.3, abs=0.05)
    offers = plan.offers.set_index("offer")["amount_t"]
    assert 100 * offers["home|scrap_new"] / arising["home"] == pytest.approx(16.9, abs=0.05)


def test_scrap_growth_and_molten_part() -> None:
    """Proves item 2, the rest, by arithmetic on the printed figures: no table of a single year holds them."""
    growth = (1.78 / 0.82) ** 0.25 - 1
    molten = 0.65 * 0.70
    assert 100 * growth == pytest.approx(21.4, abs=0.05)
    assert molten == pytest.approx(0.455)


def test_steel_scrap(tmp_path: Path) -> None:
    """Proves item 3: 260 t of steel scrap save 416 t of CO2 (1.6 t/t) and 410 t of concentrate (1.577 t/t)."""
    park = tmp_path / "park"
    park.mkdir()
    (park / "plants.csv").write_text(f"{TITLE}mill,钢厂,Mill,113,36,Hebei,S\n")
    (park / "offers.csv").write_text("plant,material,amount_t,kind\nmill,steel_scrap,260,arising\n")
    (park / "facilities.csv").write_text("facility,plant,process\neaf,mill,steel_eaf\n")
    plan = symbiosis.solve(symbiosis.read_park(park), symbiosis.read_model(MODELS))
    sums = plan.ledgers.query("scope == 'park'").groupby("ledger")["amount"].sum()
    assert sums["co2_avoided_kg"] / 1000 == pytest.approx(416)
    assert sums["ore_avoided_t"] == pytest.approx(410, abs=0.05)


def test_primary_aluminium() -> None:
    """Proves item 3: the factor for bought primary aluminium is 380 Mt over 37.08 Mt, 10.2 t/t.

    The other two are arithmetic on printed figures: 570 over 44.1 Mt avoided, and 420 over 48 kg of one car maker.
    """
    factors = symbiosis.read_model(MODELS).tables["factors"].query("ledger == 'co2_kg' and material == 'al_primary'")
    assert factors["value"].max() / 1000 == pytest.approx(380 / 37.08, abs=0.06)
    recycled = 7.4 + 48.30 - 11.60
    assert recycled == pytest.approx(44.1)
    assert round(570 / recycled, 1) == 12.9
    assert 420 / 48 == 8.75
