"""Footprints as a file of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symbiosis.errors import AuditError
from symbiosis.plan.audit_footprints import footprint_findings
from symbiosis.plan.footprints import footprints
from symbiosis.show.cells import csv_text
from symbiosis.show.currency import shown

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan


def footprint_files(plan: Plan) -> dict[str, bytes]:
    """Return footprints.csv by name, checked by substitution; nothing where nothing is made.

    Raises AuditError where a footprint does not add up, which would be a fault of symbiosis.
    """
    table = footprints(plan)
    if not (table["kind"] == "product").any():
        return {}
    if faults := footprint_findings(plan, table):
        raise AuditError(faults)
    return {"footprints.csv": csv_text(shown(table, plan)).encode("utf-8-sig")}
