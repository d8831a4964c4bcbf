"""The best of one objective while the others are held at levels, and then the best of the others in their order.

The second half makes a point non-dominated: of all points as good in the first objective, one that cannot be bettered
in another without losing in a third. AUGMECON2 (Mavrotas and Florios 2013) adds slacks to the objective with a small
weight; here the weight is as small as can be, because they are improved afterwards with the first objective held. Where
every level has a price that is needless: the point is then optimal for a sum of all objectives with positive weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from symbiosis.errors import UnsolvedError
from symbiosis.solver.bench import Bench, Change, own_copy
from symbiosis.solver.chain import Goal, bounds_at, floor_of
from symbiosis.solver.choice import solver_options
from symbiosis.solver.highs import Point, Solver
from symbiosis.solver.outcome import Stop, Worth
from symbiosis.solver.whole import branch

if TYPE_CHECKING:
    from symbiosis.scenario.settings import Solver as SolverSettings
    from symbiosis.solver.gather import Matrix
    from symbiosis.solver.sifting import Sifter

Floats = NDArray[np.float64]

#: A price below this is taken as none.
_NO_PRICE = 1e-6
#: Weight of an objective beside another, as a part of their sizes, where holding the other fails by rounding.
_LITTLE = 1e-5


@dataclass(frozen=True)
class Found:
    """A point of a front, in the units of the matrix."""

    totals: Floats
    """Value of each objective."""
    prices: Floats
    """What the first objective loses per unit by which a level is made stricter; NaN where decisions were searched."""
    columns: Floats
    bound: float
    """Proven bound on the first objective at these levels."""
    worth: Worth

    @property
    def gap(self) -> float:
        """Relative distance of the first objective from its proven bound."""
        value = float(self.totals[0])
        return abs(value - self.bound) / max(1.0, abs(value))


class Linear:
    """A linear problem that stays in the solver: levels are bounds of its columns, each solve starts at the last."""

    def __init__(
        self,
        problem: Matrix,
        goals: Sequence[Goal],
        settings: SolverSettings,
        sifter: Sifter | None = None,
        start: Bench | None = None,
    ) -> None:
        """Hand ``problem`` over; ``sifter``, where there is one, finds the best of each objective.

        The first solve begins at the optimum at which ``start`` stands, a bench of the same rows.
        """
        self.goals, self.settings, self.solves = tuple(goals), settings, 0
        self.bench = Bench(own_copy(problem, continuous=True), solver_options(settings))
        self._sifter, self._start = sifter, start
        self._columns = np.array([goal.column for goal in goals], dtype=np.int32)
        self._ends = problem.lower[self._columns].copy(), problem.upper[self._columns].copy()
        self._settled = self._sifting = False

    def extreme(self, number: int) -> Found | Stop:
        """Return the best point of one objective, then of the others in their order."""
        self._sifting = self._sifter is not None  # faster than going on from the best of another objective
        try:
            return self.in_order([number, *(other for other in range(len(self.goals)) if other != number)], _free(self))
        finally:
            self._sifting = False

    def best(self, levels: Floats, _start: Floats | None = None) -> Found | Stop:
        """Return the point that is best in the first objective and no worse than ``levels`` in the others."""
        try:
            return self.in_order(range(len(self.goals)), levels)
        except UnsolvedError:
            if self.bench.interrupted.is_set():
                raise
            return Stop.TROUBLE  # one level less

    def edge(self, levels: Floats) -> Found | Stop:
        """Return the best of the last objective within ``levels``: what no stricter level of it reaches.

        Called where the solver stands at a point within these levels, and leaves it there.
        """
        last = len(self.goals) - 1
        with self.bench.under(Change()):
            try:
                return self.in_order([last, *range(last)], levels, primal=True)
            except UnsolvedError:
                if self.bench.interrupted.is_set():
                    raise
                return Stop.TROUBLE

    def in_order(self, order: Sequence[int], levels: Floats, *, primal: bool = False) -> Found | Stop:
        """Return the point that is best in the objectives in an order, within ``levels``."""
        self._hold(levels)
        first, *rest = order
        point = self._turn(self.goals[first], primal=primal)
        if point.stop is Stop.INFEASIBLE:
            return Stop.INFEASIBLE
        priced = np.abs(point.reduced_costs[self._columns])
        kept, last = point, first
        bound = point.bound
        with ExitStack() as holding:
            for number in rest:
                # Where a level has a price, all best points stand exactly at it.
                if priced[number] > _NO_PRICE and np.isfinite(levels[number]):
                    continue
                kept, last = self._bettered(self.goals[number], self.goals[last], kept, holding), number
                if kept.stop is not Stop.OPTIMAL:
                    raise UnsolvedError(_why(self.goals[number], kept.stop))
                bound = kept.bound if number == 0 else bound
        # At the end of what can be reached a price has no upper end, so none is told.
        prices = np.where(priced > _NO_PRICE, priced, 0.0) if first == 0 else np.full(len(priced), np.nan)
        return Found(kept.columns[self._columns] + 0.0, prices, kept.columns, bound, Worth.PROVEN)

    def fix(self, columns: NDArray[np.int32], values: Floats) -> None:
        """Fix some columns, such as decisions, until they are fixed elsewhere."""
        self.bench.set_bounds(columns, values, values)

    def _hold(self, levels: Floats) -> None:
        self.bench.set_bounds(self._columns, *_within(self.goals, self._ends, levels))

    def _bettered(self, goal: Goal, before: Goal, kept: Point, holding: ExitStack) -> Point:
        """Return the best of ``goal`` with the one before held where it is; it stays held until ``holding`` ends."""
        reached = float(kept.columns[before.column])
        # To the last digit, as the next solve begins at the point at hand; let go a little where rounding forbids that.
        for level in (reached, floor_of(before, reached)):
            with ExitStack() as trying:
                trying.enter_context(self._held(before, level))
                point = self._turn(goal, primal=True, must=False)
                if point.stop is Stop.OPTIMAL:
                    holding.enter_context(trying.pop_all())
                    return point
            if point.stop is Stop.UNBOUNDED:
                raise UnsolvedError(_why(goal, point.stop))
        # The best of a sum with weights above zero is bettered by nothing either; the first gives up next to nothing.
        return self._turn(before, beside=(goal, _LITTLE * max(1.0, abs(reached)) / self._size(goal, kept)), primal=True)

    def _size(self, goal: Goal, point: Point) -> float:
        return max(1.0, abs(float(point.columns[goal.column])))

    @contextmanager
    def _held(self, goal: Goal, level: float) -> Iterator[None]:
        """Hold an objective for a while; the basis before comes back with its bound."""
        low, high = (float(ends[goal.column]) for ends in (self.bench.problem.lower, self.bench.problem.upper))
        least, most = bounds_at(goal, level)
        with self.bench.under(Change(columns={goal.column: (max(low, least), min(high, most))})):
            yield

    def _turn(
        self, goal: Goal, *, primal: bool = False, must: bool = True, beside: tuple[Goal, float] | None = None
    ) -> Point:
        cost = np.zeros(len(self.bench.problem.lower))
        cost[goal.column] = 1.0
        if beside is not None:
            other, weight = beside
            cost[other.column] = weight if other.sense == goal.sense else -weight
        self.bench.set_cost(cost, goal.sense)
        self.bench.option("time_limit", self.bench.seconds + self.settings.time_limit_s)
        self.solves += 1
        point = self._sifted(cost, goal.sense, warm=primal) or self._solved(primal=primal)
        if must and point.stop not in (Stop.OPTIMAL, Stop.INFEASIBLE):
            raise UnsolvedError(_why(goal, point.stop))
        return point

    def _sifted(self, cost: Floats, sense: str, *, warm: bool) -> Point | None:
        """Return what sifting finds, where it is asked; None where it finds nothing."""
        if self._sifter is None or not self._sifting:
            return None
        point = self.bench.settle_sifted(self._sifter, cost, sense, warm=warm)
        self._settled |= point is not None
        return point

    def _solved(self, *, primal: bool) -> Point:
        """Return what the solver finds from where it stands, or from nothing."""
        if not self._settled:
            self._settled = True
            return self.bench.settle(self._start)
        # The point at hand satisfies all rows and is best of another objective, or the other way round.
        self.bench.option("simplex_strategy", 4 if primal else 1)
        return self.bench.again_from_here()


class Whole:
    """A problem with decisions: each point is a full search; then the decisions are held and the flows placed anew."""

    def __init__(self, problem: Matrix, goals: Sequence[Goal], settings: SolverSettings) -> None:
        self.goals, self.settings = tuple(goals), settings
        self._linear = Linear(problem, goals, settings)
        self._solver = Solver(own_copy(problem), solver_options(settings))
        self._decided = np.flatnonzero(problem.integer).astype(np.int32)
        self._columns = np.array([goal.column for goal in goals], dtype=np.int32)
        self._ends = problem.lower[self._columns].copy(), problem.upper[self._columns].copy()
        self._searches = 0

    @property
    def solves(self) -> int:
        """Searches and linear solves so far."""
        return self._searches + self._linear.solves

    def extreme(self, number: int) -> Found | Stop:
        """Return the best point of one objective, then of the others in their order."""
        order = [number, *(other for other in range(len(self.goals)) if other != number)]
        return self._in_order(order, _free(self), None)

    def best(self, levels: Floats, start: Floats | None = None) -> Found | Stop:
        """Return the point that is best in the first objective and no worse than ``levels``, from ``start`` on."""
        return self._in_order(range(len(self.goals)), levels, start)

    def _in_order(self, order: Sequence[int], levels: Floats, start: Floats | None) -> Found | Stop:
        levels, bound, worth = levels.copy(), float("nan"), Worth.PROVEN
        kept, begun = None if start is None else _plan_of(start), False
        for number in order:
            point = self._search(self.goals[number], levels, kept)
            if point.worth is Worth.NONE:
                if kept is None or not begun:
                    return point.stop
                worth = Worth.FEASIBLE
                break
            kept, begun = point, True
            bound = point.bound if number == 0 else bound
            worth = worth if point.worth is Worth.PROVEN else point.worth
            levels[number] = floor_of(self.goals[number], float(point.columns[self._columns[number]]))
        assert kept is not None, "there is an objective"
        return replace(self._settled(order, levels, kept), bound=bound, worth=worth)

    def _settled(self, order: Sequence[int], levels: Floats, kept: Point) -> Found:
        """Return the point of the decisions taken, whole numbers without the tolerance of the search."""
        self._linear.fix(self._decided, np.round(kept.columns[self._decided]))
        # What the search has reached is a floor for all but the first, which may still gain by the tolerance.
        loose = levels.copy()
        loose[order[0]] = np.nan
        found = self._linear.in_order(order, loose)
        unknown = np.full(len(self.goals), np.nan)
        if isinstance(found, Stop):
            return Found(kept.columns[self._columns], unknown, kept.columns, unknown[0], Worth.FEASIBLE)
        return replace(found, prices=unknown)

    def _search(self, goal: Goal, levels: Floats, kept: Point | None) -> Point:
        solver = self._solver
        solver.set_bounds(self._columns, *_within(self.goals, self._ends, levels))
        cost = np.zeros(len(solver.problem.lower))
        cost[goal.column] = 1.0
        solver.set_cost(cost, goal.sense)
        self._searches += 1
        point, _ = branch(solver, self.settings, self.settings.time_limit_s / len(self.goals), kept)
        if point.stop is Stop.INTERRUPTED or (point.stop is Stop.UNBOUNDED and kept is None):
            raise UnsolvedError(_why(goal, point.stop))
        return point


def _free(finder: Linear | Whole) -> Floats:
    return np.full(len(finder.goals), np.nan)


def _within(goals: Sequence[Goal], ends: tuple[Floats, Floats], levels: Floats) -> tuple[Floats, Floats]:
    """Return the bounds of the totals within ``levels``, NaN being none."""
    low, high = (end.copy() for end in ends)
    for number in np.flatnonzero(np.isfinite(levels)).tolist():
        least, most = bounds_at(goals[number], float(levels[number]))
        low[number], high[number] = max(low[number], least), min(high[number], most)
    return low, high


def _plan_of(columns: Floats) -> Point:
    """Return a point to start a search from."""
    none = np.empty(0)
    return Point(Stop.OPTIMAL, Worth.FEASIBLE, columns, none, none, none, float("nan"), float("nan"), 0)


def _why(goal: Goal, stop: Stop) -> str:
    if stop is Stop.UNBOUNDED:
        return f"{goal.name} has no end: nothing keeps it from growing without end in the sense {goal.sense}"
    return f"the solver stopped ({stop.value}) at {goal.name}"
