"""Time over links as a picture, and the size up to which each way takes at most a minute.

``python -m benchmarks.curve`` draws docs/speed.svg from the records in docs/speed.csv and puts the table and the sizes
into docs/speed.md. Rows are added by ``python -m benchmarks --csv docs/speed.csv``.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, isnan, log
from pathlib import Path

import matplotlib as mpl

from benchmarks.page import filled
from benchmarks.record import Record, read_csv
from benchmarks.table import LEGEND, table

#: What stands in the picture: part, route, words, colour, mark. The colours differ without colour, too.
LINES = (
    ("total", "simplex", "HiGHS simplex, all links", "#b8860b", "^"),
    ("total", "ipx", "HiGHS interior point, all links", "#c0392b", "s"),
    ("total", "ours", "symbiosis, to the same proof", "#1f5f99", "o"),
    ("hand-over", "ours", "symbiosis, tables to solver", "#7fa8cc", "."),
)
#: From so many links on the solver sifts (symbiosis/solver/choice.py).
SIFTED = 20_000
#: CPU seconds that are called comfortable.
MINUTE_S = 60.0


@dataclass(frozen=True)
class Point:
    """One size: its links, CPU seconds, and whether the run was stopped before its end."""

    links: int
    cpu_s: float
    stopped: bool


def points(records: Sequence[Record], part: str, route: str) -> list[Point]:
    """Return the regions that a route was measured on, by size; of several runs the last."""
    found = {}
    for record in sorted(records, key=lambda record: record.run.date):
        wanted = (record.case, record.part, record.route) == ("region", part, route)
        if wanted and not isnan(record.value):
            found[record.size.links] = Point(record.size.links, record.value, bool(record.note))
    return [found[links] for links in sorted(found)]


def told_links(line: Sequence[Point]) -> str:
    """Return in words up to how many links a route takes a minute, or which size was the largest that it solved."""
    links = links_within(line, MINUTE_S)
    if not isnan(links):
        return f"about {float(f'{links:.1e}'):,.0f}"
    done = [point.links for point in line if not point.stopped and point.cpu_s <= MINUTE_S]
    return f"more than {done[-1]:,}, the largest measured" if done else "not measured"


def links_within(line: Sequence[Point], limit_s: float) -> float:
    """Return up to how many links a route stays within ``limit_s``, between two sizes; not a number where unknown."""
    for near, far in pairwise(line):
        if near.cpu_s <= limit_s < far.cpu_s:
            share = log(limit_s / near.cpu_s) / log(far.cpu_s / near.cpu_s)
            return near.links * exp(share * log(far.links / near.links))
    return float("nan")


def draw(records: Sequence[Record], path: Path) -> None:
    """Write the picture; the same records give the same bytes."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "speed", "font.family": "sans-serif"}):
        figure = Figure(figsize=(8.0, 5.0), layout="constrained")
        canvas, axes = FigureCanvasSVG(figure), figure.add_subplot()
        axes.set(xscale="log", yscale="log", xlabel="links of the region", ylabel="CPU seconds, one thread")
        axes.margins(y=0.14)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(lambda value, _: f"{value:,.0f}" if value >= 1 else f"{value:g}")
        axes.grid(visible=True, which="major", color="#dddddd", linewidth=0.6)
        for part, route, words, colour, mark in LINES:
            line = points(records, part, route)
            done, stopped = ([point for point in line if point.stopped is kind] for kind in (False, True))
            axes.plot(*_axes(done), marker=mark, color=colour, label=words, linewidth=1.6, markersize=6)
            if stopped:
                axes.plot(*_axes(done[-1:] + stopped), linestyle=":", color=colour, linewidth=1.2)
                axes.plot(*_axes(stopped), marker=mark, color=colour, fillstyle="none", linestyle="none")
            for point in stopped:
                axes.annotate("stopped, takes longer", (point.links, point.cpu_s), (-8, 8), color=colour, ha="right",
                              textcoords="offset points", fontsize=9)  # fmt: skip
        axes.axhline(MINUTE_S, color="#888888", linewidth=0.8, linestyle="--")
        axes.annotate("one minute", (0.01, MINUTE_S), (0, 3), xycoords=("axes fraction", "data"),
                      textcoords="offset points", fontsize=9, color="#555555")  # fmt: skip
        axes.axvline(SIFTED, color="#888888", linewidth=0.8, linestyle="--")
        axes.annotate("sifted from here on", (SIFTED, 0.01), (3, 3), xycoords=("data", "axes fraction"),
                      textcoords="offset points", fontsize=9, color="#555555")  # fmt: skip
        axes.legend(frameon=False, loc="upper left")
        canvas.print_svg(path, metadata={"Date": None, "Creator": None})


def bodies(records: Sequence[Record]) -> dict[str, str]:
    """Return what the page says of the records: the table, and the sizes that take a minute."""
    sizes = ["| way | links within a minute of one core |", "| --- | --- |"]
    for part, route, words, _, _ in LINES[:3]:
        sizes.append(f"| {words} | {told_links(points(records, part, route))} |")
    return {"table": f"{table(records)}\n{LEGEND}", "sizes": "\n".join(sizes)}


def _axes(line: Sequence[Point]) -> tuple[list[int], list[float]]:
    return [point.links for point in line], [point.cpu_s for point in line]


def main() -> None:
    """Draw the picture, fill the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--page", type=Path, default=Path("docs/speed.md"), help="its .csv and .svg lie beside it")
    asked = parser.parse_args()
    records = read_csv(asked.page.with_suffix(".csv"))
    draw(records, asked.page.with_suffix(".svg"))
    asked.page.write_text(filled(asked.page.read_text(encoding="utf-8"), bodies(records)), encoding="utf-8")


if __name__ == "__main__":
    main()
