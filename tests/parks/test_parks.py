"""Every park that is shipped: it reads, solves, passes its audit, and says where its rows and places come from.

The parks are found, not listed: a new folder in ``parks/`` is covered from its first day.
"""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import symbiosis
from symbiosis.park import Park
from symbiosis.plan.record import Plan

ROOT = Path(__file__).parents[2]
PARKS = sorted(file.parent.name for file in (ROOT / "parks").glob("*/plants.csv"))
#: Bounding boxes of provinces and countries in degrees, rounded outwards from memory; wide enough to err on no side.
PROVINCES = {
    row["province"]: tuple(float(row[side]) for side in ("west", "south", "east", "north"))
    for row in csv.DictReader((Path(__file__).parent / "provinces.csv").read_text("utf-8").splitlines())
}
#: A park without a known province spans no more than this.
DEGREES = 10.0


@cache
def park_of(name: str) -> Park:
    """Return a park, read once."""
    return symbiosis.read_park(ROOT / "parks" / name)


#: Years of parks that decide many together: first and last here, all of them in docs/shandong-2030.md.
YEARS = {"shandong-2030": "horizon.years=[2025,2030]"}


@cache
def plan_of(name: str) -> Plan:
    """Return the audited plan of a park under the base case, solved once; what is built is searched for roughly."""
    assignments = ["solver.mip_gap=0.05", *([YEARS[name]] if name in YEARS else [])]
    return symbiosis.solve(park_of(name), symbiosis.read_model(ROOT / "models", assignments=assignments))


def test_there_are_parks() -> None:
    """Proves that the suite finds them; without it an empty folder would pass."""
    assert {"tiny", "baise", "shandong", "zhongyuan", "distomon"} <= set(PARKS)


@pytest.mark.parametrize("name", PARKS)
class TestPark:
    """What holds for every park."""

    def test_every_row_says_where_it_comes_from(self, name: str) -> None:
        """Proves that no row lacks source or confidence; without it memory could pass for data."""
        for table, rows in park_of(name).tables.items():
            silent = rows.index[(rows["source"] == "") | (rows["confidence"] == "")].tolist()
            assert not silent, f"parks/{name}/{table}.csv, rows {silent}"

    def test_memory_is_assumed(self, name: str) -> None:
        """Proves that an amount resting on memory alone is never called published or measured."""
        for table, rows in park_of(name).tables.items():
            memory = rows["source"].str.startswith(("unverified", "from memory", "assumed", "allocated"))
            wrong = rows.index[memory & (rows["confidence"] != "assumed")].tolist()
            assert not wrong, f"parks/{name}/{table}.csv, rows {wrong}"

    def test_places_lie_where_they_should(self, name: str) -> None:
        """Proves that each plant lies in its province; without it lon and lat could be swapped or in another datum."""
        plants = park_of(name).plants
        columns = plants["plant"].tolist(), plants["province"].tolist(), plants["lon"].tolist(), plants["lat"].tolist()
        for plant, province, lon, lat in zip(*columns, strict=True):
            if province in PROVINCES:
                west, south, east, north = PROVINCES[province]
                inside = west <= lon <= east and south <= lat <= north
                assert inside, f"{plant} is not in {province}"
        centre = np.median(plants[["lon", "lat"]], axis=0)
        elsewhere = plants[~plants["province"].isin(list(PROVINCES))]
        assert (np.abs(elsewhere[["lon", "lat"]] - centre) <= DEGREES).all(axis=None)

    def test_its_sources_are_told(self, name: str) -> None:
        """Proves that SOURCES.md is there, and credits OpenStreetMap where a circuity was measured on it."""
        folder = ROOT / "parks" / name
        said = (folder / "SOURCES.md").read_text("utf-8")
        assert len(said) > 500
        transport = park_of(name).settings.get("transport", {})
        if "OpenStreetMap" in transport.get("circuity_source", ""):
            assert "(c) OpenStreetMap contributors" in said

    def test_a_foreign_currency_has_a_source(self, name: str) -> None:
        """Proves that a rate of exchange says where it comes from; without it results in EUR would rest on nothing."""
        file = ROOT / "parks" / name / "park.toml"
        said = tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
        assert said.get("currency", "CNY") == "CNY" or said.get("currency_source")

    def test_it_solves_and_passes_the_audit(self, name: str) -> None:
        """Proves that the base case is optimal and audited; without it a shipped park could be infeasible."""
        plan = plan_of(name)
        assert plan.outcome.status == "optimal"
        assert plan.certificate is not None

    def test_what_arises_ends_somewhere(self, name: str) -> None:
        """Proves for each family that use is between nothing and everything that arises or was stocked."""
        rates = plan_of(name).rates
        rates = rates[rates["scope"] == "park"]
        assert len(rates)
        assert (rates["used_t"] >= -1e-6).all()
        assert (rates["used_t"] <= rates["arising_t"] * (1 + 1e-9) + 1e-6).all()

    def test_only_its_own_regime_judges(self, name: str) -> None:
        """Proves that Greek works meet no GB rule and Chinese ones no EN rule; without it both would be mixed."""
        plan = plan_of(name)
        regimes = plan.model.tables["standards"].set_index("standard")["regime"]
        judged = set(regimes.reindex(plan.quality["standard"].unique())) - {""}
        assert judged <= set(plan.model.settings.regimes)
