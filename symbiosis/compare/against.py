"""Amounts of every scenario beside those of the baseline."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd


def against(amounts: pd.DataFrame, keys: Sequence[str], names: Sequence[str], baseline: str) -> pd.DataFrame:
    """Return ``amounts`` (``keys``, scenario, amount) for every scenario beside the baseline's.

    Columns: ``keys``, scenario, amount, baseline, difference (amount less baseline) and difference_pct (per cent of the
    baseline's size; NaN where that is 0). What a scenario says nothing of is 0.
    """
    columns = [*keys, "scenario", "amount", "baseline", "difference", "difference_pct"]
    if amounts.empty:
        return pd.DataFrame(columns=columns)
    summed = amounts.groupby([*keys, "scenario"], sort=False)["amount"].sum()
    wide = summed.unstack("scenario").reindex(columns=list(names)).fillna(0.0)  # noqa: PD010 - one value a place
    base = wide[baseline].to_numpy(dtype=float)
    size = np.where(base == 0, np.nan, np.abs(base))
    parts = []
    for name in names:
        amount = wide[name].to_numpy(dtype=float)
        gap = amount - base
        parts.append(
            wide.index.to_frame(index=False).assign(
                scenario=name, amount=amount, baseline=base, difference=gap, difference_pct=100.0 * gap / size,
                _row=np.arange(len(wide)),
            )
        )  # fmt: skip
    order = pd.Series(range(len(names)), index=list(names))
    table = pd.concat(parts, ignore_index=True)
    table = table.assign(_scenario=table["scenario"].map(order)).sort_values(["_row", "_scenario"])
    return table[columns].reset_index(drop=True)
