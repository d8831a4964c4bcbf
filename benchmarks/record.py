"""What was measured, figure by figure, as records that a table and a picture are made from, here or later.

A record says which problem, which part of the work, which route through it, and either a value or why there is none.
Nothing in it says whose machine it was.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from math import isnan, nan
from pathlib import Path
from platform import python_version
from typing import Any

#: Route of a part that broke down.
FAILED = "failed"
#: Packages whose version belongs to a figure.
PACKAGES = ("pyomo", "highspy", "numpy", "pandas", "linopy")


@dataclass(frozen=True)
class Size:
    """How large a problem is."""

    links: int = 0
    rows: int = 0
    columns: int = 0
    nonzeros: int = 0


@dataclass(frozen=True)
class Run:
    """When and with which versions a figure was measured."""

    date: str = ""
    python: str = ""
    packages: str = ""


@dataclass(frozen=True)
class Record:
    """One figure, or why there is none."""

    case: str
    """``region``, or the name of a park."""
    size: Size
    part: str
    """hand-over, memory, total, gap, apart, front or sweep."""
    route: str
    """ours, bare, linopy, a method of HiGHS, an objective, ..."""
    value: float = nan
    unit: str = ""
    note: str = ""
    """Words that belong to the value (a method, ``stopped``), or why there is none."""
    run: Run = field(default_factory=Run)


COLUMNS = ("date", "case", "links", "rows", "columns", "nonzeros", "part", "route", "value", "unit", "note", "python",
           "packages")  # fmt: skip


def this_run() -> Run:
    """Return the date and the versions at hand."""
    found = []
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return Run(datetime.now().strftime("%Y-%m-%d %H:%M"), python_version(), ", ".join(found))


def to_csv(records: Iterable[Record]) -> str:
    """Return records as CSV text, one a row."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([_cell(row[name]) for name in COLUMNS] for row in map(_flat, records))
    return out.getvalue()


def to_json(records: Iterable[Record]) -> str:
    """Return records as JSON text; a value that is not there is null."""
    rows = [{name: None if value != value else value for name, value in _flat(record).items()} for record in records]
    return json.dumps(rows, indent=1, ensure_ascii=False) + "\n"


def read_csv(path: Path) -> list[Record]:
    """Return the records of a file that ``to_csv`` wrote, or that somebody added rows to."""
    if not path.is_file():
        raise SystemExit(f"there is no file {path}; python -m benchmarks --csv FILE writes one")
    records = []
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise SystemExit(f"{path}: the columns should be {','.join(COLUMNS)}")
        for row in reader:
            size = Size(*(int(row[each.name] or 0) for each in fields(Size)))
            run = Run(row["date"], row["python"], row["packages"])
            value = float(row["value"]) if row["value"] else nan
            records.append(Record(row["case"], size, row["part"], row["route"], value, row["unit"], row["note"], run))
    return records


def keep(path: Path, records: Sequence[Record]) -> None:
    """Write records into a file, whole or not at all: JSON where its name says so, else CSV."""
    text = to_json(records) if path.suffix == ".json" else to_csv(records)
    beside = path.with_name(path.name + ".part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def dated(records: Iterable[Record], run: Run) -> list[Record]:
    """Return records of one run, with the digits that a file keeps: the table must not depend on where it is made."""
    return [replace(record, run=run, value=float(_digits(record.value))) for record in records]


def _flat(record: Record) -> dict[str, Any]:
    row: dict[str, Any] = asdict(record)
    size, run = row.pop("size"), row.pop("run")
    return {**row, **size, **run}


def _digits(value: float) -> str:
    return f"{value:.4g}"


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return "" if isnan(value) else _digits(value)
    return str(value)
