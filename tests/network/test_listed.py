"""The gate ``listed``: rail where links.csv has it, transfer inside one plant, movements that the park forbids."""

from __future__ import annotations

from typing import Any

import pytest

RAIL = "mode,forms,hazards,where,cost_cny_tkm\nrail,cake,none,listed,0.1"


class TestListed:
    """100 t of mud from A to works B, 10 km; by truck 1 CNY/t-km, by rail 0.1."""

    def test_rail_only_where_it_is_listed(self, world: Any) -> None:
        """Proves that rail needs a row in links.csv: without one 1000 by truck, with one 100 x 10 x 0.1 = 100.

        Without it the answer would be 100 in both cases: a railway out of thin air.
        """
        here = world(add_modes=RAIL)
        answer = here.solve()
        assert answer.cost == pytest.approx(1000)
        assert answer.sent(mode="rail") == 0
        en, zh = here.refusal("A|mud", "works", "rail", "listed")
        assert "rail exists only where links.csv lists it" in en
        assert "rail" in zh
        assert "已列" in zh
        listed = world(add_modes=RAIL, links="from,to,mode\nA,B,rail").solve()
        assert listed.cost == pytest.approx(100)
        assert listed.sent("A|mud", "works", "rail") == pytest.approx(100)

    def test_park_forbids_a_movement(self, world: Any) -> None:
        """Proves that allowed = no closes the way to B: used 0, all to the tip at 100 x (20 + 50) = 7000.

        Without it the answer would be used 100 at 1000.
        """
        here = world(links="from,to,mode,allowed\nA,B,truck,no")
        answer = here.solve()
        assert answer.used == 0
        assert answer.cost == pytest.approx(7000)
        en, zh = here.refusal("A|mud", "works", "truck", "listed")
        assert "links.csv forbids it by truck" in en
        assert "不允许" in zh
        off = world(links="from,to,mode,allowed\nA,B,truck,no", settings={"gates": ["accepts", "carries", "reach"]})
        assert off.solve().used == pytest.approx(100)

    def test_forbidding_by_truck_leaves_the_other_modes(self, world: Any) -> None:
        """Proves that a row with allowed = no is about its mode alone: rail still carries 100 t for 100.

        Without it the answer would be used 0.
        """
        links = "from,to,mode,allowed\nA,B,truck,no\nA,B,rail,yes"
        answer = world(add_modes=RAIL, links=links).solve()
        assert answer.used == pytest.approx(100)
        assert answer.cost == pytest.approx(100)

    def test_transfer_inside_one_plant_only(self, world: Any) -> None:
        """Proves that the free onsite mode does not leave A: to B by truck 100 x (5 + 10) = 1500, to works at A 0.

        Without it the answer would be 0 in both cases.
        """
        here = world()
        assert here.solve("modes.truck.fixed_cny_t=5").cost == pytest.approx(1500)
        en, zh = here.refusal("A|mud", "works", "onsite", "listed")
        assert "onsite works only inside one plant" in en
        assert "同一厂区" in zh
        inside = world(facilities="facility,plant,process\nworks,A,making\ntip,C,dump").solve(
            "modes.truck.fixed_cny_t=5"
        )
        assert inside.cost == pytest.approx(0)
        assert inside.sent("A|mud", "works", "onsite") == pytest.approx(100)
