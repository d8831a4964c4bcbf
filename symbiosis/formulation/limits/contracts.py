"""Take or pay: ``sum of flows + shortfall >= contract``, and the shortfall is paid for (cost_cny, kind contract)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from symbiosis.formulation.flows import Columns
from symbiosis.formulation.ledgers import LedgerKey, Ledgers
from symbiosis.formulation.rows import Rows, Terms
from symbiosis.network import Network


def rows(network: Network, columns: Columns, ledgers: Ledgers, keys: Mapping[LedgerKey, int]) -> Rows:  # noqa: ARG001
    """Return a row for each contract, in kt sent; of a connection that must be built first, once it is built."""
    contracts = network.contracts
    each = np.arange(len(contracts))
    amount = contracts["contract_t_a"].to_numpy(dtype=float) / 1000.0
    number = pd.Series(each, index=contracts["listed"]).reindex(network.links["listed"]).to_numpy(dtype=float)
    links = np.flatnonzero(~np.isnan(number))
    built = contracts.reset_index(names="row").merge(network.mains[["listed", "main"]], on="listed")
    row, main = built["row"].to_numpy(dtype=int), built["main"].to_numpy(dtype=int)
    terms = (
        Terms.of(number[links].astype(int), columns.flow[links], 1.0),
        Terms.of(each, columns.shortfall, 1.0),
        Terms.of(row, columns.laid[main], -amount[row]),
    )
    lower = np.where(np.isin(each, row), 0.0, amount)
    labels = contracts[["from", "to", "mode", "material"]].assign(year=network.period.year)
    return Rows(labels, terms, lower, np.full(len(contracts), np.inf))
