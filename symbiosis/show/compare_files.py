"""The folder of a comparison: report, workbook, a CSV a table; money in the currency of the park."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from symbiosis.show.cells import csv_text
from symbiosis.show.compare_report import compare_html
from symbiosis.show.currency import CNY, shown_of
from symbiosis.show.workbook import book_bytes

if TYPE_CHECKING:
    import pandas as pd

    from symbiosis.compare.scenarios import Comparison
    from symbiosis.park import Park

#: Columns that hold an amount in the unit that the column ``unit`` says.
_AMOUNTS = ("amount", "baseline", "difference", "best", "behind", "regret")


def shown_comparison(found: Comparison) -> dict[str, pd.DataFrame]:
    """Return the tables of a comparison with money in the currency of the park."""
    return {name: shown_rows(table, found.park) for name, table in found.tables.items()}


def shown_rows(table: pd.DataFrame, park: Park) -> pd.DataFrame:
    """Return a table with money in the currency of the park: by the names of columns, or row by row by its unit."""
    if park.currency == CNY:
        return table
    if "unit" not in table:
        return shown_of(table, park)
    money = table["unit"].astype(str).str.startswith(CNY)
    changed: dict[str, Any] = {
        name: table[name].where(~money, table[name] / park.cny_per_unit) for name in _AMOUNTS if name in table
    }
    for name in ("unit", "measure", "ledger"):
        if name in table:
            words = table[name].astype(str)
            other = words.str.replace(CNY, park.currency).str.replace("_cny", f"_{park.currency.lower()}")
            changed[name] = words.where(~money, other)
    return table.assign(**changed)


def compare_files(found: Comparison, lang: str) -> dict[str, bytes]:
    """Return the files of a comparison by name."""
    tables = shown_comparison(found)
    files = {"compare.html": compare_html(found, lang).encode()}
    files |= {f"{name}.csv": csv_text(table).encode("utf-8-sig") for name, table in tables.items()}
    return files | {"compare.xlsx": book_bytes(tables, found.park.currency)}


def compare_record(found: Comparison) -> dict[str, Any]:
    """Return what goes into run.toml: what was compared, from which files, and what the audits compared."""
    return {
        "symbiosis": _version(),
        "baseline": found.baseline,
        "park": {"name": found.park.name, "files": dict(found.park.hashes)},
        "scenarios": [
            {
                "name": option.name,
                "assignments": list(option.model.assignments),
                "files": dict(option.model.hashes),
                "cells": dict(option.model.cells),
                "status": option.plan.outcome.status if option.plan is not None else "no plan",
                "audited": option.plan is not None and option.plan.certificate is not None,
            }
            for option in found.options
        ],
    }


def _version() -> str:
    from importlib.metadata import version

    return version("symbiosis")
