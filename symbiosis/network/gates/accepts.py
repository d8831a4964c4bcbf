"""A facility takes in only what the recipe of its process names, by material or by family."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from symbiosis.network.gates import Words
from symbiosis.network.pairs import Pairs


def refuses(pairs: Pairs) -> NDArray[np.bool_]:
    """Return True where the recipe does not name the material."""
    return np.asarray(pairs.table["intake"] < 0, dtype=bool)


def reason(pairs: Pairs, row: int) -> Words:
    """Return which process does not take which material."""
    process, material = pairs.of_facility("process")[row], pairs.of_offer("material")[row]
    return Words(
        en=f"the recipe of {process} does not name {material}",
        zh=f"工艺 {process} 的配方不含 {material}",
    )
