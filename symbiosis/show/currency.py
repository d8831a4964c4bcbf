"""Tables of a plan in the currency of its park: everything inside is CNY, what is shown is converted here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from symbiosis.park import Park
    from symbiosis.plan.record import Plan

CNY = "CNY"


def shown_tables(plan: Plan) -> dict[str, pd.DataFrame]:
    """Return the tables of ``plan`` with money in the park's currency: values divided, names and units changed.

    ``freight_cny`` becomes ``freight_eur`` and a ledger of unit CNY one of unit EUR, so that no number stands under
    the name of another currency. A park in CNY gets its tables as they are.
    """
    if plan.park.currency == CNY:
        return plan.tables
    tables = {name: _columns(table, plan.park) for name, table in plan.tables.items()}
    units = plan.model.tables["ledgers"].set_index("ledger")["unit"]
    money = {str(ledger): str(unit).startswith(CNY) for ledger, unit in units.items()}
    tables["ledgers"] = _ledgers(tables["ledgers"], plan, money)
    tables["limits"] = _limits(tables["limits"], plan, money)
    return tables


def shown(table: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return one table with its columns of money in the park's currency."""
    return shown_of(table, plan.park)


def shown_of(table: pd.DataFrame, park: Park) -> pd.DataFrame:
    """Return one table with its columns of money in the currency of ``park``."""
    return table if park.currency == CNY else _columns(table, park)


def _word(name: str, currency: str) -> str:
    parts = name.split("_")
    return "_".join(currency.lower() if part == "cny" else part for part in parts)


def _columns(table: pd.DataFrame, park: Park) -> pd.DataFrame:
    money = [name for name in table.columns if "cny" in str(name).split("_")]
    names = {name: _word(name, park.currency) for name in money}
    return table.assign(**{name: table[name] / park.cny_per_unit for name in money}).rename(columns=names)


def _ledgers(table: pd.DataFrame, plan: Plan, money: Mapping[str, bool]) -> pd.DataFrame:
    rows = table["ledger"].map(money).fillna(False).astype(bool)
    return table.assign(
        amount=table["amount"].where(~rows, table["amount"] / plan.park.cny_per_unit),
        unit=table["unit"].where(~rows, table["unit"].str.replace(CNY, plan.park.currency, regex=False)),
        ledger=_names(table["ledger"], rows, plan.park.currency),
    )


def _limits(table: pd.DataFrame, plan: Plan, money: Mapping[str, bool]) -> pd.DataFrame:
    """Return caps and targets converted; a target may be a ratio of two ledgers, and one of money to money stays."""
    size, names = [], []
    for name in table["ledger"]:
        above, _, below = name.partition("/")
        size.append(plan.park.cny_per_unit ** (money.get(below, False) - money.get(above, False)))
        words = (_word(part, plan.park.currency) if money.get(part, False) else part for part in name.split("/"))
        names.append("/".join(words))
    factor = pd.Series(size, table.index, dtype=float)
    changed = {column: table[column] * factor for column in ("amount", "value", "margin")}
    return table.assign(**changed, ledger=pd.Series(names, table.index, dtype=object))


def _names(ledgers: pd.Series[str], rows: pd.Series[bool], currency: str) -> pd.Series[str]:
    return ledgers.where(~rows, ledgers.map(lambda name: _word(name, currency)))
