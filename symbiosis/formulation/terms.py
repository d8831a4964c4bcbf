"""Coefficients as they are stated: entry by entry, several statements at a time, and turned into a matrix at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray

#: Numbers of rows and columns, as HiGHS takes them.
Numbers = NDArray[np.int32]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Terms:
    """Coefficients of some rows, one entry each; entries on the same place add up."""

    row: Numbers
    column: Numbers
    value: Floats

    @staticmethod
    def of(row: ArrayLike, column: ArrayLike, value: ArrayLike) -> Terms:
        """Return terms; a single row or value stands for all entries."""
        rows, columns = np.asarray(row, dtype=np.int32), np.asarray(column, dtype=np.int32)
        values = np.broadcast_to(np.asarray(value, dtype=float), columns.shape)
        return Terms(np.broadcast_to(rows, columns.shape), columns, values)


def by_rows(terms: Iterable[Terms], shape: tuple[int, int]) -> sp.csr_matrix:
    """Return the matrix of ``terms`` by rows."""
    return by_columns([(0, tuple(terms))], shape).tocsr()


def by_columns(blocks: Sequence[tuple[int, Sequence[Terms]]], shape: tuple[int, int]) -> sp.csc_matrix:
    """Return the matrix of blocks of terms by columns; each block begins in its own row."""
    count = sum(len(term.value) for _, terms in blocks for term in terms)
    row, column, value = np.empty(count, np.int32), np.empty(count, np.int32), np.empty(count)
    filled = 0
    for start, terms in blocks:
        for term in terms:
            here = slice(filled, filled := filled + len(term.value))
            np.add(term.row, start, out=row[here])
            column[here], value[here] = term.column, term.value
    return sp.csc_matrix((value, (row, column)), shape=shape)
