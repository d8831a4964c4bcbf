"""The front of several objectives: points none of which is better than another in everything, found exactly.

Augmented epsilon-constraint as in AUGMECON2: a payoff table by objectives in order (a plain optimum gives a wrong
nadir, because it leaves the other objectives where they happen to be), a grid of levels between its best and worst
values, and at each the best of the first objective. A level whose answer is known from a looser one is not solved.

References
----------
Mavrotas, G., Florios, K. (2013). An improved version of the augmented epsilon-constraint method (AUGMECON2) for
finding the exact Pareto set in multi-objective integer programming problems. Applied Mathematics and Computation 219.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from symbiosis.errors import UnsolvedError, UsageError
from symbiosis.solver.chain import Goal
from symbiosis.solver.levels import Found, Linear, Whole
from symbiosis.solver.outcome import Stop
from symbiosis.solver.stages import Infeasible

if TYPE_CHECKING:
    from symbiosis.scenario.settings import Solver as SolverSettings
    from symbiosis.solver.bench import Bench
    from symbiosis.solver.gather import Matrix
    from symbiosis.solver.sifting import Sifter

Floats = NDArray[np.float64]

#: Part of an objective's range, or of its size, that counts as no difference.
_SAME, _ROUNDING = 1e-6, 1e-8


@dataclass(frozen=True)
class Front:
    """Points none of which is bettered by another, in the units of the matrix; the first goal is the one optimised."""

    goals: tuple[Goal, ...]
    payoff: Floats
    """Row k: best of objective k, then of the others in order; its diagonal is the ideal."""
    points: tuple[Found, ...]
    """From the easiest level of the second objective to the strictest."""
    solves: int = 0
    skipped: int = 0
    """Levels answered by what was known."""
    infeasible: int = 0
    """Levels that nothing reaches together."""
    unanswered: int = 0
    """Levels at which the time ran out before there was any point."""
    dropped: int = 0
    """Points found again, or bettered by another."""

    @property
    def totals(self) -> Floats:
        """Value of each objective (columns) at each point (rows)."""
        return np.array([point.totals for point in self.points]).reshape(-1, len(self.goals))


@dataclass
class _Memory:
    """What is known of levels: an answer at looser levels that meets stricter ones is their answer too."""

    signs: Floats
    grace: Floats
    levels: list[Floats] = field(default_factory=list)
    found: list[Found | None] = field(default_factory=list)

    def put(self, levels: Floats, found: Found | None) -> None:
        self.levels.append(np.where(np.isfinite(levels), levels * self.signs, -np.inf))
        self.found.append(found)

    def knows(self, levels: Floats) -> bool:
        """Return whether the answer at ``levels`` is known: a point at hand, or that nothing reaches them."""
        asked = np.where(np.isfinite(levels), levels * self.signs, -np.inf)
        for known, found in zip(self.levels, self.found, strict=True):
            looser = bool((known <= asked + self.grace).all())
            if looser and (found is None or bool((found.totals * self.signs >= asked - self.grace).all())):
                return True
        return False

    def start(self, levels: Floats) -> Floats | None:
        """Return the best known point that meets ``levels``."""
        asked = np.where(np.isfinite(levels), levels * self.signs, -np.inf) - self.grace
        usable = [
            found for found in self.found if found is not None and bool((found.totals * self.signs >= asked).all())
        ]
        return max(usable, key=lambda found: found.totals[0] * self.signs[0]).columns if usable else None


def front(
    problem: Matrix,
    goals: Sequence[Goal],
    settings: SolverSettings,
    *,
    points: int | Sequence[int] = 20,
    progress: Callable[[int, int], None] | None = None,
    sifter: Sifter | None = None,
    start: Bench | None = None,
) -> Front:
    """Return the front of ``goals`` on ``problem``; goals[0] is optimised, the others are held at levels.

    Parameters
    ----------
    points
        How many points are wanted, or the number of levels of each objective that is held. With three objectives and
        more the levels form a grid, which is made finer until it has so many points of their own (or, without
        decisions, as many levels of each objective as points were wanted).
    progress
        Called with the number of levels done and of all levels.
    sifter
        What finds the best of each objective where there are many links.
    start
        A bench of the same rows that stands at an optimum of the last goal; without decisions, begin there.

    Raises
    ------
    Infeasible
        Where no point satisfies all rows.
    UnsolvedError
        Where an objective has no end, or the solver was stopped.
    UsageError
        Where fewer than two objectives, or fewer than two points, are asked for.
    """
    counts = _counts(points, len(goals))
    finder = (
        Whole(problem, goals, settings) if problem.integer.any() else Linear(problem, goals, settings, sifter, start)
    )
    # Backwards, so that the solver stands at the first objective's optimum when the levels begin.
    extremes = [_must(finder.extreme(number), goals[number]) for number in reversed(range(len(goals)))][::-1]
    payoff = np.array([found.totals for found in extremes])
    signs = np.array([1.0 if goal.sense == "max" else -1.0 for goal in goals])
    ideal, nadir = np.diag(payoff), (payoff * signs).min(axis=0) * signs
    grace = np.maximum(_SAME * np.abs(ideal - nadir), _ROUNDING * np.maximum(1.0, np.abs(payoff).max(axis=0)))
    walk = _Walk(finder, _Memory(signs, grace), extremes, progress or (lambda *_: None))
    while True:
        ends = zip(nadir[1:], ideal[1:], counts, np.abs(ideal - nadir)[1:] > grace[1:], strict=True)
        walk.over([np.linspace(low, high, count) if apart else np.array([high]) for low, high, count, apart in ends])
        kept = _best(walk.points, signs, grace)
        if not isinstance(points, int) or isinstance(finder, Whole) or points <= max(len(kept), min(counts)):
            break
        # Half the distance of one objective, so that every level so far is one of the new ones, and known.
        coarsest = counts.index(min(counts))
        counts[coarsest] = 2 * counts[coarsest] - 1
    return Front(
        goals=tuple(goals),
        payoff=payoff + 0.0,
        points=tuple(_sorted(kept, signs)),
        solves=finder.solves,
        skipped=walk.skipped,
        infeasible=walk.infeasible,
        unanswered=walk.unanswered,
        dropped=len(walk.points) - len(kept),
    )


class _Walk:
    """What was found on the way over grids of levels."""

    def __init__(
        self,
        finder: Linear | Whole,
        memory: _Memory,
        extremes: Sequence[Found],
        progress: Callable[[int, int], None],
    ) -> None:
        self._finder, self._memory, self._progress = finder, memory, progress
        self.points = list(extremes)
        self.skipped = self.infeasible = self.unanswered = 0
        self._edges: set[tuple[float, ...]] = set()
        _remember_extremes(memory, extremes)

    def over(self, grid: Sequence[Floats]) -> None:
        """Look at every level, from the loosest to the strictest, the last objective first."""
        *outer, inner = grid
        count = math.prod(len(levels) for levels in grid)
        for number, held in enumerate(product(*outer)):
            for place, level in enumerate(inner):
                self._look(np.array([np.nan, *held, level]))
                if place == 0 and outer:
                    self._find_edge(np.array([np.nan, *held, np.nan]))
                self._progress(number * len(inner) + place + 1, count)

    def _look(self, levels: Floats) -> None:
        """Find the point of a level, unless it is known."""
        if self._memory.knows(levels):
            self.skipped += 1
            return
        answer = self._finder.best(levels, self._memory.start(levels))
        if isinstance(answer, Found):
            self.points.append(answer)
            self._memory.put(levels, answer)
        elif answer is Stop.INFEASIBLE:
            self.infeasible += 1
            self._memory.put(levels, None)
        else:
            self.unanswered += 1

    def _find_edge(self, levels: Floats) -> None:
        """Find how far the last objective goes at the levels of the others, so that nothing beyond is tried.

        That nothing reaches a level takes a linear solve many times as long to show as to find a point of one.
        """
        key = tuple(levels[1:-1].tolist())
        if key in self._edges or not isinstance(self._finder, Linear):
            return
        self._edges.add(key)
        answer = self._finder.edge(levels)
        if isinstance(answer, Found):
            self.points.append(answer)
            beyond = levels.copy()
            reached = float(answer.totals[-1])
            beyond[-1] = reached + 3.0 * float(self._memory.grace[-1] * self._memory.signs[-1])
            self._memory.put(beyond, None)


def with_totals(problem: Matrix, costs: Sequence[Floats]) -> tuple[Matrix, list[int]]:
    """Return ``problem`` with a free column and a row for the total of each linear cost, and the columns' numbers."""
    columns = problem.matrix.shape[1]
    count = len(costs)
    below = sp.hstack([sp.csc_matrix(np.vstack(costs)), sp.csc_matrix(-np.eye(count))])
    beside = sp.hstack([problem.matrix, sp.csc_matrix((problem.matrix.shape[0], count))])
    free, zero = np.full(count, np.inf), np.zeros(count)
    whole = replace(
        problem,
        matrix=sp.csc_matrix(sp.vstack([beside, below])),
        row_lower=np.append(problem.row_lower, zero),
        row_upper=np.append(problem.row_upper, zero),
        lower=np.append(problem.lower, -free),
        upper=np.append(problem.upper, free),
        integer=np.append(problem.integer, np.zeros(count, dtype=bool)),
    )
    return whole, list(range(columns, columns + count))


