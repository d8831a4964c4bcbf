"""The best different networks that are nearly as good as the best: what else a planner may choose, and at what price.

Nearly as good: every objective stays within a part of what the best plan reaches. Different, and how they are found,
depends on what is decided:

- Where something may be built, two networks differ if they build and use different sets of lines and connections
  (what, where, in which period; not how large). Each set found is forbidden and the ordered objectives choose again.
  This is exact, within the gap of the search: no set of builds that keeps within the bounds is passed over, and they
  come in the order in which the objectives would choose them. What stays idle makes no other set.
- Where only flows are placed, there is no end of networks, and this is a search for variety (modelling to generate
  alternatives, by hop, skip and jump): the tonnes on links that earlier networks use are made as few as the bounds
  allow, links used twice counting double; among such plans the objectives choose. It promises neither that none is
  passed over nor an order, only that every network shown is within the bounds and apart from all before.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from symbiosis.api import solve_formulation
from symbiosis.compare.against import against
from symbiosis.compare.build_sets import BuildSet, BuildSets, working
from symbiosis.compare.links import LINK, changes
from symbiosis.compare.variety import least_difference, moved, next_network
from symbiosis.errors import UsageError

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation
    from symbiosis.plan.record import Plan
    from symbiosis.solver.stages import StageProgress

#: Part of an objective by which its bound is loosened, against the rounding of the solver.
_GRACE = 1e-9


@dataclass(frozen=True)
class Alternatives:
    """Different networks, the best one first; every plan is audited."""

    plans: tuple[Plan, ...]
    exact: bool
    """Whether these are the best sets of builds in order, none passed over; else a search for variety."""
    within: float
    """Part of each objective of the best plan that an alternative may give up."""
    apart: float
    """Part of the tonnes that must run on other links than in any network before (not where builds differ)."""
    ended: str
    """Why there are no more: ``count``, ``bounds`` (no other set of builds is within them) or ``alike``."""

    @property
    def objectives(self) -> pd.DataFrame:
        """What each plan reaches: rank, ledger, family, sense, amount, best, behind, behind_pct (of the best plan)."""
        rows = []
        for rank, plan in enumerate(self.plans, start=1):
            for first, stage in zip(self.plans[0].outcome.stages, plan.outcome.stages, strict=False):
                gap = stage.final - first.final if stage.sense == "min" else first.final - stage.final
                share = 100.0 * gap / abs(first.final) if first.final else float("nan") if gap else 0.0
                rows.append([rank, stage.ledger, stage.family, stage.sense, stage.final, first.final, gap, share])
        columns = ["rank", "ledger", "family", "sense", "amount", "best", "behind", "behind_pct"]
        return pd.DataFrame(rows, columns=columns)

    @property
    def networks(self) -> pd.DataFrame:
        """How the networks differ.

        Columns: rank, links (used), new_links and dropped_links (against the best), differs_pct (tonnes on other links
        than in the best), nearest (rank of the most similar one before), nearest_pct, builds (lines and connections
        that are used, with their year where there are several), builds_new and builds_dropped (against the best),
        comparisons (of the audit), deviation (largest).
        """
        tonnes, rows = [moved(plan) for plan in self.plans], []
        sets = [working(plan) for plan in self.plans]
        years = len(self.plans[0].years) > 1
        for number, plan in enumerate(self.plans):
            here, best = tonnes[number], tonnes[0]
            new, dropped = (len(a.index.difference(b.index)) for a, b in ((here, best), (best, here)))
            gap = 100.0 * least_difference(here, [best])[0]
            near, place = least_difference(here, tonnes[:number]) if number else (float("nan"), -1)
            certificate = plan.certificate
            deviation = (
                max((check.largest for check in certificate.checks), default=0.0) if certificate else float("nan")
            )
            rows.append([
                number + 1, len(here), new, dropped, gap, place + 1 if number else float("nan"), 100.0 * near,
                *(_named(each, years=years) for each in (sets[number], sets[number] - sets[0], sets[0] - sets[number])),
                certificate.comparisons if certificate else 0, deviation,
            ])  # fmt: skip
        columns = ["rank", "links", "new_links", "dropped_links", "differs_pct", "nearest", "nearest_pct"]
        columns += ["builds", "builds_new", "builds_dropped", "comparisons", "deviation"]
        return pd.DataFrame(rows, columns=columns)

    @property
    def flows(self) -> pd.DataFrame:
        """Every link that a network uses: year, what names the link, rank, dry_t, best_t, difference_t, change."""
        parts = [
            plan.flows[["year", *LINK]].assign(amount=plan.flows["dry_t"].astype(float), scenario=str(rank))
            for rank, plan in enumerate(self.plans, start=1)
        ]
        table = against(
            pd.concat(parts, ignore_index=True), ["year", *LINK], [str(rank) for rank in range(1, len(parts) + 1)], "1"
        )
        tonnes, before = (table[name].to_numpy(dtype=float) for name in ("amount", "baseline"))
        most = float(max(tonnes.max(initial=0.0), before.max(initial=0.0)))
        table = table.assign(change=changes(tonnes, before, most), scenario=table["scenario"].astype(int))
        names = {"scenario": "rank", "amount": "dry_t", "baseline": "best_t", "difference": "difference_t"}
        return table[table["change"] != "absent"].drop(columns="difference_pct").rename(columns=names)

    @property
    def builds(self) -> pd.DataFrame:
        """What each network builds: rank and the columns of a plan's builds."""
        return pd.concat([plan.builds.assign(rank=rank) for rank, plan in enumerate(self.plans, start=1)])


