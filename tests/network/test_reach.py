"""The gate ``reach``: no movement beyond what the mode or a rule allows, hard or preferred."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import symbiosis
from symbiosis.errors import DataError

MODES = "mode,forms,hazards,max_km,best_km,cost_cny_tkm\ntruck,cake;bulk,none,{},{},1"
#: Mud and ash at A; the works B at 10 km take both, the tip C at 20 km too.
BOTH = {
    "offers": "plant,material,amount_t,must_place\nA,mud,100,no\nA,ash,40,no",
    "recipes": "process,input\nmaking,red_mud\nmaking,fly_ash\ndump,red_mud\ndump,fly_ash",
}
EVERY_GATE_BUT_REACH = ["accepts", "carries", "listed", "hazard", "permits", "readiness", "quality"]


def _rule(text: str) -> str:
    return f"rule,gate,material,mode,process,value,preferred\nnear,reach,{text}"


class TestReach:
    """Mud 100 t and ash 40 t that may stay; used 140 where nothing is too far."""

    def test_hard_limit_of_the_mode(self, world: Any) -> None:
        """Proves that a truck of at most 8 km does not go 10 km: used 0.

        Without it the answer would be used 140.
        """
        here = world(**BOTH, modes=MODES.format(8, 5))
        assert here.solve().used == 0
        en, zh = here.refusal("A|mud", "works", "truck", "reach")
        assert "10.0 km is beyond the hard limit of 8 km for mud by truck" in en
        assert "10.0 km" in zh
        assert "最大运距 8 km" in zh
        assert here.solve("modes.truck.max_km=12").used == pytest.approx(140)

    def test_gate_off(self, world: Any) -> None:
        """Proves that without the gate distance is no obstacle: used 140 although the truck's limit is 8 km.

        Without it the answer would be used 0 whatever the scenario says.
        """
        here = world(**BOTH, modes=MODES.format(8, 5), settings={"gates": EVERY_GATE_BUT_REACH})
        assert here.solve().used == pytest.approx(140)

    def test_preferred_limit_of_the_mode(self, world: Any) -> None:
        """Proves that the scenario chooses between 12 km (hard, used 140) and 8 km (preferred, used 0).

        Without it the answer would be 140 both times.
        """
        here = world(**BOTH, modes=MODES.format(12, 8))
        hard = here.solve()
        assert hard.used == pytest.approx(140)
        assert hard.plan.flows["beyond_best"].all()
        assert here.solve("reach.use=preferred").used == 0
        en, zh = here.refusal("A|mud", "works", "truck", "reach", "reach.use=preferred")
        assert "10.0 km is beyond the preferred limit of 8 km" in en
        assert "推荐运距 8 km" in zh

    def test_preferred_is_never_looser_than_hard(self, world: Any) -> None:
        """Proves that a mode without a preferred distance keeps its hard one, 8 km: used 0 under "preferred".

        Without it the answer would be used 140 under the stricter of the two settings and 0 under the other.
        """
        here = world(**BOTH, modes=MODES.format(8, ""))
        assert here.solve("reach.use=hard").used == 0
        assert here.solve("reach.use=preferred").used == 0

    def test_rule_without_a_preferred_value_keeps_its_hard_one(self, world: Any) -> None:
        """Proves that a rule of 8 km for mud holds under "preferred" too: used 40, the ash.

        Without it the answer would be used 140.
        """
        here = world(**BOTH, rules=_rule("red_mud,,,8,"))
        assert here.solve("reach.use=preferred").used == pytest.approx(40)

    @pytest.mark.parametrize("word", ["mud", "red_mud"])
    def test_rule_for_a_material_or_family(self, world: Any, word: str) -> None:
        """Proves that a rule of 8 km for mud holds mud back and lets ash go within the truck's 12 km: used 40.

        Without it the answer would be used 140.
        """
        here = world(**BOTH, modes=MODES.format(12, 12), rules=_rule(f"{word},truck,,8,"))
        answer = here.solve()
        assert answer.used == pytest.approx(40)
        assert answer.sent("A|mud") == 0
        en, _ = here.refusal("A|mud", "works", "truck", "reach")
        assert "limit of 8 km for mud" in en

    def test_rule_for_a_process(self, world: Any) -> None:
        """Proves that a rule of 8 km for making closes the works at 10 km but not the kiln there, which takes all 140.

        Without it the answer would be a tie that the dearer kiln (opex 1) loses: 140 to the works.
        """
        facilities = "facility,plant,process,opex_cny_t\nworks,B,making,0\nkiln,B,firing,1"
        here = world(
            offers=BOTH["offers"],
            recipes="process,input\nmaking,red_mud\nmaking,fly_ash\nfiring,red_mud\nfiring,fly_ash",
            processes="process,fate,status\nmaking,use,industrial\nfiring,use,industrial",
            facilities=facilities,
            rules=_rule(",,making,8,"),
        )
        answer = here.solve()
        assert answer.sent(facility="kiln") == pytest.approx(140)
        assert answer.cost == pytest.approx(140 * 10 + 140)
        en, _ = here.refusal("A|mud", "works", "truck", "reach")
        assert "limit of 8 km" in en
        open_ = world(
            offers=BOTH["offers"],
            recipes="process,input\nmaking,red_mud\nmaking,fly_ash\nfiring,red_mud\nfiring,fly_ash",
            processes="process,fate,status\nmaking,use,industrial\nfiring,use,industrial",
            facilities=facilities,
        )
        assert open_.solve().sent(facility="works") == pytest.approx(140)

    def test_rule_for_another_mode_or_gate_is_not_meant(self, world: Any) -> None:
        """Proves that a rule for rail, and a rule of another gate, leave the truck alone: used 140.

        Without it the answer would be used 0.
        """
        rules = _rule(",onsite,,8,") + "\nother,hazard,,,,8,"
        assert world(**BOTH, rules=rules).solve().used == pytest.approx(140)

    def test_a_listed_length_is_inclusive(self, world: Any) -> None:
        """Proves that a measured 10 km is within a limit of 10 km and 10.01 km is not: used 140 and 0.

        Without it the answer would be 0 (limit excluded) or 140 (no limit) both times.
        """
        here = world(**BOTH, modes=MODES.format(10, 10), links="from,to,mode,km\nA,B,truck,10")
        assert here.solve().used == pytest.approx(140)
        beyond = world(**BOTH, modes=MODES.format(10, 10), links="from,to,mode,km\nA,B,truck,10.01")
        assert beyond.solve().used == 0

    @pytest.mark.parametrize(
        ("circuity", "direct"),
        [(1.0, 10), (1.1, 62), (1.25, 15), (1.28, 51)],
    )
    def test_a_computed_length_is_inclusive(self, world: Any, circuity: float, direct: float) -> None:
        """Proves that a limit equal to the road length to the last digit lets the movement through: used 140.

        At these lengths (km x circuity) / circuity is less than km by a rounding.
        Without it the answer would be 0 there, while ``why`` says that it can go.
        """
        plants = f"plant,km\nA,0\nB,{direct}\nC,200"
        free = world(**BOTH, plants=plants, settings={"transport": {"circuity": circuity}})
        km = float(symbiosis.network_of(free.park, free.model).links["km"].iloc[0])
        assert km == pytest.approx(direct * circuity)
        here = world(
            **BOTH, plants=plants, modes=MODES.format(repr(km), ""), settings={"transport": {"circuity": circuity}}
        )
        rows = here.why("A|mud", "works")
        assert rows["gate"].tolist() == [""]
        assert here.solve().used == pytest.approx(140)

    def test_a_measured_length_beats_the_computed_one(self, world: Any) -> None:
        """Proves that a road of 30 km, 10 km as the crow flies, is beyond a truck's 20 km: used 0.

        Without it the answer would be used 140; and the other way round a measured 5 km is within 8.
        """
        long = world(**BOTH, modes=MODES.format(20, 20), links="from,to,mode,km\nA,B,truck,30")
        assert long.solve().used == 0
        short = world(**BOTH, modes=MODES.format(8, 8), links="from,to,mode,km\nA,B,truck,5")
        assert short.solve().used == pytest.approx(140)


def test_a_measured_nothing_is_no_distance(world: Callable[..., Any]) -> None:
    """Proves that 0 km of links.csv between plants 10 km apart are refused, and 6 km are taken.

    Without it a zero typed for a blank would carry every tonne for nothing.
    """
    assert world(links="from,to,mode,km\nA,B,truck,6").solve().cost == pytest.approx(600)
    with pytest.raises(DataError) as caught:
        world(links="from,to,mode,km\nA,B,truck,0").solve()
    (fault,) = caught.value.faults
    assert str(fault).startswith("links.csv row 2, km: 0 km from A to B, which lie 10.0 km apart; ")
