"""Names in one table that must occur in another, as the schema says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from symbiosis.errors import Fault
from symbiosis.read.near import Nearest, propose
from symbiosis.schema import Column, Table

Frames = Mapping[str, pd.DataFrame]


def _words(value: Any) -> Iterator[str]:
    """Yield the names in a cell: one, several, or those of terms."""
    if isinstance(value, str):
        yield value
        return
    for part in value:
        yield part if isinstance(part, str) else part[0]


def _unknown(column: Column, frame: pd.DataFrame, known: set[str]) -> dict[str, list[int]]:
    """Return the rows in which each unknown name occurs."""
    rows: dict[str, list[int]] = {}
    for row, value in zip(frame.index, frame[column.name], strict=True):
        for word in _words(value):
            if word and word not in known:
                rows.setdefault(word, []).append(row)
    return rows


def _other_names(column: Column, targets: Frames) -> dict[str, str]:
    """Return the display names of what a column refers to; one that two things share is left out."""
    names: dict[str, str] = {}
    for target, key in column.refers:
        for label in {"name_zh", "name_en"} & set(targets[target].columns):
            frame = targets[target]
            for name, word in zip(frame[label], frame[key], strict=True):
                if name:
                    names[name] = word if names.get(name, word) == word else ""
    return {name: word for name, word in names.items() if word}


def _also(rows: list[int]) -> str:
    if len(rows) == 1:
        return ""
    listed = ", ".join(map(str, rows[1:6]))
    return f" (also in row {listed}{f' and {len(rows) - 6} more' if len(rows) > 6 else ''})"


def check_references(
    room: Mapping[str, Table], frames: Frames, targets: Frames, *, prefix: str = "", trusting: bool = False
) -> list[Fault]:
    """Return one fault for each unknown name of each column, at the first row where it stands.

    Parameters
    ----------
    room
        The tables to check, as described.
    frames
        The tables to check.
    targets
        Tables that may be referred to; columns that refer to any other table are left out.
    prefix
        Put before the names of files.
    trusting
        Whether a reference to a table without rows passes, because the table itself is at fault already.
    """
    faults = []
    for name, description in room.items():
        for column in description.columns.values():
            refers = [(target, key) for target, key in column.refers if column.type != "list"]
            if not refers or any(target not in targets for target, _ in refers) or name not in frames:
                continue
            known = {word for target, key in refers for word in targets[target][key]} - {""}
            unknown = {} if trusting and not known else _unknown(column, frames[name], known)
            if not unknown:
                continue
            nearest = Nearest(known, _other_names(column, targets))
            what = " or ".join(f"{target}.csv" for target, _ in refers)
            for word, rows in unknown.items():
                where = f"{prefix}{name}.csv row {rows[0]}, {column.name}"
                wrong = f"{what} has no {word!r}{_also(rows)}"
                faults.append(Fault(where, wrong, propose(word, nearest, known, what)))
    return faults
