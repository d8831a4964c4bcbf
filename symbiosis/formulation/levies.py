"""What is paid to the state and by it: every levy stands in the payer's cost and, as much, in the ledger of the budget.

A tax, a fee or a carbon price adds to both, a subsidy takes from both; the cost of everybody together without transfers
is therefore ``cost_cny - budget_cny``.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from symbiosis.errors import DataError, Fault
from symbiosis.formulation import factors

if TYPE_CHECKING:
    from symbiosis.formulation.ledgers import Ledgers
    from symbiosis.formulation.parts import Part

Levy = dict[Any, Any]


def parts(ledgers: Ledgers, ledger: str) -> list[Part]:
    """Return what levies add to ``ledger``: to the cost by kind of levy, to the budget levy by levy."""
    if ledger not in ("cost_cny", "budget_cny"):
        return []
    table = ledgers.network.model.tables["levies"]
    named = "kind" if ledger == "cost_cny" else "levy"
    asked: list[Levy] = table[table["rate_cny"] > 0].to_dict("records")
    return [replace(part, kind=str(levy[named])) for levy in asked for part in _parts(ledgers, levy)]


def _parts(ledgers: Ledgers, levy: Levy) -> list[Part]:
    found = _of_ledger(ledgers, levy) if levy["basis"] == "ledger" else _of_flows(ledgers, levy)
    rate = float(levy["rate_cny"]) / float(levy["per"]) * (-1.0 if levy["kind"] == "subsidy" else 1.0)
    plants = _raised(ledgers, levy)
    within = [part.only(part.holders.each(plants[part.holders.plants])) for part in found]
    return [replace(part, coefficients=rate * part.coefficients) for part in within]


def _of_ledger(ledgers: Ledgers, levy: Levy) -> list[Part]:
    parts = ledgers.parts(str(levy["ledger"]))
    if not levy["materials"]:
        return parts
    families = ledgers.codes(levy["materials"], "family")
    return [part.only(np.isin(part.families, families)) for part in parts]


def _of_flows(ledgers: Ledgers, levy: Levy) -> list[Part]:
    """Return the parts by the rules of factors, one for each process (or mode) and material named."""
    one: Levy = {"ledger": "budget_cny", "kind": "", "basis": levy["basis"], "value": 1.0, "boundary": "gate"}
    named = product(levy["processes"] or ("",), levy["materials"] or ("",), levy["modes"] or ("",))
    asked = [one | {"process": process, "material": material, "mode": mode} for process, material, mode in named]
    return [part for factor in asked for part in factors.of_basis(ledgers, factor)]


def _raised(ledgers: Ledgers, levy: Levy) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Say of each plant whether the levy is raised there; raises DataError for a scope that no plant is in."""
    plants = ledgers.network.park.plants
    scope, name = str(levy["scope"]), str(levy["scope_name"])
    if scope == "park":
        return np.ones(len(plants), dtype=bool)
    known = sorted({*plants[scope]} - {""})
    if name not in known:
        wrong = f"is {name!r}, and no plant of the park has this {scope}"
        right = f"name one of {', '.join(known) or '(the park names none)'}"
        raise DataError([Fault(f"levies.csv, {levy['levy']}, scope_name", wrong, right)])
    return np.asarray(plants[scope] == name, dtype=bool)
