"""What a plan builds, lays and pays for under contract, as plain tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from symbiosis.formulation.flows import Columns
    from symbiosis.network import Horizon, Network

Floats = NDArray[np.float64]


def builds(horizon: Horizon, columns: Columns, values: Floats) -> pd.DataFrame:
    """Return what is built: a row for each way of building that was chosen."""
    chosen = values[columns.build] > 0.5
    table = horizon.options[chosen].reset_index(drop=True)
    size_t_a = values[columns.size][chosen] * 1000.0
    return table.assign(
        year=table["start_year"],
        last_year=table["last_year"].where(np.isfinite(table["last_year"].astype(float))),
        size_t_a=size_t_a,
        capex_cny=table["capex_cny"] + table["capex_cny_t_a"] * size_t_a,
        annual_cny=table["annual_cny"] + table["annual_cny_t_a"] * size_t_a,
    ).sort_values(["year", "facility"])


def mains(horizon: Horizon, columns: Columns, values: Floats) -> pd.DataFrame:
    """Return the connections that are built."""
    table = horizon.mains[values[columns.laid] > 0.5].reset_index(drop=True)
    last = table["last_year"].where(np.isfinite(table["last_year"].astype(float)))
    return table.assign(year=table["start_year"], last_year=last).sort_values(["year", "from", "to", "mode"])


def contracts(network: Network, sent_t: Floats, shortfall_t: Floats) -> pd.DataFrame:
    """Return the contracts of a year with what was sent and what is paid for the rest."""
    table = network.contracts
    listed = network.links["listed"].to_numpy()
    by_row = pd.Series(sent_t).groupby(listed).sum()
    return table.assign(
        year=network.period.year,
        sent_t=table["listed"].map(by_row).fillna(0.0).astype(float),
        shortfall_t=shortfall_t[: len(table)],
        penalty_cny=table["penalty_cny_t"] * shortfall_t[: len(table)],
    )


def sizes(network: Network, columns: Columns, values: Floats) -> Floats:
    """Return the size in t/a of each facility that is built and stands; NaN for the others."""
    options = network.builds["option"].to_numpy(dtype=int)
    place = network.builds["facility"].to_numpy(dtype=int)
    count = len(network.facilities)
    stands = np.bincount(place, weights=values[columns.build[options]], minlength=count) > 0.5
    size_t_a = np.bincount(place, weights=values[columns.size[options]] * 1000.0, minlength=count)
    return np.where(stands, size_t_a, np.nan)
