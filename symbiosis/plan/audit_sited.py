"""Ledger entries of what is built, of land, of contracts, and of loads through the gates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from symbiosis.plan.audit_entries import Columns, entries, picked
from symbiosis.plan.audit_facts import Facts

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan


def sited_entries(plan: Plan, flows: Columns, facts: Facts) -> list[Columns]:
    """Return the entries of a year; nothing of them is part of a product's footprint, so they have no trace."""
    builds, mains, contracts = plan.builds, facts.mains, plan.contracts
    stands, share = facts.existing, 1.0 / facts.length_a
    fixed, area = (stands[column].astype(float).fillna(0.0) for column in ("fixed_cny_a", "area_ha"))
    new, laid = (share * (table["year"] == facts.year).astype(float) for table in (builds, mains))
    return [
        *_entries("cost_cny", "building", builds["plant"], builds["annual_cny"]),
        *_entries("cost_cny", "building", mains["from"], mains["annual_cny"]),
        *_entries("cost_cny", "fixed", stands["plant"], fixed),
        *_entries("cost_cny", "contract", contracts["from"], contracts["penalty_cny"]),
        *_entries("capex_cny", "facility", builds["plant"], new * builds["capex_cny"].astype(float)),
        *_entries("capex_cny", "main", mains["from"], laid * mains["capex_cny"].astype(float)),
        *_entries("area_ha", "existing", stands["plant"], area),
        *_entries("area_ha", "built", builds["plant"], builds["area_ha"]),
        *_entries("built_t_a", "", builds["plant"], builds["size_t_a"]),
        *_loads(flows, facts),
    ]


def _loads(flows: Columns, facts: Facts) -> list[Columns]:
    """Return the vehicle loads a day at both ends of what leaves a plant on vehicles."""
    payloads = dict(zip(facts.modes.index, facts.modes["payload_t"].astype(float), strict=True))
    payload = np.array([payloads[mode] for mode in flows["mode"]], dtype=float)
    solid = np.array([facts.unit[material] == "t" for material in flows["material"]], dtype=bool)
    out = ~np.isnan(payload) & solid & (flows["from_plant"] != flows["to_plant"])
    loads = (flows["wet_t"] / payload)[out] / float(facts.settings.transport.working_days_a)
    return [
        book
        for kind, end in (("out", "from_plant"), ("in", "to_plant"))
        for book in _entries("gate_loads_d", kind, flows[end][out], loads, flows["family"][out])
    ]


def _entries(ledger: str, kind: str, plant: Any, amount: Any, family: Any = "") -> list[Columns]:
    """Return what is not nothing as one list of entries, if there is any."""
    amount = np.asarray(amount, dtype=float)
    some = amount != 0
    if not some.any():
        return []
    rows = {"plant": np.asarray(plant, dtype=object)}
    booked = entries(ledger, rows, "plant", amount, kind=kind, family=family)
    return [picked(booked, some)]
