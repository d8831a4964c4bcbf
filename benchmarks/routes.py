"""The routes from a network, or from bare numbers, to a model inside HiGHS; each returns its CPU seconds by part."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from time import process_time
from typing import Any

import highspy
import numpy as np
import scipy.sparse as sp
from pyomo.contrib.solver.common.factory import SolverFactory
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

from benchmarks.given import Given
from benchmarks.twin import twin
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


def bare(given: Given) -> Times:
    """Put bare numbers into one matrix, hand it to HiGHS."""
    clock = Clock()
    matrix = given.matrix()
    times = {"build": clock.lap()}
    _pass(matrix, *given.sides)
    return times | {"pass": clock.lap()}


def by_linopy(given: Given) -> Times:
    """State the same numbers by linopy, and let linopy hand them to HiGHS."""
    from benchmarks.by_linopy import modelled

    clock = Clock()
    model = modelled(given)
    model.add_objective(1.0 * model.variables["x"].isel(column=0))
    times = {"build": clock.lap()}
    with _silent():
        model.to_highspy()
    return times | {"pass": clock.lap()}


@contextmanager
def _silent() -> Iterator[None]:
    """Send to nowhere what a library prints past Python: linopy passes a model before it can be told to be quiet."""
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(nowhere)
        os.close(kept)


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
