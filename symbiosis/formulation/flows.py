"""The variables, in kt a year, and the columns they stand in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyomo.core as pyo
from numpy.typing import NDArray

from symbiosis.formulation.columnar import Layout, VariableArray
from symbiosis.formulation.terms import Numbers

if TYPE_CHECKING:
    from symbiosis.network import Horizon, Network

Floats = NDArray[np.float64]

#: Families of a year, stacked year after year; then those that all years share.
YEARLY = ("flow", "sold", "unsent", "bought", "intake", "throughput", "shipping", "partner", "shortfall")
SHARED = ("ledger", "build", "size", "laid")


@dataclass(frozen=True)
class Columns:
    """Column numbers of every family of variables, as one year sees them."""

    layout: Layout
    flow: Numbers
    sold: Numbers
    unsent: Numbers
    bought: Numbers
    intake: Numbers
    throughput: Numbers
    shipping: Numbers
    partner: Numbers
    shortfall: Numbers
    ledger: Numbers
    build: Numbers
    size: Numbers
    laid: Numbers
    before: Numbers
    """By offer: the column of the level at which the year before has left a stock, -1 where there is none."""


def declare(model: pyo.ConcreteModel, horizon: Horizon, ledgers: int) -> tuple[Columns, ...]:
    """Declare the variables on ``model`` and return their columns, year by year.

    flow[link]
        Dry kt that leave an offer on a link.
    sold[offer], unsent[offer]
        Dry kt sold at the gate of the maker, and dry kt that stay where they are (of a stock: the level at the end of
        the period); fixed at 0 where that is not allowed.
    bought[intake]
        Dry kt bought in at the gate of a facility.
    intake[intake], throughput[facility]
        Dry kt of a material taken in, and of all materials.
    shipping[shipment], partner[pair]
        Whether anything is shipped where a least shipment is asked for, and whether a plant sends to a facility.
    shortfall[link row]
        Dry kt below the contract of a row of links.csv.
    ledger[number]
        Totals that objectives, caps and targets speak of, in thousand ledger units; free in sign.
    build[option], size[option], laid[main]
        Whether a way of building is chosen and with how many kt/a, whether a connection is built.
    """
    parts = [_yearly(network) for network in horizon.networks]
    stacked = {name: [part[name] for part in parts] for name in YEARLY}
    options, mains, free = len(horizon.options), len(horizon.mains), np.full(ledgers, np.inf)
    shared = {
        "ledger": (-free, free),
        "build": _up_to(np.ones(options)),
        "size": _up_to(horizon.options["high_t_a"].to_numpy(dtype=float) / 1000.0),
        "laid": _up_to(np.ones(mains)),
    }
    layout, start = Layout(), {}
    for name in (*YEARLY, *SHARED):
        start[name] = layout.size
        lower, upper = shared[name] if name in SHARED else _up_to(np.concatenate(stacked[name]))
        if name in _OPTIONAL and not len(lower):
            continue
        family = VariableArray(lower, upper, integer=name in _DECISIONS)
        setattr(model, name, family)
        layout.append(family)
    return _columns(horizon, stacked, start, layout, {name: len(shared[name][0]) for name in SHARED})


#: Families that are only there where there is something to decide.
_OPTIONAL = ("shipping", "partner", "shortfall", "build", "size", "laid")
_DECISIONS = ("shipping", "partner", "build", "laid")


def _yearly(network: Network) -> dict[str, Floats]:
    """Return the upper bounds of a year's families."""
    offers, intakes = network.offers, network.intakes
    # What lies in a stock on which nothing is put can only become less; a bound would say so once more.
    grows = (offers["fed_by"] != "") | (offers["level_most_t"] < offers["amount_t"])
    room = offers["level_most_t"].where((offers["kind"] == "stock") & grows)
    may_stay = ((offers["kind"] != "made") & ~offers["must_place"].astype(bool)).to_numpy()
    return {
        "flow": np.full(len(network.links), np.inf),
        "sold": np.where(offers["sell_cny_t"].notna(), np.inf, 0.0),
        "unsent": np.where(may_stay, room.fillna(np.inf).to_numpy(dtype=float) / 1000.0, 0.0),
        "bought": np.where(intakes["buy_cny_t"].notna(), np.inf, 0.0),
        "intake": np.full(len(intakes), np.inf),
        "throughput": np.full(len(network.facilities), np.inf),
        "shipping": np.ones(len(network.shipments)),
        "partner": np.ones(len(network.partners)),
        "shortfall": np.full(len(network.contracts), np.inf),
    }


def _columns(
    horizon: Horizon, stacked: dict[str, list[Floats]], start: dict[str, int], layout: Layout, shared: dict[str, int]
) -> tuple[Columns, ...]:
    common = {name: start[name] + np.arange(shared[name], dtype=np.int32) for name in SHARED}
    years: list[Columns] = []
    for position, network in enumerate(horizon.networks):
        own = {}
        for name in YEARLY:
            passed = sum(len(part) for part in stacked[name][:position])
            own[name] = start[name] + passed + np.arange(len(stacked[name][position]), dtype=np.int32)
        before = network.offers["before"].to_numpy(dtype=np.int64)
        level = np.where(before >= 0, years[-1].unsent[np.maximum(before, 0)], -1) if years else before
        years.append(Columns(layout=layout, before=level, **own, **common))
    return tuple(years)


def _up_to(upper: Floats) -> tuple[Floats, Floats]:
    return np.zeros(len(upper)), upper
