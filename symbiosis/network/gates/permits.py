"""A facility takes listed hazardous waste only if it holds the permit that its process asks for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from symbiosis.network.gates import Words
from symbiosis.network.pairs import Pairs


def refuses(pairs: Pairs) -> NDArray[np.bool_]:
    """Return True where hazardous waste would come to a facility without the permit."""
    facilities = pairs.facilities
    holds = [not need or need in held for need, held in zip(facilities["permit"], facilities["permits"], strict=True)]
    lacks = ~np.array(holds, dtype=bool)[pairs.table["facility"].to_numpy()]
    return np.asarray((pairs.of_offer("hazard") != "none") & lacks, dtype=bool)


def reason(pairs: Pairs, row: int) -> Words:
    """Return the permit that is missing."""
    facility, permit = pairs.of_facility("facility")[row], pairs.of_facility("permit")[row]
    return Words(
        en=f"{facility} does not hold the permit {permit} for hazardous waste",
        zh=f"{facility} 未持有危险废物许可 {permit}",
    )
