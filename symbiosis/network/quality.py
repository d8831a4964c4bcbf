"""What each lot is made of, and which standards ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.network.codes import Meanings
from symbiosis.network.once import once
from symbiosis.network.units import TONNE, material_units

if TYPE_CHECKING:
    from symbiosis.park import Park
    from symbiosis.scenario import Model

#: The property that an ignited basis leaves out.
IGNITION_LOSS = "LOI"


def lot_quality(park: Park, model: Model, plants: pd.Series[str], materials: pd.Series[str]) -> pd.DataFrame:
    """Return the properties of lots, one row a lot and one column a property; NaN where unknown.

    A value measured at the plant beats the typical one; derived properties are linear in the others.
    """
    table = _typical(model).reindex(materials.to_numpy()).set_axis(plants.index)
    measured = park.tables["compositions"].set_index(["plant", "material", "property"])["value"]
    if len(measured):
        own = measured.unstack("property").reindex(pd.MultiIndex.from_arrays([plants, materials]))  # noqa: PD010
        table.update(own.set_axis(table.index))
    return _derive(table.astype(float), model.tables["properties"])


@once
def _typical(model: Model) -> pd.DataFrame:
    """Return the typical properties of each material (index), one column a property that is not derived."""
    properties = model.tables["properties"]
    typical = model.tables["compositions"].set_index(["material", "property"])["value"].unstack()  # noqa: PD010
    return typical.reindex(columns=[
        name for name, terms in zip(properties["property"], properties["terms"], strict=True) if not terms
    ]).astype(float)  # fmt: skip


def _derive(table: pd.DataFrame, properties: pd.DataFrame) -> pd.DataFrame:
    """Add the derived properties; one may be derived from another, so pass over them until all are there."""
    waiting = {name: terms for name, terms in zip(properties["property"], properties["terms"], strict=True) if terms}
    known: dict[str, NDArray[np.float64]] = dict(zip(table.columns, table.to_numpy(dtype=float).T, strict=True))
    while waiting:
        ready = [name for name, terms in waiting.items() if not any(part in waiting for part, _ in terms)]
        for name in ready:
            total = np.zeros(len(table))
            for part, coefficient in waiting.pop(name):
                total = total + coefficient * known[part]
            known[name] = total
        if not ready:
            raise AssertionError(f"derived properties go in a circle: {sorted(waiting)}")
    return pd.DataFrame(
        np.column_stack(list(known.values())), index=table.index, columns=pd.Index(known, name="property")
    )


def standard_rows(model: Model, facilities: pd.DataFrame) -> pd.DataFrame:
    """Return every (facility, standard) that applies under the scenario, numbered."""
    standards = model.tables["standards"]
    if "standards" not in model.settings.limits:
        standards = standards.iloc[:0]
    standards = standards[standards["regime"].isin(["", *model.settings.regimes])]
    standards = standards[~standards["standard"].isin(model.settings.standards_off)]
    spread = standards.explode("processes").rename(columns={"processes": "process"})
    return facilities[["process"]].reset_index(names="facility").merge(spread, on="process", sort=False)


def needed_properties(rule: Mapping[Any, Any]) -> list[str]:
    """Return the properties that must be known of a lot judged by a standard."""
    over = str(rule["over"])
    names = [str(rule["property"]), *([over] if over else [])]
    if rule["ignited"] and not over:
        names.append(IGNITION_LOSS)
    return names


def unknown_quality(
    standards: pd.DataFrame,
    model: Model,
    facility: NDArray[np.int64],
    source: NDArray[np.int64],
    materials: NDArray[np.object_],
    quality: pd.DataFrame,
) -> NDArray[np.object_]:
    """Return, for each lot that would come in at a facility, a property that a standard needs and nobody knows.

    Blank where everything needed is known. ``materials`` and ``quality`` have one row for each ``source`` of lots; what
    is not weighed is no part of a blend.
    """
    missing = np.full(len(facility), "", dtype=object)
    weighed = (pd.Series(materials).map(material_units(model)) == TONNE).to_numpy()
    known = dict(zip(quality.columns, ~np.isnan(quality.to_numpy(dtype=float).T), strict=True))
    words, kinds = Meanings(model), materials.tolist()
    rules: dict[tuple[str, str], list[Mapping[Any, Any]]] = {}
    for each in standards.to_dict("records"):
        rules.setdefault((each["standard"], each["process"]), []).append(each)
    number = words.numbers(kinds)
    for own in rules.values():
        judged = weighed & words.of([own[0]["input"]])[0][number] if own[0]["on"] == "input" else weighed
        places = np.zeros(int(facility.max(initial=-1)) + 1, dtype=bool)
        places[[rule["facility"] for rule in own if rule["facility"] < len(places)]] = True
        for name in needed_properties(own[0]):
            unproven = judged & ~known[name]
            if unproven.any():
                unknown = unproven[source] & places[facility] & (missing == "")
                missing[unknown] = f"{name} ({own[0]['standard']})"
    return missing
