"""Where new facilities may stand: zoning, land, and how far they must keep from receptors and from each other.

A plot is a plant. Inside one plot nothing is held apart: how a plot is laid out is not known here. Between plots the
distance counts from outline to outline, and from the point where no outline is given. A facility that exists is never
refused; it stands in the way whatever the year, so that the answer holds for every year of a plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from symbiosis.geography import Sites, sites_within
from symbiosis.network.gates import Words
from symbiosis.network.site_words import land_words, near_words, receptor_words, zoning_words

if TYPE_CHECKING:
    from symbiosis.park import Park
    from symbiosis.scenario import Model

#: Slack for rounding of distances, in km.
_ROUNDING_KM = 1e-6
#: Slack for rounding of areas, in ha.
_ROUNDING_HA = 1e-9


def refused_sites(park: Park, model: Model, sites: pd.DataFrame) -> pd.DataFrame:
    """Return why plots are refused, one row per site and reason.

    Parameters
    ----------
    park, model
        What is there, and the rules (``separations`` and the ``site_class`` of processes).
    sites
        A row for every facility on every plot where it might be built: facility, plant, process, area_ha.

    Returns
    -------
    refusals
        ``site`` (row number in ``sites``), ``rule`` (zoning, receptor, neighbour or land), ``reason`` in English and
        ``reason_zh`` in Chinese. A site that is not named may be built.
    """
    table = _classed(model, sites)
    found = [
        *_by_zoning(park, table),
        *_by_receptors(park, model, table),
        *_by_neighbours(park, model, table),
        *_by_land(park, table),
    ]
    rows = [(site, rule, words.en, words.zh) for site, rule, words in sorted(found, key=lambda row: row[0])]
    refusals = pd.DataFrame(rows, columns=["site", "rule", "reason", "reason_zh"])
    return refusals.astype({"site": np.int64})


def conflicting_sites(park: Park, model: Model, sites: pd.DataFrame) -> pd.DataFrame:
    """Return which two sites may not both be built.

    ``sites`` is as for ``refused_sites``. One facility on two plots counts as two sites.

    Returns
    -------
    conflicts
        ``first`` < ``second`` (row numbers in ``sites``), ``km`` found, ``min_km`` asked, ``document`` that asks it.
    """
    table = _classed(model, sites)
    pairs = _too_near(park, table, table, _between_classes(model))
    pairs = pairs[pairs["site"] < pairs["other"]].sort_values(["site", "other"], ignore_index=True)
    pairs = pairs.rename(columns={"site": "first", "other": "second"})
    return pairs[["first", "second", "km", "min_km", "document"]]


Refusal = tuple[int, str, Words]


def _classed(model: Model, sites: pd.DataFrame) -> pd.DataFrame:
    """Return the sites numbered in the column ``site``, with the class of their process."""
    table = sites[["facility", "plant", "process", "area_ha"]].reset_index(drop=True)
    processes = model.tables["processes"]
    classes = dict(zip(processes["process"], processes["site_class"], strict=True))
    return table.assign(site=np.arange(len(table)), site_class=table["process"].map(classes))


def _rows(table: pd.DataFrame, column: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(table[name] for name in ("site", "facility", "plant", column)), strict=True)


def _by_zoning(park: Park, table: pd.DataFrame) -> list[Refusal]:
    zoning = dict(zip(park.plants["plant"], park.plants["zoning"], strict=True))
    return [
        (site, "zoning", zoning_words(facility, plant, own, zoning[plant]))
        for site, facility, plant, own in _rows(table, "site_class")
        if zoning[plant] and own not in zoning[plant]
    ]


def _by_land(park: Park, table: pd.DataFrame) -> list[Refusal]:
    """Return the sites that ask for more land than their plot has left; what is blank asks and limits nothing."""
    facilities = park.facilities
    standing = facilities[facilities["status"] == "existing"]
    # A facility with rows for several years takes its land once.
    land = standing.assign(plant=[plants[0] for plants in standing["plant"]]).groupby(["facility", "plant"])["area_ha"]
    taken = land.max().fillna(0.0).groupby("plant").sum()
    plots = dict(zip(park.plants["plant"], park.plants["area_ha"], strict=True))
    return [
        (site, "land", land_words(facility, plant, area, plots[plant], float(taken.get(plant, 0.0))))
        for site, facility, plant, area in _rows(table, "area_ha")
        if area > plots[plant] - taken.get(plant, 0.0) + _ROUNDING_HA
    ]


def _by_receptors(park: Park, model: Model, table: pd.DataFrame) -> list[Refusal]:
    receptors = park.tables["receptors"]
    rules = _strictest(_asked(model))
    rules = rules[rules["against"].isin(receptors["kind"]) & rules["site_class"].isin(table["site_class"])]
    if rules.empty:
        return []
    plots = _plots(park, table)
    i, j, km = sites_within(Sites.of(plots), Sites.of(receptors), float(rules["min_km"].max()))
    names, kinds = receptor_words(receptors)[j], receptors["kind"].to_numpy()[j]
    near = pd.DataFrame({"plant": plots["plant"].to_numpy()[i], "other": names, "against": kinds, "km": km})
    pairs = table.merge(near, on="plant").merge(rules, on=["site_class", "against"])
    return _refusals(_nearer(pairs), "receptor")


def _by_neighbours(park: Park, model: Model, table: pd.DataFrame) -> list[Refusal]:
    facilities = park.facilities
    standing = facilities[facilities["status"] == "existing"].drop_duplicates(["facility", "plant", "process"])
    there = _classed(model, standing.assign(plant=[plants[0] for plants in standing["plant"]]))
    pairs = _too_near(park, table, there, _between_classes(model))
    pairs = pairs.assign(other=there["facility"].to_numpy()[pairs["other"].to_numpy(dtype=int)])
    return _refusals(pairs, "neighbour")


def _refusals(pairs: pd.DataFrame, rule: str) -> list[Refusal]:
    return [(site, rule, near_words(row)) for site, row in zip(pairs["site"], pairs.itertuples(), strict=True)]


def _asked(model: Model) -> pd.DataFrame:
    """Return the rules of the regimes that hold, those that ask most first."""
    rules = model.tables["separations"]
    rules = rules[rules["regime"].isin(["", *model.settings.regimes])]
    rules = rules[["site_class", "against", "min_km", "document", "clause"]]
    return rules.sort_values("min_km", ascending=False, kind="stable")


def _strictest(rules: pd.DataFrame) -> pd.DataFrame:
    return rules.drop_duplicates(["site_class", "against"])


def _between_classes(model: Model) -> pd.DataFrame:
    """Return the rules between classes both ways round, the greatest distance where two rows speak of one pair."""
    rules = _asked(model)
    swapped = rules.rename(columns={"site_class": "against", "against": "site_class"})
    rules = pd.concat([rules, swapped], ignore_index=True).sort_values("min_km", ascending=False, kind="stable")
    return _strictest(rules)


def _plots(park: Park, table: pd.DataFrame) -> pd.DataFrame:
    """Return the plots on which something of the table stands."""
    return park.plants[park.plants["plant"].isin(table["plant"])].reset_index(drop=True)


def _too_near(park: Park, table: pd.DataFrame, others: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    """Return the sites of ``table`` that are nearer to one of ``others`` on another plot than their classes may be."""
    rules = rules[rules["site_class"].isin(table["site_class"]) & rules["against"].isin(others["site_class"])]
    here, there = _plots(park, table), _plots(park, others)
    reach = float(rules["min_km"].max()) if len(rules) else -1.0
    i, j, km = sites_within(Sites.of(here), Sites.of(there), reach)
    near = pd.DataFrame({"plant": here["plant"].to_numpy()[i], "plot": there["plant"].to_numpy()[j], "km": km})
    near = near[near["plant"] != near["plot"]]
    those = others[["site", "plant", "site_class"]].set_axis(["other", "plot", "against"], axis="columns")
    pairs = table.merge(near, on="plant").merge(those, on="plot").merge(rules, on=["site_class", "against"])
    return _nearer(pairs)


def _nearer(pairs: pd.DataFrame) -> pd.DataFrame:
    return pairs[pairs["km"] < pairs["min_km"] - _ROUNDING_KM].reset_index(drop=True)
