"""From a network to a model inside HiGHS: ours beside linopy, ordinary Pyomo rules and bare numpy, in one run.

``python -m benchmarks.handover --links 1000 10000 100000``. Process CPU time of one thread, routes in turn, the least
of the repeats; nothing is solved. Only the ratios mean something on another machine. ``--plain`` and ``--linopy`` give
the greatest number of links at which those routes still run.
"""

from __future__ import annotations

import argparse
import gc
from collections.abc import Callable, Mapping
from functools import partial
from time import process_time
from typing import Any

import highspy
import numpy as np
import scipy.sparse as sp
from pyomo.contrib.solver.common.factory import SolverFactory
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

from benchmarks.bare import Arrays, filled, prepared
from benchmarks.memory import more_mb
from benchmarks.region import region_of_links
from benchmarks.twin import twin
from symbiosis.api import horizon_of
from symbiosis.formulation import build
from symbiosis.network import Horizon
from symbiosis.solver.gather import gather
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


def ours(horizon: Horizon) -> Times:
    """Build the formulation, gather it into one matrix, hand it to HiGHS."""
    clock = Clock()
    formulation = build(horizon)
    times = {"build": clock.lap()}
    problem = gather(formulation.model, formulation.years[0].columns.layout)
    times["gather"] = clock.lap()
    Solver(problem, {})
    return times | {"pass": clock.lap()}


def plain_interface(horizon: Horizon) -> Times:
    """Build the twin, hand it over by Pyomo's interface to HiGHS; ``set_instance`` does so without solving."""
    clock = Clock()
    model = twin(horizon.networks[0])
    times = {"build": clock.lap()}
    SolverFactory("highs").set_instance(model)
    return times | {"pass": clock.lap()}


def plain_standard_form(horizon: Horizon) -> Times:
    """Build the twin, compile it to its standard form, pass that to HiGHS as arrays."""
    clock = Clock()
    model = twin(horizon.networks[0])
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


def bare(data: Arrays) -> Times:
    """Work out every coefficient from plain arrays, put them into one matrix, hand it to HiGHS."""
    clock = Clock()
    matrix = filled(data)
    times = {"build": clock.lap()}
    _pass(matrix, *data.sides)
    return times | {"pass": clock.lap()}


def by_linopy(data: Arrays) -> Times:
    """State the same arrays by linopy, and let linopy hand them to HiGHS."""
    from benchmarks.by_linopy import modelled

    clock = Clock()
    model = modelled(data)
    model.add_objective(1.0 * model.variables["x"].isel(column=0))
    times = {"build": clock.lap()}
    model.to_highspy()
    return times | {"pass": clock.lap()}


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


def measure(asked: argparse.Namespace, links: int) -> tuple[dict[str, int], dict[str, Times], dict[str, float]]:
    """Return the size of a random region's model, the least times of every route, and the memory that some need."""
    park, model, found = region_of_links(links, asked.seed)
    horizon = horizon_of(park, model)
    formulation = build(horizon)
    problem = gather(formulation.model, formulation.years[0].columns.layout)
    data = prepared(formulation, problem)
    same = abs(filled(data) - problem.matrix).max()
    if same > 1e-9 * abs(problem.matrix).max():
        raise RuntimeError(f"the bare matrix differs from ours by {same}")
    rows, columns = problem.matrix.shape
    size = {"links": found, "rows": rows, "columns": columns, "nonzeros": int(problem.matrix.nnz)}
    routes: dict[str, Callable[[], Times]] = {"ours": partial(ours, horizon), "bare": partial(bare, data)}
    if links <= asked.linopy:
        routes["linopy"] = partial(by_linopy, data)
    if links <= asked.plain:
        routes["plain, interface"] = partial(plain_interface, horizon)
        routes["plain, standard form"] = partial(plain_standard_form, horizon)
    del formulation, problem
    gc.collect()
    memory = {name: more_mb(route) for name, route in routes.items() if not name.startswith("plain")}
    seen: dict[str, list[Times]] = {name: [] for name in routes}
    for _ in range(asked.repeats):
        for name, route in routes.items():
            gc.collect()
            seen[name].append(route())
    return size, {name: _least(times) for name, times in seen.items()}, memory


def _least(times: list[Times]) -> Times:
    whole = {"total": min(sum(lap.values()) for lap in times)}
    return {part: min(lap[part] for lap in times) for part in PARTS if part in times[0]} | whole


def show(size: Mapping[str, int], times: Mapping[str, Times], memory: Mapping[str, float]) -> None:
    """Print what was measured, as seconds and as ratios to ours."""
    print(", ".join(f"{count:,} {name}" for name, count in size.items()))
    print(f"  {'CPU s':<22}" + "".join(f"{part:>10}" for part in (*PARTS, "total", "x ours", "more MB")))
    total = times["ours"]["total"]
    for name, laps in times.items():
        cells = "".join(f"{laps[part]:>10.3f}" if part in laps else " " * 10 for part in (*PARTS, "total"))
        used = f"{memory[name]:>10.0f}" if name in memory else ""
        print(f"  {name:<22}{cells}{laps['total'] / total:>10.2f}{used}")
    ratios = f"{total / times['bare']['total']:.2f} in time, {memory['ours'] / memory['bare']:.2f} in memory"
    print(f"  ours / bare: {ratios}\n")


def main() -> None:
    """Measure the sizes that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--links", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--plain", type=int, default=100_000)
    parser.add_argument("--linopy", type=int, default=1_000_000)
    asked = parser.parse_args()
    for links in asked.links:
        show(*measure(asked, links))


if __name__ == "__main__":
    main()
