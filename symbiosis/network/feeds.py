"""What is put on stocks: the intake of a facility that feeds one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from symbiosis.network.network import Network

Integers = NDArray[np.int64]


def feeds(network: Network) -> tuple[Integers, Integers]:
    """Return the numbers of stock and intake for every intake that is put on a stock."""
    offers, facilities = network.offers, network.facilities
    stocks = offers.loc[(offers["kind"] == "stock") & (offers["fed_by"] != ""), ["fed_by", "material"]]
    places = network.intakes[["facility", "material"]].reset_index(names="intake")
    places["fed_by"] = facilities["facility"].to_numpy()[places["facility"].to_numpy()]
    fed = stocks.reset_index(names="offer").merge(places, on=["fed_by", "material"])
    return fed["offer"].to_numpy(dtype=np.int64), fed["intake"].to_numpy(dtype=np.int64)
