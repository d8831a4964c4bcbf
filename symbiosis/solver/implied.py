"""Bounds that rows imply, so that duals prove a bound whatever their rounding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from symbiosis.solver.gather import Matrix

Floats = NDArray[np.float64]

#: What is given bounds what is sent, what is sent what is taken in, what is taken in what is made, and once more.
_ROUNDS = 4


def implied_bounds(problem: Matrix) -> tuple[Floats, Floats]:
    """Return lower and upper bounds that no point of ``problem`` exceeds, as far as its rows tell.

    A row bounds each of its columns by its side less the least that its other columns come to (Brearley, Mitra and
    Williams 1975).
    """
    entries = problem.matrix.tocoo()
    row, column, value = entries.row, entries.col, entries.data
    lower, upper = problem.lower.astype(float), problem.upper.astype(float)
    for _ in range(_ROUNDS):
        before = int(np.isfinite(lower).sum() + np.isfinite(upper).sum())
        # With the signs of a row turned, its lower side is an upper one.
        _tighten(row, column, value, problem.row_upper, lower, upper)
        _tighten(row, column, -value, -problem.row_lower, lower, upper)
        if before == int(np.isfinite(lower).sum() + np.isfinite(upper).sum()):
            break
    return lower, upper


def _tighten(
    row: NDArray[np.int32], column: NDArray[np.int32], value: Floats, side: Floats, lower: Floats, upper: Floats
) -> None:
    """Tighten ``lower`` and ``upper`` by rows ``value x <= side``, in place."""
    bounded = np.isfinite(side)[row] & (value != 0)
    row, column, value = row[bounded], column[bounded], value[bounded]
    rises = value > 0
    least = value * np.where(rises, lower[column], upper[column])
    endless = ~np.isfinite(least)
    count = np.bincount(row, weights=endless, minlength=len(side))
    total = np.bincount(row, weights=np.where(endless, 0.0, least), minlength=len(side))
    # A column is bounded where nothing else in its row is without end.
    able = count[row] - endless == 0
    room = (side[row] - total[row] + np.where(endless, 0.0, least))[able]
    limit = room / value[able]
    up, place = rises[able], column[able]
    np.minimum.at(upper, place[up], limit[up])
    np.maximum.at(lower, place[~up], limit[~up])
