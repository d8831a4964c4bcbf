"""The answer as plain tables; nothing after this room knows Pyomo.

All amounts are dry tonnes a year unless a column says otherwise, CO2 is kg a year, money is CNY a year, whatever the
currency in which the park is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from symbiosis.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from symbiosis.park import Park
    from symbiosis.plan.audit import Certificate
    from symbiosis.scenario import Model
    from symbiosis.solver.outcome import Outcome

#: The tables of a plan and their columns, in the order in which they are written.
PLAN_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "flows": (
        "year", "offer", "from_plant", "material", "family", "offer_kind", "facility", "to_plant", "process", "fate",
        "mode", "km", "beyond_best", "dry_t", "lost_t", "received_t", "wet_t", "tkm", "freight_cny", "co2_kg",
    ),
    "offers": (
        "year", "offer", "plant", "material", "family", "kind", "facility", "must_place", "price_cny_t", "sell_cny_t",
        "amount_t", "sent_t", "sold_t", "stays_t",
    ),
    "facilities": (
        "year", "facility", "plant", "process", "fate", "capacity_t_a", "min_t_a", "opex_cny_t", "load_t", "load_share",
    ),
    "intakes": (
        "year", "facility", "plant", "process", "material", "family", "received_t", "bought_t", "intake_t", "share",
        "buy_cny_t",
    ),
    "quality": (
        "year", "facility", "plant", "process", "standard", "property", "over", "on", "input", "product", "sense",
        "limit", "value", "margin", "unit", "document", "confidence",
    ),
    "ledgers": ("year", "ledger", "kind", "family", "scope", "name", "amount", "unit"),
    "rates": ("year", "scope", "name", "family", "arising_t", "used_t", "rate", "stock_t", "used_stock_t"),
    "limits": (
        "year", "limit", "kind", "span", "scope", "name", "ledger", "family", "sense", "amount", "value", "margin",
    ),
    "builds": (
        "year", "last_year", "candidate", "facility", "plant", "process", "group", "size_t_a", "capex_cny",
        "annual_cny", "area_ha",
    ),
    "mains": ("year", "last_year", "from", "to", "mode", "material", "km", "capex_cny", "annual_cny"),
    "contracts": (
        "year", "from", "to", "mode", "material", "contract_t_a", "sent_t", "shortfall_t", "penalty_cny_t",
        "penalty_cny",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """A solved park: the tables of ``PLAN_COLUMNS``, what they were made from and how the solver ended."""

    park: Park
    model: Model
    flows: pd.DataFrame
    offers: pd.DataFrame
    facilities: pd.DataFrame
    intakes: pd.DataFrame
    quality: pd.DataFrame
    ledgers: pd.DataFrame
    rates: pd.DataFrame
    limits: pd.DataFrame
    builds: pd.DataFrame
    """What is built: ``year`` is the first in which it stands, ``last_year`` the last (blank for no end)."""
    mains: pd.DataFrame
    """Connections that are built."""
    contracts: pd.DataFrame
    """Contracts of links.csv, year by year, and what is paid for tonnes not sent."""
    outcome: Outcome
    network: Mapping[str, int] = field(default_factory=dict)
    """Counts of the network: offers, facilities, pairs considered, links kept, pairs refused by each gate."""
    certificate: Certificate | None = None
    """What the audit has compared; None where no audit ran."""

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name, in the order in which they are written."""
        return {name: getattr(self, name) for name in PLAN_COLUMNS}

    @property
    def years(self) -> tuple[int, ...]:
        """Years that were solved together, the earliest first."""
        return self.model.settings.years

    def in_year(self, year: int) -> Plan:
        """Return the plan of one of its years; what was built until then and still stands is in ``builds``."""
        if year not in self.years:
            raise UsageError(f"the plan has no year {year}; it has {', '.join(map(str, self.years))}")
        if len(self.years) == 1:
            return self
        tables: dict[str, Any] = {}
        for name, table in self.tables.items():
            since = name in ("builds", "mains")
            tables[name] = _standing(table, year) if since else table[table["year"] == year].reset_index(drop=True)
        return replace(self, model=self.model.in_year(year).alone(), **tables)


def _standing(table: pd.DataFrame, year: int) -> pd.DataFrame:
    stands = (table["year"] <= year) & ~(table["last_year"].astype(float) < year)
    return table[stands].reset_index(drop=True)
