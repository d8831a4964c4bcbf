"""Offers: lots given by the park, and what facilities make."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from symbiosis.network.once import once
from symbiosis.network.period import in_year
from symbiosis.network.units import material_units
from symbiosis.network.words import members

if TYPE_CHECKING:
    from symbiosis.park import Park
    from symbiosis.scenario import Model


def offers(park: Park, model: Model, facilities: pd.DataFrame) -> pd.DataFrame:
    """Return given and made offers, numbered, with what gates and costs ask of their material and plant.

    ``must_place`` is True for a made offer: what is made must be sent on or sold. ``level_most_t`` is the most that
    may lie in a stock, ``fed_by`` the facility that puts its intake on it, ``before`` the number of the stock in the
    network of the year before (-1 where there is none).
    """
    materials = model.tables["materials"].set_index("material")
    families = model.tables["families"].set_index("family")["role"]
    plants = park.plants.set_index("plant")
    table = pd.concat([_given(park, model), _made(model, facilities)], ignore_index=True)
    table["year"] = model.settings.year
    table["before"] = -1
    for column in ("family", "form", "hazard", "moisture_pct"):
        table[column] = table["material"].map(materials[column])
    table["unit"] = table["material"].map(material_units(model))
    table["role"] = table["family"].map(families)
    for column in ("lon", "lat", "province"):
        table[column] = table["plant"].map(plants[column])
    prices = table["material"].map(_gate_prices(model, facilities))
    table["sell_cny_t"] = prices.where(table["kind"] == "made")
    return table


def _given(park: Park, model: Model) -> pd.DataFrame:
    rows = in_year(park.offers, model.settings.year)
    twice = rows.duplicated(["plant", "material"], keep=False)
    name = rows["plant"] + "|" + rows["material"] + ("|" + rows["kind"]).where(twice, "")
    stated = rows["must_place"].to_numpy(dtype=object)
    must_place = np.where(pd.isna(stated), rows["kind"] == "arising", stated).astype(bool)
    return pd.DataFrame(
        {
            "offer": name,
            "plant": rows["plant"],
            "material": rows["material"],
            "kind": rows["kind"],
            "facility": "",
            "maker": -1,
            "amount_t": _grown(rows, model),
            "level_most_t": _level_most(rows),
            "fed_by": rows["fed_by"],
            "price_cny_t": rows["price_cny_t"].astype(float),
            "must_place": must_place,
        }
    )


def _grown(rows: pd.DataFrame, model: Model) -> pd.Series[float]:
    """Return the amounts of the year: what arises grows at its own rate, or at the scenario's for its material."""
    settings = model.settings
    words = members(model)
    common = pd.Series(0.0, index=rows.index)
    # A family's rate first, then a material's, which is the more exact word.
    for word, own in sorted(settings.growth.items(), key=lambda item: item[0] in set(words["material"])):
        common[rows["material"].isin(words.loc[words["word"] == word, "material"])] = own
    rate = rows["growth_pct_a"].astype(float).fillna(common.where(rows["kind"] == "arising", 0.0))
    return rows["amount_t"].astype(float) * (1.0 + rate / 100.0) ** (settings.year - model.base_year)


def _level_most(rows: pd.DataFrame) -> pd.Series[float]:
    """Return the most that may lie in a stock: its room, or what lies there where nothing is put on it."""
    alone = rows["amount_t"].astype(float).where(rows["fed_by"] == "", np.inf)
    return rows["most_t"].astype(float).fillna(alone)


def _made(model: Model, facilities: pd.DataFrame) -> pd.DataFrame:
    outputs = model.tables["yields"][["process", "output"]].drop_duplicates()
    made = facilities[["facility", "plant", "process"]].reset_index(names="maker").merge(outputs, on="process")
    return pd.DataFrame(
        {
            "offer": made["facility"] + "|" + made["output"],
            "plant": made["plant"],
            "material": made["output"],
            "kind": "made",
            "facility": made["facility"],
            "maker": made["maker"],
            "amount_t": np.nan,
            "level_most_t": np.nan,
            "fed_by": "",
            "price_cny_t": 0.0,
            "must_place": True,
        }
    )


def _gate_prices(model: Model, facilities: pd.DataFrame) -> pd.Series[float]:
    """Return what a material earns at its maker's gate; one that a market of the park takes must go to a market."""
    prices = sell_prices(model)
    recipes = model.tables["recipes"]
    markets = facilities.loc[facilities["fate"] == "market", "process"]
    taken = set(recipes.loc[recipes["process"].isin(markets), "input"])
    family = model.tables["materials"].set_index("material")["family"]
    return prices[[name not in taken and family[name] not in taken for name in prices.index]]


@once
def sell_prices(model: Model) -> pd.Series[float]:
    """Return the price of one dry tonne sold, by material."""
    prices = model.tables["prices"]
    return prices[prices["side"] == "sell"].set_index("material")["price_cny_t"].astype(float)


@once
def buy_prices(model: Model) -> pd.Series[float]:
    """Return the price of one dry tonne bought in, by material."""
    prices = model.tables["prices"]
    return prices[prices["side"] == "buy"].set_index("material")["price_cny_t"].astype(float)
