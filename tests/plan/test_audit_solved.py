"""The audit on plans that the solver made: right as they come, refused when any column or row is spoiled."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import symbiosis
from symbiosis.errors import AuditError
from symbiosis.plan.audit import audit, findings
from symbiosis.plan.record import PLAN_COLUMNS, Plan

ROOT = Path(__file__).parents[2]
PARKS = ("tiny", "baise")
#: Tables without rows in the solved tiny park: it has no standards and builds nothing.
NONE = ("quality", "builds", "mains", "contracts")
WITHOUT = {"tiny": NONE, "baise": ("limits", "builds", "mains", "contracts")}
#: Columns of the other tables; the name of a cap is free words.
TINY = [(table, column) for table in PLAN_COLUMNS for column in PLAN_COLUMNS[table] if table not in NONE]
TINY.remove(("limits", "limit"))


@cache
def _solved(name: str) -> Plan:
    return symbiosis.solve(symbiosis.read_park(ROOT / "parks" / name), symbiosis.read_model(ROOT / "models"))


def _another(value: Any) -> Any:
    if isinstance(value, str):
        return f"{value}?"
    if pd.api.types.is_bool(value):
        return not value
    return 17.0 if pd.isna(value) else float(value) * 1.01 + 17.0


def _spoiled(plan: Plan, table: str, column: str) -> Plan:
    rows = getattr(plan, table)
    numbers = pd.to_numeric(rows[column], errors="coerce").abs()
    row = int(numbers.fillna(0.0).to_numpy().argmax())
    cells = [_another(value) if i == row else value for i, value in enumerate(rows[column])]
    return replace(plan, **{table: rows.assign(**{column: cells})})


@pytest.mark.parametrize("name", PARKS)
def test_a_solved_park_passes(name: str) -> None:
    """Proves that solver and audit, which share no code, agree on a whole park. Without it either may err alone."""
    certificate = audit(_solved(name))
    assert all(check.largest <= certificate.tolerance for check in certificate.checks)
    assert certificate.comparisons > 2_000


@pytest.mark.parametrize(("table", "column"), TINY)
def test_a_solved_plan_with_a_changed_cell_is_refused(table: str, column: str) -> None:
    """Proves that no column of a solved plan can be changed unseen. Without it a table is shown but not proven."""
    with pytest.raises(AuditError):
        audit(_spoiled(_solved("tiny"), table, column))


@pytest.mark.parametrize("column", PLAN_COLUMNS["quality"])
def test_a_solved_standard_with_a_changed_cell_is_refused(column: str) -> None:
    """Proves the same for the standards of Baise. Without it a margin could be painted over."""
    with pytest.raises(AuditError):
        audit(_spoiled(_solved("baise"), "quality", column))


@pytest.mark.parametrize(
    ("name", "table"),
    [(name, table) for name in PARKS for table in PLAN_COLUMNS if table not in WITHOUT[name]],
)
def test_a_solved_plan_without_a_row_is_refused(name: str, table: str) -> None:
    """Proves that the first row of each table is missed. Without it a flow or a breach is left out unseen.

    Tables that neither park fills are those of ``test_audit_years``.
    """
    plan = _solved(name)
    rows = getattr(plan, table)
    assert not rows.empty
    assert findings(replace(plan, **{table: rows.iloc[1:]}))


def test_a_tonne_moved_elsewhere_breaks_the_balance() -> None:
    """Proves that 1 % less on one flow, with all its own figures in step, is still caught, and where.

    Without it a flow that is consistent in itself hides a hole in the balance of its offer.
    """
    plan = _solved("tiny")
    flows = plan.flows.copy()
    figures = ["dry_t", "lost_t", "received_t", "wet_t", "tkm", "freight_cny", "co2_kg"]
    flows.loc[0, figures] = flows.loc[0, figures].astype(float) * 0.99
    told = findings(replace(plan, flows=flows))
    offer, facility = flows["offer"].iloc[0], flows["facility"].iloc[0]
    assert any(sentence.startswith(f"offer {offer}: amount_t") for sentence in told)
    assert any(sentence.startswith(f"facility {facility}: load_t") for sentence in told)
    assert not any(sentence.startswith("flow of") for sentence in told)
