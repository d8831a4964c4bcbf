"""What is put on stocks: the intake of a facility that feeds one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from symbiosis.network.network import Network

Integers = NDArray[np.int64]


def feeds(network: Network) -> tuple[Integers, Integers]:
    """Return the numbers of stock and intake for every intake that is put on a stock."""
    offers, feeder = network.offers, network.offers["fed_by"].to_numpy(dtype=object)
    stocks = np.flatnonzero((offers["kind"] == "stock").to_numpy() & (feeder != ""))
    if not len(stocks):
        return stocks, stocks
    place = pd.Index(network.facilities["facility"]).get_indexer(feeder[stocks])
    intake = network.codes.entry[place, network.codes.offer[stocks]]
    stands = (place >= 0) & (intake >= 0)
    return stocks[stands], intake[stands]
