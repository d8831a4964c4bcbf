"""A process is used only if its technology status is one that the scenario allows; an obsolete one never is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from symbiosis.network.gates import Words
from symbiosis.network.pairs import Pairs


def refuses(pairs: Pairs) -> NDArray[np.bool_]:
    """Return True where the process is not ready enough."""
    return ~np.isin(pairs.of_facility("status").astype(str), pairs.model.settings.technology.statuses)


def reason(pairs: Pairs, row: int) -> Words:
    """Return the status, and the statuses allowed."""
    process, status = pairs.of_facility("process")[row], pairs.of_facility("status")[row]
    allowed = ", ".join(pairs.model.settings.technology.statuses)
    return Words(
        en=f"{process} is at status {status}; the scenario allows {allowed}",
        zh=f"工艺 {process} 处于 {status} 阶段，本情景只允许 {allowed}",
    )
