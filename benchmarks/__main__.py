"""How fast, and how large: every benchmark of the solver in one table.

``python -m benchmarks`` measures regions of 10,000 and 100,000 links and three parks; ``--long`` adds 300,000 and
1,000,000 links and simplex at every size. The table goes to the standard output, progress to the other one. ``--csv``
keeps the records, behind those that the file already holds; ``--from`` prints the table of kept records, unmeasured.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from math import inf
from pathlib import Path
from time import monotonic, process_time

from benchmarks.cases import Case, park_case, region_case
from benchmarks.handover import Effort
from benchmarks.parts import LEAVES, PARTS, Asked
from benchmarks.record import FAILED, Record, dated, keep, read_csv, this_run
from benchmarks.table import LEGEND, table
from symbiosis.errors import SymbiosisError

USUAL, LARGE = [10_000, 100_000], [300_000, 1_000_000]


def options() -> argparse.ArgumentParser:
    """Return what the command line may ask for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    add = parser.add_argument
    add("--links", type=int, nargs="*", help=f"sizes of the regions (default {USUAL})")
    add("--parks", nargs="*", default=["tiny", "baise", "shandong"], help="names in parks/, or folders")
    add("--parts", nargs="+", choices=PARTS, default=list(PARTS), help="parts of the table")
    add("--long", action="store_true", help=f"also {LARGE} links, simplex at every size, plain rules at 300,000")
    add("--patience", type=float, default=900.0, help="seconds by the clock for bare HiGHS at one size (default 900)")
    add("--plain", type=int, help="most links for ordinary Pyomo rules (default 100000, --long 300000)")
    add("--simplex", type=int, help="most links for simplex on the full matrix (default 20000, --long without end)")
    add("--linopy", type=int, default=1_000_000, help="most links for linopy (default 1000000)")
    add("--repeats", type=int, default=3, help="repeats of what is short (default 3)")
    add("--points", type=int, default=20, help="points of a front (default 20)")
    add("--jobs", type=int, default=12, help="points of a sweep (default 12)")
    add("--seed", type=int, default=0, help="seed of the regions")
    add("--csv", type=Path, help="file that keeps the records; rows are added to what it holds")
    add("--json", type=Path, help="file that keeps the records of this run")
    add("--from", type=Path, dest="kept", help="print the table of these kept records, measure nothing")
    return parser


def cases(asked: argparse.Namespace) -> Iterator[Case]:
    """Yield the problems, the smallest region first."""
    sizes = asked.links if asked.links is not None else USUAL + (LARGE if asked.long else [])
    for links in sorted(sizes):
        yield region_case(links, asked.seed)
    for park in asked.parks:
        yield park_case(Path(park) if Path(park).is_dir() else Path("parks") / park)


def measured(asked: argparse.Namespace) -> Iterator[list[Record]]:
    """Yield the records of one problem after the other; a part that fails says so and does not stop the rest."""
    plain = asked.plain if asked.plain is not None else 300_000 if asked.long else 100_000
    wanted = Asked(
        Effort(asked.repeats, plain=plain, linopy=asked.linopy),
        simplex=asked.simplex if asked.simplex is not None else inf if asked.long else 20_000,
        patience_s=asked.patience, points=asked.points, jobs=asked.jobs,
        repeats=asked.repeats,
    )  # fmt: skip
    run = this_run()
    for case in cases(asked):
        records: list[Record] = []
        for name in asked.parts:
            began, clock = process_time(), monotonic()
            say(f"{case.name}, {case.links:,} links: {name} ...")
            try:
                records += PARTS[name](case, wanted)
            except Exception as trouble:  # an hour of measuring is not thrown away for one part
                say(f"failed: {trouble};")  # the words may name a place on this machine, so they stay here
                words = f"failed: {type(trouble).__name__}"
                records += [Record(case.name, case.size, part, FAILED, note=words) for part in LEAVES[name]]
            say(f"{process_time() - began:.0f} CPU s, {monotonic() - clock:.0f} s\n")
        yield dated(records, run)


def say(words: str) -> None:
    """Tell how far it is."""
    print(words, end=" ", file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, keep, print."""
    asked = options().parse_args(arguments)
    if asked.kept is not None:
        print(table(read_csv(asked.kept)))
        return
    before = read_csv(asked.csv) if asked.csv is not None and asked.csv.exists() else []
    records: list[Record] = []
    try:
        for some in measured(asked):
            records += some
            if asked.csv is not None:
                keep(asked.csv, before + records)
            if asked.json is not None:
                keep(asked.json, records)
    except SymbiosisError as trouble:  # a park that cannot be read
        raise SystemExit(str(trouble)) from trouble
    say(f"in all {sum(os.times()[:4]) / 60:.1f} CPU minutes, workers included\n")
    print(f"{table(records)}\n{LEGEND}")


if __name__ == "__main__":
    main()
