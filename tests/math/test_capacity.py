"""The limit ``capacity``: least and most throughput of a facility."""

from __future__ import annotations

from typing import Any

import pytest

HALF_SAND = {
    "recipes": "process,input,min_share\nmaking,red_mud,\nmaking,sand,0.5\ndump,red_mud,",
    "prices": "material,side,price_cny_t\nsand,buy,20",
}


def _facilities(works: str, tip: str) -> str:
    return f"facility,plant,process,capacity_t_a,min_t_a\nworks,B,making,{works}\ntip,C,dump,{tip}"


class TestCapacity:
    """100 t from A: used at works B for 10 CNY/t, dumped at tip C for 20 + 50 = 70 CNY/t."""

    def test_most(self, world: Any) -> None:
        """Proves that works of 60 t/a leave 40 t to the tip: used 60, cost 60 x 10 + 40 x 70 = 3400.

        Without it the answer would be used 100 at 1000.
        """
        answer = world(facilities=_facilities("60,", ",")).solve()
        assert answer.used == pytest.approx(60)
        assert answer.cost == pytest.approx(3400)
        assert answer.plan.facilities.set_index("facility").loc["works", "load_share"] == pytest.approx(1)

    def test_capacity_counts_bought_in_inputs(self, world: Any) -> None:
        """Proves that with half sand 60 t/a hold 30 t of mud: used 30, cost 300 + 30 x 20 + 70 x 70 = 5800.

        Without it the answer would be used 60.
        """
        answer = world(facilities=_facilities("60,", ","), **HALF_SAND).solve()
        assert answer.used == pytest.approx(30)
        assert answer.bought("works", "sand") == pytest.approx(30)
        assert answer.cost == pytest.approx(5800)

    def test_least_forces_an_uneconomic_flow(self, world: Any) -> None:
        """Proves that a tip that must have 80 t/a gets them: used 20, cost 20 x 10 + 80 x 70 = 5800.

        Without it the answer would be used 100 at 1000.
        """
        answer = world(facilities=_facilities(",", ",80")).solve()
        assert answer.used == pytest.approx(20)
        assert answer.cost == pytest.approx(5800)

    def test_least_may_be_met_by_bought_in_inputs(self, world: Any) -> None:
        """Proves that works that must run at 300 t/a on 100 t of mud buy 200 t of sand: cost 1000 + 200 x 20 = 5000.

        Without it the answer would be 1000 + 100 x 20 = 3000 (half sand), or no plan at all.
        """
        answer = world(facilities=_facilities(",300", ","), **HALF_SAND).solve()
        assert answer.bought("works", "sand") == pytest.approx(200)
        assert answer.cost == pytest.approx(5000)

    def test_no_capacity_at_all(self, world: Any) -> None:
        """Proves that a capacity of 0 is not a blank: used 0, cost 7000. With the limit left out: 1000.

        Without it the answer would be 1000 both times.
        """
        here = {"facilities": _facilities("0,", ",")}
        assert world(**here).solve().cost == pytest.approx(7000)
        assert world(**here, settings={"limits": ["standards"]}).solve().cost == pytest.approx(1000)
