"""The tables of a plan as one workbook: a sheet a table, nothing in it that a spreadsheet could run."""

from __future__ import annotations

import io
import math
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from symbiosis.errors import UsageError
from symbiosis.show.currency import shown_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from symbiosis.plan.record import Plan

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_LONGEST = 32767
#: What the file format cannot hold.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
#: Units by the end of a column's name, the longest ending first.
_UNITS = (
    ("_cny_t", "CNY/t"), ("_t_a", "t/a"), ("_cny", "CNY/a"), ("_ha", "ha"), ("_kg", "kg/a"), ("_t", "t/a (dry)"),
)  # fmt: skip
#: When a book says that it was written, so that the same tables give the same bytes.
_WRITTEN = datetime(2000, 1, 1)
_HEADS = 2
#: Rows of a sheet, as Excel has them; what is written beyond is lost without a word.
_MOST_ROWS = 1_048_576


def workbook_bytes(plan: Plan) -> bytes:
    """Return the tables of ``plan`` as an xlsx file; the same plan gives the same bytes."""
    return book_bytes(shown_tables(plan), plan.park.currency)


def book_bytes(tables: Mapping[str, pd.DataFrame], currency: str = "CNY") -> bytes:
    """Return tables as an xlsx file, a sheet each; the same tables give the same bytes.

    A text that looks like a formula is kept as text and carries the spreadsheet's own mark for it. Raises UsageError
    for a table that is longer than a sheet.
    """
    from xlsxwriter import Workbook

    long = [f"{name} ({len(table):,} rows)" for name, table in tables.items() if len(table) + _HEADS > _MOST_ROWS]
    if long:
        raise UsageError(
            f"a sheet of Excel holds {_MOST_ROWS:,} rows, too few for {', '.join(long)}; "
            "leave xlsx out of --formats, the tables beside it hold everything"
        )

    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": _WRITTEN})
    styles = {
        "unit": book.add_format({"font_color": "#59636B"}),
        "name": book.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": "#30383F"}),
        "text": book.add_format({"quote_prefix": True}),
    }
    for name, table in tables.items():
        sheet = book.add_worksheet(name)
        columns = [str(column) for column in table.columns]
        _head(sheet, columns, currency, styles)
        for place, column in enumerate(table.columns):
            _column(sheet, place, table[column].to_numpy(dtype=object).tolist(), styles["text"])
        sheet.freeze_panes(_HEADS, 0)
        sheet.autofilter(_HEADS - 1, 0, max(_HEADS - 1, len(table) + 1), len(columns) - 1)
    book.close()
    return out.getvalue()


def unit_of(column: str, currency: str = "CNY") -> str:
    """Return the unit that a column's name ends on; blank for names and shares."""
    if column in {"km", "tkm"}:
        return {"km": "km", "tkm": "t km/a"}[column]
    plain = "_".join("cny" if part == currency.lower() else part for part in column.split("_"))
    unit = next((unit for end, unit in _UNITS if plain.endswith(end)), "")
    if column == "capex_cny" or plain == "capex_cny":
        unit = "CNY"
    return {"wet_t": "t/a (wet)"}.get(column, unit).replace("CNY", currency)


def _head(sheet: Worksheet, columns: list[str], currency: str, styles: Mapping[str, Format]) -> None:
    for place, column in enumerate(columns):
        # Units stand above the names, so that the names touch the data and the filter.
        sheet.write(0, place, unit_of(column, currency), styles["unit"])
        sheet.write_string(1, place, column, styles["name"])
        sheet.set_column(place, place, max(11, min(28, len(column) + 4)))


def _column(sheet: Worksheet, place: int, values: list[Any], marked: Format) -> None:
    for row, value in enumerate(values, start=_HEADS):
        plain = _plain(value)
        if isinstance(plain, str):
            sheet.write_string(row, place, plain, marked if plain.lstrip().startswith(_FORMULA) else None)
        elif plain is not None:
            sheet.write_number(row, place, plain)


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
