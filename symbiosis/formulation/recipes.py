"""Recipes: least and most share of an input, of the total input or of another input."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from symbiosis.formulation.flows import Columns
from symbiosis.formulation.rows import Rows, Terms

if TYPE_CHECKING:
    from symbiosis.network import Network


def recipe_rows(network: Network, columns: Columns, side: str) -> Rows:
    """Return the share bounds of recipes: ``intake of input >= min_share x base`` or ``<= max_share x base``.

    ``side`` is "min" or "max". The base is the throughput, or the intake of the input named under ``per``. A bound that
    cannot bind (no least share, or all of the throughput) makes no row.
    """
    recipes = network.recipes
    share, whole = recipes[f"{side}_share"].to_numpy(dtype=float), (recipes["per"] == "").to_numpy()
    idle = (share <= 0) if side == "min" else (share >= 1) & whole & recipes["counted"].to_numpy(dtype=bool)
    chosen = recipes[["facility", "process", "input", "per"]][~idle].reset_index(drop=True)
    share, whole = share[~idle], whole[~idle]
    total = Terms.of(np.flatnonzero(whole), columns.throughput[chosen["facility"].to_numpy()[whole]], -share[whole])
    base = _intakes(network, columns, chosen, "per")
    terms = (
        _intakes(network, columns, chosen, "input"),
        total,
        Terms.of(base.row, base.column, -share[base.row]),
    )
    zero, far = np.zeros(len(chosen)), np.full(len(chosen), np.inf)
    lower, upper = (zero, far) if side == "min" else (-far, zero)
    return _without_empty(Rows(chosen, terms, lower, upper))


def _intakes(network: Network, columns: Columns, rows: pd.DataFrame, word: str) -> Terms:
    """Return the sum of the intakes that the word in each row stands for."""
    row, intake = network.codes.entries(rows["facility"].to_numpy(dtype=int), network.codes.words.of(rows[word]))
    return Terms.of(row, columns.intake[intake], 1.0)


def _without_empty(rows: Rows) -> Rows:
    """Leave out rows without any term: nothing that they speak of is offered or bought in."""
    filled = np.zeros(len(rows), dtype=bool)
    for terms in rows.terms:
        filled[terms.row] = True
    if filled.all():
        return rows
    number = np.cumsum(filled) - 1
    kept = tuple(Terms(number[part.row], part.column, part.value) for part in rows.terms)
    return Rows(rows.labels[filled].reset_index(drop=True), kept, rows.lower[filled], rows.upper[filled])
