"""What holds the plan back: every lever with its price, the range in which it holds, and a step that checks it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from symbiosis.explain.joint import Joint, joints
from symbiosis.explain.levers import Lever, levers
from symbiosis.network.units import ledger_units

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation
    from symbiosis.solver.chain import Chain

#: Columns of the table of prices.
COLUMNS = (
    "rank", "objective", "objective_unit", "kind", "year", "place", "item", "now", "unit", "price", "step", "worth",
    "worth_1pct", "low", "high", "new_run", "checked", "basis",
)  # fmt: skip

#: A price below this part of the objective's total for a whole percent of the number is rounding.
_NOTHING = 1e-9
#: Part of the number by which a price is checked, and how far the re-solve may be off.
_CHECK_STEP, _AGREES = 1e-3, 1e-3
#: An end of a range below this part of the number is zero.
_ROUNDING = 1e-9
#: A range that leaves less than this part of the step is a corner.
_LEAST_STEP = 1e-2


def prices(formulation: Formulation, *, checked: int = 60) -> pd.DataFrame:
    """Return the ranked prices of ``formulation``; the ``checked`` dearest of each objective are re-solved.

    ``price`` is what the objective's total changes by for one unit more of the number, the objectives before it held
    at the plan's amounts; ``worth`` the same for ``step``, which loosens; ``low`` to ``high`` is where the number may
    be for the price to hold. ``new_run`` is the change per unit in a run of its own, in which the objectives before
    take their new best value first. ``basis`` is "price" where a re-solve with a small loosening confirms the price,
    "step" where it does not (the plan stands at a corner and the price holds the other way only), in which case the
    price is that of the step and has no range; "" where nothing was re-solved.

    Raises
    ------
    Infeasible
        Where no plan satisfies all rules.
    """
    from symbiosis.solver.chain import Chain

    return price_table(Chain(formulation), checked=checked)


def price_table(
    chain: Chain, *, checked: int = 60, known: list[Lever] | None = None, new_run: bool = True
) -> pd.DataFrame:
    """Return the table of ``prices`` for a chain that is already solved.

    ``known`` are its levers where they are at hand; without ``new_run`` that column stays blank, which saves half the
    re-solves.
    """
    known = levers(chain.formulation, chain.problem) if known is None else known
    units = ledger_units(chain.formulation.horizon.model)
    asked = [number for number in range(len(chain.goals)) if _asked(chain, number)]
    every: list[Lever | Joint] = [*known, *joints(known)]
    parts = [_of_goal(chain, number, every, str(units[chain.goals[number].ledger])) for number in asked]
    for row in [row for part in parts for row in part[:checked]]:
        _check(chain, row, new_run=new_run)
    # A step may show another worth than the price did, and with it another rank.
    table = pd.DataFrame([row for part in parts for row in part])
    if table.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    order = {goal.name: number for number, goal in enumerate(chain.goals)}
    table = table[table["worth_1pct"].abs() > table["nothing"]]
    table = table.assign(order=table["objective"].map(order), size=-table["worth_1pct"].abs())
    table = table.sort_values(["order", "size", "kind", "place", "item", "year"], ignore_index=True)
    table["rank"] = table.groupby("order").cumcount() + 1
    return table[list(COLUMNS)]


def _asked(chain: Chain, number: int) -> bool:
    """Say whether prices in this objective mean anything.

    A third objective behind one without slack only breaks ties: held to the last yuan, its prices are of nothing.
    """
    return number < 2 or chain.goals[number - 1].slack > 0


def _of_goal(chain: Chain, number: int, known: Sequence[Lever | Joint], unit: str) -> list[dict[str, Any]]:
    """Return the levers that have a price in one objective, the dearest first."""
    goal, point = chain.goals[number], chain.points[number]
    low, high = chain.ranges(number)
    nothing = _NOTHING * max(1.0, abs(point.objective)) * 1000.0
    rows = []
    for lever in known:
        price = lever.rate(point) * 1000.0
        worth = price * abs(0.01 * lever.now or lever.step)
        if abs(worth) <= nothing:
            continue
        row = {
            "objective": goal.name, "objective_unit": unit, "kind": lever.kind, "year": lever.year,
            "place": lever.place, "item": lever.item, "now": lever.now, "unit": lever.unit, "price": price,
            "step": lever.step, "new_run": np.nan, "checked": np.nan, "basis": "", "lever": lever, "goal": number,
            "nothing": nothing,
        }  # fmt: skip
        rows.append(_priced(row, price) | dict(zip(("low", "high"), _range(lever, point, low, high), strict=True)))
    return sorted(rows, key=lambda row: -abs(float(row["worth_1pct"])))


def _priced(row: dict[str, Any], price: float) -> dict[str, Any]:
    sign = np.sign(row["step"])
    percent = 0.01 * abs(row["now"]) or abs(row["step"])
    return row | {"price": price, "worth": price * row["step"], "worth_1pct": price * sign * percent}


def _range(lever: Lever | Joint, point: Any, low: Any, high: Any) -> tuple[float, float]:
    """Return from where to where the number keeps its price; to first order where it stands in coefficients."""
    if isinstance(lever, Joint):
        return np.nan, np.nan  # each place has its own range, and they move together
    rate = max(lever.lower, lever.upper, key=abs)
    if lever.columns:
        # The row is at its side: what a unit takes off the row acts as a shift of the side.
        rate = -sum(slope * point.columns[column] for column, slope in zip(lever.columns, lever.slopes, strict=True))
    if not rate:
        return np.nan, np.nan
    at = float(point.row_values[lever.row])
    ends = [lever.now + (float(side[lever.row]) - at) / rate for side in (low, high)]
    least = _ROUNDING * max(abs(lever.now), abs(lever.step))
    return min(0.0 if abs(end) < least else end for end in ends), max(ends)


def _check(chain: Chain, row: dict[str, Any], *, new_run: bool) -> None:
    """Re-solve with a small loosening; a step that says otherwise takes the place of the price."""
    lever: Lever | Joint = row["lever"]
    number, by = row["goal"], _check_step(row)
    change = lever.change(chain.problem, by)
    held = chain.held_total(change, number)
    free = chain.rerun(change) if new_run else None
    if np.isfinite(held):
        row["checked"] = float(held - chain.totals[number]) * 1000.0 / by
        if abs(row["checked"] - row["price"]) <= _AGREES * abs(row["price"]):
            row["basis"] = "price"
        else:
            row.update(_priced(row, row["checked"]), basis="step", low=np.nan, high=np.nan)
    if free is not None:
        row["new_run"] = float(free.totals[number] - chain.totals[number]) * 1000.0 / by


def _check_step(row: dict[str, Any]) -> float:
    """Return a small loosening: within the range of the price where the range leaves room for one."""
    now, loose = row["now"], np.sign(row["step"])
    whole = _CHECK_STEP * abs(now) or abs(row["step"])
    room = 0.9 * ((row["high"] - now) if loose > 0 else (now - row["low"]))
    return float(loose * (room if _LEAST_STEP * whole < room < whole else whole))