def _counts(points: int | Sequence[int], goals: int) -> list[int]:
    if goals < 2:
        raise UsageError("a front needs two objectives at least; with one the answer is a single plan")
    if isinstance(points, int):
        counts = [math.ceil(points ** (1.0 / (goals - 1)) - 1e-9)] * (goals - 1) if points > 1 else [1]
    else:
        counts = list(points)
    if len(counts) != goals - 1 or min(counts) < 2:
        raise UsageError(f"points: {points!r} is not enough; each objective after the first needs 2 levels at least")
    return counts


def _must(found: Found | Stop, goal: Goal) -> Found:
    if found is Stop.INFEASIBLE:
        raise Infeasible
    if isinstance(found, Stop):
        raise UnsolvedError(f"the solver stopped ({found.value}) before it had a usable point of {goal.name}")
    return found


def _remember_extremes(memory: _Memory, extremes: Sequence[Found]) -> None:
    """Put what the payoff table says of levels: the first row at no levels, and each other best at its own best."""
    free = np.full(len(extremes), np.nan)
    memory.put(free, extremes[0])
    for number, found in enumerate(extremes[1:], start=1):
        levels = free.copy()
        levels[number] = found.totals[number]
        memory.put(levels, found)


def _best(found: Sequence[Found], signs: Floats, grace: Floats) -> list[Found]:
    """Return the points that none of the others betters, each once; proven ones before others."""
    ranked = sorted(found, key=lambda point: point.gap)
    totals = np.array([point.totals * signs for point in ranked])
    kept: list[Found] = []
    for number, point in enumerate(ranked):
        gain = totals - totals[number]
        bettered = ((gain >= -grace).all(axis=1) & (gain > grace).any(axis=1)).any()
        again = (np.abs(gain[:number]) <= grace).all(axis=1).any()
        if not bettered and not again:
            kept.append(point)
    return kept


def _sorted(points: Sequence[Found], signs: Floats) -> list[Found]:
    return sorted(points, key=lambda point: (*(point.totals * signs)[1:], -float(point.totals[0] * signs[0])))
