"""Industrial symbiosis around the aluminium industry: which tonne should go where, proved, explained and drawn.

>>> import symbiosis
>>> park = symbiosis.read_park("parks/tiny")
>>> model = symbiosis.read_model("models")
>>> plan = symbiosis.solve(park, model)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from symbiosis.api import formulate as formulate
    from symbiosis.api import network_of as network_of
    from symbiosis.api import solve as solve
    from symbiosis.api import solve_formulation as solve_formulation
    from symbiosis.compare.alternatives import alternatives as alternatives
    from symbiosis.compare.chances import chances as chances
    from symbiosis.compare.front import front as front
    from symbiosis.compare.levers import read_levers as read_levers
    from symbiosis.compare.policy import responses as responses
    from symbiosis.compare.runner import Job as Job
    from symbiosis.compare.runner import run_jobs as run_jobs
    from symbiosis.compare.scenarios import compare_scenarios as compare_scenarios
    from symbiosis.compare.settlement import settle as settle
    from symbiosis.compare.sweep import sweep as sweep
    from symbiosis.compare.sweep_tables import sweep_table as sweep_table
    from symbiosis.errors import SymbiosisError as SymbiosisError
    from symbiosis.explain.link import explain_link as explain_link
    from symbiosis.explain.offer import explain_offer as explain_offer
    from symbiosis.explain.prices import prices as prices
    from symbiosis.network.why import why as why
    from symbiosis.park import Park as Park
    from symbiosis.plan.audit import audit as audit
    from symbiosis.plan.footprints import footprints as footprints
    from symbiosis.plan.record import Plan as Plan
    from symbiosis.read import read_park as read_park
    from symbiosis.scenario import Model as Model
    from symbiosis.scenario import read_model as read_model
    from symbiosis.show.picture import draw as draw

__version__ = "0.1.0"

#: Where each public name lives; a room is imported when a name of it is first asked for.
_HOMES = {
    "Job": "symbiosis.compare.runner",
    "Model": "symbiosis.scenario",
    "Park": "symbiosis.park",
    "Plan": "symbiosis.plan.record",
    "SymbiosisError": "symbiosis.errors",
    "alternatives": "symbiosis.compare.alternatives",
    "audit": "symbiosis.plan.audit",
    "chances": "symbiosis.compare.chances",
    "compare_scenarios": "symbiosis.compare.scenarios",
    "draw": "symbiosis.show.picture",
    "explain_link": "symbiosis.explain.link",
    "explain_offer": "symbiosis.explain.offer",
    "footprints": "symbiosis.plan.footprints",
    "formulate": "symbiosis.api",
    "front": "symbiosis.compare.front",
    "network_of": "symbiosis.api",
    "prices": "symbiosis.explain.prices",
    "read_levers": "symbiosis.compare.levers",
    "read_model": "symbiosis.scenario",
    "read_park": "symbiosis.read",
    "responses": "symbiosis.compare.policy",
    "run_jobs": "symbiosis.compare.runner",
    "settle": "symbiosis.compare.settlement",
    "solve": "symbiosis.api",
    "solve_formulation": "symbiosis.api",
    "sweep": "symbiosis.compare.sweep",
    "sweep_table": "symbiosis.compare.sweep_tables",
    "why": "symbiosis.network.why",
}

__all__ = ["__version__", *sorted(_HOMES)]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'symbiosis' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
