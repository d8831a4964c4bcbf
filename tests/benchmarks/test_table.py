"""The one command of the benchmarks, at a size that takes a moment. No time is asserted."""

from __future__ import annotations

import re
from dataclasses import replace
from math import nan
from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.curve import Point, bodies, draw, links_within, points
from benchmarks.page import filled
from benchmarks.record import COLUMNS, FAILED, Record, Run, Size, keep, read_csv, to_csv
from benchmarks.table import table

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "docs" / "speed.csv"


def _cells(text: str) -> list[dict[str, str]]:
    """Return the rows of the first markdown table of a text, by the heads of its columns."""
    lines = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    head, _, *rows = [[cell.strip() for cell in line] for line in lines]
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """Return the table of one small region and the smallest park, and the file of its records; no worker is started."""
    from contextlib import redirect_stdout
    from io import StringIO

    kept, out = tmp_path_factory.mktemp("run") / "kept.csv", StringIO()
    with pytest.MonkeyPatch.context() as here, redirect_stdout(out):
        here.chdir(ROOT)
        short = ["--links", "300", "--parks", "tiny", "--repeats", "1", "--points", "5", "--simplex", "200"]
        main([*short, "--linopy", "0", "--parts", "hand-over", "total", "front", "--csv", str(kept)])
    return out.getvalue(), kept


def test_every_cell_holds_a_figure_or_says_why_there_is_none(run: tuple[str, Path]) -> None:
    """Proves that each part reaches its columns under the names that the table asks for.

    Without it a route or a part renamed on one side would leave its column to "not asked", and nobody would see it.
    """
    region, tiny = _cells(run[0])
    for name, cell in (region | tiny).items():
        assert cell, name
    figures = re.compile(r"^(below )?[\d.,e+-]+( to [\d.,e+-]+)?( \(from the files [\d.,e+-]+\))?$")
    left_out = {"efficiency of two workers", "linopy / ours, time", "linopy / ours, memory"}
    words = {"case", "run", "method"} | left_out
    for name in set(region) - words - {"front / one solve", "ours / HiGHS simplex"}:
        assert figures.match(region[name]), (name, region[name])
    for name in set(tiny) - words:
        assert figures.match(tiny[name]), (name, tiny[name])
    assert re.fullmatch(r"`--simplex 2\d\d`", region["ours / HiGHS simplex"])
    assert region["front / one solve"] == "parks only"
    for name in left_out:
        assert re.fullmatch(r"not asked|`--linopy \d+`|linopy is not installed", region[name]), name
    assert tiny["efficiency of two workers"] == "not asked"
    assert "simplex" in tiny["method"]


def test_what_is_solved_is_what_bare_highs_solves(run: tuple[str, Path]) -> None:
    """Proves that both sides of the ratio reach the same optima, proven.

    Without it the ratio might compare two different problems.
    """
    for row in _cells(run[0]):
        assert float(row["worst gap"]) < 1e-9, row["case"]
        assert float(row["furthest from bare"]) < 1e-6, row["case"]


def test_kept_records_give_the_same_table_and_are_added_to(run: tuple[str, Path]) -> None:
    """Proves that a file of records is enough for the table, and that a second run adds rows and keeps the first.

    Without it a long run could not be put beside a short one, nor the page be drawn again.
    """
    records = read_csv(run[1])
    assert _cells(table(records)) == _cells(run[0])
    later = [replace(record, run=Run("2999-01-01", "4.0")) for record in records if record.case == "tiny"]
    keep(run[1], records + later)
    assert [row["case"] for row in _cells(table(read_csv(run[1])))] == ["region", "tiny", "tiny"]


def test_records_say_nothing_of_the_machine(run: tuple[str, Path]) -> None:
    """Proves that records name versions and a date and no place. Without it a path could slip into a shared page."""
    text = run[1].read_text()
    assert text.splitlines()[0] == ",".join(COLUMNS)
    assert "pyomo " in text
    assert str(ROOT) not in text
    assert "/" not in re.sub(r"\d{4}-\d\d-\d\d", "", text)


def _of(part: str, route: str, value: float, note: str = "", links: int = 10) -> Record:
    return Record("region", Size(links, 1, 1, 1), part, route, value, "CPU s", note)


def test_a_stopped_run_bounds_the_ratio_and_a_failed_part_says_so() -> None:
    """Proves on paper: 5 s over 20 s cut short is "below 0.25". Without it a cut-off would pass for a time."""
    records = [
        _of("total", "ours", 5.0),
        _of("total", "ipx", 20.0, "stopped after 20 s"),
        _of("total", "simplex", nan, "`--simplex 10`"),
        _of("hand-over", FAILED, nan, "failed: no room"),
    ]
    (row,) = _cells(table(records))
    assert row["ours / HiGHS ipx"] == "below 0.25"
    assert row["ours / HiGHS simplex"] == "`--simplex 10`"
    assert row["hand-over, CPU s"] == row["linopy / ours, time"] == "failed: no room"
    assert row["front / one solve"] == "not asked"


def test_the_size_within_a_limit_lies_on_the_line_between_two_sizes() -> None:
    """Proves on paper: 10 s at 100 links and 1,000 s at 10,000 are 100 s at 1,000. Without it the page would guess."""
    assert links_within([Point(100, 10.0, False), Point(10_000, 1000.0, False)], 100.0) == pytest.approx(1000.0)
    assert links_within([Point(100, 10.0, False)], 100.0) != links_within([Point(100, 10.0, False)], 100.0)


def test_the_page_holds_the_table_of_its_records_and_the_picture_can_be_drawn_again(tmp_path: Path) -> None:
    """Proves that docs/speed.md and docs/speed.csv say the same. Without it the page would age behind its records."""
    records, page = read_csv(KEPT), (ROOT / "docs" / "speed.md").read_text(encoding="utf-8")
    assert to_csv(records) == KEPT.read_text(encoding="utf-8")
    assert filled(page, bodies(records)) == page, "run python -m benchmarks.curve"
    draw(records, tmp_path / "a.svg")
    draw(records, tmp_path / "b.svg")
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    assert len(points(records, "total", "ours")) >= 4
