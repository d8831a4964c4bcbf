"""Bounds that rows imply, so that duals prove a bound whatever their rounding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from symbiosis.solver.gather import Matrix

Floats = NDArray[np.float64]

#: Columns that are looked at together, so that memory stays small beside the matrix.
_BLOCK = 200_000

#: What is given bounds what is sent, what is sent what is taken in, what is taken in what is made, and once more.
_ROUNDS = 4


def implied_bounds(problem: Matrix) -> tuple[Floats, Floats]:
    """Return lower and upper bounds that no point of ``problem`` exceeds, as far as its rows tell.

    A row bounds each of its columns by its side less the least that its other columns come to (Brearley, Mitra and
    Williams 1975).
    """
    lower, upper = problem.lower.astype(float), problem.upper.astype(float)
    for _ in range(_ROUNDS):
        before = int(np.isfinite(lower).sum() + np.isfinite(upper).sum())
        # With the signs of a row turned, its lower side is an upper one.
        _tighten(problem, 1.0, problem.row_upper, lower, upper)
        _tighten(problem, -1.0, -problem.row_lower, lower, upper)
        if before == int(np.isfinite(lower).sum() + np.isfinite(upper).sum()):
            break
    return lower, upper


def _tighten(problem: Matrix, sign: float, side: Floats, lower: Floats, upper: Floats) -> None:
    """Tighten ``lower`` and ``upper`` by rows ``sign x row <= side``, in place."""
    endless, least = np.zeros(len(side)), np.zeros(len(side))
    for row, column, value in _blocks(problem, sign, side):
        part = value * np.where(value > 0, lower[column], upper[column])
        finite = np.isfinite(part)
        endless += np.bincount(row[~finite], minlength=len(side))
        least += np.bincount(row[finite], weights=part[finite], minlength=len(side))
    room = side - least
    for row, column, value in _blocks(problem, sign, side):
        part = value * np.where(value > 0, lower[column], upper[column])
        finite = np.isfinite(part)
        # A column is bounded where nothing else in its row is without end.
        able = endless[row] == ~finite
        limit = (room[row] + np.where(finite, part, 0.0))[able] / value[able]
        rises, place = value[able] > 0, column[able]
        np.minimum.at(upper, place[rises], limit[rises])
        np.maximum.at(lower, place[~rises], limit[~rises])


def _blocks(
    problem: Matrix, sign: float, side: Floats
) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int64], Floats]]:
    """Yield rows, columns and values of the entries whose row has a side, some columns at a time."""
    matrix, bounded = problem.matrix, np.isfinite(side)
    for start in range(0, matrix.shape[1], _BLOCK):
        stop = min(start + _BLOCK, matrix.shape[1])
        entries = slice(matrix.indptr[start], matrix.indptr[stop])
        row, value = matrix.indices[entries], sign * matrix.data[entries]
        column = np.repeat(np.arange(start, stop), np.diff(matrix.indptr[start : stop + 1]))
        kept = bounded[row] & (value != 0)
        yield row[kept], column[kept], value[kept]
