"""Nothing comes in whose composition is unknown where a standard asks for it: what cannot be proven is not placed."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.network.gates import Words
from symbiosis.network.pairs import Pairs
from symbiosis.network.quality import unknown_quality


def _unknown(pairs: Pairs) -> NDArray[np.object_]:
    """Return the property that is needed and unknown, movement by movement; blank where there is none."""
    # One lot is one offer at one facility, by whatever mode it comes.
    width = max(len(pairs.facilities), 1)
    lot = pairs.table["offer"].to_numpy() * width + pairs.table["facility"].to_numpy()
    number, lots = pd.factorize(lot)
    offer, facility = np.divmod(np.asarray(lots), width)
    material = pairs.offers["material"].to_numpy(dtype=object)
    return unknown_quality(pairs.standards, pairs.model, facility, offer, material, pairs.offer_quality)[number]


def refuses(pairs: Pairs) -> NDArray[np.bool_]:
    """Return True where a property that a standard needs is not known."""
    return np.asarray(_unknown(pairs) != "", dtype=bool)


def reason(pairs: Pairs, row: int) -> Words:
    """Return the property that is missing and the standard that asks for it."""
    missing, material = _unknown(pairs)[row], pairs.of_offer("material")[row]
    return Words(
        en=f"no value is given for {missing} of {material}, so the standard cannot be proven",
        zh=f"{material} 缺少 {missing} 的数值，无法证明达标",
    )
