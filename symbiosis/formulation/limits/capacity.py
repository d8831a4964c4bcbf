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
    facilities = network.facilities
    least, most = (facilities[name].to_numpy(dtype=float) for name in ("min_t_a", "capacity_t_a"))
    own = np.flatnonzero((facilities["candidate"] == "").to_numpy() & ((least > 0) | np.isfinite(most)))
    terms = Terms.of(np.arange(len(own)), columns.throughput[own], 1.0)
    labels = facilities[["facility", "year"]].iloc[own].reset_index(drop=True)
    return Rows(labels, (terms,), least[own] / 1000.0, most[own] / 1000.0)
