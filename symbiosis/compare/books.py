"""Money today: what every player pays and earns in a plan as it is booked, before anybody settles anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.compare.members import ends
from symbiosis.compare.players import Players
from symbiosis.formulation.parts import CONSTANT

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation, Year
    from symbiosis.plan.record import Plan

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

#: What is paid to plants that are nobody's, and the premium that a game may pay for tonnes used.
PUBLIC, PREMIUM = "public", "premium"


def books(formulation: Formulation, plan: Plan, players: Players, values: Floats, premium_cny_t: float) -> pd.DataFrame:
    """Return what each player pays (negative: earns), in CNY: a row a player, a column a kind of cost.

    As the ledgers book it: freight and the price asked for an offer with the sender, processing, purchases and sales at
    the facility. What plants that are nobody's pay is passed on to those who send there, by tonnes received (kind
    ``public``); what they would pay anyhow is nobody's. Of several years the discounted sum.
    """
    weights = dict(zip(plan.years, formulation.horizon.weights(money=True), strict=True))
    rows = plan.ledgers[(plan.ledgers["scope"] == "plant") & (plan.ledgers["ledger"] == "cost_cny")]
    rows = rows.assign(player=rows["name"].map(players.of_plant), amount=rows["amount"] * rows["year"].map(weights))
    table = rows.dropna(subset=["player"]).pivot_table(index="player", columns="kind", values="amount", aggfunc="sum")
    table = table.reindex(range(len(players.names))).fillna(0.0)
    if players.public:
        charged = [
            weight * _charges(year, players, values)
            for year, weight in zip(formulation.years, weights.values(), strict=True)
        ]
        table[PUBLIC] = 1000.0 * np.sum(charged, axis=0)
    if premium_cny_t:
        years = dict(zip(plan.years, formulation.horizon.weights(money=False), strict=True))
        used = plan.ledgers[(plan.ledgers["scope"] == "plant") & (plan.ledgers["ledger"] == "used_t")]
        tonnes = (used["amount"] * used["year"].map(years)).groupby(used["name"].map(players.of_plant)).sum()
        table[PREMIUM] = -premium_cny_t * tonnes.reindex(table.index).fillna(0.0)
    return table


def _charges(year: Year, players: Players, values: Floats) -> Floats:
    """Return what each player causes at plants that are nobody's in a year, in thousand CNY."""
    network, count = year.network, len(players.names)
    shares = _shares(year, players, values)
    place = _places(year, len(values))
    public = np.isin(year.ledgers.plants.astype(str), players.public)
    charged = np.zeros(count)
    for part in year.ledgers.parts("cost_cny"):
        chosen = public[part.plants] & (part.columns != CONSTANT)
        column = part.columns[chosen]
        amount = part.coefficients[chosen] * values[column]
        known = place[column] >= 0
        at = np.bincount(place[column][known], weights=amount[known], minlength=len(network.facilities))
        charged += at @ shares
    return charged


def _shares(year: Year, players: Players, values: Floats) -> Floats:
    """Return, facility by facility, the parts of the players in what it takes in; through others that are nobody's."""
    network, count = year.network, len(year.network.facilities)
    here, _ = ends(network)
    sent = np.maximum(values[year.columns.flow], 0.0) * (1.0 - network.links["loss"].to_numpy(dtype=float))
    to = network.links["facility"].to_numpy(dtype=int)
    owner = np.array([players.of_plant.get(str(plant), -1) for plant in here])
    maker = network.offers["maker"].to_numpy(dtype=int)[network.links["offer"].to_numpy(dtype=int)]
    direct, through = np.zeros((count, len(players.names))), np.zeros((count, count))
    np.add.at(direct, (to[owner >= 0], owner[owner >= 0]), sent[owner >= 0])
    onward = (owner < 0) & (maker >= 0)
    np.add.at(through, (to[onward], maker[onward]), sent[onward])
    whole = np.maximum(direct.sum(axis=1) + through.sum(axis=1), 1e-30)[:, None]
    return np.asarray(np.linalg.lstsq(np.eye(count) - through / whole, direct / whole, rcond=None)[0], dtype=float)


def _places(year: Year, width: int) -> Integers:
    """Return the facility that a column belongs to; -1 where it belongs to none."""
    network, columns = year.network, year.columns
    place = np.full(width, -1, dtype=np.int64)
    intake = network.intakes["facility"].to_numpy(dtype=int)
    maker = network.offers["maker"].to_numpy(dtype=int)
    place[columns.throughput] = np.arange(len(network.facilities))
    place[columns.intake] = place[columns.bought] = intake
    place[columns.sold] = maker
    # What is sent on is the sender's; what a lot from elsewhere costs where it is taken in is the taker's.
    sender, taker = maker[network.links["offer"].to_numpy(dtype=int)], network.links["facility"].to_numpy(dtype=int)
    place[columns.flow] = np.where(sender >= 0, sender, taker)
    option = network.builds["option"].to_numpy(dtype=int)
    place[columns.build[option]] = place[columns.size[option]] = network.builds["facility"].to_numpy(dtype=int)
    return place
