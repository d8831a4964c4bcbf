"""What each lot is made of, and which standards ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from symbiosis.network.units import TONNE, material_units
from symbiosis.network.words import members

if TYPE_CHECKING:
    from symbiosis.park import Park
    from symbiosis.scenario import Model

#: The property that an ignited basis leaves out.
IGNITION_LOSS = "LOI"


def lot_quality(park: Park, model: Model, plants: pd.Series[str], materials: pd.Series[str]) -> pd.DataFrame:
    """Return the properties of lots, one row a lot and one column a property; NaN where unknown.

    A value measured at the plant beats the typical one; derived properties are linear in the others.
    """
    properties = model.tables["properties"]
    typical = model.tables["compositions"].set_index(["material", "property"])["value"].unstack()  # noqa: PD010
    base = [name for name, terms in zip(properties["property"], properties["terms"], strict=True) if not terms]
    table = typical.reindex(index=materials.to_numpy(), columns=base)
    table.index = plants.index
    measured = park.tables["compositions"].set_index(["plant", "material", "property"])["value"]
    if len(measured):
        own = measured.unstack("property").reindex(pd.MultiIndex.from_arrays([plants, materials]))  # noqa: PD010
        table.update(own.set_axis(table.index))
    return _derive(table.astype(float), properties)


def _derive(table: pd.DataFrame, properties: pd.DataFrame) -> pd.DataFrame:
    """Add the derived properties; one may be derived from another, so pass over them until all are there."""
    waiting = {name: terms for name, terms in zip(properties["property"], properties["terms"], strict=True) if terms}
    derived: dict[str, pd.Series[float]] = {}
    while waiting:
        ready = [name for name, terms in waiting.items() if not any(part in waiting for part, _ in terms)]
        for name in ready:
            total = pd.Series(0.0, index=table.index)
            for part, coefficient in waiting.pop(name):
                total = total + coefficient * (derived[part] if part in derived else table[part])
            derived[name] = total
        if not ready:
            raise AssertionError(f"derived properties go in a circle: {sorted(waiting)}")
    return table.assign(**derived)


def standard_rows(model: Model, facilities: pd.DataFrame) -> pd.DataFrame:
    """Return every (facility, standard) that applies under the scenario, numbered."""
    standards = model.tables["standards"]
    if "standards" not in model.settings.limits:
        standards = standards.iloc[:0]
    standards = standards[standards["regime"].isin(["", *model.settings.regimes])]
    standards = standards[~standards["standard"].isin(model.settings.standards_off)]
    spread = standards.explode("processes").rename(columns={"processes": "process"})
    return facilities[["process"]].reset_index(names="facility").merge(spread, on="process", sort=False)


def needed_properties(row: pd.Series[Any]) -> list[str]:
    """Return the properties that must be known of a lot judged by the standard in ``row``."""
    over = str(row["over"])
    names = [str(row["property"]), *([over] if over else [])]
    if row["ignited"] and not over:
        names.append(IGNITION_LOSS)
    return names


def unknown_quality(
    standards: pd.DataFrame, model: Model, facility: pd.Series[int], material: pd.Series[str], quality: pd.DataFrame
) -> pd.Series[str]:
    """Return, for each lot that would come in at a facility, a property that a standard needs and nobody knows.

    Blank where everything needed is known. ``quality`` has one row a lot; what is not weighed is no part of a blend.
    """
    weighed = material.map(material_units(model)) == TONNE
    missing = pd.Series("", index=facility.index)
    words = members(model)
    judged = {word: set(rows) for word, rows in words.groupby("word")["material"]}
    for _, rows in standards.groupby(["standard", "process"], sort=False):
        rule = rows.iloc[0]
        concerned = facility.isin(rows["facility"]) & weighed
        if rule["on"] == "input":
            concerned &= material.isin(judged.get(str(rule["input"]), set()))
        for name in needed_properties(rule):
            unknown = concerned & quality[name].isna().to_numpy() & (missing == "")
            missing[unknown] = f"{name} ({rule['standard']})"
    return missing
