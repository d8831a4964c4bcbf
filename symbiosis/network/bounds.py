"""The most that can flow anywhere, by simple reckoning: no switch in the model ever needs a large constant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.errors import DataError, Fault
from symbiosis.network.feeds import feeds
from symbiosis.network.words import members

if TYPE_CHECKING:
    from symbiosis.network.network import Network

Floats = NDArray[np.float64]
#: Rounds in which what is made bounds what is taken in and the other way round; more would only tighten.
_ROUNDS = 12


@dataclass(frozen=True)
class Bounds:
    """Dry tonnes a year that no plan exceeds; infinite where nothing bounds them."""

    offer: Floats
    intake: Floats
    link: Floats
    """As sent."""


def most_share(network: Network) -> Floats:
    """Return the most share of a facility's load that the recipe gives each intake."""
    whole = network.recipes[(network.recipes["per"] == "") & network.recipes["counted"]]
    shares = whole.merge(members(network.model), left_on="input", right_on="word")
    least = shares.groupby(["facility", "material"], as_index=False)["max_share"].min()
    named = network.intakes[["facility", "material"]].merge(least, how="left")["max_share"]
    return named.where(network.intakes["counted"], np.inf).fillna(1.0).to_numpy(dtype=float)


def most_taken(network: Network) -> Floats:
    """Return the most dry t/a that each intake can take by the capacity of its facility and its share of the recipe."""
    share = most_share(network)
    capacity = network.facilities["capacity_t_a"].to_numpy(dtype=float)
    if "capacity" not in network.model.settings.limits:
        # What is built has its size, whatever limits a scenario asks for.
        capacity = np.where(network.facilities["candidate"] != "", capacity, np.inf)
    own = capacity[network.intakes["facility"].to_numpy()]
    return np.where(np.isinf(share), np.inf, _times(own, np.minimum(share, 1.0)))


def bounds(network: Network) -> Bounds:
    """Return the most that each offer gives, each intake takes and each link carries in a year.

    Begins with given amounts and capacities and lets them bound each other, round after round: what is made by what
    goes in, what goes in by what is offered.
    """
    offers, intakes, links, yields = network.offers, network.intakes, network.links, network.yields
    made = (offers["kind"] == "made").to_numpy()
    stock = (offers["kind"] == "stock").to_numpy()
    # A stock may lie above its room when the first year begins, and passes on what is put on it in the year.
    given = np.where(stock, np.fmax(offers["level_most_t"], offers["amount_t"]), offers["amount_t"])
    limit = most_taken(network)
    bought = np.where(intakes["buy_cny_t"].notna(), np.inf, 0.0)
    offer, kept = np.where(made, np.inf, given), 1.0 - links["loss"].to_numpy(dtype=float)
    sender, into = links["offer"].to_numpy(), links["intake"].to_numpy()
    pairs = pd.DataFrame({"offer": sender, "intake": into, "kept": kept}).groupby(["offer", "intake"])["kept"].max()
    lot, entry = (pairs.index.get_level_values(name).to_numpy() for name in ("offer", "intake"))
    rate, output, source = yields["yield_t_t"].to_numpy(), yields["offer"].to_numpy(), yields["intake"].to_numpy()
    intake = limit
    for _ in range(_ROUNDS):
        arriving = np.bincount(entry, weights=_times(offer[lot], pairs.to_numpy()), minlength=len(intakes))
        intake = np.minimum(limit, arriving + bought)
        out = np.bincount(output, weights=_times(intake[source], rate), minlength=len(offers))
        tighter = np.where(made, np.minimum(offer, out), offer)
        if np.array_equal(tighter, offer):
            break
        offer = tighter
    offer = offer + _fed(network, offer, limit)
    intake = np.minimum(limit, np.bincount(entry, _times(offer[lot], pairs.to_numpy()), len(intakes)) + bought)
    link = np.minimum(offer[sender], np.divide(intake[into], kept, out=np.full(len(kept), np.inf), where=kept > 0))
    return Bounds(offer, intake, link)


def _fed(network: Network, offer: Floats, limit: Floats) -> Floats:
    """Return the most that is put on each offer that is a stock in a year, by facilities that feed it."""
    number, feed = feeds(network)
    links = network.links
    arriving = np.zeros(len(network.intakes))
    for entry in np.unique(feed):
        sources = np.unique(links.loc[links["intake"] == entry, "offer"].to_numpy(dtype=int))
        # What a stock gives to its own feeder comes back; it adds nothing.
        arriving[entry] = offer[sources[~np.isin(sources, number[feed == entry])]].sum()
    more = np.zeros(len(offer))
    np.add.at(more, number, np.minimum(limit[feed], arriving[feed]))
    return more


def _times(amount: Floats, factor: Floats) -> Floats:
    """Return the product in which nothing of the infinite is nothing."""
    return np.where(factor == 0, 0.0, amount * np.where(factor == 0, 1.0, factor))


def refuse_boundless(network: Network, links: NDArray[np.int64]) -> None:
    """Raise DataError for links that a switch lets through and that nothing bounds."""
    ends = network.links.iloc[links][["offer", "facility"]].drop_duplicates()
    offers, facilities = network.offers["offer"], network.facilities["facility"]
    faults = [
        Fault(
            "facilities.csv, capacity_t_a",
            f"nothing bounds what {offers[offer]} could send to {facilities[place]}, which is built or used at will",
            f"give {facilities[place]} a capacity, or the connection in links.csv",
        )
        for offer, place in ends.itertuples(index=False)
    ]
    if faults:
        raise DataError(faults)
