"""The tables of a plan as one workbook: a sheet a table, nothing in it that a spreadsheet could run."""

from __future__ import annotations

import io
import math
import re
import zipfile
from typing import TYPE_CHECKING, Any

from symbiosis.show.currency import shown_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from openpyxl.worksheet.worksheet import Worksheet

    from symbiosis.plan.record import Plan

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_LONGEST = 32767
#: What the file format cannot hold.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
#: Units by the end of a column's name, the longest ending first.
_UNITS = (
    ("_cny_t", "CNY/t"), ("_t_a", "t/a"), ("_cny", "CNY/a"), ("_ha", "ha"), ("_kg", "kg/a"), ("_t", "t/a (dry)"),
)  # fmt: skip
_CORE = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def workbook_bytes(plan: Plan) -> bytes:
    """Return the tables of ``plan`` as an xlsx file; the same plan gives the same bytes."""
    return book_bytes(shown_tables(plan), plan.park.currency)


def book_bytes(tables: Mapping[str, pd.DataFrame], currency: str = "CNY") -> bytes:
    """Return tables as an xlsx file, a sheet each; the same tables give the same bytes.

    A text that looks like a formula is kept as text and carries the spreadsheet's own mark for it.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, table in tables.items():
        sheet = book.create_sheet(name)
        columns = [str(column) for column in table.columns]
        _head(sheet, columns, currency)
        rows = zip(*(table[column].to_numpy(dtype=object).tolist() for column in table.columns), strict=True)
        for number, row in enumerate(rows, start=3):
            for place, value in enumerate(row, start=1):
                _put(sheet, number, place, value)
        sheet.freeze_panes = "A3"
        sheet.auto_filter.ref = f"A2:{sheet.cell(2, len(columns)).column_letter}{max(2, len(table) + 2)}"
    out = io.BytesIO()
    book.save(out)
    return _timeless(out.getvalue())


def unit_of(column: str, currency: str = "CNY") -> str:
    """Return the unit that a column's name ends on; blank for names and shares."""
    if column in {"km", "tkm"}:
        return {"km": "km", "tkm": "t km/a"}[column]
    plain = "_".join("cny" if part == currency.lower() else part for part in column.split("_"))
    unit = next((unit for end, unit in _UNITS if plain.endswith(end)), "")
    if column == "capex_cny" or plain == "capex_cny":
        unit = "CNY"
    return {"wet_t": "t/a (wet)"}.get(column, unit).replace("CNY", currency)


def _head(sheet: Worksheet, columns: list[str], currency: str) -> None:
    from openpyxl.styles import Font, PatternFill

    bold, fill, pale = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="30383F"), Font(color="59636B")
    for place, column in enumerate(columns, start=1):
        # Units stand above the names, so that the names touch the data and the filter.
        above = sheet.cell(1, place, unit_of(column, currency) or None)
        above.font = pale
        head = sheet.cell(2, place, column)
        head.font, head.fill = bold, fill
        sheet.column_dimensions[head.column_letter].width = max(11, min(28, len(column) + 4))


def _put(sheet: Worksheet, row: int, place: int, value: Any) -> None:
    plain = _plain(value)
    if plain is None:
        return
    cell = sheet.cell(row, place)
    cell.value = plain
    if isinstance(plain, str):
        cell.data_type = "s"
        if plain.lstrip().startswith(_FORMULA):
            cell.quotePrefix = True


def _plain(value: Any) -> str | float | int | None:
    if value is None:
        return None
    if isinstance(value, str):
        return _UNPRINTABLE.sub("", value)[:_LONGEST] or None
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return "yes" if value else "no"
    number = float(value)
    if math.isnan(number):
        return None
    if math.isinf(number):
        return "inf" if number > 0 else "-inf"
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _timeless(content: bytes) -> bytes:
    """Return the file without the time at which it was written."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _CORE.sub(rb"\g<1>2000-01-01T00:00:00Z", part)
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, part)
    return out.getvalue()
