"""An Excel workbook as the tables of a park: one sheet a table, and a sheet ``park`` that stands for park.toml."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from symbiosis.errors import DataError, Fault
from symbiosis.read.cells import cell_text, raw_text
from symbiosis.read.files import UnreadableError, decode, read_bytes, why_unreadable
from symbiosis.read.folder import Tables, add_table, lacking, missing_file
from symbiosis.read.headers import column_of
from symbiosis.read.near import Nearest, fold
from symbiosis.read.ooxml import RawSheet, RawWorkbook, letters, read_workbook
from symbiosis.read.places import Place
from symbiosis.read.rows_of_settings import settings_of
from symbiosis.read.settings import ParkFile, park_file
from symbiosis.read.source import Source
from symbiosis.read.values import MisreadError, clean, is_blank
from symbiosis.schema import Column, Table, park_tables

#: What a user may hand over as a workbook; whether it is one is told by its content.
SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".et", ".ods")
#: The sheets of the template that are no table, and the sheet that stands for park.toml, by name and Chinese title.
SETTINGS = {"park": "park", "园区": "park"}
ABOUT, EXAMPLE = ("read me", "说明"), ("example", "示例")

_SAVE_AS = "open it in Excel or WPS and save it as an Excel workbook (.xlsx)"
_OLD = b"\xd0\xcf\x11\xe0"


def _opened(path: Path) -> tuple[bytes, RawWorkbook]:
    data = read_bytes(path)
    if data.startswith(_OLD):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnreadableError("is protected by a password", "save it without one (File, Info, Protect Workbook)")
        raise UnreadableError("is an old Excel workbook (.xls)", _SAVE_AS)
    if not data:
        raise UnreadableError("is empty", "write one with symbiosis template and fill it in")
    if not data.startswith(b"PK"):
        try:
            decode(data)
        except UnreadableError as error:
            raise UnreadableError(error.wrong.replace(", not a CSV file", ""), _SAVE_AS) from None
        raise UnreadableError(
            "is a text file, not a workbook", "name it .csv in the folder of a park, or save it as .xlsx"
        )
    return data, read_workbook(data)


def _filled(sheet: RawSheet) -> bool:
    return any(cell.formula is not None or not is_blank(raw_text(cell)) for cell in sheet.cells.values())


def _kind(sheet: RawSheet, known: dict[str, str]) -> str | None:
    """Return which table a sheet is; blank for one that is left out, None for a stranger."""
    name = fold(clean(sheet.name))
    if name in known:
        return known[name]
    ours = name in (*ABOUT, *EXAMPLE) or name.startswith(("_", "#"))
    return "" if ours or not _filled(sheet) else None


def _stranger(sheet: RawSheet, known: dict[str, str]) -> Fault:
    near = Nearest(dict.fromkeys(known.values()), known)(sheet.name)
    if near is not None:
        right = f"name it {near} if that table is meant, or begin its name with _ to leave it out"
    else:
        right = f"use one of {', '.join(dict.fromkeys(known.values()))}, or begin its name with _ to leave it out"
    return Fault(f"sheet {sheet.name!r}", "no table of a park has this name", right)


def _choose(book: RawWorkbook, found: Source) -> dict[str, RawSheet]:
    """Return the sheet of each table; every visible sheet with something in it must be one."""
    tables = park_tables()
    known = SETTINGS | {fold(clean(table.title_zh)): name for name, table in tables.items()} | {n: n for n in tables}
    chosen: dict[str, RawSheet] = {}
    for sheet in book.sheets:
        kind = _kind(sheet, known)
        if kind is None and sheet.hidden:
            found.notes.append(f"the hidden sheet {sheet.name!r} is no table of a park and is left out")
        elif kind is None:
            found.tables.faults.append(_stranger(sheet, known))
        elif kind and kind in chosen:
            wrong = f"is the same table as {chosen[kind].name!r}"
            found.tables.faults.append(Fault(f"sheet {sheet.name!r}", wrong, "keep one of the two"))
        elif kind:
            chosen[kind] = sheet
    return chosen


def _extent(sheet: RawSheet) -> tuple[int, int, list[int]]:
    """Return the row of the column names, the number of columns, and the rows below that hold something."""
    seen = {at for at, cell in sheet.cells.items() if cell.formula is not None or not is_blank(raw_text(cell))}
    rows = sorted({row for row, _ in seen})
    return (rows[0], max(column for _, column in seen), rows[1:]) if rows else (1, 0, [])


def _cells(sheet: RawSheet, table: str, row: int, columns: list[Column | None], found: Source) -> list[str]:
    """Return the texts of a row; what is wrong with a cell is recorded, and what it shows stands in for it."""
    texts = []
    for number, column in enumerate(columns, start=1):
        cell = sheet.cells.get((row, number))
        try:
            text = "" if cell is None else cell_text(cell, column, from_1904=found.from_1904)
        except MisreadError as error:
            text = "" if cell is None else raw_text(cell)
            name = column.name if column else f"column {number}"
            found.tables.faults.append(Fault(f"{table}.csv row {row}, {name}", error.wrong, error.right))
        texts.append(text)
    return texts


def _range(area: tuple[int, int, int, int]) -> str:
    top, left, bottom, right = area
    return f"{letters(left)}{top}:{letters(right)}{bottom}"


def _merged(sheet: RawSheet, table: str) -> Iterator[Fault]:
    """Yield merged cells that hold something: only their first cell does, and what the others mean is a guess."""
    for area in sheet.merged:
        if area[:2] != area[2:] and area[:2] in sheet.cells:
            wrong = f"the cells {_range(area)} are merged, so all but the first are blank"
            yield Fault(f"{table}.csv row {area[0]}, column {area[1]}", wrong, "unmerge them and fill in each cell")


def _spans(numbers: list[int]) -> str:
    """Return numbers in words, runs as first-last."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs[:8])


