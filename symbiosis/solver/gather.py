"""One matrix out of a Pyomo model: blocks of rows as they are, ordinary Pyomo objects compiled.

Only what was touched is looked at one by one: bounds and fixings of touched variables, the state of touched rows,
rows that were rewritten, and everything an author of an own constraint added.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyomo.core as pyo
import scipy.sparse as sp
from numpy.typing import NDArray
from pyomo.repn import generate_standard_repn

from symbiosis.errors import UsageError
from symbiosis.formulation.columnar import Layout, RowBlock, VariableArray
from symbiosis.formulation.terms import Terms, by_columns

Floats = NDArray[np.float64]

#: Kinds of Pyomo components that say nothing about the matrix by themselves, or that this room compiles.
_UNDERSTOOD = (
    pyo.Var, pyo.Constraint, pyo.Objective, pyo.Param, pyo.Set, pyo.RangeSet, pyo.Expression, pyo.Block, pyo.Suffix,
    pyo.BuildAction, pyo.BuildCheck,
)  # fmt: skip


@dataclass
class Matrix:
    """A linear problem: ``row_lower <= matrix @ x <= row_upper``, ``lower <= x <= upper``."""

    matrix: sp.csc_matrix
    row_lower: Floats
    row_upper: Floats
    lower: Floats
    upper: Floats
    integer: NDArray[np.bool_]
    layout: Layout
    added: list[Any]
    """Variables that are not in the layout, in column order behind it."""
    blocks: dict[str, int] = field(default_factory=dict)
    """First row of every block of rows, by the block's name."""
    columns: dict[int, int] = field(default_factory=dict)
    """Column of every touched or added variable, by ``id``."""

    def cost(self, objective: Any) -> Floats:
        """Return the coefficients of a linear Pyomo objective by column."""
        coefficients, _ = _linear(objective.expr, objective.name)
        cost = np.zeros(len(self.lower))
        for variable, coefficient in coefficients:
            cost[self.column(variable)] += coefficient
        return cost

    def column(self, variable: Any) -> int:
        """Return the column of a Pyomo variable."""
        return self.columns[id(variable)]


@dataclass
class _Rows:
    """Rows compiled one by one."""

    row: list[int] = field(default_factory=list)
    column: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)


def gather(model: pyo.ConcreteModel, layout: Layout) -> Matrix:
    """Return the matrix of ``model``; raises UsageError for what is not linear or not understood."""
    _refuse_unknown_kinds(model)
    touched = dict(layout.touched())
    columns = {id(variable): column for column, variable in touched.items()}
    added: list[Any] = []

    def column_of(variable: Any) -> int:
        if id(variable) not in columns:
            family = variable.parent_component()
            if isinstance(family, VariableArray):
                columns[id(variable)] = layout.start(family) + variable.index()
            else:
                columns[id(variable)] = layout.size + len(added)
                added.append(variable)
        return columns[id(variable)]

    parts, lowers, uppers, blocks, rows = [], [], [], {}, _Rows()
    count = 0
    for component in model.component_objects(pyo.Constraint, active=True, descend_into=True):
        if not isinstance(component, RowBlock):
            for row in component.values():
                if row.active:
                    _compile(row, rows, column_of)
            continue
        terms, lower, upper = _block(component, rows, column_of)
        parts.append((count, terms))
        lowers.append(lower)
        uppers.append(upper)
        blocks[component.name] = count
        count += len(lower)
    for objective in model.component_data_objects(pyo.Objective, descend_into=True):
        for variable, _ in _linear(objective.expr, objective.name)[0]:
            column_of(variable)
    width = layout.size + len(added)
    parts.append((count, [Terms.of(rows.row, rows.column, rows.value)]))
    lower, upper, integer = _bounds(layout, touched, added)
    return Matrix(
        matrix=by_columns(parts, (count + len(rows.lower), width)),
        row_lower=np.concatenate([*lowers, rows.lower]).astype(float),
        row_upper=np.concatenate([*uppers, rows.upper]).astype(float),
        lower=lower,
        upper=upper,
        integer=integer,
        layout=layout,
        added=added,
        blocks=blocks,
        columns=columns,
    )


def _block(block: RowBlock, rows: _Rows, column_of: Any) -> tuple[Sequence[Terms], Floats, Floats]:
    """Return a block's terms and sides; rows that are off or rewritten are freed here, the latter compiled anew."""
    lower, upper = block.lower_array, block.upper_array
    if not block.rest_active:
        # Single rows may have been switched on again afterwards; they are compiled like anybody's row.
        for _, row in block.members():
            if row.active:
                _compile(row, rows, column_of)
        return (), lower[:0], upper[:0]
    freed = []
    for index, row in block.members():
        if not row.active:
            freed.append(index)
        elif block.rewritten(index):
            freed.append(index)
            _compile(row, rows, column_of)
    if freed:
        lower, upper = lower.copy(), upper.copy()
        lower[freed], upper[freed] = -np.inf, np.inf
    return block.terms, lower, upper


def _compile(row: Any, rows: _Rows, column_of: Any) -> None:
    lower, body, upper = row.to_bounded_expression(evaluate_bounds=True)
    coefficients, constant = _linear(body, row.name)
    for variable, coefficient in coefficients:
        rows.row.append(len(rows.lower))
        rows.column.append(column_of(variable))
        rows.value.append(coefficient)
    rows.lower.append(-np.inf if lower is None else lower - constant)
    rows.upper.append(np.inf if upper is None else upper - constant)


def _linear(expression: Any, name: str) -> tuple[list[tuple[Any, float]], float]:
    """Return the (variable, coefficient) pairs and the constant of a linear expression."""
    form = generate_standard_repn(expression, compute_values=True, quadratic=False)
    if form.nonlinear_expr is not None:
        raise UsageError(f"{name} is not linear; symbiosis solves linear models with continuous and integer variables")
    return list(zip(form.linear_vars, form.linear_coefs, strict=True)), float(form.constant)


def _bounds(layout: Layout, touched: dict[int, Any], added: list[Any]) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    lower = np.concatenate([family.lower_array for family in layout.families] + [np.zeros(len(added))])
    upper = np.concatenate([family.upper_array for family in layout.families] + [np.zeros(len(added))])
    whole = [np.full(family.size, family.integer) for family in layout.families]
    integer = np.concatenate([*whole, np.zeros(len(added), dtype=bool)])
    single = {**touched, **{layout.size + position: variable for position, variable in enumerate(added)}}
    for column, variable in single.items():
        low, high = variable.bounds
        lower[column] = -np.inf if low is None else low
        upper[column] = np.inf if high is None else high
        integer[column] = not variable.is_continuous()
        if variable.fixed:
            if variable.value is None:
                raise UsageError(f"{variable.name} is fixed but has no value; give it one")
            lower[column] = upper[column] = variable.value
    return lower, upper, integer


def _refuse_unknown_kinds(model: pyo.ConcreteModel) -> None:
    kinds = {component.ctype for component in model.component_objects(active=True, descend_into=True)}
    unknown = [kind.__name__ for kind in kinds if not issubclass(kind, _UNDERSTOOD)]
    if unknown:
        raise UsageError(
            f"the model holds {', '.join(sorted(unknown))}, which cannot be handed to the solver; "
            "use Var, Constraint, Objective, Param, Expression and Block"
        )
