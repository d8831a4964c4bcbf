"""Ratios that the scenario asks for: ``ledger >= value x over`` (or ``<=``), such as used over arising."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from symbiosis.errors import DataError, Fault
from symbiosis.formulation.flows import Columns
from symbiosis.formulation.ledgers import LedgerKey, Ledgers
from symbiosis.formulation.rows import Rows, Terms
from symbiosis.network import Network
from symbiosis.scenario import Target


def _key(target: Target, ledger: str, network: Network) -> LedgerKey:
    return LedgerKey(ledger, target.family, target.scope, target.scope_name, network.period.key)


def _asked(network: Network) -> list[Target]:
    """Return the targets of the year."""
    year = network.period.year
    return [target for target in network.model.settings.targets if target.year in (None, year)]


def _scope_faults(target: Target, network: Network) -> list[Fault]:
    where, plants = f"target {target.name!r}, scope_name", network.park.plants
    if target.scope == "park":
        wrong = f"is {target.scope_name!r} although the scope is the park"
        return [Fault(where, wrong, "leave it out, or give its scope")] if target.scope_name else []
    known = sorted(set(plants[target.scope]) - {""})
    if target.scope_name in known:
        return []
    wrong = f"is {target.scope_name!r}, and no plant of the park has this {target.scope}"
    return [Fault(where, wrong, f"name one of {', '.join(known) or '(the park names none)'}")]


def keys(network: Network) -> list[LedgerKey]:
    """Return the totals that the targets compare; raises DataError for a scope that means nothing in this park."""
    targets = _asked(network)
    faults = [fault for target in targets for fault in _scope_faults(target, network)]
    if faults:
        raise DataError(faults)
    return [_key(target, ledger, network) for target in targets for ledger in (target.ledger, target.over) if ledger]


def rows(network: Network, columns: Columns, ledgers: Ledgers, keys: Mapping[LedgerKey, int]) -> Rows:  # noqa: ARG001
    """Return one row for each target, in thousand ledger units."""
    targets = _asked(network)
    each = np.arange(len(targets))
    value = np.array([target.value for target in targets], dtype=float)
    ratio = np.array([bool(target.over) for target in targets], dtype=bool)
    own = columns.ledger[[keys[_key(target, target.ledger, network)] for target in targets]]
    over = columns.ledger[[keys[_key(target, target.over, network)] for target in targets if target.over]]
    at_least = np.array([target.sense == ">=" for target in targets], dtype=bool)
    side, far = np.where(ratio, 0.0, value / 1000.0), np.full(len(targets), np.inf)
    said = ["name", "ledger", "over", "family", "scope", "scope_name", "sense", "value"]
    labels = pd.DataFrame([[getattr(target, word) for word in said] for target in targets], columns=said)
    labels = labels.rename(columns={"name": "target"}).assign(year=network.period.key)
    terms = (Terms.of(each, own, 1.0), Terms.of(each[ratio], over, -value[ratio]))
    return Rows(labels, terms, np.where(at_least, side, -far), np.where(at_least, far, side))
