"""What is paid to the state and by it, worked out anew: as factors of the cost and of the budget, row by row."""

from __future__ import annotations

from typing import Any

import numpy as np

from symbiosis.plan.audit_entries import Columns, picked
from symbiosis.plan.audit_facts import Facts, records


def levy_factors(facts: Facts) -> list[dict[str, Any]]:
    """Return levies in force as factors: each once in the cost under its kind, once in the budget under its name.

    A factor of basis ``ledger`` carries the ``families`` that it is restricted to; each carries where it is raised.
    """
    found = []
    for levy in records(facts.model("levies")):
        value = float(levy["rate_cny"]) / float(levy["per"])
        if not value:
            continue
        paid = -value if levy["kind"] == "subsidy" else value
        own = {"basis": levy["basis"], "value": paid, "boundary": "gate", "property": ""}
        own |= {"scope": levy["scope"], "scope_name": levy["scope_name"], "other": levy["ledger"]}
        for booked in ({"ledger": "cost_cny", "kind": levy["kind"]}, {"ledger": "budget_cny", "kind": levy["levy"]}):
            if levy["basis"] == "ledger":
                found.append({**own, **booked, "families": tuple(levy["materials"])})
                continue
            found += [
                {**own, **booked, "process": process, "material": material, "mode": mode}
                for process in levy["processes"] or ("",)
                for material in levy["materials"] or ("",)
                for mode in levy["modes"] or ("",)
            ]
    return found


def raised(entries: Columns, factor: dict[str, Any], facts: Facts) -> Columns:
    """Return the entries of the plants and families on which a levy is raised; those of a plain factor as they are."""
    families, scope = factor.get("families", ()), factor.get("scope", "park")
    if families:
        entries = picked(entries, np.array([family in families for family in entries["family"]], dtype=bool))
    if scope != "park":
        name = factor["scope_name"]
        there = {plant for plant, own in zip(facts.plants["plant"], facts.plants[scope], strict=True) if own == name}
        entries = picked(entries, np.array([plant in there for plant in entries["plant"]], dtype=bool))
    return entries
