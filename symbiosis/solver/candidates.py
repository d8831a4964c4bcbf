"""Which columns matter first: the cheapest links of every offer and of every intake, and a way out for every offer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

#: Most of a column's group that go to disposal: enough that a restricted problem has a plan as a rule.
_WAYS_OUT = 2


@dataclass(frozen=True)
class Candidates:
    """Columns that a restricted problem may leave out, all of them with 0 as lower bound, and what they belong to.

    Every array has one entry a candidate.
    """

    columns: Integers
    offers: Integers
    """Number of the offer that a candidate takes from, over all years."""
    intakes: Integers
    """Number of the intake that it brings to."""
    out: NDArray[np.bool_]
    """Whether it leads to disposal."""
    freight: Floats
    """What a tonne costs on the way, in CNY."""

    def __len__(self) -> int:
        return len(self.columns)

    def cheapest(self, count: int) -> NDArray[np.bool_]:
        """Return the ``count`` cheapest ways to use of every offer and intake, and the nearest ways out."""
        chosen = np.zeros(len(self), dtype=bool)
        use, out = np.flatnonzero(~self.out), np.flatnonzero(self.out)
        chosen[use] = first_of(self.offers[use], self.freight[use], count)
        chosen[use] |= first_of(self.intakes[use], self.freight[use], count)
        chosen[out] = first_of(self.offers[out], self.freight[out], _WAYS_OUT)
        return chosen

    def dearest(self, reduced_costs: Floats, count: int) -> NDArray[np.bool_]:
        """Return the ``count`` candidates of least reduced cost of every offer and intake, a way out among them."""
        worth = reduced_costs[self.columns]
        chosen = first_of(self.offers, worth, count) | first_of(self.intakes, worth, count)
        out = np.flatnonzero(self.out)
        chosen[out] |= first_of(self.offers[out], worth[out], 1)
        return chosen


def candidates(formulation: Formulation) -> Candidates:
    """Return the flows of all years of ``formulation`` as candidates."""
    columns, offers, intakes, out, freight = [], [], [], [], []
    lots = entries = 0
    for year in formulation.years:
        network = year.network
        links = network.links
        columns.append(year.columns.flow)
        offers.append(links["offer"].to_numpy(dtype=np.int64) + lots)
        intakes.append(links["intake"].to_numpy(dtype=np.int64) + entries)
        out.append((network.facilities["fate"] == "disposal").to_numpy()[links["facility"].to_numpy()])
        freight.append(links["freight_cny_t"].to_numpy(dtype=float))
        lots, entries = lots + len(network.offers), entries + len(network.intakes)
    parts = (columns, offers, intakes, out, freight)
    return Candidates(*(np.concatenate(part) for part in parts))


def first_of(group: Integers, key: Floats, count: int) -> NDArray[np.bool_]:
    """Return which rows are among the ``count`` of smallest key in their group; ties go by position."""
    order = np.lexsort((key, group))
    ordered = group[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(group) else np.zeros(0, dtype=int)
    rank = np.arange(len(group)) - np.repeat(starts, np.diff(np.r_[starts, len(group)]))
    chosen = np.zeros(len(group), dtype=bool)
    chosen[order] = rank < count
    return chosen
