"""Movements that take place as a whole or not at all: least shipments, and partners of a facility."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from symbiosis.park import Park
    from symbiosis.scenario import Model

SHIPMENT = ("from", "to", "mode", "min_t_a")
PARTNER = ("facility", "plant", "most")


def shipments(
    park: Park, model: Model, offers: pd.DataFrame, facilities: pd.DataFrame, links: pd.DataFrame
) -> tuple[pd.DataFrame, pd.Series[int]]:
    """Return what has a least size, numbered, and the number of each link's (-1 where it has none).

    A row of the park's links has its own least; all that one mode moves between two plants has the mode's. What stays
    inside a plant is no shipment, unless the park lists it.
    """
    listed = links["listed"].to_numpy()
    own = np.append(park.tables["links"]["min_t_a"].to_numpy(dtype=float), 0.0)[listed]  # the last stands for unlisted
    common = links["mode"].map(model.tables["modes"].set_index("mode")["min_shipment_t_a"]).to_numpy(dtype=float)
    here = offers["plant"].to_numpy()[links["offer"].to_numpy()]
    there = facilities["plant"].to_numpy()[links["facility"].to_numpy()]
    least = np.where(own > 0, own, np.where(here == there, 0.0, common))
    table = pd.DataFrame({"from": here, "to": there, "mode": links["mode"], "min_t_a": least})
    table["row"] = np.where(own > 0, listed, -1)
    bound = table[table["min_t_a"] > 0].astype({"mode": str})
    number = bound.groupby(["from", "to", "mode", "row"], sort=True).ngroup()
    first = bound.assign(number=number).drop_duplicates("number").sort_values("number")
    whole = pd.Series(-1, index=links.index)
    whole[bound.index] = number
    return first[list(SHIPMENT)].reset_index(drop=True), whole


def partners(
    offers: pd.DataFrame, facilities: pd.DataFrame, links: pd.DataFrame
) -> tuple[pd.DataFrame, pd.Series[int]]:
    """Return every plant that may send to a facility which takes only so many, and the number of each link's pair.

    The facility's own plant is no partner.
    """
    place = links["facility"].to_numpy()
    most = facilities["max_partners"].to_numpy(dtype=float)[place]
    plant = offers["plant"].to_numpy()[links["offer"].to_numpy()]
    table = pd.DataFrame({"facility": place, "plant": plant, "most": most})
    bound = table[table["most"].notna() & (plant != facilities["plant"].to_numpy()[place])]
    number = bound.groupby(["facility", "plant"], sort=True).ngroup()
    first = bound.assign(number=number).drop_duplicates("number").sort_values("number")
    whole = pd.Series(-1, index=links.index)
    whole[bound.index] = number
    return first[list(PARTNER)].reset_index(drop=True), whole
