"""The policy lab: what a lever does at each level, what it costs the budget, and who pays.

Money is CNY and tonnes are dry, both of a year (of several years: all of them together). A budget that pays out is
negative. ``society`` is what everybody pays without transfers: the cost of the park less what the state takes in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from symbiosis.compare.job import Job
from symbiosis.compare.levers import Lever
from symbiosis.compare.result import without_plan
from symbiosis.compare.runner import Progress, Result, run_jobs
from symbiosis.errors import DataError, Fault

if TYPE_CHECKING:
    from symbiosis.park import Park
    from symbiosis.scenario import Model

#: Job of the scenario as it stands.
NONE = "no lever"
#: Part of what arises below which tonnes are the solver's rounding.
ROUNDING = 1e-6
#: Parts of the tonnes that every lever can bring at which levers are held against each other.
SHARES = (0.25, 0.5, 0.75, 1.0)

_LEVELS = (
    "lever", "level", "unit", "status", "used_t", "disposed_t", "cost_cny", "budget_cny", "society_cny", "co2_kg",
    "rate", "extra_t", "budget_cost_cny_t", "owners_cost_cny_t", "society_cost_cny_t", "reason",
)  # fmt: skip
_OF_EXTRA = {"budget": "budget_cost_cny_t", "owners": "owners_cost_cny_t", "society": "society_cost_cny_t"}


@dataclass(frozen=True)
class Responses:
    """What levers do. Tables are plain; what has no value is blank."""

    park: Park
    model: Model
    levers: tuple[Lever, ...]
    none: Result
    """The scenario as it stands."""
    levels: pd.DataFrame
    """A row a lever and level: tonnes used, money, CO2, and per extra tonne used against no lever."""
    families: pd.DataFrame
    owners: pd.DataFrame
    """What each owner pays, and how much more than without the lever."""
    steps: pd.DataFrame
    """Between which levels the tonnes used change."""
    equal: pd.DataFrame
    """Levers at equal extra tonnes, cheapest first for the budget, the owners and society."""

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by the names of their files."""
        return {
            "policy": self.levels, "families": self.families, "owners": self.owners, "steps": self.steps,
            "equal": self.equal,
        }  # fmt: skip

    @property
    def cost_decides(self) -> bool:
        """Whether cost is the first objective, so that money can move tonnes."""
        return self.model.settings.objectives[0].ledger == "cost_cny"


def responses(
    park: Park, model: Model, levers: Sequence[Lever], *, refine: int = 0, workers: int = 1, cluster: str | None = None,
    folder: Path | None = None, progress: Callable[[Progress], None] | None = None,
) -> Responses:  # fmt: skip
    """Return what ``levers`` do in ``park`` under ``model``, level by level, each plan audited.

    Parameters
    ----------
    refine
        Rounds in which the middle of every interval with a step is solved too.

    Raises DataError where a lever sets what cannot be set, InfeasibleError where the scenario has no plan even without
    a lever.
    """
    _check(levers, model, park)
    settings: Any = {"workers": workers, "cluster": cluster, "folder": folder, "progress": progress}
    asked = {(lever.name, level) for lever in levers for level in lever.levels}
    done: dict[tuple[str, float], Result] = {}
    none: Result | None = None
    for _ in range(refine + 1):
        jobs = {(lever.name, level): Job(lever.job(level), lever.at(level)) for lever, level in _each(levers, asked)}
        first = [] if none else [Job(NONE.replace(" ", "-"))]
        found = list(run_jobs(park, model, [*first, *jobs.values()], **settings))
        none = none or _with_plan(found.pop(0))
        done |= dict(zip(jobs, found, strict=True))
        asked = set(_middles(levers, done, none))
        if not asked:
            break
    assert none is not None
    table = _level_table(levers, done, none)
    return Responses(
        park, model, tuple(levers), none, table, _families(levers, done), _owners(levers, done, none),
        _steps(table, none), equal_tonnes(table),
    )  # fmt: skip


