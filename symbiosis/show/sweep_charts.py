"""What a sweep changes, drawn: lines over one parameter, a coloured table over two."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from symbiosis.show import chart
from symbiosis.show.numbers import figure, percent
from symbiosis.show.report_words import Both, both_cny, both_tonnes, same, word
from symbiosis.show.sweep_words import exact

if TYPE_CHECKING:
    import pandas as pd

    from symbiosis.compare.sweep import Sweep
    from symbiosis.show.sweep_words import Parameter

#: More lines than colours cannot be told apart.
_MOST_LINES = 9
_HEIGHT = 300.0
#: Part of the largest value that a scale spans at least.
_LEAST_SPREAD = 0.02


@dataclass(frozen=True)
class Measure:
    """A column of the table of points, and how its values are said."""

    column: str
    name: Both
    shown: Callable[[float], Both]


@dataclass(frozen=True)
class Heat:
    """A table of one measure over two parameters; each cell has a shade from 0 to 1."""

    title: Both
    columns: Sequence[Both]
    rows: Sequence[tuple[Both, Sequence[tuple[Both, float]]]]


def measures(done: Sweep, table: pd.DataFrame) -> list[Measure]:
    """Return what is told of each point: rate, cost, carbon dioxide, and the other objectives."""
    ledgers = done.model.tables["ledgers"].set_index("ledger")
    asked = ["cost_cny", "co2_kg", *(goal.ledger for goal in done.model.settings.objectives)]
    found = [Measure("rate", word("sweep_rate"), lambda value: same(percent(value)))]
    for ledger in dict.fromkeys(asked):
        if ledger in table and ledger not in ("used_t", "tkm"):
            row = ledgers.loc[ledger]
            name = Both(str(row["name_zh"]) or ledger, str(row["name_en"]) or ledger)
            found.append(Measure(ledger, name, _said(str(row["unit"]), done)))
    return found


def _said(unit: str, done: Sweep) -> Callable[[float], Both]:
    if unit.startswith("CNY"):
        return lambda value: both_cny(value, done.park)
    if unit == "kg":
        return lambda value: both_tonnes(value / 1000.0)
    if unit == "t":
        return both_tonnes
    return lambda value: same(f"{figure(value)} {unit}")


def curves(done: Sweep, table: pd.DataFrame, told: Sequence[Parameter]) -> list[str]:
    """Return the charts over the first parameter that is a number; none where there is none."""
    along = next((one for one in told if one.axis.numbers is not None and len(one.axis.values) > 1), None)
    if along is None:
        return []
    others = [] if done.design.side_by_side else [one for one in told if one is not along]
    groups = list(table.groupby([one.axis.path for one in others], sort=False)) if others else [((), table)]
    if len(groups) > _MOST_LINES:
        return []
    x = chart.Axis(along.label, lambda value: same(exact(value)))
    drawn = []
    for measure in measures(done, table):
        series = _families(done, groups[0][1], along) if measure.column == "rate" and not others else []
        series += [_series(_values(key, others), rows, along, measure.column) for key, rows in groups]
        if others or len(series) == 1:
            title = measure.name
        else:
            title, series[-1] = word("sweep_rates"), _renamed(series[-1], word("sweep_all"))
        low, high = _ends([value for one in series for value in one.y])
        y = chart.Axis(measure.name, measure.shown, low, high)
        drawn.append(chart.both(chart.line, series, title=title, x=x, y=y, height=_HEIGHT))
    return drawn


def _ends(values: Sequence[float]) -> tuple[float, float]:
    """Return the ends of a scale; what differs by less than can be read is not blown up to fill it."""
    known = [value for value in values if not math.isnan(value)] or [0.0]
    low, high = min(known), max(known)
    room = max(high - low, _LEAST_SPREAD * max(abs(low), abs(high)), 1e-9)
    middle = (low + high) / 2
    return middle - 0.54 * room, middle + 0.54 * room


def _families(done: Sweep, rows: pd.DataFrame, along: Parameter) -> list[chart.Series]:
    names = done.model.tables["families"].set_index("family")
    columns = [str(column) for column in rows if str(column).startswith("rate_")]
    found = []
    for column in columns[: _MOST_LINES - 1]:
        row = names.loc[column.removeprefix("rate_")]
        found.append(_renamed(_series("", rows, along, column), Both(str(row["name_zh"]), str(row["name_en"]))))
    return found


def _series(name: str, rows: pd.DataFrame, along: Parameter, column: str) -> chart.Series:
    ordered = rows.sort_values(along.axis.path)
    return chart.Series(name, ordered[along.axis.path].tolist(), ordered[column].tolist())


def _renamed(series: chart.Series, name: Both) -> chart.Series:
    return chart.Series(name, series.x, series.y)


def _values(key: Any, others: Sequence[Parameter]) -> str:
    """Return what the other parameters are on a line."""
    return ", ".join(f"{one.short} = {_value(part)}" for one, part in zip(others, key, strict=True))


def _value(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def heats(done: Sweep, table: pd.DataFrame, told: Sequence[Parameter]) -> list[Heat]:
    """Return a coloured table of each measure over two parameters; none where there are not two."""
    if done.design.side_by_side or len(told) != 2:
        return []
    across, down = told
    columns = [same(_value(value)) for value in table[across.axis.path].unique()]
    found = []
    for measure in measures(done, table):
        values = table[measure.column]
        low, high = _ends(values.tolist())
        rows = []
        for key, part in table.groupby(down.axis.path, sort=False):
            cells = [
                (measure.shown(v), 0.0 if math.isnan(v) else (v - low) / (high - low)) for v in part[measure.column]
            ]
            rows.append((same(_value(key)), cells))
        title = [
            word("sweep_heat", name=measure.name[i], rows=down.label[i], columns=across.label[i])[i] for i in (0, 1)
        ]
        found.append(Heat(Both(*title), columns, rows))
    return found
