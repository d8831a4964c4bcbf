"""Nothing comes in whose composition is unknown where a standard asks for it: what cannot be proven is not placed."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.network.gates import Words
from symbiosis.network.pairs import Pairs
from symbiosis.network.quality import unknown_quality


def _unknown(pairs: Pairs) -> pd.Series[str]:
    """Return the property that is needed and unknown, lot by lot; one lot is one offer at one facility."""
    lots = pairs.table[["offer", "facility"]].drop_duplicates().reset_index(drop=True)
    offers = lots["offer"].to_numpy()
    material = pd.Series(pairs.offers["material"].to_numpy()[offers])
    quality = pairs.offer_quality.iloc[offers].reset_index(drop=True)
    lots["missing"] = unknown_quality(pairs.standards, pairs.model, lots["facility"], material, quality)
    return pairs.table[["offer", "facility"]].merge(lots, how="left")["missing"]


def refuses(pairs: Pairs) -> NDArray[np.bool_]:
    """Return True where a property that a standard needs is not known."""
    return np.asarray(_unknown(pairs) != "", dtype=bool)


def reason(pairs: Pairs, row: int) -> Words:
    """Return the property that is missing and the standard that asks for it."""
    missing, material = _unknown(pairs).iloc[row], pairs.of_offer("material")[row]
    return Words(
        en=f"no value is given for {missing} of {material}, so the standard cannot be proven",
        zh=f"{material} 缺少 {missing} 的数值，无法证明达标",
    )
