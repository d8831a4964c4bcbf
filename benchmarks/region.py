"""A random region: plants that give off wastes, receivers, tips and a market; the same seed gives the same region."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, sqrt
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.trade import PROPERTIES, USES, WASTES, trade
from benchmarks.typed import typed
from symbiosis.api import network_of
from symbiosis.park import Park
from symbiosis.scenario import Model
from symbiosis.schema import park_tables


@dataclass(frozen=True)
class Shape:
    """What a region looks like."""

    sources: int = 12
    receivers: int = 12
    wastes_each: int = 2
    lines_each: int = 2
    span: float = 8.0
    """Width of the region in degrees of longitude; three quarters of it in latitude."""
    cells: int = 4
    """Zones from west to east; three quarters of them from south to north."""
    tips: bool = True
    market: bool = True
    measured: bool = True
    """Whether every plant's own wastes are analysed."""
    stocks: float = 0.1
    """Part of the offers that lie as stock."""
    optional: float = 0.1
    """Part of the arisings that need not be placed."""
    zeros: float = 0.0
    """Part of the offers and capacities that are zero."""
    room: float = 1.5
    """Capacity of all uses over all arisings."""
    least: float = 0.0
    """Least load of a use over its capacity."""
    caps: float = 3.0
    """Tightness of the caps: 3 hardly binds, 0.1 binds hard, 0 means none."""
    target: float = 0.0
    """Part of the arisings that must be used."""
    listed: int = 0
    """Rows of measured links with a capacity."""
    reach: float = 1.0
    """Factor on the reach of every mode."""


def region(shape: Shape, seed: int = 0) -> tuple[Park, Model]:
    """Return a random park of ``shape`` and its model."""
    random = np.random.default_rng(seed)
    targets = [{"name": "use", "ledger": "used_t", "over": "arising_t", "sense": ">=", "value": shape.target}]
    model = trade(random, {"targets": targets if shape.target else []})
    modes = model.tables["modes"]
    modes["max_km"] = modes["max_km"] * shape.reach
    modes["best_km"] = modes["best_km"].where(modes["best_km"] <= modes["max_km"])
    tables: dict[str, pd.DataFrame] = {name: typed("park", name, {}) for name in park_tables()}
    tables["plants"] = plants = _plants(shape, random)
    tables["offers"] = offers = _offers(shape, plants, random)
    tables["facilities"] = _facilities(shape, plants, float(offers["amount_t"].sum()), random)
    if shape.measured:
        tables["compositions"] = _compositions(offers, model, random)
    if shape.caps:
        tables["caps"] = _caps(shape, plants, float(offers["amount_t"].sum()))
    if shape.listed:
        tables["links"] = _links(shape, tables, random)
    return Park(f"region{seed}", "", "Random region", MappingProxyType(tables)), model


def region_of_links(links: int, seed: int = 0, shape: Shape | None = None) -> tuple[Park, Model, int]:
    """Return a region with about ``links`` links after the gates (within 3 %), and how many they are.

    In a region of fixed size the number of links grows with the square of the number of plants, so a few steps of a
    secant find it.
    """
    shape = shape or Shape()
    plants, best = max(2, round(0.33 * sqrt(links))), None
    for _ in range(6):
        park, model = region(replace(shape, sources=plants, receivers=plants), seed)
        found = len(network_of(park, model).links)
        if best is None or abs(found - links) < abs(best[2] - links):
            best = park, model, found
        better = max(2, round(plants * sqrt(links / max(found, 1))))
        if abs(found - links) <= 0.03 * links or better == plants:
            break
        plants = better
    return best if best is not None else (park, model, found)


def _names(prefix: str, count: int) -> np.ndarray[Any, Any]:
    return np.array([f"{prefix}{number}" for number in range(count)], dtype=object)


