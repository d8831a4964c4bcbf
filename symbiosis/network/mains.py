"""Connections that must be built before anything moves on them: belts, pipes, mains of steam and water."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from symbiosis.errors import DataError, Fault
from symbiosis.geography import great_circle_km
from symbiosis.network.annuity import annuity
from symbiosis.network.period import Period

if TYPE_CHECKING:
    from symbiosis.park import Park
    from symbiosis.scenario import Model

#: Columns of the table of mains, and their types.
_MAIN = {
    **dict.fromkeys(("from", "to", "mode", "material", "plant"), object),
    **dict.fromkeys(("listed", "start", "start_year"), int),
    **dict.fromkeys(("km", "last_year", "capex_cny", "annual_cny"), float),
}


def mains(park: Park, models: Mapping[int, Model], periods: tuple[Period, ...]) -> pd.DataFrame:
    """Return the connections that may be built from each period on, numbered.

    ``listed`` is the row of the park's links (from 0); ``plant`` is where it is booked: the one that sends.
    Raises DataError where an investment, its life or a rate is missing.
    """
    rows, faults = [], []
    links = park.tables["links"]
    for listed in np.flatnonzero(links["status"] == "candidate"):
        row, link = links.index[int(listed)], links.iloc[listed]
        if link["allowed"] is False:
            continue
        for period in periods:
            try:
                rows.append(_main(link, int(listed), park, models[period.year], period, f"links.csv row {row}"))
            except DataError as error:
                faults += [fault for fault in error.faults if fault not in faults]
    if faults:
        raise DataError(faults)
    return pd.DataFrame(rows, columns=list(_MAIN)).astype(_MAIN)


def _main(link: pd.Series[Any], listed: int, park: Park, model: Model, period: Period, where: str) -> dict[str, Any]:
    mode = model.tables["modes"].set_index("mode").loc[link["mode"]]
    km = _km(link, park, model)
    capex = float(link["build_cny"])
    if np.isnan(capex):
        capex = float(mode["build_cny_km"]) * km
    if np.isnan(capex):
        wrong = f"neither the row nor the mode {link['mode']} says what it costs to build"
        raise DataError([Fault(f"{where}, build_cny", wrong, "give build_cny, 0 where it costs nothing")])
    life = float(mode["life_a"])
    rate = annuity(model, life, f"{where}, mode {link['mode']}") if capex else 0.0
    return {
        "listed": listed,
        "from": link["from"],
        "to": link["to"],
        "mode": link["mode"],
        "material": link["material"],
        "plant": link["from"],
        "km": km,
        "start": period.position,
        "start_year": period.year,
        "last_year": period.year + life - 1.0 if capex and np.isfinite(life) else np.inf,
        "capex_cny": capex,
        "annual_cny": rate * capex,
    }


def _km(link: pd.Series[Any], park: Park, model: Model) -> float:
    """Return the length of a connection: as listed, else the great circle between its plants times circuity."""
    if not np.isnan(float(link["km"])):
        return float(link["km"])
    plants = park.plants.set_index("plant")
    here, there = link["from"], link["to"]
    if there not in plants.index:
        facilities = park.facilities.set_index("facility")["plant"]
        there = facilities[~facilities.index.duplicated()].loc[there][0]
    ends = [np.array([float(plants.loc[end, column])]) for end in (here, there) for column in ("lon", "lat")]
    return float(great_circle_km(*ends)[0]) * model.settings.transport.circuity
