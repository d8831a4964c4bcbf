"""How far each scenario stays behind: ledger by ledger as it stands, and with its builds met by another scenario.

The first table lays the plans side by side. It says something about choices only where the scenarios share one world
and differ in what is asked; between different worlds it compares fates, not decisions. The second is the classical
table: what one scenario builds is fixed, and the flows are placed anew under the assumptions of another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from symbiosis.compare.audited import audited_plan
from symbiosis.compare.options import Option, Slot
from symbiosis.compare.totals import parts
from symbiosis.errors import UnsolvedError
from symbiosis.network.units import ledger_units

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation
    from symbiosis.plan.record import Plan
    from symbiosis.solver.outcome import Stage

BEHIND = ("year", "ledger", "family", "sense", "unit", "scenario", "amount", "best", "behind", "behind_pct")
REGRET = ("decided", "met", "ledger", "family", "sense", "unit", "amount", "best", "regret", "regret_pct", "told")
#: A size is met within this part of it, against rounding.
_GRACE = 1e-9
#: Digits of a percentage beyond which two are alike.
_DIGITS = 6


def behind(options: Sequence[Option], slots: Sequence[Slot], baseline: str) -> pd.DataFrame:
    """Return, for every ledger that is an objective of a scenario, how far each plan stays behind the best one.

    Columns: year, ledger, family, sense, unit, scenario, amount, best, behind (in the ledger's unit, 0 for the best)
    and behind_pct (per cent of the best one's size; inf where that is 0). A ledger that one scenario wants large and
    another small is left out.
    """
    goals = _goals(options)
    found = []
    for year, option, plan in parts(options, slots, baseline):
        rows = plan.ledgers[plan.ledgers["scope"] == "park"]
        units = ledger_units(plan.model)
        for (ledger, family), sense in goals.items():
            amount = rows.loc[
                (rows["ledger"] == ledger) & ((rows["family"] == family) | (family == "")), "amount"
            ].sum()
            found.append([year, ledger, family, sense, str(units[ledger]), option.name, float(amount)])
    table = pd.DataFrame(found, columns=list(BEHIND[:7]))
    groups = table.groupby(["year", "ledger", "family"])["amount"]
    large = table["sense"] == "max"
    best = groups.transform("max").where(large, groups.transform("min"))
    gap = (best - table["amount"]).abs()
    table = table.assign(best=best, behind=gap.where(gap > _GRACE * best.abs(), 0.0))
    return table.assign(behind_pct=_percent(table["behind"], best)).sort_values(
        "year", kind="stable", ignore_index=True
    )


def _goals(options: Sequence[Option]) -> dict[tuple[str, str], str]:
    senses: dict[tuple[str, str], set[str]] = {}
    for option in options:
        for goal in option.model.settings.objectives:
            senses.setdefault((goal.ledger, goal.family), set()).add(goal.sense)
    return {goal: min(sense) for goal, sense in senses.items() if len(sense) == 1}


def _percent(gap: pd.Series[float], best: pd.Series[float]) -> pd.Series[float]:
    size = best.abs().to_numpy(dtype=float)
    behind = gap.to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(behind == 0, 0.0, 100.0 * behind / size)
    return pd.Series(share, index=gap.index)


def least_behind(table: pd.DataFrame) -> tuple[tuple[str, ...], float]:
    """Return the scenarios whose largest gap to the best, in per cent over all ledgers, is smallest, and that gap."""
    worst = table.groupby("scenario", sort=False)["behind_pct"].max().round(_DIGITS)
    least = float(worst.min()) if len(worst) else float("nan")
    return tuple(str(name) for name in worst.index[worst == least]), least


def regret(options: Sequence[Option]) -> pd.DataFrame:
    """Return what the builds of each scenario come to under the assumptions of every other one.

    What is built, where, in which period and how large is fixed as ``decided`` has it; the flows are placed anew by the
    objectives of ``met``, and the plan is audited. What ``met`` builds itself is met in the same way, so that the gap
    of the search is no regret. Columns: decided, met, ledger, family, sense (an objective of met), unit, amount, best
    (with met's own builds), regret (how much worse; negative where an objective further down gains from what one
    before it loses), regret_pct, told: own, solved, or why there is no plan. Empty where nothing is built.
    """
    known = [option for option in options if option.plan is not None]
    if not any(_decisions(option) for option in known):
        return pd.DataFrame(columns=list(REGRET))
    rows = [row for met in known for row in _met(met, known)]
    return pd.DataFrame(rows, columns=list(REGRET))


def _met(met: Option, known: Sequence[Option]) -> Iterator[list[object]]:
    """Yield the rows of one world; builds that are alike are placed once."""
    own, told = under(met, met)
    if own is None:  # the builds of a plan that was stopped may be held by a hair only
        own, told = met.plan, "solved"
    placed = {_decisions(met): (own, told)}
    for decided in known:
        key = _decisions(decided)
        if key not in placed:
            placed[key] = under(decided, met)
        plan, told = placed[key]
        yield from _rows(decided.name, met, own, plan, "own" if decided.name == met.name else told)


def _decisions(option: Option) -> tuple[tuple[str, ...], ...]:
    """Return what a scenario decides to build, so that two that decide alike are known."""
    assert option.plan is not None
    lines, laid = option.plan.builds, option.plan.mains
    sizes = [f"{size:.6g}" for size in lines["size_t_a"]]
    whole = zip(lines["facility"], lines["year"].astype(str), sizes, strict=True)
    ends = zip(*(laid[name].astype(str) for name in ("from", "to", "mode", "material", "year")), strict=True)
    return tuple(sorted((*whole, *ends)))


def _rows(decided: str, met: Option, own: Plan | None, plan: Plan | None, told: str) -> Iterator[list[object]]:
    assert own is not None
    units = ledger_units(met.model)
    for number, stage in enumerate(own.outcome.stages):
        amount = _final(plan, number)
        gap = amount - stage.final if stage.sense == "min" else stage.final - amount
        size = abs(stage.final)
        share = 0.0 if gap == 0 else 100.0 * gap / size if size else float(np.copysign(np.inf, gap))
        head = [decided, met.name, stage.ledger, stage.family, stage.sense, str(units[stage.ledger])]
        yield [*head, amount, stage.final, gap, share if np.isfinite(gap) else np.inf, told]


def _final(plan: Plan | None, number: int) -> float:
    stages: tuple[Stage, ...] = plan.outcome.stages if plan is not None else ()
    return stages[number].final if number < len(stages) else float("nan")


def under(decided: Option, met: Option) -> tuple[Plan | None, str]:
    """Return the plan of ``met`` with the builds of ``decided``, or None, and what became of it."""
    assert decided.plan is not None
    formulation = met.formulation
    if formulation is None:  # nothing may be built there
        missing = sorted({row[0] for row in _decisions(decided)})
        return (None, f"cannot be built there: {', '.join(missing)}") if missing else (met.plan, "solved")
    missing = _fix(formulation, decided)
    try:
        if missing:
            return None, f"cannot be built there: {', '.join(missing)}"
        plan = audited_plan(formulation)
    except UnsolvedError as error:
        return None, str(error)
    finally:
        _free(formulation)
    return plan, "solved" if plan is not None else "no plan satisfies all rules with these builds"


def _fix(formulation: Formulation, decided: Option) -> list[str]:
    """Fix what is built as ``decided`` has it; return what cannot be built here."""
    assert decided.plan is not None
    horizon, model = formulation.horizon, formulation.model
    missing: list[str] = []
    years = dict(zip(decided.years, (period.year for period in horizon.periods), strict=False))
    if len(horizon.options):
        chosen, size = _options(horizon.options, decided.plan.builds, years, missing)
        model.build.lower_array[:] = model.build.upper_array[:] = chosen
        model.size.lower_array[:], model.size.upper_array[:] = size * (1 - _GRACE), size * (1 + _GRACE)
    else:
        missing += [str(name) for name in decided.plan.builds["facility"]]
    if len(horizon.mains):
        laid = _laid(horizon.mains, decided.plan.mains, years, missing)
        model.laid.lower_array[:] = model.laid.upper_array[:] = laid
    else:
        missing += [f"{a} > {b}" for a, b in zip(decided.plan.mains["from"], decided.plan.mains["to"], strict=True)]
    return missing


def _options(
    ways: pd.DataFrame, builds: pd.DataFrame, years: dict[int, int], missing: list[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Return which ways of building are chosen, and the size of each in kt/a."""
    chosen, size = np.zeros(len(ways)), np.zeros(len(ways))
    for row in builds.to_dict("records"):
        fits = (ways["facility"] == row["facility"]) & (ways["start_year"] == years.get(int(row["year"]), -1))
        fits &= (ways["low_t_a"] <= row["size_t_a"] * (1 + _GRACE)) & (
            row["size_t_a"] <= ways["high_t_a"] * (1 + _GRACE)
        )
        places = np.flatnonzero(fits)
        if len(places):
            chosen[places[0]], size[places[0]] = 1.0, row["size_t_a"] / 1000.0
        else:
            missing.append(str(row["facility"]))
    return chosen, size


def _laid(ways: pd.DataFrame, mains: pd.DataFrame, years: dict[int, int], missing: list[str]) -> np.ndarray:
    laid = np.zeros(len(ways))
    for row in mains.to_dict("records"):
        fits = ways["start_year"] == years.get(int(row["year"]), -1)
        for column in ("from", "to", "mode", "material"):
            fits &= ways[column] == row[column]
        places = np.flatnonzero(fits)
        if len(places):
            laid[places[0]] = 1.0
        else:
            missing.append(f"{row['from']} > {row['to']}")
    return laid


def _free(formulation: Formulation) -> None:
    horizon, model = formulation.horizon, formulation.model
    if len(horizon.options):
        high = horizon.options["high_t_a"].to_numpy(dtype=float) / 1000.0
        model.build.lower_array[:], model.build.upper_array[:] = 0.0, 1.0
        model.size.lower_array[:], model.size.upper_array[:] = 0.0, high
    if len(horizon.mains):
        model.laid.lower_array[:], model.laid.upper_array[:] = 0.0, 1.0


def least_regret(table: pd.DataFrame) -> tuple[tuple[str, ...], float]:
    """Return the scenarios whose builds are least regretted, and their largest regret in per cent.

    The largest regret over all worlds counts, of the first objective of each; where two are alike, of the second, and
    so on. Builds that cannot stand, or allow no plan, in some world are regretted without limit there.
    """
    if table.empty:
        return (), float("nan")
    rank = table.groupby(["decided", "met"]).cumcount()
    worst = table.assign(rank=rank).groupby(["decided", "rank"], sort=False)["regret_pct"].max()
    wide = worst.round(_DIGITS).unstack("rank")  # noqa: PD010 - one value a place
    order = wide.apply(tuple, axis=1)
    least = min(order)
    return tuple(str(name) for name in order.index if order[name] == least), float(least[0])
