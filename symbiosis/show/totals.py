"""Sums of a plan over the whole park, as its ledgers and rates state them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from symbiosis.plan.record import Plan

_RATED = ("arising_t", "used_t", "stock_t", "used_stock_t")


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
    cost: float
    """Net cost, CNY/a."""


def park_ledger(plan: Plan, ledger: str, year: int | None = None) -> float:
    """Return the sum of a ledger over the park, in the ledger's unit."""
    rows = _of_year(plan.ledgers, year)
    return float(rows.loc[(rows["scope"] == "park") & (rows["ledger"] == ledger), "amount"].sum())


def family_totals(plan: Plan, year: int | None = None) -> list[FamilyTotals]:
    """Return the totals of every waste family that has a rate, in the order of the model."""
    rates = _of_year(plan.rates, year)
    rates = rates[rates["scope"] == "park"].groupby("family")[list(_RATED)].sum()
    rated = {str(family): row for family, *row in rates.itertuples(name=None)}
    sums = _ledgers_by_family(plan, year)
    found = []
    for family in [str(name) for name in plan.model.tables["families"]["family"] if name in rated]:
        arising, used, stock, used_stock = map(float, rated[family])
        found.append(
            FamilyTotals(
                family=family,
                arising=arising,
                used=used,
                rate=used / arising if arising > 0 else float("nan"),
                stock=stock,
                used_stock=used_stock,
                disposed=sums.get(("disposed_t", family), 0.0),
                sold=sums.get(("sold_t", family), 0.0),
                stays=sums.get(("stays_t", family), 0.0),
                cost=sums.get(("cost_cny", family), 0.0),
            )
        )
    return found


def _ledgers_by_family(plan: Plan, year: int | None) -> dict[tuple[str, str], float]:
    """Return the sums over the park by ledger and family, of what stays only that of new arisings."""
    rows = _of_year(plan.ledgers, year)
    rows = rows[(rows["scope"] == "park") & ((rows["ledger"] != "stays_t") | (rows["kind"] == "arising"))]
    sums = rows.groupby(["ledger", "family"])["amount"].sum().reset_index().itertuples(index=False, name=None)
    return {(str(ledger), str(family)): float(amount) for ledger, family, amount in sums}


def whole(rows: list[FamilyTotals]) -> FamilyTotals:
    """Return the sum over all families."""
    keys = ("arising", "used", "stock", "used_stock", "disposed", "sold", "stays", "cost")
    sums = {key: sum(getattr(row, key) for row in rows) for key in keys}
    rate = sums["used"] / sums["arising"] if sums["arising"] > 0 else float("nan")
    return FamilyTotals(family="", rate=rate, **sums)


def _of_year(table: pd.DataFrame, year: int | None) -> pd.DataFrame:
    return table if year is None else table[table["year"] == year]