def _named(builds: BuildSet, *, years: bool) -> str:
    return "; ".join(f"{name} {year}" if years else name for name, year in sorted(builds))


def alternatives(
    formulation: Formulation, count: int = 5, within: float = 0.05, *, apart: float = 0.05,
    progress: StageProgress | None = None,
) -> Alternatives:  # fmt: skip
    """Return up to ``count`` different networks, the best one among them, each no worse than ``within`` allows.

    Parameters
    ----------
    within
        Part of every objective of the best plan that an alternative may give up, 0.05 for 5 %.
    apart
        Part of the tonnes that must run on other links than in any network before; of no effect where something may be
        built.

    Raises
    ------
    UsageError
        Where a number is out of its range.
    InfeasibleError, UnsolvedError
        Where there is no best plan to begin with.
    """
    if count < 1 or not 0 <= within <= 1 or not 0 < apart <= 1:
        raise UsageError("alternatives: count must be at least 1, within from 0 to 1, apart above 0 and at most 1")
    plans = [solve_formulation(formulation, progress=progress)]
    exact = bool(len(formulation.horizon.options) or len(formulation.horizon.mains))
    ended = "count"
    with _held(formulation, plans[0], within):
        sets = BuildSets(formulation, plans[0]) if exact else None
        while len(plans) < count:
            if progress is not None:
                progress(f"network {len(plans) + 1}", 0.0, 0)
            plan = sets.next(progress) if sets is not None else next_network(formulation, plans, progress)
            if plan is None:
                ended = "bounds" if exact else "alike"
                break
            if not exact and least_difference(moved(plan), [moved(other) for other in plans])[0] < apart:
                ended = "alike"
                break
            plans.append(plan)
    return Alternatives(tuple(plans), exact, within, apart, ended)


@contextmanager
def _held(formulation: Formulation, best: Plan, within: float) -> Iterator[None]:
    """Hold every objective within a part of what the best plan reaches, for a while."""
    totals = [goal.expr for goal in formulation.model.objective.values()]
    before = [total.bounds for total in totals]
    for total, stage in zip(totals, best.outcome.stages, strict=False):
        value = stage.final / 1000.0  # the model counts in thousands
        give = within * abs(value) + _GRACE * max(1.0, abs(value))
        if stage.sense == "max":
            total.setlb(value - give)
        else:
            total.setub(value + give)
    try:
        yield
    finally:
        for total, (low, high) in zip(totals, before, strict=True):
            total.setlb(low)
            total.setub(high)
