"""Cells of the model tables that a scenario overrides, such as ``[modes.truck_bulk] cost_cny_tkm = 0.5``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

import pandas as pd

from symbiosis.errors import DataError, Fault
from symbiosis.read import read_value
from symbiosis.scenario.layers import merge
from symbiosis.schema import Column, Table, model_tables

#: Sections of a scenario that are neither settings nor tables but another way to write a table.
ALIASES = {"transport": "modes"}


def canonical(layer: Mapping[str, Any]) -> dict[str, Any]:
    """Return a layer in which every table goes by its own name (``transport.<mode>`` is ``modes.<mode>``)."""
    own = dict(layer)
    for alias, table in ALIASES.items():
        section = own.get(alias)
        if not isinstance(section, Mapping):
            continue
        rows = {key: inner for key, inner in section.items() if isinstance(inner, Mapping)}
        if rows:
            own[alias] = {key: inner for key, inner in section.items() if key not in rows}
            own = merge([own, {table: rows}])
    return own


def split(layer: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Part a merged canonical layer into settings and cells of tables."""
    settings: dict[str, Any] = {}
    cells: dict[str, Any] = {}
    for section, value in layer.items():
        if section in model_tables():
            cells[section] = value if isinstance(value, Mapping) else {"": value}
        else:
            settings[section] = value
    return settings, cells


def override(
    tables: Mapping[str, pd.DataFrame], cells: Mapping[str, Any], where: str
) -> tuple[dict[str, pd.DataFrame], list[Fault]]:
    """Return ``tables`` with ``cells`` put in, and the faults found; the tables given stay as they are."""
    changed = dict(tables)
    faults: list[Fault] = []
    for name, tree in cells.items():
        table, frame = model_tables()[name], tables[name].copy()
        keys = _keys(frame, table)
        for path, value in _leaves(tree):
            fault = _put(frame, table, keys, path, value)
            if fault is not None:
                faults.append(Fault(f"{where}, {'.'.join((name, *path))}", *fault))
        changed[name] = frame
    return changed, faults


def _keys(frame: pd.DataFrame, table: Table) -> dict[tuple[str, ...], int]:
    """Return the position of every row by its key; blank parts of a key are left out."""
    columns = [frame[column].astype(str) for column in table.key]
    return {tuple(part for part in key if part): row for row, key in enumerate(zip(*columns, strict=True))}


def _leaves(tree: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(tree, Mapping):
        for key, value in tree.items():
            yield from _leaves(value, (*path, key))
    else:
        yield path, tree


def _put(
    frame: pd.DataFrame, table: Table, keys: Mapping[tuple[str, ...], int], path: tuple[str, ...], value: Any
) -> tuple[str, str] | None:
    """Put one value into ``frame``; return what is wrong and what would be right if it cannot go there."""
    key, name = path[:-1], path[-1] if path else ""
    if key not in keys:
        near = get_close_matches(".".join(key), [".".join(known) for known in keys], n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else f"name a row of {table.name} by {', '.join(table.key)}"
        return f"{table.name} has no row {'.'.join(key) or '(none named)'}", hint
    if name not in table.columns or name in table.key:
        known = ", ".join(column for column in table.columns if column not in table.key)
        return f"{table.name} has no column {name} that can be set", f"the columns are {known}"
    column = table.columns[name]
    try:
        fit = _fit(column, value)
    except DataError as error:
        (fault,) = error.faults
        return fault.wrong, fault.right
    values = frame[name].to_list()
    values[keys[key]] = fit
    frame[name] = pd.Series(values, index=frame.index, dtype=frame[name].dtype)
    return None


def _fit(column: Column, value: Any) -> Any:
    """Return ``value`` as a cell of ``column`` holds it; raises DataError where it does not fit."""
    if isinstance(value, bool) and column.type != "yesno":
        raise DataError([Fault("", f"is {value}", "write a number" if column.type == "number" else "write a text")])
    return read_value(column, value, "")
