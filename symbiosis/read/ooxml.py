"""An Excel workbook as cells, read straight from its parts: no formula is run, no link followed, nothing written.

The parts are XML in a zip archive (ECMA-376). Reading them here, and not through a library that builds a worksheet,
keeps the work in proportion to what is filled in: one merged range or hyperlink over a whole sheet is seventeen
thousand million cells to a library that visits each.
"""

from __future__ import annotations

import math
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from xml.etree import ElementTree as ET

from symbiosis.read.files import UnreadableError

#: What a table that somebody typed never reaches; beyond it an archive is a bomb or a database.
MOST_UNPACKED = 256 * 1024 * 1024
MOST_CELLS = 2_000_000
#: A part of this size that shrinks more than a hundredfold holds nothing that was typed.
_BOMB_BYTES, _BOMB_RATIO = 8 * 1024 * 1024, 100

_SAVE_AS = "open it in Excel or WPS and save it as an Excel workbook (.xlsx)"
_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_BUILT_IN = {9: "0%", 10: "0.00%", 49: "@"}


@dataclass(frozen=True)
class Cell:
    """One cell as saved."""

    value: str | float | bool | None
    kind: str
    """n (number), s (text), b (yes or no) or e (error)."""
    form: str = "General"
    """Code of the number format; ``date`` for the built-in formats of dates."""
    formula: str | None = None
    """The formula, blank where it is shared with another cell; None where there is none."""


@dataclass
class RawSheet:
    """One worksheet: its filled cells by row and column, both from 1."""

    name: str
    hidden: bool
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First row, first column, last row, last column."""


@dataclass
class RawWorkbook:
    """All worksheets in their order."""

    sheets: list[RawSheet]
    macros: bool = False
    from_1904: bool = False


def letters(column: int) -> str:
    """Return the letters of a column counted from 1."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


@cache
def _column(text: str) -> int:
    column = 0
    for letter in text:
        column = column * 26 + ord(letter) - 64
    return column


def _place(reference: str) -> tuple[int, int]:
    found = _REFERENCE.fullmatch(reference)
    if not found:
        raise UnreadableError(f"holds a cell called {reference[:20]!r}", _SAVE_AS)
    return int(found[2]), _column(found[1])


def _tag(element: ET.Element) -> str:
    # Strict and transitional workbooks differ in namespaces only.
    return element.tag.rpartition("}")[2]


def _attribute(element: ET.Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


class _Archive:
    """The parts of a workbook, each looked at before it is unpacked."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            self._sizes = {info.filename: info for info in self._zip.infolist()}
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise UnreadableError(f"is a damaged workbook ({error})", _SAVE_AS) from None
        total = sum(info.file_size for info in self._sizes.values())
        if total > MOST_UNPACKED:
            wrong = (
                f"unpacks to {total / 1e6:.0f} MB, more than the {MOST_UNPACKED / 1e6:.0f} MB that a workbook may have"
            )
            raise UnreadableError(wrong, "copy the tables alone into a new workbook")
        for info in self._sizes.values():
            if info.file_size > _BOMB_BYTES and info.file_size > _BOMB_RATIO * max(info.compress_size, 1):
                wrong = f"its part {info.filename} unpacks {info.file_size / max(info.compress_size, 1):.0f}-fold"
                raise UnreadableError(wrong, "copy the filled cells alone into a new workbook")
        self.names = frozenset(self._sizes)
        self.cells = 0

    def read(self, name: str) -> bytes:
        try:
            data = self._zip.read(name)
        except KeyError:
            raise UnreadableError(f"lacks its part {name}", _SAVE_AS) from None
        except RuntimeError:
            right = "save it without a password (File, Info, Protect Workbook)"
            raise UnreadableError("is protected by a password", right) from None
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError) as error:
            raise UnreadableError(f"is a damaged workbook ({error})", _SAVE_AS) from None
        # No program that saves workbooks declares entities; those who do mean harm. Zero bytes would hide them.
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"\0" in data[:400]:
            raise UnreadableError(f"its part {name} declares entities or is no UTF-8", _SAVE_AS)
        return data

    def tree(self, name: str) -> ET.Element:
        try:
            return ET.fromstring(self.read(name))
        except (ET.ParseError, ValueError) as error:
            raise UnreadableError(f"is a damaged workbook ({name}: {error})", _SAVE_AS) from None

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Return for each relation of a part the last word of its type and the part it leads to."""
        folder, file = posixpath.split(part)
        name = posixpath.join(folder, "_rels", f"{file}.rels")
        found = {}
        for one in self.tree(name) if name in self.names else ():
            target = one.get("Target", "")
            path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[one.get("Id", "")] = one.get("Type", "").rpartition("/")[2], path
        return found


def _text(element: ET.Element) -> str:
    """Return the text of a string, its runs joined; readings of characters (rPh) are no part of it."""
    parts = []
    for child in element:
        if _tag(child) == "t":
            parts.append(child.text or "")
        elif _tag(child) == "r":
            parts += [inner.text or "" for inner in child if _tag(inner) == "t"]
    # Characters that XML cannot hold are written _x000D_.
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), "".join(parts))


