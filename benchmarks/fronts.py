"""What a front of twenty points costs in plans: ``python -m benchmarks.fronts [--parks baise shandong] [--repeats 3]``.

Counted twice: the solver alone (the matrix at hand on both sides), and from the files on (read, formulate, solve).
Times are CPU times of the process, so that other work on the machine matters little; printed are medians.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from statistics import median
from time import process_time

import symbiosis
from symbiosis.compare.asked import read_asked, toml_value
from symbiosis.compare.front import front_of
from symbiosis.formulation import Formulation
from symbiosis.solver.stages import solve_stages


def _formulated(park: str, of: str) -> Formulation:
    read, model = symbiosis.read_park(f"parks/{park}"), symbiosis.read_model("models")
    if of:
        asked = [each.model_dump() for each in read_asked(of, model)]
        model = model.under(f"objectives={toml_value(asked)}")
    return symbiosis.formulate(read, model)


def _seconds(work: Callable[[], object]) -> float:
    began = process_time()
    work()
    return process_time() - began


def _row(park: str, of: str, points: int, repeats: int) -> str:
    plain, asked = _formulated(park, ""), _formulated(park, of)
    found = front_of(asked, points=points)
    solver, whole = [], []
    for _ in range(repeats):
        solver.append(_seconds(lambda: front_of(asked, points=points)) / _seconds(lambda: solve_stages(plain)))
        one = _seconds(lambda: solve_stages(_formulated(park, "")))
        whole.append(_seconds(lambda: front_of(_formulated(park, of), points=points)) / one)
    counts = f"{len(found.points)} | {found.solves}"
    return f"| {park} | {of} | {counts} | {median(solver):.1f} | {median(whole):.2f} |"


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
            print(_row(park, of, asked.points, asked.repeats), flush=True)


if __name__ == "__main__":
    main()
