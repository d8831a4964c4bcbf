"""Entries of ledgers as plain columns: of many small tables, pandas takes longer to set one up than to add it up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

ENTRY = ["ledger", "kind", "family", "plant", "amount"]
#: Where an entry comes from: the facility that takes in or makes, who made the lot, and by which boundary it counts.
TRACE = ["facility", "maker", "origin", "boundary"]

Columns = Mapping[str, NDArray[Any]]
"""A table without its index: columns of one length by name."""


def columns_of(table: pd.DataFrame) -> dict[str, NDArray[Any]]:
    """Return the columns of a table."""
    return {str(name): table[name].to_numpy() for name in table.columns}


def picked(rows: Columns, own: NDArray[Any]) -> Columns:
    """Return some of the rows."""
    return {name: values[own] for name, values in rows.items()}


def entries(
    ledger: str, rows: Columns, plant: str, amount: Any, *, kind: Any = "", family: Any = None, boundary: str = ""
) -> Columns:
    """Return an entry of ``amount`` for each of ``rows``, booked to the plant in column ``plant``."""
    amount = np.asarray(amount, dtype=float)
    booked = {
        "ledger": ledger,
        "kind": kind,
        "family": rows["family"] if family is None else family,
        "plant": rows[plant],
        **{column: rows.get(column, "") for column in TRACE},
        "boundary": boundary,
    }
    words = {name: np.full(len(amount), word, dtype=object) for name, word in booked.items()}
    return {**words, "amount": amount}


def looked_up(words: Iterable[Any], table: Mapping[Any, float]) -> NDArray[np.float64]:
    """Return the number that ``table`` has for each word; 0 where it has none, or a blank."""
    found = np.array([table.get(word, 0.0) for word in words], dtype=float)
    return np.where(np.isnan(found), 0.0, found)


def together(books: Iterable[Columns], names: Iterable[str]) -> pd.DataFrame:
    """Return all rows of ``books`` as one table in their order."""
    listed = list(books)
    if not listed:
        return pd.DataFrame(columns=list(names))
    return pd.DataFrame({name: np.concatenate([book[name] for book in listed]) for name in names})


def keyed(table: pd.DataFrame, key: list[str], columns: list[str]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Return what stands in some columns of each row, by the words of its key."""
    keys, cells = (zip(*(table[name].to_numpy(dtype=object) for name in own), strict=True) for own in (key, columns))
    return dict(zip(keys, cells, strict=True))
