"""The small valid park and model of the folder ``valid`` as text, and ways to change, write and read them."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from symbiosis.errors import DataError, Fault
from symbiosis.read import check_model, read_model_tables, read_park
from symbiosis.schema import Column, model_tables, park_tables

VALID = Path(__file__).with_name("valid")
PARK, MODEL = (
    {path.stem: path.read_text("utf-8") for path in sorted((VALID / room).glob("*.csv"))} for room in ("park", "model")
)


def _valid(column: Column) -> str:
    """Return a cell that is right for a column, as the schema describes it."""
    if column.choices:
        return next(iter(column.choices))
    if column.type in {"number", "integer"}:
        middle = 1 if column.min is None else column.min + (1 if column.max is None or column.max > 1 else 0)
        return f"{middle:g}"
    if column.type == "list" and column.refers:
        return {"forms": "bulk", "zoning": "ordinary"}.get(column.name, "none")
    return {"yesno": "yes", "terms": "A1 1"}.get(column.type, "A1")


@pytest.fixture
def valid_row() -> Callable[[str, str], dict[str, str]]:
    """Return a maker of one valid row of a table, every cell filled."""

    def make(room: str, table: str) -> dict[str, str]:
        description = (park_tables() if room == "park" else model_tables())[table]
        row = {name: _valid(column) for name, column in description.columns.items()}
        # A hub-and-spoke of ones would contradict itself: the smallest sizes stay below the largest.
        return row | {name: "0" for name in ("min_t_a", "min_size_t_a") if name in row}

    return make


@pytest.fixture
def park_folder(tmp_path: Path) -> Callable[..., Path]:
    """Return a maker of a park folder; tables given by name replace or join the valid ones, None removes one."""

    def make(**tables: str | bytes | None) -> Path:
        folder = tmp_path / "park"
        folder.mkdir(exist_ok=True)
        for name, content in {**PARK, **tables}.items():
            if content is not None:
                file = folder / (name if "." in name else f"{name}.csv")
                file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return folder

    return make


@pytest.fixture
def model_folder(tmp_path: Path) -> Callable[..., Path]:
    """Return a maker of a model folder; tables given by name replace the valid ones."""

    def make(**tables: str) -> Path:
        folder = tmp_path / "model"
        folder.mkdir(exist_ok=True)
        for name, content in {**MODEL, **tables}.items():
            (folder / f"{name}.csv").write_text(content, encoding="utf-8")
        return folder

    return make


@pytest.fixture
def edited() -> Callable[[str, str, str], str]:
    """Return an editor of a valid table: the text of one with one piece replaced."""

    def edit(table: str, old: str, new: str) -> str:
        text = (PARK if table in PARK else MODEL)[table]
        assert old in text
        return text.replace(old, new, 1)

    return edit


@pytest.fixture
def faults_of() -> Callable[[Callable[[], Any]], list[Fault]]:
    """Return a caller that gives the faults with which a reader ends; none where it does not."""

    def call(read: Callable[[], Any]) -> list[Fault]:
        try:
            read()
        except DataError as error:
            return list(error.faults)
        return []

    return call


@pytest.fixture
def park_faults(park_folder: Callable[..., Path], faults_of: Callable[..., list[Fault]]) -> Callable[..., list[Fault]]:
    """Return a reader of a park folder made from tables, that gives its faults."""
    return lambda **tables: faults_of(lambda: read_park(park_folder(**tables)))


@pytest.fixture
def model_faults(model_folder: Callable[..., Path]) -> Callable[..., list[Fault]]:
    """Return a checker of a model made from tables, that gives the faults of ``check_model``."""
    return lambda **tables: check_model(read_model_tables(model_folder(**tables))[0])


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Return a maker of a workbook of the valid park: changed as a worksheet by ``edit``, as XML by ``parts``.

    ``parts`` maps the name of a part to (old, new); numbers of the tables are numbers in the cells.
    """

    def make(
        edit: Callable[[Any], None] | None = None,
        parts: Mapping[str, tuple[str, str]] | None = None,
        name: str = "mine.xlsx",
    ) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for table, text in PARK.items():
            sheet = book.create_sheet(table)
            for row in csv.reader(text.splitlines()):
                sheet.append([_typed(cell) for cell in row])
        if edit is not None:
            edit(book)
        file = tmp_path / name
        book.save(file)
        for part, (old, new) in (parts or {}).items():
            _change_part(file, part, old, new)
        return file

    return make


def _typed(cell: str) -> str | float | None:
    try:
        return float(cell) if cell else None
    except ValueError:
        return cell


def _change_part(file: Path, part: str, old: str, new: str) -> None:
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old.encode() in parts[part], parts[part][:2000]
    parts[part] = parts[part].replace(old.encode(), new.encode())
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


@pytest.fixture
def said(faults_of: Callable[..., list[Fault]]) -> Callable[[Path], dict[str, str]]:
    """Return a reader of a park that gives its faults by place."""
    return lambda path: {fault.where: f"{fault.wrong}; {fault.right}" for fault in faults_of(lambda: read_park(path))}
