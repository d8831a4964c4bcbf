"""The limit ``targets``: ratios and amounts that a scenario asks for."""

from __future__ import annotations

from typing import Any

import pytest

from symbiosis.errors import DataError, InfeasibleError

#: Cost before all: the tip at 5 km and nothing to pay is cheaper (5 CNY/t) than use at 10 km (10 CNY/t).
CHEAP_TIP = {
    "plants": "plant,km,owner\nA,0,Alu\nD,0,Other\nB,10,Brick\nC,5,City",
    "processes": "process,fate,status,opex_cny_t\nmaking,use,industrial,0\ndump,disposal,industrial,0",
    "offers": "plant,material,amount_t\nA,mud,100\nD,mud,50",
}
COST_FIRST = [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}]


def _world(world: Any, *targets: dict[str, Any], **tables: str) -> Any:
    named = [{"name": f"target{number}"} | target for number, target in enumerate(targets, start=1)]
    return world(**(CHEAP_TIP | tables), settings={"objectives": COST_FIRST, "targets": named})


class TestTargets:
    """150 t of mud, dumped for 750 CNY where nothing asks for use."""

    def test_without_a_target(self, world: Any) -> None:
        """Proves the plan that targets change: used 0, cost 150 x 5 = 750.

        Without it the answer would not show that a target bites.
        """
        answer = _world(world).solve()
        assert answer.used == 0
        assert answer.cost == pytest.approx(750)

    def test_ratio_is_reached_exactly(self, world: Any) -> None:
        """Proves that 40 % of 150 t are 60 t used and no more: cost 60 x 10 + 90 x 5 = 1050.

        Without it the answer would be used 0 at 750.
        """
        answer = _world(world, {"ledger": "used_t", "over": "arising_t", "value": 0.4}).solve()
        assert answer.used == pytest.approx(60)
        assert answer.cost == pytest.approx(1050)
        row = answer.plan.limits.iloc[0]
        assert row["value"] == pytest.approx(0.4)
        assert row["margin"] == pytest.approx(0, abs=1e-6)

    def test_absolute(self, world: Any) -> None:
        """Proves that a target without ``over`` is in the ledger's own unit: 25 t used, cost 250 + 125 x 5 = 875.

        Without it the answer would be used 0.
        """
        answer = _world(world, {"ledger": "used_t", "value": 25}).solve()
        assert answer.used == pytest.approx(25)
        assert answer.cost == pytest.approx(875)

    def test_at_most(self, world: Any) -> None:
        """Proves that dumping at most 70 % of arisings leaves 45 t to be used: cost 450 + 105 x 5 = 975.

        Without it the answer would be used 0.
        """
        target = {"ledger": "disposed_t", "over": "arising_t", "sense": "<=", "value": 0.7}
        answer = _world(world, target).solve()
        assert answer.used == pytest.approx(45)
        assert answer.cost == pytest.approx(975)

    def test_scope(self, world: Any) -> None:
        """Proves that 40 % of the owner Alu's 100 t are 40 t out of A, and D's 50 t are still dumped.

        Without it the answer would be 60 t for the whole park, or 40 t from D.
        """
        target = {"ledger": "used_t", "over": "arising_t", "value": 0.4, "scope": "owner", "scope_name": "Alu"}
        answer = _world(world, target).solve()
        assert answer.sent("A|mud", "works") == pytest.approx(40)
        assert answer.sent("D|mud", "works") == 0

    def test_family(self, world: Any) -> None:
        """Proves that half of the fly ash is 20 of its 40 t, whatever becomes of the mud: used 20.

        Without it the answer would be half of everything, 70 t.
        """
        answer = _world(
            world,
            {"ledger": "used_t", "over": "arising_t", "value": 0.5, "family": "fly_ash"},
            offers="plant,material,amount_t\nA,mud,100\nA,ash,40",
            recipes="process,input\nmaking,red_mud\nmaking,fly_ash\ndump,red_mud\ndump,fly_ash",
        ).solve()
        assert answer.ledger("used_t", family="fly_ash") == pytest.approx(20)
        assert answer.used == pytest.approx(20)

    def test_two_targets_and_limit_off(self, world: Any) -> None:
        """Proves that the stricter of 20 t and 40 % binds (60 t), and that without the limit none does (0 t).

        Without it the answer would be 20, or 60 both times.
        """
        targets = ({"ledger": "used_t", "value": 20}, {"ledger": "used_t", "over": "arising_t", "value": 0.4})
        here = _world(world, *targets)
        assert here.solve().used == pytest.approx(60)
        assert here.solve('limits=["capacity"]').used == 0

    def test_out_of_reach(self, world: Any) -> None:
        """Proves that more than is there cannot be used: no plan.

        Without it the answer would be used 150 with the target quietly missed.
        """
        with pytest.raises(InfeasibleError):
            _world(world, {"ledger": "used_t", "over": "arising_t", "value": 1.01}).solve()

    @pytest.mark.parametrize(
        "scope",
        [{"scope": "owner", "scope_name": "Nobody"}, {"scope": "owner"}, {"scope": "park", "scope_name": "Alu"}],
    )
    def test_scope_that_means_nothing(self, world: Any, scope: dict[str, str]) -> None:
        """Proves that a target for an owner that the park does not have, or none, is refused.

        Without it the answer would be 0 >= 0.4 x 0, a target that is met by not being asked.
        """
        with pytest.raises(DataError):
            _world(world, {"ledger": "used_t", "over": "arising_t", "value": 0.4} | scope).solve()
