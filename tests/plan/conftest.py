"""The plan of ``paper/README.md`` as tables; every figure in its files was worked out by hand."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from symbiosis.park import Park
from symbiosis.plan.record import PLAN_COLUMNS, Plan
from symbiosis.schema import model_tables, park_tables

PAPER = Path(__file__).parent / "paper"
YEAR = 2025


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def _number(text: str) -> float:
    return float(text) if text else float("nan")


def _terms(text: str) -> tuple[tuple[str, float], ...]:
    pairs = (part.split() for part in text.split(";") if part.strip())
    return tuple((name, float(value)) for name, value in pairs)


#: From the words of a file to the values of a checked table, by the type of the column.
TYPED: dict[str, Callable[[str], Any]] = {
    "number": _number,
    "integer": _number,
    "yesno": lambda text: {"yes": True, "no": False}.get(text),
    "list": lambda text: tuple(text.split(";")) if text else (),
    "refs": lambda text: tuple(text.split(";")) if text else (),
    "terms": _terms,
}


def _checked(room: str) -> dict[str, pd.DataFrame]:
    tables = {}
    for name, table in {"park": park_tables, "model": model_tables}[room]().items():
        rows = _rows(PAPER / room / f"{name}.csv")
        columns = {
            column.name: [TYPED.get(column.type, str)(row.get(column.name) or column.default) for row in rows]
            for column in table.columns.values()
        }
        tables[name] = pd.DataFrame(columns, index=range(2, len(rows) + 2))
    return tables


#: Columns of the files in paper/plan that hold words or numbers; "limit" is a name among limits, a number in quality.
_NUMBERS = ("km", "last_year", "area_ha", "limit", "value", "margin", "share", "amount", "rate", "arising_t")
_YES_NO = ("must_place", "beyond_best")


def _plan_value(column: str, text: str) -> Any:
    if column in _YES_NO:
        return text == "yes"
    measured = column.endswith(("_t", "_a", "_cny", "_kg", "_share", "tkm")) or column in _NUMBERS
    return _number(text) if measured else text


def _plan_table(name: str) -> pd.DataFrame:
    rows = _rows(PAPER / "plan" / f"{name}.csv")
    table = {
        column: [
            row[column] if (name, column) == ("limits", "limit") else _plan_value(column, row[column]) for row in rows
        ]
        for column in rows[0]
    }
    return pd.DataFrame(table).assign(year=YEAR)


def _ledgers(plants: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    entries = _plan_table("entries").merge(units[["ledger", "unit"]], on="ledger")
    entries = entries.merge(plants[["plant", "owner", "zone", "province"]], on="plant")
    scopes = ("plant", "owner", "zone", "province")
    frames = [entries[entries[scope] != ""].assign(scope=scope, name=entries[scope]) for scope in scopes]
    frames.append(entries.assign(scope="park", name=""))
    keys = ["year", "ledger", "kind", "family", "scope", "name", "unit"]
    return pd.concat(frames).groupby(keys, as_index=False)["amount"].sum()


def settings() -> SimpleNamespace:
    return SimpleNamespace(
        year=YEAR,
        gates=("accepts", "carries", "reach", "hazard", "readiness", "permits", "quality", "listed", "policy"),
        limits=("capacity", "links", "standards", "caps", "targets", "contracts", "shipments", "partners"),
        horizon=SimpleNamespace(last_a=1, base_year=None, discount_rate=0.25, segments=3),
        years=(YEAR,),
        growth={},
        obligations=(),
        transport=SimpleNamespace(circuity=1.25, working_days_a=330.0, access_km=5.0),
        technology=SimpleNamespace(statuses=("industrial", "demonstration"), policies=("encouraged", "permitted")),
        reach=SimpleNamespace(use="hard"),
        hazard=SimpleNamespace(approved_transfers=(("GX", "GD"),)),
        accounting=SimpleNamespace(credits="user", new_scrap="cut_off"),
        quality=SimpleNamespace(margin_sd=0.0, range_sd=2.0),
        shares=(),
        standards_off=("s_off",),
        regimes=("CN",),
        targets=(
            SimpleNamespace(name="use_rate", ledger="used_t", over="arising_t", family="red_mud", sense=">=", value=0.6,
                            scope="park", scope_name="", year=None),
            SimpleNamespace(name="little_dumped", ledger="disposed_t", over="", family="", sense="<=", value=500.0,
                            scope="park", scope_name="", year=None),
        ),
    )  # fmt: skip


@pytest.fixture
def plan() -> Plan:
    park, model = _checked("park"), _checked("model")
    tables = {name: _plan_table(name) for name in PLAN_COLUMNS if name != "ledgers"}
    tables["ledgers"] = _ledgers(park["plants"], model["ledgers"])
    tables = {name: tables[name][list(columns)] for name, columns in PLAN_COLUMNS.items()}
    alone = SimpleNamespace(tables=model, settings=settings(), name="paper")
    alone.in_year = lambda _: alone
    return Plan(
        park=Park("paper", "纸上", "On paper", park),
        model=alone,  # type: ignore[arg-type]
        outcome=None,  # type: ignore[arg-type]
        **tables,
    )
