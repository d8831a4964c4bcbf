"""The next network of a search for variety: as few tonnes as can be on links that were used before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from symbiosis.compare.audited import audited_plan
from symbiosis.formulation.pyomo_start import pyo
from symbiosis.network.units import TONNE, material_units
from symbiosis.solver import Infeasible, solve_stages

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation
    from symbiosis.plan.record import Plan
    from symbiosis.solver.stages import StageProgress

_KEY = ("year", "offer", "facility", "mode")
#: Part by which the tonnes on links used before may exceed the fewest possible, against rounding.
_GRACE = 1e-7


def moved(plan: Plan) -> pd.Series[float]:
    """Return the dry tonnes on every link that a plan uses, by year, offer, facility and mode; tonnes only."""
    weighed = plan.flows["material"].map(material_units(plan.model)) == TONNE
    return plan.flows[weighed].groupby(list(_KEY))["dry_t"].sum()


def least_difference(here: pd.Series[float], others: Sequence[pd.Series[float]]) -> tuple[float, int]:
    """Return the smallest part of the tonnes on other links than in one of ``others``, and which one it is.

    ``sum |a - b| / sum (a + b)``: 0 where both move the same tonnes on the same links, 1 where they share none.
    """
    found = []
    for other in others:
        gap = here.sub(other, fill_value=0.0).abs().sum()
        whole = float(here.sum() + other.sum())
        found.append(float(gap) / whole if whole else 0.0)
    place = int(np.argmin(found))
    return found[place], place


def next_network(formulation: Formulation, plans: Sequence[Plan], progress: StageProgress | None = None) -> Plan | None:
    """Return the plan with the fewest tonnes on links of earlier plans, the best of such; None where there is none.

    A link counts once for every plan that uses it.
    """
    model = formulation.model
    used = _counts(formulation, plans)
    tonnes = pyo.expr.LinearExpression(
        constant=0, linear_coefs=[float(count) for count in used.values()],
        linear_vars=[model_variable(formulation, column) for column in used],
    )  # fmt: skip
    fewest = _fewest(formulation, tonnes, list(used), np.array(list(used.values()), dtype=float))
    if fewest is None:
        return None
    # A little room would let dust stay on links that can be left altogether.
    whole = float(sum(moved(plan).sum() for plan in plans)) / 1000.0
    model.links_before = pyo.Constraint(expr=tonnes <= (fewest * (1 + _GRACE) if fewest > _GRACE * whole else 0.0))
    try:
        return audited_plan(formulation, progress)
    finally:
        model.del_component("links_before")


def model_variable(formulation: Formulation, column: int) -> object:
    """Return the Pyomo variable of a column."""
    return formulation.years[0].columns.layout.variable(column)


def _counts(formulation: Formulation, plans: Sequence[Plan]) -> dict[int, int]:
    """Return how many plans use each link, by the column of its flow; links that none uses are left out."""
    tonnes = [set(moved(plan).index) for plan in plans]
    found: dict[int, int] = {}
    for year in formulation.years:
        links, network = year.network.links, year.network
        names = zip(
            network.offers["offer"].to_numpy()[links["offer"].to_numpy()],
            network.facilities["facility"].to_numpy()[links["facility"].to_numpy()],
            links["mode"],
            strict=True,
        )
        for number, name in enumerate(names):
            count = sum((network.period.year, *name) in used for used in tonnes)
            if count:
                found[int(year.columns.flow[number])] = count
    return found


def _fewest(formulation: Formulation, tonnes: object, columns: Sequence[int], counts: np.ndarray) -> float | None:
    """Return the fewest kt on links used before that keep all rows and bounds."""
    model = formulation.model
    model.objective[0].deactivate()
    model.fewest = pyo.Objective(expr=tonnes, sense=pyo.minimize)
    try:
        _, _, values = solve_stages(formulation)
    except Infeasible:
        return None
    finally:
        model.del_component("fewest")
        model.objective[0].activate()
    return float(counts @ values[list(columns)])
