"""Tables and columns as described by the CSV files of this folder."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    name: str
    name_zh: str
    type: str
    """id, text, number, integer, yesno, choice, list, ref, refs or terms (``name number; name number``)."""
    unit: str
    required: bool
    default: str
    min: float | None
    max: float | None
    choices: Mapping[str, str]
    """The words that a choice may take, with their Chinese labels."""
    refers: tuple[tuple[str, str], ...]
    """Tables and columns in which the value must occur."""
    meaning_en: str
    meaning_zh: str


@dataclass(frozen=True)
class Table:
    """One table of a park or of a model."""

    name: str
    room: str
    """``park`` or ``model``."""
    required: bool
    key: tuple[str, ...]
    """The columns that together name a row."""
    title_en: str
    title_zh: str
    columns: Mapping[str, Column]


def _rows(*path: str) -> list[dict[str, str]]:
    text = files("symbiosis.schema").joinpath(*path).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _choices(text: str) -> Mapping[str, str]:
    # rpartition: the choice itself may hold the equals sign, as "<=" does.
    pairs = (part.rpartition("=") for part in text.split(";") if part)
    return MappingProxyType({word: label for word, _, label in pairs})


def _column(row: dict[str, str]) -> Column:
    return Column(
        name=row["column"],
        name_zh=row["name_zh"],
        type=row["type"],
        unit=row["unit"],
        required=row["required"] == "yes",
        default=row["default"],
        min=float(row["min"]) if row["min"] else None,
        max=float(row["max"]) if row["max"] else None,
        choices=_choices(row["choices"]),
        refers=tuple((ref.partition(".")[0], ref.partition(".")[2]) for ref in row["refers"].split("|") if ref),
        meaning_en=row["meaning_en"],
        meaning_zh=row["meaning_zh"],
    )


@cache
def _tables(room: str) -> Mapping[str, Table]:
    common = _rows("common.csv")
    tables = {}
    for row in _rows("tables.csv"):
        if row["room"] != room:
            continue
        columns = [_column(column) for column in _rows(room, f"{row['table']}.csv") + common]
        tables[row["table"]] = Table(
            name=row["table"],
            room=room,
            required=row["required"] == "yes",
            key=tuple(row["key"].split(";")),
            title_en=row["title_en"],
            title_zh=row["title_zh"],
            columns=MappingProxyType({column.name: column for column in columns}),
        )
    return MappingProxyType(tables)


def park_tables() -> Mapping[str, Table]:
    """Return the tables of a park, by name."""
    return _tables("park")


def model_tables() -> Mapping[str, Table]:
    """Return the tables of a model, by name."""
    return _tables("model")


def table(room: str, name: str) -> Table:
    """Return one table of ``room`` ("park" or "model")."""
    return _tables(room)[name]
