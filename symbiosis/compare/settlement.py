"""Fair settlement: what everybody would pay alone, pays in the plan, and should pay or get so that nobody loses.

The game is one of net cost. What a coalition gains is what its members pay alone, each by himself, less the least that
they pay together (``Coalitions``). What is shared among all is what the *plan* gains: where its objectives ask for more
than is cheapest, the plan gains less than the cheapest cooperation could, and the difference is told.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.compare import games
from symbiosis.compare.books import books
from symbiosis.compare.coalitions import Coalitions
from symbiosis.compare.link_prices import LinkPrices, link_prices
from symbiosis.compare.players import By, Players, check_count, joined, largest, players_of, sub_park
from symbiosis.compare.stranded import refuse_stranded
from symbiosis.errors import UsageError

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation
    from symbiosis.park import Park
    from symbiosis.plan.record import Plan
    from symbiosis.scenario import Model

Floats = NDArray[np.float64]
Rule = Literal["nucleolus", "shapley", "dual"]
Progress = Callable[..., None]

#: Part of the money at stake below which a difference is the solver's rounding.
ROUNDING = 1e-6
BYS: tuple[By, ...] = ("owner", "zone", "province")
RULES: tuple[Rule, ...] = ("nucleolus", "shapley", "dual")

#: Columns of the table of players.
COLUMNS = (
    "player", "plants", "alone_cny", "plan_cny", "saving_cny", "shapley_cny", "nucleolus_cny", "dual_cny", "share_cny",
    "transfer_cny", "after_cny",
)  # fmt: skip


@dataclass(frozen=True)
class Settlement:
    """A plan, and how its gain is shared. All amounts are CNY a year; of several years their discounted sum."""

    plan: Plan
    players: Players
    rule: Rule
    premium_cny_t: float
    """What is paid from outside for each tonne used, as part of the game."""
    elsewhere_cny_t: float | None
    """Price at which waste could be placed outside the park; None where it cannot."""
    costs: Floats
    """Least net cost of every coalition by itself; infinite where it cannot place its own."""
    gains: Floats
    """What every coalition saves by joining, at its cheapest."""
    agreed: Floats
    """The same, with what the plan saves for all together."""
    books: pd.DataFrame
    """What everybody pays in the plan, by kind of cost."""
    table: pd.DataFrame
    """A row a player: the columns of ``COLUMNS``. Above 0, ``transfer_cny`` is received."""
    prices: LinkPrices
    core: games.Core
    """Whether the gain of the plan can be shared so that no coalition does better by itself."""
    cheapest_core: games.Core
    """The same of the cheapest cooperation."""
    gap: float
    """Largest gap that a search for whole numbers was left with, as a part of the cost."""
    solves: int
    """Problems that were solved for the coalitions."""

    @property
    def gain_cny(self) -> float:
        """What the plan saves against everybody by himself; below 0 it costs more."""
        return float(self.agreed[-1])

    @property
    def beyond_cheapest_cny(self) -> float:
        """What the plan costs beyond the cheapest cooperation."""
        return float(self.gains[-1] - self.agreed[-1])

    @property
    def outside_cny(self) -> float:
        """What must come from outside so that nobody pays more than alone; 0 where the plan gains."""
        return float(self.table["transfer_cny"].sum())

    @property
    def tolerance_cny(self) -> float:
        """Amount below which a difference says nothing: rounding, and the gaps of what was searched for."""
        return _tolerance(self.costs, self.gap)

    def blocking(self, shares: Floats | None = None, most: int = 5) -> list[tuple[int, float]]:
        """Return the coalitions that would do better by themselves, with what they would gain by it, worst first."""
        shares = self.table["share_cny"].to_numpy(dtype=float) if shares is None else shares
        excess = games.worth_at(self.agreed, shares)
        excess[-1] = -np.inf
        found = np.flatnonzero(excess > self.tolerance_cny)
        return [(int(at), float(excess[at])) for at in found[np.argsort(-excess[found], kind="stable")][:most]]


def settle(
    park: Park, model: Model, *, by: By = "owner", rule: Rule = "nucleolus", public: Collection[str] = (),
    private: Collection[str] = (), top: int | None = None, rest: Literal["one", "apart"] = "one",
    premium: float | Literal["plan"] = 0.0, elsewhere: float | None = None, progress: Progress | None = None,
) -> Settlement:  # fmt: skip
    """Return how the gain of the plan of ``park`` under ``model`` is shared among its owners.

    Parameters
    ----------
    by
        Who plays: owners, zones or provinces.
    rule
        What decides the transfers: the nucleolus, the Shapley value, or the prices of the flows ("dual").
    public
        Plants that are nobody's, besides those that have no owner and only serve.
    private
        Plants without an owner that play by themselves, though they only serve.
    top, rest
        Only the ``top`` players that exchange most play; the others as one more player, or not at all.
    premium
        CNY per tonne used that is paid from outside; "plan" for what the target of the plan costs at the margin.
    elsewhere
        CNY per tonne at which waste could be placed outside the park; without it, it cannot.

    Raises
    ------
    UsageError
        Where there are too many players, or the arguments cannot be meant.
    StrandedError
        Where somebody cannot place his own waste alone, so that there is nothing to compare with.
    InfeasibleError
        Where the park has no plan.
    """
    from symbiosis.api import formulate, solve_formulation

    tell = progress or (lambda *_: None)
    paid = check_asked(by, rule, top, rest, premium)
    if elsewhere is not None and not 0 <= elsewhere < np.inf:
        raise UsageError(f"elsewhere: {elsewhere} is no price; give CNY per tonne, 0 or more")
    formulation = formulate(park, model)
    players = players_of(formulation, by, public, private)
    if top is None:
        check_count(players, by, _counts(formulation, public, private))
    plan = solve_formulation(formulation, progress=progress)
    if top is not None and top < len(players.names):
        kept = largest(players, plan, top)
        players = joined(players, kept)
        if rest == "apart":
            own = players.plants((1 << len(kept)) - 1)
            formulation = formulate(sub_park(park, {*own, *players.public}), model)
            left_out = tuple(name for name in players.names if name not in kept)
            players = replace(players_of(formulation, by, players.public, private), rest=left_out)
            plan = solve_formulation(formulation, progress=progress)
    check_count(players, by, {})
    return _settled(formulation, plan, players, rule, paid, elsewhere, tell)


def _settled(
    formulation: Formulation, plan: Plan, players: Players, rule: Rule, premium: float | Literal["plan"],
    elsewhere: float | None, tell: Progress,
) -> Settlement:  # fmt: skip
    layout = formulation.years[0].columns.layout
    values = np.concatenate([np.asarray(family.value_array, dtype=float) for family in layout.families])
    prices = link_prices(formulation, players, values)
    paid = prices.premium_cny_t if premium == "plan" else float(premium)
    if np.isnan(paid):
        raise UsageError("premium: the plan has no objective used_t before cost_cny; give CNY per tonne")
    coalitions = Coalitions(formulation, players, premium_cny_t=paid, elsewhere_cny_t=elsewhere)
    refuse_stranded(coalitions)
    costs = coalitions.costs(lambda done, of: tell(f"coalition {done} of {of}", 0.0, 0))
    account = books(formulation, plan, players, values, paid)
    gains = _gains(costs)
    agreed = gains.copy()
    pays = account.sum(axis=1).to_numpy(dtype=float)
    alone = costs[1 << np.arange(len(players.names))]
    agreed[-1] = alone.sum() - pays.sum()
    # The plan is one way to cooperate; a search that stopped at a gap may have missed it.
    gains[-1] = max(gains[-1], agreed[-1])
    table = _table(players, rule, gains, agreed, alone, pays, prices.table)
    within = _tolerance(costs, coalitions.gap)
    return Settlement(
        plan=plan, players=players, rule=rule, premium_cny_t=paid, elsewhere_cny_t=elsewhere, costs=costs, gains=gains,
        agreed=agreed, books=account, table=table, prices=prices, core=games.core(agreed, within),
        cheapest_core=games.core(gains, within), gap=coalitions.gap, solves=coalitions.solves,
    )  # fmt: skip


def _table(
    players: Players, rule: Rule, gains: Floats, agreed: Floats, alone: Floats, pays: Floats, flows: pd.DataFrame
) -> pd.DataFrame:
    fees = np.zeros(len(players.names))
    for end, sign in (("taker", 1.0), ("giver", -1.0)):
        both = flows[(flows["giver"] != "") & (flows["taker"] != "")]
        got = both.groupby(end)["fee_cny"].sum().reindex(players.names).fillna(0.0)
        fees += sign * got.to_numpy(dtype=float)
    shares: dict[str, Floats] = {
        "shapley": _scaled(games.shapley(gains), float(agreed[-1])),
        "nucleolus": _least_complaints(agreed),
        "dual": alone - pays + fees,
    }
    plants = [sum(number == at for number in players.of_plant.values()) for at in range(len(players.names))]
    transfer = pays - (alone - shares[rule])
    table: dict[str, Any] = {
        "player": players.names, "plants": plants, "alone_cny": alone, "plan_cny": pays, "saving_cny": alone - pays,
        **{f"{name}_cny": shares[name] for name in ("shapley", "nucleolus", "dual")},
        "share_cny": shares[rule], "transfer_cny": transfer, "after_cny": pays - transfer,
    }  # fmt: skip
    return pd.DataFrame(table)[list(COLUMNS)]


def _tolerance(costs: Floats, gap: float) -> float:
    return max(ROUNDING, gap) * max(1.0, float(np.abs(costs[np.isfinite(costs)]).max()))


def _scaled(shares: Floats, gain: float) -> Floats:
    """Return the Shapley value of the cheapest cooperation, in proportion cut to what the plan gains.

    In proportion, so that who adds nothing gets nothing; nobody gets less than nothing. Where the plan gains nothing,
    nobody gets anything.
    """
    shares = np.maximum(shares, 0.0)
    total = float(shares.sum())
    if gain <= 0 or total <= 0:
        return np.full(len(shares), max(gain, 0.0) / len(shares))
    return np.asarray(shares * (gain / total), dtype=float)


def _least_complaints(agreed: Floats) -> Floats:
    """Return the nucleolus of the plan's gain; where it gains nothing, nobody gets anything."""
    return np.zeros(games.count(agreed)) if agreed[-1] <= 0 else np.maximum(games.nucleolus(agreed), 0.0)


