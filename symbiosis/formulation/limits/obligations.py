"""Who builds one thing must build another: ``sum of sizes of build >= ratio x sum of sizes of per``, year by year."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from symbiosis.formulation.flows import Columns
from symbiosis.formulation.ledgers import LedgerKey, Ledgers
from symbiosis.formulation.rows import Rows, Terms
from symbiosis.network import Network
from symbiosis.scenario.settings import Obligation


def rows(network: Network, columns: Columns, ledgers: Ledgers, keys: Mapping[LedgerKey, int]) -> Rows:  # noqa: ARG001
    """Return one row for each obligation in each scope where what obliges may be built, in kt/a of size."""
    asked = [(rule, name) for rule in network.model.settings.obligations for name in _scopes(network, rule)]
    terms = []
    for number, (rule, name) in enumerate(asked):
        for word, value in ((rule.build, 1.0), (rule.per, -rule.ratio_t_t)):
            size = columns.size[_named(network, rule, word, name)["option"].to_numpy(dtype=int)]
            terms.append(Terms.of(np.full(len(size), number), size, value))
    labels = pd.DataFrame({"obligation": [rule.name for rule, _ in asked], "name": [name for _, name in asked]}).assign(
        year=network.period.year
    )
    zero = np.zeros(len(asked))
    return Rows(labels, tuple(terms) or (Terms.of([], [], 0.0),), zero, np.full(len(asked), np.inf))


def _scopes(network: Network, rule: Obligation) -> list[str]:
    named = _named(network, rule, rule.per, None)
    return [""] if rule.scope == "park" and len(named) else list(dict.fromkeys(_names(network, rule, named)))


def _named(network: Network, rule: Obligation, word: str, name: str | None) -> pd.DataFrame:
    """Return the ways of building that stand in the year and run a process that the word means, in a scope."""
    processes = network.model.tables["processes"].set_index("process")["category"]
    meant = {process for process, category in processes.items() if word in (process, category)}
    builds = network.builds[network.builds["process"].isin(meant)]
    if name is None or rule.scope == "park":
        return builds
    return builds[[own == name for own in _names(network, rule, builds)]]


def _names(network: Network, rule: Obligation, builds: pd.DataFrame) -> list[str]:
    if rule.scope == "park":
        return []
    return list(builds["plant"].map(network.park.plants.set_index("plant", drop=False)[rule.scope]))