def _plants(shape: Shape, random: np.random.Generator) -> pd.DataFrame:
    north = ceil(0.75 * shape.cells)
    kinds = {"S": shape.sources, "R": shape.receivers, "T": shape.cells * north if shape.tips else 0}
    kinds["M"] = int(shape.market)
    names = np.concatenate([_names(prefix, count) for prefix, count in kinds.items()])
    # A tip stands in the middle of every zone, so that what must be placed can be placed.
    east, up = random.uniform(size=(2, len(names)))
    tips = np.flatnonzero([name.startswith("T") for name in names])
    east[tips] = (np.arange(len(tips)) % shape.cells + 0.5) / shape.cells
    up[tips] = (np.arange(len(tips)) // shape.cells + 0.5) / north
    column, row = (east * shape.cells).astype(int), (up * north).astype(int)
    columns = {
        "plant": names,
        "lon": (104.0 + shape.span * east).round(5),
        "lat": (22.0 + 0.75 * shape.span * up).round(5),
        "owner": np.array([f"owner{number}" for number in random.integers(0, 1 + len(names) // 4, len(names))], object),
        "zone": np.array([f"zone{a}{b}" for a, b in zip(column, row, strict=True)], dtype=object),
        "province": np.where(east < 0.5, "West", "East").astype(object),
    }
    return typed("park", "plants", columns)


def _offers(shape: Shape, plants: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    senders = plants["plant"].to_numpy()[: shape.sources]
    each = min(shape.wastes_each, len(WASTES))
    wastes = random.permuted(np.tile(np.array(WASTES, dtype=object), (len(senders), 1)), axis=1)[:, :each]
    count = wastes.size
    amount = np.exp(random.normal(11.5, 1.0, count)).round()
    amount[random.uniform(size=count) < shape.zeros] = 0.0
    stock = random.uniform(size=count) < shape.stocks
    free = ~stock & (random.uniform(size=count) < shape.optional)
    must_place = np.full(count, None, dtype=object)
    must_place[free] = False
    columns = {
        "plant": np.repeat(senders, each),
        "material": wastes.ravel(),
        "amount_t": amount,
        "kind": np.where(stock, "stock", "arising").astype(object),
        "price_cny_t": random.integers(-10, 11, count).astype(float),
        "must_place": must_place,
    }
    return typed("park", "offers", columns)


def _facilities(shape: Shape, plants: pd.DataFrame, tonnes: float, random: np.random.Generator) -> pd.DataFrame:
    names = plants["plant"].to_numpy()
    hosts = names[shape.sources : shape.sources + shape.receivers]
    each = min(shape.lines_each, len(USES))
    uses = random.permuted(np.tile(np.array(USES, dtype=object), (len(hosts), 1)), axis=1)[:, :each].ravel()
    size = random.uniform(0.3, 1.7, len(uses)) * shape.room * tonnes / max(len(uses), 1)
    size[random.uniform(size=len(uses)) < shape.zeros] = 0.0
    others = names[shape.sources + shape.receivers :]
    process = np.concatenate([uses, np.where([name.startswith("T") for name in others], "tip", "yard")]).astype(object)
    plant = np.concatenate([np.repeat(hosts, each), others])
    where = np.empty(len(plant), dtype=object)
    where[:] = [(name,) for name in plant]
    free = np.full(len(others), np.nan)
    columns = {
        "facility": plant + "_" + process,
        "plant": where,
        "process": process,
        "capacity_t_a": np.concatenate([size.round(), free]),
        "min_t_a": np.concatenate([(shape.least * size).round(), np.zeros(len(others))]),
    }
    return typed("park", "facilities", columns)


def _compositions(offers: pd.DataFrame, model: Model, random: np.random.Generator) -> pd.DataFrame:
    typical = model.tables["compositions"].set_index(["material", "property"])["value"].unstack()  # noqa: PD010
    values = typical.loc[offers["material"], list(PROPERTIES)].to_numpy()
    values = values * random.uniform(0.7, 1.3, values.shape)
    columns = {
        "plant": np.repeat(offers["plant"].to_numpy(), len(PROPERTIES)),
        "material": np.repeat(offers["material"].to_numpy(), len(PROPERTIES)),
        "property": np.tile(np.array(list(PROPERTIES), dtype=object), len(offers)),
        "value": values.round(3).ravel(),
    }
    return typed("park", "compositions", columns)


def _caps(shape: Shape, plants: pd.DataFrame, tonnes: float) -> pd.DataFrame:
    zones = np.array(sorted(set(plants["zone"])), dtype=object)
    provinces = np.array(sorted(set(plants["province"])), dtype=object)
    tight = shape.caps
    scopes = [("zone", zones, "soda_kg", 10.0 / len(zones)), ("province", provinces, "co2_kg", 50.0 / len(provinces))]
    scopes.append(("park", np.array([""], dtype=object), "disposed_t", 0.5))
    columns = {
        "scope": np.concatenate([np.full(len(names), scope, dtype=object) for scope, names, _, _ in scopes]),
        "name": np.concatenate([names for _, names, _, _ in scopes]),
        "ledger": np.concatenate([np.full(len(names), ledger, dtype=object) for _, names, ledger, _ in scopes]),
        "amount": np.concatenate([np.full(len(names), tight * rate * tonnes) for _, names, _, rate in scopes]).round(),
    }
    return typed("park", "caps", columns)


def _links(shape: Shape, tables: dict[str, pd.DataFrame], random: np.random.Generator) -> pd.DataFrame:
    """Return measured links: some to a plant and some to one facility, some for one material."""
    facilities, offers = tables["facilities"], tables["offers"]
    if not len(offers) or not len(facilities):
        return typed("park", "links", {})
    lot = random.integers(0, len(offers), shape.listed)
    line = random.integers(0, len(facilities), shape.listed)
    whole = random.uniform(size=shape.listed) < 0.5
    to_plant = np.array([plant[0] for plant in facilities["plant"]], dtype=object)[line]
    columns = {
        "from": offers["plant"].to_numpy()[lot],
        "to": np.where(whole, to_plant, facilities["facility"].to_numpy()[line]),
        "mode": random.choice(np.array(["truck", "rail"], dtype=object), shape.listed),
        "material": np.where(whole, "", offers["material"].to_numpy()[lot]),
        "km": random.uniform(5, 200, shape.listed).round(1),
        "capacity_t_a": random.uniform(1e3, 2e5, shape.listed).round(),
        "cost_cny_t": np.where(random.uniform(size=shape.listed) < 0.3, 20.0, np.nan),
    }
    table = typed("park", "links", columns)
    return table.drop_duplicates(["from", "to", "mode", "material"]).reset_index(drop=True).rename(lambda row: row + 2)
