"""Why a plot is refused, in words."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from symbiosis.network.gates import Words
from symbiosis.schema import table


def zoning_words(facility: str, plot: str, site_class: str, zoning: Iterable[str]) -> Words:
    """Return that a plot is zoned for other classes."""
    allowed = list(zoning)
    return Words(
        en=f"{facility} may not stand on {plot}: its class is {_en(site_class)}, and the plot is zoned for "
        f"{' or '.join(map(_en, allowed))} only",
        zh=f"{plot} 不能建 {facility}：该设施属{_zh(site_class)}类，地块仅限{'、'.join(map(_zh, allowed))}类",
    )


def land_words(facility: str, plot: str, area_ha: float, plot_ha: float, taken_ha: float) -> Words:
    """Return how much land is asked for, and how much there is."""
    taken_en = f", of which {taken_ha:.6g} ha are taken" if taken_ha else ""
    taken_zh = f"，其中 {taken_ha:.6g} ha 已占用" if taken_ha else ""
    return Words(
        en=f"{facility} does not fit on {plot}: it needs {area_ha:.6g} ha, and the plot has {plot_ha:.6g} ha{taken_en}",
        zh=f"{plot} 容不下 {facility}：需地 {area_ha:.6g} ha，地块共 {plot_ha:.6g} ha{taken_zh}",
    )


def near_words(row: Any) -> Words:
    """Return what stands too near, how near, and what is asked.

    ``row`` has facility, plant, site_class, against, other (its name, or the names in both languages), km, min_km,
    document and clause; ``plot`` where the other is a facility.
    """
    other = row.other if isinstance(row.other, Words) else _facility(row)
    law = ", ".join(part for part in (row.document, row.clause) if part)
    return Words(
        en=f"{row.facility} may not stand on {row.plant}: its class is {_en(row.site_class)}, and {other.en} is "
        f"{_km(row.km)} km away, where {row.min_km:g} km are asked{f' ({law})' if law else ''}",
        zh=f"{row.plant} 不能建 {row.facility}：{_zh(row.site_class)}类设施距{other.zh}仅 {_km(row.km)} km，"
        f"应不小于 {row.min_km:g} km{f'（{law}）' if law else ''}",
    )


def receptor_words(receptors: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.object_]]:
    """Return kind and name of every receptor as Words."""
    words = np.empty(len(receptors), dtype=object)
    words[:] = [
        Words(
            en=f"the {_en(kind)} {name}{f' ({en or zh})' if (en or zh) not in ('', name) else ''}",
            zh=f"{_zh(kind)} {name}{f'（{zh or en}）' if (zh or en) not in ('', name) else ''}",
        )
        for name, kind, en, zh in zip(
            *(receptors[column] for column in ("receptor", "kind", "name_en", "name_zh")), strict=True
        )
    ]
    return words


def _facility(row: Any) -> Words:
    return Words(
        en=f"{row.other} on {row.plot} (class {_en(row.against)})",
        zh=f" {row.plot} 的{_zh(row.against)}类设施 {row.other} ",
    )


def _km(km: float) -> str:
    # Down to the metre, but for a millimetre: 0.7999 km must not read as the 0.8 km that are asked.
    return f"{math.floor(km * 1000 + 1e-3) / 1000:g}"


def _en(word: str) -> str:
    return word.replace("_", " ")


def _zh(word: str) -> str:
    columns = table("model", "processes").columns["site_class"], table("park", "receptors").columns["kind"]
    return next((column.choices[word] for column in columns if word in column.choices), word)
