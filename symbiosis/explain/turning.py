"""Where a link turns: the gate fee, and the distance, at which the plan begins to use it. Each is met by a solve."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from symbiosis.explain.currency import currency_of
from symbiosis.formulation.ledgers import LedgerKey, Ledgers
from symbiosis.network.gates import Words
from symbiosis.solver.bench import Change
from symbiosis.solver.chain import Chain
from symbiosis.solver.rules import said

if TYPE_CHECKING:
    from symbiosis.formulation import Year

#: A flow below this, in kt, is none.
_NOTHING = 1e-6
#: How exact a turning point is found, and how often a fee is doubled in search of one.
_EXACT, _DOUBLED = 1e-3, 14


@dataclass(frozen=True)
class Turning:
    """A turning point: just below it the link is not used, just above it is (for a distance the other way round)."""

    value: float
    found: bool
    words: Words


def turning_fee(chain: Chain, year: Year, column: int, stage: int) -> Turning | None:
    """Return the fee per tonne that brings the link into the plan; the objectives before the cost keep their amounts.

    The reduced cost is where the search begins; a plan at a corner may ask for more.
    """
    row, weight = _cost_row(chain, year, stage)
    now = chain.benches[stage].cell(row, column)
    guess = max(float(chain.points[stage].reduced_costs[column]) / weight, 0.0)

    def used(fee: float) -> bool:
        return _used(chain, column, row, now + weight * fee)

    step = max(guess, 1.0)
    if used(guess + _EXACT * step):
        low, high = 0.0, guess + _EXACT * step
        if guess and not used(guess - _EXACT * step):
            low = guess - _EXACT * step
    else:
        low, high = guess, guess + step
        for _ in range(_DOUBLED):
            if used(high):
                break
            low, high = high, high + 2 * (high - guess)
        else:
            return Turning(float("nan"), False, _no_fee(chain, stage))
    fee = guess if low <= guess <= high and high - low <= 2.1 * _EXACT * step else _between(used, low, high)
    money = currency_of(chain.formulation.horizon.park)
    name = said(round(money.of(fee), 2))
    return Turning(
        fee,
        True,
        Words(
            f"break-even gate fee: {name} {money.name} per dry tonne sent (solved again: not used below, used above)",
            f"盈亏平衡补贴（接收费）：每干吨 {name} {money.zh}（经重新求解核对：低于此不送，高于此则送）",
        ),
    )


def _no_fee(chain: Chain, stage: int) -> Words:
    before = ", ".join(goal.name for goal in chain.goals[:stage])
    if before:
        return Words(
            f"no gate fee brings it in: {before} comes before the cost",
            f"任何补贴都不会使其启用：{before} 优先于成本",
        )
    return Words("no gate fee brings it in", "任何补贴都不会使其启用")


def _between(used: Callable[[float], bool], low: float, high: float) -> float:
    """Return the turning point between one that is not used and one that is."""
    for _ in range(60):
        if high - low <= _EXACT * max(1.0, abs(high)):
            break
        middle = 0.5 * (low + high)
        low, high = (low, middle) if used(middle) else (middle, high)
    return high


def turning_km(chain: Chain, year: Year, link: int, stage: int, fee: Turning) -> Turning | None:
    """Return the distance at which the link is used without a fee; None where its freight does not hang on the km."""
    row, weight = _cost_row(chain, year, stage)
    column = int(year.columns.flow[link])
    now = chain.benches[stage].cell(row, column)
    km = float(year.network.links["km"].loc[link])
    cost = _cost_at(year, link, chain, stage)
    if cost is None or fee.value <= 0 or km <= 0:
        return None
    saved = cost(km) - cost(0.0)
    money = currency_of(chain.formulation.horizon.park)
    if saved <= fee.value:
        freight = said(round(money.of(saved), 2))
        return Turning(
            float("nan"),
            False,
            Words(
                f"no distance pays: freight is {freight} {money.name}/t of what is missing",
                f"缩短运距不足以使其启用：运费仅占所缺的 {freight} {money.zh}/t",
            ),
        )
    low, high = 0.0, km
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if cost(km) - cost(middle) > fee.value else (low, middle)
    even = 0.5 * (low + high)

    def used(at: float) -> bool:
        return _used(chain, column, row, now + weight * (cost(km) - cost(at)))

    checked = used(0.98 * even) and not used(min(1.02 * even, km))
    proof = " (solved again)" if checked else " (by price; solved again, other links tie with it)"
    proof_zh = "（经重新求解核对）" if checked else "（按价格推算；重新求解时与其他线路等价）"
    return Turning(
        even,
        checked,
        Words(
            f"break-even distance: {even:.1f} km instead of {km:.1f} km{proof}",
            f"盈亏平衡运距：{even:.1f} km（现 {km:.1f} km）{proof_zh}",
        ),
    )


def _used(chain: Chain, column: int, row: int, coefficient: float) -> bool:
    """Say whether the plan uses a column once it costs what ``coefficient`` of the cost's row says."""
    run = chain.rerun(Change(cells={(row, column): coefficient}))
    return run is not None and float(run.columns[column]) > _NOTHING


def _cost_row(chain: Chain, year: Year, stage: int) -> tuple[int, float]:
    """Return the row that adds up the cost, and what a year's CNY counts in it."""
    formulation = chain.formulation
    number = chain.goals[stage].column - int(year.columns.ledger[0])
    key = next(key for key, own in formulation.keys.items() if own == number)
    weights = formulation.horizon.weights(money=key.discounted)
    position = next(n for n, own in enumerate(formulation.years) if own is year)
    return chain.problem.blocks["ledgers"] + number, 1.0 if key.year else float(weights[position])


def _cost_at(year: Year, link: int, chain: Chain, stage: int) -> Callable[[float], float] | None:
    """Return what a tonne over the link costs by km, up to a constant; None where the park has agreed a price."""
    network = year.network
    row: Any = network.links.loc[link]
    mode: Any = network.model.tables["modes"].set_index("mode").loc[row["mode"]]
    moisture = float(network.offers["moisture_pct"].iloc[int(row["offer"])])
    wet = 1.0 / (1.0 - moisture / 100.0)
    least, fixed, rate = (float(mode[name] or 0.0) for name in ("min_charge_cny_t", "fixed_cny_t", "cost_cny_tkm"))

    def freight(km: float) -> float:
        return wet * max(least, fixed + rate * km)

    km = float(row["km"])
    if not np.isclose(freight(km), float(row["freight_cny_t"])) or float(mode.get("loss_pct_km", 0.0) or 0.0) > 0:
        return None
    aside = _aside(year, link, chain, stage) if km > 0 else 0.0
    return lambda at: freight(at) + aside * at


def _aside(year: Year, link: int, chain: Chain, stage: int) -> float:
    """Return what a km adds to the cost of a tonne besides the freight: what is charged on tonne-km or CO2."""
    network, goal = year.network, chain.goals[stage]
    links, column = network.links, int(year.columns.flow[link])
    key = LedgerKey(goal.ledger, goal.family)
    costs = []
    for part in (1.0, 0.5):
        moved = {name: links[name].where(links.index != link, part * links[name]) for name in ("tkm_t", "co2_kg_t")}
        columns, coefficients, _ = Ledgers(replace(network, links=links.assign(**moved)), year.columns).row(key)
        costs.append(float(coefficients[columns == column].sum()))
    return (costs[0] - costs[1]) / (0.5 * float(links["km"].loc[link]))
