"""Ordered objectives to a proven optimum: ours against HiGHS on the same full matrix, in one run.

``python -m benchmarks.links --links 10000 100000`` (300000 and 1000000 take long, simplex from 100000 on longer still:
``--simplex``). Process CPU time of one thread. Bare HiGHS gets the finished matrix, and for every objective after the
first the value at which the one before is held; so it is spared the table, and the hand-over is counted for both.
"""

from __future__ import annotations

import argparse
import gc
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf
from time import monotonic, process_time
from typing import Any

import highspy
import numpy as np

from benchmarks.cases import Case, matrix_of, region_case
from symbiosis.formulation import Formulation
from symbiosis.solver import solve_stages
from symbiosis.solver.gather import Matrix
from symbiosis.solver.outcome import Outcome

#: Part of its best value that bare HiGHS may give up of an objective without slack. Ours gives up none; at 1e-9 the
#: transport of the third objective already differed by 6e-6.
_HELD = 1e-11


@dataclass(frozen=True)
class Bare:
    """HiGHS alone on the full matrix, objective by objective."""

    method: str
    cpu_s: list[float]
    best: list[float]
    ended: str = ""
    """Why the objectives that are missing were not solved; blank where all were."""

    @property
    def total_s(self) -> float:
        """CPU seconds of all objectives, the unfinished one included."""
        return sum(self.cpu_s)


@dataclass(frozen=True)
class Ours:
    """Our own ordered objectives."""

    cpu_s: float
    outcome: Outcome

    def apart(self, alone: Bare) -> float:
        """Return the largest relative difference to the values that bare HiGHS finds; not a number where none."""
        pairs = zip(self.outcome.stages, alone.best, strict=False)
        return max((abs(stage.best / 1000 - value) / max(1.0, abs(value)) for stage, value in pairs), default=np.nan)

    def over(self, alone: Bare) -> float:
        """Return our CPU seconds over those of bare HiGHS; where that was stopped, more than the ratio is."""
        return self.cpu_s / alone.total_s


def ours(formulation: Formulation) -> Ours:
    """Return what our ordered objectives take from the formulation to the final point, and how they ended."""
    gc.collect()
    began = process_time()
    outcome, _, _ = solve_stages(formulation)
    return Ours(process_time() - began, outcome)


def bare(formulation: Formulation, method: str, patience_s: float = inf) -> Bare:
    """Solve each objective on the full matrix by HiGHS, those before held as ours hold them, in ``patience_s``."""
    problem = matrix_of(formulation)
    lower, upper = problem.lower.copy(), problem.upper.copy()
    found, ends = Bare(method, [], []), monotonic() + patience_s
    goals = zip(formulation.settings.objectives, formulation.model.objective.values(), strict=True)
    for goal, objective in goals:
        cost = problem.cost(objective)
        gc.collect()
        began = process_time()
        left = max(ends - monotonic(), 0.1)
        value, ended = _solve(replace(problem, lower=lower, upper=upper), cost, goal.sense, method, left)
        found.cpu_s.append(process_time() - began)
        if ended:
            return replace(found, ended=f"stopped after {patience_s:g} s" if ended == "stopped" else ended)
        found.best.append(value)
        column = np.flatnonzero(cost)
        give = goal.slack * abs(value) + (1e-9 if goal.slack else _HELD) * max(1.0, abs(value))
        if len(column) != 1:
            raise RuntimeError(f"{goal.ledger} does not stand in one column, so that a bound could hold it")
        if goal.sense == "max":
            lower[column] = value - give
        else:
            upper[column] = value + give
    return found


def _solve(problem: Matrix, cost: Any, sense: str, method: str, time_s: float) -> tuple[float, str]:
    """Return the optimum, and why there is none."""
    matrix = problem.matrix
    rows, columns = matrix.shape
    highs = highspy.Highs()
    for name, value in (("output_flag", False), ("threads", 1), ("solver", method), ("time_limit", time_s)):
        highs.setOptionValue(name, value)
    highs.passModel(
        columns, rows, matrix.nnz, int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMaximize if sense == "max" else highspy.ObjSense.kMinimize), 0.0, cost,
        problem.lower, problem.upper, problem.row_lower, problem.row_upper, matrix.indptr[:-1].astype(np.int32),
        matrix.indices.astype(np.int32, copy=False), matrix.data, np.zeros(columns, dtype=np.int32),
    )  # fmt: skip
    highs.run()
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kOptimal:
        return float(highs.getInfo().objective_function_value), ""
    stopped = status == highspy.HighsModelStatus.kTimeLimit
    return np.nan, "stopped" if stopped else f"ended with {highs.modelStatusToString(status)}"


def compare(case: Case, methods: list[str]) -> Iterator[str]:
    """Yield what one case comes to, line by line."""
    formulation, size = case.formulation(), case.size
    mine = ours(formulation)
    yield f"{size.links:,} links, {size.rows:,} rows, {size.nonzeros:,} nonzeros"
    for stage in mine.outcome.stages:
        yield f"  {stage.ledger:<9} gap {stage.gap:.0e}  {stage.method}"
    yield f"  ours                {mine.cpu_s:9.2f} CPU s"
    for method in methods:
        alone = bare(formulation, method)
        yield (
            f"  bare {method:<14} {alone.total_s:9.2f} CPU s ({', '.join(f'{each:.1f}' for each in alone.cpu_s)});"
            f" ours / bare {mine.over(alone):.2f}; furthest apart {mine.apart(alone):.0e}"
        )


def main() -> None:
    """Compare the sizes that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--links", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--simplex", action="store_true", help="also by simplex, which takes long from 100000 on")
    asked = parser.parse_args()
    for links in asked.links:
        for line in compare(region_case(links, asked.seed), ["ipx", "simplex"] if asked.simplex else ["ipx"]):
            print(line, flush=True)


if __name__ == "__main__":
    main()
