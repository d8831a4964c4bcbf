"""The variables, in kt a year, and the columns they stand in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo
from numpy.typing import NDArray

from symbiosis.formulation.columnar import Layout, VariableArray

if TYPE_CHECKING:
    from symbiosis.network import Network

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Columns:
    """Column numbers of every family of variables."""

    layout: Layout
    flow: Integers
    sold: Integers
    unsent: Integers
    bought: Integers
    intake: Integers
    throughput: Integers
    ledger: Integers


def declare(model: pyo.ConcreteModel, network: Network, ledgers: int) -> Columns:
    """Declare the variables on ``model`` and return their columns.

    flow[link]
        Dry kt that leave an offer on a link.
    sold[offer], unsent[offer]
        Dry kt sold at the gate of the maker, and dry kt that stay where they are; fixed at 0 where that is not allowed.
    bought[intake]
        Dry kt bought in at the gate of a facility.
    intake[intake], throughput[facility]
        Dry kt of a material taken in, and of all materials.
    ledger[number]
        Totals that objectives, caps and targets speak of, in thousand ledger units; free in sign.
    """
    offers, intakes = network.offers, network.intakes
    may_stay = ((offers["kind"] != "made") & ~offers["must_place"].astype(bool)).to_numpy()
    free = np.full(ledgers, np.inf)
    bounds = {
        "flow": _up_to(np.full(len(network.links), np.inf)),
        "sold": _up_to(np.where(offers["sell_cny_t"].notna(), np.inf, 0.0)),
        "unsent": _up_to(np.where(may_stay, np.inf, 0.0)),
        "bought": _up_to(np.where(intakes["buy_cny_t"].notna(), np.inf, 0.0)),
        "intake": _up_to(np.full(len(intakes), np.inf)),
        "throughput": _up_to(np.full(len(network.facilities), np.inf)),
        "ledger": (-free, free),
    }
    layout, columns = Layout(), {}
    for name, (lower, upper) in bounds.items():
        family = VariableArray(lower, upper)
        setattr(model, name, family)
        layout.append(family)
        columns[name] = layout.size - len(lower) + np.arange(len(lower), dtype=np.int64)
    return Columns(layout=layout, **columns)


def _up_to(upper: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return np.zeros(len(upper)), upper
