"""What a front of twenty points costs in plans: ``python -m benchmarks.fronts [--parks baise shandong] [--repeats 3]``.

Counted twice: the solver alone (the matrix at hand on both sides), and from the files on (read, formulate, solve).
Times are CPU times of the process, so that other work on the machine matters little; printed are medians.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time

import symbiosis
from benchmarks.cases import Case, park_case
from symbiosis.compare.asked import read_asked, toml_value
from symbiosis.compare.front import front_of
from symbiosis.formulation import Formulation
from symbiosis.solver.stages import solve_stages


@dataclass(frozen=True)
class FrontCost:
    """What a front comes to, in plain solves of all three objectives; medians of the repeats."""

    points: int
    solves: int
    solver: float
    """The solver alone."""
    whole: float
    """From the files on."""


def measure(case: Case, of: str, points: int, repeats: int) -> FrontCost:
    """Return what a front of a park costs."""
    plain, asked = _formulated(case, ""), _formulated(case, of)
    found = front_of(asked, points=points)
    solver, whole = [], []
    for _ in range(repeats):
        solver.append(_seconds(lambda: front_of(asked, points=points)) / _seconds(lambda: solve_stages(plain)))
        one = _seconds(lambda: solve_stages(_formulated(case, "")))
        whole.append(_seconds(lambda: front_of(_formulated(case, of), points=points)) / one)
    return FrontCost(len(found.points), found.solves, median(solver), median(whole))


def _formulated(case: Case, of: str) -> Formulation:
    """Return a fresh formulation, from the files on."""
    park, model = case.read()
    if of:
        asked = [each.model_dump() for each in read_asked(of, model)]
        model = model.under(f"objectives={toml_value(asked)}")
    return symbiosis.formulate(park, model)


def _seconds(work: Callable[[], object]) -> float:
    began = process_time()
    work()
    return process_time() - began


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parks", nargs="+", default=["baise", "shandong"])
    parser.add_argument("--points", type=int, default=20)
    parser.add_argument("--repeats", type=int, default=3)
    asked = parser.parse_args()
    print("| park | objectives | points | solves | front / one solve, solver alone | from the files on |")
    print("|---|---|---|---|---|---|")
    for park in asked.parks:
        for of in ("used_t,cost_cny", "used_t,cost_cny,co2_kg"):
            cost = measure(park_case(Path("parks") / park), of, asked.points, asked.repeats)
            counts = f"{cost.points} | {cost.solves}"
            print(f"| {park} | {of} | {counts} | {cost.solver:.1f} | {cost.whole:.2f} |", flush=True)


if __name__ == "__main__":
    main()
