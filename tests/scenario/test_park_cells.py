"""Cells of the park's own tables that a scenario or ``--set`` overrides, and ranges that reach as far as they must."""

from __future__ import annotations

from typing import Any

import pytest

from symbiosis.errors import DataError

PARK = {
    "offers": "plant,material,amount_t,kind,from_year\nA,mud,100,arising,\nA,ash,5,,\nA,old_mud,7,stock,\n"
    "B,mud,1,arising,2025",
    "facilities": "facility,plant,process,capacity_t_a\nworks,B,making,60\ntip,C,dump,",
    "prices": "material,side,price_cny_t,low,high\nsand,buy,20,10,30",
    "recipes": "process,input,min_share,max_share\nmaking,red_mud,0,0.5\nmaking,sand,,\ndump,red_mud,,\ndump,fly_ash,,",
}


class TestParkCells:
    """100 + 1 t of mud; works of 60 t take half mud, half sand: 30 t of mud are used."""

    @pytest.mark.parametrize(
        ("assignment", "used"),
        [
            ("park.facilities.works.capacity_t_a=80", 40),
            ("park.offers.A|mud.amount_t=9", 10),
            ("park.facilities.works.to_year=2024", 0),
        ],
    )
    def test_cell_of_the_park_changes_the_plan(self, world: Any, assignment: str, used: float) -> None:
        """Proves each override by what is used, and that audit and record see the park that was solved.

        Without it the answer would be 30.
        """
        here = world(**PARK)
        answer = here.solve(assignment)
        assert answer.used == pytest.approx(used)
        assert answer.plan.certificate is not None
        assert "park" in answer.plan.model.cells
        assert here.park.offers["amount_t"].tolist() == [100, 5, 7, 1]

    @pytest.mark.parametrize(
        ("assignment", "words"),
        [
            ("park.ofers.A|mud.amount_t=9", ["park.ofers", "no table of a park", "offers"]),
            ("park.offers.A.amount_t=9", ["no row A", "A.mud.arising"]),
            ("park.offers.A|mut.amount_t=9", ["no row A|mut", "A.mud"]),
            ("park.offers.A|mud.amount=9", ["no column amount", "amount_t"]),
            ("park.offers.A|mud.amount_t=-9", ["-9", "out of range"]),
            ("park.offers.A|mud.kind=stock", ["no column kind that can be set"]),
            ("park.facilities.works.min_t_a=70", ["min_t_a 70 is more than capacity_t_a 60"]),
            ("park=3", ["park", "name a table"]),
            ("from.2027.park.offers.A|mud.amount_t=9", ["cannot change from year to year"]),
        ],
    )
    def test_refused(self, world: Any, assignment: str, words: list[str]) -> None:
        """Proves that the cell and what would be right are named.

        Without it the answer would be 30 t, the override unheard.
        """
        with pytest.raises(DataError) as caught:
            world(**PARK).solve(assignment)
        assert all(word in str(caught.value) for word in words), str(caught.value)

    def test_places_of_another_datum_stay(self, world: Any) -> None:
        """Proves that a longitude is not set in a park whose places were moved to WGS84.

        Without it a number read off a Chinese map would be taken for WGS84, half a kilometre off.
        """
        here = world(**PARK, park_toml='datum = "GCJ02"')
        with pytest.raises(DataError, match="gives its places in GCJ-02"):
            here.solve("park.plants.A.lon=106.2")


class TestRanges:
    """A price of 20 that the table gives as 10 to 30."""

    @pytest.mark.parametrize(
        ("assignments", "row"),
        [
            (["price_cny_t=25"], (25, 10, 30)),
            (["price_cny_t=5"], (5, 5, 30)),
            (["price_cny_t=100"], (100, 10, 100)),
            (["price_cny_t=100", "high=120"], (100, 10, 120)),
        ],
    )
    def test_a_value_beyond_its_range_takes_the_range_along(
        self, world: Any, assignments: list[str], row: tuple[float, ...]
    ) -> None:
        """Proves that a price can be asked beyond low..high, that the range then reaches to it, and that this is said.

        Without it no sweep could leave the range that the table gives for today.
        """
        model = world(**PARK).under(*(f"prices.sand.buy.{text}" for text in assignments))
        prices = model.tables["prices"].iloc[0]
        assert tuple(prices[["price_cny_t", "low", "high"]]) == row
        beyond = len(assignments) == 1 and not 10 <= row[0] <= 30
        assert len(model.notes) == beyond
        assert not beyond or "the range now reaches to it" in model.notes[0]

    def test_a_range_that_is_set_wrong_stays_wrong(self, world: Any) -> None:
        """Proves that a range set on purpose is not bent.

        Without it high=22 would silently become 25.
        """
        with pytest.raises(DataError, match="price_cny_t 25 is more than high 22"):
            world(**PARK).under("prices.sand.buy.price_cny_t=25", "prices.sand.buy.high=22")
