"""From a network to a model inside HiGHS: arrays, ordinary Pyomo rules and the bare matrix, timed in one run.

``python -m benchmarks.handover --links 1000 10000 100000``. Process CPU time of one thread, routes in turn, the median
of the repeats; nothing is solved. Only the ratios mean something on another machine.
"""

from __future__ import annotations

import argparse
import gc
from collections.abc import Callable, Mapping
from statistics import median
from time import process_time
from typing import Any

import highspy
import numpy as np
import scipy.sparse as sp
from pyomo.contrib.solver.common.factory import SolverFactory
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

from benchmarks.region import region_of_links
from benchmarks.twin import twin
from symbiosis.api import network_of
from symbiosis.formulation import build
from symbiosis.network import Network
from symbiosis.solver.gather import Matrix, gather
from symbiosis.solver.highs import Solver

Times = dict[str, float]
"""CPU seconds by part of a route: build, gather, pass."""
PARTS = ("build", "gather", "pass")


class Clock:
    """CPU seconds of this process since the last look."""

    def __init__(self) -> None:
        self._last = process_time()

    def lap(self) -> float:
        """Return the seconds since the last lap."""
        now = process_time()
        seconds, self._last = now - self._last, now
        return seconds


def ours(network: Network) -> Times:
    """Build the formulation, gather it into one matrix, hand it to HiGHS."""
    clock = Clock()
    formulation = build(network)
    times = {"build": clock.lap()}
    problem = gather(formulation.model, formulation.columns.layout)
    times["gather"] = clock.lap()
    Solver(problem, {})
    return times | {"pass": clock.lap()}


def plain_interface(network: Network) -> Times:
    """Build the twin, hand it over by Pyomo's interface to HiGHS; ``set_instance`` does so without solving."""
    clock = Clock()
    model = twin(network)
    times = {"build": clock.lap()}
    SolverFactory("highs").set_instance(model)
    return times | {"pass": clock.lap()}


def plain_standard_form(network: Network) -> Times:
    """Build the twin, compile it to its standard form, pass that to HiGHS as arrays."""
    clock = Clock()
    model = twin(network)
    times = {"build": clock.lap()}
    form = LinearStandardFormCompiler().write(model, mixed_form=True)
    times["gather"] = clock.lap()
    kind = np.array([row.bound_type for row in form.rows])
    right = np.asarray(form.rhs, dtype=float)
    ends = np.array([variable.bounds for variable in form.columns], dtype=object)
    low = np.where(ends[:, 0] == None, -np.inf, ends[:, 0]).astype(float)  # noqa: E711 - element by element
    high = np.where(ends[:, 1] == None, np.inf, ends[:, 1]).astype(float)  # noqa: E711
    _pass(sp.csc_matrix(form.A), np.where(kind == 1, -np.inf, right), np.where(kind == -1, np.inf, right), low, high)
    return times | {"pass": clock.lap()}


def bare(problem: Matrix) -> Callable[[Network], Times]:
    """Return a route that starts from the finished coefficients of ``problem`` in three arrays."""
    entries = problem.matrix.tocsr().tocoo()
    row, column, value = entries.row.copy(), entries.col.copy(), entries.data.copy()
    shape, sides = problem.matrix.shape, (problem.row_lower, problem.row_upper, problem.lower, problem.upper)

    def route(_: Network) -> Times:
        clock = Clock()
        matrix = sp.csc_matrix((value, (row, column)), shape=shape)
        times = {"gather": clock.lap()}
        _pass(matrix, *sides)
        return times | {"pass": clock.lap()}

    return route


def _pass(matrix: Any, row_lower: Any, row_upper: Any, lower: Any, upper: Any) -> None:
    rows, columns = matrix.shape
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    status = highs.passModel(
        columns, rows, matrix.nnz, int(highspy.MatrixFormat.kColwise), int(highspy.ObjSense.kMinimize), 0.0,
        np.zeros(columns), lower, upper, row_lower, row_upper,
        matrix.indptr[:-1].astype(np.int32), matrix.indices.astype(np.int32, copy=False), matrix.data,
        np.zeros(columns, dtype=np.int32),
    )  # fmt: skip
    if status == highspy.HighsStatus.kError:
        raise RuntimeError("HiGHS does not accept the matrix")


def measure(links: int, repeats: int, seed: int = 0) -> tuple[dict[str, int], dict[str, Times]]:
    """Return the size of a random region's model and the median times of every route."""
    park, model, found = region_of_links(links, seed)
    network = network_of(park, model)
    formulation = build(network)
    problem = gather(formulation.model, formulation.columns.layout)
    rows, columns = problem.matrix.shape
    size = {"links": found, "rows": rows, "columns": columns, "nonzeros": int(problem.matrix.nnz)}
    routes: Mapping[str, Callable[[Network], Times]] = {
        "ours": ours,
        "plain, interface": plain_interface,
        "plain, standard form": plain_standard_form,
        "bare matrix": bare(problem),
    }
    del formulation
    seen: dict[str, list[Times]] = {name: [] for name in routes}
    for _ in range(repeats):
        for name, route in routes.items():
            gc.collect()
            seen[name].append(route(network))
    return size, {name: _middle(times) for name, times in seen.items()}


def _middle(times: list[Times]) -> Times:
    whole = {"total": median(sum(lap.values()) for lap in times)}
    return {part: median(lap[part] for lap in times) for part in PARTS if part in times[0]} | whole


def show(size: Mapping[str, int], times: Mapping[str, Times]) -> None:
    """Print what was measured, and the two ratios that count."""
    print(", ".join(f"{count:,} {name}" for name, count in size.items()))
    print(f"  {'CPU s':<22}" + "".join(f"{part:>10}" for part in (*PARTS, "total", "x ours")))
    total = times["ours"]["total"]
    for name, laps in times.items():
        cells = "".join(f"{laps[part]:>10.3f}" if part in laps else " " * 10 for part in (*PARTS, "total"))
        print(f"  {name:<22}{cells}{laps['total'] / total:>10.2f}")
    plain = {name: laps["total"] / total for name, laps in times.items() if name.startswith("plain")}
    print("  plain / ours: " + ", ".join(f"{ratio:.1f} ({name[7:]})" for name, ratio in plain.items()))
    print(f"  ours / bare:  {total / times['bare matrix']['total']:.2f}\n")


def main() -> None:
    """Measure the sizes that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--links", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    for links in asked.links:
        show(*measure(links, asked.repeats, asked.seed))


if __name__ == "__main__":
    main()
