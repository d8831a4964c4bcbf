"""A park as it was handed over, before blanks become defaults: what another file of the same park would hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from symbiosis.errors import DataError
from symbiosis.read.headers import match_headers
from symbiosis.read.opened import open_source
from symbiosis.read.places import located
from symbiosis.read.rows_of_settings import rows_of
from symbiosis.read.values import is_blank, parse
from symbiosis.schema import Column, park_tables


@dataclass(frozen=True)
class Written:
    """The cells of a park: numbers as numbers, everything else as the text that was written, None for a blank."""

    tables: Mapping[str, pd.DataFrame]
    settings: Mapping[str, Any]
    """Keys with dots between, as the sheet ``park`` has them."""


def _value(column: Column, text: str) -> Any:
    if is_blank(text):
        return None
    if column.type in {"number", "integer"}:
        number = float(parse(column, text))
        return int(number) if number.is_integer() and abs(number) < 1e15 else number
    return text


def _toml(value: Any) -> str:
    """Return a value in one line, as TOML writes it."""
    if isinstance(value, Mapping):
        return (
            "{" + ", ".join(f"{json.dumps(key, ensure_ascii=False)} = {_toml(one)}" for key, one in value.items()) + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    # Texts, whole numbers, yes and no are written alike in JSON and in TOML.
    return repr(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


def _setting(value: Any) -> Any:
    return _toml(value) if isinstance(value, (list, Mapping)) else value


def as_written(path: Path) -> Written:
    """Return the cells of a park folder, workbook or GeoPackage.

    Raises
    ------
    DataError
        With every fault of its cells.
    """
    source = open_source(path)
    if faults := source.said.faults + source.tables.faults:
        raise DataError(located(faults, source.places))
    tables = {}
    for name, text in source.tables.texts.items():
        places, _ = match_headers(park_tables()[name], text, f"{name}.csv")
        cells = {}
        for column in park_tables()[name].columns.values():
            values = np.empty(len(text), dtype=object)
            place = places.get(column.name)
            written = [""] * len(text) if place is None else text.iloc[:, place].tolist()
            values[:] = [_value(column, cell) for cell in written]
            cells[column.name] = pd.Series(values, dtype=object)
        tables[name] = pd.DataFrame(cells)
    return Written(tables, {key: _setting(value) for key, value in rows_of(source.said.settings)})
