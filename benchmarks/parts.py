"""The parts of the one table, each as the records it leaves: hand-over, total, front, sweep."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from benchmarks import fronts, handover, links, sweeps
from benchmarks.cases import Case
from benchmarks.handover import Effort
from benchmarks.record import Record


@dataclass
class Asked:
    """What the one command was asked for."""

    effort: Effort = field(default_factory=Effort)
    simplex: float = 20_000
    """Most links at which simplex runs on the full matrix."""
    patience_s: float = 900.0
    """Seconds by the clock after which bare HiGHS is stopped, all objectives of one problem together."""
    points: int = 20
    """Points of a front."""
    jobs: int = 12
    """Points of a sweep."""
    repeats: int = 3
    """Repeats of a front."""
    stopped: dict[str, int] = field(default_factory=dict)
    """Links at which a method was stopped in this run."""


def hand_over(case: Case, asked: Asked) -> Iterator[Record]:
    """Yield seconds and memory of every route into HiGHS, and why a route was not taken."""
    found = handover.measure(case, asked.effort)
    record = partial(Record, case.name, found.size)
    for route, times in found.seconds.items():
        yield record("hand-over", route, times["total"], "CPU s")
    for route, used in found.memory_mb.items():
        yield record("memory", route, used, "MB", "" if used == used else "measured on Linux only")
    for route, reason in found.left_out.items():
        yield record("hand-over", route, note=reason)
        yield record("memory", route, note=reason)


def total(case: Case, asked: Asked) -> Iterator[Record]:
    """Yield seconds to a proven optimum by ours and by bare HiGHS, the gaps, and how far the optima lie apart."""
    record = partial(Record, case.name, case.size)
    formulation = case.formulation()
    mine = links.ours(formulation)
    yield record("total", "ours", mine.cpu_s, "CPU s")
    for stage in mine.outcome.stages:
        yield record("gap", stage.ledger, stage.gap, "", stage.method)
    for method in ("ipx", "simplex"):
        reason = _spared(method, case, asked)
        if reason:
            yield record("total", method, note=reason)
            yield record("apart", method, note=reason)
            continue
        alone = links.bare(formulation, method, asked.patience_s)
        yield record("total", method, alone.total_s, "CPU s", alone.ended)
        yield record("apart", method, mine.apart(alone), "", alone.ended)
        if alone.ended:
            asked.stopped[method] = case.links


def _spared(method: str, case: Case, asked: Asked) -> str:
    """Return why a method is not tried on the full matrix; blank where it is."""
    if case.decides:
        return "has decisions: `benchmarks.siting`"
    if method != "simplex":
        return ""
    if case.links > 1.05 * asked.simplex:
        return f"`--simplex {case.links}`"
    smaller = asked.stopped.get(method, case.links)
    return f"not run: did not end at {smaller:,} links" if smaller < case.links else ""


def front(case: Case, asked: Asked) -> Iterator[Record]:
    """Yield what a front of two objectives comes to in plain solves."""
    record = partial(Record, case.name, case.size, "front")
    if case.is_region:
        yield record("solver", note="parks only")
        return
    cost = fronts.measure(case, "used_t,cost_cny", asked.points, asked.repeats)
    words = f"{cost.points} points, {cost.solves} solves"
    yield record("solver", cost.solver, "plain solves", words)
    yield record("from the files", cost.whole, "plain solves", words)


def sweep(case: Case, asked: Asked) -> Iterator[Record]:
    """Yield the efficiency of two workers, by the processor and by the clock."""
    record = partial(Record, case.name, case.size, "sweep")
    if case.is_region:
        yield record("processor", note="parks only")
        return
    cost = sweeps.measure(case, asked.jobs)
    words = f"{cost.points} points" + ("" if cost.same else ", totals differ")
    yield record("processor", cost.by_processor, "", words)
    yield record("clock", cost.by_clock, "", words)
    yield record("one worker", cost.one_s / cost.plain_s, "plain solves", words)


#: By the word that asks for a part on the command line.
PARTS: dict[str, Callable[[Case, Asked], Iterator[Record]]] = {
    "hand-over": hand_over,
    "total": total,
    "front": front,
    "sweep": sweep,
}
#: What the records of each part are called.
LEAVES = {"hand-over": ("hand-over", "memory"), "total": ("total", "gap", "apart"), "front": ("front",),
          "sweep": ("sweep",)}  # fmt: skip
