"""The formulation, in textbook order: every year by itself, then what ties the years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyomo.core as pyo

from symbiosis.errors import UsageError
from symbiosis.formulation import limits as limit_room
from symbiosis.formulation import siting
from symbiosis.formulation.balances import intake_rows, offer_rows, throughput_rows
from symbiosis.formulation.flows import Columns, declare
from symbiosis.formulation.ledgers import LedgerKey, Ledgers
from symbiosis.formulation.recipes import recipe_rows
from symbiosis.formulation.rows import Rows, Terms, add_rows, stacked
from symbiosis.network.units import ledger_units

if TYPE_CHECKING:
    from symbiosis.network import Horizon, Network
    from symbiosis.scenario.settings import Settings


@dataclass(frozen=True)
class Year:
    """A year of a formulation: its network, the columns that its variables stand in, its ledgers."""

    network: Network
    columns: Columns
    ledgers: Ledgers


@dataclass(frozen=True)
class Formulation:
    """The networks of a horizon as a Pyomo model.

    ``model`` is an ordinary ConcreteModel whose big families are arrays: print a row, fix a variable, switch a family
    off, add a constraint of your own. Variables are in kt a year, ledgers in thousand units a year. With several years
    the members of a family stand year after year.
    """

    horizon: Horizon
    model: pyo.ConcreteModel
    years: tuple[Year, ...]
    keys: Mapping[LedgerKey, int]
    """Number of the ledger variable for each total that objectives, caps and targets speak of."""
    labels: Mapping[str, pd.DataFrame]
    """What each row of each family is about."""

    @property
    def settings(self) -> Settings:
        """What all years share."""
        return self.horizon.model.settings

    @property
    def network(self) -> Network:
        """The network, where one year is solved; raises UsageError where there are several."""
        return self._only.network

    @property
    def columns(self) -> Columns:
        """The columns, where one year is solved; raises UsageError where there are several."""
        return self._only.columns

    @property
    def ledgers(self) -> Ledgers:
        """The ledgers, where one year is solved; raises UsageError where there are several."""
        return self._only.ledgers

    @property
    def _only(self) -> Year:
        if len(self.years) > 1:
            raise UsageError(f"{len(self.years)} years are solved together; take one of formulation.years")
        return self.years[0]

    def ledger(self, ledger: str, family: str = "", scope: str = "park", name: str = "", year: int = 0) -> pyo.Var:
        """Return the Pyomo variable of a total, in thousand units; KeyError where the model has no use for it."""
        key = LedgerKey(ledger, family, scope, name, year)
        return self.model.ledger[
            self.keys[key if key in self.keys else LedgerKey(ledger, family, scope, name, year, True)]
        ]


def build(horizon: Horizon) -> Formulation:
    """Return the formulation of ``horizon``."""
    settings = horizon.model.settings
    limits = limit_room.load(settings.limits, where=f"{horizon.model.name}, limits")
    keys = _keys(horizon, limits)
    model = pyo.ConcreteModel(name="symbiosis")
    columns = declare(model, horizon, len(keys))
    networks = zip(horizon.networks, columns, strict=True)
    years = tuple(Year(network, own, Ledgers(network, own)) for network, own in networks)
    labels = {}
    for name, rows, doc in _families(horizon, years, limits, keys):
        add_rows(model, name, rows, columns[0].layout, doc)
        labels[name] = rows.labels
    _add_objectives(model, horizon, keys)
    return Formulation(horizon, model, years, keys, labels)


def _families(
    horizon: Horizon, years: tuple[Year, ...], limits: Mapping[str, limit_room.Limit], keys: Mapping[LedgerKey, int]
) -> Iterator[tuple[str, Rows, str]]:
    """Yield every family of rows with its name and what it says."""
    for name, rule, words in (
        ("offers", offer_rows, ()),
        ("intakes", intake_rows, ()),
        ("throughputs", throughput_rows, ()),
        ("recipe_min", recipe_rows, ("min",)),
        ("recipe_max", recipe_rows, ("max",)),
    ):
        yield name, stacked([rule(year.network, year.columns, *words) for year in years]), rule.__doc__ or ""
    yield "ledgers", _ledger_rows(horizon, years, keys), _ledger_rows.__doc__ or ""
    for name, limit in limits.items():
        rows = stacked([limit.rows(year.network, year.columns, year.ledgers, keys) for year in years])
        yield name, rows, limit.__doc__ or ""
    for name, rows, doc in siting.families(horizon, years):
        if len(rows):
            yield name, rows, doc


def _keys(horizon: Horizon, limits: Mapping[str, limit_room.Limit]) -> dict[LedgerKey, int]:
    wanted = [_objective_key(horizon, number) for number in range(len(horizon.model.settings.objectives))]
    for limit in limits.values():
        for network in horizon.networks:
            wanted += limit_room.keys_of(limit, network)
    return {key: number for number, key in enumerate(dict.fromkeys(wanted))}


def _objective_key(horizon: Horizon, number: int) -> LedgerKey:
    """Return the total of an objective: of all years, money of later years discounted."""
    objective = horizon.model.settings.objectives[number]
    units = ledger_units(horizon.model)
    money = len(horizon.networks) > 1 and units[objective.ledger] == "CNY"
    return LedgerKey(objective.ledger, objective.family, discounted=money)


def _ledger_rows(horizon: Horizon, years: tuple[Year, ...], keys: Mapping[LedgerKey, int]) -> Rows:
    """Return the rows that make a total of its parts: ``ledger - sum of weight x coefficient x variable = 0``."""
    terms = [Terms.of(np.arange(len(keys)), years[0].columns.ledger, 1.0)]
    constants = np.zeros(len(keys))
    for kind, numbers in _alike(keys).items():
        names, rows = [key.name for key in numbers], np.array(list(numbers.values()))
        for year, weight in zip(years, horizon.weights(money=kind.discounted), strict=True):
            if kind.year not in (0, year.network.period.year):
                continue
            position, column, coefficient, constant = year.ledgers.rows(kind, names)
            factor = 1.0 if kind.year else float(weight)
            coefficient *= -factor
            terms.append(Terms.of(rows[position] if len(rows) > 1 else rows[0], column, coefficient))
            constants[rows] += factor * constant
    columns = ["ledger", "family", "scope", "name", "year"]
    labels = pd.DataFrame([vars(key) for key in keys], columns=columns)
    return Rows(labels, tuple(terms), constants, constants)


def _alike(keys: Mapping[LedgerKey, int]) -> dict[LedgerKey, dict[LedgerKey, int]]:
    """Return the totals that differ only in the name of their scope together, under what they share."""
    groups: dict[LedgerKey, dict[LedgerKey, int]] = {}
    for key, number in keys.items():
        groups.setdefault(replace(key, name=""), {})[key] = number
    return groups


def _add_objectives(model: pyo.ConcreteModel, horizon: Horizon, keys: Mapping[LedgerKey, int]) -> None:
    """Add the ordered objectives; the first is active, so that any Pyomo writer or solver sees one objective."""
    objectives = horizon.model.settings.objectives
    model.objective = pyo.Objective(
        pyo.RangeSet(0, len(objectives) - 1), doc="Ledgers to be made large or small, in order"
    )
    for number, objective in enumerate(objectives):
        total = model.ledger[keys[_objective_key(horizon, number)]]
        goal = model.objective.add(number, total)
        goal.sense = pyo.maximize if objective.sense == "max" else pyo.minimize
        if number > 0:
            goal.deactivate()
