"""Most that a listed connection carries: ``sum of flows that a row of links.csv describes <= capacity_t_a``."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from symbiosis.formulation.flows import Columns
from symbiosis.formulation.ledgers import LedgerKey, Ledgers
from symbiosis.formulation.rows import Rows, Terms
from symbiosis.network import Network


def rows(network: Network, columns: Columns, ledgers: Ledgers, keys: Mapping[LedgerKey, int]) -> Rows:  # noqa: ARG001
    """Return one row for each row of the park's links that has a capacity and describes a link, in kt sent."""
    listed = network.links["listed"].to_numpy()
    capacity = network.park.tables["links"]["capacity_t_a"].to_numpy(dtype=float)
    bounded = np.flatnonzero(~np.isnan(capacity) & np.isin(np.arange(len(capacity)), listed))
    number = np.full(len(capacity) + 1, -1)  # the last place stands for links that nothing describes
    number[bounded] = np.arange(len(bounded))
    row = number[listed]
    terms = Terms.of(row[row >= 0], columns.flow[row >= 0], 1.0)
    labels = network.park.tables["links"].iloc[bounded][["from", "to", "mode", "material"]].reset_index(drop=True)
    return Rows(labels, (terms,), np.full(len(bounded), -np.inf), capacity[bounded] / 1000.0)
