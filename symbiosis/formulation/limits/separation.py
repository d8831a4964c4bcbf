"""Distance between lines that must keep from each other: ``build there + build here <= 1`` on plots that are too near.

Plots that are too near a receptor, a neighbour that exists or against their zoning never come so far: they are refused
before anything is formulated (``symbiosis.network.sites``).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from symbiosis.formulation.flows import Columns
from symbiosis.formulation.ledgers import LedgerKey, Ledgers
from symbiosis.formulation.rows import Rows, Terms
from symbiosis.network import Network
from symbiosis.network.sites import conflicting_sites


def rows(network: Network, columns: Columns, ledgers: Ledgers, keys: Mapping[LedgerKey, int]) -> Rows:  # noqa: ARG001
    """Return one row for each pair of sites of the year that may not both be built on."""
    number, _ = pd.factorize(network.facilities["facility"].to_numpy()[network.builds["facility"].to_numpy(dtype=int)])
    builds = network.builds.assign(
        site=number, name=network.facilities["facility"].reindex(network.builds["facility"]).to_numpy()
    )
    sites = builds.drop_duplicates("site")[["name", "plant", "process", "area_ha"]].rename(columns={"name": "facility"})
    sites = sites.reset_index(drop=True)
    pairs = conflicting_sites(network.park, network.model, sites)
    terms = []
    for side in ("first", "second"):
        named = pairs[[side]].reset_index(names="row").merge(builds, left_on=side, right_on="site")
        option = named["option"].to_numpy(dtype=int)
        terms.append(Terms.of(named["row"].to_numpy(dtype=int), columns.build[option], 1.0))
    labels = pd.DataFrame({side: sites["facility"].to_numpy()[pairs[side].to_numpy()] for side in ("first", "second")})
    ones = np.ones(len(pairs))
    return Rows(labels.assign(year=network.period.year), tuple(terms), np.full(len(pairs), -np.inf), ones)
