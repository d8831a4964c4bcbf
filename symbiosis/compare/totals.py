"""Totals of every scenario, and who gains and who loses: ledgers, rates, investment, cost by owner and plant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from symbiosis.compare.against import against
from symbiosis.compare.options import Option, Slot

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan

#: What a total is broken down by; the whole has a blank name.
_BY = {"total": "", "family": "family", "kind": "kind"}


def parts(options: Sequence[Option], slots: Sequence[Slot], baseline: str) -> Iterator[tuple[int, Option, Plan]]:
    """Yield the plan of every scenario that has one in every year compared, under the baseline's year."""
    for slot in slots:
        for option in options:
            if option.plan is not None:
                yield slot[baseline], option, option.plan.in_year(slot[option.name])


def totals(options: Sequence[Option], slots: Sequence[Slot], baseline: str) -> pd.DataFrame:
    """Return every ledger of the park as a total, by family and by kind, the utilisation rates and the investment.

    Columns: year (the baseline's), measure (a ledger, ``rate`` or ``invested_cny``), by (total, family, kind), name,
    unit, scenario, amount, baseline, difference, difference_pct. A rate is a fraction; its difference is in the same
    unit, so 0.01 is one percentage point.
    """
    found = []
    for year, option, plan in parts(options, slots, baseline):
        tables = [*_ledgers(plan), _rates(plan), _invested(plan)]
        found += [table.assign(year=year, scenario=option.name) for table in tables]
    names = [option.name for option in options if option.plan is not None]
    return against(pd.concat(found, ignore_index=True), ["year", "measure", "by", "name", "unit"], names, baseline)


def _ledgers(plan: Plan) -> Iterator[pd.DataFrame]:
    rows = plan.ledgers[plan.ledgers["scope"] == "park"]
    for by, column in _BY.items():
        summed = rows.assign(measure=rows["ledger"], by=by, name=rows[column] if column else "")
        yield summed.groupby(["measure", "by", "name", "unit"], sort=False)["amount"].sum().reset_index()


def _rates(plan: Plan) -> pd.DataFrame:
    rows = plan.rates[plan.rates["scope"] == "park"]
    arising, used = float(rows["arising_t"].sum()), float(rows["used_t"].sum())
    own = [("family", family, rate) for family, rate in zip(rows["family"], rows["rate"], strict=True)]
    whole = [("total", "", used / arising)] if arising > 0 else []
    table = pd.DataFrame([*whole, *own], columns=["by", "name", "amount"])
    return table.assign(measure="rate", unit="").dropna(subset="amount")


def _invested(plan: Plan) -> pd.DataFrame:
    """Return what begins to stand in the year: lines and connections."""
    year = plan.model.settings.year
    spent = [float(table.loc[table["year"] == year, "capex_cny"].sum()) for table in (plan.builds, plan.mains)]
    row = {"measure": "invested_cny", "by": "total", "name": "", "unit": "CNY", "amount": sum(spent)}
    return pd.DataFrame([row] if sum(spent) else [], columns=list(row))


def parties(options: Sequence[Option], slots: Sequence[Slot], baseline: str) -> pd.DataFrame:
    """Return the net cost of every owner and of every plant by kind, and what each gains against the baseline.

    Columns: year, scope (owner, plant), name (blank for plants without an owner), kind, scenario, amount_cny,
    baseline_cny, difference_cny, gain_cny (the difference turned round: a cost that falls is a gain). The differences
    of a scope add up to the park's. Books follow the sender: freight is its, processing the facility's.
    """
    found = []
    for year, option, plan in parts(options, slots, baseline):
        rows = plan.ledgers[(plan.ledgers["ledger"] == "cost_cny") & (plan.ledgers["scope"] == "plant")]
        owners = plan.park.plants.set_index("plant")["owner"]
        for scope, name in (("owner", rows["name"].map(owners)), ("plant", rows["name"])):
            told = rows[["kind", "amount"]].assign(year=year, scenario=option.name, scope=scope, name=name)
            found.append(told)
    names = [option.name for option in options if option.plan is not None]
    keys = ["year", "scope", "name", "kind"]
    table = against(pd.concat(found, ignore_index=True), keys, names, baseline)
    table = table.sort_values(["year", "scope", "name"], kind="stable").drop(columns="difference_pct")
    money = {name: f"{name}_cny" for name in ("amount", "baseline", "difference")}
    return table.assign(gain_cny=table["baseline"] - table["amount"]).rename(columns=money).reset_index(drop=True)
