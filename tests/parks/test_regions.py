"""The regional parks against the collection of sites they were made from, and a few figures worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import symbiosis

ROOT = Path(__file__).parents[2]
SITES = ROOT.parent / "shared" / "geodata"
REGIONS = {"baise": "guangxi", "shandong": "shandong", "zhongyuan": "henan_shanxi", "distomon": "greece"}


def _table(park: str, table: str) -> pd.DataFrame:
    return symbiosis.read_park(ROOT / "parks" / park).tables[table]


@pytest.mark.skipif(not SITES.is_dir(), reason="the collection of sites is not beside this repository")
@pytest.mark.parametrize("park", REGIONS)
def test_sites_are_kept(park: str) -> None:
    """Proves that ids and coordinates are those of the collection, and that only what operates is in.

    Without it a point could move, or a works under construction could take in waste.
    """
    sites = pd.read_csv(SITES / f"sites_{REGIONS[park]}.csv").set_index("site_id")
    plants = _table(park, "plants").set_index("plant")
    invented = [plant for plant in plants.index if plant not in sites.index]
    assert all(plants.loc[invented, "confidence"] == "assumed")
    both = plants.index.intersection(sites.index)
    assert len(both) > 10
    there = sites.loc[both, ["lon", "lat"]].to_numpy(float)
    assert plants.loc[both, ["lon", "lat"]].to_numpy(float) == pytest.approx(there, abs=2e-6)
    assert (plants.loc[both, "coord_precision"] == sites.loc[both, "coord_precision"]).all()
    assert sites.loc[both, "status"].str.startswith("operating").all()


@pytest.mark.parametrize(
    ("park", "material", "mt"),
    [
        ("shandong", "rm_bayer_sd", (3 * 5.5 + 9.32 + 1.0 + 1.4 + 1.5) * 1.2),
        ("zhongyuan", "rm_bayer_sd", 2.0),
        ("zhongyuan", "rm_bayer_hn", (9.36 + 22.0 - 2.0 / 1.2) * 1.6),
        ("distomon", "rm_bayer_gr", 0.865 * 0.67),
    ],
)
def test_red_mud_that_arises(park: str, material: str, mt: float) -> None:
    """Proves the sums by hand, Mt alumina x t/t; without it a ratio of another region could be used."""
    offers = _table(park, "offers")
    assert offers.loc[offers["material"] == material, "amount_t"].sum() == pytest.approx(mt * 1e6, rel=1e-6)


def test_greek_kilns_take_two_per_cent() -> None:
    """Proves 13.3 Mt of cement x 0.75 x 1.55 x 2 % = 309.2 kt of red mud, in EUR and without a rule of GB.

    All six kilns are within reach, so the recipe's share binds: 309.2 of 579.6 kt is 53.4 %.
    """
    plan = symbiosis.solve(symbiosis.read_park(ROOT / "parks" / "distomon"), symbiosis.read_model(ROOT / "models"))
    rates = plan.rates[(plan.rates["scope"] == "park") & (plan.rates["family"] == "red_mud")].iloc[0]
    # The first objective may give up half a per cent of all use; little of it falls on the mud.
    assert rates["used_t"] == pytest.approx(13.3e6 * 0.75 * 1.55 * 0.02, rel=0.02)
    assert plan.park.currency == "EUR"
    assert not plan.quality["standard"].str.startswith("gb").any()
    assert {"en197_so3", "eu_aci"} <= set(plan.quality["standard"])


def test_no_provinces_mix_listed_waste() -> None:
    """Proves that potlining of Henan stays in Henan and that of Shanxi in Shanxi, as neither transfer is approved."""
    plan = symbiosis.solve(symbiosis.read_park(ROOT / "parks" / "zhongyuan"), symbiosis.read_model(ROOT / "models"))
    province = plan.park.plants.set_index("plant")["province"]
    listed = plan.flows[plan.flows["family"] == "potlining"]
    assert len(listed) > 4
    assert (listed["from_plant"].map(province) == listed["to_plant"].map(province)).all()


#: kg CO2 per kWh of the grid that each park takes its power from.
GRIDS = {"shandong": 0.6361, "zhongyuan": 0.5664, "baise": 0.42, "distomon": 0.33}


@pytest.mark.parametrize(("name", "factor"), GRIDS.items())
def test_grid_of_the_region(name: str, factor: float) -> None:
    """Proves that a park's own grid counts, for power used and for power bought, and that its row says whence.

    Without it 0.5306 of all China would count, in Greece too. Zhongyuan: 0.639 x 0.5271 + 0.361 x 0.6361 = 0.5664.
    """
    model = symbiosis.read_model(ROOT / "models").at(symbiosis.read_park(ROOT / "parks" / name))
    rows = model.tables["factors"]
    used, bought = rows[rows["other"] == "power_kwh"], rows[rows["kind"] == "grid power"]
    assert used.loc[used["ledger"] == "co2_kg", "value"].tolist() == [factor]
    assert bought["value"].tolist() == [pytest.approx(1000 * factor)]
    assert bought["source"].str.contains("grid").all()


def test_what_is_research_abroad_is_no_industry_in_greece() -> None:
    """Proves that a park's status beats the library's: iron, road base and bricks are industrial in China, not here.

    Without it a plan for Greece could rest on routes that run nowhere outside China.
    """
    home = symbiosis.read_model(ROOT / "models")
    abroad = home.at(symbiosis.read_park(ROOT / "parks" / "distomon"))
    researched = ["iron_hgms", "road_base", "brick_nf", "brick_f", "metals_rm", "br2r", "flame_rm"]
    status = {name: m.tables["processes"].set_index("process")["status"] for name, m in (("cn", home), ("gr", abroad))}
    assert set(status["gr"][researched]) == {"pilot"}
    assert set(status["cn"][["iron_hgms", "road_base", "brick_nf", "brick_f"]]) == {"industrial"}
    assert status["gr"]["clinker_raw"] == "industrial"
