"""Structure of a plan: columns, numbers, known ids, no row twice. Nothing else is audited before this holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from symbiosis.plan.audit_book import Book, Sentence, called, number
from symbiosis.plan.audit_facts import SCOPES, Facts
from symbiosis.plan.record import PLAN_COLUMNS

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan

#: Columns that must hold a finite number in every row.
NUMBERS: Mapping[str, tuple[str, ...]] = {
    "flows": ("year", "km", "dry_t", "lost_t", "received_t", "wet_t", "tkm", "freight_cny", "co2_kg"),
    "offers": ("year", "price_cny_t", "amount_t", "sent_t", "sold_t", "stays_t"),
    "facilities": ("year", "min_t_a", "opex_cny_t", "load_t"),
    "intakes": ("year", "received_t", "bought_t", "intake_t"),
    "quality": ("year", "limit", "value", "margin"),
    "ledgers": ("year", "amount"),
    "rates": ("year", "arising_t", "used_t", "stock_t", "used_stock_t"),
    "limits": ("year", "amount"),
    "builds": ("year", "size_t_a", "capex_cny", "annual_cny", "area_ha"),
    "mains": ("year", "km", "capex_cny", "annual_cny"),
    "contracts": ("year", "contract_t_a", "sent_t", "shortfall_t", "penalty_cny_t", "penalty_cny"),
}
#: Columns that may be blank but hold nothing else than finite numbers.
BLANKABLE: Mapping[str, tuple[str, ...]] = {
    "offers": ("sell_cny_t",),
    "facilities": ("capacity_t_a", "load_share"),
    "intakes": ("share", "buy_cny_t"),
    "rates": ("rate",),
    "limits": ("value", "margin"),
    "builds": ("last_year",),
    "mains": ("last_year",),
}
NEVER_NEGATIVE: Mapping[str, tuple[str, ...]] = {
    "flows": ("km", "dry_t", "lost_t", "received_t", "wet_t", "tkm"),
    "offers": ("amount_t", "sent_t", "sold_t", "stays_t"),
    "facilities": ("load_t",),
    "intakes": ("received_t", "bought_t", "intake_t"),
    "rates": ("arising_t", "stock_t"),
    "builds": ("size_t_a", "area_ha"),
    "contracts": ("sent_t", "shortfall_t"),
}
KEYS: Mapping[str, tuple[str, ...]] = {
    "flows": ("offer", "facility", "mode"),
    "offers": ("offer",),
    "facilities": ("facility",),
    "intakes": ("facility", "material"),
    "quality": ("facility", "standard"),
    "ledgers": ("ledger", "kind", "family", "scope", "name"),
    "rates": ("scope", "name", "family"),
    "builds": ("facility",),
    "mains": ("from", "to", "mode", "material"),
    "contracts": ("from", "to", "mode", "material"),
}


#: Tables whose year is the one in which something begins to stand.
SINCE = ("builds", "mains")


def check_columns(book: Book, plan: Plan) -> None:
    """Check that every table has its columns, and that every row is of a year that was solved."""
    for name, columns in PLAN_COLUMNS.items():
        table = plan.tables[name]
        there = [column in table.columns for column in columns]
        faults = called(f"{name}: the column {column} is missing" for column in columns)
        book.holds("columns", there, faults)
        if "year" in table.columns:
            row = _describe(name, table)
            years = pd.to_numeric(table["year"], errors="coerce").tolist()
            known = f"one of {', '.join(map(str, plan.years))}" if len(plan.years) > 1 else str(plan.years[0])
            book.holds(
                "year",
                [year in plan.years for year in years],
                lambda i, row=row, years=years, known=known: (  # type: ignore[misc]
                    f"{row(i)}: year says {number(years[i])} and should be {known}"
                ),
            )


def check_structure(book: Book, plan: Plan, facts: Facts) -> None:
    """Check numbers, ids and keys of every table of a year; write what is wrong into the book."""
    found = len(book.findings)
    for name in PLAN_COLUMNS:
        _numbers(book, name, plan.tables[name])
        _keys(book, name, plan.tables[name])
    if len(book.findings) == found:
        _ids(book, plan, facts)


def _describe(name: str, table: pd.DataFrame) -> Sentence:
    """Return which row is meant, as ``flows row 3 (plant|material, facility, mode)``."""

    def row(i: int) -> str:
        words = [str(table[column].iloc[i]) for column in KEYS.get(name, ("limit",)) if column in table.columns]
        return f"{name} row {i} ({', '.join(word for word in words if word)})"

    return row


def _numbers(book: Book, name: str, table: pd.DataFrame) -> None:
    row = _describe(name, table)
    for column in (*NUMBERS[name], *BLANKABLE.get(name, ())):
        blank = table[column].isna().to_numpy() if column in BLANKABLE.get(name, ()) else False
        _number_column(book, row, column, table[column], blank)
        if column in NEVER_NEGATIVE.get(name, ()):
            _not_negative(book, row, column, _as_numbers(table[column]))


def _as_numbers(values: pd.Series) -> pd.Series:
    return values if values.dtype in (np.float64, np.int64) else pd.to_numeric(values, errors="coerce")


def _number_column(book: Book, row: Sentence, column: str, values: pd.Series, blank: Any) -> None:
    finite = np.isfinite(_as_numbers(values).to_numpy(dtype=float))
    book.holds(
        "numbers", finite | blank, lambda i: f"{row(i)}: {column} says {values.iloc[i]!r}; a finite number is due"
    )


def _not_negative(book: Book, row: Sentence, column: str, values: pd.Series) -> None:
    book.at_most(
        "no negative amount",
        -values,
        0.0,
        lambda i: f"{row(i)}: {column} says {number(values.iloc[i])}, which is negative",
        size=book.floor_t,
    )


def _keys(book: Book, name: str, table: pd.DataFrame) -> None:
    if name in KEYS:
        row = _describe(name, table)
        twice = table.duplicated(list(KEYS[name])).to_numpy() if len(table) > 1 else np.zeros(len(table), dtype=bool)
        book.holds("no row twice", ~twice, lambda i: f"{row(i)}: the row occurs twice")


def _ids(book: Book, plan: Plan, facts: Facts) -> None:
    plants = set(facts.plants.index)
    known = {
        "offer": set(plan.offers["offer"]),
        "facility": set(facts.facilities.index),
        "from_plant": plants,
        "to_plant": plants,
        "plant": plants,
        "material": set(facts.family),
        "family": {*facts.role, ""},
        "mode": set(facts.modes.index),
        "process": set(facts.processes.index),
        "standard": set(facts.model("standards")["standard"]),
        "ledger": set(facts.model("ledgers")["ledger"]),
        "scope": {*SCOPES, "park"},
    }
    for name, table in plan.tables.items():
        row = _describe(name, table)
        for column in (column for column in table.columns if column in known):
            if (name, column) in _MATCHED:
                continue
            allowed = known[column] | ({""} if (name, column) == ("offers", "facility") else set())
            _known(book, row, column, table[column], allowed)
        if "scope" in table.columns:
            pairs = table["scope"] + " " + table["name"]
            _known(book, row, "scope and name", pairs, {"park ", *_named(facts)})


#: Limits may name two ledgers, connections no material; they are matched with the tables they come from anyway.
_MATCHED = (("limits", "ledger"), ("mains", "material"), ("contracts", "material"))


def _known(book: Book, row: Sentence, column: str, values: pd.Series, allowed: Collection[str]) -> None:
    book.holds(
        "known ids",
        values.isin(list(allowed)),
        lambda i: f"{row(i)}: the {column} {values.iloc[i]!r} is not known to park, model and plan",
    )


def _named(facts: Facts) -> Iterator[str]:
    for scope in SCOPES:
        for name in facts.plants[scope].unique():
            yield f"{scope} {name}"
