"""From command to finished map and report: which stage of ``symbiosis solve`` takes which share of the time.

``python -m benchmarks.startup parks/baise``. Process CPU time of one run in a process of its own; a stage does not
count what other stages take inside it, imports least of all. ``--runs`` takes the run with the least total.
"""

from __future__ import annotations

import argparse
import builtins
import importlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

#: Where each stage is called: its name, the module that calls it, the name by which it is called there.
STAGES = (
    ("reading", "symbiosis.commands.common", "read_both"),
    ("network", "symbiosis.api", "horizon_of"),
    ("formulation", "symbiosis.formulation", "build"),
    ("solving", "symbiosis.solver", "solve_stages"),
    ("plan", "symbiosis.plan.tables", "make_plan"),
    ("audit", "symbiosis.plan.audit", "audit"),
    ("prices", "symbiosis.explain.findings", "findings"),
    ("cost curve", "symbiosis.compare.front", "cost_curve"),
    ("footprints", "symbiosis.show.footprints", "footprint_files"),
    ("report", "symbiosis.show.report", "report_html"),
    ("workbook", "symbiosis.show.workbook", "book_bytes"),
    ("map", "symbiosis.show.map", "map_html"),
    ("tables and record", "symbiosis.show.files", "write_run"),
)


class Watch:
    """CPU seconds by stage; what runs inside a stage is not counted twice."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._open = ["start and the rest"]
        self._last = 0.0

    def _turn(self) -> None:
        now = process_time()
        stage = self._open[-1]
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self._last
        self._last = now

    def timed(self, stage: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return ``call`` with its time counted under ``stage``."""

        def run(*given: Any, **named: Any) -> Any:
            if self._open[-1] == stage:
                return call(*given, **named)
            self._turn()
            self._open.append(stage)
            try:
                return call(*given, **named)
            finally:
                self._turn()
                self._open.pop()

        return run

    def finished(self) -> dict[str, float]:
        """Return the seconds of all stages."""
        self._turn()
        return self.seconds


def _one_run(arguments: list[str]) -> dict[str, float]:
    watch = Watch()
    builtins.__import__ = watch.timed("imports", builtins.__import__)  # type: ignore[assignment]
    from symbiosis.commands.common import answered
    from symbiosis.commands.solve import solve

    with answered():  # as the command does before it imports anything
        for stage, room, name in STAGES:
            module = watch.timed("imports", importlib.import_module)(room)
            setattr(module, name, watch.timed(stage, getattr(module, name)))

    try:
        solve(arguments, prog_name="solve")
    except SystemExit as end:
        if end.code not in (0, None):
            raise
    return watch.finished()


def show(seconds: dict[str, float]) -> None:
    """Print the stages with their shares."""
    total = sum(seconds.values())
    for stage, spent in sorted(seconds.items(), key=lambda item: -item[1]):
        print(f"  {stage:<20}{spent:>8.2f} s{100 * spent / total:>7.1f} %")
    print(f"  {'total':<20}{total:>8.2f} s CPU")


def main() -> None:
    """Run ``symbiosis solve`` in processes of its own and print the split."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("park", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(_one_run([str(asked.park), "--out", f"{folder}/run"])), file=sys.stderr)
        return
    inside = [sys.executable, "-m", "benchmarks.startup", str(asked.park), "--inside"]
    runs = []
    for _ in range(asked.runs):
        before = os.times()
        told = subprocess.run(inside, capture_output=True, text=True, check=True).stderr
        seconds: dict[str, float] = json.loads(told.strip().splitlines()[-1])
        after = os.times()
        whole = after.children_user + after.children_system - before.children_user - before.children_system
        runs.append({**seconds, "end": whole - sum(seconds.values())})
    print(f"{asked.park}, the least of {asked.runs} runs")
    show(min(runs, key=lambda seconds: sum(seconds.values())))


if __name__ == "__main__":
    main()
