"""A table of text checked against its description in the schema; nothing here knows any one table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from symbiosis.errors import Fault
from symbiosis.read.headers import match_headers
from symbiosis.read.near import fold
from symbiosis.read.values import MisreadError, blank, parse
from symbiosis.schema import Column, Table, table


def _series(column: Column, values: list[Any], index: pd.Index[int]) -> pd.Series[Any]:
    if column.type in {"number", "integer"}:
        return pd.Series(np.asarray(values, dtype=np.float64), index=index)
    if column.type == "yesno" and column.default:
        return pd.Series(np.asarray(values, dtype=bool), index=index)
    # A plain loop, not a constructor: tuples of one length would otherwise become a table of their own.
    cells = np.empty(len(values), dtype=object)
    cells[:] = values
    return pd.Series(cells, index=index, dtype=object)


def _default(column: Column) -> Any:
    """Return what stands in for a cell that could not be read, of the column's own type."""
    try:
        return parse(column, "")
    except MisreadError:
        return blank(column)


def _column(column: Column, cells: list[str], rows: list[int], wrong: list[tuple[int, MisreadError]]) -> list[Any]:
    """Return the values of a column; equal cells are parsed once, misread ones are added to ``wrong``."""
    seen: dict[str, Any] = {}
    values = []
    for row, cell in zip(rows, cells, strict=True):
        if cell not in seen:
            try:
                seen[cell] = parse(column, cell)
            except MisreadError as error:
                seen[cell] = error
        value = seen[cell]
        if isinstance(value, MisreadError):
            wrong.append((row, value))
            value = _default(column)
        values.append(value)
    return values


def _folded(value: Any) -> Any:
    if isinstance(value, str):
        return fold(value)
    return None if isinstance(value, float) and np.isnan(value) else value


def _repeated(description: Table, frame: pd.DataFrame, bad: Mapping[str, set[int]], file: str) -> list[Fault]:
    """Return rows whose key, compared without width and case, was used before."""
    key = [name for name in description.key if name in frame]
    first: dict[tuple[Any, ...], int] = {}
    faults = []
    for row, *values in zip(frame.index, *(frame[name] for name in key), strict=True):
        if any(row in bad.get(name, ()) for name in key):
            continue
        folded = tuple(map(_folded, values))
        if folded not in first:
            first[folded] = row
            continue
        named = {name: value for name, value in zip(key, values, strict=True) if _folded(value) not in (None, "")}
        shown = " + ".join(repr(v) if isinstance(v, str) else f"{v:g}" for v in named.values())
        right = "delete one of the two rows" if len(key) > 1 else "give each row a name of its own, or delete one"
        where = f"{file} row {row}, {' + '.join(named)}"
        wrong = f"{shown} is already in row {first[folded]} (width and case of letters do not count)"
        faults.append(Fault(where, wrong, right))
    return faults


def check_table(name: str, room: str, text: pd.DataFrame, file: str | None = None) -> tuple[pd.DataFrame, list[Fault]]:
    """Return a table of text as typed columns, with every fault of its header, cells and keys.

    Parameters
    ----------
    name, room
        Table and room ("park" or "model") in the schema.
    text
        Cells as written, one column per header cell, indexed by the row numbers that the user sees.
    file
        Name of the file in the faults; by default ``<name>.csv``.

    Returns
    -------
    frame, faults
        All columns of the schema in its order; a cell that could not be read holds what a blank one would.
    """
    description = table(room, name)
    file = file or f"{name}.csv"
    places, faults = match_headers(description, text, file)
    rows = list(map(int, text.index))
    index = pd.Index(rows, name="row", dtype="int64")
    cells = text.to_numpy(dtype=object)
    columns, bad = {}, {}
    for column in description.columns.values():
        found: list[tuple[int, MisreadError]] = []
        place = places.get(column.name)
        if place is None:
            values = [_default(column)] * len(rows)
        else:
            values = _column(column, cells[:, place].tolist(), rows, found)
        columns[column.name] = _series(column, values, index)
        bad[column.name] = {row for row, _ in found}
        faults += [Fault(f"{file} row {row}, {column.name}", error.wrong, error.right) for row, error in found]
    frame = pd.DataFrame(columns, index=index)
    if all(name in places or not description.columns[name].required for name in description.key):
        faults += _repeated(description, frame, bad, file)
    return frame, faults


def empty_table(name: str, room: str) -> pd.DataFrame:
    """Return a table of the schema without rows."""
    index = pd.Index([], name="row", dtype="int64")
    return pd.DataFrame(
        {column.name: _series(column, [], index) for column in table(room, name).columns.values()}, index=index
    )
