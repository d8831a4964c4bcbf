"""How an objective of a front is said: its name, its values and what one unit of it costs in another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from symbiosis.compare.asked import units
from symbiosis.show.numbers import figure, money, tonnes
from symbiosis.show.report_words import Both, names, same

if TYPE_CHECKING:
    from symbiosis.compare.front import ParkFront
    from symbiosis.scenario.settings import Objective


@dataclass(frozen=True)
class Quantity:
    """An objective as people say it."""

    name: Both
    scale: float
    """Shown units per ledger unit: tonnes per kg, the park's currency per CNY."""
    unit: Both
    shown: Callable[[float], Both]
    """Return a value in shown units with its unit."""

    def text(self, value: float) -> Both:
        """Return a value in the ledger's unit as people say it."""
        return self.shown(value * self.scale)

    def per(self, other: Quantity) -> Both:
        """Return the unit of this one per unit of another."""
        return Both(f"{self.unit.zh}/{other.unit.zh}", f"{self.unit.en}/{other.unit.en}")

    def price(self, value: float, other: Quantity) -> float:
        """Return a ratio of ledger units in shown units."""
        return value * self.scale / other.scale

    def price_text(self, value: float, other: Quantity) -> Both:
        """Return what one unit of another costs in this one."""
        unit = self.per(other)
        number = figure(self.price(value, other))
        return Both(f"{number} {unit.zh}", f"{number} {unit.en}") if number != "-" else same("-")


def quantities(found: ParkFront) -> list[Quantity]:
    """Return how each objective is said, the one that is optimised first."""
    return [_quantity(found, objective) for objective in found.objectives]


def _quantity(found: ParkFront, objective: Objective) -> Quantity:
    unit = units(found.model)[objective.ledger]
    name = names(found, "ledgers", "ledger")[objective.ledger]
    if objective.family:
        family = names(found, "families", "family")[objective.family]
        name = Both(f"{family.zh}{name.zh}", f"{name.en}, {family.en}")
    if unit in ("t", "kg"):
        return Quantity(name, 1.0 if unit == "t" else 1e-3, same("t"), lambda v: Both(tonnes(v, "zh"), tonnes(v, "en")))
    currency = found.park.currency if unit == "CNY" else unit
    scale = 1.0 / found.park.cny_per_unit if unit == "CNY" else 1.0
    short = Both("元" if currency == "CNY" else currency, currency)
    return Quantity(name, scale, short, lambda v: Both(money(v, "zh", currency), money(v, "en", currency)))
