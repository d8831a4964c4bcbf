"""One CSV file as a sheet of text: encoding, separator and rows, with spreadsheet row numbers."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from symbiosis.errors import Fault

#: Larger files are not tables that somebody typed; refusing them beats filling the memory.
MOST_BYTES = 200 * 1024 * 1024

_SAVE_AS = "open it in the program that made it and save it as CSV UTF-8"
_MAGIC = {
    b"PK\x03\x04": "an Excel workbook or another zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "a gzip archive",
}
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@dataclass
class Sheet:
    """What was found in one file; ``text`` is None where the file could not be read at all."""

    file: str
    text: pd.DataFrame | None = None
    """Cells as written, one column per header cell, indexed by the row number that a spreadsheet shows."""
    faults: list[Fault] = field(default_factory=list)
    sha256: str = ""


class UnreadableError(Exception):
    """The file as a whole is no text or no table."""

    def __init__(self, wrong: str, right: str, row: int | None = None) -> None:
        super().__init__(wrong)
        self.wrong, self.right, self.row = wrong, right, row


def read_bytes(path: Path) -> bytes:
    """Return the content of a file; raises OSError with what stands in the way."""
    if path.is_dir():
        raise IsADirectoryError("is a folder, not a file")
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise OSError(f"has {size / 1e6:.0f} MB, more than the {MOST_BYTES / 1e6:.0f} MB that a table may have")
    return path.read_bytes()


def why_unreadable(error: OSError) -> str:
    """Return in words what the system said about a file."""
    return error.strerror or str(error)


def _utf16_without_mark(data: bytes) -> str | None:
    # Separators and digits leave a zero byte in every UTF-16 table: at odd places in LE, at even ones in BE.
    low, high = data[1::2].count(0), data[0::2].count(0)
    try:
        text = data.decode("utf-16-le" if low > high else "utf-16-be")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _broken_utf8(data: bytes, at: int) -> bool:
    """Tell a UTF-8 file with a few bad bytes from a GB18030 file, which is hardly ever valid UTF-8 in long runs."""
    text = data.decode("utf-8", errors="replace")
    long = sum(character > "\u07ff" and character != "\ufffd" for character in text)
    return long >= 3 * max(text.count("\ufffd"), 1) or (at >= len(data) - 3 and long > 0)


def _marked(data: bytes) -> str | None:
    """Return the text of a file that begins with a byte order mark; None for any other."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                raise UnreadableError(f"begins as {encoding} but cannot be read so to the end", _SAVE_AS) from None
    return None


def _unmarked(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        if _broken_utf8(data, error.start):
            right = f"{_SAVE_AS}, or type the cell anew"
            raise UnreadableError("is UTF-8 with a broken character", right, row) from None
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        raise UnreadableError("is neither UTF-8 nor UTF-16 nor GB18030", _SAVE_AS, row) from None


def decode(data: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 or GB18030.

    Raises
    ------
    UnreadableError
        If the file is in none of them.
    """
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise UnreadableError(f"is {what}, not a CSV file", _SAVE_AS)
    text = _marked(data)
    if text is None:
        text = _utf16_without_mark(data) if b"\0" in data else _unmarked(data)
    if text is None or "\0" in text:
        raise UnreadableError("is not text (it holds zero bytes)", _SAVE_AS)
    return text.removeprefix("\ufeff")


def _separator(line: str) -> str:
    """Return the separator that cuts the header into most columns; a tie goes to the comma."""
    bare = re.sub(r'"[^"]*"', "", line)
    return max(",\t;", key=bare.count)


def _rows(text: str) -> list[list[str]]:
    lines = text
    first = next((line[0] for line in re.finditer(r"[^\r\n]+", lines) if line[0].strip(" ,;\t")), "")
    # Excel writes "sep=;" as a first row; it is no part of the table but counts as a row.
    hint = re.fullmatch(r"sep=([,;\t])", first.strip(), flags=re.IGNORECASE)
    separator = hint[1] if hint else _separator(first)
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(lines, newline=""), delimiter=separator, strict=True, skipinitialspace=True)
    try:
        rows.extend(reader)
    except csv.Error as error:
        wrong = f"cannot be cut into cells ({error})"
        right = 'close every quotation mark, and write "" for one inside a quoted cell'
        raise UnreadableError(wrong, right, len(rows) + 1) from None
    if hint:
        rows[next(number for number, row in enumerate(rows) if row)] = []
    return rows


def _blank(row: list[str]) -> bool:
    return all(not cell or cell.isspace() for cell in row)


def _frame(rows: list[list[str]], sheet: Sheet) -> pd.DataFrame:
    """Return rows as a table of text; cells beyond the header are faults, missing ones are blank."""
    top = next((number for number, row in enumerate(rows) if not _blank(row)), None)
    if top is None:
        raise UnreadableError(
            "is empty", "write the column names in the first row; parks/README.md and models/README.md list them"
        )
    header = rows[top]
    width = len(header)
    numbers, cells = [], []
    for number, row in enumerate(rows[top + 1 :], start=top + 2):
        if _blank(row):
            continue
        if len(row) > width and not _blank(row[width:]):
            wrong = f"{len(row)} cells under {width} column names, the last is {row[-1]!r}"
            right = "put a cell that holds a comma in quotation marks, and write 1200000 rather than 1,200,000"
            sheet.faults.append(Fault(f"{sheet.file} row {number}", wrong, right))
        numbers.append(number)
        cells.append(row[:width] + [""] * (width - len(row)))
    # A dict would merge columns of the same name; the header check must still see both.
    table = np.empty((len(cells), width), dtype=object)
    if cells:
        table[:] = cells
    index = pd.Index(np.array(numbers, dtype=np.int64), name="row")
    return pd.DataFrame(table, index, pd.Index(header, dtype=object), dtype=object)


def read_sheet(path: Path, shown: str | None = None) -> Sheet:
    """Return the cells of a CSV file; what is wrong with the file as a whole is among its faults.

    Parameters
    ----------
    path
        File to read.
    shown
        Name of the file in messages; by default its own.
    """
    sheet = Sheet(shown or path.name)
    try:
        data = read_bytes(path)
        sheet.sha256 = hashlib.sha256(data).hexdigest()
        sheet.text = _frame(_rows(decode(data)), sheet)
    except OSError as error:
        right = "put a readable CSV file with this name in its place"
        sheet.faults.append(Fault(sheet.file, why_unreadable(error), right))
    except UnreadableError as error:
        where = sheet.file if error.row is None else f"{sheet.file} row {error.row}"
        sheet.faults.append(Fault(where, error.wrong, error.right))
    return sheet
