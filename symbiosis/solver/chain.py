"""The ordered objectives as linear problems that stay open: prices, and what a changed number would do.

Each objective has a bench of its own, on which the objectives before it are held by a bound on their total. With
decisions (build, lay, ship, admit) the model is solved first, then every decision is fixed where the plan has it:
prices are those of the plan that was decided, and say nothing of what would be decided otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from symbiosis.errors import UnsolvedError, UsageError
from symbiosis.solver.bench import Bench, Change, own_copy
from symbiosis.solver.choice import sifter_for, solver_options
from symbiosis.solver.gather import Matrix, gather
from symbiosis.solver.highs import Point
from symbiosis.solver.outcome import Stop
from symbiosis.solver.rules import Rule, rules
from symbiosis.solver.stages import Infeasible, solve_stages

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation

Floats = NDArray[np.float64]

#: Part of a total by which it is let go when it is held, against the rounding of the solver.
_GRACE = 1e-9


@dataclass(frozen=True)
class Goal:
    """One of the ordered objectives: its total's column, its sense, the part of it that later ones may give up."""

    ledger: str
    family: str
    sense: str
    slack: float
    column: int

    @property
    def name(self) -> str:
        """The ledger, with the family where only its part counts."""
        return f"{self.ledger} {self.family}".strip()


@dataclass(frozen=True)
class Rerun:
    """What a changed number leads to."""

    totals: Floats
    """Best value of each objective, in thousand ledger units, each with the ones before it held."""
    columns: Floats
    """Value of every column at the last objective."""


def loaded_values(formulation: Formulation) -> Floats:
    """Return the values of all columns that a solve has left in the Pyomo model of ``formulation``."""
    parts = [family.value_array for family in formulation.years[0].columns.layout.families]
    return np.concatenate([part for part in parts if part is not None])


class Chain:
    """A formulation at its optimum, open to changes."""

    def __init__(self, formulation: Formulation, values: Floats | None = None) -> None:
        """Solve ``formulation``; ``values`` of a plan that is already solved save the search for its decisions."""
        self.formulation = formulation
        problem = gather(formulation.model, formulation.years[0].columns.layout)
        self.goals = goals_of(formulation, problem)
        self.decided = bool(problem.integer.any())
        held: Floats | None = None
        if self.decided:
            if values is None:
                _, _, values = solve_stages(formulation)
            problem, held = _fixed(problem, values), _floors(self.goals, values)
        self.problem = problem
        self.benches: list[Bench] = []
        self.points: list[Point] = []
        self._settle(held)

    def _settle(self, held: Floats | None) -> None:
        settings = self.formulation.settings.solver
        sifter = sifter_for(self.formulation, self.problem)
        floors: list[float] = []
        for number, goal in enumerate(self.goals):
            own = own_copy(self.problem, continuous=True)
            for earlier, floor in zip(self.goals, floors, strict=False):
                own.lower[earlier.column], own.upper[earlier.column] = bounds_at(earlier, floor)
            bench = Bench(own, solver_options(settings))
            cost = np.zeros(len(own.lower))
            cost[goal.column] = 1.0
            bench.set_cost(cost, goal.sense)
            warm = number > 0 and self.goals[number - 1].slack == 0
            point = sifter and bench.settle_sifted(sifter, cost, goal.sense, warm=warm)
            point = point or bench.settle(self.benches[-1] if self.benches else None)
            if number == 0 and point.stop is Stop.INFEASIBLE:
                raise Infeasible
            if point.stop is not Stop.OPTIMAL:
                raise UnsolvedError(f"the solver stopped ({point.stop.value}) at {goal.name}")
            self.benches.append(bench)
            self.points.append(point)
            floors.append(floor_of(goal, point.objective) if held is None else float(held[number]))
        self.floors = np.array(floors)

    @property
    def totals(self) -> Floats:
        """Best value of each objective, in thousand ledger units."""
        return np.array([point.objective for point in self.points])

    @property
    def flows(self) -> Floats:
        """Value of every column in the plan, in kt and thousand ledger units."""
        return self.points[-1].columns

    def ranges(self, number: int) -> tuple[Floats, Floats]:
        """Return down and up to which value of its side each row keeps its price in an objective."""
        return self.benches[number].side_ranges()

    @cached_property
    def rules(self) -> list[Rule]:
        """The rows that are rules."""
        return rules(self.formulation, self.problem)

    def rerun(self, change: Change) -> Rerun | None:
        """Return what ``change`` leads to in a run of its own; None where nothing satisfies all rows then.

        Each objective is held at its own new value for those after it.
        """
        totals: list[float] = []
        point = self.points[-1]
        for number, bench in enumerate(self.benches):
            moved = {
                goal.column: bounds_at(goal, self._new_floor(earlier, totals[earlier]))
                for earlier, goal in enumerate(self.goals[:number])
            }
            with bench.under(change | Change(columns=moved)):
                point = bench.again()
            if point.stop is not Stop.OPTIMAL:
                return None
            totals.append(point.objective)
        return Rerun(np.array(totals), point.columns)

    def held_total(self, change: Change, number: int) -> float:
        """Return the best of one objective under ``change``, those before it held at what they are now.

        NaN where nothing satisfies all rows so.
        """
        bench = self.benches[number]
        with bench.under(change):
            point = bench.again()
        return point.objective if point.stop is Stop.OPTIMAL else float("nan")

    def _new_floor(self, number: int, total: float) -> float:
        goal, now = self.goals[number], self.points[number].objective
        # Where decisions are fixed, the floor is the plan's own; it moves with the total, not back to it.
        moved = floor_of(goal, total) - floor_of(goal, now)
        return float(self.floors[number]) + moved if self.decided else floor_of(goal, total)


def goals_of(formulation: Formulation, problem: Matrix) -> list[Goal]:
    """Return the ordered objectives with the columns of their totals."""
    goals = []
    for asked, objective in zip(formulation.settings.objectives, formulation.model.objective.values(), strict=True):
        column = np.flatnonzero(problem.cost(objective))
        if len(column) != 1:
            raise UsageError(f"{objective.name} is not one ledger; only ledgers can be explained")
        goals.append(Goal(asked.ledger, asked.family, asked.sense, asked.slack, int(column[0])))
    return goals


def floor_of(goal: Goal, total: float) -> float:
    """Return the value of a total that later objectives may not go beyond."""
    give = goal.slack * abs(total) + _GRACE * max(1.0, abs(total))
    return total - give if goal.sense == "max" else total + give


def bounds_at(goal: Goal, floor: float) -> tuple[float, float]:
    """Return the bounds of a total that may not go beyond ``floor``."""
    return (floor, np.inf) if goal.sense == "max" else (-np.inf, floor)


def _floors(goals: list[Goal], values: Floats) -> Floats:
    """Return the floors of a plan that was decided: what it reaches, as its decisions were taken for that."""
    return np.array([floor_of(_strict(goal), float(values[goal.column])) for goal in goals])


def _strict(goal: Goal) -> Goal:
    return Goal(goal.ledger, goal.family, goal.sense, 0.0, goal.column)


def _fixed(problem: Matrix, values: Floats) -> Matrix:
    """Return the problem with every decision where the plan has it."""
    fixed = own_copy(problem)
    whole = fixed.integer
    fixed.lower[whole] = fixed.upper[whole] = np.round(values[whole])
    return fixed
