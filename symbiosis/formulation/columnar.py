"""Families of variables and rows kept as arrays inside a genuine Pyomo model.

A family is a numpy array (variables) or a list of coefficients (rows). A member becomes an ordinary Pyomo object when
somebody touches it - prints a row, fixes a variable, iterates, clones, writes an LP file - and not before, so a model
of a million links costs what its arrays cost and is still open to everything that Pyomo allows.

`symbiosis.solver.gather` reads the arrays directly and asks only the members that were touched whether they changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyomo.core as pyo
import scipy.sparse as sp
from numpy.typing import NDArray
from pyomo.core.base.constraint import ConstraintData, IndexedConstraint
from pyomo.core.base.var import IndexedVar, VarData
from pyomo.core.expr import inequality
from pyomo.core.expr.numeric_expr import LinearExpression

from symbiosis.formulation.terms import Terms, by_rows

Floats = NDArray[np.float64]


class Layout:
    """Which column of the matrix belongs to which member of which variable family.

    Columns are numbered family after family, in the order in which the families were declared.
    """

    def __init__(self) -> None:
        self.families: list[VariableArray] = []
        self.starts: list[int] = [0]

    @property
    def size(self) -> int:
        """Number of columns."""
        return self.starts[-1]

    def append(self, family: VariableArray) -> None:
        """Give ``family`` the next columns."""
        self.families.append(family)
        self.starts.append(self.size + family.size)

    def start(self, family: VariableArray) -> int:
        """Return the first column of ``family``."""
        return self.starts[self.families.index(family)]

    def variable(self, column: int) -> VarData:
        """Return the Pyomo variable that stands in ``column``."""
        position = int(np.searchsorted(self.starts, column, side="right")) - 1
        return self.families[position][int(column) - self.starts[position]]

    def touched(self) -> Iterator[tuple[int, VarData]]:
        """Yield (column, variable) for every variable that somebody has touched."""
        for family, start in zip(self.families, self.starts, strict=False):
            for index, variable in family.members():
                yield start + index, variable


class VariableArray(IndexedVar):
    """A family of variables, indexed 0 .. n-1, with its bounds and values in arrays; all continuous or all integer."""

    def __init__(self, lower: Floats, upper: Floats, *, integer: bool = False, **keywords: Any) -> None:
        self.integer = integer
        self.lower_array = np.asarray(lower, dtype=float)
        self.upper_array = np.asarray(upper, dtype=float)
        self.value_array: Floats | None = None
        domain = pyo.Integers if integer else pyo.Reals
        super().__init__(pyo.RangeSet(0, len(self.lower_array) - 1), dense=False, domain=domain, **keywords)

    @property
    def size(self) -> int:
        """Number of variables."""
        return len(self.lower_array)

    def members(self) -> Iterator[tuple[int, VarData]]:
        """Yield (index, variable) for the variables that exist as Pyomo objects."""
        yield from self._data.items()

    def load(self, values: Floats) -> None:
        """Set the value of every variable."""
        self.value_array = values
        for index, variable in self.members():
            variable.set_value(float(values[index]), skip_validation=True)

    # Pyomo asks these three before it iterates; with them every member "is there" and is made on demand.
    def __len__(self) -> int:
        return self.size

    def __contains__(self, index: object) -> bool:
        return index in self._index_set

    def _getitem_when_not_present(self, index: int) -> VarData:
        variable = super()._getitem_when_not_present(index)
        lower, upper = self.lower_array[index], self.upper_array[index]
        variable.lower = None if np.isneginf(lower) else float(lower)
        variable.upper = None if np.isposinf(upper) else float(upper)
        if self.value_array is not None:
            variable.set_value(float(self.value_array[index]), skip_validation=True)
        return variable


class RowBlock(IndexedConstraint):
    """A family of linear rows, ``lower <= matrix @ columns <= upper``, indexed 0 .. m-1."""

    def __init__(self, terms: tuple[Terms, ...], lower: Floats, upper: Floats, layout: Layout, **keywords: Any) -> None:
        self.terms = terms
        self._matrix: sp.csr_matrix | None = None
        self.lower_array = np.asarray(lower, dtype=float)
        self.upper_array = np.asarray(upper, dtype=float)
        self.layout = layout
        # What each touched row said when it was made; a row that says something else now was rewritten.
        self._made: dict[int, Any] = {}
        # Whether the rows nobody touched are on. Not the same as ``active``: Pyomo switches a whole family on when one
        # of its members is switched on.
        self.rest_active = True
        super().__init__(pyo.RangeSet(0, len(self.lower_array) - 1), **keywords)

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(self.lower_array)

    @property
    def matrix(self) -> sp.csr_matrix:
        """The coefficients by rows, put together when a row is first touched."""
        if self._matrix is None:
            self._matrix = by_rows(self.terms, (self.size, self.layout.size))
        return self._matrix

    def members(self) -> Iterator[tuple[int, ConstraintData]]:
        """Yield (index, row) for the rows that exist as Pyomo objects."""
        yield from self._data.items()

    def rewritten(self, index: int) -> bool:
        """Say whether a touched row no longer is what the block says."""
        return self._data[index].expr is not self._made.get(index)

    def activate(self) -> None:
        """Switch the whole family on."""
        self._switch(active=True)

    def deactivate(self) -> None:
        """Switch the whole family off."""
        self._switch(active=False)

    def _switch(self, *, active: bool) -> None:
        # Rows made later take this state, so nothing needs to be made here.
        self._active = self.rest_active = active
        for row in self._data.values():
            row._active = active

    def __len__(self) -> int:
        return self.size

    def __contains__(self, index: object) -> bool:
        return index in self._index_set

    def __delitem__(self, index: int) -> None:
        raise TypeError(f"{self.name}[{index}] stands in a block of rows; deactivate() it instead of deleting it")

    def _getitem_when_not_present(self, index: int) -> ConstraintData:
        start, end = self.matrix.indptr[index], self.matrix.indptr[index + 1]
        body = LinearExpression(
            constant=0,
            linear_coefs=self.matrix.data[start:end].tolist(),
            linear_vars=[self.layout.variable(column) for column in self.matrix.indices[start:end]],
        )
        lower, upper = float(self.lower_array[index]), float(self.upper_array[index])
        if lower == upper:
            expression = body == lower
        elif np.isneginf(lower):
            expression = body <= upper
        elif np.isposinf(upper):
            expression = body >= lower
        else:
            expression = inequality(lower, body, upper)
        self._made[index] = expression
        row = self._setitem_when_not_present(index, expression)
        row._active = self.rest_active
        return row
