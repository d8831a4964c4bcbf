"""What a plan rests on: the assumptions that it uses, row by row, and the sources of everything else by table."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

from symbiosis.schema import table as schema_table
from symbiosis.show.numbers import figure
from symbiosis.show.report_rows import Cell, Section, confidence, section
from symbiosis.show.report_words import Both, names, same, word

if TYPE_CHECKING:
    import pandas as pd

    from symbiosis.plan.record import Plan

#: Sources of a table that are named, the most used first.
_NAMED = 3


def assumptions(plan: Plan) -> Section:
    """Return the processes, modes, standards and prices that this plan uses, with their source and confidence."""
    used = {
        "processes": ("process", _running(plan)),
        "modes": ("mode", set(plan.flows["mode"])),
        "standards": ("standard", set(plan.quality["standard"])),
        "prices": ("material", _materials(plan)),
    }
    rows: list[list[Cell]] = []
    marked: set[int] = set()
    for name, (key, wanted) in used.items():
        frame: pd.DataFrame | None = plan.model.tables.get(name)
        if frame is None or "source" not in frame:
            continue
        called = names(plan, "materials" if key == "material" else name, key) if key != "standard" else {}
        for r in frame[frame[key].isin(wanted)].to_dict("records"):
            if r["confidence"] == "assumed":
                marked.add(len(rows))
            what = called.get(r[key], same(r[key]))
            rows.append(
                [word(f"col_{key if name != 'prices' else 'price'}"), what, same(_values(name, r)), same(r["source"]),
                 confidence(r["confidence"])]
            )  # fmt: skip
    return section("assumptions", "table item values source confidence", rows, marked, most=400)


def sources(plan: Plan) -> Section:
    """Return what the other tables rest on: rows by confidence, and the sources named most often."""
    park, model = plan.park.tables, plan.model.tables
    running, moved = _running(plan), _materials(plan)
    tables = [("park", name, frame) for name, frame in park.items()]
    for name, key, wanted in (
        ("recipes", "process", running), ("yields", "process", running), ("compositions", "material", moved),
        ("factors", "", set[str]()), ("rules", "", set[str]()),
    ):  # fmt: skip
        if name in model:
            tables.append(("model", name, model[name][model[name][key].isin(wanted)] if key else model[name]))
    rows: list[list[Cell]] = []
    marked: set[int] = set()
    for room, name, frame in tables:
        if frame.empty or "source" not in frame or "confidence" not in frame:
            continue
        title = schema_table(room, name)
        for level, own in frame.groupby("confidence", sort=False):
            if level == "assumed":
                marked.add(len(rows))
            what = Both(title.title_zh, title.title_en)
            rows.append([what, same(len(own)), _named(own["source"]), confidence(str(level))])
    return section("sources", "table rows source confidence", rows, marked)


def _named(said: pd.Series[str]) -> Both:
    counts = said[said != ""].value_counts()
    told = "; ".join(str(name) for name in counts.index[:_NAMED]) or "-"
    more = len(counts) - _NAMED
    return Both(f"{told}；另有 {more} 个来源", f"{told}; and {more} more") if more > 0 else same(told)


def _running(plan: Plan) -> set[str]:
    return set(plan.facilities.loc[plan.facilities["load_t"] > 0, "process"])


def _materials(plan: Plan) -> set[str]:
    sold = set(plan.offers.loc[plan.offers["sold_t"] > 0, "material"])
    return set(plan.flows["material"]) | set(plan.intakes["material"]) | sold


def _values(name: str, row: Mapping[Hashable, Any]) -> str:
    """Return the numbers of a row with their columns' names; a zero and a default are left out, they say little."""
    said = []
    for column in schema_table("model", name).columns.values():
        value = row.get(column.name)
        if column.type not in {"number", "integer"} or not isinstance(value, int | float) or not math.isfinite(value):
            continue
        if value != 0 and not (column.default and float(column.default) == value):
            said.append(f"{column.name} {figure(float(value))}")
    return "; ".join(said)
