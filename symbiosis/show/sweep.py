"""The page of a sweep: what was varied, how the answer moves, which links switch, every point; in both languages."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from symbiosis.compare.sweep import short_names
from symbiosis.compare.sweep_tables import sweep_table, switch_table
from symbiosis.show.bilingual import bilingual_html
from symbiosis.show.labels import check_lang
from symbiosis.show.page import asset
from symbiosis.show.report_words import Both, both_tonnes, same, word
from symbiosis.show.sweep_charts import Measure, curves, heats, measures
from symbiosis.show.sweep_words import exact, parameters

if TYPE_CHECKING:
    import pandas as pd

    from symbiosis.compare.sweep import Sweep

_MOST_ROWS = 300
_MOST_LINKS = 60
#: More boxes in a row would not fit a page.
_MOST_BOXES = 60


def sweep_html(done: Sweep, lang: str = "zh") -> str:
    """Return the page of a sweep, self-contained, in both languages; ``lang`` is shown first."""
    check_lang(lang)
    table, told = sweep_table(done), parameters(done)
    switches = switch_table(done)
    failed = [
        (result.name, word(f"sweep_status_{result.status}"),
         Both("；".join(result.reason_zh or result.reason), "; ".join(result.reason)))
        for result in done.results if not result.solved
    ]  # fmt: skip
    return bilingual_html(
        "sweep.html", lang, css=asset("sweep.css"),
        title=Both(f"参数扫描：{done.park.title_zh}", f"{done.park.title_en}: {word('sweep_title').en}"),
        summary=summary(done, table, switches),
        notes=done.notes,
        parameters=told,
        curves=[Markup(drawing) for drawing in curves(done, table, told)],
        heats=heats(done, table, told),
        switches=_switches(done, switches),
        turning=bool((switches["turns"] != "").any()),
        columns=point_columns(done),
        rows=point_cells(done)[:_MOST_ROWS],
        more=max(len(table) - _MOST_ROWS, 0),
        failed=failed,
        word=word,
    )  # fmt: skip


def summary(done: Sweep, table: pd.DataFrame, switches: pd.DataFrame) -> list[Both]:
    """Return sentences on how many points have a plan and how far the answers lie apart."""
    park, model = done.park, done.model
    solved = table[[result.solved for result in done.results]]
    names = [(park.title_zh, model.title_zh), (park.title_en, model.title_en)]
    said = [word("sweep_summary", park=here, scenario=under, count=len(table), solved=len(solved))
            for here, under in names]  # fmt: skip
    told = [Both(said[0].zh, said[1].en)]
    if len(solved):
        told += [
            _spread(solved, measure) for measure in measures(done, table) if measure.column in ("rate", "cost_cny")
        ]
        used = switches[switches["fate"] == "use"]
        always = int(used["steady"].sum())
        told.append(word("sweep_steady", always=always, sometimes=len(used) - always))
    return told


def _spread(solved: pd.DataFrame, measure: Measure) -> Both:
    """Return from what to what a measure goes, and at which points."""
    told = solved.dropna(subset=[measure.column]).sort_values(measure.column, kind="stable")
    if told.empty:
        return same("")
    values, points = told[measure.column].tolist(), told["point"].tolist()
    low, high = measure.shown(values[0]), measure.shown(values[-1])
    said = []
    for i in (0, 1):
        name = measure.name[i][:1].upper() + measure.name[i][1:]
        if low == high:
            said.append(word("sweep_same", name=name, value=low[i])[i])
            continue
        ends = [word("sweep_at", value=v[i], point=point)[i] for v, point in ((low, points[0]), (high, points[-1]))]
        said.append(word("sweep_spread", name=name, low=ends[0], high=ends[1])[i])
    return Both(*said)


def point_columns(done: Sweep) -> list[Both]:
    """Return what stands above the cells of each point."""
    named = [same(short) for short in short_names([axis.path for axis in done.design.axes], least=1)]
    told = [measure.name for measure in measures(done, sweep_table(done))]
    return [*named, word("sweep_status"), *told, word("sweep_used"), word("sweep_links")]


def point_cells(done: Sweep) -> list[list[Both]]:
    """Return the cells of each point: parameters, status, measures, what is used, links in use."""
    table = sweep_table(done)
    told = [(measure.column, measure.shown) for measure in measures(done, table)]
    told += [("used_t", both_tonnes), ("links", lambda count: same(f"{count:g}"))]
    rows = []
    for row in table.to_dict("records"):
        values = [row[axis.path] for axis in done.design.axes]
        cells = [same(exact(value)) for value in values]
        cells.append(word(f"sweep_status_{row['status']}"))
        rows.append([*cells, *(_said(row.get(column), shown) for column, shown in told)])
    return rows


def _said(value: float | None, shown: Callable[[float], Both]) -> Both:
    return same("-") if value is None or math.isnan(value) else shown(value)


def _switches(done: Sweep, switches: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the links in use at some points only, each with a box a point."""
    used = switches[(switches["fate"] == "use") & ~switches["steady"].astype(bool)]
    rows: list[dict[str, Any]] = []
    for link in used.head(_MOST_LINKS).to_dict("records"):
        name = (link["offer"], link["facility"], link["mode"])
        boxes = []
        for result in done.results[:_MOST_BOXES]:
            tonnes = sum(one["dry_t"] for one in result.links if (one["offer"], one["facility"], one["mode"]) == name)
            shade = 0.25 + 0.75 * tonnes / link["most_t"] if tonnes > 0 else 0.0
            boxes.append((shade, f"{result.name}: {tonnes:,.0f} t"))
        rows.append({str(key): value for key, value in link.items()} | {"boxes": boxes})
    return rows
