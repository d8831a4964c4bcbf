"""A model as bare numbers: what the routes that know no tables start from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import scipy.sparse as sp

from benchmarks.bare import Array, Parts, coefficients, filled, prepared
from symbiosis.formulation import Formulation
from symbiosis.solver.gather import Matrix


@dataclass(frozen=True)
class Given:
    """Coefficients, to be worked out when asked for, and all that stands on no link."""

    parts: Callable[[], Parts]
    matrix: Callable[[], sp.csc_matrix]
    row: Mapping[str, Any]
    """First row of each family."""
    sides: tuple[Array, Array, Array, Array]
    """Lower and upper sides of the rows, lower and upper bounds of the columns."""
    shape: tuple[int, int]


def of_region(formulation: Formulation, problem: Matrix) -> Given:
    """Return a region of ``benchmarks.region`` by the program that knows this one model; raises where it differs."""
    data = prepared(formulation, problem)
    apart = abs(filled(data) - problem.matrix).max()
    if apart > 1e-9 * abs(problem.matrix).max():
        raise RuntimeError(f"the bare matrix differs from ours by {apart}")
    return Given(partial(coefficients, data), partial(filled, data), data.row, data.sides, data.shape)


def of_park(problem: Matrix) -> Given:
    """Return any model, its coefficients ready: the least that a program without tables could have to do."""
    shape, entries = problem.matrix.shape, problem.matrix.tocoo()
    rows, columns, values = entries.row.copy(), entries.col.copy(), entries.data.copy()
    sides = (problem.row_lower, problem.row_upper, problem.lower, problem.upper)
    return Given(
        parts=lambda: [(rows, columns, values)],
        matrix=lambda: sp.csc_matrix((values, (rows, columns)), shape=shape),
        row=dict(problem.blocks), sides=sides, shape=shape,
    )  # fmt: skip
