"""Rules on properties and compositions: derived ones, ranges, totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from symbiosis.errors import Fault
from symbiosis.read.order import check_order

Frames = Mapping[str, pd.DataFrame]

#: Loss on ignition, the one share of dry matter that may be negative (matter that gains mass in air).
IGNITION_LOSS = "LOI"
#: Rounded analyses add up to a little more than the whole.
_MOST_TOTAL = 100.5
_CONCENTRATIONS = ("%", "mg/kg", "g/kg", "g/t", "Bq/kg", "ppm")
#: Columns that hold typical values, whose rows may say a range as low and high, by table.
RANGED = {"compositions": "value", "prices": "price_cny_t"}


def _units(properties: pd.DataFrame) -> dict[str, str]:
    return dict(zip(properties["property"], properties["unit"], strict=True))


def _derived(properties: pd.DataFrame) -> dict[str, list[str]]:
    """Return the names in the terms of each derived property."""
    pairs = zip(properties["property"], properties["terms"], strict=True)
    return {name: [term for term, _ in terms] for name, terms in pairs if terms}


def cycle_from(start: str, edges: Mapping[str, list[str]]) -> list[str]:
    """Return a way from ``start`` back to itself; empty where there is none."""
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for onward in edges.get(way[-1], ()):
            if onward == start:
                return [*way, start]
            if onward not in seen:
                seen.add(onward)
                ways.append([*way, onward])
    return []


def properties(frames: Frames) -> Iterator[Fault]:
    """Yield derived properties that lead back to themselves and parts of the total that cannot be added up."""
    frame = frames["properties"]
    derived = _derived(frame)
    for row, name, total, unit in zip(frame.index, frame["property"], frame["in_total"], frame["unit"], strict=True):
        where = f"models/properties.csv row {row}"
        if way := cycle_from(name, derived):
            yield Fault(
                f"{where}, terms", f"{name!r} leads back to itself ({' -> '.join(way)})", "write it in measured ones"
            )
        if total and name in derived:
            wrong = f"{name!r} is derived and would be counted twice"
            yield Fault(f"{where}, in_total", wrong, "write no for a derived property")
        elif total and "%" not in unit:
            yield Fault(
                f"{where}, in_total", f"{name!r} is in {unit!r}", "only properties in % add up to 100 %; write no"
            )


def ranges(frames: Frames) -> Iterator[Fault]:
    """Yield typical values and prices outside their own range."""
    for table, value in RANGED.items():
        for low, high in (("low", value), (value, "high"), ("low", "high")):
            yield from check_order(frames[table], low, high, f"models/{table}.csv")


def composition(compositions: pd.DataFrame, properties: pd.DataFrame, file: str, owner: list[str]) -> Iterator[Fault]:
    """Yield derived, impossible and overfull values of a table of compositions.

    Parameters
    ----------
    compositions
        Rows of a park or of a model.
    properties
        The model's properties.
    file
        Name of the file in messages.
    owner
        Columns that together say whose composition a row belongs to.
    """
    units, derived = _units(properties), _derived(properties)
    for row, name, value in zip(compositions.index, compositions["property"], compositions["value"], strict=True):
        where, unit = f"{file} row {row}", units.get(name, "")
        if name in derived:
            right = f"give {', '.join(derived[name])} instead and remove this row"
            yield Fault(f"{where}, property", f"{name!r} is derived from others", right)
        if "%" in unit and value > 100:
            yield Fault(f"{where}, value", f"{value:.12g} % of {name!r} is more than the whole", "write at most 100")
        if value < 0 and name != IGNITION_LOSS and any(part in unit for part in _CONCENTRATIONS):
            yield Fault(f"{where}, value", f"{value:.12g} {unit} of {name!r} is negative", "write at least 0")
    parts = compositions["property"].isin(set(properties["property"][properties["in_total"].astype(bool)]))
    counted = compositions[parts & (compositions["value"] <= 100)]
    totals = counted.groupby(owner, sort=False)["value"].sum()
    for whose in totals.index[totals > _MOST_TOTAL]:
        mine = np.logical_and.reduce([counted[c] == w for c, w in zip(owner, np.atleast_1d(whose), strict=True)])
        shown = " + ".join(f"{r.property} {r.value:.6g}" for r in counted[mine].itertuples())
        wrong = f"the composition of {' '.join(np.atleast_1d(whose))!r} adds up to {totals[whose]:.6g} % ({shown})"
        yield Fault(
            f"{file} row {counted[mine].index[0]}, value", wrong, "check the values; they must not exceed 100 %"
        )


def compositions(frames: Frames) -> Iterator[Fault]:
    """Yield faults of the model's typical compositions."""
    yield from composition(frames["compositions"], frames["properties"], "models/compositions.csv", ["material"])
