"""No plan at all: said so, with the plant or the target and a number."""

from __future__ import annotations

from typing import Any

import pytest

from symbiosis.errors import InfeasibleError

NO_TIP = "facility,plant,process,capacity_t_a,min_t_a\nworks,B,making,{},{}"


def _reasons(here: Any) -> str:
    with pytest.raises(InfeasibleError) as caught:
        here.solve()
    assert caught.value.reasons
    return "\n".join(caught.value.reasons)


class TestReasons:
    """Each park fails for one reason that simple bounds show."""

    def test_supply_without_a_link(self, world: Any) -> None:
        """Proves that 100 t that must be placed and that nothing accepts are named with their plant.

        Without it the answer would be a plan in which they vanish.
        """
        here = world(recipes="process,input\nmaking,fly_ash\ndump,fly_ash")
        words = _reasons(here)
        assert "100 t of mud at A must be placed" in words
        assert "no facility that accepts it" in words

    def test_supply_beyond_every_distance(self, world: Any) -> None:
        """Proves that works 10 km off are nothing to a truck of at most 8 km: 100 t of mud at A are named.

        Without it the answer would be used 100.
        """
        modes = "mode,forms,hazards,max_km,cost_cny_tkm\ntruck,cake,none,8,1"
        assert "100 t of mud at A" in _reasons(world(modes=modes, facilities=NO_TIP.format("", "")))

    def test_capacity_too_small(self, world: Any) -> None:
        """Proves that works of 60 t/a and no tip leave 40 t without a place; both numbers are named.

        Without it the answer would be used 60, or 100 beyond the capacity.
        """
        words = _reasons(world(facilities=NO_TIP.format(60, "")))
        assert "100 t of mud at A" in words
        assert "60 t" in words

    def test_capacity_too_small_for_two_together(self, world: Any) -> None:
        """Proves that 50 t and 30 t, each of which would fit 60 t/a, do not fit together: 80 t and 60 t are named.

        Without it the answer would be silence, as no single supply is too large.
        """
        words = _reasons(world(facilities=NO_TIP.format(60, ""), offers="plant,material,amount_t\nA,mud,50\nC,mud,30"))
        assert "80 t of mud" in words
        assert "60 t" in words

    def test_least_load_out_of_reach(self, world: Any) -> None:
        """Proves that works that must run at 150 t/a starve on 100 t: the works and both numbers are named.

        Without it the answer would be works below their least load.
        """
        words = _reasons(world(facilities=NO_TIP.format("", 150)))
        assert "works must take at least 150 t" in words
        assert "100 t" in words

    def test_target_out_of_reach(self, world: Any) -> None:
        """Proves that with works of 60 t/a a rate of 80 % is out of reach and 60 % is the most.

        Without it the answer would be used 60 with the target missed.
        """
        words = _reasons(
            world(
                facilities="facility,plant,process,capacity_t_a\nworks,B,making,60\ntip,C,dump,",
                settings={"targets": [{"name": "rate", "ledger": "used_t", "over": "arising_t", "value": 0.8}]},
            )
        )
        assert "rate" in words
        assert "80" in words
        assert "60" in words

    def test_cap_out_of_reach(self, world: Any) -> None:
        """Proves that with works of 60 t/a at least 40 t are dumped, more than a cap of 10 t; all are named.

        Without it the answer would be a breach of the cap.
        """
        words = _reasons(
            world(
                facilities="facility,plant,process,capacity_t_a\nworks,B,making,60\ntip,C,dump,",
                caps="scope,name,ledger,sense,amount\nplant,A,disposed_t,<=,10",
            )
        )
        assert "disposed_t" in words
        assert "10" in words
        assert "40" in words

    def test_two_targets_that_exclude_each_other(self, world: Any) -> None:
        """Proves that 60 t used and 60 t dumped out of 100 t have no plan, and that something is said even so.

        Without it the answer would be one of the two quietly missed.
        """
        targets = [{"name": ledger, "ledger": ledger, "value": 60} for ledger in ("used_t", "disposed_t")]
        assert _reasons(world(settings={"targets": targets}))


#: S1 reaches P2, S2 does not.
CASE: Any = {
    "sources": [{"id": "S1", "tonnes": 60, "na2o": 1.2}, {"id": "S2", "tonnes": 500, "na2o": 0.9}],
    "receiver": {"id": "P2", "min_tonnes": 100, "na2o_max": 0.5},
}


class TestTwoReasons:
    """A plant that must take 100 t: the only source that reaches it has 60 t, and no input meets its Na2O limit."""

    def _park(self, world: Any, case: Any, **more: Any) -> Any:
        sources, receiver = case["sources"], case["receiver"]
        plants = "".join(f"\n{source['id']},0" for source in sources)
        offers = "".join(f"\n{source['id']},mud,{source['tonnes']},no" for source in sources)
        measured = "".join(f"\n{source['id']},mud,Na2O,{source['na2o']}" for source in sources)
        tables = {
            "plants": f"plant,km{plants}\n{receiver['id']},10",
            "offers": f"plant,material,amount_t,must_place{offers}",
            "measured": f"plant,material,property,value{measured}",
            "facilities": f"facility,plant,process,min_t_a\nworks,{receiver['id']},making,{receiver['min_tonnes']}",
            "links": f"from,to,mode,allowed\nS2,{receiver['id']},truck,no",
            "standards": f"standard,processes,property,sense,limit\nsoda,making,Na2O,<=,{receiver['na2o_max']}",
        }
        return world(**(tables | more))

    def test_both_are_named(self, world: Any) -> None:
        """Proves that 60 t for a least load of 100 t, and 1.2 % for a limit of 0.5 %, are both said at once.

        Without it the answer would be the first reason alone, and the second after the first is mended.
        """
        words = _reasons(self._park(world, CASE))
        assert "100 t" in words
        assert "60 t" in words
        assert "Na2O" in words
        assert "0.5" in words
        assert "1.2" in words

    @pytest.mark.parametrize("mended", ["links", "standards"])
    def test_either_is_enough(self, world: Any, mended: str) -> None:
        """Proves that opening the way to S2 alone, or lifting the limit alone, leaves no plan; both together do.

        With both 100 t or more run: used 560. Without it the answer would be a plan after half a repair.
        """
        blank = {"links": "from,to,mode,allowed", "standards": "standard,processes,property,sense,limit"}
        assert _reasons(self._park(world, CASE, **{mended: blank[mended]}))
        assert self._park(world, CASE, **blank).solve().used == pytest.approx(560)
