"""Quality of blends: ``Num(blend) <= limit x Den(blend)`` (or ``>=``), linear where the blend is consumed.

For a lot of t tonnes with property q (and q_over, where the standard is a ratio):

- on the feed or on one input: Num = sum t q, Den = sum t q_over, or sum t w with w = 1, or 1 - LOI/100 where the
  standard is on ignited matter;
- on the product: Num = retained x sum t q, Den = retained x sum t q_over, or the tonnes made of the product.

Where the settings ask for a margin (``[quality] margin_sd``), every lot is judged as it may turn out: the numerator
shifted against the standard, the denominator with it (``symbiosis/formulation/spread.py``).

Each row is divided by the size of its limit, so that the solver's tolerance means the same for 0.5 % and 1000 Bq/kg.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray

from symbiosis.formulation.flows import Columns
from symbiosis.formulation.ledgers import LedgerKey, Ledgers
from symbiosis.formulation.rows import Rows, Terms
from symbiosis.formulation.spread import Spread, spread
from symbiosis.network import Network
from symbiosis.network.quality import IGNITION_LOSS
from symbiosis.network.units import TONNE

Integers = NDArray[np.int64]


class Lots(NamedTuple):
    """What lots add to the numerator and the denominator of the rules that judge them."""

    row: Integers
    column: Integers
    number: NDArray[np.float64]
    base: NDArray[np.float64]


def rows(network: Network, columns: Columns, ledgers: Ledgers, keys: Mapping[LedgerKey, int]) -> Rows:  # noqa: ARG001
    """Return one row for each standard at each facility where something can come in."""
    rules = network.standards
    limit = rules["limit"].to_numpy(dtype=float)
    size = np.where(limit == 0, 1.0, np.abs(limit))
    lots = [lots_of(network, columns, spread(network, bought=bought), bought=bought) for bought in (False, True)]
    terms = [Terms.of(lot.row, lot.column, (lot.number - limit[lot.row] * lot.base) / size[lot.row]) for lot in lots]
    row = np.concatenate([lot.row for lot in lots])
    terms.append(_made(network, columns, rules, -limit / size))
    zero, far = np.zeros(len(rules)), np.full(len(rules), np.inf)
    at_most = (rules["sense"] == "<=").to_numpy()
    lower, upper = np.where(at_most, -far, zero), np.where(at_most, zero, far)
    whole = Rows(rules[["facility", "standard"]], tuple(terms), lower, upper)
    return _only(whole, np.isin(np.arange(len(rules)), row))


def _judged(network: Network, rules: pd.DataFrame) -> tuple[Integers, Integers]:
    """Return the numbers of rule and intake for everything that a rule judges."""
    codes = network.codes
    asked = codes.words.of(rules["input"]) | (rules["on"] != "input").to_numpy()[:, None]
    row, intake = codes.entries(rules["facility"].to_numpy(dtype=int), asked)
    weighed = (network.intakes["unit"] == TONNE).to_numpy()[intake]
    return row[weighed], intake[weighed]


def _arriving(network: Network, row: Integers, intake: Integers) -> tuple[Integers, Integers]:
    """Return the numbers of rule and link for every link into the intakes that rules judge."""
    into = network.links["intake"].to_numpy()
    # A matrix by rows has its entries in order, which is sooner done than sorting.
    shape = (len(network.intakes), len(into))
    grouped = sp.csr_matrix((np.ones(len(into), dtype=bool), (into, np.arange(len(into)))), shape=shape)
    order, first, count = grouped.indices, grouped.indptr[:-1], np.diff(grouped.indptr)
    many = count[intake]
    start = np.cumsum(many) - many
    place = np.arange(int(many.sum())) - np.repeat(start, many) + np.repeat(first[intake], many)
    return np.repeat(row, many), order[place]


def lots_of(network: Network, columns: Columns, sides: Spread, *, bought: bool) -> Lots:
    """Return numerator and denominator per unit of the column, for every rule and every lot that it judges.

    ``sides`` are the properties of the offers, or of the bought-in lots, at their highest and at their lowest.
    """
    rules = network.standards
    row, intake = _judged(network, rules)
    if bought:
        kept = network.intakes["buy_cny_t"].notna().to_numpy()[intake]
        row, lot = row[kept], intake[kept]
        column, arrived = columns.bought[lot], np.ones(len(lot))
    else:
        row, link = _arriving(network, row, intake)
        lot = network.links["offer"].to_numpy()[link]
        column, arrived = columns.flow[link], 1.0 - network.links["loss"].to_numpy(dtype=float)[link]
    values = np.stack([side.to_numpy(dtype=float) for side in (sides.low, sides.high)])
    place = {name: number for number, name in enumerate(sides.high.columns)}
    up = (rules["sense"] == "<=").to_numpy()[row].astype(int)  # what is more in the numerator is against the rule
    down = np.where(rules["limit"].to_numpy(dtype=float)[row] < 0, up, 1 - up)
    product = (rules["on"] == "product").to_numpy()
    share = np.where(product, rules["retained"], 1.0)[row] * arrived
    number = share * values[up, lot, rules["property"].map(place).to_numpy(dtype=int)[row]]
    base = np.where(product[row], 0.0, arrived)  # a product's mass stands in the yields
    ignited = np.flatnonzero(rules["ignited"].to_numpy(dtype=bool)[row])
    if len(ignited):
        base[ignited] *= 1.0 - values[1 - down[ignited], lot[ignited], place[IGNITION_LOSS]] / 100.0
    over = rules["over"].map(place).fillna(-1).to_numpy(dtype=int)[row]
    ratio = np.flatnonzero(over >= 0)
    base[ratio] = share[ratio] * values[down[ratio], lot[ratio], over[ratio]]
    return Lots(row, column, number, base)


def _made(network: Network, columns: Columns, rules: pd.DataFrame, weight: np.ndarray) -> Terms:
    """Return the product's mass for standards on a product by mass, times ``weight`` of the rule."""
    product = np.flatnonzero((rules["on"] == "product") & (rules["over"] == ""))
    codes, yields = network.codes, network.yields
    place, material = (
        rules["facility"].to_numpy(dtype=int)[product],
        codes.words.numbers(rules["product"].iloc[product]),
    )
    offer, intake = yields["offer"].to_numpy(), yields["intake"].to_numpy()
    # The yields stand in the order of what is made.
    first, last = (np.searchsorted(offer, codes.made[place, material], side) for side in ("left", "right"))
    entry = np.concatenate([np.empty(0, int), *(np.arange(*ends) for ends in zip(first, last, strict=True))]).astype(
        int
    )
    row = np.repeat(product, last - first)
    return Terms.of(row, columns.intake[intake[entry]], weight[row] * yields["yield_t_t"].to_numpy(dtype=float)[entry])


def _only(rows: Rows, kept: np.ndarray) -> Rows:
    """Keep the rows at facilities where a judged lot can come in; elsewhere there is nothing to judge."""
    number = np.cumsum(kept) - 1
    terms = []
    for part in rows.terms:
        inside = kept[part.row]
        terms.append(Terms(number[part.row[inside]], part.column[inside], part.value[inside]))
    return Rows(rows.labels[kept].reset_index(drop=True), tuple(terms), rows.lower[kept], rows.upper[kept])
