"""A wrong value for every column of every table, found from the schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from symbiosis.errors import Fault
from symbiosis.read import check_table
from symbiosis.read.references import check_references
from symbiosis.read.values import list_choices
from symbiosis.schema import Column, Table, model_tables, park_tables

TABLES = [("park", table) for table in park_tables().values()] + [("model", table) for table in model_tables().values()]


NO_NUMBERS = (
    *(
        "12万t",
        "1.2Mt",
        "1,200,000",
        "(120000)",
        "1.0%",
        "约120",
        "≥5",
        "--",
        "N/A",
        "nan",
        "inf",
        "-inf",
        "1e999",
        "0x10",
    ),
    *(
        "1_000",
        "١٢",
        "1 000",
        "5-8",
        "10²",
        "5①",
        "=A1*2",
        "#REF!",
        "TRUE",
        "1e-999",
        "1.2.3",
        "+",
        ".",
        "e5",
        "½",
        "十二",
    ),
)
OF_TYPE = {
    "number": NO_NUMBERS,
    "integer": (*NO_NUMBERS, "1950.5"),
    "choice": ("no such word", "nan", "1"),
    "yesno": ("maybe", "2", "nan", "yesno"),
    "id": ("lost \ufffd character", "two;names", "a|b", "two\nlines"),
    "text": ("lost \ufffd character",),
    "ref": ("lost \ufffd character",),
    "list": ("none;none",),
    "refs": ("A1;A1", "A1; B2 ;Ａ１"),
    "terms": ("A1", "A1 one", "A1 1; A1 2", "A1 nan", "0.658", "A1 1e999"),
}


def wrong_values(column: Column) -> Iterator[str]:
    """Yield cells that no column of this kind may hold."""
    if column.required:
        yield from ("", "  ", "\u3000", "\ufeff")
    yield from OF_TYPE[column.type]
    if column.min is not None:
        yield f"{column.min - 1:g}"
    if column.max is not None:
        yield f"{column.max + 1:g}"
    if list_choices(column):
        yield from ("no such word", "nan", "1")
    if column.type in {"list", "refs"} and column.required:
        yield " ; "


CASES = [
    pytest.param(
        room, table, column, value, id=f"{room}-{table.name}-{column.name}-{value.encode('unicode_escape').decode()}"
    )
    for room, table in TABLES
    for column in table.columns.values()
    for value in wrong_values(column)
]


@pytest.mark.parametrize(("room", "table"), TABLES, ids=lambda part: getattr(part, "name", part))
def test_a_right_row_has_no_fault(room: str, table: Table, valid_row: Callable[..., dict[str, str]]) -> None:
    """Proves that the row which the cases below spoil is right. Without it they would prove nothing."""
    row = valid_row(room, table.name)
    assert set(row) == set(table.columns)
    frame, faults = check_table(table.name, room, pd.DataFrame([row], index=[2], dtype=object))
    assert faults == []
    assert list(frame.columns) == list(table.columns)


@pytest.mark.parametrize(("room", "table", "column", "value"), CASES)
def test_a_wrong_value_is_named(
    room: str, table: Table, column: Column, value: str, valid_row: Callable[..., dict[str, str]]
) -> None:
    """Proves that a wrong cell gives one fault with its file, row, column and value, and a remedy."""
    row = valid_row(room, table.name) | {column.name: value}
    _, faults = check_table(table.name, room, pd.DataFrame([row], index=[7], dtype=object))
    assert [fault.where for fault in faults] == [f"{table.name}.csv row 7, {column.name}"]
    # A list names the part that is wrong.
    part = value.split(";")[0].strip()
    assert "blank" in faults[0].wrong or "names nothing" in faults[0].wrong or repr(part)[1:-1] in faults[0].wrong
    assert len(faults[0].right) > 10


REFERENCES = [
    pytest.param(room, table, column, id=f"{room}-{table.name}-{column.name}")
    for room, table in TABLES
    for column in table.columns.values()
    if column.refers and column.type != "list"
]


@pytest.mark.parametrize(("room", "table", "column"), REFERENCES)
def test_an_unknown_name_is_named(
    room: str, table: Table, column: Column, valid_row: Callable[..., dict[str, str]]
) -> None:
    """Proves that every reference of the schema is followed, each cell with file, row, column and value."""
    everything = dict(model_tables()) | dict(park_tables())
    targets: dict[str, Any] = {name: pd.DataFrame({c: ["A1"] for c in everything[name].columns}) for name in everything}
    row = valid_row(room, table.name) | {column.name: "Z9 2" if column.type == "terms" else "Z9"}
    frame, faults = check_table(table.name, room, pd.DataFrame([row], index=[7], dtype=object))
    assert faults == []
    found = check_references({table.name: table}, {table.name: frame}, targets)
    assert [fault.where for fault in found] == [f"{table.name}.csv row 7, {column.name}"]
    assert "'Z9'" in found[0].wrong
    assert "A1" in found[0].right


def test_all_faults_of_all_tables_come_at_once(park_faults: Callable[..., list[Fault]]) -> None:
    """Proves that one reading names every fault. Without it a planner mends and runs, mends and runs."""
    faults = park_faults(
        plants="plant,lon,lat,wrong\nR1,abc,23.9,1\nC1,106.7,123,1\nD1,106,23,2\n",
        offers="plant,material,amount_t\nR1,mud,-5\nX9,mud,5\n",
        facilities="facility,plant,process,capacity_t_a,min_t_a\nkiln,C1,clinker,10,20\nkiln,C1,,1,0\n",
        caps="scope,name,ledger,amount\nplanet,,tkm,1\n",
    )
    assert {fault.where for fault in faults} == {
        "plants.csv row 1, wrong",
        "plants.csv row 2, lon",
        "plants.csv row 3, lat",
        "offers.csv row 2, amount_t",
        "offers.csv row 3, plant",
        "facilities.csv row 2, min_t_a",
        "facilities.csv row 3, process",
        "facilities.csv row 3, facility",
        "caps.csv row 2, scope",
    }


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[2] / "models").glob("*.csv")), ids=lambda path: path.stem
)
def test_every_row_of_the_shipped_model_has_a_source(path: Path) -> None:
    """Proves that a number can be traced. Names of families and ledgers are definitions and need no source."""
    if path.stem in {"families", "ledgers"}:
        return
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert (frame["source"].str.strip() != "").all()
    assert (frame["confidence"].str.strip() != "").all()