def _notes(sheet: RawSheet, width: int, rows: list[int]) -> Iterator[str]:
    """Yield what a user may not see: all of it is read like the rest."""
    if sheet.hidden:
        yield f"the sheet {sheet.name!r} is hidden and is read all the same"
    if unseen := [row for row in rows if row in sheet.hidden_rows]:
        yield f"sheet {sheet.name!r}: hidden rows are read all the same: {_spans(unseen)}"
    filled = {column for _, column in sheet.cells}
    if unseen := [column for column in range(1, width + 1) if column in sheet.hidden_columns & filled]:
        listed = ", ".join(map(letters, unseen))
        yield f"sheet {sheet.name!r}: hidden columns are read all the same: {listed}"
    linked = [at for at, cell in sheet.cells.items() if cell.formula and "[" in cell.formula and cell.value is not None]
    if outside := sorted(at for at in linked if _other_book(sheet.cells[at].formula or "")):
        row, column = outside[0]
        cell, also = f"{letters(column)}{row}", f" and {len(outside) - 1} more" if len(outside) > 1 else ""
        yield f"sheet {sheet.name!r}: {cell}{also} refer to another workbook; the values last saved here are read"


def _other_book(formula: str) -> bool:
    # [1]Sheet1!A1 is another workbook, Table1[amount] a column of this one.
    head = formula.split("[", 1)
    return "!" in head[1].partition("]")[2] and not head[0][-1:].isalnum()


def _read_table(sheet: RawSheet, description: Table, found: Source) -> bool:
    """Check one sheet as a table; False where nothing is in it."""
    name = description.name
    top, width, rows = _extent(sheet)
    if not width:
        return False
    found.notes += _notes(sheet, width, rows)
    found.tables.faults += _merged(sheet, name)
    header = _cells(sheet, name, top, [None] * width, found)
    columns = [column_of(description, text) for text in header]
    letter_of = {column.name: letters(n) for n, column in reversed(list(enumerate(columns, start=1))) if column}
    headers = {clean(text) or f"column {n}": letters(n) for n, text in enumerate(header, start=1)}
    spare = {f"column {n}": letters(n) for n in range(1, width + 1)}
    found.places[name] = Place(sheet.name, top, spare | letter_of, spare | headers)
    cells = [_cells(sheet, name, row, columns, found) for row in rows]
    text = pd.DataFrame(cells, index=pd.Index(rows, name="row", dtype="int64"), columns=range(width), dtype=object)
    text.columns = pd.Index(header, dtype=object)
    add_table(found.tables, name, "park", text, f"{name}.csv", filled=True)
    return True


def read_xlsx(path: Path) -> Source:
    """Return the park of a workbook; what is wrong with the file as a whole is raised, the rest is recorded.

    Raises
    ------
    DataError
        If the file is no workbook.
    """
    try:
        data, book = _opened(path)
    except FileNotFoundError:
        raise DataError([missing_file(path)]) from None
    except OSError as error:
        raise DataError([Fault(path.name, why_unreadable(error), "close it in other programs and try again")]) from None
    except UnreadableError as error:
        raise DataError([Fault(path.name, error.wrong, error.right)]) from None
    found = Source(Tables(hashes={path.name: hashlib.sha256(data).hexdigest()}), from_1904=book.from_1904)
    chosen = _choose(book, found)
    for name, description in park_tables().items():
        if name not in chosen or not _read_table(chosen[name], description, found):
            lacking(found.tables, name, "park", f"the workbook has no sheet {name} ({description.title_zh})", path.name)
    found.said = ParkFile()
    if "park" in chosen:
        found.notes += _notes(chosen["park"], 2, _extent(chosen["park"])[2])
        settings = settings_of(chosen["park"], found)
        found.said = park_file(settings, path.parent)
    if book.macros:
        found.notes.append(f"the macros of {path.name} are not run")
    return found
