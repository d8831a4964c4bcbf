"""Utilisation rates by the official definition; caps of the park and targets of the settings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from symbiosis.plan.audit_book import Book, called, number
from symbiosis.plan.audit_facts import SCOPES, Facts, words

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan

RATE_KEY = ["scope", "name", "family"]


#: Ledgers that a rate is made of; beside them stands what lies as stock.
_RATED = ("arising_t", "used_t", "used_stock_t")


def _rates(sums: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    tonnes: dict[tuple[str, str, str], dict[str, float]] = defaultdict(lambda: dict.fromkeys((*_RATED, "stock_t"), 0.0))
    booked = sums[sums["ledger"].isin(_RATED)]
    columns = (words(booked[column]) for column in (*RATE_KEY, "ledger", "amount"))
    for scope, name, family, ledger, amount in zip(*columns, strict=True):
        tonnes[scope, name, family][ledger] += amount
    stock = facts.offers[facts.offers["kind"] == "stock"]
    for plant, material, amount in zip(*(words(stock[c]) for c in ("plant", "material", "amount_t")), strict=True):
        named = {"park": "", **{scope: facts.plants[scope][plant] for scope in SCOPES}}
        for scope, name in named.items():
            if name or scope == "park":
                tonnes[scope, name, facts.family[material]]["stock_t"] += amount
    rows = [
        (*key, *own.values())
        for key, own in tonnes.items()
        if facts.role.get(key[-1]) == "waste" and (own["arising_t"] > 0 or own["stock_t"] > 0)
    ]
    table = pd.DataFrame(rows, columns=[*RATE_KEY, *_RATED, "stock_t"]).astype(dict.fromkeys(RATE_KEY, object))
    table = table.astype(dict.fromkeys((*_RATED, "stock_t"), float))
    return table.assign(rate=(table["used_t"] / table["arising_t"]).where(table["arising_t"] > 0))


def check_rates(book: Book, plan: Plan, sums: pd.DataFrame, facts: Facts) -> None:
    """Check that each scope and waste family stands once with its tonnes and its rate."""
    both = plan.rates.merge(_rates(sums, facts), on=RATE_KEY, how="outer", suffixes=("", "_due"), indicator=True)
    both["label"] = ("rate of " + both["family"] + " in " + both["scope"] + " " + both["name"]).str.strip()
    where = both["_merge"].tolist()
    book.holds(
        "rates listed",
        [side == "both" for side in where],
        lambda i: f"{both['label'].iloc[i]}: " + (
            "listed, but nothing arises or lies there" if where[i] == "left_only" else "the table leaves it out"
        ),
    )  # fmt: skip
    known = both[both["_merge"] == "both"]
    for column in ("arising_t", "used_t", "stock_t", "used_stock_t", "rate"):
        due = known[f"{column}_due"].astype(float)
        book.equal("rates", called(known["label"]), column, known[column], due, size=due.abs().fillna(0.0))


@dataclass(frozen=True)
class Bound:
    """A cap or a target: ``reached sense amount``; ``reached`` is a ratio where the target is over a ledger."""

    label: str
    kind: str
    scope: str
    name: str
    ledger: str
    family: str
    sense: str
    amount: float
    top: float
    bottom: float
    """What the amount is multiplied with: 1, or the ledger under the ratio."""
    over: str
    terms: float
    span: str = "year"

    @property
    def stated(self) -> dict[str, str]:
        """What the limits table says of it; a ratio of ledgers is written ``ledger/over``."""
        ledger = f"{self.ledger}/{self.over}" if self.over else self.ledger
        own = {
            "kind": self.kind,
            "span": self.span,
            "scope": self.scope,
            "name": self.name,
            "family": self.family,
            "sense": self.sense,
        }
        return {**own, "ledger": ledger} | ({"limit": self.label} if self.kind == "target" else {})

    def __str__(self) -> str:
        return f"{self.kind} {self.label}"

    @property
    def reached(self) -> float:
        """What the plan reaches, in the unit of the amount; NaN for a ratio over nothing."""
        if not self.over:
            return self.top
        return self.top / self.bottom if self.bottom else np.nan

    @property
    def sign(self) -> float:
        """1 where the amount is a most, -1 where it is a least."""
        return 1.0 if self.sense == "<=" else -1.0


def bounds_of(sums: pd.DataFrame, facts: Facts) -> Iterator[Bound]:
    """Yield the caps and the targets that the settings switch on."""

    def total(ledger: str, family: str, scope: str, name: str) -> tuple[float, float]:
        own = sums[(sums["ledger"] == ledger) & (sums["scope"] == scope) & (sums["name"] == name)]
        own = own[own["family"] == family] if family else own
        return float(own["amount"].sum()), float(own["size"].sum())

    if "caps" in facts.settings.limits:
        caps = facts.park("caps")
        for cap in caps[caps["span"] == "year"].to_dict("records"):
            who = cap["ledger"], cap["family"], cap["scope"], cap["name"]
            top, terms = total(*who)
            label = f"on {cap['ledger']} of {cap['scope']} {cap['name']}".strip()
            yield Bound(
                label, "cap", cap["scope"], cap["name"], cap["ledger"], cap["family"], cap["sense"],
                float(cap["amount"]), top, 1.0, "", terms,
            )  # fmt: skip
    if "targets" in facts.settings.limits:
        for target in facts.settings.targets:
            if target.year not in (None, facts.year):
                continue
            family, scope, name = target.family or "", str(target.scope), target.scope_name or ""
            top, terms = total(target.ledger, family, scope, name)
            bottom, more = total(target.over, family, scope, name) if target.over else (1.0, 0.0)
            yield Bound(
                str(target.name), "target", scope, name, target.ledger, family, str(target.sense),
                float(target.value), top, bottom, target.over or "", terms + abs(target.value) * more,
            )  # fmt: skip


def check_bounds(book: Book, plan: Plan, sums: pd.DataFrame, facts: Facts) -> None:
    """Check that caps and targets hold and stand in the limits table with what was reached."""
    known: set[int] = set()
    for bound in bounds_of(sums, facts):
        fault = f"{bound}: {number(bound.reached)} is reached and must be {bound.sense} {number(bound.amount)}"
        excess = bound.sign * (bound.top - bound.amount * bound.bottom)
        book.at_most(f"{bound.kind}s", excess, 0.0, called([fault]), size=max(book.floor_t, bound.terms))
        known.update(_listed(book, plan.limits, bound))
    yearly = plan.limits["span"] != "horizon"
    strange = plan.limits[plan.limits["kind"].isin(["cap", "target"]) & yearly & ~plan.limits.index.isin(list(known))]
    faults = called("limit " + strange["limit"] + ": listed, but park and settings have no such cap or target")
    book.holds("limits listed", [False] * len(strange), faults)
    _margins(book, plan.limits)


def check_horizon_caps(book: Book, plan: Plan, sums: list[pd.DataFrame], lengths: list[int]) -> None:
    """Check the caps on all years together: the sum of the years, each as long as its period."""
    settings, caps = plan.model.settings, plan.park.tables["caps"]
    first = caps["year"].isna() | (caps["year"].astype(float) == plan.years[0])
    caps = caps[(caps["span"] == "horizon") & first & ("caps" in settings.limits)]
    said = plan.limits[plan.limits["span"] == "horizon"]
    book.holds(
        "limits listed", [len(said) == len(caps)], called([f"limits: {len(said)} caps on all years, not {len(caps)}"])
    )
    for cap in caps.to_dict("records"):
        top, terms = 0.0, 0.0
        for own, length in zip(sums, lengths, strict=True):
            rows = own[(own["ledger"] == cap["ledger"]) & (own["scope"] == cap["scope"]) & (own["name"] == cap["name"])]
            rows = rows[rows["family"] == cap["family"]] if cap["family"] else rows
            top, terms = top + length * float(rows["amount"].sum()), terms + length * float(rows["size"].sum())
        who = cap["scope"], cap["name"], cap["ledger"], cap["family"], cap["sense"], float(cap["amount"])
        label = f"on {cap['ledger']} of {cap['scope']} {cap['name']} in all years"
        bound = Bound(label, "cap", *who, top, 1.0, "", terms, "horizon")
        fault = f"{bound}: {number(top)} is reached and must be {bound.sense} {number(bound.amount)}"
        excess = bound.sign * (top - bound.amount)
        book.at_most("caps", excess, 0.0, called([fault]), size=max(book.floor_t, terms))
        _listed(book, said, bound)


def _listed(book: Book, limits: pd.DataFrame, bound: Bound) -> list[int]:
    own = np.abs(limits["amount"] - bound.amount) <= book.tolerance * max(1.0, abs(bound.amount))
    for column, word in bound.stated.items():
        own &= limits[column] == word
    rows = limits[own]
    book.holds(
        "limits listed",
        [len(rows) > 0],
        lambda _: f"{bound}: the limits table leaves it out (a {bound.kind} with {bound.sense} {number(bound.amount)})",
    )
    size = bound.terms / abs(bound.bottom) if bound.bottom else 1.0
    name = called([bound] * len(rows))
    book.equal("limits reached", name, "value", rows["value"], np.full(len(rows), bound.reached), size=size)
    return list(rows.index)


def _margins(book: Book, limits: pd.DataFrame) -> None:
    sign = np.where(limits["sense"] == "<=", 1.0, -1.0)
    due = sign * (limits["amount"] - limits["value"]).astype(float)
    size = limits["amount"].abs() + limits["value"].abs().fillna(0.0)
    book.equal("limits margin", called("limit " + limits["limit"]), "margin", limits["margin"], due, size=size)
