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
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from symbiosis.formulation.flows import Columns
from symbiosis.formulation.ledgers import LedgerKey, Ledgers
from symbiosis.formulation.rows import Numbers, Rows, Terms
from symbiosis.formulation.spread import Spread, spread
from symbiosis.network import Network
from symbiosis.network.quality import IGNITION_LOSS
from symbiosis.network.units import TONNE

Integers = NDArray[np.int64]
Numbered = NDArray[np.integer[Any]]
Floats = NDArray[np.float64]


class Lots(NamedTuple):
    """What lots add to the numerator and the denominator of the rules that judge them."""

    row: Integers
    column: Numbers
    number: NDArray[np.float64]
    base: NDArray[np.float64]


def rows(network: Network, columns: Columns, ledgers: Ledgers, keys: Mapping[LedgerKey, int]) -> Rows:  # noqa: ARG001
    """Return one row for each standard at each facility where something can come in."""
    rules = network.standards
    limit = rules["limit"].to_numpy(dtype=float)
    size = np.where(limit == 0, 1.0, np.abs(limit))
    known = judged_by(network)
    lots = [lots_of(network, columns, spread(network, bought=bought), known, bought=bought) for bought in (False, True)]
    # At other facilities there is nothing to judge.
    judged = np.zeros(len(rules), dtype=bool)
    for lot in lots:
        judged[lot.row] = True
    number = (np.cumsum(judged) - 1).astype(np.int32)
    terms = [_against(lot, number, 1.0 / size, limit / size) for lot in lots]
    terms.append(_made(network, columns, judged, -limit / size, number))
    zero, far = np.zeros(int(judged.sum())), np.full(int(judged.sum()), np.inf)
    at_most = (rules["sense"] == "<=").to_numpy()[judged]
    labels = rules.loc[judged, ["facility", "standard"]].reset_index(drop=True)
    return Rows(labels, tuple(terms), np.where(at_most, -far, zero), np.where(at_most, zero, far))


def _against(lots: Lots, number: Numbers, scale: Floats, limit: Floats) -> Terms:
    """Return ``scale x numerator - limit x denominator`` of every lot in the row of its rule."""
    value = scale[lots.row] * lots.number
    value -= limit[lots.row] * lots.base
    return Terms.of(number[lots.row], lots.column, value)


def judged_by(network: Network) -> tuple[Integers, Integers]:
    """Return the numbers of rule and intake for everything that a rule judges."""
    codes, rules = network.codes, network.standards
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


class _Pairs(NamedTuple):
    pairs: Integers
    value: Floats


class _Known(NamedTuple):
    """What is known of the lots that rules judge: for every pair the numbers of rule and lot."""

    row: Integers
    lot: Integers
    values: Floats
    """By side (lowest, highest), lot and property."""

    def held(self, sides: Numbered, properties: Numbered, where: NDArray[np.bool_] | None = None) -> _Pairs:
        """Return the pairs of the rules that ``where`` holds for, and what the lots hold of each rule's property."""
        _, lots, width = self.values.shape
        of_rule = sides * lots * width + properties
        if where is None:
            return _Pairs(np.arange(len(self.row)), self.values.ravel()[of_rule[self.row] + self.lot * width])
        pairs = np.flatnonzero(where[self.row])
        return _Pairs(pairs, self.values.ravel()[of_rule[self.row[pairs]] + self.lot[pairs] * width])


def lots_of(
    network: Network, columns: Columns, sides: Spread, judged: tuple[Integers, Integers], *, bought: bool
) -> Lots:
    """Return numerator and denominator per unit of the column, for every rule and every lot that it judges.

    ``sides`` are the properties of the offers, or of the bought-in lots, at their highest and at their lowest;
    ``judged`` are the pairs of ``judged_by``.
    """
    rules, (row, intake) = network.standards, judged
    if bought:
        kept = network.intakes["buy_cny_t"].notna().to_numpy()[intake]
        row, lot = row[kept], intake[kept]
        column, arrived = columns.bought[lot], np.ones(len(lot))
    else:
        row, link = _arriving(network, row, intake)
        lot = network.links["offer"].to_numpy()[link]
        column, arrived = columns.flow[link], 1.0 - network.links["loss"].to_numpy(dtype=float)[link]
    known = _Known(row, lot, np.stack([side.to_numpy(dtype=float) for side in (sides.low, sides.high)]))
    place = {name: number for number, name in enumerate(sides.high.columns)}
    up = (rules["sense"] == "<=").to_numpy().astype(int)  # what is more in the numerator is against the rule
    down = np.where(rules["limit"].to_numpy(dtype=float) < 0, up, 1 - up)
    product = (rules["on"] == "product").to_numpy()
    share = np.where(product, rules["retained"], 1.0)[row] * arrived
    number = share * known.held(up, rules["property"].map(place).to_numpy(dtype=np.int64)).value
    base = np.where(product, 0.0, 1.0)[row] * arrived  # a product's mass stands in the yields
    ignited = rules["ignited"].to_numpy(dtype=bool)
    if ignited.any():
        loss = known.held(1 - down, np.full(len(rules), place[IGNITION_LOSS]), ignited)
        base[loss.pairs] *= 1.0 - loss.value / 100.0
    over = rules["over"].map(place).fillna(-1).to_numpy(dtype=np.int64)
    ratio = known.held(down, over, over >= 0)
    base[ratio.pairs] = share[ratio.pairs] * ratio.value
    return Lots(row, column, number, base)


def _made(network: Network, columns: Columns, judged: NDArray[np.bool_], weight: Floats, number: Numbers) -> Terms:
    """Return the product's mass for ``judged`` standards on a product by mass, times ``weight``, in row ``number``."""
    rules = network.standards
    product = np.flatnonzero((rules["on"] == "product") & (rules["over"] == "") & judged)
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
    tonnes = yields["yield_t_t"].to_numpy(dtype=float)[entry]
    return Terms.of(number[row], columns.intake[intake[entry]], weight[row] * tonnes)