def _check(levers: Sequence[Lever], model: Model, park: Park) -> None:
    """Raise DataError with what is wrong with the ends of each lever, before anything is solved."""
    faults: list[Fault] = []
    for lever, level in _each(levers, {(lever.name, lever.levels[end]) for lever in levers for end in (0, -1)}):
        try:
            model.under(*lever.at(level)).at(park)
        except DataError as error:
            faults += [replace(fault, where=f"--lever {lever.name}: {fault.where}") for fault in error.faults]
    if faults:
        raise DataError(list(dict.fromkeys(faults)))


def _with_plan(result: Result) -> Result:
    if not result.solved:
        raise without_plan(result, "without any lever there is none", "不用任何杠杆时即无方案")
    return result


def _each(levers: Sequence[Lever], asked: Iterable[tuple[str, float]]) -> Iterator[tuple[Lever, float]]:
    by_name = {lever.name: lever for lever in levers}
    order = {lever.name: number for number, lever in enumerate(levers)}
    for name, level in sorted(asked, key=lambda pair: (order[pair[0]], pair[1])):
        yield by_name[name], level


def _middles(
    levers: Sequence[Lever], done: dict[tuple[str, float], Result], none: Result
) -> Iterator[tuple[str, float]]:
    for lever in levers:
        own = sorted(
            ((level, result) for (name, level), result in done.items() if name == lever.name and result.solved),
            key=lambda pair: pair[0],
        )
        for (low, before), (high, after) in pairwise(own):
            moved = abs(after.totals["used_t"] - before.totals["used_t"]) > _rounding(none)
            if moved and high - low > lever.step:
                yield lever.name, (low + high) / 2


def _rounding(none: Result) -> float:
    return ROUNDING * max(none.totals["arising_t"], 1.0)


def _level_table(levers: Sequence[Lever], done: dict[tuple[str, float], Result], none: Result) -> pd.DataFrame:
    rows = [_level_row(lever, level, done[lever.name, level], none) for lever, level in _each(levers, done)]
    table = pd.DataFrame(rows).reindex(columns=list(_LEVELS))
    return pd.concat([_with_marginal(own, none) for _, own in table.groupby("lever", sort=False)], ignore_index=True)


def _level_row(lever: Lever, level: float, result: Result, none: Result) -> dict[str, Any]:
    head = {"lever": lever.name, "level": level, "unit": lever.unit, "status": result.status}
    if not result.solved:
        return {**head, "reason": " | ".join(result.reason)}
    now, then = _money(result), _money(none)
    extra = now["used_t"] - then["used_t"]
    more = {kind: _per(_burden(kind, now) - _burden(kind, then), extra, none) for kind in _OF_EXTRA}
    return {
        **head, **now, "rate": result.rate, "extra_t": extra if abs(extra) > _rounding(none) else 0.0,
        **{column: more[kind] for kind, column in _OF_EXTRA.items()}, "reason": "",
    }  # fmt: skip


def _money(result: Result) -> dict[str, float]:
    totals = result.totals
    cost, budget = totals["cost_cny"], totals.get("budget_cny", 0.0)
    return {
        "used_t": totals["used_t"], "disposed_t": totals["disposed_t"], "cost_cny": cost, "budget_cny": budget,
        "society_cny": cost - budget, "co2_kg": totals["co2_kg"],
    }  # fmt: skip


def _burden(kind: str, money: dict[str, Any]) -> float:
    """Return what the state, the owners or everybody pays."""
    return float({"budget": -money["budget_cny"], "owners": money["cost_cny"], "society": money["society_cny"]}[kind])


def _per(cost: float, extra_t: float, none: Result) -> float:
    """Return cost per extra tonne; NaN where nothing extra is used."""
    return cost / extra_t if extra_t > _rounding(none) else np.nan


