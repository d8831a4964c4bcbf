"""Contributions to a ledger: what a unit of a column adds, and to whom it is booked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symbiosis.formulation.terms import Numbers

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

#: Column number of an entry that is a constant.
CONSTANT = -1


@dataclass(frozen=True)
class Holders:
    """Whose entries are: the codes of plant and family of each lot, and the lot of each entry.

    Lots are few beside entries, so what is asked of holders is asked of lots first (``each``).
    """

    plants: Integers
    families: Integers
    lots: Integers | None = None
    """Number of the lot, by entry; none where every lot is one entry, in order."""

    def each(self, of_lots: NDArray[Any]) -> NDArray[Any]:
        """Return what is known of lots by entry."""
        return of_lots if self.lots is None else of_lots[self.lots]

    def only(self, entries: Integers) -> Holders:
        """Return the holders of some entries."""
        return replace(self, lots=entries if self.lots is None else self.lots[entries])


@dataclass(frozen=True)
class Part:
    """A kind of contribution to a ledger: per entry a column and a coefficient, and the holders of the entries.

    Coefficients are ledger units per tonne, which is also thousand units per kt as the model counts.
    """

    kind: str
    columns: Numbers
    coefficients: Floats
    holders: Holders

    @cached_property
    def plants(self) -> Integers:
        """Code of the plant, by entry."""
        return self.holders.each(self.holders.plants)

    @cached_property
    def families(self) -> Integers:
        """Code of the family, by entry."""
        return self.holders.each(self.holders.families)

    def only(self, where: NDArray[np.bool_]) -> Part:
        """Return the entries that ``where`` holds for."""
        own = np.flatnonzero(where)
        if len(own) == len(where):
            return self
        columns, coefficients = self.columns[own], self.coefficients[own]
        return replace(self, columns=columns, coefficients=coefficients, holders=self.holders.only(own))
