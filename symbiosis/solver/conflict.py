"""The smallest set of rules that contradict each other: HiGHS names a set, and every rule in it is tried without.

A set is called smallest because no rule of it can be left out: without any one of them, the others can all be met.
There may be other sets; each plan needs all of them resolved.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np

from symbiosis.solver.bench import own_copy
from symbiosis.solver.highs import Solver
from symbiosis.solver.outcome import Stop
from symbiosis.solver.rules import Rule, rules

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation
    from symbiosis.solver.gather import Matrix


@dataclass(frozen=True)
class Conflict:
    """Rules that cannot all be met."""

    rules: tuple[Rule, ...]
    smallest: bool
    """Whether every one of them was tried without; False where the time ended before."""


class _Trial(Solver):
    """A problem of which rules are switched off and on; only whether it can be met is asked."""

    def met(self, off: list[Rule], within: float) -> bool | None:
        """Return whether the rest can be met without ``off``; None where the time does not do."""
        keep_low, keep_high = self.problem.row_lower.copy(), self.problem.row_upper.copy()
        numbers = np.array([rule.row for rule in off], dtype=np.int32)
        far = np.full(len(numbers), np.inf)
        if len(numbers):
            self.set_sides(numbers, -far, far)
        # HiGHS counts the time of all its runs against the limit.
        self.option("time_limit", float(self._highs.getRunTime()) + max(within, 0.1))
        stop = self.run().stop
        if len(numbers):
            self.set_sides(numbers, keep_low[numbers], keep_high[numbers])
        return {Stop.OPTIMAL: True, Stop.UNBOUNDED: True, Stop.INFEASIBLE: False}.get(stop)

    def named(self, within: float) -> set[int]:
        """Return the rows that HiGHS names; empty where it names none in time."""
        self.option("iis_strategy", 2)
        self.option("iis_time_limit", max(within, 0.1))
        status, found = self._highs.getIis()
        if status == highspy.HighsStatus.kError or not found.valid_:
            return set()
        return {int(row) for row in found.row_index_}


def conflict(formulation: Formulation, problem: Matrix, *, seconds: float = 10.0) -> Conflict | None:
    """Return rules that contradict each other, the smallest set that the time allows; None where none was found.

    Whole numbers are left aside where the rest is in conflict by itself.
    """
    until = monotonic() + seconds
    known = rules(formulation, problem)
    for continuous in (True, False):
        if not continuous and not problem.integer.any():
            break
        trial = _Trial(own_copy(problem, continuous=continuous), _options(formulation))
        if trial.met([], until - monotonic()) is False:
            return _reduced(trial, known, until)
    return None


def _options(formulation: Formulation) -> dict[str, Any]:
    settings = formulation.settings.solver
    return {"threads": settings.threads, "random_seed": settings.seed,
            "primal_feasibility_tolerance": settings.feasibility_tolerance}  # fmt: skip


def _reduced(trial: _Trial, known: list[Rule], until: float) -> Conflict | None:
    """Return a set in conflict from which nothing can be left out."""
    if trial.met(known, until - monotonic()) is not True:
        return None  # what is in conflict is no rule at all
    named = trial.named(0.5 * (until - monotonic())) if not trial.is_mip else set()
    kept = [rule for rule in known if rule.row in named]
    others = [rule for rule in known if rule.row not in named]
    if not kept or trial.met(others, until - monotonic()) is not False:
        kept = list(known)
    kept, done = _without_lumps(trial, known, kept, until)
    return Conflict(tuple(kept), done)


def _without_lumps(trial: _Trial, known: list[Rule], kept: list[Rule], until: float) -> tuple[list[Rule], bool]:
    """Leave rules out for good, lump by lump and then one by one, as long as the rest stays in conflict."""
    size = max(len(kept) // 2, 1)
    while True:
        position = 0
        while position < len(kept):
            if monotonic() > until:
                return kept, False
            lump = kept[position : position + size]
            rest = {rule.row for rule in kept} - {rule.row for rule in lump}
            met = trial.met([rule for rule in known if rule.row not in rest], until - monotonic())
            if met is None:
                return kept, False
            if met:
                position += size
            else:
                kept = [rule for rule in kept if rule.row in rest]
        if size == 1:
            return kept, True
        size = max(min(size, len(kept)) // 2, 1)
