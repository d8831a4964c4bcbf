"""What is placed is used only by techniques of a class that the scenario allows: encouraged, permitted, restricted.

Stores and markets are not asked. A line of another class may still run on bought-in material alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.network.gates import Words
from symbiosis.network.pairs import Pairs


def _processes(pairs: Pairs) -> pd.DataFrame:
    """Return the process of each movement, as models/processes.csv tells it."""
    told: Any = pairs.model.tables["processes"].set_index("process")[["policy", "fate"]]
    return pd.DataFrame(told.loc[pairs.of_facility("process")])


def refuses(pairs: Pairs) -> NDArray[np.bool_]:
    """Return True where the process uses, and is of a class that the scenario does not allow."""
    told = _processes(pairs)
    uses, allowed = told["fate"].isin(["use", "avoid"]), told["policy"].isin(pairs.model.settings.technology.policies)
    return np.asarray(uses & ~allowed, dtype=bool)


def reason(pairs: Pairs, row: int) -> Words:
    """Return the class, and the classes allowed."""
    process, policy = pairs.of_facility("process")[row], _processes(pairs)["policy"].iloc[row]
    allowed = ", ".join(pairs.model.settings.technology.policies)
    return Words(
        en=f"{process} is {policy} by the lists of techniques; the scenario allows {allowed}",
        zh=f"工艺 {process} 在产业目录中属 {policy} 类，本情景只允许 {allowed}",
    )
