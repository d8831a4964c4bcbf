"""A front as a page, as tables and in words: charts, the points, the payoff table, in both languages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from symbiosis.compare.asked import key, units
from symbiosis.show import chart
from symbiosis.show.bilingual import bilingual_html
from symbiosis.show.cells import csv_text
from symbiosis.show.currency import CNY, shown_of
from symbiosis.show.front_quantity import Quantity, quantities
from symbiosis.show.labels import check_lang
from symbiosis.show.numbers import figure, percent
from symbiosis.show.report_words import Both, names, same, word

if TYPE_CHECKING:
    import pandas as pd

    from symbiosis.compare.front import ParkFront

#: Charts of pairs that are drawn where there are more than two objectives.
_PAIRS = 3
_KNEE = "tr.knee td { background: #e3f1fa; font-weight: bold; }"


def front_files(found: ParkFront, lang: str) -> dict[str, bytes]:
    """Return front.csv, payoff.csv (money in the park's currency) and front.html by name."""
    check_lang(lang)
    tables = {"front.csv": shown_front(found), "payoff.csv": shown_front(found, found.payoff)}
    texts = {name: csv_text(table).encode("utf-8-sig") for name, table in tables.items()}
    return {**texts, "front.html": front_html(found, lang).encode()}


def front_html(found: ParkFront, lang: str = "zh") -> str:
    """Return the page of a front in both languages; ``lang`` is shown first."""
    park, model = found.park, found.model
    head, rows = front_rows(found)
    said = quantities(found)
    best, payoff = [word("front_best"), *(each.name for each in said)], found.payoff.to_numpy()[:, 1:]
    return bilingual_html(
        "front.html",
        lang,
        css=_KNEE,
        title=Both(park.title_zh or park.title_en or park.name, park.title_en or park.title_zh or park.name),
        scenario=Both(model.title_zh or model.name, model.title_en or model.name),
        summary=front_words(found),
        charts=[Markup(drawing) for drawing in front_charts(found)],
        head=head,
        rows=rows,
        knees=[number for number, knee in enumerate(found.table["knee"]) if knee],
        payoff_head=best,
        payoff=[
            [said[number].name, *(each.text(float(value)) for each, value in zip(said, row, strict=True))]
            for number, row in enumerate(payoff)
        ],
        word=word,
    )


def front_words(found: ParkFront) -> Both:
    """Return what a front says in a few sentences."""
    said, table, front = quantities(found), found.table, found.front
    count = len(table)
    if count == 1:
        parts = [_filled("front_agree", values=_values(found, said, 0))]
    else:
        columns = (table[key(objective)] for objective in found.objectives)
        ends = [_range(each, own, along=len(said) == 2) for each, own in zip(said, columns, strict=True)]
        parts = [_filled("front_head", count=same(count), ranges=_joined(ends))]
    steps = [float(value) for value in table.get(_step(found), [])]
    known = [value for value in steps if math.isfinite(value)]
    if known:
        first, last = (said[0].price_text(value, said[1]) for value in (known[0], known[-1]))
        parts.append(_filled("front_steps", first=first, last=last))
    knees = [number for number, knee in enumerate(table["knee"]) if knee]
    if knees:
        parts.append(_filled("front_knee", point=same(knees[0] + 1), values=_values(found, said, knees[0])))
    if found.proven:
        parts.append(word("front_proven", solves=front.solves, skipped=front.skipped))
    else:
        parts.append(word("front_gap", gap=percent(float(table["gap"].max()))))
    if front.unanswered:
        parts.append(word("front_unanswered", count=front.unanswered))
    if len(found.model.settings.years) > 1:
        parts.append(word("front_years"))
    return Both("".join(part.zh for part in parts), " ".join(part.en for part in parts))


def front_rows(found: ParkFront, *, rates: bool = True) -> tuple[list[Both], list[list[Both]]]:
    """Return the heads and the cells of the table of points; without ``rates`` it fits a console."""
    said, table = quantities(found), found.table
    first, objectives = said[0], found.objectives
    head = [word("front_point"), *(each.name for each in said)]
    columns: list[list[Both]] = [[same(number) for number in table["point"]]]
    columns += [[each.text(float(v)) for v in table[key(o)]] for each, o in zip(said, objectives, strict=True)]
    for other, objective in zip(said[1:], objectives[1:], strict=True):
        prices = table[f"{key(objectives[0])}_per_{key(objective)}"]
        if prices.notna().any():
            head.append(_filled("front_marginal", other=other.name, unit=first.per(other)))
            columns.append([same(figure(first.price(float(value), other))) for value in prices])
    if _step(found) in table:
        head.append(_filled("front_step", unit=first.per(said[1])))
        columns.append([same(figure(first.price(float(value), said[1]))) for value in table[_step(found)]])
    for family, name in _families(found).items() if rates else ():
        head.append(_filled("front_rate", family=name))
        columns.append([same(percent(float(value))) for value in table[f"rate_{family}"]])
    if float(table["gap"].max()) > 1e-6:
        head.append(word("front_gap_column"))
        columns.append([same(percent(float(value))) for value in table["gap"]])
    # No break inside a cell.
    columns = [[Both(*(text.replace(" ", "\N{NO-BREAK SPACE}") for text in cell)) for cell in own] for own in columns]
    return head, [list(row) for row in zip(*columns, strict=True)]


def front_charts(found: ParkFront) -> list[str]:
    """Return the charts of a front, each in both languages."""
    said, table = quantities(found), found.table
    if len(table) < 2:
        return []
    points = [[float(v) * each.scale for v in table[key(o)]] for each, o in zip(said, found.objectives, strict=True)]
    axes = [chart.Axis(each.name, each.shown) for each in said]
    if len(said) > 2:
        pairs = list(combinations(range(len(said)), 2))[:_PAIRS]
        numbers = [str(number) for number in table["point"]]
        return [
            chart.both(
                chart.scatter, [chart.Series("", points[b], points[a], labels=numbers)], x=axes[b], y=axes[a],
                title=_filled("front_pair", first=said[a].name, other=said[b].name),
            )
            for a, b in pairs
        ]  # fmt: skip
    return [*curve_charts(found), *_rate_chart(found, points[1], axes[1])]


def curve_charts(found: ParkFront, here: float | None = None) -> list[str]:
    """Return the curve of two objectives and what each of its steps costs; ``here`` marks a value of the second."""
    (first, other), table = quantities(found), found.table
    along, up = (
        [float(v) * q.scale for v in table[key(o)]] for q, o in zip((other, first), found.objectives[::-1], strict=True)
    )
    marks = [] if here is None else [(here * other.scale, word("front_here"))]
    x = chart.Axis(other.name, other.shown, marks=marks)
    knees = [word("front_knee_mark") if knee else "" for knee in table["knee"]]
    curve = chart.both(
        chart.line, [chart.Series("", along, up, labels=knees)], x=x, y=chart.Axis(first.name, first.shown),
        title=_filled("front_curve", first=first.name, other=other.name),
    )  # fmt: skip
    stairs = [first.price(float(value), other) for value in table[_step(found)].iloc[1:]]
    order = slice(None) if along[0] < along[-1] else slice(None, None, -1)
    steps = chart.both(
        chart.step, [chart.Series("", along[order], stairs[order])], x=x, fill=True,
        y=chart.Axis(first.per(other), lambda value: same(figure(value))),
        title=_filled("front_marginal_chart", first=first.name, other=other.name),
    )  # fmt: skip
    return [curve, steps]


def shown_front(found: ParkFront, table: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the table of points (or the payoff table) with money in the park's currency, and named so."""
    table = found.table if table is None else table
    shown = shown_of(table, found.park)
    unit = units(found.model)
    first, *others = ((key(each), unit[each.ledger] == CNY) for each in found.objectives)
    # Money per money has no currency.
    ratios = [
        f"{step}{first[0]}_per_{other}" for step in ("", "step_") for other, money in others if money and first[1]
    ]
    names = dict(zip(table.columns, shown.columns, strict=True))
    shown = shown.assign(**{names[name]: table[name] for name in ratios if name in names})
    return shown.assign(best=[names[name] for name in table["best"]]) if "best" in names else shown


def _rate_chart(found: ParkFront, along: Sequence[float], axis: chart.Axis) -> list[str]:
    series = [
        chart.Series(name, along, [100.0 * float(value) for value in found.table[f"rate_{family}"]])
        for family, name in _families(found).items()
    ]
    y = chart.Axis("%", low=0.0)
    return [chart.both(chart.line, series, x=axis, y=y, title=word("front_rates"))] if series else []


def _families(found: ParkFront) -> dict[str, Both]:
    rated = [str(name).removeprefix("rate_") for name in found.table.columns if str(name).startswith("rate_")]
    named = names(found, "families", "family")
    return {family: named[family] for family in rated}


def _step(found: ParkFront) -> str:
    return f"step_{key(found.objectives[0])}_per_{key(found.objectives[1])}"


def _range(each: Quantity, values: pd.Series[Any], *, along: bool) -> Both:
    """Return from where to where an objective goes along the front of two, or its range over all points."""
    ends = (values.iloc[0], values.iloc[-1]) if along else (values.min(), values.max())
    low, high = (each.text(float(value)) for value in ends)
    return _filled("front_range", name=each.name, low=low, high=high)


def _values(found: ParkFront, said: Sequence[Quantity], row: int) -> Both:
    texts = [each.text(float(found.table[key(o)].iloc[row])) for each, o in zip(said, found.objectives, strict=True)]
    return _joined([Both(f"{q.name.zh} {t.zh}", f"{q.name.en} {t.en}") for q, t in zip(said, texts, strict=True)])


def _joined(parts: Sequence[Both]) -> Both:
    return Both("，".join(part.zh for part in parts), ", ".join(part.en for part in parts))


def _filled(label: str, **values: Both) -> Both:
    """Return a label with pairs put in, each language's own."""
    pair = word(label)
    zh, en = ({name: getattr(value, lang) for name, value in values.items()} for lang in ("zh", "en"))
    return Both(pair.zh.format(**zh), pair.en.format(**en))
