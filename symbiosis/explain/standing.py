"""What stands in a plan that was decided: the candidates built by a year, their sizes, the connections laid."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from symbiosis.formulation import Year
    from symbiosis.solver.chain import Chain


@dataclass(frozen=True)
class Standing:
    """The decisions of a chain, seen from one year."""

    chain: Chain
    year: Year

    @cached_property
    def sizes_t_a(self) -> dict[int, float]:
        """Size of each facility that may be built, by its number in the network; zero where it is not built."""
        builds, columns, values = self.year.network.builds, self.year.columns, self.chain.flows
        if builds.empty:
            return {}
        option = builds["option"].to_numpy(dtype=int)
        size = np.where(values[columns.build[option]] > 0.5, values[columns.size[option]] * 1000.0, 0.0)
        sums = pd.Series(size).groupby(builds["facility"].to_numpy(dtype=int)).sum()
        return {int(str(number)): float(sum_t) for number, sum_t in sums.items()}

    @cached_property
    def _bare(self) -> set[int]:
        """Rows of links.csv whose connection could be laid and is not."""
        mains, columns = self.year.network.mains, self.year.columns
        if mains.empty:
            return set()
        laid = self.chain.flows[columns.laid[mains["main"].to_numpy(dtype=int)]] > 0.5
        there = pd.Series(laid).groupby(mains["listed"].to_numpy(dtype=int)).any()
        return {int(str(number)) for number, known in there.items() if not known}

    def closed(self, links: pd.DataFrame) -> pd.Series[bool]:
        """Say of each link whether it leads to what is not built, or over what is not laid."""
        empty = [number for number, size in self.sizes_t_a.items() if size <= 0]
        return links["facility"].isin(empty) | links["listed"].isin(self._bare)
