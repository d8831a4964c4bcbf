"""A cell of a workbook as the text that a CSV file would hold, or what is wrong with it."""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from symbiosis.read.ooxml import Cell
from symbiosis.read.remedy import plain
from symbiosis.read.values import MisreadError
from symbiosis.schema import Column

#: A spreadsheet keeps fifteen digits of a number; what was typed beyond is lost.
_MOST_EXACT = 1e15
_NUMBERS = frozenset({"number", "integer"})


def is_date(form: str) -> bool:
    """Tell whether a number format shows a date or a time."""
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.', "", form)
    if form == "date" or re.search(r"\[(h+|m+|s+)\]", bare, re.IGNORECASE):
        return True
    return bare != "General" and re.search("[ymdhs]", re.sub(r"\[[^\]]*\]", "", bare), re.IGNORECASE) is not None


def date_text(serial: float, *, from_1904: bool = False) -> str:
    """Return the day, or the moment, that a number stands for in a spreadsheet."""
    begin = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30 if serial >= 60 else 31)
    try:
        moment = begin + timedelta(days=serial)
    except OverflowError:
        return plain(serial)
    return moment.date().isoformat() if float(serial).is_integer() else moment.isoformat(" ", "minutes")


def number_text(value: float) -> str:
    """Return a number as it would be typed."""
    return str(int(value)) if value.is_integer() and abs(value) < _MOST_EXACT else repr(value)


def attribute_text(value: Any) -> str:
    """Return an attribute as it would be typed."""
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return ""
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return number_text(float(value)) if abs(value) < 1e15 else str(value)
    return str(value)


def _number(cell: Cell, value: float, column: Column | None, *, from_1904: bool) -> str:
    if is_date(cell.form):
        day = date_text(value, from_1904=from_1904)
        if column is not None and column.name == "source":
            return day
        right = "format the cell as a number" if column and column.type in _NUMBERS else "format the cell as text"
        raise MisreadError(f"is the date {day} to Excel", f"{right} and type it anew")
    if column is not None and column.type not in _NUMBERS:
        if abs(value) >= _MOST_EXACT:
            wrong = f"{plain(value)} was typed as a number, of which Excel keeps fifteen digits"
            raise MisreadError(wrong, "format the cell as text and type it anew")
        # 001 may be the number 1 that a format shows with zeros; to the reader it is 001.
        zeros = re.fullmatch("(0{2,})(;.*)?", cell.form)
        return number_text(value).zfill(len(zeros[1])) if zeros and value >= 0 else number_text(value)
    if "%" in re.sub(r'"[^"]*"|\\.', "", cell.form):
        shown = plain(value * 100)
        wrong = f"is shown as {shown}% and holds {plain(value)}"
        raise MisreadError(wrong, f"format the cell as a plain number and write {shown} or {plain(value)}")
    return number_text(value)


def raw_text(cell: Cell) -> str:
    """Return something to show for a cell that has no text."""
    if isinstance(cell.value, float):
        return number_text(cell.value)
    return str(cell.value) if cell.value is not None else f"={cell.formula or '...'}"


def cell_text(cell: Cell, column: Column | None = None, *, from_1904: bool = False) -> str:
    """Return the text of a cell; raises MisreadError where it has none that could be meant."""
    if cell.kind == "e":
        wrong = f"holds the error {cell.value}"
        right = "mend the formula, or type the value" if cell.formula is not None else "type the value"
        raise MisreadError(wrong, right)
    if cell.value is None:
        wrong = f"={cell.formula or '...'} has never been calculated"
        raise MisreadError(wrong, "open the workbook in Excel or WPS and save it, or type the value")
    if isinstance(cell.value, bool):
        return "TRUE" if cell.value else "FALSE"
    if isinstance(cell.value, float):
        return _number(cell, cell.value, column, from_1904=from_1904)
    return cell.value
