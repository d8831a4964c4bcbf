"""Partners of a facility: ``sum of partner <= max_partners``, and a plant that is none of them sends nothing."""

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
    """Return a row for each facility that takes only so many, and one for each link into it."""
    pairs, number = network.partners, network.links["partner"].to_numpy()
    links = np.flatnonzero(number >= 0)
    most = network.most.link[links] if len(links) else np.empty(0)
    refuse_boundless(network, links[~np.isfinite(most)])
    place, facilities = pd.factorize(pairs["facility"])
    switched = len(facilities) + np.arange(len(links))
    terms = (
        Terms.of(place, columns.partner, 1.0),
        Terms.of(switched, columns.flow[links], 1.0),
        Terms.of(switched, columns.partner[number[links]], -most / 1000.0),
    )
    limit = pairs.drop_duplicates("facility")["most"].to_numpy(dtype=float)
    names = network.facilities["facility"].to_numpy()
    taker = np.concatenate([facilities.to_numpy(dtype=int), network.links["facility"].to_numpy()[links]])
    labels = pd.DataFrame({"facility": names[taker.astype(int)], "year": network.period.year})
    upper = np.concatenate([limit, np.zeros(len(links))])
    return Rows(labels, terms, np.full(len(upper), -np.inf), upper)
