"""Records as one markdown table: a row a problem and run, a column a question; no cell is blank."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import isnan

from benchmarks.record import FAILED, Record, Run, Size

Key = tuple[Run, str, Size]


class Row:
    """The records of one problem in one run."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._of = {(record.part, record.route): record for record in records}

    def record(self, part: str, route: str) -> Record | None:
        """Return a record, or that the part failed; None where nothing was said."""
        return self._of.get((part, route), self._of.get((part, FAILED)))

    def of_part(self, part: str) -> list[Record]:
        """Return all records of a part."""
        return [record for (name, _), record in self._of.items() if name == part]

    def value(self, part: str, route: str) -> str:
        """Return a value, or why there is none."""
        record = self.record(part, route)
        return number(record.value) if record is not None and not isnan(record.value) else self._why(record)

    def ratio(self, part: str, above: str, below: str) -> str:
        """Return one value over another; ``below`` it where the lower one was stopped before its end."""
        top, bottom = self.record(part, above), self.record(part, below)
        for record in (top, bottom):
            if record is None or isnan(record.value):
                return self._why(record)
        assert top is not None
        assert bottom is not None
        ratio = number(top.value / bottom.value)
        if bottom.note.startswith("stopped"):
            return f"below {ratio}"
        return f"{ratio} ({bottom.note})" if bottom.note else ratio

    @staticmethod
    def _why(record: Record | None) -> str:
        return record.note if record is not None and record.note else "not asked"


def number(value: float) -> str:
    """Return a value with two digits, three where it has as many before the point."""
    if value == 0 or 1e-3 <= abs(value) < 1e6:
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2g}"
    return f"{value:.0e}"


def _plain(part: str) -> Callable[[Row], str]:
    """Return what tells both ways of ordinary rules over ours, the cheaper first."""

    def cell(row: Row) -> str:
        ways = [f"plain, {way}" for way in ("standard form", "interface")]
        found = [record for way in ways if (record := row.record(part, way)) is not None]
        ways = [record.route for record in sorted(found, key=lambda record: record.value)] or ways
        return " to ".join(dict.fromkeys(row.ratio(part, way, "ours") for way in ways))

    return cell


def _gap(row: Row) -> str:
    values = [gap.value for gap in row.of_part("gap") if gap.route != FAILED]
    if not values:
        return row.value("gap", FAILED)
    return "not proven" if any(map(isnan, values)) else number(max(values))


def _apart(row: Row) -> str:
    """Return the worst difference to any optimum that bare HiGHS has found."""
    found = [record.value for record in row.of_part("apart") if not isnan(record.value)]
    return number(max(found)) if found else row.value("apart", "ipx")


def _method(row: Row) -> str:
    """Return how the objectives were solved, each way once."""
    return "; ".join(dict.fromkeys(_short(gap.note) for gap in row.of_part("gap"))) or "not asked"


def _short(words: str) -> str:
    """Return the method alone: of sifting, which part of the columns it has ever looked at."""
    name, _, rest = words.partition(": ")
    counts = rest.split()
    if name != "sifting" or len(counts) < 3:
        return words
    return f"sifting, {100 * int(counts[0]) / int(counts[2]):.0f} % of columns"


def _with(row: Row, part: str, first: str, second: str, words: str) -> str:
    told, more = row.value(part, first), row.record(part, second)
    return told if more is None or isnan(more.value) else f"{told} ({words} {number(more.value)})"


#: Head of every column and what stands in it.
COLUMNS: dict[str, Callable[[Row], str]] = {
    "hand-over, CPU s": lambda row: row.value("hand-over", "ours"),
    "ours / bare, time": lambda row: row.ratio("hand-over", "ours", "bare"),
    "Pyomo rules / ours, time": _plain("hand-over"),
    "linopy / ours, time": lambda row: row.ratio("hand-over", "linopy", "ours"),
    "hand-over, MB": lambda row: row.value("memory", "ours"),
    "ours / bare, memory": lambda row: row.ratio("memory", "ours", "bare"),
    "Pyomo rules / ours, memory": _plain("memory"),
    "linopy / ours, memory": lambda row: row.ratio("memory", "linopy", "ours"),
    "total, CPU s": lambda row: row.value("total", "ours"),
    "ours / HiGHS ipx": lambda row: row.ratio("total", "ours", "ipx"),
    "ours / HiGHS simplex": lambda row: row.ratio("total", "ours", "simplex"),
    "worst gap": _gap,
    "furthest from bare": _apart,
    "method": _method,
    "front / one solve": lambda row: _with(row, "front", "solver", "from the files", "from the files"),
    "efficiency of two workers": lambda row: _with(row, "sweep", "processor", "clock", "by the clock"),
}

LEGEND = """\
CPU seconds of one thread. **Hand-over**: from the network to a model inside HiGHS, the least of some repeats; MB is the
peak beyond what was there before. *Bare* knows the one model of the regions in advance and puts its numbers, without
names, into one matrix; of a park it is given them ready. *Pyomo rules*: the same model as an author without arrays
would write it, by Pyomo's standard form and by its interface to HiGHS. **Total**: three objectives in order, each to
its proven optimum, from the formulation on. *HiGHS* solves the same full matrix, each objective from nothing, those
before it held at their values; *below*: it was stopped before its end. **Furthest from bare**: the largest relative
difference of any objective. **Front**: points of two objectives, over one solve of all three; the solver alone.
**Efficiency**: by processor time; the clock means something on an idle machine only. *Not asked*, *`--plain N`*,
*`--linopy N`*, *`--simplex N`*: not run; the option runs it."""


def table(records: Sequence[Record]) -> str:
    """Return the table with a line on every run above it; runs are lettered where there are several."""
    groups: dict[Key, list[Record]] = {}
    for record in records:
        groups.setdefault((record.run, record.case, record.size), []).append(record)
    keys = sorted(groups, key=lambda key: (key[1] != "region", key[2].links, key[0].date))
    runs = sorted({run for run, _, _ in keys}, key=lambda run: run.date)
    letters = {run: chr(ord("a") + at) for at, run in enumerate(runs)}
    lines = [["case", "run", "links", "rows", "nonzeros", *COLUMNS]]
    for run, case, size in keys:
        row = Row(groups[run, case, size])
        counts = [f"{count:,}" if count else "not kept" for count in (size.links, size.rows, size.nonzeros)]
        lines.append([case, letters[run], *counts, *(cell(row) for cell in COLUMNS.values())])
    return f"{_aligned(lines)}\n\n{_told(letters)}\n"


def _told(letters: Mapping[Run, str]) -> str:
    """Return when the runs were, those with the same versions together."""
    alike: dict[str, list[str]] = {}
    for run, letter in letters.items():
        versions = ", ".join(words for words in (f"Python {run.python}" if run.python else "", run.packages) if words)
        alike.setdefault(versions, []).append(f"**{letter}** {run.date}".strip())
    return "\n".join(f"Run {', '.join(runs)}: {versions or 'versions not kept'}." for versions, runs in alike.items())


def _aligned(lines: list[list[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    padded = ([cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines)
    rows = [f"| {' | '.join(line)} |" for line in padded]
    return "\n".join([rows[0], "| " + " | ".join("-" * width for width in widths) + " |", *rows[1:]])