def _with_marginal(own: pd.DataFrame, none: Result) -> pd.DataFrame:
    """Return a lever's rows with what the budget pays per tonne that a level adds to the level before."""
    solved = own[own["status"].isin(["optimal", "stopped"])]
    then = _money(none)
    # The first level stands against no lever.
    used, budget = (solved[name].diff().fillna(solved[name] - then[name]) for name in ("used_t", "budget_cny"))
    return own.assign(marginal_budget_cost_cny_t=(-budget / used).where(used > _rounding(none)))


def _families(levers: Sequence[Lever], done: dict[tuple[str, float], Result]) -> pd.DataFrame:
    columns = ["lever", "level", "family", "arising_t", "used_t", "rate"]
    rows = [
        {"lever": lever.name, "level": level, **row}
        for lever, level in _each(levers, done)
        for row in done[lever.name, level].rates
    ]
    return pd.DataFrame(rows, columns=columns)


def _paid(result: Result) -> dict[str, dict[str, float]]:
    paid: dict[str, dict[str, float]] = {}
    for row in result.owners:
        paid.setdefault(row["owner"], {})[row["ledger"]] = row["amount"]
    return paid


def _owners(levers: Sequence[Lever], done: dict[tuple[str, float], Result], none: Result) -> pd.DataFrame:
    columns = ["lever", "level", "owner", "cost_cny", "paid_to_state_cny", "change_cny"]
    before, rows = _paid(none), []
    for lever, level in _each(levers, done):
        if not done[lever.name, level].solved:
            continue
        now = _paid(done[lever.name, level])
        for owner in sorted({*before, *now}):
            cost, state = (now.get(owner, {}).get(ledger, 0.0) for ledger in ("cost_cny", "budget_cny"))
            change = cost - before.get(owner, {}).get("cost_cny", 0.0)
            rows.append((lever.name, level, owner, cost, state, change))
    return pd.DataFrame(rows, columns=columns)


def _steps(table: pd.DataFrame, none: Result) -> pd.DataFrame:
    columns = ["lever", "from_level", "to_level", "unit", "used_before_t", "used_after_t", "change_t"]
    rows: list[tuple[Any, ...]] = []
    for name, own in table[table["status"].isin(["optimal", "stopped"])].groupby("lever", sort=False):
        reached = zip(own["level"].tolist(), own["used_t"].tolist(), strict=True)
        for (low, before), (high, after) in pairwise(reached):
            if abs(after - before) > _rounding(none):
                rows.append((name, low, high, own["unit"].iloc[0], before, after, after - before))
    return pd.DataFrame(rows, columns=columns)


def equal_tonnes(table: pd.DataFrame) -> pd.DataFrame:
    """Return the levers at equal extra tonnes: of each the level that brings the least of at least what is asked.

    Asked are parts of what every lever that brings anything can bring. ``*_rank`` is 1 for the cheapest per extra
    tonne; a lever that brings nothing is not there.
    """
    columns = [
        "asked_t",
        "lever",
        "level",
        "unit",
        "extra_t",
        *_OF_EXTRA.values(),
        *(f"{kind}_rank" for kind in _OF_EXTRA),
    ]
    bring = table[table["extra_t"] > 0]
    if bring.empty:
        return pd.DataFrame(columns=columns)
    common = float(bring.groupby("lever")["extra_t"].max().min())
    parts = []
    for asked in sorted({share * common for share in SHARES}):
        enough = bring[bring["extra_t"] >= asked * (1 - ROUNDING)].sort_values("extra_t", kind="stable")
        chosen = enough.groupby("lever", sort=False).head(1).assign(asked_t=asked)
        # To the hundredth: what differs by less is the same plan, solved twice.
        cost = {kind: chosen[column].round(2) for kind, column in _OF_EXTRA.items()}
        ranks = {f"{kind}_rank": own.rank(method="min").astype(int) for kind, own in cost.items()}
        parts.append(chosen.assign(**ranks).sort_values("budget_rank", kind="stable"))
    return pd.concat(parts, ignore_index=True)[columns]
