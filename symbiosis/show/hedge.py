"""What to build for several worlds, on the console and as tables."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from symbiosis.show.compare_words import quantity
from symbiosis.show.numbers import percent, tonnes
from symbiosis.show.report_words import Both, names, same

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from symbiosis.compare.hedge import Hedge
    from symbiosis.plan.record import Plan

_BUILDS = (
    Both("拟建设施", "line"),
    Both("对冲", "hedged"),
    Both("按典型情形", "for the typical"),
    Both("预知时建", "built if known"),
)
_TOTALS = (
    Both("目标", "objective"), Both("对冲：平均", "hedged: mean"), Both("最差部分平均", "worst part"),
    Both("按典型情形：平均", "for the typical: mean"), Both("最差部分平均", "worst part"),
    Both("预知：平均", "if known: mean"), Both("预知的价值", "worth of knowing"),
    Both("对冲的价值", "worth of hedging"),
)  # fmt: skip


def _plan(found: Hedge) -> Plan:
    return next(iter(found.plans.values()))


def hedge_tables(found: Hedge) -> dict[str, pd.DataFrame]:
    """Return the tables of a hedge by name, money in the currency of the park."""
    park, units = _plan(found).park, found.totals.set_index("ledger")["unit"].to_dict()
    worlds = found.worlds.assign(unit=found.worlds["ledger"].map(units))
    money = ("hedged", "typical", "known")
    more = (*money, *(f"{name}_worst" for name in money), "known_worth", "hedge_worth")
    rate = park.cny_per_unit

    def shown(table: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
        cny = table["unit"] == "CNY"
        own = {name: table[name].where(~cny, table[name] / rate) for name in columns}
        return table.assign(**own, unit=table["unit"].where(~cny, park.currency))

    return {"totals": shown(found.totals, more), "worlds": shown(worlds, money), "builds": found.builds}


def hedge_record(found: Hedge) -> dict[str, Any]:
    """Return what goes into run.toml."""
    from symbiosis.plan.run_record import run_record

    plan = _plan(found)
    risk = {"weight": found.risk.weight, "beyond": found.risk.beyond, "ledgers": list(found.risk.ledgers)}
    chances = found.worlds.drop_duplicates("world")[["world", "probability"]].to_dict("records")
    return {**run_record(plan, plan.certificate), "hedge": {**risk, "worlds": chances}}


def sentences(found: Hedge) -> list[Both]:
    """Return what was decided, by which measure, and what is not comparable."""
    count, built = len(found.plans), int((found.builds["hedged_t_a"] > 0).sum())
    told = [Both(
        f"{count} 种情形一次决策：建 {built} 项；每种情形的方案均已审计。",
        f"One decision for {count} worlds: {built} lines are built; the plan of every world was audited.",
    )]  # fmt: skip
    if found.risk.weight > 0:
        tail, part = percent(1 - found.risk.beyond), percent(found.risk.weight)
        called = names(_plan(found), "ledgers", "ledger")
        of = [called.get(name, same(name)) for name in found.risk.ledgers]
        told.append(Both(
            f"{'、'.join(one.zh for one in of)}中有 {part} 按最差 {tail} 概率的平均值计（条件风险价值）。",
            f"{part} of {', '.join(one.en for one in of)} is the mean of its worst {tail} (conditional value at risk).",
        ))  # fmt: skip
    if found.worlds["typical"].isna().any():
        told.append(Both(
            "按典型情形建设时，至少有一种情形没有可行方案，故不可比较。",
            "What is built for the typical world has no plan in at least one of these; there is nothing to compare.",
        ))  # fmt: skip
    if found.outcome.status != "optimal":
        gap = max(stage.gap for stage in found.outcome.stages)
        told.append(Both(f"求解提前停止，差距 {percent(gap)}。", f"The search was stopped; the gap is {percent(gap)}."))
    return told


def printed(found: Hedge, lang: str) -> list[Table]:
    """Return the objectives and what is built."""
    plan = _plan(found)
    ledgers = names(plan, "ledgers", "ledger")
    totals = []
    for row in found.totals.to_dict("records"):
        values = ("hedged", "hedged_worst", "typical", "typical_worst", "known", "known_worth", "hedge_worth")
        cells = [_amount(float(row[name]), str(row["unit"]), plan) for name in values]
        totals.append([ledgers.get(str(row["ledger"]), same(str(row["ledger"]))), *cells])
    builds = [
        [same(str(row["facility"])), *(Both(tonnes(row[name], "zh"), tonnes(row[name], "en"))
                                       for name in ("hedged_t_a", "typical_t_a")),
         same(f"{int(row['known_in'])} / {len(found.plans)}")]
        for row in found.builds.to_dict("records")
    ]  # fmt: skip
    return [_table(_TOTALS, totals, lang), *([_table(_BUILDS, builds, lang)] if builds else [])]


def _amount(value: float, unit: str, plan: Plan) -> Both:
    return same("-") if math.isnan(value) else quantity(value, unit, plan.park)


def _table(heads: tuple[Both, ...], rows: list[list[Both]], lang: str) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for place, head in enumerate(heads):
        table.add_column(head.zh if lang == "zh" else head.en, justify="right" if place else "left", overflow="fold")
    for cells in rows:
        table.add_row(*(Text(cell.zh if lang == "zh" else cell.en) for cell in cells))
    return table
