"""Ordered objectives: each is solved from the one before and held while the next is improved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np
import pyomo.core as pyo
from numpy.typing import NDArray

from symbiosis.errors import UnsolvedError, UsageError
from symbiosis.solver.choice import solver_for, solver_options
from symbiosis.solver.gather import Matrix, gather
from symbiosis.solver.highs import Point, Solver
from symbiosis.solver.outcome import Outcome, Stage, Stop, Worth
from symbiosis.solver.sifting import Sifter
from symbiosis.solver.whole import branch, is_small, linear_method

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation
    from symbiosis.scenario.settings import Solver as SolverSettings

Floats = NDArray[np.float64]

#: Called with the stage's name, the seconds and the iterations so far.
StageProgress = Callable[[str, float, int], None]

#: A reduced cost or dual above this is taken as different from zero when the optimal face is fixed.
_FACE = 1e-7


@dataclass(frozen=True)
class StageGoal:
    """One objective: its coefficients by column, its sense, its names."""

    ledger: str
    family: str
    sense: str
    slack: float
    cost: Floats
    scale: float = 1000.0
    """Units of the goal per unit of the model, which counts ledgers in thousands."""


class Infeasible(Exception):  # noqa: N818 - an answer on its way to being explained, not yet an error
    """The solver has shown, twice, that no point satisfies all rows."""


def solve_stages(formulation: Formulation, progress: StageProgress | None = None) -> tuple[Outcome, Matrix, Floats]:
    """Return how the solve ended, the matrix and the values of its columns.

    Raises
    ------
    Infeasible
        Where no point satisfies all rows; believed only after a second run without presolve.
    UnsolvedError
        Where the solver stopped before it had any usable point, or the model is unbounded.
    """
    problem = gather(formulation.model, formulation.years[0].columns.layout)
    goals = _goals(formulation, problem)
    outcome, values = solve_goals(solver_for(formulation, problem), formulation.settings.solver, goals, progress)
    return outcome, problem, values


def solve_goals(
    solver: Solver | Sifter, settings: SolverSettings, goals: list[StageGoal], progress: StageProgress | None = None
) -> tuple[Outcome, Floats]:
    """Return how the ordered ``goals`` of the problem in ``solver`` ended, and the values of its columns.

    Raises Infeasible and UnsolvedError as ``solve_stages`` does.
    """
    stages: list[Stage] = []
    seconds: dict[str, float] = {}
    kept: Point | None = None
    for number, goal in enumerate(goals):
        if progress is not None:
            solver.progress = lambda at, count, name=goal.ledger: progress(name, at, count)
        began = monotonic()
        solver.set_cost(goal.cost, goal.sense)
        point, method = _turn(solver, settings, goals, number, kept)
        if isinstance(solver, Sifter) and point.stop in (Stop.INFEASIBLE, Stop.UNBOUNDED, Stop.TROUBLE):
            # Whatever some columns say, the verdict is that of all of them.
            solver = solver.whole()
            point, method = _first(solver, settings)
        seconds[f"{number + 1} {goal.ledger}"] = monotonic() - began
        if point.worth is Worth.NONE:
            if kept is None or point.stop is Stop.UNBOUNDED:
                raise UnsolvedError(_why(point.stop))
            # A later objective that fails leaves the plan of the one before.
            stages.append(_stage(goal, replace(point, objective=float(goal.cost @ kept.columns)), method))
            break
        stages.append(_stage(goal, point, method))
        kept = point
        # Where whole numbers are searched for, the time is shared out, so that every objective has its turn.
        if point.stop is not Stop.OPTIMAL and not (solver.is_mip and point.stop is Stop.TIME_LIMIT):
            break
        if number + 1 < len(goals):
            _hold(solver, goal, point)
    if kept is None:
        raise UnsolvedError("there is no objective")
    values = kept.columns
    if isinstance(solver, Solver) and solver.is_mip:
        settled = _settle(solver, settings, kept)
        values = settled.columns if settled.worth is Worth.PROVEN else values
    outcome = _outcome(goals, stages, values, solver, settings)
    return replace(outcome, seconds=seconds), values


def _turn(
    solver: Solver | Sifter, settings: SolverSettings, goals: list[StageGoal], number: int, kept: Point | None
) -> tuple[Point, str]:
    """Return what one objective comes to, and by which method."""
    if isinstance(solver, Sifter):
        point = solver.run(warm=number > 0 and goals[number - 1].slack == 0)
        return point, solver.method
    if not solver.is_mip:
        return _first(solver, settings) if number == 0 else _next(solver)
    if kept is not None and goals[number - 1].slack == 0 and not is_small(solver.problem):
        return _settle(solver, settings, kept), "interior point, what is decided held"
    # Objectives that only part ties are linear by then and need no share of the time.
    later = sum(goal.slack > 0 or is_small(solver.problem) for goal in goals[number:-1])
    return _whole(solver, settings, 1 + later, kept)


def _outcome(
    goals: list[StageGoal], stages: list[Stage], values: Floats, solver: Solver | Sifter, settings: SolverSettings
) -> Outcome:
    """Return how the stages ended and what the final values are worth."""
    problem, matrix = solver.problem, solver.problem.matrix
    finals = [float(goal.cost @ values) * goal.scale for goal in goals]
    stages = [replace(stage, final=final) for stage, final in zip(stages, finals, strict=False)]
    proven = len(stages) == len(goals) and all(stage.worth is Worth.PROVEN for stage in stages)
    return Outcome(
        stages=tuple(stages),
        stop=next((stage.stop for stage in stages if stage.stop is not Stop.OPTIMAL), Stop.OPTIMAL),
        worth=Worth.PROVEN if proven else Worth.FEASIBLE,
        primal_infeasibility=violation(problem, values),
        solver=solver.name,
        options=solver_options(settings),
        size={"rows": matrix.shape[0], "columns": matrix.shape[1], "nonzeros": int(matrix.nnz)},
    )


def _goals(formulation: Formulation, problem: Matrix) -> list[StageGoal]:
    """Return the ordered objectives; if an author switched them off and has one of his own, that one."""
    model = formulation.model
    own = [objective for objective in model.component_data_objects(pyo.Objective, active=True, descend_into=True)
           if objective.parent_component() is not model.objective]  # fmt: skip
    ordered = [objective for objective in model.objective.values() if objective.active]
    if (own and ordered) or len(own) > 1:
        raise UsageError("the model has more than one active objective; deactivate all but one, or all of your own")
    if own:
        sense = "max" if own[0].sense == pyo.maximize else "min"
        return [StageGoal(own[0].name, "", sense, 0.0, problem.cost(own[0]), scale=1.0)]
    asked = formulation.settings.objectives
    return [
        StageGoal(goal.ledger, goal.family, goal.sense, goal.slack, problem.cost(objective))
        for goal, objective in zip(asked, model.objective.values(), strict=True)
    ]


def _first(solver: Solver, settings: SolverSettings) -> tuple[Point, str]:
    """Solve from nothing, by the method asked for or the one that suits the size."""
    method: str = settings.method
    if method in ("auto", "sifting"):
        method = linear_method(solver.problem)
    solver.option("solver", method)
    point = solver.run()
    if point.stop is Stop.TROUBLE and not solver.interrupted.is_set():
        # An interior point may end without a verdict; simplex cleans up from where it got to.
        solver.option("solver", "simplex")
        point, method = solver.run(), f"{method}, then simplex"
    if point.stop in (Stop.INFEASIBLE, Stop.UNBOUNDED):
        point = _again_without_presolve(solver)
        method += ", checked without presolve"
        if point.stop is Stop.INFEASIBLE:
            raise Infeasible
    return point, method


def _whole(solver: Solver, settings: SolverSettings, stages: int, kept: Point | None) -> tuple[Point, str]:
    """Search whole numbers for one of ``stages`` objectives that are left, in its share of the time that is left."""
    left = max(settings.time_limit_s - solver.seconds, 0.02 * settings.time_limit_s)
    point, method = branch(solver, settings, left / stages, kept)
    if point.stop in (Stop.INFEASIBLE, Stop.UNBOUNDED):
        point, method = _again_without_presolve(solver), f"{method}, checked without presolve"
        solver.option("presolve", settings.presolve)
        if point.stop is Stop.INFEASIBLE and kept is None:
            raise Infeasible
    return point, method


def _settle(solver: Solver, settings: SolverSettings, kept: Point) -> Point:
    """Hold every decision at a whole number and place all flows anew; from here on the problem is linear.

    Branch and bound takes 0.9999999 for 1 and lets 1e-7 of a line take in something; here it is 1 or nothing. In a
    large problem this comes before an objective that only parts ties: an optimum known to within a gap has no others.
    """
    solver.fix_integers(kept.columns)
    # The plan is at hand, so it is finished even where the search has used up its time.
    solver.option("time_limit", solver.seconds + max(60.0, settings.time_limit_s))
    solver.option("solver", linear_method(solver.problem))
    point = solver.run()
    if point.stop is not Stop.OPTIMAL and not solver.interrupted.is_set():
        solver.option("solver", "simplex")
        point = solver.run()
    return point


def _again_without_presolve(solver: Solver) -> Point:
    solver.forget()
    solver.option("presolve", "off")
    solver.option("solver", "choose" if solver.is_mip else "simplex")
    return solver.run()


def _next(solver: Solver) -> tuple[Point, str]:
    """Go on from the vertex at hand: it satisfies all rows, so primal simplex needs no first phase."""
    solver.option("solver", "simplex")
    solver.option("simplex_strategy", 4)
    point = solver.run()
    if point.stop not in (Stop.TROUBLE, Stop.UNBOUNDED) or solver.interrupted.is_set():
        return point, "warm primal simplex"
    # A ray that gains nothing but rounding looks unbounded to the primal method; the dual one judges its price.
    solver.option("simplex_strategy", 1)
    return _again_without_presolve(solver), "warm primal simplex, then dual simplex without presolve"


def _hold(solver: Solver | Sifter, goal: StageGoal, point: Point) -> None:
    """Hold a solved objective: by a bound on its column where it has slack, else on the optimal face."""
    column = np.flatnonzero(goal.cost)
    if goal.slack == 0 and not solver.is_mip:
        _fix_face(solver, point)
    elif len(column) == 1:
        rate = goal.cost[column[0]]
        give = goal.slack * abs(point.objective) + 1e-9 * max(1.0, abs(point.objective))
        worst = (point.objective - give if goal.sense == "max" else point.objective + give) / rate
        low, high = solver.problem.lower[column].copy(), solver.problem.upper[column].copy()
        if (goal.sense == "max") == (rate > 0):
            low = np.maximum(low, worst)
        else:
            high = np.minimum(high, worst)
        solver.set_bounds(column.astype(np.int32), low, high)


def _fix_face(solver: Solver | Sifter, point: Point) -> None:
    """Fix what must stay on the optimal face: priced columns at their value, priced rows at their activity.

    Every optimal point has these values (complementary slackness), so no row needs to be added and the vertex stays.
    """
    problem = solver.problem
    columns = np.flatnonzero(np.abs(point.reduced_costs) > _FACE).astype(np.int32)
    value = np.clip(point.columns[columns], problem.lower[columns], problem.upper[columns])
    solver.set_bounds(columns, value, value)
    rows = np.flatnonzero(np.abs(point.row_duals) > _FACE).astype(np.int32)
    activity = np.clip(point.row_values[rows], problem.row_lower[rows], problem.row_upper[rows])
    solver.set_sides(rows, activity, activity)


def _stage(goal: StageGoal, point: Point, method: str) -> Stage:
    return Stage(
        ledger=goal.ledger,
        family=goal.family,
        sense=goal.sense,
        slack=goal.slack,
        best=point.objective * goal.scale,
        bound=point.bound * goal.scale,
        final=float("nan"),
        method=method,
        iterations=point.iterations,
        stop=point.stop,
        worth=point.worth,
    )


def _why(stop: Stop) -> str:
    if stop is Stop.UNBOUNDED:
        return "the model is unbounded: something can be made, sold or bought without end at a gain"
    return f"the solver stopped ({stop.value}) before it had a usable point"


def violation(problem: Matrix, values: Floats) -> float:
    """Return the largest violation of any row or bound at ``values``."""
    rows = problem.matrix @ values
    gaps = (problem.lower - values, values - problem.upper, problem.row_lower - rows, rows - problem.row_upper)
    return max((float(gap.max()) for gap in gaps if len(gap)), default=0.0) if len(values) else 0.0
