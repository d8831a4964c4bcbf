"""The gate ``precision``: coordinates of county precision never decide a movement that its distance decides."""

from __future__ import annotations

from typing import Any

import pytest

PLANTS = "plant,km,coord_precision\nA,0,{}\nB,10,{}\nC,20,{}"
RULE = "rule,gate,material,mode,process\nexact,precision,{}"
GATES = ["accepts", "carries", "listed", "reach", "hazard", "permits", "readiness", "quality", "precision"]


def _world(world: Any, *ends: str, rule: str = "mud,truck,", gates: list[str] = GATES, **more: Any) -> Any:
    return world(plants=PLANTS.format(*ends), rules=RULE.format(rule), settings={"gates": gates}, **more)


class TestPrecision:
    """100 t of mud at A must go to works B (10 km, used, 1000 CNY) or tip C (20 km and 50 CNY/t: 7000 CNY)."""

    @pytest.mark.parametrize("word", ["county_seat", "county_centroid", "city"])
    def test_a_coarse_end_is_refused(self, world: Any, word: str) -> None:
        """Proves that works known only to its county get nothing by a ruled mode: used 0, cost 7000.

        Without it the answer would be used 100 at 1000, on the strength of a county's middle.
        """
        here = _world(world, "plant", word, "plant")
        answer = here.solve()
        assert answer.used == 0
        assert answer.cost == pytest.approx(7000)
        en, zh = here.refusal("A|mud", "works", "truck", "precision")
        assert f"the 10.0 km of mud rest on the coordinates of B (coord_precision {word})" in en
        assert "links.csv" in en
        assert "10.0 km" in zh
        assert "links.csv" in zh

    def test_both_ends_are_named(self, world: Any) -> None:
        """Proves that the reason names the sender too where both are coarse.

        Without it the answer would send the planner to one of two ends.
        """
        en, _ = _world(world, "city", "county_seat", "plant").refusal("A|mud", "works", "truck", "precision")
        assert "A (coord_precision city) and B (coord_precision county_seat)" in en

    @pytest.mark.parametrize("word", ["plant", "complex", "park", "town", "district", "approximate"])
    def test_finer_coordinates_decide(self, world: Any, word: str) -> None:
        """Proves that a town or better is good enough: used 100 at 1000.

        Without it the answer would be used 0 at 7000.
        """
        assert _world(world, "plant", word, "plant").solve().cost == pytest.approx(1000)

    def test_a_measured_way_decides(self, world: Any) -> None:
        """Proves that 12 km measured in links.csv open the way between two counties: 100 x 12 = 1200.

        Without it the answer would be 7000; a row without km (a contract price) measures nothing: 7000.
        """
        here = _world(world, "city", "city", "plant", links="from,to,mode,km\nA,B,truck,12\nA,C,truck,20")
        assert here.solve().cost == pytest.approx(1200)
        bare = _world(world, "plant", "city", "plant", links="from,to,mode,km,cost_cny_t\nA,B,truck,,3\nA,C,truck,20,")
        assert bare.solve().cost == pytest.approx(7000)

    @pytest.mark.parametrize("rule", ["ash,truck,", "mud,onsite,", "mud,truck,dump"])
    def test_only_what_a_rule_names(self, world: Any, rule: str) -> None:
        """Proves that a rule for ash, for another mode or another process leaves the works open: used 100 at 1000.

        Without it the answer would be used 0 at 7000.
        """
        assert _world(world, "plant", "city", "plant", rule=rule).solve().cost == pytest.approx(1000)

    def test_a_rule_for_a_family(self, world: Any) -> None:
        """Proves that a rule for red mud means mud: used 0 at 7000.

        Without it the answer would be used 100 at 1000.
        """
        assert _world(world, "plant", "city", "plant", rule="red_mud,,").solve().cost == pytest.approx(7000)

    def test_inside_one_plant(self, world: Any) -> None:
        """Proves that works beside the mud take it however coarse the coordinates: used 100, cost 0.

        Without it the answer would be used 0 at 7000.
        """
        here = _world(world, "city", "plant", "plant", facilities="facility,plant,process\nworks,A,making\ntip,C,dump")
        assert here.solve().cost == pytest.approx(0)

    def test_gate_off(self, world: Any) -> None:
        """Proves that the scenario may leave the gate out: used 100 at 1000.

        Without it the answer would be 7000 in every scenario.
        """
        assert _world(world, "plant", "city", "plant", gates=GATES[:-1]).solve().cost == pytest.approx(1000)
