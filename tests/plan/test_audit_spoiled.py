"""Every kind of thing that the audit claims to catch, spoiled once in a plan that was right; it must name the culprit.

``paper/spoils.csv`` lists the spoils. A row without a name goes on with the spoil above it. ``act`` is put (a value
into a cell), drop (rows), again (write rows a second time, with changes) or forget (a column); ``told`` are words that
must stand together in one sentence.
"""

from __future__ import annotations

import ast
import csv
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from symbiosis.errors import AuditError
from symbiosis.plan.audit import audit
from symbiosis.plan.audit_gates import GATES
from symbiosis.plan.record import PLAN_COLUMNS, Plan

Row = dict[str, str]


def _listed() -> dict[str, list[Row]]:
    spoils: dict[str, list[Row]] = {}
    name = ""
    with (Path(__file__).parent / "paper" / "spoils.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            assert not row["name"] or row["name"] not in spoils, f"two spoils are called {row['name']}"
            name = row["name"] or name
            spoils.setdefault(name, []).append(row)
    return spoils


SPOILS = _listed()


def _value(text: str) -> Any:
    if text in ("nan", "inf"):
        return float(text)
    try:
        return ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return text


def _spoiled(table: pd.DataFrame, row: Row) -> pd.DataFrame:
    chosen = pd.Series(True, index=table.index)
    for condition in filter(None, row["where"].split(";")):
        column, _, word = condition.partition("=")
        chosen &= table[column] == word
    assert chosen.any(), f"{row['name']}: no row is {row['where']}"
    value = _value(row["value"])
    match row["act"]:
        case "drop":
            return table[~chosen].reset_index(drop=True)
        case "forget":
            return table.drop(columns=row["column"])
        case "again":
            return pd.concat([table, table[chosen].assign(**value)], ignore_index=True)
    # Cell by cell: a value may be a tuple, or a word in a column of numbers.
    cells = [value if here else old for here, old in zip(chosen, table[row["column"]], strict=True)]
    number = isinstance(value, float) and table[row["column"]].dtype.kind == "f"
    return table.assign(**{row["column"]: pd.Series(cells, index=table.index, dtype=float if number else object)})


def _spoil(plan: Plan, row: Row) -> None:
    table = row["table"]
    if row["room"] == "settings":
        place: Any = plan.model.settings
        for part in filter(None, table.split(".")):
            place = place[int(part)] if part.isdigit() else getattr(place, part)
        setattr(place, row["column"], _value(row["value"]))
    elif row["room"] == "plan":
        object.__setattr__(plan, table, _spoiled(getattr(plan, table), row))
    else:
        tables: Any = (plan.park if row["room"] == "park" else plan.model).tables
        tables[table] = _spoiled(tables[table], row)


@pytest.mark.parametrize("name", SPOILS)
def test_a_spoiled_plan_is_refused(plan: Plan, name: str) -> None:
    """Proves that each kind of fault raises, with one sentence that names the culprit and both values.

    Without it the audit could print a certificate on a plan that contradicts its own tables.
    """
    for row in SPOILS[name]:
        _spoil(plan, row)
    words = SPOILS[name][0]["told"].split(" & ")
    assert all(words)
    with pytest.raises(AuditError) as caught:
        audit(plan)
    told = [sentence for sentence in caught.value.findings if all(word in sentence for word in words)]
    assert told, "\n".join([f"no sentence says {words}:", *caught.value.findings])


def test_all_faults_are_told_at_once(plan: Plan) -> None:
    """Proves that two faults make two sentences. Without it a plan is mended one error a run."""
    for name in ("flow km", "standard: margin"):
        _spoil(plan, SPOILS[name][0])
    with pytest.raises(AuditError) as caught:
        audit(plan)
    assert len(caught.value.findings) == 2
    assert str(caught.value).startswith("the plan fails its audit\n- ")


def test_every_table_gate_and_ledger_is_spoiled(plan: Plan) -> None:
    """Proves that the list of spoils is whole. Without it a new gate or ledger goes without a spoil, unseen."""
    rows = list(chain.from_iterable(SPOILS.values()))
    assert {row["table"] for row in rows if row["room"] == "plan"} == set(PLAN_COLUMNS)
    assert all(any(name.startswith(f"gate {gate}") for name in SPOILS) for gate in (*GATES, "hazard"))
    where = " ".join(row["where"] for row in rows if row["table"] == "ledgers")
    unused = {"used_purchase_t"}  # the plan on paper has no offer of kind purchase
    assert all(f"ledger={ledger}" in where for ledger in set(plan.model.tables["ledgers"]["ledger"]) - unused)


def _columns() -> list[tuple[str, str]]:
    return [(table, column) for table in PLAN_COLUMNS for column in PLAN_COLUMNS[table]]


@pytest.mark.parametrize(("table", "column"), _columns())
def test_no_column_of_a_plan_goes_unread(plan: Plan, table: str, column: str) -> None:
    """Proves that a change in the last row of any column is noticed. Without it a column is shown but not proven."""
    rows = getattr(plan, table).copy()
    old = rows[column].iloc[-1]
    new: Any = f"{old}?" if isinstance(old, str) else not old if rows[column].dtype == bool else float(old) + 17.0
    new = 17.0 if new != new else new  # a blank becomes a number
    rows[column] = [*rows[column].iloc[:-1], new]
    object.__setattr__(plan, table, rows)
    with pytest.raises(AuditError):
        audit(plan)