def _formats(archive: _Archive, part: str | None) -> list[str]:
    """Return the number format of each cell style."""
    if part is None:
        return []
    root = archive.tree(part)
    codes = dict(_BUILT_IN) | dict.fromkeys(_DATES, "date")
    styles: list[str] = []
    for element in root:
        if _tag(element) == "numFmts":
            codes |= {int(one.get("numFmtId", "0")): one.get("formatCode", "")[:255] for one in element}
        elif _tag(element) == "cellXfs":
            styles = [codes.get(int(one.get("numFmtId", "0")), "General") for one in element]
    return styles


def _index(raw: str) -> int:
    if (index := int(raw)) < 0:
        raise ValueError(f"index {index}")  # Python would count from the end
    return index


def _number(raw: str) -> float:
    number = float(raw)
    if not math.isfinite(number):
        raise UnreadableError(f"holds {raw.strip()[:20]!r} for a number", _SAVE_AS)
    return number


def _cell(element: ET.Element, strings: list[str], formats: list[str]) -> Cell | None:
    """Return a cell; None where it holds nothing."""
    kind, style = element.get("t", "n"), _index(element.get("s", "0"))
    form = formats[style] if style < len(formats) else "General"
    raw, formula, value = None, None, None  # type: str | None, str | None, str | None
    for child in element:
        if _tag(child) == "v":
            raw = child.text
        elif _tag(child) == "f":
            formula = child.text or ""
        elif _tag(child) == "is":
            value = _text(child)
    if kind == "s" and raw is not None:
        return Cell(strings[_index(raw)], "s", form, formula)
    if kind == "str":
        return Cell(raw or "", "s", form, formula)
    if kind in {"inlineStr", "d", "e"}:
        found = value if kind == "inlineStr" else raw
        return Cell(found, "e" if kind == "e" else "s", form, formula) if found or formula is not None else None
    if raw is None or not raw.strip():
        return None if formula is None else Cell(None, "n", form, formula)
    return Cell(raw.strip() == "1", "b", form, formula) if kind == "b" else Cell(_number(raw), "n", form, formula)


def _columns(element: ET.Element) -> Iterator[int]:
    for one in element:
        if one.get("hidden") in {"1", "true"}:
            yield from range(max(int(one.get("min", "1")), 1), min(int(one.get("max", "1")), 16384) + 1)


def _rows(sheet: RawSheet, data: ET.Element, strings: list[str], formats: list[str]) -> None:
    number = 0
    for row in data:
        number = int(row.get("r", number + 1))
        column = 0
        for element in row:
            reference = element.get("r")
            at, column = _place(reference) if reference else (number, column + 1)
            if cell := _cell(element, strings, formats):
                sheet.cells[at, column] = cell
        if row.get("hidden") in {"1", "true"}:
            sheet.hidden_rows.add(number)


def _fill(sheet: RawSheet, archive: _Archive, part: str, strings: list[str], formats: list[str]) -> None:
    """Put the filled cells of a part into a sheet, with what is hidden and merged."""
    archive.cells += len(re.findall(rb"<(?:\w+:)?c[ >/]", archive.read(part)))
    if archive.cells > MOST_CELLS:
        wrong = f"has more than {MOST_CELLS:,} cells up to its sheet {sheet.name!r}"
        raise UnreadableError(wrong, "copy the filled cells alone into a new workbook")
    for element in archive.tree(part):
        if _tag(element) == "cols":
            sheet.hidden_columns.update(_columns(element))
        elif _tag(element) == "sheetData":
            _rows(sheet, element, strings, formats)
        elif _tag(element) == "mergeCells":
            for one in element:
                first, _, last = one.get("ref", "").partition(":")
                if last:
                    sheet.merged.append((*_place(first), *_place(last)))


def _main_part(archive: _Archive) -> str:
    for kind, part in archive.related("").values():
        if kind == "officeDocument":
            if part.endswith(".bin"):
                raise UnreadableError("is a binary workbook (.xlsb)", _SAVE_AS)
            if part in archive.names and _tag(archive.tree(part)) == "workbook":
                return part
    what = "an OpenDocument table (.ods)" if "mimetype" in archive.names else "a zip archive"
    raise UnreadableError(f"is {what}, not an Excel workbook", _SAVE_AS)


def read_workbook(data: bytes) -> RawWorkbook:
    """Return the worksheets of an .xlsx or .xlsm file.

    Raises
    ------
    UnreadableError
        If the file is no such workbook, is damaged, or unpacks to more than anybody types.
    """
    archive = _Archive(data)
    main = _main_part(archive)
    related = archive.related(main)
    parts = {kind: part for kind, part in related.values() if part in archive.names}
    try:
        strings = [_text(one) for one in archive.tree(parts["sharedStrings"])] if "sharedStrings" in parts else []
        formats = _formats(archive, parts.get("styles"))
        book = RawWorkbook([], macros="vbaProject" in parts)
        for element in archive.tree(main):
            if _tag(element) == "workbookPr":
                book.from_1904 = element.get("date1904") in {"1", "true"}
            for one in element if _tag(element) == "sheets" else ():
                kind, part = related.get(_attribute(one, "id"), ("", ""))
                if kind == "worksheet":
                    sheet = RawSheet(one.get("name", ""), one.get("state", "visible") != "visible")
                    _fill(sheet, archive, part, strings, formats)
                    book.sheets.append(sheet)
    except (ValueError, IndexError) as error:
        raise UnreadableError(f"is a damaged workbook ({error})", _SAVE_AS) from None
    return book
