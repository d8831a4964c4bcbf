"""Plots are not built over."""

from __future__ import annotations

from typing import Any

import pytest

MORE = "ledger,unit\narea_ha,ha"


class TestLand:
    """Plots are not built over."""

    def test_layout_of_two_plots_and_three_lines(self, world: Any) -> None:
        """Proves the best layout of lines of 3, 2 and 2 ha on plots of 4 and 2 ha, worked out on paper.

        One line of 40 t/a (3 ha, only on P), two of 30 t/a (2 ha each, on P or Q). P takes 40, or 30 + 30; Q takes 30.
        Best: 40 on P and 30 on Q = 70 t. Without the land the answer would be 100 t.
        """
        here = world(
            plants="plant,km,area_ha\nA,0,\nP,5,4\nQ,6,2\nC,20,",
            facilities="facility,plant,process,status,min_size_t_a,max_size_t_a,capex_cny,area_ha\n"
            "tip,C,dump,existing,,,,\nbig,P,making,candidate,40,40,0,3\n"
            "one,P;Q,making,candidate,30,30,0,2\ntwo,P;Q,making,candidate,30,30,0,2",
            settings={"limits": ["capacity", "links", "land"]},
            add_ledgers=MORE,
        ).solve()
        assert here.used == pytest.approx(70.0)
        assert here.ledger("area_ha", scope="plant", name="P") == pytest.approx(3.0)
        assert here.ledger("area_ha", scope="plant", name="Q") == pytest.approx(2.0)

    def test_what_stands_takes_land(self, world: Any) -> None:
        """Proves that a plot of 4 ha with 2 ha taken has no room for a line of 3 ha.

        Without it the answer would be 100 t used.
        """
        here = world(
            plants="plant,km,area_ha\nA,0,\nB,10,4\nC,20,",
            facilities="facility,plant,process,status,min_size_t_a,max_size_t_a,capex_cny,area_ha\n"
            "tip,C,dump,existing,,,,\nold,B,dump,existing,,,,2\nline,B,making,candidate,100,100,0,3",
            settings={"limits": ["capacity", "links", "land"]},
        ).solve()
        assert here.used == 0.0
