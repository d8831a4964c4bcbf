"""Whole numbers in large problems: the relaxation, the search around it, the proof; on cases small enough for paper."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from symbiosis.errors import InfeasibleError
from symbiosis.solver import highs, whole
from symbiosis.solver.outcome import Stop, Worth

LIVES = "process,fate,status,opex_cny_t,life_a\nmaking,use,industrial,0,10\ndump,disposal,industrial,50,"
LINES = (
    "facility,plant,process,status,min_size_t_a,max_size_t_a,capex_cny,fixed_cny_a\ntip,C,dump,existing,,,,\n"
    "large,B,making,candidate,0,100,0,{large}\nsmall,B,making,candidate,0,10,0,{small}"
)
CHEAPEST = {
    "objectives": [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}],
    "solver": {"mip_gap": 1e-6},
}


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Treat every problem as a large one."""
    monkeypatch.setattr(whole, "_SMALL_NONZEROS", 0)
    return monkeypatch


def lines(world: Any, *, large: float, small: float, used_t: float = 10.0) -> Any:
    """Return a world in which 10 t of 100 may be used, each for 60 CNY less than it costs to dump it."""
    return world(
        facilities=LINES.format(large=large, small=small),
        caps=f"scope,ledger,sense,amount\npark,used_t,<=,{used_t}",
        settings=CHEAPEST,
    )


@pytest.mark.usefixtures("large")
class TestWhole:
    """A large line for 500 CNY a year, a small one for 300; 10 t are worth 600 CNY."""

    def test_the_relaxation_is_led_astray(self, world: Any) -> None:
        """Proves that the small line is found: it leaves 300 CNY, the large one 100, a tenth of the large one 550.

        The relaxation takes a tenth of the large line and none of the small one. Without the search among everything
        the answer would be the large line, and 6,900 CNY.
        """
        here = lines(world, large=500, small=300).solve()
        assert here.plan.builds["facility"].tolist() == ["small"]
        assert here.cost == pytest.approx(7_000 - 300)
        stage = here.plan.outcome.stages[0]
        assert stage.worth is Worth.PROVEN
        assert stage.bound == pytest.approx(6_700, rel=1e-5)

    def test_the_relaxation_proves_the_plan(self, world: Any) -> None:
        """Proves that where all 100 t may be used, the large line is proven by the relaxation alone.

        100 t are worth 6,000 CNY, less 500. Without it the answer would be the same, after a longer search.
        """
        here = lines(world, large=500, small=300, used_t=100).solve()
        assert here.cost == pytest.approx(7_000 - 5_500)
        assert "among what it builds" in here.plan.outcome.stages[0].method
        assert here.plan.outcome.status == "optimal"

    def test_ties_are_parted_with_what_is_built_held(self, world: Any) -> None:
        """Proves that the second objective places flows for the line that the first has built.

        Without it the answer would be a second search for a plan that is no cheaper.
        """
        here = lines(world, large=500, small=300).solve()
        assert "held" in here.plan.outcome.stages[1].method
        assert here.ledger("tkm") == pytest.approx(10 * 10 + 90 * 20)

    def test_no_plan(self, world: Any) -> None:
        """Proves that a target beyond both lines is infeasible, and not a plan with a gap.

        Without it the answer would be whatever the search held when it ended.
        """
        target = {"name": "all", "ledger": "used_t", "over": "arising_t", "value": 0.9}
        with pytest.raises(InfeasibleError):
            world(
                facilities=LINES.format(large=0, small=0).replace("0,100,0", "0,50,0"),
                settings={**CHEAPEST, "targets": [target]},
            ).solve()

    def test_stopped_with_a_plan_and_a_bound(self, world: Any, large: pytest.MonkeyPatch) -> None:
        """Proves that a search that ends too early gives the large line, 6,900 CNY, and the bound of 6,450.

        Only the search among what the relaxation builds has its time here. Without it the answer would be no plan, or
        one that is called the best.
        """
        search, runs = whole._search, []

        def short(solver: highs.Solver, time_s: float, start: highs.Point | None) -> highs.Point:
            runs.append(time_s)
            if len(runs) == 1:
                return search(solver, time_s, start)
            nothing = np.zeros(0)
            return highs.Point(Stop.TIME_LIMIT, Worth.NONE, nothing, nothing, nothing, nothing, np.inf, -np.inf, 0)

        large.setattr(whole, "_search", short)
        here = lines(world, large=500, small=300).solve()
        assert here.plan.builds["facility"].tolist() == ["large"]
        assert here.cost == pytest.approx(6_900)
        outcome = here.plan.outcome
        assert outcome.status == "stopped"
        assert outcome.stop is Stop.TIME_LIMIT
        assert outcome.stages[0].bound == pytest.approx(6_450)
        assert outcome.stages[0].gap == pytest.approx(450 / 6_900)
