"""Facilities, what each may take in, and what it gives out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from symbiosis.network.offers import buy_prices
from symbiosis.network.period import in_year
from symbiosis.network.units import material_units, process_units, word_units
from symbiosis.network.words import members

if TYPE_CHECKING:
    from symbiosis.park import Park
    from symbiosis.scenario import Model


def facilities(park: Park, model: Model, options: pd.DataFrame) -> pd.DataFrame:
    """Return the facilities of the year, numbered, with their process: what exists, then what may stand by then.

    ``candidate`` is blank for what exists; the capacity of a candidate is its largest size.
    """
    processes = model.tables["processes"].set_index("process")
    plants = park.plants.set_index("plant")
    table = _existing(park, model)
    if len(options):
        table = pd.concat([table, _candidates(park, options)])
    table = table.reset_index(drop=True)
    table["year"] = model.settings.year
    for column, name in (("fate", "fate"), ("status", "status"), ("permit", "permit")):
        table[column] = table["process"].map(processes[name])
    table["opex_cny_t"] = table["opex_cny_t"].fillna(table["process"].map(processes["opex_cny_t"])).astype(float)
    for column in ("lon", "lat", "province"):
        table[column] = table["plant"].map(plants[column])
    return table


_STATED = ["facility", "process", "capacity_t_a", "min_t_a", "permits", "opex_cny_t", "max_partners", "fixed_cny_a"]


def _existing(park: Park, model: Model) -> pd.DataFrame:
    rows = in_year(park.facilities, model.settings.year)
    rows = rows[rows["status"] == "existing"]
    table: pd.DataFrame = rows[[*_STATED, "area_ha"]].assign(
        plant=[plants[0] for plants in rows["plant"]], candidate=""
    )
    return table.assign(capacity_t_a=table["capacity_t_a"].fillna(np.inf), area_ha=table["area_ha"].fillna(0.0))


def _candidates(park: Park, options: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each candidate at each of its plants; area and fixed cost are part of what is built."""
    sizes = options.groupby(["candidate", "facility", "plant"], sort=False, as_index=False)["high_t_a"].max()
    rows = park.facilities[park.facilities["status"] == "candidate"].drop_duplicates("facility").set_index("facility")
    stated = rows.loc[sizes["candidate"], [name for name in _STATED if name != "facility"]].reset_index(drop=True)
    table: pd.DataFrame = stated.assign(facility=sizes["facility"], plant=sizes["plant"], candidate=sizes["candidate"])
    return table.assign(capacity_t_a=sizes["high_t_a"], area_ha=0.0, fixed_cny_a=0.0)


def intakes(model: Model, facilities: pd.DataFrame, offered: set[str]) -> pd.DataFrame:
    """Return every (facility, material) that may come in: named by the recipe, and offered or bought in.

    ``buy_cny_t`` is NaN where the material cannot be bought in. ``counted`` tells what is part of the load: what comes
    in the unit of the process.
    """
    prices = buy_prices(model)
    words = members(model)
    named = model.tables["recipes"][["process", "input"]].merge(words, left_on="input", right_on="word")
    named = named[["process", "material"]].drop_duplicates()
    named = named[named["material"].isin(offered | set(prices.index))]
    table = facilities[["plant", "process"]].reset_index(names="facility").merge(named, on="process")
    materials = model.tables["materials"].set_index("material")
    table["family"] = table["material"].map(materials["family"])
    table["unit"] = table["material"].map(material_units(model))
    table["counted"] = table["unit"] == table["process"].map(process_units(model))
    table["buy_cny_t"] = table["material"].map(prices)
    return table.sort_values(["facility", "material"], ignore_index=True)


def recipe_rows(model: Model, facilities: pd.DataFrame) -> pd.DataFrame:
    """Return the share bounds that apply, one row per facility and recipe row; ``per`` is blank for the total input.

    ``counted`` tells whether the input is itself part of the total input.
    """
    recipes = model.tables["recipes"][["process", "input", "min_share", "max_share", "per"]]
    own = recipes["process"].map(process_units(model))
    recipes = recipes.assign(counted=recipes["input"].map(word_units(model)) == own)
    return facilities[["process"]].reset_index(names="facility").merge(recipes, on="process")


def yield_rows(model: Model, intakes: pd.DataFrame, offers: pd.DataFrame) -> pd.DataFrame:
    """Return tonnes of each made offer per tonne of each intake: columns ``offer``, ``intake``, ``yield_t_t``."""
    table = model.tables["yields"][["process", "input", "output", "yield_t_t"]]
    anything = table[table["input"] == ""].merge(intakes[intakes["counted"]].reset_index(names="intake"), on="process")
    named = table[table["input"] != ""].merge(members(model), left_on="input", right_on="word")
    some = named.merge(intakes.reset_index(names="intake"), on=["process", "material"])
    columns = ["facility", "intake", "output", "yield_t_t"]
    rows = pd.concat([anything[columns], some[columns]], ignore_index=True)
    made = offers.loc[offers["kind"] == "made", ["maker", "material"]].reset_index(names="offer")
    rows = rows.merge(made, left_on=["facility", "output"], right_on=["maker", "material"])
    return rows.groupby(["offer", "intake"], sort=True)["yield_t_t"].sum().reset_index()
