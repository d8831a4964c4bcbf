"""Most or least of a ledger in a scope, as the park's caps.csv says: ``ledger <= amount`` (or ``>=``)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from symbiosis.formulation.flows import Columns
from symbiosis.formulation.ledgers import LedgerKey, Ledgers
from symbiosis.formulation.rows import Rows, Terms
from symbiosis.network import Network
from symbiosis.network.period import in_year


def _caps(network: Network) -> pd.DataFrame:
    """Return the caps of the year; one for all years together stands with the first."""
    caps = in_year(network.park.tables["caps"], network.period.year)
    once = caps["span"] == "horizon"
    return caps[~once | (network.period.position == 0)].reset_index(drop=True)


def _named(network: Network, caps: pd.DataFrame) -> list[LedgerKey]:
    years = np.where(caps["span"] == "horizon", 0, network.period.key)
    named = (caps[column] for column in ("ledger", "family", "scope", "name"))
    return [LedgerKey(*row) for row in zip(*named, years.tolist(), strict=True)]


def keys(network: Network) -> list[LedgerKey]:
    """Return the total that each cap is on."""
    return _named(network, _caps(network))


def rows(network: Network, columns: Columns, ledgers: Ledgers, keys: Mapping[LedgerKey, int]) -> Rows:  # noqa: ARG001
    """Return one row for each cap, in thousand ledger units."""
    caps = _caps(network)
    column = columns.ledger[[keys[name] for name in _named(network, caps)]]
    amount, at_most = caps["amount"].to_numpy(dtype=float) / 1000.0, (caps["sense"] == "<=").to_numpy()
    far = np.full(len(caps), np.inf)
    terms = Terms.of(np.arange(len(caps)), column, 1.0)
    return Rows(caps, (terms,), np.where(at_most, -far, amount), np.where(at_most, amount, far))
