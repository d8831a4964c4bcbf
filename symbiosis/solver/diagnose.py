"""What simple bounds show about a park without a plan: supplies nobody can take, targets and caps out of reach."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.network.bounds import most_taken
from symbiosis.network.gates import Words
from symbiosis.solver.choice import solver_options
from symbiosis.solver.gather import gather
from symbiosis.solver.highs import Solver
from symbiosis.solver.outcome import Worth

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation
    from symbiosis.network import Network

Floats = NDArray[np.float64]

#: Rows on ledgers that may ask for more than there is.
_WISHES = ("targets", "caps")
#: A shortfall below this part of an amount is rounding.
_ROUNDING = 1e-6


def reasons(formulation: Formulation) -> list[Words]:
    """Return what simple bounds show of why no plan satisfies all rules; nothing where they show nothing."""
    found = [sentence for year in formulation.years for sentence in _in_year(year.network)]
    return found or _out_of_reach(formulation)


def _in_year(network: Network) -> Iterator[Words]:
    """Yield what simple bounds show in one year; the year is named where there are several."""
    year = network.period.year
    en, zh = ("", "") if network.period.alone else (f"in {year} ", f"{year} 年")
    for words in (*_unplaced(network), *_starved(network), *_spoiled(network)):
        yield Words(en + words.en, zh + words.zh)


def _unplaced(network: Network) -> Iterator[Words]:
    """Supplies that must be placed and are more than what can be taken where they can go."""
    offers, links = network.offers, network.links
    most = most_taken(network)
    given = offers[offers["must_place"].astype(bool) & (offers["kind"] != "made") & (offers["amount_t"] > 0)]
    entries = links[["offer", "intake"]].drop_duplicates()
    entries = entries.assign(most=most[entries["intake"].to_numpy()])
    room = entries.groupby("offer")["most"].sum().reindex(given.index).fillna(0.0)
    for number, able in zip(given.index, room.to_numpy(), strict=True):
        offer = given.loc[number]
        amount = float(offer["amount_t"])
        if amount > able * (1 + _ROUNDING):
            takers = entries.loc[entries["offer"] == number, "intake"].nunique()
            yield _left_over(amount, str(offer["material"]), str(offer["plant"]), takers, able)
    for material, lots in given.groupby("material"):
        reached = entries.loc[entries["offer"].isin(lots.index), "intake"].unique()
        amount, able = float(lots["amount_t"].sum()), float(most[reached].sum())
        alone = lots["amount_t"] > room[lots.index] * (1 + _ROUNDING)
        if amount > able * (1 + _ROUNDING) and not alone.any():
            yield Words(
                f"{amount:,.0f} t of {material} must be placed, but all facilities together take {able:,.0f} t",
                f"{amount:,.0f} t {material} 必须消纳，但全部设施合计最多接收 {able:,.0f} t",
            )


def _left_over(amount: float, material: str, plant: str, takers: int, able: float) -> Words:
    en = f"{amount:,.0f} t of {material} at {plant} must be placed, but"
    zh = f"{plant} 的 {amount:,.0f} t {material} 必须消纳，但"
    if not takers:
        return Words(f"{en} no facility that accepts it is within reach", f"{zh}运距内没有可接收的设施")
    those = (
        "the one facility that it can reach takes" if takers == 1 else f"the {takers} facilities that it can reach take"
    )
    return Words(f"{en} {those} {able:,.0f} t at most", f"{zh}可送达的 {takers} 座设施最多接收 {able:,.0f} t")


def _starved(network: Network) -> Iterator[Words]:
    """Facilities that must take more than can come."""
    facilities, intakes, links = network.facilities, network.intakes, network.links
    amount = network.offers["amount_t"].fillna(np.inf).to_numpy()
    feeds = links[["offer", "facility"]].drop_duplicates()
    supply = np.bincount(feeds["facility"], weights=amount[feeds["offer"]], minlength=len(facilities)).astype(float)
    supply[intakes.loc[intakes["buy_cny_t"].notna(), "facility"].unique()] = np.inf
    if "capacity" not in network.model.settings.limits:
        return
    for number, facility in facilities[facilities["min_t_a"] > 0].iterrows():
        least, able = float(facility["min_t_a"]), float(supply[int(str(number))])
        if least > able * (1 + _ROUNDING):
            yield Words(
                f"{facility['facility']} must take at least {least:,.0f} t, but only {able:,.0f} t can reach it",
                f"{facility['facility']} 至少须接收 {least:,.0f} t，但只有 {able:,.0f} t 可以送达",
            )


def _spoiled(network: Network) -> Iterator[Words]:
    """Facilities that must run although everything that can come in breaks a standard in the same direction."""
    if "capacity" not in network.model.settings.limits:
        return
    lots = pd.concat([_arriving(network), _bought(network)], ignore_index=True)
    rules = network.standards[(network.standards["on"] == "feed") & (network.standards["over"] == "")]
    for rule in rules.to_dict("records"):
        facility = network.facilities.iloc[rule["facility"]]
        blend = lots.loc[(lots["facility"] == rule["facility"]) & lots[rule["property"]].notna(), rule["property"]]
        if facility["min_t_a"] <= 0 or blend.empty or rule["ignited"]:
            continue
        best = blend.min() if rule["sense"] == "<=" else blend.max()
        if (best > rule["limit"]) if rule["sense"] == "<=" else (best < rule["limit"]):
            name, least = facility["facility"], f"{facility['min_t_a']:,.0f} t"
            asked = f"{rule['property']} {rule['sense']} {rule['limit']:g}"
            yield Words(
                f"{name} must take at least {least}, but {rule['standard']} asks for {asked} and the best input has "
                f"{best:g}",
                f"{name} 至少须接收 {least}，但 {rule['standard']} 要求 {asked}，而最好的原料为 {best:g}",
            )


def _arriving(network: Network) -> pd.DataFrame:
    lots = network.links[["offer", "facility"]].drop_duplicates()
    quality = network.offer_quality.iloc[lots["offer"]].reset_index(drop=True)
    return quality.assign(facility=lots["facility"].to_numpy())


def _bought(network: Network) -> pd.DataFrame:
    buyable = network.intakes["buy_cny_t"].notna()
    return network.bought_quality[buyable].assign(facility=network.intakes.loc[buyable, "facility"])


def _out_of_reach(formulation: Formulation) -> list[Words]:
    """Targets and caps that cannot be kept even when no other of them is asked for."""
    wishes = [name for name in _WISHES if name in formulation.labels and len(formulation.labels[name])]
    families = [getattr(formulation.model, name) for name in wishes]
    # The matrix is gathered with the wishes switched off; the author's model gets its state back.
    before = [family.active for family in families]
    for family in families:
        family.deactivate()
    try:
        layout = formulation.years[0].columns.layout
        solver = Solver(gather(formulation.model, layout), solver_options(formulation.settings.solver))
    finally:
        for family, active in zip(families, before, strict=True):
            if active:
                family.activate()
    return [sentence for name in wishes for sentence in _shortfalls(formulation, solver, name)]


def _shortfalls(formulation: Formulation, solver: Solver, name: str) -> Iterator[Words]:
    rows, labels = getattr(formulation.model, name), formulation.labels[name]
    for number in range(len(labels)):
        coefficients = rows.matrix[number].toarray().ravel()
        lower, upper = rows.lower_array[number], rows.upper_array[number]
        at_least = np.isfinite(lower)
        cost = np.zeros(len(solver.problem.lower))
        cost[: len(coefficients)] = coefficients
        solver.set_cost(cost, "max" if at_least else "min")
        point = solver.run()
        if point.worth is not Worth.PROVEN:
            continue
        side = float(lower if at_least else upper)
        missing = side - point.objective if at_least else point.objective - side
        size = float(np.abs(coefficients * point.columns[: len(coefficients)]).max())
        if missing > _ROUNDING * max(1.0, abs(side), size):
            yield _shortfall(formulation, name, number, point.columns)


def _shortfall(formulation: Formulation, name: str, number: int, values: Floats) -> Words:
    label = formulation.labels[name].iloc[number]
    at_least = label["sense"] == ">="
    word, word_zh = ("most", "最高") if at_least else ("least", "最低")
    if name == "caps":
        own = formulation.model.caps.matrix[number].indices[0]
        place, side = f"{label['scope']} {label['name']}".strip(), f"{label['sense']} {label['amount']:,.6g}"
        has = f"{values[own] * 1000.0:,.6g}"
        return Words(
            f"the cap on {label['ledger']} in {place} asks for {side}; the {word} that any plan has is {has}",
            f"{place} 的 {label['ledger']} 限额为 {side}，任何方案{word_zh}为 {has}",
        )
    year = label["year"]
    en = f"the target {label['target']!r}" + (f" of {year}" if year else "")
    zh = (f"{year} 年" if year else "") + f"目标 {label['target']} "
    reached = _total(formulation, label, label["ledger"], values)
    if not label["over"]:
        asked, most = f"{label['value']:,.6g}", f"{reached:,.6g}"
        return Words(
            f"{en} asks for {asked}; {most} is the {word} that any plan reaches",
            f"{zh}要求 {asked}，任何方案{word_zh}为 {most}",
        )
    base = _total(formulation, label, label["over"], values)
    if not base:
        return Words(f"{en} divides by {label['over']}, which is nothing here", f"{zh}的分母 {label['over']} 为零")
    asked, most = f"{label['value']:.2%}", f"{reached / base:.2%}"
    return Words(
        f"{en} asks for {asked} and is out of reach: {most} is the {word} that any plan reaches",
        f"{zh}要求 {asked}，无法达到：任何方案{word_zh}为 {most}",
    )


def _total(formulation: Formulation, label: pd.Series[Any], ledger: str, values: Floats) -> float:
    """Return the total that a target speaks of, in ledger units."""
    from symbiosis.formulation import LedgerKey

    key = LedgerKey(ledger, label["family"], label["scope"], label["scope_name"], label["year"])
    column = formulation.years[0].columns.ledger[formulation.keys[key]]
    return float(values[column] * 1000.0)
