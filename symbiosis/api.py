"""What a program calls: read a park and a model, formulate, solve, look at the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation
    from symbiosis.network import Horizon, Network
    from symbiosis.park import Park
    from symbiosis.plan.record import Plan
    from symbiosis.scenario import Model
    from symbiosis.solver.stages import StageProgress


def network_of(park: Park, model: Model, year: int | None = None) -> Network:
    """Return everything that may flow in ``park`` under ``model`` in a year, before any of it is placed.

    None asks for the first year that is solved. Raises DataError where the park names something that the model does
    not have, or the settings are at fault; KeyError for a year that is not solved.
    """
    networks = {network.period.year: network for network in horizon_of(park, model).networks}
    return networks[min(networks) if year is None else year]


def horizon_of(park: Park, model: Model) -> Horizon:
    """Return everything that may flow or be built in ``park`` under ``model``, in all years that are solved together.

    Raises DataError where the park names something that the model does not have, or the settings are at fault.
    """
    from symbiosis.errors import DataError
    from symbiosis.network import build_horizon
    from symbiosis.read import check_park, in_places

    with in_places(park.places):
        here = model.at(park)
        altered = here.altered(park)
        faults = check_park(altered.tables, here.tables)
        if faults:
            raise DataError(faults)
        return build_horizon(altered, here)


def formulate(park: Park, model: Model) -> Formulation:
    """Return the Pyomo model of ``park`` under ``model``, open to own constraints; ``solve_formulation`` solves it.

    Raises DataError where the park names something that the model does not have, or the settings are at fault.
    """
    from symbiosis.formulation import build

    return build(horizon_of(park, model))


def solve(park: Park, model: Model, *, progress: StageProgress | None = None) -> Plan:
    """Return the audited plan of ``park`` under ``model``.

    Raises
    ------
    DataError
        Where the tables or settings are at fault.
    InfeasibleError
        Where no plan satisfies all rules.
    UnsolvedError
        Where the solver stopped without a usable plan.
    AuditError
        Where the plan contradicts its tables (which would be a fault of symbiosis).
    """
    if progress is not None:
        progress("network and formulation", 0.0, 0)
    return solve_formulation(formulate(park, model), progress=progress)


def solve_formulation(formulation: Formulation, *, progress: StageProgress | None = None, audited: bool = True) -> Plan:
    """Return the plan of a formulation as it stands, with whatever was added to or changed in its Pyomo model.

    ``audited=False`` is for models whose rules were loosened on purpose, which the audit would rightly refuse.
    """
    from dataclasses import replace

    from symbiosis.errors import InfeasibleError
    from symbiosis.explain.repair_words import advice
    from symbiosis.plan.audit import audit
    from symbiosis.plan.tables import make_plan
    from symbiosis.solver import Infeasible, solve_stages
    from symbiosis.solver.diagnose import reasons

    tell = progress or (lambda *_: None)
    try:
        tell("solving", 0.0, 0)
        outcome, _, values = solve_stages(formulation, progress)
    except Infeasible:
        told = [*reasons(formulation), *advice(formulation)]
        raise InfeasibleError([words.en for words in told], [words.zh for words in told]) from None
    layout = formulation.years[0].columns.layout
    for family in layout.families:
        start = layout.start(family)
        family.load(values[start : start + family.size])
    tell("plan", 0.0, 0)
    plan = make_plan(formulation, values, outcome)
    tell("audit", 0.0, 0)
    return replace(plan, certificate=audit(plan)) if audited else plan
