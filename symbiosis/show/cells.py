"""Tables as CSV and records as TOML, the same bytes for the same values."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomli_w

if TYPE_CHECKING:
    import pandas as pd

#: A spreadsheet takes a text that starts so for a formula.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def csv_text(table: pd.DataFrame) -> str:
    """Return ``table`` as CSV: numbers with up to ten digits, blanks for what is unknown, no text that is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    columns = [[cell(value) for value in table[column]] for column in table.columns]
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue()


def cell(value: Any) -> str:
    """Return one value as the text of a CSV cell."""
    if value is None:
        return ""
    if isinstance(value, str):
        # The apostrophe is the spreadsheet's own mark for "this is text".
        return f"'{value}" if value.lstrip().startswith(_FORMULA) or value[:1] in {"\t", "\r", "\n"} else value
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return "yes" if value else "no"
    return number(float(value))


def number(value: float) -> str:
    """Return ``value`` with up to ten significant digits; blank if it is no number."""
    if math.isnan(value):
        return ""
    short = float(f"{value:.10g}")
    if short.is_integer() and abs(short) < 1e15:
        return str(int(short))
    return repr(short)


def toml_text(record: Mapping[str, Any]) -> str:
    """Return ``record`` as TOML with sorted keys; None is left out, TOML has no word for it."""
    return tomli_w.dumps(_plain(record))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(value[key]) for key in sorted(value, key=str) if value[key] is not None}
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, str | bool | int):
        return value
    if isinstance(value, Path):
        return value.as_posix()
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value) if isinstance(value, set | frozenset) else value
        return [_plain(item) for item in items if item is not None]
    if hasattr(value, "item"):
        return _plain(value.item())
    if isinstance(value, float):
        return float(f"{value:.10g}")
    return str(value)
