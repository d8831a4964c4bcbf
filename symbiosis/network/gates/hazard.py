"""Listed hazardous waste crosses a province's border only where the transfer is approved.

Solid Waste Pollution Prevention Law of China (2020), Article 82; the scenario lists approved pairs of provinces.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from symbiosis.network.gates import Words
from symbiosis.network.pairs import Pairs


def refuses(pairs: Pairs) -> NDArray[np.bool_]:
    """Return True where hazardous waste would cross a border without approval."""
    hazardous = pairs.of_offer("hazard") != "none"
    origin, destination = pairs.of_offer("province"), pairs.of_facility("province")
    crosses = hazardous & (origin != destination)
    for here, there in pairs.model.settings.hazard.approved_transfers:
        crosses &= ~((origin == here) & (destination == there))
    return np.asarray(crosses, dtype=bool)


def reason(pairs: Pairs, row: int) -> Words:
    """Return which border is crossed, and the law."""
    origin, destination = pairs.of_offer("province")[row], pairs.of_facility("province")[row]
    material = pairs.of_offer("material")[row]
    rules = pairs.model.tables["rules"]
    documents = "; ".join(rules.loc[rules["gate"] == "hazard", "document"])
    law = f" ({documents})" if documents else ""
    return Words(
        en=f"{material} is listed hazardous waste; its transfer from {origin or 'a province not given'} "
        f"to {destination or 'a province not given'} is not approved{law}",
        zh=f"{material} 属名录危险废物，自 {origin or '未注明省份'} 转移至 {destination or '未注明省份'} 未获批准{law}",
    )
