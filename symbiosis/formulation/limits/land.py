"""Land of a plot: ``sum of area x build <= area of the plot - what existing facilities occupy``, in ha."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from symbiosis.formulation.flows import Columns
from symbiosis.formulation.ledgers import LedgerKey, Ledgers
from symbiosis.formulation.rows import Rows, Terms
from symbiosis.network import Network


def rows(network: Network, columns: Columns, ledgers: Ledgers, keys: Mapping[LedgerKey, int]) -> Rows:  # noqa: ARG001
    """Return one row for each plot of a stated area on which something that takes land may be built."""
    plots = network.park.plants.set_index("plant")["area_ha"]
    taken = network.facilities.groupby("plant")["area_ha"].sum()
    builds = network.builds[(network.builds["area_ha"] > 0) & network.builds["plant"].map(plots).notna()]
    row, names = pd.factorize(builds["plant"])
    free = plots.reindex(names).to_numpy(dtype=float) - taken.reindex(names).fillna(0.0).to_numpy(dtype=float)
    option = builds["option"].to_numpy(dtype=int)
    terms = (Terms.of(row, columns.build[option], builds["area_ha"].to_numpy(dtype=float)),)
    labels = pd.DataFrame({"plant": names, "year": network.period.year})
    return Rows(labels, terms, np.full(len(names), -np.inf), free)
