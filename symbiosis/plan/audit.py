"""The audit: a second implementation of every definition, from the tables of a plan alone.

It shares no code with the network, the formulation, the solver or the builder of plans. The tonnes that a plan decides
(``dry_t`` of its flows, ``sold_t`` and ``stays_t`` of its offers, ``bought_t`` of its intakes) are taken as they stand;
all else is worked out anew from park and model and compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from symbiosis.errors import AuditError
from symbiosis.plan.audit_balances import (
    check_given_offers,
    check_made_offers,
    check_mass,
    check_offers,
    lots_of,
    made_of,
)
from symbiosis.plan.audit_book import Book, Check
from symbiosis.plan.audit_builds import check_builds, check_standing
from symbiosis.plan.audit_facilities import check_facilities, check_intakes, check_recipes
from symbiosis.plan.audit_facts import Facts
from symbiosis.plan.audit_flows import check_flows, check_link_capacity, recomputed_flows
from symbiosis.plan.audit_gates import check_gates
from symbiosis.plan.audit_ledgers import check_ledgers, ledger_entries, ledger_sums
from symbiosis.plan.audit_limits import check_bounds, check_horizon_caps, check_rates
from symbiosis.plan.audit_mains import check_contracts, check_mains, check_shipments
from symbiosis.plan.audit_quality import check_quality
from symbiosis.plan.audit_shares import check_shares
from symbiosis.plan.audit_structure import check_columns, check_structure

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan


@dataclass(frozen=True)
class Certificate:
    """What an audit without findings has compared."""

    checks: tuple[Check, ...]
    tolerance: float

    @property
    def comparisons(self) -> int:
        """How many values were compared in all."""
        return sum(check.comparisons for check in self.checks)

    @property
    def table(self) -> pd.DataFrame:
        """The checks with their number of comparisons and their largest relative deviation."""
        rows = [(check.name, check.comparisons, check.largest) for check in self.checks]
        return pd.DataFrame(rows, columns=["check", "comparisons", "largest_deviation"])

    def __str__(self) -> str:
        head = f"audit certificate: {self.comparisons} comparisons, all within {self.tolerance:g} of the terms compared"
        lines = [f"  {c.name:<28} {c.comparisons:>9} {c.largest:>10.1e}" for c in self.checks]
        return "\n".join([head, *lines])


def audit(plan: Plan, *, tolerance: float = 1e-6) -> Certificate:
    """Return the certificate of a plan that contradicts none of the tables it was made from.

    Parameters
    ----------
    plan
        The plan, with its park and model.
    tolerance
        Largest deviation, relative to the largest flow (at least 1 t) or to the size of the terms summed.

    Raises
    ------
    AuditError
        With every finding, each a sentence.
    """
    book = _audited(plan, tolerance)
    if book.findings:
        raise AuditError(book.findings)
    return Certificate(book.checks, tolerance)


def findings(plan: Plan, tolerance: float = 1e-6) -> list[str]:
    """Return what the audit finds wrong, as sentences; empty for a plan that is right."""
    return _audited(plan, tolerance).findings


def _audited(plan: Plan, tolerance: float) -> Book:
    largest = pd.to_numeric(plan.flows.get("dry_t", pd.Series(dtype=float)), errors="coerce").abs().max()
    book = Book(tolerance, 0.0 if pd.isna(largest) else float(largest))
    check_columns(book, plan)
    if book.findings:
        # Tables that are broken in themselves cannot be compared with anything.
        return book
    parts = list(_parts(plan))
    for part, facts in parts:
        check_structure(book, part, facts)
    if not book.findings:
        check_builds(book, plan)
        check_mains(book, plan)
    if book.findings:
        return book
    sums = [_audit_year(book, part, facts) for part, facts in parts]
    check_horizon_caps(book, plan, sums, [facts.length_a for _, facts in parts])
    return book


def _parts(plan: Plan) -> Iterator[tuple[Plan, Facts]]:
    """Yield the plan of each year with the facts of its year."""
    years, horizon = plan.years, plan.model.settings.horizon
    before: Plan | None = None
    for year, following in zip(years, (*years[1:], years[-1] + horizon.last_a), strict=True):
        part = plan.in_year(year)
        length_a = following - year if len(years) > 1 else 1
        yield part, Facts(part, before, length_a, horizon.base_year or years[0])
        before = part


def _audit_year(book: Book, plan: Plan, facts: Facts) -> pd.DataFrame:
    """Audit what stands in one year; return the sums of its ledgers."""
    flows = recomputed_flows(plan, facts)
    check_flows(book, plan, flows)
    if "links" in facts.settings.limits:
        check_link_capacity(book, flows)
    check_gates(book, flows, facts)
    check_shipments(book, flows, facts)
    check_contracts(book, plan, flows, facts)
    lots = lots_of(plan, flows, facts)
    made = made_of(lots, facts)
    check_given_offers(book, plan, lots, facts)
    check_made_offers(book, plan, made, facts)
    check_offers(book, plan, facts)
    check_mass(book, plan, facts)
    check_facilities(book, plan, lots, facts)
    check_intakes(book, plan, lots, facts)
    check_recipes(book, lots, facts)
    check_quality(book, plan, lots, made, facts)
    check_shares(book, lots, facts)
    check_standing(book, facts)
    sums = ledger_sums(ledger_entries(plan, {"flows": flows, "lots": lots, "made": made}, facts), facts)
    check_ledgers(book, plan, sums, facts)
    check_rates(book, plan, sums, facts)
    check_bounds(book, plan, sums, facts)
    return sums
