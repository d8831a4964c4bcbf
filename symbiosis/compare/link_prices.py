"""Settlement prices: what each flow of a plan is worth between who gives and who takes, from the prices of the rows.

With everything decided held, the plan is the cheapest way to reach what the objectives before cost ask. The prices of
that linear problem say what one more tonne costs its giver (the offer's row) and what taking in one more tonne costs
its taker (the rows of the facility: intake, recipe, standard, capacity). A flow that is used pays for itself at them:

    value to the giver = what he pays himself + gate fee + rent of a scarce connection + what the rules charge.

The gate fee is what the giver pays to the taker for each dry tonne sent; below 0 the taker pays. The rent of a scarce
connection is halved. What the rules charge is the price of targets, caps and of the objectives before cost; below 0 it
is a premium, and the price presumes that somebody pays it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.compare.coalitions import COST, USED
from symbiosis.compare.members import ends
from symbiosis.errors import UnsolvedError
from symbiosis.formulation.ledgers import LedgerKey
from symbiosis.formulation.parts import CONSTANT
from symbiosis.formulation.terms import Numbers
from symbiosis.solver.bench import Bench, own_copy
from symbiosis.solver.choice import solver_options
from symbiosis.solver.gather import Matrix, gather
from symbiosis.solver.highs import Point
from symbiosis.solver.outcome import Stop

if TYPE_CHECKING:
    from symbiosis.compare.players import Players
    from symbiosis.formulation import Formulation, Year

Floats = NDArray[np.float64]

#: Families of rows whose price is the giver's, and those whose price is a rent of the connection between both.
_GIVER = ("offers",)
_SHARED = ("links", "laid_flows", "shipments", "partners", "contracts")
#: Families that count over several plants: their prices are what rules charge or pay.
_RULES = ("ledgers", "shares")
#: Part of the largest flow below which a flow is rounding.
_DUST = 1e-9
#: What an objective that is held gives way by (a kg, or that part of it). At the most that can be reached, a tonne more
#: has no price, so what is told is what the last one costs.
_GRACE = 1e-6

#: Columns of the table of settlement prices.
COLUMNS = (
    "year", "offer", "material", "from_plant", "giver", "facility", "to_plant", "taker", "mode", "unit", "dry_t",
    "worth_to_giver_cny_t", "own_cost_cny_t", "rules_cny_t", "rent_cny_t", "fee_cny_t", "fee_cny",
)  # fmt: skip


@dataclass(frozen=True)
class LinkPrices:
    """Settlement prices of the flows of a plan."""

    table: pd.DataFrame
    premium_cny_t: float
    """What the objective of tonnes used pays for one more of them; 0 where it does not bind, NaN without one."""
    beyond_cny: float
    """What the plan costs beyond the cheapest that reaches as much; with more than rounding, prices are not its own."""


def link_prices(formulation: Formulation, players: Players, values: Floats) -> LinkPrices:
    """Return the settlement price of every flow of the plan at ``values`` (a number a column)."""
    problem = own_copy(gather(formulation.model, formulation.years[0].columns.layout))
    whole = problem.integer
    problem.lower[whole] = problem.upper[whole] = np.round(values[whole])
    problem = own_copy(problem, continuous=True)
    held = _hold(formulation, problem, values)
    cost, taken = _costs(formulation, len(problem.lower))
    bench = Bench(problem, solver_options(formulation.settings.solver))
    bench.set_cost(cost, "min")
    point = bench.settle()
    if point.stop is not Stop.OPTIMAL:
        raise UnsolvedError(f"the solver stopped ({point.stop.value}) at the settlement prices")
    weights = formulation.horizon.weights(money=True)
    tables = [
        _year(year, players, problem, point, values, cost, taken, float(weight))
        for year, weight in zip(formulation.years, weights, strict=True)
    ]
    premium = float(point.reduced_costs[held[USED]]) if USED in held else float("nan")
    beyond = 1000.0 * (float(cost @ values) - point.objective)
    return LinkPrices(pd.concat(tables, ignore_index=True), premium, beyond)


def _hold(formulation: Formulation, problem: Matrix, values: Floats) -> dict[LedgerKey, int]:
    """Hold the objectives before cost at what the plan reaches, and return their columns."""
    held = {}
    goals = zip(formulation.settings.objectives, formulation.model.objective.values(), strict=True)
    for goal, objective in goals:
        if goal.ledger == COST.ledger:
            break
        column = int(np.flatnonzero(problem.cost(objective))[0])
        grace = _GRACE * max(1.0, abs(values[column]))
        if goal.sense == "max":
            problem.lower[column] = values[column] - grace
        else:
            problem.upper[column] = values[column] + grace
        held[LedgerKey(goal.ledger, goal.family)] = column
    return held


def _costs(formulation: Formulation, width: int) -> tuple[Floats, Floats]:
    """Return what a unit of each column costs, and the part of it on a flow that is booked where the flow ends."""
    cost, taken = np.zeros(width), np.zeros(width)
    for year, weight in zip(formulation.years, formulation.horizon.weights(money=True), strict=True):
        here, there = (year.ledgers.codes(plants, "plant") for plants in ends(year.network))
        start = int(year.columns.flow[0]) if len(year.columns.flow) else 0
        for part in year.ledgers.parts(COST.ledger):
            own = part.columns != CONSTANT
            column, amount, plant = part.columns[own], float(weight) * part.coefficients[own], part.plants[own]
            np.add.at(cost, column, amount)
            flow = (column >= start) & (column < start + len(here))
            link = column[flow] - start
            taker = (plant[flow] == there[link]) & (plant[flow] != here[link])
            np.add.at(taken, column[flow][taker], amount[flow][taker])
    return cost, taken


def _year(
    year: Year, players: Players, problem: Matrix, point: Point, values: Floats, cost: Floats, taken: Floats,
    weight: float,
) -> pd.DataFrame:  # fmt: skip
    """Return the prices of the flows of a year, in money of that year."""
    network, columns = year.network, year.columns.flow
    sent = values[columns] if len(columns) else np.empty(0)
    moved = np.flatnonzero(sent > _DUST * max(1.0, float(sent.max(initial=0.0))))
    own = columns[moved]
    charged = {name: _charged(problem, point, name, own) / weight for name in ("giver", "shared", "rules", "taker")}
    links = network.links.iloc[moved].reset_index(drop=True)
    offers = network.offers.iloc[links["offer"]].reset_index(drop=True)
    facilities = network.facilities.iloc[links["facility"]].reset_index(drop=True)
    fee = charged["taker"] + taken[own] / weight + 0.5 * charged["shared"]
    tonnes = 1000.0 * values[own]
    giver, taker = (_names(plants, players) for plants in (offers["plant"], facilities["plant"]))
    return pd.DataFrame(
        {
            "year": network.period.year, "offer": offers["offer"], "material": offers["material"],
            "from_plant": offers["plant"], "giver": giver, "facility": facilities["facility"],
            "to_plant": facilities["plant"], "taker": taker, "mode": links["mode"].astype(str), "unit": offers["unit"],
            "dry_t": tonnes, "worth_to_giver_cny_t": -charged["giver"],
            "own_cost_cny_t": (cost - taken)[own] / weight, "rules_cny_t": charged["rules"],
            "rent_cny_t": charged["shared"], "fee_cny_t": fee, "fee_cny": fee * tonnes * weight,
        }
    )[list(COLUMNS)]  # fmt: skip


def _names(plants: pd.Series[str], players: Players) -> list[str]:
    numbers = (players.of_plant.get(str(plant)) for plant in plants)
    return ["" if number is None else players.names[number] for number in numbers]


def _charged(problem: Matrix, point: Point, side: str, columns: Numbers) -> Floats:
    """Return what the rows of one side charge a unit of each column, at their prices."""
    prices = np.where(_rows_of(problem, side), point.row_duals, 0.0)
    return np.asarray(-(problem.matrix[:, columns].T @ prices), dtype=float)


def _rows_of(problem: Matrix, side: str) -> NDArray[np.bool_]:
    """Say which rows are the giver's, shared by both, of rules, or the taker's, which are all others."""
    starts = sorted(problem.blocks.items(), key=lambda item: item[1])
    ends_at = [start for _, start in starts[1:]] + [len(problem.row_lower)]
    chosen = np.zeros(len(problem.row_lower), dtype=bool)
    for (family, start), end in zip(starts, ends_at, strict=True):
        sides = {"giver": family in _GIVER, "shared": family in _SHARED, "rules": family in _RULES}
        chosen[start:end] = sides.get(side, not any(sides.values()))
    return chosen
