"""A sweep on the console and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, cast

from symbiosis.compare.sweep_tables import sweep_table, switch_table
from symbiosis.show.chart import said
from symbiosis.show.labels import Lang, check_lang
from symbiosis.show.report_words import word
from symbiosis.show.sweep import point_cells, point_columns, summary

if TYPE_CHECKING:
    from rich.table import Table

    from symbiosis.compare.sweep import Sweep

#: A console shows so many points; the files have all.
_MOST_ROWS = 60


def sweep_lines(done: Sweep, lang: str) -> list[str]:
    """Return the summary, and where links switch on and off, in one language."""
    check_lang(lang)
    code, switches = cast("Lang", lang), switch_table(done)
    lines = [" ".join(said(part, code) for part in summary(done, sweep_table(done), switches))]
    turning = switches[(switches["turns"] != "") & (switches["fate"] == "use")]
    lines += [f"  {row.offer} -> {row.facility} ({row.mode}): {row.turns}" for row in turning.head(20).itertuples()]
    for result in [result for result in done.results if not result.solved][:5]:
        why = (result.reason_zh if lang == "zh" else ()) or result.reason
        lines.append(f"  {result.name}: {said(word(f'sweep_status_{result.status}'), code)}: {'; '.join(why)}")
    return lines


def console_table(done: Sweep, lang: str) -> Table:
    """Return the points as a table for the console."""
    from rich.table import Table

    code, table = cast("Lang", lang), Table(box=None, pad_edge=False)
    status = len(done.design.axes)
    plain = all(result.status == "optimal" for result in done.results)  # what holds for every row needs no column
    shown = [place for place in range(len(point_columns(done))) if not (plain and place == status)]
    for place in shown:
        justify: Literal["left", "right"] = "left" if place == status else "right"
        table.add_column(said(point_columns(done)[place], code), justify=justify, overflow="fold")
    for row in point_cells(done)[:_MOST_ROWS]:
        table.add_row(*(said(row[place], code) for place in shown))
    if (more := len(done.results) - _MOST_ROWS) > 0:
        table.caption = said(word("sweep_more", count=more), code)
    return table


def sweep_json(done: Sweep) -> dict[str, Any]:
    """Return the points with parameters and results, and the links that switch; money in CNY."""
    return {
        "vary": {axis.path: list(axis.values) for axis in done.design.axes},
        "points": [
            {"values": dict(zip((axis.path for axis in done.design.axes), point, strict=True)), **result.as_dict()}
            for point, result in zip(done.design.points, done.results, strict=True)
        ],
        "switches": switch_table(done).to_dict("records"),
        "notes": list(done.notes),
    }
