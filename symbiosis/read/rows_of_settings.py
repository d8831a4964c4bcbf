"""The sheet ``park``: a key and its value a row, as park.toml has them; settings of the model with dots between."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from symbiosis.errors import Fault
from symbiosis.read.cells import cell_text, raw_text
from symbiosis.read.near import fold
from symbiosis.read.ooxml import RawSheet
from symbiosis.read.places import Place
from symbiosis.read.settings import FILE, KEYS
from symbiosis.read.source import Source
from symbiosis.read.values import MisreadError, clean, is_blank

#: The first row may name the columns; the third, of meanings, is for the reader of the sheet.
_HEADER = frozenset({"key", "键", "项目"})
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def _path(key: str) -> list[str] | None:
    """Return the parts of a key as TOML cuts them (``model.factors."grid power"``); None where it is none."""
    try:
        value: Any = tomllib.loads(f"{key} = 0")
    except tomllib.TOMLDecodeError:
        return None
    parts = []
    while isinstance(value, dict):
        ((part, value),) = value.items()
        parts.append(part)
    return parts


def value_of(text: str, *, wants_text: bool) -> Any:
    """Return a setting: a list or table as TOML writes them, a number, yes or no, or text."""
    text = text.strip()
    if wants_text:
        return text
    if text.startswith(("[", "{")):
        try:
            return tomllib.loads(f"value = {text}")["value"]
        except tomllib.TOMLDecodeError:
            raise MisreadError(f"{text!r} is no list", 'write it as in ["CN", "EU"]') from None
    if text in {"TRUE", "FALSE"}:
        return text == "TRUE"
    if not _NUMBER.fullmatch(text):
        return text
    return int(text) if re.fullmatch("[+-]?[0-9]+", text) else float(text)


def _put(settings: dict[str, Any], path: list[str], value: Any) -> bool:
    """Set a value in nested tables; False where the place is taken."""
    for part in path[:-1]:
        settings = settings.setdefault(part, {})
        if not isinstance(settings, dict):
            return False
    if path[-1] in settings:
        return False
    settings[path[-1]] = value
    return True


def settings_of(sheet: RawSheet, found: Source) -> dict[str, Any]:
    """Return what a sheet of settings says, nested as park.toml would nest it."""
    settings: dict[str, Any] = {}
    rows: dict[str, int] = {}
    found.places["park"] = Place(sheet.name, columns={"key": "A", "value": "B"}, rows=rows)
    faults = found.tables.faults
    for row in sorted({row for row, column in sheet.cells if column <= 2}):
        cells = [sheet.cells.get((row, column)) for column in (1, 2)]
        key = clean(raw_text(cells[0])) if cells[0] else ""
        if (not rows and fold(key) in _HEADER) or cells[1] is None:
            continue
        where = f"{FILE} row {row}, value"
        try:
            text = cell_text(cells[1], from_1904=found.from_1904)
            if is_blank(text):
                continue
            path = _path(key)
            if path is None:
                faults.append(Fault(f"{FILE} row {row}, key", f"{key!r} is no key", f"use one of {', '.join(KEYS)}"))
                continue
            wants_text = KEYS.get(path[0]) is str
            rows.setdefault(key, row)
            rows.setdefault(path[0], row)
            if not _put(settings, path, value_of(text, wants_text=wants_text)):
                faults.append(Fault(f"{FILE} row {row}, key", f"{key!r} stands twice", "keep one of the two"))
        except MisreadError as error:
            faults.append(Fault(where, error.wrong, error.right))
    return settings


def rows_of(settings: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield keys with dots between and their values; the reverse of ``settings_of``."""
    for key, value in settings.items():
        part = key if re.fullmatch("[A-Za-z0-9_-]+", key) else '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'
        if isinstance(value, Mapping) and value:
            yield from rows_of(value, f"{above}{part}.")
        else:
            yield above + part, value
