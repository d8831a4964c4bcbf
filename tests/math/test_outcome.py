"""How a solve ends: unbounded, stopped, interrupted; never "optimal" where that is not proven."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

import symbiosis
from symbiosis.errors import UnsolvedError
from symbiosis.solver import Stop, Worth
from symbiosis.solver.highs import Point, Solver

COST_FIRST = {"objectives": [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}]}


def _money_machine(world: Any, capacity: str, **more: Any) -> Any:
    """Return works whose bricks sell for 100 and are made of sand that costs 10."""
    return world(
        recipes="process,input\nmaking,red_mud\nmaking,sand\ndump,red_mud",
        yields="process,input,output,yield_t_t\nmaking,,brick,1",
        prices="material,side,price_cny_t\nsand,buy,10\nbrick,sell,100",
        facilities=f"facility,plant,process,capacity_t_a\nworks,B,making,{capacity}\ntip,C,dump,",
        **more,
    )


class TestUnbounded:
    """What can be bought, made and sold without end is no plan."""

    def test_first_objective(self, world: Any) -> None:
        """Proves that a gain of 90 CNY/t without a capacity is refused in words.

        Without it the answer would be a plan of 1e20 t, or "infeasible".
        """
        with pytest.raises(UnsolvedError, match="unbounded"):
            _money_machine(world, "", settings=COST_FIRST).solve()

    def test_later_objective(self, world: Any) -> None:
        """Proves that it is refused as well where use comes first and cost second, as in the shipped base case.

        Without it the answer would be a plan whose cost is an accident of the solver.
        """
        with pytest.raises(UnsolvedError, match="unbounded"):
            _money_machine(world, "").solve()

    def test_capacity_bounds_it(self, world: Any) -> None:
        """Proves that works of 300 t/a buy 200 t of sand and earn 300 x 100 - 200 x 10 - 1000 = 27000.

        Without it the answer would be unbounded for any park with a good price.
        """
        assert _money_machine(world, "300").solve().cost == pytest.approx(-27000)


class Stopping:
    """A solver whose run number ``at`` ends as if its time were over."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: int, stop: Stop, worth: Worth) -> None:
        self.runs = 0
        honest = Solver.run

        def run(solver: Solver) -> Point:
            self.runs += 1
            point = honest(solver)
            return replace(point, stop=stop, worth=worth) if self.runs == at else point

        monkeypatch.setattr(Solver, "run", run)


class TestStopped:
    """Why it stopped is kept apart from what the point is worth."""

    @pytest.mark.parametrize("stop", [Stop.TIME_LIMIT, Stop.INTERRUPTED])
    @pytest.mark.parametrize("at", [1, 2, 3])
    def test_with_a_usable_point(self, world: Any, monkeypatch: pytest.MonkeyPatch, at: int, stop: Stop) -> None:
        """Proves that a stop in any stage gives an audited plan with status "stopped" and the reason; used 100.

        Without it the answer would be "optimal", or the plan lost.
        """
        Stopping(monkeypatch, at, stop, Worth.FEASIBLE)
        plan = world().solve().plan
        assert plan.outcome.status == "stopped"
        assert plan.outcome.stop is stop
        assert plan.outcome.worth is Worth.FEASIBLE
        assert len(plan.outcome.stages) == at
        assert plan.certificate is not None

    def test_without_any_point(self, world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """Proves that a stop before the first usable point is an UnsolvedError that says so.

        Without it the answer would be a plan of nothing.
        """
        Stopping(monkeypatch, 1, Stop.TIME_LIMIT, Worth.NONE)
        with pytest.raises(UnsolvedError, match="time limit"):
            world().solve()

    @pytest.mark.parametrize("at", [2, 3])
    def test_later_stage_without_a_point(self, world: Any, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
        """Proves that the plan of the stage before is kept: used 100, status "stopped".

        Without it the answer would be an error although a plan is at hand, or "optimal".
        """
        Stopping(monkeypatch, at, Stop.TIME_LIMIT, Worth.NONE)
        answer = world().solve()
        assert answer.used == pytest.approx(100)
        assert answer.plan.outcome.status == "stopped"
        assert answer.plan.outcome.stop is Stop.TIME_LIMIT
        assert answer.plan.outcome.stages[-1].worth is Worth.NONE

    def test_hardly_any_time(self, world: Any) -> None:
        """Proves that a nanosecond ends in an error or in "stopped", or in a proven optimum: 100 t for 1000 CNY.

        Without it the answer would be "optimal" for whatever was at hand.
        """
        with suppress(UnsolvedError):
            answer = world().solve("solver.time_limit_s=1e-9")
            optimal = answer.used == pytest.approx(100) and answer.cost == pytest.approx(1000)
            assert answer.plan.outcome.status == "stopped" or optimal


@pytest.mark.parametrize("method", ["simplex", "ipx"])
def test_methods_agree(world: Any, method: str) -> None:
    """Proves that interior point and simplex end at the same optimum: works of 60 t/a, 60 x 10 + 40 x 70 = 3400.

    Without it the answer would hang on an option.
    """
    here = world(facilities="facility,plant,process,capacity_t_a\nworks,B,making,60\ntip,C,dump,")
    answer = here.solve(f"solver.method={method}")
    assert answer.cost == pytest.approx(3400)
    assert answer.plan.outcome.status == "optimal"


def test_public_names_survive_a_solve(world: Any) -> None:
    """Proves that ``symbiosis.solve`` is the function before and after its first call, and leaves the park as it was.

    Without it the answer would be "module is not callable" on the second call of a notebook.
    """
    here = world()
    before = {name: table.copy() for name, table in here.park.tables.items()}
    first = symbiosis.solve(here.park, here.model)
    second = symbiosis.solve(here.park, here.model)
    assert all(callable(getattr(symbiosis, name)) for name in symbiosis.__all__ if not name.startswith("__"))
    for name, table in first.tables.items():
        assert table.equals(second.tables[name]), name
    for name, table in here.park.tables.items():
        assert table.equals(before[name]), name
