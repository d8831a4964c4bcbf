"""The limit ``links``: the capacity of a row of links.csv, shared by all that the row describes."""

from __future__ import annotations

from typing import Any

import pytest

#: Mud 100 t and ash 40 t at A; works B take both, the tip C too.
BOTH = {
    "offers": "plant,material,amount_t\nA,mud,100\nA,ash,40",
    "recipes": "process,input\nmaking,red_mud\nmaking,fly_ash\ndump,red_mud\ndump,fly_ash",
}


class TestLinks:
    """Used 140 t where the road carries everything."""

    def test_row_for_everything_is_shared(self, world: Any) -> None:
        """Proves that a road of 60 t/a carries 60 t of mud and ash together: used 60, dumped 80.

        Without it the answer would be used 140, or 60 + 40 = 100 with the capacity counted per material.
        """
        answer = world(**BOTH, links="from,to,mode,capacity_t_a\nA,B,truck,60").solve()
        assert answer.used == pytest.approx(60)
        assert answer.ledger("disposed_t") == pytest.approx(80)

    def test_specific_row_takes_its_material_out(self, world: Any) -> None:
        """Proves that ash with a row of its own (no capacity) leaves the 60 t/a to mud: used 60 + 40 = 100.

        Without it the answer would be used 60.
        """
        links = "from,to,mode,material,capacity_t_a\nA,B,truck,,60\nA,B,truck,ash,"
        answer = world(**BOTH, links=links).solve()
        assert answer.sent("A|mud", "works") == pytest.approx(60)
        assert answer.sent("A|ash", "works") == pytest.approx(40)

    def test_each_row_has_its_own_capacity(self, world: Any) -> None:
        """Proves that mud is held at 30 by its row and ash at 20 by the row for the rest: used 50.

        Without it the answer would be 20, 30 or 140.
        """
        links = "from,to,mode,material,capacity_t_a\nA,B,truck,,20\nA,B,truck,red_mud,30"
        answer = world(**BOTH, links=links).solve()
        assert answer.sent("A|mud", "works") == pytest.approx(30)
        assert answer.sent("A|ash", "works") == pytest.approx(20)

    def test_row_to_a_plant_is_shared_by_its_facilities(self, world: Any) -> None:
        """Proves that works and kiln at B share the 60 t/a of the row to B: used 60.

        Without it the answer would be used 120.
        """
        answer = world(
            facilities="facility,plant,process\nworks,B,making\nkiln,B,making\ntip,C,dump",
            links="from,to,mode,capacity_t_a\nA,B,truck,60",
        ).solve()
        assert answer.used == pytest.approx(60)

    def test_capacity_is_what_is_sent(self, world: Any) -> None:
        """Proves that 60 t/a are counted when they leave; with 10 % lost 54 arrive: used 54 (and 40 - 10 % to the tip).

        Without it the answer would be used 60.
        """
        here = world(links="from,to,mode,capacity_t_a\nA,B,truck,60")
        answer = here.solve("modes.truck.loss_pct=10")
        assert answer.used == pytest.approx(54)
        assert answer.ledger("disposed_t") == pytest.approx(36)

    def test_capacity_of_nothing_and_limit_off(self, world: Any) -> None:
        """Proves that 0 t/a closes a road (used 0) and that the limit can be left out (used 100).

        Without it the answer would be used 100 both times: 0 read as no limit.
        """
        links = "from,to,mode,capacity_t_a\nA,B,truck,0"
        assert world(links=links).solve().used == 0
        assert world(links=links, settings={"limits": ["capacity"]}).solve().used == pytest.approx(100)
