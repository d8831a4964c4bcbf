"""What to build: Shandong to 2030 and the layout of Shangjie, solved, audited, and what must hold of the answers."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import symbiosis
from symbiosis.park import Park
from symbiosis.plan.record import Plan

ROOT = Path(__file__).parents[2]


@cache
def _park(name: str) -> Park:
    return symbiosis.read_park(ROOT / "parks" / name)


@cache
def _layout(*assignments: str) -> Plan:
    """Return the audited layout of Shangjie at the least cost."""
    cheap = 'objectives=[{ledger="cost_cny",sense="min"},{ledger="tkm",sense="min"}]'
    model = symbiosis.read_model(ROOT / "models", None, (cheap, *assignments))
    return symbiosis.solve(_park("shangjie-layout"), model)


def _candidates(name: str) -> pd.DataFrame:
    rows = _park(name).facilities
    return rows[rows["status"] == "candidate"].set_index("facility")


@pytest.mark.parametrize("table", ["plants", "offers", "facilities", "compositions"])
def test_what_stands_is_repeated_unchanged(table: str) -> None:
    """Proves that each row of parks/shandong is in parks/shandong-2030; without it the two could drift apart."""
    there, here = _park("shandong").tables[table], _park("shandong-2030").tables[table]
    columns = [column for column in there.columns if column != "plant"]
    keys = [column for column in ("plant", "facility", "material", "property", "kind") if column in there]
    old = there.astype(str).set_index([there[key].astype(str) for key in keys])[columns]
    new = here.astype(str).set_index([here[key].astype(str) for key in keys])[columns]
    pd.testing.assert_frame_equal(new.loc[old.index], old)


def test_two_hundred_lines_at_real_places() -> None:
    """Proves that at least 200 lines may be built, and that those which stand at no works say that it is assumed."""
    lines = _candidates("shandong-2030")
    assert len(lines) >= 200
    known = set(_park("shandong").plants["plant"])
    places = {plant for plants in lines["plant"] for plant in plants}
    assert len(places & known) > 60
    confidence = _park("shandong-2030").plants.set_index("plant")["confidence"]
    assert set(confidence[list(places - known)]) == {"assumed"}


class TestLayout:
    """What holds of the layout of Shangjie."""

    def test_the_village_keeps_the_works_away(self) -> None:
        """Proves that no line stands on plot 3, 0.3 km from the village where 0.4 are asked; without it one would."""
        built = _layout().builds
        assert len(built)
        assert "SJ-L3" not in set(built["plant"])

    def test_land_is_not_oversold(self) -> None:
        """Proves that the lines on a plot fit on it, and that more than one plot is used."""
        area = _park("shangjie-layout").plants.set_index("plant")["area_ha"]
        taken = _layout().builds.groupby("plant")["area_ha"].sum()
        plots = [plant for plant in taken.index if plant.startswith("SJ-L")]
        assert len(plots) > 1
        assert (taken[plots] <= area[plots] + 1e-6).all()

    def test_hazardous_waste_keeps_its_distance(self) -> None:
        """Proves that potlining is treated on the plot zoned for it or not at all: the old centre is near a school."""
        built = _layout().builds
        assert set(built.loc[built["process"] == "spl_leach", "plant"]) <= {"SJ-L6"}

    def test_steam_needs_a_main(self) -> None:
        """Proves that steam goes to a new plot, each time over a main that was built and paid for.

        Without it the autoclaves would have their steam for nothing.
        """
        # Where the most is to be used; at the least cost no autoclave is built.
        plan = symbiosis.solve(_park("shangjie-layout"), symbiosis.read_model(ROOT / "models"))
        steam = plan.flows[(plan.flows["mode"] == "steam_pipe") & plan.flows["to_plant"].str.startswith("SJ-L")]
        assert len(steam)
        laid = plan.mains[plan.mains["mode"] == "steam_pipe"].set_index(["from", "to"])["capex_cny"]
        for ends in zip(steam["from_plant"], steam["to_plant"], strict=True):
            assert laid[ends] > 0

    def test_the_guideline(self) -> None:
        """Proves that the park, laid out anew, still meets 30 % of red mud. Without it only the old layout would."""
        model = symbiosis.read_model(ROOT / "models", "guideline-reached")
        rates = symbiosis.solve(_park("shangjie-layout"), model).rates
        rates = rates[(rates["scope"] == "park") & (rates["family"] == "red_mud")]
        assert float(rates["rate"].iloc[0]) >= 0.30 - 1e-9
