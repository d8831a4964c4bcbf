"""Tables typed as the reader types them, made from arrays instead of files."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from typing import Any

import numpy as np
import pandas as pd

from symbiosis.errors import DataError
from symbiosis.read import check_table, empty_table
from symbiosis.read.values import parse
from symbiosis.schema import table

#: The first row of a user's file holds the column names.
_FIRST_ROW = 2


def typed(room: str, name: str, columns: Mapping[str, Any]) -> pd.DataFrame:
    """Return the table ``name`` of ``room`` with all columns of the schema; those not given hold what a blank holds.

    Nothing is checked cell by cell: the caller gives values of each column's type. A value that is no array stands in
    every row.
    """
    count = max((len(values) for values in columns.values() if isinstance(values, np.ndarray)), default=0)
    described = table(room, name).columns
    if not columns:
        return empty_table(name, room)
    strangers = set(columns) - set(described)
    if strangers:
        raise KeyError(f"{name} has no column {', '.join(sorted(strangers))}")
    filled = {}
    for column in described.values():
        values = columns[column.name] if column.name in columns else parse(column, "")
        number = column.type in {"number", "integer"}
        if not isinstance(values, np.ndarray):
            cells = np.empty(count, dtype=object)
            cells[:] = [values] * count
            values = cells
        kind: Any = float if number else bool if column.type == "yesno" and column.default else object
        filled[column.name] = pd.Series(values.astype(kind), index=np.arange(count) + _FIRST_ROW, dtype=kind)
    return pd.DataFrame(filled)


def checked(room: str, name: str, text: str) -> pd.DataFrame:
    """Return a small table written out as CSV text, checked by the reader's own rules; raises DataError."""
    if not text.strip():
        return empty_table(name, room)
    sheet = pd.read_csv(StringIO(text.strip()), dtype=str, keep_default_na=False)
    sheet.index = sheet.index + _FIRST_ROW
    columns = table(room, name).columns
    extra = {column: name for column in ("name_zh", "name_en") if column in columns and column not in sheet}
    frame, faults = check_table(name, room, sheet.assign(**extra, source="random region", confidence="assumed"))
    if faults:
        raise DataError(faults)
    return frame
