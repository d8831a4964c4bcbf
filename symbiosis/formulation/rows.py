"""Rows of the formulation: a sparse block with names for its rows, put into the Pyomo model as one family."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray

from symbiosis.formulation.columnar import Layout, RowBlock
from symbiosis.formulation.terms import Numbers, Terms, by_rows

if TYPE_CHECKING:
    import pyomo.core as pyo

__all__ = ["Numbers", "Rows", "Terms", "add_rows", "stacked"]


@dataclass(frozen=True)
class Rows:
    """A family of rows ``lower <= terms <= upper``.

    ``labels`` has one line a row and says, in columns, what the row is about (offer, facility, standard, ...).
    """

    labels: pd.DataFrame
    terms: tuple[Terms, ...]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.labels)

    def matrix(self, width: int) -> sp.csr_matrix:
        """Return the coefficients as a matrix of ``width`` columns."""
        return by_rows(self.terms, (len(self), width))


def add_rows(model: pyo.ConcreteModel, name: str, rows: Rows, layout: Layout, doc: str) -> None:
    """Put ``rows`` into ``model`` as the family ``name``."""
    block = RowBlock(rows.terms, rows.lower, rows.upper, layout, doc=doc.strip().splitlines()[0])
    setattr(model, name, block)


def stacked(parts: Sequence[Rows]) -> Rows:
    """Return one family of several, one after the other, such as the rows of each year."""
    if len(parts) == 1:
        return parts[0]
    starts = np.concatenate([[0], np.cumsum([len(part) for part in parts])])
    terms = tuple(
        Terms.of(each.row + start, each.column, each.value)
        for part, start in zip(parts, starts, strict=False)
        for each in part.terms
    )
    labels = pd.concat([part.labels for part in parts], ignore_index=True)
    lower, upper = (np.concatenate([getattr(part, side) for part in parts]) for side in ("lower", "upper"))
    return Rows(labels, terms, lower, upper)
