"""Least shipments: ``min x shipping <= sum of flows <= most x shipping``, so that it is worth sending or nothing goes.

The least is that of a row of links.csv, or the mode's between two plants. Two rows for each shipment: at least the
least where anything goes, at most what could flow.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from symbiosis.formulation.flows import Columns
from symbiosis.formulation.ledgers import LedgerKey, Ledgers
from symbiosis.formulation.rows import Rows, Terms
from symbiosis.network import Network
from symbiosis.network.bounds import refuse_boundless


def rows(network: Network, columns: Columns, ledgers: Ledgers, keys: Mapping[LedgerKey, int]) -> Rows:  # noqa: ARG001
    """Return the rows of the year, in kt sent."""
    shipments = network.shipments
    count, number = len(shipments), network.links["shipment"].to_numpy()
    links = np.flatnonzero(number >= 0)
    most = network.most.link[links] if len(links) else np.empty(0)
    refuse_boundless(network, links[~np.isfinite(most)])
    each, row = np.arange(count), number[links]
    # Link by link, which is closer than one row for all.
    switched = count + np.arange(len(links))
    least = shipments["min_t_a"].to_numpy(dtype=float) / 1000.0
    terms = (
        Terms.of(row, columns.flow[links], 1.0),
        Terms.of(each, columns.shipping, -least),
        Terms.of(switched, columns.flow[links], 1.0),
        Terms.of(switched, columns.shipping[row], -most / 1000.0),
    )
    ends = shipments[["from", "to", "mode"]]
    labels = pd.concat([ends.assign(side="least"), ends.iloc[row].assign(side="most")], ignore_index=True)
    zero, far = np.zeros(count), np.full(count, np.inf)
    lower = np.concatenate([zero, np.full(len(links), -np.inf)])
    upper = np.concatenate([far, np.zeros(len(links))])
    return Rows(labels.assign(year=network.period.year), terms, lower, upper)
