"""What can be had together: points of a park none of which is better than another in everything, as a table.

The first objective is optimised (a cost, where one is asked for), the others are held at levels. All money is CNY.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from symbiosis.compare.asked import key, read_asked, toml_value, units
from symbiosis.errors import UnsolvedError, UsageError
from symbiosis.formulation.ledgers import LedgerKey
from symbiosis.scenario.settings import Objective, Target

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation
    from symbiosis.park import Park
    from symbiosis.plan.record import Plan
    from symbiosis.scenario import Model
    from symbiosis.solver.bench import Bench
    from symbiosis.solver.chain import Chain, Goal
    from symbiosis.solver.front import Front
    from symbiosis.solver.stages import StageProgress

#: Part of a total by which a plan at a point may miss it, against the rounding of the solver.
_GRACE = 1e-7
#: Points of the curve that stands in a report, and nonzeros up to which it is drawn without being asked for.
_CURVE, _CHEAP_NONZEROS = 12, 200_000
#: Breaks ties between plans of the same point.
_TIES = "tkm"


@dataclass(frozen=True)
class ParkFront:
    """The front of a park under a model."""

    park: Park
    model: Model
    """The model whose objectives are those of the front."""
    objectives: tuple[Objective, ...]
    """The one that is optimised first."""
    front: Front
    table: pd.DataFrame
    """A row a point, from the easiest level of the second objective to the strictest.

    ``point`` (from 1), each objective in its ledger's unit, ``<first>_per_<other>`` (what the first loses per unit
    more of the other, at the point: blank with decisions and at the end), with two objectives
    ``step_<first>_per_<other>`` (the same over the whole step from the point before), ``rate_<family>`` (used over
    newly arising), ``gap`` to the proven bound of the first, ``knee`` (the point that gives up least of all ranges
    together).
    """

    @property
    def payoff(self) -> pd.DataFrame:
        """A row an objective at its best (the others then as good as can be, in order), a column an objective."""
        names = [key(each) for each in self.objectives]
        return pd.DataFrame(self.front.payoff * 1000.0, columns=names).assign(best=names)[["best", *names]]

    @property
    def proven(self) -> bool:
        """Whether every point is proven within the gap that was asked for, and every level answered."""
        gap = self.model.settings.solver.mip_gap
        return not self.front.unanswered and bool((self.table["gap"] <= max(gap, 1e-6)).all())

    def plan_at(self, point: int, *, progress: StageProgress | None = None) -> Plan:
        """Return the audited plan of a point (from 1): a run of its own, with the point's amounts as targets."""
        if not 1 <= point <= len(self.table):
            raise UsageError(f"there is no point {point}; the front has points 1 to {len(self.table)}")
        from symbiosis.api import solve_formulation

        row = self.table.iloc[point - 1]
        wanted = [(each, float(row[key(each)])) for each in self.objectives[1:]]
        return solve_formulation(_bound(self, point, wanted), progress=progress)


def front(
    park: Park,
    model: Model,
    of: str | Sequence[str] = "used_t,cost_cny",
    *,
    points: int | Sequence[int] = 20,
    progress: StageProgress | None = None,
) -> ParkFront:
    """Return the front of ledgers: what more of one costs in another, point by point, each proven.

    Parameters
    ----------
    of
        Ledgers as ``used_t``, ``cost_cny:min`` or ``used_t/red_mud``.
    points
        Points wanted, or the number of levels of each objective after the first (a cost stands first).

    Raises
    ------
    UsageError
        For a ledger that is none, or too few points.
    InfeasibleError
        Where no plan satisfies all rules.
    UnsolvedError
        Where an objective has no end, or the solver was stopped.
    """
    from symbiosis.api import formulate, solve_formulation
    from symbiosis.solver.stages import Infeasible

    objectives = read_asked(of, model.at(park))
    asked = model.under(f"objectives={toml_value([each.model_dump() for each in objectives])}")
    tell = progress or (lambda *_: None)
    tell("network and formulation", 0.0, 0)
    formulation = formulate(park, asked)
    try:
        found = front_of(formulation, points=points, progress=progress)
    except Infeasible:
        solve_formulation(formulation)  # says what contradicts what
        raise
    return ParkFront(park, asked, objectives, found, front_table(formulation, objectives, found))


def front_of(
    formulation: Formulation, *, points: int | Sequence[int] = 20, progress: StageProgress | None = None
) -> Front:
    """Return the front of a formulation's objectives, in the model's units; raises as ``front`` does."""
    from symbiosis.solver.chain import goals_of
    from symbiosis.solver.choice import sifter_for
    from symbiosis.solver.front import front as solver_front
    from symbiosis.solver.gather import gather

    tell = progress or (lambda *_: None)
    problem = gather(formulation.model, formulation.years[0].columns.layout)
    return solver_front(
        problem,
        goals_of(formulation, problem),
        formulation.settings.solver,
        points=points,
        progress=lambda done, count: tell(f"front, level {done} of {count}", 0.0, 0),
        sifter=None if problem.integer.any() else sifter_for(formulation, problem),
    )


