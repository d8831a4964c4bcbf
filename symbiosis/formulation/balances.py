"""Mass: what is offered leaves or stays, what arrives is taken in, what is taken in makes the throughput."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from symbiosis.formulation.flows import Columns
from symbiosis.formulation.rows import Rows, Terms
from symbiosis.network.feeds import feeds

if TYPE_CHECKING:
    from symbiosis.network import Network


def offer_rows(network: Network, columns: Columns) -> Rows:
    """Return the rows by which every tonne offered leaves or stays.

    Given offer: ``sum of flows out + unsent = amount``.
    Made offer: ``sum of flows out + sold = sum of yield x intake``.
    Stock: ``years x (sum of flows out - what is put on it) + level at the end = level before``, where the level before
    is the amount given in the first year that knows the stock.
    """
    offers, links, yields = network.offers, network.links, network.yields
    each = np.arange(len(offers))
    years = np.where(offers["kind"] == "stock", float(network.period.length_a), 1.0)
    carried = np.flatnonzero(columns.before >= 0)
    amount = np.where(columns.before >= 0, 0.0, offers["amount_t"].fillna(0.0).to_numpy() / 1000.0)
    fed, feed = feeds(network)
    made = Terms.of(yields["offer"], columns.intake[yields["intake"].to_numpy()], -yields["yield_t_t"].to_numpy())
    return Rows(
        offers[["offer", "year", "plant", "material"]],
        (
            Terms.of(links["offer"], columns.flow, years[links["offer"].to_numpy()]),
            Terms.of(each, columns.unsent, 1.0),
            Terms.of(carried, columns.before[carried], -1.0),
            Terms.of(fed, columns.intake[feed], -years[fed]),
            Terms.of(each, columns.sold, 1.0),
            made,
        ),
        amount,
        amount,
    )


def intake_rows(network: Network, columns: Columns) -> Rows:
    """Return the rows that add up what comes in of a material: ``intake = sum of flows after loss + bought``."""
    intakes, links = network.intakes, network.links
    each, zero = np.arange(len(intakes)), np.zeros(len(intakes))
    terms = (
        Terms.of(each, columns.intake, 1.0),
        Terms.of(each, columns.bought, -1.0),
        Terms.of(links["intake"], columns.flow, -(1.0 - links["loss"].to_numpy())),
    )
    return Rows(intakes[["facility", "material"]], terms, zero, zero)


def throughput_rows(network: Network, columns: Columns) -> Rows:
    """Return the rows that add up all that a facility takes in in its own unit: ``throughput = sum of intakes``."""
    facilities, intakes = network.facilities, network.intakes
    counted = np.flatnonzero(intakes["counted"])
    each, zero = np.arange(len(facilities)), np.zeros(len(facilities))
    place = intakes["facility"].to_numpy()[counted]
    terms = (Terms.of(each, columns.throughput, 1.0), Terms.of(place, columns.intake[counted], -1.0))
    return Rows(facilities[["facility", "year"]], terms, zero, zero)
