"""Small random regions of many odd shapes, and ways to change one without a second meaning."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.region import Shape, region
from symbiosis.api import formulate
from symbiosis.park import Park
from symbiosis.scenario import Model
from symbiosis.solver import Infeasible, solve_stages

#: A park of about twenty plants.
_SMALL = Shape(sources=4, receivers=5, cells=2, span=3.0)

SHAPES: Mapping[str, Shape] = {
    "plain": _SMALL,
    "one plant": replace(_SMALL, sources=1, receivers=0, market=False, cells=1),
    "one source without takers": replace(_SMALL, sources=1, receivers=0, tips=False, market=False, optional=1.0),
    "nothing to place": replace(_SMALL, optional=1.0, stocks=0.5, tips=False),
    "stocks only": replace(_SMALL, stocks=1.0),
    "no links": replace(_SMALL, optional=1.0, reach=1e-6, tips=False),
    "zero amounts": replace(_SMALL, zeros=0.5),
    "all zero": replace(_SMALL, zeros=1.0),
    "made offers in chains": replace(_SMALL, receivers=8, lines_each=8, room=3.0),
    "made offers without a market": replace(_SMALL, lines_each=8, market=False),
    "nowhere to tip": replace(_SMALL, tips=False, room=5.0),
    "much room": replace(_SMALL, room=4.0),
    "little room": replace(_SMALL, room=0.2),
    "least loads": replace(_SMALL, least=0.2, room=0.8),
    "binding caps": replace(_SMALL, caps=0.45, room=4.0),
    "impossible caps": replace(_SMALL, caps=0.01),
    "a target": replace(_SMALL, target=0.3, room=4.0),
    "listed links": replace(_SMALL, listed=60, reach=0.3, room=4.0),
    "typical wastes": replace(_SMALL, measured=False, caps=0.0),
    "all wastes": replace(_SMALL, wastes_each=8, lines_each=3),
}
#: A seed of its own for every shape.
CASES = [(name, seed) for seed, name in enumerate(SHAPES)]


@cache
def case(name: str, seed: int) -> tuple[Park, Model]:
    """Return a random region of a named shape."""
    return region(SHAPES[name], seed)


def optimum(park: Park, model: Model) -> float:
    """Return the best of the first objective, to be made large; minus infinity where there is no plan.

    Nothing is audited here: this is for comparing parks, many of them.
    """
    try:
        return solve_stages(formulate(park, model))[0].stages[0].best
    except Infeasible:
        return -np.inf


def with_park(park: Park, **changes: Callable[[pd.DataFrame], pd.DataFrame]) -> Park:
    """Return the park with some tables changed."""
    tables = dict(park.tables)
    for name, change in changes.items():
        tables[name] = change(tables[name].copy())
    return replace(park, tables=MappingProxyType(tables))


def with_model(model: Model, **changes: Callable[[pd.DataFrame], pd.DataFrame]) -> Model:
    """Return the model with some tables changed."""
    tables = dict(model._raw)
    for name, change in changes.items():
        tables[name] = change(tables[name].copy())
    return replace(model, tables=tables, _raw=tables)


def times(factor: float, *columns: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Return a change that multiplies columns."""

    def change(table: pd.DataFrame) -> pd.DataFrame:
        return table.assign(**{column: table[column] * factor for column in columns})

    return change


def renamed(table: pd.DataFrame, names: Mapping[str, str], *columns: str) -> pd.DataFrame:
    """Return a table with other names in some columns; lists of names are renamed one by one."""

    def new(cell: Any) -> Any:
        return tuple(map(new, cell)) if isinstance(cell, tuple) else names.get(cell, cell)

    return table.assign(**{column: table[column].map(new).astype(object) for column in columns})


def shuffled(seed: int) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Return a change that puts the rows of a table in another order, numbered as their new file would be."""

    def change(table: pd.DataFrame) -> pd.DataFrame:
        order = np.random.default_rng(seed).permutation(len(table))
        return table.iloc[order].set_axis(table.index)

    return change
