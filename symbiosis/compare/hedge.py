"""Build once for worlds that are not known yet: the hedged decision, its worst tail, what knowing would be worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from symbiosis.api import formulate
from symbiosis.compare.audited import audited_plan
from symbiosis.errors import DataError, InfeasibleError, UsageError
from symbiosis.network.units import ledger_units
from symbiosis.plan.audit import audit
from symbiosis.plan.tables import make_plan
from symbiosis.solver import Infeasible
from symbiosis.solver.chain import goals_of
from symbiosis.solver.extensive import Hedged, Risk, World, decisions_of, solve_worlds
from symbiosis.solver.gather import gather
from symbiosis.solver.stages import solve_stages

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from symbiosis.formulation import Formulation
    from symbiosis.park import Park
    from symbiosis.plan.record import Plan
    from symbiosis.scenario import Model
    from symbiosis.solver.outcome import Outcome
    from symbiosis.solver.stages import StageProgress

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True)
class Case:
    """A world by name: how likely it is, and what differs in it."""

    name: str
    probability: float
    assignments: tuple[str, ...] = ()
    """Texts ``a.b.c=value``, as after ``--set``."""


@dataclass(frozen=True)
class Hedge:
    """What to build before it is known which world comes.

    Attributes
    ----------
    plans
        World by world: the audited plan with what is built held.
    worlds
        A row a world and objective: ``hedged``, ``typical`` (what is built for the typical world, NaN where that has no
        plan) and ``known`` (the best if this world were known beforehand), in the ledger's unit.
    totals
        A row an objective: mean and mean of the worst worlds of each of the three, and what the differences are worth:
        ``known_worth`` (to know the world, EVPI) and ``hedge_worth`` (to hedge and not plan for the typical, VSS).
    builds
        A row a candidate that any of them builds: size in t/a hedged, for the typical world, and in how many worlds it
        would be built if they were known.
    """

    outcome: Outcome
    risk: Risk
    plans: Mapping[str, Plan]
    worlds: pd.DataFrame
    totals: pd.DataFrame
    builds: pd.DataFrame


def hedge(
    park: Park, model: Model, cases: Sequence[Case], risk: Risk | None = None, progress: StageProgress | None = None
) -> Hedge:
    """Return what to build in ``park`` under ``model``, decided once for all ``cases``.

    ``model`` as it stands is the typical world, for comparison.

    Raises
    ------
    UsageError
        Where probabilities do not add up to 1, the cases differ in what may be built, in years or objectives, or the
        risk is of no objective.
    DataError
        Where a case sets what cannot be set.
    InfeasibleError
        Where no decision has a plan in every world.
    """
    risk = risk or Risk()
    worlds = _worlds_of(park, model, cases)
    _check(worlds, risk)
    try:
        hedged = solve_worlds(worlds, risk, progress=progress)
    except Infeasible:
        alone = [
            case.name for case, world in zip(cases, worlds, strict=True) if audited_plan(world.formulation) is None
        ]
        en = f"no plan even alone: {', '.join(alone)}" if alone else "each has a plan alone, but none they could share"
        zh = f"单独也无方案的情形：{'、'.join(alone)}" if alone else "每种情形单独都有方案，但没有可共用的"
        told = f"nothing that is decided once has a plan in every world; {en}"
        raise InfeasibleError([told], [f"没有一次决策能使每种情形都有方案；{zh}"]) from None
    plans = {
        case.name: _audited(world.formulation, values, hedged.outcome)
        for case, world, values in zip(cases, worlds, hedged.columns, strict=True)
    }
    typical = _alone(formulate(park, model))
    held = _held(worlds, risk, typical)
    known = [_alone(world.formulation) for world in worlds]
    table = _worlds(cases, worlds, hedged, held, known)
    first = worlds[0].formulation
    return Hedge(
        hedged.outcome, risk, plans, table, _totals(table, risk, first),
        _builds(first, hedged.decisions, typical, [values for values in known if values is not None]),
    )  # fmt: skip


def _worlds_of(park: Park, model: Model, cases: Sequence[Case]) -> list[World]:
    worlds, faults = [], []
    for case in cases:
        try:
            worlds.append(World(formulate(park, model.under(*case.assignments)), case.probability))
        except DataError as error:
            faults += [replace(fault, where=f"--world {case.name}: {fault.where}") for fault in error.faults]
    if faults:
        raise DataError(faults)
    return worlds


def _check(worlds: Sequence[World], risk: Risk) -> None:
    """Raise UsageError where totals of the worlds are no numbers of one kind, or the risk is of none of them."""
    if not (0.0 <= risk.weight <= 1.0 and 0.0 <= risk.beyond < 1.0):
        raise UsageError(f"weight {risk.weight:g} must be 0 to 1, and beyond {risk.beyond:g} 0 or more and below 1")
    aims, years = [], []
    for world in worlds:
        horizon = world.formulation.horizon
        aims.append([(aim.ledger, aim.family, aim.sense) for aim in horizon.model.settings.objectives])
        years.append([(period.year, period.length_a) for period in horizon.periods])
    for what, each in (("objectives", aims), ("years", years)):
        if any(other != each[0] for other in each[1:]):
            raise UsageError(f"the worlds differ in their {what}; let them differ in amounts, prices or quality")
    known = [ledger for ledger, _, _ in aims[0]] if aims else []
    strange = [ledger for ledger in risk.ledgers if ledger not in known]
    if strange and (risk.weight > 0 or risk.ledgers != Risk().ledgers):
        told = f"{', '.join(strange)} is no objective, so it has no worst worlds"
        raise UsageError(f"{told}; the objectives are {', '.join(known)} (--averse)")


def _audited(formulation: Formulation, values: Floats, outcome: Outcome) -> Plan:
    plan = make_plan(formulation, values, outcome)
    return replace(plan, certificate=audit(plan))


def _alone(formulation: Formulation) -> Floats | None:
    """Return the values of the best plan of one world; None where it has none."""
    try:
        return solve_stages(formulation)[2]
    except Infeasible:
        return None


def _held(worlds: Sequence[World], risk: Risk, typical: Floats | None) -> Hedged | None:
    """Return what the decisions for the typical world lead to in all worlds; None where one has no plan then."""
    if typical is None:
        return None
    try:
        return solve_worlds(worlds, risk, held=typical[decisions_of(worlds[0].formulation)])
    except Infeasible:
        return None


def _worlds(
    cases: Sequence[Case], worlds: Sequence[World], hedged: Hedged, held: Hedged | None,
    known: Sequence[Floats | None],
) -> pd.DataFrame:  # fmt: skip
    rows = []
    for number, (case, world) in enumerate(zip(cases, worlds, strict=True)):
        formulation = world.formulation
        problem = gather(formulation.model, formulation.years[0].columns.layout)
        best = known[number]
        rows += [
            {
                "world": case.name, "probability": case.probability, "ledger": goal.ledger, "family": goal.family,
                "sense": goal.sense, "hedged": 1000.0 * hedged.columns[number][goal.column],
                "typical": np.nan if held is None else 1000.0 * held.columns[number][goal.column],
                "known": np.nan if best is None else 1000.0 * best[goal.column],
            }
            for goal in goals_of(formulation, problem)
        ]  # fmt: skip
    return pd.DataFrame(rows)


def _totals(table: pd.DataFrame, risk: Risk, formulation: Formulation) -> pd.DataFrame:
    units = ledger_units(formulation.horizon.model)
    rows = []
    for (ledger, family, sense), own in table.groupby(["ledger", "family", "sense"], sort=False):
        chance = own["probability"].to_numpy(dtype=float)
        row: dict[str, object] = {"ledger": ledger, "family": family, "sense": sense, "unit": units[str(ledger)]}
        for name in ("hedged", "typical", "known"):
            values = own[name].to_numpy(dtype=float)
            row[name] = float(chance @ values)
            row[f"{name}_worst"] = worst_mean(values, chance, risk.beyond, str(sense))
        gain = -1.0 if sense == "min" else 1.0
        row["known_worth"] = gain * (float(str(row["known"])) - float(str(row["hedged"])))
        row["hedge_worth"] = gain * (float(str(row["hedged"])) - float(str(row["typical"])))
        rows.append(row)
    return pd.DataFrame(rows)


def worst_mean(values: Floats, chance: Floats, beyond: float, sense: str) -> float:
    """Return the mean of the worst ``1 - beyond`` of the probability: the largest values of a cost, least of a gain."""
    if np.isnan(values).any():
        return float("nan")
    order = np.argsort(-values if sense == "min" else values, kind="stable")
    tail = 1.0 - beyond
    before = np.concatenate([[0.0], np.cumsum(chance[order])[:-1]])
    part = np.clip(tail - before, 0.0, chance[order])
    return float(part @ values[order] / tail)


def _builds(formulation: Formulation, hedged: Floats, typical: Floats | None, known: Sequence[Floats]) -> pd.DataFrame:
    """Return the size of what is built, candidate by candidate."""
    options, columns = formulation.horizon.options, formulation.years[0].columns
    count = len(options)

    def sizes(values: NDArray[np.float64], built: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.where(built > 0.5, values * 1000.0, 0.0), dtype=float)

    table = options[["candidate", "facility", "plant", "process"]].assign(
        hedged_t_a=sizes(hedged[count : 2 * count], hedged[:count]),
        typical_t_a=np.nan if typical is None else sizes(typical[columns.size], typical[columns.build]),
        known_in=sum((values[columns.build] > 0.5).astype(int) for values in known) if known else 0,
    )
    sums = table.groupby(["candidate", "facility", "plant", "process"], sort=False, as_index=False).sum(min_count=1)
    met = (sums["hedged_t_a"] > 0) | (sums["typical_t_a"] > 0) | (sums["known_in"] > 0)
    return sums[met].reset_index(drop=True)
