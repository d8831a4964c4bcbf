"""Ledger entries of what is built, of land, of contracts, and of loads through the gates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from symbiosis.plan.audit_facts import Facts

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan


def sited_entries(plan: Plan, flows: pd.DataFrame, facts: Facts) -> list[pd.DataFrame]:
    """Return the entries of a year: ledger, kind, family, plant, amount."""
    builds, mains, contracts = plan.builds, facts.mains, plan.contracts
    stands, share = facts.existing, 1.0 / facts.length_a
    fixed, area = (stands[column].astype(float).fillna(0.0) for column in ("fixed_cny_a", "area_ha"))
    new, laid = builds["year"] == facts.year, mains["year"] == facts.year
    return [
        _entries("cost_cny", "building", builds["plant"], builds["annual_cny"]),
        _entries("cost_cny", "building", mains["from"], mains["annual_cny"]),
        _entries("cost_cny", "fixed", stands["plant"], fixed),
        _entries("cost_cny", "contract", contracts["from"], contracts["penalty_cny"]),
        _entries("capex_cny", "facility", builds["plant"][new], share * builds["capex_cny"][new].astype(float)),
        _entries("capex_cny", "main", mains["from"][laid], share * mains["capex_cny"][laid].astype(float)),
        _entries("area_ha", "existing", stands["plant"], area),
        _entries("area_ha", "built", builds["plant"], builds["area_ha"]),
        _entries("built_t_a", "", builds["plant"], builds["size_t_a"]),
        *_loads(flows, facts),
    ]


def _loads(flows: pd.DataFrame, facts: Facts) -> list[pd.DataFrame]:
    """Return the vehicle loads a day at both ends of what leaves a plant on vehicles."""
    payload = flows["mode"].map(facts.modes["payload_t"]).astype(float)
    solid = flows["material"].map(facts.unit) == "t"
    out = flows[payload.notna() & solid & (flows["from_plant"] != flows["to_plant"])]
    loads = out["wet_t"] / payload[out.index] / float(facts.settings.transport.working_days_a)
    return [
        _entries("gate_loads_d", kind, out[end], loads, out["family"])
        for kind, end in (("out", "from_plant"), ("in", "to_plant"))
    ]


def _entries(ledger: str, kind: str, plant: pd.Series, amount: Any, family: Any = "") -> pd.DataFrame:
    table = pd.DataFrame({"ledger": ledger, "kind": kind, "family": family, "plant": plant, "amount": amount})
    table["amount"] = table["amount"].astype(float)
    # Nothing of this is part of a product's footprint, so it has no trace to follow.
    table[["facility", "maker", "origin", "boundary"]] = ""
    return table[table["amount"] != 0]
