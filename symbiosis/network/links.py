"""Links: every movement that no gate refuses, with its length, loss, freight and emissions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.network.gates.reach import limits_km
from symbiosis.network.ways import Ways
from symbiosis.network.words import members

if TYPE_CHECKING:
    from symbiosis.network.pairs import Pairs
    from symbiosis.park import Park
    from symbiosis.scenario import Model

#: Columns of a table of movements, and their types.
_MOVEMENT = {"offer": int, "intake": int, "facility": int, "mode": int, "km": float, "listed": int}
#: Half the way round the earth: the limit of a mode that has none.
_ANYWHERE_KM = 20_040.0


def candidates(
    park: Park, model: Model, offers: pd.DataFrame, facilities: pd.DataFrame, intakes: pd.DataFrame
) -> tuple[pd.DataFrame, int]:
    """Return the movements worth judging (see ``Pairs.table``), and how many there are before distance is looked at.

    Movements by a mode that could never reach are left out with a spatial index, or by the ways of the park's own
    roads; what a park lists is always in.
    """
    listed = listed_movements(park, model, offers, facilities, intakes)
    modes, limits = model.tables["modes"].reset_index(drop=True), limits_km(model, model.settings.reach.use)
    if "reach" not in model.settings.gates:
        limits = limits.mask(limits < np.inf, np.inf)
    ways = Ways(park, model)
    ways.look(offers, set(intakes["material"]), limits)
    at, place, offered = ways.places(offers), ways.places(facilities), offers["material"].to_numpy(dtype=object)
    # The park's own list says where the other modes go.
    where = {mode: where for mode, where in enumerate(modes["where"]) if where != "listed"}
    parts, considered = [], 0
    for material, rows in intakes.groupby("material", sort=False):
        sent = np.flatnonzero(offered == material)
        if not len(sent):
            continue
        places = rows["facility"].to_numpy()
        considered += len(sent) * len(rows) * len(modes)
        # The gate judges; the search only has to miss nothing, rounding included.
        far = np.minimum(limits.loc[str(material)].to_numpy(dtype=float) * (1 + 1e-9), _ANYWHERE_KM)
        reach = {mode: 0.0 if own == "plant" else float(far[mode]) for mode, own in where.items()}
        for mode, here, there, km in ways.within(reach, at[sent], place[places]):
            numbers = (sent[here], rows.index.to_numpy()[there], places[there])
            parts.append((*numbers, np.full(len(km), mode), km, np.full(len(km), -1)))
    found = listed
    if parts:
        arrays = (np.concatenate(column) for column in zip(*parts, strict=True))
        computed = pd.DataFrame(dict(zip(_MOVEMENT, arrays, strict=True)))
        found = pd.concat([computed, listed], ignore_index=True) if len(listed) else computed
    # What the park lists comes last and wins over what was computed.
    found = found.drop_duplicates(["offer", "facility", "mode"], keep="last")
    found = found.sort_values(["offer", "facility", "mode"], ignore_index=True)
    same = offers["plant"].to_numpy()[found["offer"]] == facilities["plant"].to_numpy()[found["facility"]]
    found.loc[same & (found["listed"] < 0), "km"] = 0.0
    return found, considered


def listed_movements(
    park: Park, model: Model, offers: pd.DataFrame, facilities: pd.DataFrame, intakes: pd.DataFrame
) -> pd.DataFrame:
    """Return the movements that the park's own links describe; of several rows the most specific one counts.

    A row for a facility beats one for its plant; one for a material beats one for its family, which beats one for all.
    """
    rows = park.tables["links"].reset_index(drop=True).reset_index(names="listed")
    if rows.empty or offers.empty or facilities.empty:
        return pd.DataFrame(columns=list(_MOVEMENT)).astype(_MOVEMENT)
    modes = model.tables["modes"].reset_index(drop=True)
    rows["mode"] = rows["mode"].map(pd.Series(modes.index, index=modes["mode"]))
    ends = facilities[["facility", "plant"]].reset_index(names="place")
    to_facility = rows.merge(ends, left_on="to", right_on="facility").assign(rank=4)
    to_plant = rows.merge(ends, left_on="to", right_on="plant").assign(rank=0)
    rows = pd.concat([to_facility, to_plant], ignore_index=True).drop(columns=["facility", "plant"])
    lots = offers[["plant", "material"]].reset_index(names="offer")
    rows = rows.rename(columns={"material": "word"}).merge(lots, left_on="from", right_on="plant")
    named = members(model).assign(known=True)
    rows = rows.merge(named, how="left", on=["word", "material"])
    rows = rows[(rows["word"] == "") | rows["known"].notna()]
    rows["rank"] += np.where(rows["word"] == rows["material"], 2, np.where(rows["word"] == "", 0, 1))
    rows = rows.rename(columns={"facility": "name"}).rename(columns={"place": "facility"})
    entry = intakes[["facility", "material"]].reset_index(names="intake")
    rows = rows.merge(entry, on=["facility", "material"])
    rows = rows.sort_values("rank", kind="stable").drop_duplicates(["offer", "facility", "mode"], keep="last")
    sender, taker = offers["plant"].to_numpy()[rows["offer"]], facilities["plant"].to_numpy()[rows["facility"]]
    existing = (rows["status"] != "candidate").to_numpy()
    computed = Ways(park, model).between(rows["mode"].to_numpy(), sender, taker, along=existing)
    rows["km"] = rows["km"].astype(float).fillna(pd.Series(computed, index=rows.index))
    return rows[list(_MOVEMENT)].astype(_MOVEMENT)


def priced(pairs: Pairs) -> pd.DataFrame:
    """Return the links of ``pairs`` with what one dry tonne sent costs and causes on the way.

    Columns: offer, facility, intake (numbers), mode (name, as a category), km, beyond_best, loss (fraction),
    freight_cny_t, tkm_t (wet), co2_kg_t, listed (row of the park's links that describes it, else -1).
    """
    wet = 1.0 / (1.0 - pairs.of_offer("moisture_pct").astype(float) / 100.0)
    km = pairs.table["km"].to_numpy(dtype=float)
    tariff = np.maximum(
        pairs.of_mode("min_charge_cny_t"), pairs.of_mode("fixed_cny_t") + pairs.of_mode("cost_cny_tkm") * km
    )
    contract = pairs.of_link("cost_cny_t", absent=np.nan).astype(float)
    best = pairs.of_mode("best_km").astype(float)
    return pairs.table[["offer", "facility", "intake"]].assign(
        mode=pd.Categorical.from_codes(pairs.table["mode"], dtype=pd.CategoricalDtype(pairs.modes["mode"])),
        km=km,
        beyond_best=np.nan_to_num(best, nan=np.inf) < km,
        loss=_loss(pairs, km),
        freight_cny_t=wet * np.where(np.isnan(contract), tariff, contract),
        tkm_t=wet * km,
        co2_kg_t=wet * km * pairs.of_mode("co2_kg_tkm").astype(float),
        listed=pairs.table["listed"],
    )


def _loss(pairs: Pairs, km: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the fraction lost on the way: at once by handling, then km after km of what is left (steam cools)."""
    kept = 1.0 - pairs.of_mode("loss_pct").astype(float) / 100.0
    kept_km = 1.0 - pairs.of_mode("loss_pct_km").astype(float) / 100.0
    return np.asarray(1.0 - kept * kept_km**km, dtype=float)
