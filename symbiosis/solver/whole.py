"""Whole numbers: from the relaxation to a plan, and to the proof that none is better by more than the gap.

The relaxation, solved by an interior point, bounds what any plan can reach. It leaves most decisions at 0; a search
among the others alone is short and ends, as a rule, within the gap of that bound, which proves the plan. Where it does
not, branch and bound goes on with everything, from that plan.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from symbiosis.solver.highs import Point, Solver
from symbiosis.solver.outcome import Stop, Worth

if TYPE_CHECKING:
    from symbiosis.scenario.settings import Solver as SolverSettings
    from symbiosis.solver.gather import Matrix

#: Below this many nonzeros simplex and branch and bound are done before an interior point has started.
_SMALL_NONZEROS = 20_000
#: A decision above this in the relaxation is looked at first.
_CHOSEN = 1e-6
#: Part of the time of a stage that the search among the chosen may take.
_FIRST_SHARE = 0.5


def is_small(problem: Matrix) -> bool:
    """Say whether a problem is too small for an interior point to pay."""
    return int(problem.matrix.nnz) < _SMALL_NONZEROS


def linear_method(problem: Matrix) -> str:
    """Return the method by which a problem without whole numbers is solved from nothing."""
    return "simplex" if is_small(problem) else "ipx"


def branch(solver: Solver, settings: SolverSettings, time_s: float, kept: Point | None) -> tuple[Point, str]:
    """Return the best plan found in ``time_s`` seconds, what it is worth, and the method.

    ``kept`` is the plan of the objective before, which satisfies all rows.
    """
    if is_small(solver.problem):
        return _search(solver, time_s, kept), "branch and bound"
    began = solver.seconds
    relaxed = solver.run_relaxed(time_s)
    if relaxed.stop is Stop.INFEASIBLE:
        return relaxed, "relaxation"
    if relaxed.stop is not Stop.OPTIMAL:
        return _search(solver, time_s - (solver.seconds - began), kept), "branch and bound"
    found = _among_chosen(solver, relaxed, (time_s - (solver.seconds - began)) * _FIRST_SHARE, kept)
    if found is not None and _gap(found.objective, relaxed.bound) <= settings.mip_gap:
        proven = replace(found, stop=Stop.OPTIMAL, worth=Worth.PROVEN, bound=relaxed.bound)
        return proven, "relaxation by interior point, then branch and bound among what it builds"
    left = time_s - (solver.seconds - began)
    whole = _search(solver, max(left, 0.05 * time_s), found or kept)
    return _with_bound(whole, found, relaxed), "relaxation by interior point, then branch and bound"


def _gap(value: float, bound: float) -> float:
    return abs(value - bound) / max(1.0, abs(value))


def _search(solver: Solver, time_s: float, start: Point | None) -> Point:
    """Run branch and bound on everything, from ``start`` where there is one."""
    solver.option("time_limit", max(time_s, 0.1))
    solver.option("solver", "choose")
    # Named, because the root of a large search takes many times as long by simplex.
    solver.option("mip_lp_solver", "choose" if is_small(solver.problem) else "ipx")
    if start is not None:
        solver.start_from(start.columns)
    return solver.run()


def _among_chosen(solver: Solver, relaxed: Point, time_s: float, kept: Point | None) -> Point | None:
    """Return the best plan that decides only for what the relaxation (or the plan before) takes some of."""
    problem = solver.problem
    chosen = relaxed.columns > _CHOSEN
    if kept is not None:
        chosen |= kept.columns > 0.5
    closed = np.flatnonzero(problem.integer & ~chosen).astype(np.int32)
    lower, upper = problem.lower[closed].copy(), problem.upper[closed].copy()
    solver.set_bounds(closed, lower, np.maximum(lower, 0.0))
    point = _search(solver, time_s, kept)
    solver.set_bounds(closed, lower, upper)
    return point if point.worth is not Worth.NONE else None


def _with_bound(point: Point, found: Point | None, relaxed: Point) -> Point:
    """Return the better of two plans, with the closer of two bounds; a search cut short may know only the first."""
    usable = [each for each in (point, found) if each is not None and each.worth is not Worth.NONE]
    if not usable:
        return point
    # The bound of a maximum is the smaller one that stands above; of a minimum the larger one below.
    best = usable[0] if len(usable) == 1 else min(usable, key=lambda each: abs(each.objective - relaxed.bound))
    bounds = [bound for bound in (point.bound, relaxed.bound) if np.isfinite(bound)]
    return replace(best, stop=point.stop, worth=point.worth if best is point else Worth.FEASIBLE,
                   bound=min(bounds, key=lambda bound: abs(bound - best.objective)))  # fmt: skip
