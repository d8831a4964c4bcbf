"""What was left out of a network, and why, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from symbiosis.network.gates import Words
from symbiosis.network.options import candidate_name
from symbiosis.network.sites import refused_sites

if TYPE_CHECKING:
    from symbiosis.network.horizon import Horizon


def withheld_words(horizon: Horizon, facility: str = "") -> list[Words]:
    """Return every sentence of ``horizon.withheld``; in Chinese where it is about a plot, else as it is.

    ``facility`` asks for the sentences about it alone, or about a candidate on any of its plots.
    """
    said = _plots(horizon)
    own = (f"{facility} ", f"{facility}@") if facility else ""
    return [Words(sentence, said.get(sentence, sentence)) for sentence in horizon.withheld if sentence.startswith(own)]


def _plots(horizon: Horizon) -> dict[str, str]:
    """Return why plots are refused, in Chinese by what is said in English."""
    facilities = horizon.park.facilities
    sites = [
        (candidate_name(row["facility"], plot, row["plant"]), plot, row["process"], float(row["area_ha"]))
        for row in facilities[facilities["status"] == "candidate"].to_dict("records")
        for plot in row["plant"]
    ]
    table = pd.DataFrame(sites, columns=["facility", "plant", "process", "area_ha"]).fillna({"area_ha": 0.0})
    if table.empty:
        return {}
    refusals = refused_sites(horizon.park, horizon.model, table)
    return dict(zip(refusals["reason"], refusals["reason_zh"], strict=True))
