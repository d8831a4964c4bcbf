"""The next best set of builds: every set found before is forbidden by a row of its own.

A build counts where it takes in or carries something. What stays idle makes no other network: of sets that are alike
but for that, the first is shown, and the row that forbids a set also forbids it together with what was found idle
beside it. (Two builds of which each alone stays idle beside a set, but both together would not, are not looked for.)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from symbiosis.compare.audited import audited_plan
from symbiosis.formulation.pyomo_start import pyo

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation
    from symbiosis.plan.record import Plan
    from symbiosis.solver.stages import StageProgress

#: What names a build: the line at its plot or both ends of a connection, and the first year in which it stands.
BuildSet = frozenset[tuple[str, int]]

_CUTS = "builds_before"
#: A load or a flow below this part of the largest is rounding.
_DUST = 1e-6


def built(plan: Plan) -> BuildSet:
    """Return everything that a plan builds, whatever its size."""
    lines = zip(plan.builds["facility"], plan.builds["year"], strict=True)
    laid = zip(_connections(plan.mains), plan.mains["year"], strict=True)
    return frozenset((str(name), int(year)) for name, year in [*lines, *laid])


def working(plan: Plan) -> BuildSet:
    """Return what a plan builds and uses: lines that take in something, connections that carry something."""
    loads = plan.facilities.groupby("facility")["load_t"].sum()
    lines = plan.builds[plan.builds["facility"].map(loads) > _DUST * loads.max()]
    found = {(str(name), int(year)) for name, year in zip(lines["facility"], lines["year"], strict=True)}
    for name, row in zip(_connections(plan.mains), plan.mains.to_dict("records"), strict=True):
        if _carries(plan.flows, row):
            found.add((name, int(row["year"])))
    return frozenset(found)


def _carries(flows: pd.DataFrame, main: dict[Any, Any]) -> bool:
    here = (flows["from_plant"] == main["from"]) & (flows["mode"] == main["mode"])
    here &= (flows["facility"] == main["to"]) | (flows["to_plant"] == main["to"])
    if main["material"]:
        here &= (flows["material"] == main["material"]) | (flows["family"] == main["material"])
    return bool(flows.loc[here, "dry_t"].sum() > _DUST * flows["dry_t"].max())


def _connections(mains: pd.DataFrame) -> list[str]:
    ends = zip(mains["from"], mains["to"], mains["mode"], mains["material"], strict=True)
    return [f"{one} > {other} ({' '.join(filter(None, (mode, material)))})" for one, other, mode, material in ends]


class BuildSets:
    """The sets found so far, each with what was idle beside it."""

    def __init__(self, formulation: Formulation, best: Plan) -> None:
        self.formulation = formulation
        self._idle: dict[BuildSet, set[tuple[str, int]]] = {}
        self._note(best)

    def next(self, progress: StageProgress | None = None) -> Plan | None:
        """Return the plan that the objectives choose where no set found before may be built; None where none is."""
        while True:
            plan = self._forbidding(progress)
            if plan is None or self._note(plan):
                return plan

    def _note(self, plan: Plan) -> bool:
        """Keep what a plan builds; say whether it is a set not found before."""
        used = working(plan)
        new = used not in self._idle
        self._idle.setdefault(used, set()).update(built(plan) - used)
        return new

    def _forbidding(self, progress: StageProgress | None) -> Plan | None:
        model, chosen = self.formulation.model, _chosen(self.formulation)
        if any(not used and set(chosen) <= idle for used, idle in self._idle.items()):
            return None  # nothing is used, and whatever may be built stays idle
        cuts = pyo.ConstraintList(doc="Sets of builds that were found before")
        model.add_component(_CUTS, cuts)
        try:
            for used, idle in self._idle.items():
                # At least one build of the set is not built, or one that was not idle beside it is.
                cuts.add(sum((1 - y) if key in used else y for key, y in chosen.items() if key not in idle) >= 1)
            return audited_plan(self.formulation, progress)
        finally:
            model.del_component(cuts)
            index = model.component(f"{_CUTS}_index")
            if index is not None:
                model.del_component(index)


def _chosen(formulation: Formulation) -> Mapping[tuple[str, int], Any]:
    """Return, for each build, the sum of its ways of building: 1 where it is built, else 0."""
    horizon, model = formulation.horizon, formulation.model
    found: dict[tuple[str, int], list[Any]] = {}
    ways = horizon.options
    for number, (name, year) in enumerate(zip(ways["facility"], ways["start_year"], strict=True)):
        found.setdefault((str(name), int(year)), []).append(model.build[number])
    for number, (name, year) in enumerate(zip(_connections(horizon.mains), horizon.mains["start_year"], strict=True)):
        found.setdefault((name, int(year)), []).append(model.laid[number])
    return {key: sum(members) for key, members in found.items()}
