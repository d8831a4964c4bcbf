"""No movement beyond the distance that the mode, or a rule for the material, allows.

The hard limits (``max_km`` of the mode, ``value`` of the rule) always count; the scenario says whether the preferred
ones (``best_km``, ``preferred``) count as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.network.codes import Meanings
from symbiosis.network.gates import Words
from symbiosis.network.pairs import Pairs

if TYPE_CHECKING:
    from symbiosis.scenario import Model

#: Slack for rounding of distances, in km.
_ROUNDING_KM = 1e-9


def limits_km(model: Model, use: str, *, process: str = "") -> pd.DataFrame:
    """Return the greatest distance by material (index) and mode (columns); infinite where nothing limits it.

    ``use`` is "hard" or "preferred"; rules that name a process count only for ``process``.
    """
    materials, modes = model.tables["materials"]["material"], model.tables["modes"].set_index("mode")
    rules, words = model.tables["rules"], Meanings(model)
    rules = rules[(rules["gate"] == "reach") & rules["process"].isin(["", process])]
    limit = np.full((len(materials), len(modes)), np.inf)
    for own, ruled in (("max_km", "value"), ("best_km", "preferred"))[: 1 if use == "hard" else 2]:
        limit = np.fmin(limit, modes[own].to_numpy(dtype=float))
        for rule in rules[rules[ruled].notna()].to_dict("records"):
            named = words.of([rule["material"]])[0] if rule["material"] else np.ones(len(materials), dtype=bool)
            meant = named[:, None] & ((modes.index == rule["mode"]) | (rule["mode"] == ""))
            limit = np.where(meant, np.minimum(limit, float(rule[ruled])), limit)
    return pd.DataFrame(limit, index=materials.tolist(), columns=modes.index.tolist())


def limit_of(pairs: Pairs, use: str) -> NDArray[np.float64]:
    """Return the greatest distance in km, movement by movement."""
    processes = pairs.of_facility("process")
    rules = pairs.model.tables["rules"]
    special = set(rules.loc[rules["gate"] == "reach", "process"]) - {""}
    material = pairs.model.tables["materials"]["material"]
    row = pd.Series(range(len(material)), index=material.to_numpy())[pairs.of_offer("material")].to_numpy()
    mode = pairs.table["mode"].to_numpy()
    limit = limits_km(pairs.model, use).to_numpy()[row, mode]
    for process in special:
        own = limits_km(pairs.model, use, process=process).to_numpy()[row, mode]
        limit = np.where(processes == process, own, limit)
    return np.asarray(limit, dtype=float)


def refuses(pairs: Pairs) -> NDArray[np.bool_]:
    """Return True where the movement is too long."""
    limit = limit_of(pairs, pairs.model.settings.reach.use)
    return np.asarray(pairs.table["km"].to_numpy() > limit + _ROUNDING_KM, dtype=bool)


def reason(pairs: Pairs, row: int) -> Words:
    """Return the distance and the limit."""
    use = pairs.model.settings.reach.use
    km, limit = pairs.table["km"].to_numpy()[row], limit_of(pairs, use)[row]
    mode, material = pairs.of_mode("mode")[row], pairs.of_offer("material")[row]
    return Words(
        en=f"{km:.1f} km is beyond the {use} limit of {limit:g} km for {material} by {mode}",
        zh=f"运距 {km:.1f} km 超过 {material} 采用 {mode} 的{'最大' if use == 'hard' else '推荐'}运距 {limit:g} km",
    )
