"""The formulation, in textbook order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyomo.environ as pyo

from symbiosis.formulation import limits as limit_room
from symbiosis.formulation.balances import intake_rows, offer_rows, throughput_rows
from symbiosis.formulation.flows import Columns, declare
from symbiosis.formulation.ledgers import LedgerKey, Ledgers
from symbiosis.formulation.recipes import recipe_rows
from symbiosis.formulation.rows import Rows, Terms, add_rows

if TYPE_CHECKING:
    from symbiosis.network import Network


@dataclass(frozen=True)
class Formulation:
    """A network as a Pyomo model.

    ``model`` is an ordinary ConcreteModel whose big families are arrays: print a row, fix a variable, switch a family
    off, add a constraint of your own. Variables are in kt a year, ledgers in thousand units a year.
    """

    network: Network
    model: pyo.ConcreteModel
    columns: Columns
    ledgers: Ledgers
    keys: Mapping[LedgerKey, int]
    """Number of the ledger variable for each total that objectives, caps and targets speak of."""
    labels: Mapping[str, pd.DataFrame]
    """What each row of each family is about."""

    def ledger(self, ledger: str, family: str = "", scope: str = "park", name: str = "") -> pyo.Var:
        """Return the Pyomo variable of a total, in thousand units; KeyError where the model has no use for it."""
        return self.model.ledger[self.keys[LedgerKey(ledger, family, scope, name)]]


def build(network: Network) -> Formulation:
    """Return the formulation of ``network``."""
    limits = limit_room.load(network.model.settings.limits, where=f"{network.model.name}, limits")
    keys = _keys(network, limits)
    model = pyo.ConcreteModel(name="symbiosis")
    columns = declare(model, network, len(keys))
    ledgers = Ledgers(network, columns)
    families: dict[str, tuple[Rows, str]] = {
        "offers": (offer_rows(network, columns), offer_rows.__doc__ or ""),
        "intakes": (intake_rows(network, columns), intake_rows.__doc__ or ""),
        "throughputs": (throughput_rows(network, columns), throughput_rows.__doc__ or ""),
        "recipe_min": (recipe_rows(network, columns, "min"), recipe_rows.__doc__ or ""),
        "recipe_max": (recipe_rows(network, columns, "max"), recipe_rows.__doc__ or ""),
        "ledgers": (_ledger_rows(ledgers, columns, keys), _ledger_rows.__doc__ or ""),
    }
    for name, limit in limits.items():
        families[name] = (limit.rows(network, columns, ledgers, keys), limit.__doc__ or "")
    for name, (rows, doc) in families.items():
        add_rows(model, name, rows, columns.layout, doc)
    _add_objectives(model, network, keys)
    labels = {name: rows.labels for name, (rows, _) in families.items()}
    return Formulation(network, model, columns, ledgers, keys, labels)


def _keys(network: Network, limits: Mapping[str, limit_room.Limit]) -> dict[LedgerKey, int]:
    wanted = [LedgerKey(objective.ledger, objective.family) for objective in network.model.settings.objectives]
    for limit in limits.values():
        wanted += limit_room.keys_of(limit, network)
    return {key: number for number, key in enumerate(dict.fromkeys(wanted))}


def _ledger_rows(ledgers: Ledgers, columns: Columns, keys: Mapping[LedgerKey, int]) -> Rows:
    """Return the rows that make a total of its parts: ``ledger - sum of coefficient x variable = constant``."""
    terms = [Terms.of(np.arange(len(keys)), columns.ledger, 1.0)]
    constants = np.zeros(len(keys))
    for key, number in keys.items():
        column, coefficient, constants[number] = ledgers.row(key)
        terms.append(Terms.of(np.full(len(column), number), column, -coefficient))
    labels = pd.DataFrame([vars(key) for key in keys], columns=["ledger", "family", "scope", "name"])
    return Rows(labels, tuple(terms), constants, constants)


def _add_objectives(model: pyo.ConcreteModel, network: Network, keys: Mapping[LedgerKey, int]) -> None:
    """Add the ordered objectives; the first is active, so that any Pyomo writer or solver sees one objective."""
    objectives = network.model.settings.objectives
    model.objective = pyo.Objective(
        pyo.RangeSet(0, len(objectives) - 1), doc="Ledgers to be made large or small, in order"
    )
    for number, objective in enumerate(objectives):
        total = model.ledger[keys[LedgerKey(objective.ledger, objective.family)]]
        goal = model.objective.add(number, total)
        goal.sense = pyo.maximize if objective.sense == "max" else pyo.minimize
        if number > 0:
            goal.deactivate()
