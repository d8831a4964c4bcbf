"""A road both ways that is written as two one-way rows, one each way, as graphs of directed edges have it."""

from __future__ import annotations

import numpy as np
import pandas as pd

#: Two rows whose lengths differ by more than this part are two roads.
_SAME = 0.01


def both_ways(roads: pd.DataFrame) -> pd.DataFrame:
    """Return roads in which two one-way rows of one length, there and back, are one row both ways.

    A plant that joins one of the two would else have to go on to the next junction before it can turn.
    """
    single = roads[roads["oneway"].isin(["forward", "backward"])]
    if single.empty:
        return roads
    turned = (single["oneway"] == "backward").to_numpy()
    start, end = (single[side].to_numpy(object) for side in ("from", "to"))
    back = single["back_km"].fillna(single["km"]).to_numpy(float)
    arcs = pd.DataFrame(
        {
            "row": np.arange(len(roads))[roads["oneway"].isin(["forward", "backward"])],
            "way": single["way"].to_numpy(object),
            "midway": single["midway"].to_numpy(),
            "start": np.where(turned, end, start),
            "end": np.where(turned, start, end),
            "km": np.where(turned, back, single["km"].to_numpy(float)),
        }
    )
    arcs["nth"] = arcs.groupby(["way", "midway", "start", "end"]).cumcount()
    up, down = arcs[arcs["start"] < arcs["end"]], arcs[arcs["start"] > arcs["end"]]
    down = down.rename(columns={"start": "end", "end": "start"})
    twins = up.merge(down, on=["way", "midway", "start", "end", "nth"], suffixes=("", "_back"))
    twins = twins[(twins["km"] - twins["km_back"]).abs() <= _SAME * twins["km"]]
    if twins.empty:
        return roads
    merged, places = roads.copy(), twins["row"].to_numpy()
    for column, values in (
        ("from", twins["start"]), ("to", twins["end"]), ("km", twins["km"]), ("back_km", twins["km_back"]),
        ("oneway", "both"),
    ):  # fmt: skip
        cells = merged[column].to_numpy(copy=True)
        cells[places] = values
        merged[column] = cells
    return merged.iloc[np.setdiff1d(np.arange(len(merged)), twins["row_back"])]
