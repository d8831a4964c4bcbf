"""Cells of tables that a scenario overrides, such as ``[modes.truck_bulk] cost_cny_tkm = 0.5``.

A row is named by its key, part by part or joined by ``|``; parts that are blank are left out, and so may the last ones
where only one row is meant: ``offers.A|mud.amount_t`` is ``offers.A.mud.arising.amount_t``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

import pandas as pd

from symbiosis.errors import DataError, Fault
from symbiosis.read import read_value
from symbiosis.read.composition_rules import RANGED
from symbiosis.scenario.layers import merge
from symbiosis.schema import Column, Table, model_tables

#: Sections of a scenario that are neither settings nor tables but another way to write a table.
ALIASES = {"transport": "modes"}
#: Section with cells of the park's own tables: ``park.offers.A|mud.amount_t``.
PARK = "park"


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
    """Part a merged canonical layer into settings and cells of tables; ``park`` holds those of a park's own tables."""
    settings: dict[str, Any] = {}
    cells: dict[str, Any] = {}
    for section, value in layer.items():
        if section in model_tables() or section == PARK:
            cells[section] = value if isinstance(value, Mapping) else {"": value}
        else:
            settings[section] = value
    return settings, cells


def override(
    tables: Mapping[str, pd.DataFrame], cells: Mapping[str, Any], where: str, schema: Mapping[str, Table] | None = None
) -> tuple[dict[str, pd.DataFrame], list[Fault], list[str]]:
    """Return ``tables`` with ``cells`` put in, the faults found and what to note; the tables given stay as they are.

    ``schema`` says what the tables look like; those of a model if left out.
    """
    changed = dict(tables)
    faults: list[Fault] = []
    notes: list[str] = []
    for name, tree in cells.items():
        table, frame = (schema or model_tables())[name], tables[name].copy()
        keys = _keys(frame, table)
        for path, value in leaves(tree):
            fault = _put(frame, table, keys, path, value)
            if fault is not None:
                faults.append(Fault(f"{where}, {'.'.join((name, *path))}", *fault))
        changed[name] = frame
        if name in RANGED and schema is None and not faults:  # what a park has measured has no range
            notes += _widen(frame, table, keys, tree)
    return changed, faults, notes


def _keys(frame: pd.DataFrame, table: Table) -> dict[tuple[str, ...], int]:
    """Return the position of every row by its key; blank parts of a key are left out."""
    columns = [[_word(value) for value in frame[column]] for column in table.key]
    return {tuple(part for part in key if part): row for row, key in enumerate(zip(*columns, strict=True))}


def _word(value: Any) -> str:
    """Return a part of a key as it is written: a year without its decimals, nothing for a blank."""
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:g}"
    return str(value)


def row_of(frame: pd.DataFrame, table: Table, path: tuple[str, ...]) -> int | tuple[str, str]:
    """Return the position of the row that ``path`` names, or what is wrong and what would be right."""
    return _row(_keys(frame, table), path, table)


def _row(keys: Mapping[tuple[str, ...], int], path: tuple[str, ...], table: Table) -> int | tuple[str, str]:
    """Return the position of the row that ``path`` names, or what is wrong and what would be right."""
    key = tuple(word.strip() for part in path for word in part.split("|"))
    if key in keys:
        return keys[key]
    longer = [known for known in keys if key and known[: len(key)] == key]
    if len(longer) == 1:
        return keys[longer[0]]
    if not key:
        right = f"write {table.name}.{'.'.join(table.key)}.COLUMN=VALUE"
        return "names neither a row nor a column of it, or only one of the two", right
    beginnings = dict.fromkeys(".".join(known[: len(key)]) for known in keys)
    near = get_close_matches(".".join(key), beginnings, n=3)
    near = [".".join(known) for known in longer[:6]] or near
    hint = f"did you mean {' or '.join(near)}?" if near else f"name a row of {table.name} by {', '.join(table.key)}"
    return f"{table.name} has no row {'.'.join(path)}", hint


def leaves(tree: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every value of nested sections with the names that lead to it."""
    if isinstance(tree, Mapping):
        for key, value in tree.items():
            yield from leaves(value, (*path, key))
    else:
        yield path, tree


def _put(
    frame: pd.DataFrame, table: Table, keys: Mapping[tuple[str, ...], int], path: tuple[str, ...], value: Any
) -> tuple[str, str] | None:
    """Put one value into ``frame``; return what is wrong and what would be right if it cannot go there."""
    name = path[-1] if path else ""
    row = _row(keys, path[:-1], table)
    if not isinstance(row, int):
        return row
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
    values[row] = fit
    frame[name] = pd.Series(values, index=frame.index, dtype=frame[name].dtype)
    return None


def _fit(column: Column, value: Any) -> Any:
    """Return ``value`` as a cell of ``column`` holds it; raises DataError where it does not fit."""
    if isinstance(value, bool) and column.type != "yesno":
        raise DataError([Fault("", f"is {value}", "write a number" if column.type == "number" else "write a text")])
    return read_value(column, value, "")


def _widen(frame: pd.DataFrame, table: Table, keys: Mapping[tuple[str, ...], int], tree: Any) -> list[str]:
    """Let the range of a typical value reach to what it was set to, unless the range was set too; say so.

    low and high speak of the value in the table. Who asks what another one would do is not at fault.
    """
    notes = []
    typical = RANGED[table.name]
    rows = {path: _row(keys, path[:-1], table) for path, _ in leaves(tree)}
    said = {(row, path[-1]) for path, row in rows.items()}
    for path, row in rows.items():
        if path[-1] != typical or not isinstance(row, int):
            continue
        value = float(frame[typical].iloc[row])
        for end, beyond in (("low", float.__lt__), ("high", float.__gt__)):
            limit = float(frame[end].iloc[row])
            if beyond(value, limit) and (row, end) not in said:
                frame[end] = [value if at == row else old for at, old in enumerate(frame[end].tolist())]
                place = ".".join((table.name, *path))
                notes.append(f"{place} = {value:g} is beyond its {end} of {limit:g}; the range now reaches to it")
    return notes
