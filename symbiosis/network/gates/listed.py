"""Some modes exist only where the park lists them, or only inside one plant; the park may forbid a movement."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from symbiosis.network.gates import Words
from symbiosis.network.pairs import Pairs


def refuses(pairs: Pairs) -> NDArray[np.bool_]:
    """Return True where links.csv forbids the movement, or the mode has no right to be there."""
    return _forbidden(pairs) | _unlisted(pairs) | _leaves_plant(pairs)


def _forbidden(pairs: Pairs) -> NDArray[np.bool_]:
    return np.asarray(pairs.of_link("allowed", absent=True) == False, dtype=bool)  # noqa: E712 - element by element


def _unlisted(pairs: Pairs) -> NDArray[np.bool_]:
    return np.asarray((pairs.of_mode("where") == "listed") & (pairs.table["listed"].to_numpy() < 0), dtype=bool)


def _leaves_plant(pairs: Pairs) -> NDArray[np.bool_]:
    return np.asarray(pairs.of_mode("where") == "plant", dtype=bool) & ~pairs.one_plant


def reason(pairs: Pairs, row: int) -> Words:
    """Return whether it is forbidden, not listed or would leave the plant."""
    mode = pairs.of_mode("mode")[row]
    if _forbidden(pairs)[row]:
        return Words(en=f"links.csv forbids it by {mode}", zh=f"links.csv 不允许采用 {mode}")
    if _unlisted(pairs)[row]:
        return Words(
            en=f"{mode} exists only where links.csv lists it, and it does not list this one",
            zh=f"{mode} 仅限 links.csv 已列的联系，此处未列",
        )
    return Words(en=f"{mode} works only inside one plant", zh=f"{mode} 只能在同一厂区内使用")
