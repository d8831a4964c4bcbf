"""Ledgers, rates and limits of a plan as plain tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.network.period import in_year

if TYPE_CHECKING:
    from symbiosis.formulation import Year
    from symbiosis.network import Horizon, Network
    from symbiosis.scenario import Target

Floats = NDArray[np.float64]

#: Scopes in which ledgers are kept; the park as a whole has no name.
SCOPES = ("park", "plant", "owner", "zone", "province")


def ledger_table(year: Year, values: Floats) -> pd.DataFrame:
    """Return every ledger of a year by scope, kind and family; entries of nothing are left out."""
    network, plants = year.network, year.network.park.plants
    known = network.model.tables["ledgers"]
    entries, words = year.ledgers.entries(known["ledger"], values)
    names, place, parts = np.empty(0, dtype=object), entries["plant"].to_numpy(), []
    for number, scope in enumerate(SCOPES):
        of_plant = np.array([""] * len(plants) if scope == "park" else plants[scope], dtype=object)
        code, own = pd.factorize(of_plant, sort=True)
        parts.append(entries.assign(scope=number, name=len(names) + code[place]))
        names = np.concatenate([names, own])
    keys = ["ledger", "scope", "kind", "family", "name"]
    table: pd.DataFrame = pd.concat(parts).groupby(keys, sort=True)["amount"].sum().reset_index()
    named = names[table["name"].to_numpy()]
    there = (table["amount"] != 0).to_numpy() & ((named != "") | (table["scope"] == SCOPES.index("park")).to_numpy())
    table = table[there].reset_index(drop=True)
    words |= {"scope": np.array(SCOPES, dtype=object), "ledger": known["ledger"].to_numpy(dtype=object)}
    unit = known["unit"].to_numpy(dtype=object)[table["ledger"].to_numpy()]
    told: dict[str, Any] = {column: said[table[column].to_numpy()] for column, said in words.items()}
    return table.assign(**told, name=named[there], unit=unit, year=network.period.year)


def total(ledgers: pd.DataFrame, ledger: str, scope: str, name: str, family: str) -> float:
    """Return one total out of a plan's ledgers; a blank family means all of them."""
    rows = ledgers[(ledgers["ledger"] == ledger) & (ledgers["scope"] == scope) & (ledgers["name"] == name)]
    return float(rows.loc[(rows["family"] == family) | (family == ""), "amount"].sum())


def rate_table(network: Network, opening_t: Floats, ledgers: pd.DataFrame) -> pd.DataFrame:
    """Return the utilisation rate per waste family and scope: used over newly arising, the stock apart.

    ``opening_t`` is what lies in each offer that is a stock when the period begins.
    """
    families = network.model.tables["families"]
    waste = families.loc[families["role"] == "waste", "family"]
    named = ledgers[ledgers["family"].isin(waste)]
    sums = named.groupby(["scope", "name", "family", "ledger"])["amount"].sum()
    wide = sums.unstack("ledger")  # noqa: PD010 - one value a place; pivot_table would only say so again
    wide = wide.reindex(columns=["arising_t", "used_t", "used_stock_t"]).fillna(0.0)
    stock = _stock(network, opening_t)
    wide = (
        wide.join(stock, how="outer").fillna(0.0) if len(stock) else wide.assign(stock_t=0.0).rename_axis(columns=None)
    )
    wide = wide[(wide["arising_t"] > 0) | (wide["stock_t"] > 0)]
    wide["rate"] = wide["used_t"] / wide["arising_t"].where(wide["arising_t"] > 0)
    order = pd.Categorical(wide.index.get_level_values("scope"), SCOPES)
    table = wide.reset_index().assign(year=network.period.year, order=order)
    return table.sort_values(["order", "name", "family"])


def _stock(network: Network, opening_t: Floats) -> pd.Series[float]:
    """Return the tonnes that lie as stock, by scope, name and family."""
    stock = network.offers.assign(amount_t=opening_t)[
        (network.offers["kind"] == "stock") & (network.offers["role"] == "waste")
    ]
    if stock.empty:
        return pd.Series(dtype=float)
    plants = network.park.plants.set_index("plant", drop=False)
    parts = []
    for scope in SCOPES:
        name = "" if scope == "park" else stock["plant"].map(plants[scope])
        part = stock.assign(scope=scope, name=name)
        parts.append(part if scope == "park" else part[part["name"] != ""])
    return pd.concat(parts).groupby(["scope", "name", "family"])["amount_t"].sum().rename("stock_t")


_LIMIT = ("limit", "kind", "span", "scope", "name", "ledger", "family", "sense", "amount", "value")


def limit_table(network: Network, ledgers: pd.DataFrame) -> pd.DataFrame:
    """Return every cap and target of a year with the value reached and the margin to it (negative: a breach)."""
    settings, year = network.model.settings, network.period.year
    caps, asked = in_year(network.park.tables["caps"], year), "caps" in settings.limits
    rows = [_cap(cap, [ledgers], [1]) for cap in caps[caps["span"] == "year"].to_dict("records") if asked]
    if "targets" in settings.limits:
        rows += [_target(target, ledgers) for target in settings.targets if target.year in (None, year)]
    return _with_margin(pd.DataFrame(rows, columns=list(_LIMIT)), year)


def horizon_limits(horizon: Horizon, ledgers: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the caps on all years together, with what their sum reaches; they stand with the first year."""
    lengths = [period.length_a for period in horizon.periods]
    caps = in_year(horizon.park.tables["caps"], horizon.periods[0].year)
    asked = "caps" in horizon.model.settings.limits
    rows = [_cap(cap, ledgers, lengths) for cap in caps[caps["span"] == "horizon"].to_dict("records") if asked]
    return _with_margin(pd.DataFrame(rows, columns=list(_LIMIT)), horizon.periods[0].year)


def _cap(cap: dict[Any, Any], ledgers: list[pd.DataFrame], lengths: list[int]) -> dict[Any, Any]:
    who = (cap["ledger"], cap["scope"], cap["name"], cap["family"])
    value = sum(length * total(own, *who) for own, length in zip(ledgers, lengths, strict=True))
    place = f"{cap['scope']} {cap['name']}".strip()
    return {**cap, "limit": f"{cap['ledger']} {cap['sense']} ({place})", "kind": "cap", "value": value}


def _target(target: Target, ledgers: pd.DataFrame) -> dict[Any, Any]:
    scope = (target.scope, target.scope_name, target.family)
    value = total(ledgers, target.ledger, *scope)
    if target.over:
        base = total(ledgers, target.over, *scope)
        value = value / base if base else np.nan
    return {
        "limit": target.name,
        "kind": "target",
        "span": "year",
        "scope": target.scope,
        "name": target.scope_name,
        "ledger": f"{target.ledger}/{target.over}" if target.over else target.ledger,
        "family": target.family,
        "sense": target.sense,
        "amount": target.value,
        "value": value,
    }


def _with_margin(table: pd.DataFrame, year: int) -> pd.DataFrame:
    gap = table["amount"].astype(float) - table["value"].astype(float)
    return table.assign(year=year, margin=np.where(table["sense"] == "<=", gap, -gap))
