"""Most or least of a ledger in a scope, as the park's caps.csv says: ``ledger <= amount`` (or ``>=``)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from symbiosis.formulation.flows import Columns
from symbiosis.formulation.ledgers import LedgerKey, Ledgers
from symbiosis.formulation.rows import Rows, Terms
from symbiosis.network import Network
from symbiosis.network.offers import in_year


def _caps(network: Network) -> pd.DataFrame:
    return in_year(network.park.tables["caps"], network.model.settings.year).reset_index(drop=True)


def keys(network: Network) -> list[LedgerKey]:
    """Return the total that each cap is on."""
    caps = _caps(network)
    return [LedgerKey(*row) for row in caps[["ledger", "family", "scope", "name"]].itertuples(index=False)]


def rows(network: Network, columns: Columns, ledgers: Ledgers, keys: Mapping[LedgerKey, int]) -> Rows:  # noqa: ARG001
    """Return one row for each cap, in thousand ledger units."""
    caps = _caps(network)
    names = [LedgerKey(*row) for row in caps[["ledger", "family", "scope", "name"]].itertuples(index=False)]
    column = columns.ledger[[keys[name] for name in names]]
    amount, at_most = caps["amount"].to_numpy(dtype=float) / 1000.0, (caps["sense"] == "<=").to_numpy()
    far = np.full(len(caps), np.inf)
    terms = Terms.of(np.arange(len(caps)), column, 1.0)
    return Rows(caps, (terms,), np.where(at_most, -far, amount), np.where(at_most, amount, far))
