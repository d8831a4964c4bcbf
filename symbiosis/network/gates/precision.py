"""No movement that its distance decides may rest on coordinates of county precision.

Rules of this gate name such movements (molten metal): both ends need coordinates better than ``COARSE``, or the park's
links table must give the measured km. Inside one plant there is no distance to get wrong.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.network.gates import Words
from symbiosis.network.pairs import Pairs
from symbiosis.network.words import members

#: Words of ``coord_precision`` that place a plant only within its county or city.
COARSE = ("county_seat", "county_centroid", "city")
_COARSE_ZH = {"county_seat": "县城", "county_centroid": "县域中心", "city": "城市"}


def _ruled(pairs: Pairs) -> NDArray[np.bool_]:
    """Return True for each movement that a rule of this gate names."""
    rules = pairs.model.tables["rules"]
    materials, modes, processes = pairs.of_offer("material"), pairs.of_mode("mode"), pairs.of_facility("process")
    words = members(pairs.model)
    named = np.zeros(len(pairs), dtype=bool)
    for rule in rules[rules["gate"] == "precision"].itertuples(index=False):
        meant = words.loc[words["word"] == rule.material, "material"]
        here = np.isin(materials, meant) if rule.material else np.ones(len(pairs), dtype=bool)
        here &= (modes == rule.mode) | (not rule.mode)
        here &= (processes == rule.process) | (not rule.process)
        named |= here.astype(bool)
    return named


def _precision(pairs: Pairs, ends: NDArray[np.object_]) -> NDArray[np.object_]:
    plants = pairs.park.tables["plants"]
    known = pd.Series(plants["coord_precision"].to_numpy(), index=plants["plant"].to_numpy())
    return np.asarray(known.reindex(ends).to_numpy(), dtype=object)


def refuses(pairs: Pairs) -> NDArray[np.bool_]:
    """Return True where an end is known only to its county and nobody has measured the way."""
    coarse = np.isin(_precision(pairs, pairs.of_offer("plant")), COARSE)
    coarse |= np.isin(_precision(pairs, pairs.of_facility("plant")), COARSE)
    unmeasured = np.isnan(pairs.of_link("km", absent=np.nan).astype(float))
    # What has no way has no distance that could be wrong.
    unmeasured &= ~np.isnan(pairs.table["km"].to_numpy(dtype=float))
    return np.asarray(_ruled(pairs) & coarse & unmeasured & ~pairs.one_plant, dtype=bool)


def reason(pairs: Pairs, row: int) -> Words:
    """Return which end is too coarse, and what would help."""
    ends = np.array([pairs.of_offer("plant")[row], pairs.of_facility("plant")[row]], dtype=object)
    vague = [(end, word) for end, word in zip(ends, _precision(pairs, ends), strict=True) if word in COARSE]
    material, km = pairs.of_offer("material")[row], float(pairs.table["km"].to_numpy()[row])
    en = " and ".join(f"{end} (coord_precision {word})" for end, word in vague)
    zh = "、".join(f"{end}（{_COARSE_ZH[str(word)]}）" for end, word in vague)
    return Words(
        en=f"the {km:.1f} km of {material} rest on the coordinates of {en}; measure the distance in links.csv",
        zh=f"{material} 的运距 {km:.1f} km 依据 {zh} 的县级精度坐标，不能定案；请在 links.csv 填写实测里程",
    )
