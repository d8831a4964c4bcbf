"""Money in words: everything inside is CNY, what is said is in the currency of the park."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from symbiosis.park import Park

CNY = "CNY"


@dataclass(frozen=True)
class Currency:
    """A currency and what a unit of it is in CNY."""

    name: str
    cny_per_unit: float

    @property
    def zh(self) -> str:
        """Its name in Chinese text."""
        return "元" if self.name == CNY else self.name

    def of(self, value_cny: float, unit: str = CNY) -> float:
        """Return an amount of ``unit`` as it is shown: converted where it is money."""
        return value_cny / self.cny_per_unit if unit == CNY else value_cny

    def unit(self, unit: str) -> str:
        """Return the unit as it is shown."""
        return self.name if unit == CNY else unit


def currency_of(park: Park) -> Currency:
    """Return the currency of a park."""
    return Currency(park.currency, park.cny_per_unit)


def shown_prices(table: pd.DataFrame, park: Park) -> pd.DataFrame:
    """Return a table of prices with money in the park's currency: what is gained, and numbers that are money."""
    rate = park.cny_per_unit
    if park.currency == CNY or table.empty:
        return table
    gained = (table["objective_unit"] == CNY).map({True: rate, False: 1.0})
    number = (table["unit"] == CNY).map({True: rate, False: 1.0})
    names = {column: table[column].replace(CNY, park.currency) for column in ("objective_unit", "unit")}
    per_unit = {column: table[column] / gained * number for column in ("price", "new_run", "checked")}
    amounts = {column: table[column] / gained for column in ("worth", "worth_1pct")}
    numbers = {column: table[column] / number for column in ("now", "step", "low", "high")}
    return table.assign(**names, **per_unit, **amounts, **numbers)
