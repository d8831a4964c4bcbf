"""Many links: our ordered objectives against HiGHS on the same full matrix, in one run.

``python -m benchmarks.links --links 10000 100000`` (300000 and 1000000 take long, simplex from 100000 on longer still:
``--simplex``). Process CPU time of one thread. Bare HiGHS gets the finished matrix, and for every objective after the
first the value at which the one before is held; so it is spared the table, and the hand-over is counted for both.
"""

from __future__ import annotations

import argparse
import gc
from collections.abc import Iterator
from dataclasses import dataclass, replace
from time import process_time
from typing import Any

import highspy
import numpy as np

from benchmarks.region import region_of_links
from symbiosis.api import formulate
from symbiosis.formulation import Formulation
from symbiosis.solver import solve_stages
from symbiosis.solver.gather import Matrix, gather
from symbiosis.solver.outcome import Outcome

#: Part of its best value that the first objective may give up, as in models/base.toml.
SLACK = 0.005


@dataclass(frozen=True)
class Bare:
    """HiGHS alone on the full matrix, objective by objective."""

    method: str
    cpu_s: list[float]
    best: list[float]


def formulation_of(links: int, seed: int) -> tuple[Formulation, int]:
    """Return a random region with about ``links`` links, most used tonnes first, least cost next, and their number."""
    park, model, found = region_of_links(links, seed)
    layer = dict(model._layers[0])
    first, *rest = layer["objectives"]
    layer["objectives"] = [dict(first) | {"slack": SLACK}, *rest]
    return formulate(park, replace(model, _layers=(layer,))), found


def ours(formulation: Formulation) -> tuple[float, Outcome]:
    """Return the CPU seconds from the formulation to the final point, and how it ended."""
    gc.collect()
    began = process_time()
    outcome, _, _ = solve_stages(formulation)
    return process_time() - began, outcome


def bare(formulation: Formulation, method: str) -> Bare:
    """Solve each objective on the full matrix by HiGHS, those before held as ours hold them."""
    problem = gather(formulation.model, formulation.years[0].columns.layout)
    lower, upper = problem.lower.copy(), problem.upper.copy()
    seconds, best = [], []
    goals = zip(formulation.settings.objectives, formulation.model.objective.values(), strict=True)
    for goal, objective in goals:
        cost = problem.cost(objective)
        gc.collect()
        began = process_time()
        value = _solve(replace(problem, lower=lower, upper=upper), cost, goal.sense, method)
        seconds.append(process_time() - began)
        best.append(value)
        column, give = np.flatnonzero(cost), goal.slack * abs(value) + 1e-9 * max(1.0, abs(value))
        if goal.sense == "max":
            lower[column] = value - give
        else:
            upper[column] = value + give
    return Bare(method, seconds, best)


def _solve(problem: Matrix, cost: Any, sense: str, method: str) -> float:
    matrix = problem.matrix
    rows, columns = matrix.shape
    highs = highspy.Highs()
    for name, value in (("output_flag", False), ("threads", 1), ("solver", method)):
        highs.setOptionValue(name, value)
    highs.passModel(
        columns, rows, matrix.nnz, int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMaximize if sense == "max" else highspy.ObjSense.kMinimize), 0.0, cost,
        problem.lower, problem.upper, problem.row_lower, problem.row_upper, matrix.indptr[:-1].astype(np.int32),
        matrix.indices.astype(np.int32, copy=False), matrix.data, np.zeros(columns, dtype=np.int32),
    )  # fmt: skip
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError(f"bare HiGHS ended {highs.getModelStatus()}")
    return float(highs.getInfo().objective_function_value)


def compare(links: int, methods: list[str], seed: int = 0) -> Iterator[str]:
    """Yield what one size comes to, line by line."""
    formulation, found = formulation_of(links, seed)
    seconds, outcome = ours(formulation)
    yield f"{found:,} links, {outcome.size['rows']:,} rows, {outcome.size['nonzeros']:,} nonzeros"
    for stage in outcome.stages:
        yield f"  {stage.ledger:<9} gap {stage.gap:.0e}  {stage.method}"
    yield f"  ours                {seconds:9.2f} CPU s"
    for method in methods:
        alone = bare(formulation, method)
        total = sum(alone.cpu_s)
        apart = max(
            abs(stage.best / 1000 - value) / max(1.0, abs(value))
            for stage, value in zip(outcome.stages, alone.best, strict=True)
        )
        yield (
            f"  bare {method:<14} {total:9.2f} CPU s ({', '.join(f'{each:.1f}' for each in alone.cpu_s)});"
            f" ours / bare {seconds / total:.2f}; furthest apart {apart:.0e}"
        )


def main() -> None:
    """Compare the sizes that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--links", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--simplex", action="store_true", help="also by simplex, which takes long from 100000 on")
    asked = parser.parse_args()
    for links in asked.links:
        for line in compare(links, ["ipx", "simplex"] if asked.simplex else ["ipx"], asked.seed):
            print(line, flush=True)


if __name__ == "__main__":
    main()
