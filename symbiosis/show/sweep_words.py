"""The parameters of a sweep in words: what each is, in which unit, what it is now and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from symbiosis.compare.axes import SCENARIO, Axis
from symbiosis.compare.sweep import short_names
from symbiosis.scenario.parameters import Cell, cell_of, setting_of
from symbiosis.show.report_words import Both, same

if TYPE_CHECKING:
    from symbiosis.compare.sweep import Sweep


@dataclass(frozen=True)
class Parameter:
    """One parameter of a sweep."""

    axis: Axis
    short: str
    """As few words of its path as tell it from the others."""
    name: Both
    unit: str
    now: str
    source: str

    @property
    def label(self) -> Both:
        """Name with unit, for an axis of a chart."""
        unit = f" ({self.unit})" if self.unit else ""
        return Both(*(f"{text}{unit}" for text in self.name))


def parameters(done: Sweep) -> list[Parameter]:
    """Return the parameters in their order."""
    axes = done.design.axes
    return [
        _parameter(axis, short, done) for axis, short in zip(axes, short_names([a.path for a in axes]), strict=True)
    ]


def _parameter(axis: Axis, short: str, done: Sweep) -> Parameter:
    if axis.path == SCENARIO:
        return Parameter(axis, short, Both("情景", "scenario"), "", "", "")
    cell = cell_of(axis.path, done.model, done.park)
    if cell is None:
        now = setting_of(axis.path, done.model)
        plain = exact(now) if isinstance(now, float | int | str) else ""
        return Parameter(axis, short, same(axis.path), "", plain, "")
    row = _row_words(cell, done)
    name = Both(f"{row.zh} {cell.column.name_zh or cell.column.name}", f"{row.en} {cell.column.name}")
    source = f"{cell.row.get('source', '')} ({cell.row.get('confidence', '')})"
    return Parameter(axis, short, name, cell.column.unit, exact(cell.value), source)


def _row_words(cell: Cell, done: Sweep) -> Both:
    """Return what a row is called: by its own names, or by those of the things that its key names."""
    if "name_zh" in cell.table.columns:
        key = str(cell.row[cell.table.key[0]])
        zh, en = str(cell.row["name_zh"]), str(cell.row["name_en"])
        return Both(zh or en or key, en or zh or key)
    words = [_named(cell, column, done) for column in cell.table.key]
    return Both(*(" ".join(text for text in texts if text) for texts in zip(*words, strict=True)))


def _named(cell: Cell, column: str, done: Sweep) -> Both:
    key = cell.row[column]
    if isinstance(key, float):
        return same("" if key != key else f"{key:g}")
    described = cell.table.columns[column]
    if key in described.choices:
        return Both(described.choices[key] or key, key)
    for target, name in described.refers:
        frame = {**done.model.tables, **done.park.tables}[target]
        found = frame[frame[name] == key] if {"name_zh", "name_en"} <= set(frame) else frame.iloc[:0]
        if len(found):
            zh, en = str(found["name_zh"].iloc[0]), str(found["name_en"].iloc[0])
            return Both(zh or en or key, en or zh or key)
    return same(key)


def exact(value: Any) -> str:
    """Return a value of a parameter as it was given, no two points looking alike; thousands apart from 10,000."""
    if isinstance(value, bool) or not isinstance(value, float | int):
        return str(value)
    return f"{value:,.9g}" if abs(value) >= 10_000 else f"{value:.9g}"  # a year is no amount