def _gains(costs: Floats) -> Floats:
    """Return what coalitions save by joining; one that a rule leaves without a plan may act in parts."""
    players = len(costs).bit_length() - 1
    alone = costs[1 << np.arange(players)]
    gains = games.members(players) @ alone - costs
    for coalition in np.flatnonzero(np.isinf(gains)):
        parts = [part for part in range(1, int(coalition)) if part & int(coalition) == part]
        gains[coalition] = max(gains[part] + gains[int(coalition) - part] for part in parts)
    gains[0] = 0.0
    gains[1 << np.arange(players)] = 0.0
    return np.asarray(gains, dtype=float)


def _counts(formulation: Formulation, public: Collection[str], private: Collection[str]) -> dict[str, int]:
    return {by: len(players_of(formulation, by, public, private).names) for by in BYS}


def check_asked(by: str, rule: str, top: int | None, rest: str, premium: str | float) -> float | Literal["plan"]:
    """Return the premium as a number or "plan"; raises UsageError for what cannot be meant, all of it at once."""
    wrong = [
        f"{name}: {value!r} is not known; it would be one of {', '.join(known)}"
        for name, value, known in (("by", by, BYS), ("rule", rule, RULES), ("rest", rest, ("one", "apart")))
        if value not in known
    ]
    if top is not None and top < 2:
        wrong.append(f"top: {top} is too few; at least two can settle anything")
    if rest == "apart" and top is None:
        wrong.append("rest: apart leaves out those below the top; say how many are kept (top), or leave rest out")
    paid: float | Literal["plan"] = "plan"
    if premium != "plan":
        try:
            paid = float(premium)
        except ValueError:
            paid = float("nan")
        if not np.isfinite(paid):
            wrong.append(f"premium: {premium!r} is no amount; give CNY per tonne, or plan")
    if wrong:
        raise UsageError("; ".join(wrong))
    return paid
