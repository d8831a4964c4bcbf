"""Sums of a plan over the whole park, as its ledgers and rates state them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from symbiosis.plan.record import Plan


@dataclass(frozen=True)
class FamilyTotals:
    """One waste family, dry t/a."""

    family: str
    arising: float
    used: float
    rate: float
    """Used over arising by the official definition; NaN where nothing arises."""
    stock: float
    used_stock: float
    disposed: float
    sold: float
    stays: float
    """What stays of new arisings; stock and purchases that stay are no loss and are not counted."""


def park_ledger(
    plan: Plan, ledger: str, kind: str | None = None, family: str | None = None, year: int | None = None
) -> float:
    """Return the sum of a ledger over the park, in the ledger's unit."""
    rows = _of_year(plan.ledgers, year)
    rows = rows[(rows["scope"] == "park") & (rows["ledger"] == ledger)]
    if kind is not None:
        rows = rows[rows["kind"] == kind]
    if family is not None:
        rows = rows[rows["family"] == family]
    return float(rows["amount"].sum())


def family_totals(plan: Plan, year: int | None = None) -> list[FamilyTotals]:
    """Return the totals of every waste family that has a rate, in the order of the model."""
    rates = _of_year(plan.rates, year)
    rates = rates[rates["scope"] == "park"].set_index("family")
    found = []
    for family in plan.model.tables["families"]["family"]:
        if family not in rates.index:
            continue
        rows = rates.loc[[family]]
        arising, used = float(rows["arising_t"].sum()), float(rows["used_t"].sum())
        found.append(
            FamilyTotals(
                family=family,
                arising=arising,
                used=used,
                rate=used / arising if arising > 0 else float("nan"),
                stock=float(rows["stock_t"].fillna(0).sum()),
                used_stock=float(rows["used_stock_t"].fillna(0).sum()),
                disposed=park_ledger(plan, "disposed_t", family=family, year=year),
                sold=park_ledger(plan, "sold_t", family=family, year=year),
                stays=park_ledger(plan, "stays_t", kind="arising", family=family, year=year),
            )
        )
    return found


def whole(rows: list[FamilyTotals]) -> FamilyTotals:
    """Return the sum over all families."""
    keys = ("arising", "used", "stock", "used_stock", "disposed", "sold", "stays")
    sums = {key: sum(getattr(row, key) for row in rows) for key in keys}
    rate = sums["used"] / sums["arising"] if sums["arising"] > 0 else float("nan")
    return FamilyTotals(family="", rate=rate, **sums)


def _of_year(table: pd.DataFrame, year: int | None) -> pd.DataFrame:
    return table if year is None else table[table["year"] == year]
