"""Decide once for several worlds: the extensive form of two-stage stochastic siting, with the risk of its tail.

What is built is decided before it is known which world comes; what flows is decided in each. The matrices of the worlds
stand side by side and share the columns of decisions (Birge and Louveaux 2011, chapter 2). An objective is its total,
expected over the worlds or, in part, the mean of its worst worlds: the conditional value at risk of Rockafellar and
Uryasev (2000), ``level + sum of probability x excess / (1 - beyond)``; the excess of a world is what its total lies
beyond the level on the bad side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from symbiosis.errors import UsageError
from symbiosis.solver.chain import goals_of
from symbiosis.solver.choice import solver_options
from symbiosis.solver.gather import Matrix, gather
from symbiosis.solver.highs import Solver
from symbiosis.solver.stages import StageGoal, solve_goals

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation
    from symbiosis.solver.outcome import Outcome
    from symbiosis.solver.stages import StageProgress

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class World:
    """What may come, and how likely it is."""

    formulation: Formulation
    probability: float


@dataclass(frozen=True)
class Risk:
    """How much the worst worlds count."""

    weight: float = 0.0
    """Part of an objective that is the mean of its worst worlds; the rest is the mean of all."""
    beyond: float = 0.9
    """The worst worlds are those beyond this part of the probability."""
    ledgers: tuple[str, ...] = ("cost_cny",)
    """Objectives whose worst worlds count."""


@dataclass(frozen=True)
class Hedged:
    """What is decided once, and what follows in every world."""

    outcome: Outcome
    decisions: Floats
    """Values of the decisions: build, size, laid."""
    columns: tuple[Floats, ...]
    """World by world: values of the columns of its formulation."""


def solve_worlds(
    worlds: Sequence[World], risk: Risk, *, held: Floats | None = None, progress: StageProgress | None = None
) -> Hedged:
    """Return the decisions that are best over all ``worlds``, or what ``held`` decisions lead to in them.

    Raises UsageError where the worlds do not share what may be built; Infeasible where no decision has a plan in every
    world; UnsolvedError where nothing was found in time.
    """
    whole = _stack(worlds, risk, held)
    settings = worlds[0].formulation.settings.solver
    outcome, values = solve_goals(Solver(whole.problem, solver_options(settings)), settings, whole.goals, progress)
    return Hedged(outcome, values[: whole.shared], tuple(values[place] for place in whole.places))


@dataclass(frozen=True)
class _Whole:
    problem: Matrix
    goals: list[StageGoal]
    places: tuple[Integers, ...]
    """World by world: the column of the whole for each of its own."""
    shared: int
    """How many columns are decisions; they come first."""


def decisions_of(formulation: Formulation) -> Integers:
    """Return the columns of what is decided before the world is known."""
    columns = formulation.years[0].columns
    return np.concatenate([columns.build, columns.size, columns.laid])


def _stack(worlds: Sequence[World], risk: Risk, held: Floats | None) -> _Whole:
    _check(worlds)
    problems = [gather(world.formulation.model, world.formulation.years[0].columns.layout) for world in worlds]
    own = [decisions_of(world.formulation) for world in worlds]
    shared, width = len(own[0]), len(own[0])
    places = []
    for problem, first in zip(problems, own, strict=True):
        place = np.full(len(problem.lower), -1, dtype=np.int64)
        place[first] = np.arange(shared)
        rest = place < 0
        place[rest] = width + np.arange(int(rest.sum()))
        width += int(rest.sum())
        places.append(place)
    lower, upper, integer = np.zeros(width), np.full(width, np.inf), np.zeros(width, dtype=bool)
    lower[:shared] = -np.inf
    for problem, place in zip(problems, places, strict=True):
        # A decision that one world rules out is ruled out.
        lower[place] = np.maximum(np.where(place < shared, lower[place], -np.inf), problem.lower)
        upper[place] = np.minimum(np.where(place < shared, upper[place], np.inf), problem.upper)
        integer[place] = problem.integer
    if held is not None:
        lower[:shared] = upper[:shared] = held
    blocks = [_moved(problem.matrix, place, width) for problem, place in zip(problems, places, strict=True)]
    totals = _Totals(worlds, risk, problems, places, width)
    more = totals.columns
    matrix = sp.vstack([*(_wider(block, more) for block in blocks), totals.rows], format="csc")
    problem = Matrix(
        matrix=sp.csc_matrix(matrix),
        row_lower=np.concatenate([*(each.row_lower for each in problems), totals.row_lower]),
        row_upper=np.concatenate([*(each.row_upper for each in problems), totals.row_upper]),
        lower=np.concatenate([lower, totals.lower]),
        upper=np.concatenate([upper, np.full(more, np.inf)]),
        integer=np.concatenate([integer, np.zeros(more, dtype=bool)]),
        layout=problems[0].layout,
        added=[],
    )
    return _Whole(problem, totals.goals(width + more), tuple(places), shared)


def _check(worlds: Sequence[World]) -> None:
    total = sum(world.probability for world in worlds)
    if not worlds or abs(total - 1.0) > 1e-9 or any(world.probability <= 0 for world in worlds):
        raise UsageError(f"the probabilities of the worlds add up to {total:g}; each must be above 0, together 1")
    first = worlds[0].formulation.horizon
    key = ["candidate", "facility", "start_year", "low_t_a", "high_t_a"]
    for world in worlds[1:]:
        here = world.formulation.horizon
        if not here.options[key].equals(first.options[key]) or not here.mains["listed"].equals(first.mains["listed"]):
            raise UsageError("the worlds differ in what may be built; let them differ in amounts, prices or quality")


def _moved(matrix: sp.csc_matrix, place: Integers, width: int) -> sp.csr_matrix:
    entries = matrix.tocoo()
    return sp.csr_matrix((entries.data, (entries.row, place[entries.col])), shape=(matrix.shape[0], width))


def _wider(matrix: sp.csr_matrix, more: int) -> sp.csr_matrix:
    return sp.csr_matrix((matrix.data, matrix.indices, matrix.indptr), shape=(matrix.shape[0], matrix.shape[1] + more))


class _Totals:
    """Columns and rows that make an objective of the totals of the worlds.

    An objective has a column for itself, one for the level of its tail and one a world for the excess beyond it.
    """

    def __init__(
        self, worlds: Sequence[World], risk: Risk, problems: list[Matrix], places: list[Integers], start: int
    ) -> None:
        self._goals = goals_of(worlds[0].formulation, problems[0])
        self._each = 2 + len(worlds)
        self.columns = self._each * len(self._goals)
        self.lower = np.zeros(self.columns)
        entries: list[tuple[int, int, float]] = []
        sides: list[float] = []
        chances = [world.probability for world in worlds]
        for number, goal in enumerate(self._goals):
            own = start + self._each * number
            self.lower[own - start : own - start + 2] = -np.inf
            weight = risk.weight if goal.ledger in risk.ledgers else 0.0
            bad = -1.0 if goal.sense == "max" else 1.0
            row = len(sides)
            entries += [(row, own, 1.0), (row, own + 1, -weight)]
            sides.append(0.0)
            for world, chance in enumerate(chances):
                total = int(places[world][goals_of(worlds[world].formulation, problems[world])[number].column])
                excess, beyond = own + 2 + world, weight * chance / (1.0 - risk.beyond)
                entries += [(row, total, -(1.0 - weight) * chance), (row, excess, -bad * beyond)]
                # excess >= how far the total lies beyond the level, on the bad side
                entries += [(len(sides), excess, 1.0), (len(sides), total, -bad), (len(sides), own + 1, bad)]
                sides.append(np.inf)
        rows, columns, values = zip(*entries, strict=True)
        self.rows = sp.csr_matrix((values, (rows, columns)), shape=(len(sides), start + self.columns))
        self.row_lower, self.row_upper = np.zeros(len(sides)), np.array(sides)
        self._start = start

    def goals(self, width: int) -> list[StageGoal]:
        """Return the objectives over ``width`` columns."""
        found = []
        for number, goal in enumerate(self._goals):
            cost = np.zeros(width)
            cost[self._start + self._each * number] = 1.0
            found.append(StageGoal(goal.ledger, goal.family, goal.sense, goal.slack, cost))
        return found
