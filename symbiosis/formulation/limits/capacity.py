"""Least and most throughput of a facility: ``min_t_a <= throughput <= capacity_t_a``."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from symbiosis.formulation.flows import Columns
from symbiosis.formulation.ledgers import LedgerKey, Ledgers
from symbiosis.formulation.rows import Rows, Terms
from symbiosis.network import Network


def rows(network: Network, columns: Columns, ledgers: Ledgers, keys: Mapping[LedgerKey, int]) -> Rows:  # noqa: ARG001
    """Return one row for each existing facility that has a least or a most throughput, in kt.

    A candidate is bounded by the size that is built, whatever limits a scenario asks for.
    """
    facilities = network.facilities[network.facilities["candidate"] == ""]
    bounded = (facilities["min_t_a"] > 0) | np.isfinite(facilities["capacity_t_a"])
    chosen = facilities[bounded]
    terms = Terms.of(np.arange(len(chosen)), columns.throughput[chosen.index.to_numpy()], 1.0)
    lower = chosen["min_t_a"].to_numpy(dtype=float) / 1000.0
    upper = chosen["capacity_t_a"].to_numpy(dtype=float) / 1000.0
    return Rows(chosen[["facility", "year"]].reset_index(drop=True), (terms,), lower, upper)
