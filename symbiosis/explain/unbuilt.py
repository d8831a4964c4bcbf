"""What it would cost to send tonnes to a line that is not built: built at its least size, and all solved again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from symbiosis.explain.currency import currency_of
from symbiosis.explain.standing import Standing
from symbiosis.explain.words import signed
from symbiosis.network.gates import Words
from symbiosis.solver.bench import Change
from symbiosis.solver.rules import said

if TYPE_CHECKING:
    import pandas as pd

    from symbiosis.formulation import Year
    from symbiosis.solver.chain import Chain


@dataclass(frozen=True)
class Built:
    """What a plan would come to with a line, or a connection, that it does not build."""

    size_t_a: float
    """Least size of the line; 0 where only a connection is laid."""
    totals: dict[str, float]
    """What each objective's total changes by, investment included, in its ledger's unit."""
    words: Words


def built_for(chain: Chain, year: Year, link: pd.Series[Any], column: int, forced_t: float) -> Built | None:
    """Return what the plan would change by if ``link`` carried ``forced_t`` to a line built at its least size.

    What the plan builds of the same group, and then on the same plot, gives way. None where nothing is to be built for
    the link, or nothing does even so.
    """
    standing = Standing(chain, year)
    facility = int(link["facility"])
    size = standing.sizes_t_a.get(facility, 1.0)
    mains = _laid(year, standing, link)
    if size > 0 and not mains:
        return None
    option = _smallest(year, facility) if size <= 0 else None
    force = Change(columns={**mains, column: (forced_t / 1000.0, np.inf)})
    for change in _giving_way(year, option, forced_t):
        run = chain.rerun(change | force)
        if run is not None:
            low = 0.0 if option is None else 1000.0 * float(run.columns[year.columns.size[int(option["option"])]])
            changes = (run.totals - chain.totals) * 1000.0
            totals = {goal.name: float(part) for goal, part in zip(chain.goals, changes, strict=True)}
            return Built(low, totals, _words(chain, year, link, low, totals, 1000.0 * float(run.columns[column])))
    name = _name(year, link)
    return Built(0.0, {}, Words(
        f"nor would it with {name} built: its plot, a distance, a budget or a recipe stands in the way",
        f"即使新建 {name} 也无法送达：受用地、防护距离、投资限额或配方限制",
    ))  # fmt: skip


def _smallest(year: Year, facility: int) -> dict[str, Any]:
    """Return the way of building a facility that has the least size, begun as early as can be."""
    builds = year.network.builds
    own = builds[builds["facility"] == facility].sort_values(["low_t_a", "start_year"], kind="stable")
    return {str(name): value for name, value in own.iloc[0].items()}


def _build(year: Year, option: dict[str, Any], least_t: float, most_t: float) -> Change:
    number = int(option["option"])
    size = (least_t / 1000.0, most_t / 1000.0)
    return Change(columns={int(year.columns.build[number]): (1.0, 1.0), int(year.columns.size[number]): size})


def _laid(year: Year, standing: Standing, link: pd.Series[Any]) -> dict[int, tuple[float, float]]:
    """Return the bounds that lay the connection of a link, where it could be laid and is not."""
    mains = year.network.mains
    own = mains[mains["listed"] == int(link["listed"])]
    if own.empty or not standing.closed(link.to_frame().T.astype({"facility": int, "listed": int})).iloc[0]:
        return {}
    columns = year.columns.laid[own["main"].to_numpy(dtype=int)]
    if (standing.chain.flows[columns] > 0.5).any():
        return {}
    return {int(columns[0]): (1.0, 1.0)}


def _giving_way(year: Year, option: dict[str, Any] | None, forced_t: float) -> list[Change]:
    """Return the line built at its least size with what gives way to it: its own group, then its plot as well.

    Where the least size does not do, as other inputs must go with the tonnes, it may be as large as it needs.
    """
    if option is None:
        return [Change()]
    builds = year.network.builds
    others = builds[builds["option"] != option["option"]]
    group = (others["group"] != "") & (others["group"] == option["group"]) | (others["facility"] == option["facility"])
    away = [_none(year, others[group]), _none(year, others[group | (others["plant"] == option["plant"])])]
    least, most = max(float(option["low_t_a"]), min(forced_t, float(option["high_t_a"]))), float(option["high_t_a"])
    return [gone | _build(year, option, least, top) for top in dict.fromkeys((least, most)) for gone in away]


def _none(year: Year, builds: pd.DataFrame) -> Change:
    options = builds["option"].to_numpy(dtype=int)
    columns = [*year.columns.build[options], *year.columns.size[options]]
    return Change(columns={int(column): (0.0, 0.0) for column in columns})


def _name(year: Year, link: pd.Series[Any]) -> str:
    return str(year.network.facilities["facility"].iloc[int(link["facility"])])


def _words(
    chain: Chain, year: Year, link: pd.Series[Any], low: float, totals: dict[str, float], sent_t: float
) -> Words:
    ledgers = chain.formulation.horizon.model.tables["ledgers"].set_index("ledger")
    money, en, zh = currency_of(chain.formulation.horizon.park), [], []
    for goal in chain.goals:
        row = ledgers.loc[goal.ledger].astype(str)
        unit, change = str(row["unit"]), totals[goal.name]
        amount = f"{signed(money.of(change, unit))} {money.unit(unit)}" if abs(change) > 1e-6 else "0"
        en.append(f"{row['name_en'] or goal.ledger} {amount}")
        zh.append(f"{row['name_zh'] or goal.ledger} {amount}")
    name = _name(year, link)
    what = (f"the connection to {name} laid", f"新建通往 {name} 的管线")
    if low:
        what = (f"{name} built at {said(low)} t/a, the least that does,", f"按最小可行规模 {said(low)} t/a 新建 {name}")
    several, several_zh = (" over all years", "（全部年份合计）") if len(chain.formulation.years) > 1 else ("", "")
    return Words(
        f"with {what[0]} {said(sent_t)} t would go; the plan changes{several}, investment included: {', '.join(en)}",
        f"若{what[1]}，可送 {said(sent_t)} t；含投资，方案变化{several_zh}：{'，'.join(zh)}",
    )
