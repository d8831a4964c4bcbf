"""Column names as users write them: English or Chinese, perhaps with the unit in brackets."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from symbiosis.errors import Fault
from symbiosis.read.near import Nearest, fold
from symbiosis.read.units import factor
from symbiosis.read.values import clean, is_blank
from symbiosis.schema import Column, Table

_BRACKETS = re.compile(r"^(.*?)\s*[(\[【〔](.*)[)\]】〕]$", flags=re.DOTALL)


def _known(description: Table) -> Mapping[str, Column]:
    names: dict[str, Column] = {}
    for column in description.columns.values():
        names.setdefault(fold(clean(column.name_zh)), column)
    # English names win where a Chinese one should ever collide with them.
    return names | {fold(column.name): column for column in description.columns.values()}


def _unit_fault(column: Column, unit: str) -> tuple[str, str] | None:
    """Return what is wrong with a unit behind a column name."""
    if column.type not in {"number", "integer"} or not unit.strip():
        return None
    size = factor(unit, column.unit)
    if size == 1.0:
        return None
    wanted = f"{column.name} ({column.unit})" if column.unit else column.name
    if size is None:
        return f"({unit}) is not the unit of the column", f"give the numbers as {wanted}"
    return f"({unit}) contradicts the unit of the column", f"multiply the numbers by {size:.12g} and name it {wanted}"


def _find(header: str, known: Mapping[str, Column]) -> tuple[Column | None, str]:
    """Return the column that a header names, and the unit that follows in brackets."""
    text = clean(header)
    if column := known.get(fold(text)):
        return column, ""
    if parts := _BRACKETS.match(text):
        return known.get(fold(parts[1].strip())), parts[2]
    return None, ""


def column_of(description: Table, header: str) -> Column | None:
    """Return the column that a header names, by its English or Chinese name; None where it names none."""
    return _find(header, _known(description))[0]


def _unknown(header: str, known: Mapping[str, Column], description: Table) -> str:
    text = clean(header)
    if "," in text and text == clean(header.replace("，", ",")) and "，" in header:
        return "separate the columns by plain commas, not by Chinese ones"
    parts = _BRACKETS.match(text)
    near = Nearest(known, {name: column.name for name, column in known.items()})(parts[1] if parts else text)
    if near is not None:
        return f"write {known[near].name if near in known else near} if that is meant"
    return f"remove it, or use one of {', '.join(description.columns)}"


def match_headers(description: Table, text: pd.DataFrame, file: str) -> tuple[dict[str, int], list[Fault]]:
    """Return the place of each column in the sheet, with faults for unknown, repeated and missing ones."""
    known = _known(description)
    places: dict[str, int] = {}
    faults = []
    for place, header in enumerate(map(str, text.columns)):
        where = f"{file} row 1, {clean(header) or f'column {place + 1}'}"
        if is_blank(header):
            filled = [row for row, cell in zip(text.index, text.iloc[:, place], strict=True) if not is_blank(str(cell))]
            if filled:
                wrong = f"column {place + 1} has values (first in row {filled[0]}) but no name"
                faults.append(Fault(where, wrong, "name the column in the first row, or clear it"))
            continue
        column, unit = _find(header, known)
        if column is None:
            wrong = f"{description.name} has no column {clean(header)!r}"
            right = _unknown(header, known, description)
            # The list of columns is said once; a sheet of another kind would else repeat it for every column.
            said = any(fault.right == right for fault in faults)
            faults.append(Fault(where, wrong, "remove it, or rename it to a known column" if said else right))
        elif column.name in places:
            before = clean(str(text.columns[places[column.name]]))
            wrong = f"{clean(header)!r} is the same column as {before!r}"
            faults.append(Fault(where, wrong, "keep one of the two"))
        else:
            places[column.name] = place
            if fault := _unit_fault(column, unit):
                faults.append(Fault(where, *fault))
    faults += [
        Fault(
            f"{file} row 1, {column.name}", "the column is missing", f"add the column {column.name} ({column.name_zh})"
        )
        for column in description.columns.values()
        if column.required and column.name not in places
    ]
    return places, faults
