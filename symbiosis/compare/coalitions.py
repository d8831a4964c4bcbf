"""What every coalition could do by itself: one formulation, solved again and again with the others' part of it closed.

A coalition has what its members have: their offers, their facilities, the links among them, what anybody can buy and
sell, and the plants that are nobody's. It places its own waste under the same rules at its least net cost. Its problem
is that of the whole with every column closed that needs somebody else, and with every row off that then speaks of
nothing. Rules that ask something of a whole place (at least so much of a ledger, a ratio to be reached) are asked of a
coalition only where it holds all of that place; what a place may have at most holds for every coalition.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.compare.members import column_masks, meetings
from symbiosis.compare.players import Players, of_place
from symbiosis.errors import UnsolvedError
from symbiosis.formulation.ledgers import LedgerKey
from symbiosis.formulation.parts import CONSTANT
from symbiosis.network.units import TONNE
from symbiosis.solver.bench import Bench, own_copy
from symbiosis.solver.choice import solver_options
from symbiosis.solver.gather import Matrix, gather
from symbiosis.solver.highs import Solver
from symbiosis.solver.outcome import Stop, Worth
from symbiosis.solver.whole import is_small

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation
    from symbiosis.formulation.ledgers import Ledgers

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

#: Ledgers that the cost of a coalition is made of.
COST, USED = LedgerKey("cost_cny"), LedgerKey("used_t")


class Coalitions:
    """The problem of every coalition, solved on demand and remembered."""

    def __init__(
        self, formulation: Formulation, players: Players, *, premium_cny_t: float = 0.0,
        elsewhere_cny_t: float | None = None,
    ) -> None:  # fmt: skip
        self.formulation, self.players = formulation, players
        self.problem = own_copy(gather(formulation.model, formulation.years[0].columns.layout))
        self.masks = column_masks(formulation, players, len(self.problem.lower))
        self.everybody = (1 << len(players.names)) - 1
        self.gap = 0.0
        """Largest gap that a search for whole numbers was left with, as a part of the cost."""
        self.solves = 0
        cost, fixed = self._terms(COST, money=True)
        used, given = self._terms(USED, money=False)
        self.cost, self.fixed = cost - premium_cny_t * used, fixed - premium_cny_t * given
        if elsewhere_cny_t is not None:
            self._open_elsewhere(elsewhere_cny_t)
        self._known: dict[int, float] = {0: 0.0}
        self._pattern = abs(self.problem.matrix).tocsr().astype(bool).astype(np.float64)
        self._sides = self._constants()
        self._bench: Bench | None = None

    # What is counted ------------------------------------------------------------------------------------------------

    def _terms(self, key: LedgerKey, *, money: bool) -> tuple[Floats, Floats]:
        """Return what a unit of each column adds to a ledger, and what each player adds whatever is done."""
        cost, fixed = np.zeros(len(self.problem.lower)), np.zeros(len(self.players.names))
        for year, weight in zip(self.formulation.years, self.formulation.horizon.weights(money=money), strict=True):
            for part in year.ledgers.parts(key.ledger):
                constant = part.columns == CONSTANT
                np.add.at(cost, part.columns[~constant], float(weight) * part.coefficients[~constant])
                owner = self._owners(year.ledgers)[part.plants[constant]]
                np.add.at(fixed, owner[owner >= 0], float(weight) * part.coefficients[constant][owner >= 0])
        return cost, fixed

    def _owners(self, ledgers: Ledgers) -> Integers:
        return np.array([self.players.of_plant.get(str(plant), -1) for plant in ledgers.plants], dtype=np.int64)

    def unplaced(self, coalition: int) -> pd.DataFrame:
        """Return what a coalition cannot place, at the least: columns year, offer, amount (of the offer's unit)."""
        lower, upper, low, high = self.restricted(coalition)
        cost = np.zeros(len(self.cost))
        must = [
            year.columns.unsent[year.network.offers["must_place"].to_numpy(dtype=bool)]
            for year in self.formulation.years
        ]
        for columns in must:
            upper[columns], cost[columns] = np.inf, 1.0
        own = own_copy(self.problem, continuous=True)
        own.lower, own.upper, own.row_lower, own.row_upper = lower, upper, low, high
        solver = Solver(own, solver_options(self.formulation.settings.solver))
        solver.set_cost(cost, "min")
        point = solver.run()
        tables = []
        for year in self.formulation.years:
            left = np.where(cost[year.columns.unsent] > 0, point.columns[year.columns.unsent] * 1000.0, 0.0)
            table = year.network.offers[["year", "offer", "unit"]].assign(amount=left)
            tables.append(table[left > 1e-6 * max(1.0, float(left.max(initial=0.0)))])
        return pd.concat(tables, ignore_index=True) if point.stop is Stop.OPTIMAL else pd.DataFrame({"offer": []})

    def _open_elsewhere(self, price_cny_t: float) -> None:
        """Let what must be placed stay unplaced at a price, as if somebody outside took it at the gate."""
        for year, weight in zip(self.formulation.years, self.formulation.horizon.weights(money=True), strict=True):
            offers = year.network.offers
            must = (
                offers["must_place"].astype(bool) & (offers["unit"] == TONNE) & (offers["role"] == "waste")
            ).to_numpy()
            columns = year.columns.unsent[must]
            self.problem.upper[columns] = np.inf
            self.cost[columns] += float(weight) * price_cny_t

    def _constants(self) -> Floats:
        """Return, row by row, what each player adds to the side of the rows that make totals."""
        count, owners = len(self.players.names), [self._owners(year.ledgers) for year in self.formulation.years]
        table = np.zeros((len(self.formulation.keys), count))
        for key, number in self.formulation.keys.items():
            weights = self.formulation.horizon.weights(money=key.discounted)
            for year, owner, weight in zip(self.formulation.years, owners, weights, strict=True):
                if key.year in (0, year.network.period.year):
                    table[number] += (1.0 if key.year else float(weight)) * _by_player(year.ledgers, key, owner, count)
        return table

    # What a coalition is --------------------------------------------------------------------------------------------

    def restricted(self, coalition: int) -> tuple[Floats, Floats, Floats, Floats]:
        """Return the bounds of the columns and the sides of the rows of a coalition's own problem."""
        problem = self.problem
        lower, upper = problem.lower.copy(), problem.upper.copy()
        closed = (self.masks & ~np.int64(coalition)) != 0
        lower[closed] = upper[closed] = 0.0
        low, high = problem.row_lower.copy(), problem.row_upper.copy()
        if coalition == self.everybody:
            return lower, upper, low, high
        start = problem.blocks["ledgers"]
        out = [at for at in range(len(self.players.names)) if not coalition >> at & 1]
        rows = slice(start, start + len(self._sides))
        low[rows] -= self._sides[:, out].sum(axis=1)
        high[rows] -= self._sides[:, out].sum(axis=1)
        empty = self._pattern @ (~closed).astype(float) < 0.5
        low[empty], high[empty] = -np.inf, np.inf
        low[self._public_loads] = np.minimum(low[self._public_loads], 0.0)
        own = set(self.players.plants(coalition))
        for row, place in self._places:
            if not place <= own:
                low[row], high[row] = -np.inf, np.inf
        return lower, upper, low, high

    @cached_property
    def _public_loads(self) -> Integers:
        """Rows of least loads of plants that are nobody's: no coalition answers for them."""
        start = self.problem.blocks.get("capacity")
        if start is None:
            return np.empty(0, dtype=np.int64)
        tables = [year.network.facilities for year in self.formulation.years]
        plants = pd.concat(tables).drop_duplicates("facility").set_index("facility")["plant"]
        own = self.formulation.labels["capacity"]["facility"].map(plants)
        return start + np.flatnonzero(own.isin(self.players.public).to_numpy())

    @cached_property
    def _places(self) -> list[tuple[int, frozenset[str]]]:
        """Rows that ask something of a place, with the plants of the place that somebody owns."""
        park, found = self.formulation.horizon.park, []
        for family, name in (("caps", "name"), ("targets", "scope_name")):
            start = self.problem.blocks.get(family)
            if start is None:
                continue
            for number, row in enumerate(self.formulation.labels[family].to_dict("records")):
                if row["sense"] == ">=" or family == "targets":
                    place = of_place(park, row["scope"], row[name])
                    found.append((start + number, frozenset(place) & self.players.of_plant.keys()))
        return found

    # What it costs --------------------------------------------------------------------------------------------------

    def costs(self, tell: Callable[[int, int], None] | None = None) -> Floats:
        """Return the least net cost of every coalition, in CNY; infinite where it cannot place its own.

        ``tell`` is called now and then with how many are done, out of how many.
        """
        # Neighbours in this order differ by one player, so that the basis at hand is nearly right.
        order = [number ^ (number >> 1) for number in range(self.everybody + 1)]
        found = np.empty(len(order))
        for done, coalition in enumerate(order):
            found[coalition] = self.of(coalition)
            if tell is not None and done % 16 == 0:
                tell(done, len(order))
        return found

    def of(self, coalition: int) -> float:
        """Return the least net cost of one coalition in CNY; infinite where it cannot place its own."""
        if coalition not in self._known:
            parts = self._apart(coalition)
            if len(parts) > 1:
                self._known[coalition] = sum(self.of(part) for part in parts)
            else:
                own = [at for at in range(len(self.players.names)) if coalition >> at & 1]
                fixed = float(self.fixed[own].sum())
                self._known[coalition] = 1000.0 * (self._least(coalition) + fixed)
        return self._known[coalition]

    def _apart(self, coalition: int) -> list[int]:
        """Return the parts of a coalition that have nothing to do with each other; together they cost their sum."""
        parts, left = [], coalition
        while left:
            part, grown = 0, left & -left
            while grown != part:
                part = grown
                for player in range(len(self.players.names)):
                    if part >> player & 1:
                        grown |= self._meets[player] & left
            parts.append(part)
            left &= ~part
        return parts

    @cached_property
    def _meets(self) -> list[int]:
        totals = self.formulation.years[0].columns.ledger
        return meetings(self.problem, self.masks, self.problem.blocks["ledgers"], totals, len(self.players.names))

    def _least(self, coalition: int) -> float:
        """Return the least cost of a coalition in thousand CNY, without what is paid whatever is done."""
        self.solves += 1
        lower, upper, low, high = self.restricted(coalition)
        if self.problem.integer.any():
            return self._searched(lower, upper, low, high)
        if self._bench is None:
            self._bench = Bench(own_copy(self.problem), solver_options(self.formulation.settings.solver))
            self._bench.set_cost(self.cost, "min")
            self._bench.option("solver", "simplex")
        bench = self._bench
        # The time that HiGHS counts is that of all runs together.
        bench.option("time_limit", bench.seconds + self.formulation.settings.solver.time_limit_s)
        _change(bench, lower, upper, low, high)
        point = bench.again()
        if point.stop is Stop.INFEASIBLE:
            return float("inf")
        if point.stop is not Stop.OPTIMAL:
            raise UnsolvedError(f"{self._said(coalition)}: the solver stopped ({point.stop.value})")
        return point.objective

    def _searched(self, lower: Floats, upper: Floats, low: Floats, high: Floats) -> float:
        """Return the least cost where something is to be decided; the gap that is left is remembered."""
        settings = self.formulation.settings.solver
        own = own_copy(self.problem)
        own.lower, own.upper, own.row_lower, own.row_upper = lower, upper, low, high
        solver = Solver(own, solver_options(settings))
        solver.set_cost(self.cost, "min")
        solver.option("mip_lp_solver", "choose" if is_small(own) else "ipx")
        point = solver.run()
        if point.stop is Stop.INFEASIBLE:
            return float("inf")
        if point.worth is Worth.NONE or point.stop is Stop.INTERRUPTED:
            raise UnsolvedError(f"a coalition was not settled: the solver stopped ({point.stop.value})")
        self.gap = max(self.gap, abs(point.objective - point.bound) / max(1.0, abs(point.objective)))
        return point.objective

    def _said(self, coalition: int) -> str:
        return " + ".join(name for at, name in enumerate(self.players.names) if coalition >> at & 1)


def _by_player(ledgers: Ledgers, key: LedgerKey, owner: Integers, count: int) -> Floats:
    """Return what each player adds to the constant part of a total, in thousand units."""
    found = np.zeros(count)
    for part in ledgers.parts(key.ledger):
        counted = (part.columns == CONSTANT) & (owner[part.plants] >= 0)
        if key.family:
            counted &= part.families == ledgers.codes([key.family], "family")[0]
        if key.scope != "park":
            counted &= (ledgers.network.park.plants[key.scope] == key.name).to_numpy()[part.plants]
        np.add.at(found, owner[part.plants[counted]], part.coefficients[counted])
    return found


def _change(bench: Bench, lower: Floats, upper: Floats, low: Floats, high: Floats) -> None:
    """Put other bounds and sides on a bench, as far as they differ."""
    problem: Matrix = bench.problem
    moved = np.flatnonzero((problem.lower != lower) | (problem.upper != upper)).astype(np.int32)
    if len(moved):
        bench.set_bounds(moved, lower[moved], upper[moved])
    rows = np.flatnonzero((problem.row_lower != low) | (problem.row_upper != high)).astype(np.int32)
    if len(rows):
        bench.set_sides(rows, low[rows], high[rows])