def cost_curve(formulation: Formulation, points: int | None = None, known: Chain | None = None) -> ParkFront | None:
    """Return what each further tonne of use costs, up to the most, under a formulation as it stands.

    ``known`` is a chain of the formulation, where one is at hand: the curve begins where it stands at the most use.
    None where ``points`` is not said and the curve would not be cheap (decisions, a large park, several years), or the
    model seeks no cost and use. Raises UsageError where it is said and cannot be: what ties years has no year.
    """
    from symbiosis.solver.chain import Goal
    from symbiosis.solver.front import front as solver_front
    from symbiosis.solver.gather import gather

    wanted = (Objective(ledger="cost_cny", sense="min"), Objective(ledger="used_t", sense="max"))
    keys = [LedgerKey(each.ledger) for each in wanted]
    if len(formulation.years) > 1 or any(each not in formulation.keys for each in keys):
        if points is not None:
            raise UsageError("--curve: it is drawn for one year with use and cost as objectives; see symbiosis front")
        return None
    problem = gather(formulation.model, formulation.years[0].columns.layout)
    if points is None and (problem.integer.any() or problem.matrix.nnz > _CHEAP_NONZEROS):
        return None
    columns = [int(formulation.columns.ledger[formulation.keys[each]]) for each in keys]
    goals = [Goal(each.ledger, "", each.sense, 0.0, at) for each, at in zip(wanted, columns, strict=True)]
    try:
        found = solver_front(
            problem, goals, formulation.settings.solver, points=points or _CURVE, start=_most_used(known, goals[1])
        )
    except UnsolvedError:
        if points is not None:
            raise
        return None  # the plan stands by itself, without a curve that nobody asked for
    horizon = formulation.horizon
    return ParkFront(horizon.park, horizon.model, wanted, found, front_table(formulation, wanted, found))


def _most_used(known: Chain | None, use: Goal) -> Bench | None:
    """Return the bench of a chain whose first objective is the most use, which nothing then holds back."""
    if known is None or known.decided or (known.goals[0].column, known.goals[0].sense) != (use.column, use.sense):
        return None
    return known.benches[0]


def front_table(formulation: Formulation, objectives: Sequence[Objective], found: Front) -> pd.DataFrame:
    """Return the table of ``ParkFront``."""
    names = [key(each) for each in objectives]
    signs = np.array([1.0 if each.sense == "max" else -1.0 for each in objectives])
    totals = found.totals * 1000.0
    table = pd.DataFrame(totals, columns=names)
    table.insert(0, "point", np.arange(1, len(totals) + 1))
    prices = np.array([point.prices for point in found.points])
    for number, name in enumerate(names[1:], start=1):
        table[f"{names[0]}_per_{name}"] = prices[:, number]
    if len(names) == 2:
        with np.errstate(divide="ignore", invalid="ignore"):
            gone = np.diff(totals, axis=0, prepend=np.nan) * signs
            table[f"step_{names[0]}_per_{names[1]}"] = -gone[:, 0] / gone[:, 1]
    rates = [_rates(formulation, point.columns) for point in found.points]
    for family in dict.fromkeys(name for row in rates for name in row):
        table[f"rate_{family}"] = [row.get(family, float("nan")) for row in rates]
    return table.assign(gap=[point.gap for point in found.points], knee=_knee(totals * signs))


def _rates(formulation: Formulation, values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> dict[str, float]:
    """Return used over newly arising by waste family, over all years that are solved together."""
    ledgers, sums = ("used_t", "arising_t"), defaultdict[tuple[str, str], float](float)
    weights = formulation.horizon.weights(money=False)
    for year, weight in zip(formulation.years, weights, strict=True):
        table, words = year.ledgers.entries(ledgers, values)
        families = words["family"][table["family"].to_numpy()]
        for number, family, amount in zip(table["ledger"].tolist(), families, table["amount"].tolist(), strict=True):
            sums[ledgers[number], family] += amount * float(weight)
    roles = formulation.horizon.model.tables["families"].set_index("family")["role"]
    wastes = [str(name) for name in roles.index[roles == "waste"] if sums["arising_t", str(name)] > 0]
    return {name: sums["used_t", name] / sums["arising_t", name] for name in wastes}


def _knee(better: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> list[bool]:
    """Say which point gives up the least, as parts of each objective's range added up; none of fewer than three."""
    if len(better) < 3:
        return [False] * len(better)
    ideal, worst = better.max(axis=0), better.min(axis=0)
    apart = np.where(ideal > worst, ideal - worst, 1.0)
    lost = ((ideal - better) / apart).sum(axis=1)
    return [number == int(lost.argmin()) for number in range(len(better))]


def _bound(found: ParkFront, point: int, wanted: Sequence[tuple[Objective, float]]) -> Formulation:
    """Return the formulation of a point: its amounts as targets, which the run records and the audit checks.

    A target holds in each year, so with several years, or where the scenario knows no targets, the totals are bounded.
    """
    from symbiosis.api import formulate

    ties = units(found.model).keys() & {_TIES} - {each.ledger for each in found.objectives}
    objectives = [each.model_dump() for each in found.objectives] + [{"ledger": t, "sense": "min"} for t in ties]
    model = found.model.under(f"objectives={toml_value(objectives)}")
    targets = [_target(point, each, amount) for each, amount in wanted]
    here = model.at(found.park).settings
    if len(here.years) == 1 and "targets" in here.limits:
        asked = [target.model_dump(exclude_none=True) for target in (*here.targets, *targets)]
        formulation = formulate(found.park, model.under(f"targets={toml_value(asked)}"))
        if set(targets) <= set(formulation.settings.targets):
            return formulation
    formulation = formulate(found.park, model)
    for target in targets:
        total = formulation.ledger(target.ledger, target.family)
        (total.setlb if target.sense == ">=" else total.setub)(target.value / 1000.0)
    return formulation


def _target(point: int, objective: Objective, amount: float) -> Target:
    grace = _GRACE * max(1.0, abs(amount))
    more = objective.sense == "max"
    return Target(
        name=f"front point {point}: {key(objective)}",
        ledger=objective.ledger,
        family=objective.family,
        sense=">=" if more else "<=",
        value=amount - grace if more else amount + grace,
    )
