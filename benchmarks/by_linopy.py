"""The same model by linopy: one variable over all columns, each family of rows summed up by ``groupby``.

It starts from the same bare numbers as ``benchmarks.bare``, so that only linopy's own work is added: expressions,
constraints, and handing them to HiGHS.
"""

from __future__ import annotations

from typing import Any

import linopy
import numpy as np
import pandas as pd
import xarray as xr

from benchmarks.given import Given


def modelled(given: Given) -> linopy.Model:
    """Return the model; a row with two sides keeps the upper one, the lower being that of its variable."""
    row_lower, row_upper, lower, upper = given.sides
    model = linopy.Model()
    model.add_variables(lower=lower, upper=upper, coords=[pd.RangeIndex(given.shape[1], name="column")], name="x")
    rows, columns, values = (np.concatenate(arrays) for arrays in zip(*given.parts(), strict=True))
    starts = sorted((int(given.row[name]), name) for name in given.row if name in _FAMILIES)
    family = np.searchsorted([start for start, _ in starts], rows, side="right") - 1
    for number, (_, name) in enumerate(starts):
        own = np.flatnonzero(family == number)
        if len(own):
            _add(model, name, (rows[own], columns[own], values[own]), (row_lower, row_upper))
    return model


_FAMILIES = (
    "offers", "intakes", "throughputs", "recipe_min", "recipe_max", "ledgers", "capacity", "links", "standards", "caps",
    "targets",
)  # fmt: skip


def _add(model: linopy.Model, name: str, entries: tuple[Any, Any, Any], sides: tuple[Any, Any]) -> None:
    rows, columns, values = entries
    terms = model.variables["x"].isel(column=xr.DataArray(columns, dims="entry"))
    coefficients_ = xr.DataArray(values, dims="entry")
    number = xr.DataArray(rows, dims="entry", name="row")
    body = (coefficients_ * terms).groupby(number).sum()
    row = body.indexes["row"]
    low, high = (side[row] for side in sides)
    sign = np.where(low == high, "=", np.where(np.isfinite(high), "<=", ">="))
    right = xr.DataArray(np.where(np.isfinite(high), high, low), coords={"row": row})
    model.add_constraints(body, xr.DataArray(sign, coords={"row": row}), right, name=name)
