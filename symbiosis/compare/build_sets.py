"""The next best set of builds: every set found before is forbidden by a row of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyomo.environ as pyo

from symbiosis.compare.audited import audited_plan

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation
    from symbiosis.plan.record import Plan
    from symbiosis.solver.stages import StageProgress

#: What names a build: the line at its plot or both ends of a connection, and the first year in which it stands.
BuildSet = frozenset[tuple[str, int]]

_CUTS = "builds_before"
#: A load below this part of the largest is rounding.
_DUST = 1e-6


def build_set(plan: Plan) -> BuildSet:
    """Return what a plan builds, whatever its size."""
    lines = zip(plan.builds["facility"], plan.builds["year"], strict=True)
    laid = zip(_connections(plan.mains), plan.mains["year"], strict=True)
    return frozenset((str(name), int(year)) for name, year in [*lines, *laid])


def _connections(mains: pd.DataFrame) -> list[str]:
    ends = zip(mains["from"], mains["to"], mains["mode"], mains["material"], strict=True)
    return [" > ".join(map(str, row)) for row in ends]


def next_set(
    formulation: Formulation, plans: Sequence[Plan], sets: list[BuildSet], progress: StageProgress | None = None
) -> Plan | None:
    """Return the plan that the objectives choose where no set of ``sets`` may be built; None where there is none.

    Sets that differ only in what is idle and costs nothing are one network: a plan that builds the same as one of
    ``plans`` but for that is passed over. ``sets`` grows by what is found.
    """
    seen = {_working(plan) for plan in plans}
    while True:
        plan = _forbidding(formulation, sets, progress)
        if plan is None:
            return None
        sets.append(build_set(plan))
        if _working(plan) not in seen:
            return plan


def _working(plan: Plan) -> BuildSet:
    """Return what a plan builds without what takes in nothing and costs nothing."""
    loads = plan.facilities.groupby("facility")["load_t"].sum()
    idle = ~(plan.builds["facility"].map(loads) > _DUST * loads.max())
    rows = plan.builds[(plan.builds["annual_cny"] == 0) & idle]
    return build_set(plan) - {(str(name), int(year)) for name, year in zip(rows["facility"], rows["year"], strict=True)}


def _forbidding(formulation: Formulation, sets: Sequence[BuildSet], progress: StageProgress | None) -> Plan | None:
    model = formulation.model
    cuts = pyo.ConstraintList(doc="Sets of builds that were found before")
    model.add_component(_CUTS, cuts)
    chosen = _chosen(formulation)
    try:
        for each in sets:
            # At least one build of the set is not built, or another one is.
            cuts.add(sum((1 - y) if key in each else y for key, y in chosen.items()) >= 1)
        return audited_plan(formulation, progress)
    finally:
        model.del_component(cuts)
        index = model.component(f"{_CUTS}_index")
        if index is not None:
            model.del_component(index)


def _chosen(formulation: Formulation) -> dict[tuple[str, int], Any]:
    """Return, for each build, the sum of its ways of building: 1 where it is built, else 0."""
    horizon, model = formulation.horizon, formulation.model
    found: dict[tuple[str, int], list[Any]] = {}
    ways = horizon.options
    for number, (name, year) in enumerate(zip(ways["facility"], ways["start_year"], strict=True)):
        found.setdefault((str(name), int(year)), []).append(model.build[number])
    for number, (name, year) in enumerate(zip(_connections(horizon.mains), horizon.mains["start_year"], strict=True)):
        found.setdefault((name, int(year)), []).append(model.laid[number])
    return {key: sum(members) for key, members in found.items()}
