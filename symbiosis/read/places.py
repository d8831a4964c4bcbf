"""Faults said where the user sees them: ``plants.csv row 4, lon`` is ``plants!D4`` to somebody who sent a workbook."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from symbiosis.errors import DataError, Fault

_WHERE = re.compile(r"(\w+)\.(?:csv|toml)(?: row (\d+))?(?:,? (.*))?", flags=re.DOTALL)


@dataclass(frozen=True)
class Place:
    """Where one table stands in the user's file."""

    sheet: str
    """Name of the sheet, or of the layer."""
    top: int = 1
    """Row of the column names."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Letters of the columns of the schema."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Letters of the column names as written; of two alike those of the second, for that is the one at fault."""
    rows: Mapping[str, int] = field(default_factory=dict)
    """Rows of the settings, in the sheet that stands for park.toml."""
    layer: bool = False
    """Whether this is a layer, whose rows are features, and not a sheet."""

    def cell(self, row: int | None, column: str) -> str:
        """Return the place of a cell, of a row, or of the whole where nothing is known of either."""
        if self.layer:
            parts = [f"layer {self.sheet}", "" if row is None else f"feature {row}", column]
            return ", ".join(part for part in parts if part)
        sheet = self.sheet if self.sheet.isalnum() else f"'{self.sheet}'"
        if row is None and column in self.rows:
            return f"{sheet}!{self.columns['value']}{self.rows[column]}"
        if row is None:
            return f"sheet {sheet}, {column}" if column else f"sheet {sheet}"
        header = row == 1
        known = self.headers if header and column in self.headers else self.columns
        at = [known[name] for name in dict.fromkeys([column, *column.split(" + ")]) if name in known]
        row = self.top if header else row
        if at:
            return f"{sheet}!{','.join(f'{letter}{row}' for letter in at)}"
        return f"{sheet}!{row}:{row}, {column}" if column else f"{sheet}!{row}:{row}"


Places = Mapping[str, Place]


def located(faults: Iterable[Fault], places: Places) -> list[Fault]:
    """Return faults with files, rows and columns named as the user's workbook or layers name them.

    Of several faults of one cell the first is kept: a cell that is an error is not also blank.
    """
    if not places:
        return list(faults)
    shown: dict[str, Fault] = {}
    for fault in faults:
        found = _WHERE.fullmatch(fault.where)
        if not found or found[1] not in places:
            shown.setdefault(fault.where, fault)
            continue
        where = places[found[1]].cell(int(found[2]) if found[2] else None, found[3] or "")
        shown.setdefault(where, Fault(where, _named(fault.wrong, places), _named(fault.right, places)))
    return list(shown.values())


def _named(text: str, places: Places) -> str:
    def name(found: re.Match[str]) -> str:
        place = places.get(found[1])
        return found[0] if place is None else f"the {'layer' if place.layer else 'sheet'} {place.sheet}"

    return re.sub(r"\b(\w+)\.(?:csv|toml)\b", name, text)


@contextmanager
def in_places(places: Places) -> Iterator[None]:
    """Let faults leave this block with the places of the user's file."""
    try:
        yield
    except DataError as error:
        if not places:
            raise
        raise DataError(located(error.faults, places)) from None
