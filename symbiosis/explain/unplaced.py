"""Why new tonnes are left without a use, offer by offer, read from the prices of one solved chain.

No link is solved again: what a rule or a distance costs one tonne is in the duals of the cost, the use before it held
at what the plan reaches. A price so read is the least that forcing tonnes costs; ``symbiosis why`` solves for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from symbiosis.explain.currency import Currency, currency_of
from symbiosis.explain.levers import Lever, levers
from symbiosis.explain.link import _refused, money
from symbiosis.explain.standing import Standing
from symbiosis.explain.turning import _cost_row
from symbiosis.explain.words import signed
from symbiosis.network.gates import Words
from symbiosis.network.why import why_in
from symbiosis.solver.rules import said

if TYPE_CHECKING:
    from symbiosis.formulation import Year
    from symbiosis.plan.record import Plan
    from symbiosis.solver.chain import Chain
    from symbiosis.solver.rules import Rule

COLUMNS = (
    "year",
    "offer",
    "plant",
    "material",
    "left_t",
    "verdict",
    "facility",
    "mode",
    "km",
    "more_cny_t",
    "en",
    "zh",
)
#: Offers that are told, the ones with most tonnes left first.
MOST = 60
#: A price below this, per tonne, is none; rules that a sentence names.
_FREE, _NAMED = 1e-6, 2


def left_over(plan: Plan) -> pd.DataFrame:
    """Return new waste that is disposed of or stays, dry t/a: year, offer, plant, material, left_t; the most first."""
    gone = plan.flows[plan.flows["fate"] == "disposal"].groupby(["year", "offer"])["dry_t"].sum()
    families = plan.model.tables["families"]
    waste = families.loc[families["role"] == "waste", "family"]
    offers = plan.offers[plan.offers["family"].isin(waste) & ~plan.offers["kind"].isin(["stock", "purchase"])]
    keys = pd.MultiIndex.from_frame(offers[["year", "offer"]])
    left = offers["stays_t"].astype(float) + gone.reindex(keys).fillna(0.0).to_numpy(dtype=float)
    offers = offers.assign(left_t=left)
    kept = offers[left > 1e-6 * offers["amount_t"].astype(float).clip(lower=1.0)]
    columns = ["year", "offer", "plant", "material", "left_t"]
    return kept.sort_values("left_t", ascending=False, kind="stable", ignore_index=True)[columns]


def unplaced_reasons(chain: Chain, plan: Plan, *, most: int = MOST, known: list[Lever] | None = None) -> pd.DataFrame:
    """Return one reason for each of the ``most`` largest offers of ``left_over``, in the columns of ``COLUMNS``.

    ``verdict`` is "no_use" (no recipe names it), "gate", "rule", "decision" or "price"; ``more_cny_t`` what a tonne
    would cost more, at the least, at the facility named than where it goes, in the year's CNY.
    """
    years = {year.network.period.year: year for year in chain.formulation.years}
    reader = _Reader(chain, levers(chain.formulation, chain.problem) if known is None else known)
    rows = []
    for lot in left_over(plan).head(most).to_dict("records"):
        year = years[int(lot["year"])]
        numbers = np.flatnonzero(year.network.offers["offer"] == lot["offer"])
        found = reader.reason(year, int(numbers[0])) if len(numbers) else {}
        rows.append(lot | found)
    return pd.DataFrame(rows, columns=list(COLUMNS))


@dataclass(frozen=True)
class _Reader:
    """Reads reasons from the duals of a chain."""

    chain: Chain
    known: list[Lever]

    @property
    def _money(self) -> Currency:
        return currency_of(self.chain.formulation.horizon.park)

    @cached_property
    def _ledgers(self) -> dict[Any, dict[Any, str]]:
        """Unit and names by ledger."""
        rows = self.chain.formulation.horizon.model.tables["ledgers"][["ledger", "unit", "name_en", "name_zh"]]
        found: dict[Any, dict[Any, str]] = rows.astype(str).set_index("ledger").to_dict("index")
        return found

    @cached_property
    def _stage(self) -> int:
        return self._money_stage or 0

    @cached_property
    def _money_stage(self) -> int | None:
        return money(self.chain)

    @cached_property
    def _levers(self) -> dict[int, Lever]:
        """Levers by row; of two on one row the first, the capacity before the least load."""
        return {lever.row: lever for lever in reversed(self.known)}

    @cached_property
    def _rules(self) -> dict[int, Words | Rule]:
        """Rules by row, and the rows by which a line takes in no more than its size as built."""
        found: dict[int, Words | Rule] = {rule.row: rule for rule in self.chain.rules if rule.family != "offers"}
        start = self.chain.problem.blocks.get("built_capacity")
        if start is not None:
            for number, name in enumerate(self.chain.formulation.labels["built_capacity"]["facility"]):
                found[start + number] = Words(f"the size of {name} as built", f"{name} 的建设规模")
        return found

    def reason(self, year: Year, lot: int) -> dict[str, Any]:
        """Return verdict, place and words for an offer."""
        network = year.network
        uses = (network.facilities["fate"] == "use").to_numpy(dtype=bool)
        offer, facility = (network.links[name].to_numpy() for name in ("offer", "facility"))
        links = network.links.iloc[np.flatnonzero((offer == lot) & uses[facility])]
        if links.empty:
            return refusal(year, lot, np.flatnonzero(uses))
        standing = Standing(self.chain, year)
        closed = standing.closed(links)
        if closed.all():
            return _not_built(year, links.sort_values("km").iloc[0], standing)
        links = links[~closed] if closed.any() else links
        columns = year.columns.flow[links.index.to_numpy()]
        sign = 1.0 if self.chain.goals[self._stage].sense == "min" else -1.0
        dearer = sign * self.chain.points[self._stage].reduced_costs[columns]
        charges = self._charges(year, links)
        held = np.array([sum(charge.values()) > _FREE for charge in charges])
        # The link that is closest to being used; of equals one that is used, then the nearest.
        order = np.lexsort((links["km"], -self.chain.flows[columns], np.round(dearer, 9)))
        best = int(order[0])
        if held[best]:
            free = [int(number) for number in order if not held[number]]
            return self._rule(year, links.iloc[best], charges[best], self._more(year, links, dearer, free))
        return self._price(year, links.iloc[best], self._per_t(year, float(dearer[best])))

    def _charges(self, year: Year, links: pd.DataFrame) -> list[dict[int, float]]:
        """Return what each rule takes from a tonne over each link, by row, in thousand units of the objective a kt."""
        columns, counted = year.columns, year.network.intakes["counted"].to_numpy(dtype=bool)
        numbers = (links[name].to_numpy(dtype=int).tolist() for name in ("intake", "facility"))
        kept = (1.0 - links["loss"].to_numpy(dtype=float)).tolist()
        found = []
        for flow, intake, facility, part in zip(columns.flow[links.index.to_numpy()], *numbers, kept, strict=True):
            parts = [(int(flow), 1.0), (int(columns.intake[intake]), part)]
            parts += [(int(columns.throughput[facility]), part)] if counted[intake] else []
            found.append(self._charged(parts))
        return found

    def _charged(self, parts: list[tuple[int, float]]) -> dict[int, float]:
        """Return what each rule takes from so much in some columns, by row."""
        matrix, point, rules = self.chain.problem.matrix, self.chain.points[self._stage], self._rules
        sign = -1.0 if self.chain.goals[self._stage].sense == "min" else 1.0
        found: dict[int, float] = {}
        for column, amount in parts:
            start, end = matrix.indptr[column], matrix.indptr[column + 1]
            for row, value in zip(matrix.indices[start:end].tolist(), matrix.data[start:end].tolist(), strict=True):
                if row in rules:
                    found[row] = found.get(row, 0.0) + sign * float(point.row_duals[row]) * value * amount
        return {row: charge for row, charge in found.items() if charge > _FREE}

    def _per_t(self, year: Year, amount: float) -> float:
        """Return a price of the objective in money of the year."""
        return amount / _cost_row(self.chain, year, self._stage)[1] if self._money_stage is not None else amount

    def _more(self, year: Year, links: pd.DataFrame, dearer: Any, free: list[int]) -> Words:
        """Return where a tonne could go at a price, behind a rule that keeps it from the nearest place."""
        if not free or self._money_stage is None:
            return Words("", "")
        words = self._price_words(year, links.iloc[free[0]], self._per_t(year, float(dearer[free[0]])))
        return Words(f"; else {words.en}", f"；否则{words.zh}")

    def _rule(self, year: Year, link: pd.Series[Any], charges: dict[int, float], more: Words) -> dict[str, Any]:
        rows = sorted(charges, key=lambda row: -charges[row])[:_NAMED]
        told = [self._worth(row) for row in rows]
        en, zh = ("; ".join(words.en for words in told), "；".join(words.zh for words in told))
        name = str(year.network.facilities["facility"].iloc[int(link["facility"])])
        at, at_zh = ("", "") if name in told[0].en else (f"at {name} ", f"{name} ")
        words = Words(f"held back {at}by {en}{more.en}", f"{at_zh}受限于{zh}{more.zh}")
        return _row("rule", year, link, words)

    def _worth(self, row: int) -> Words:
        """Return a rule with what one step of its number is worth, in the first objective where that is anything."""
        said_of, lever = self._rules[row], self._levers.get(row)
        rule = said_of if isinstance(said_of, Words) else said_of.words  # a rule is worded only when it is told
        for goal, point in zip(self.chain.goals, self.chain.points, strict=True):
            worth = lever.rate(point) * 1000.0 * lever.step if lever is not None else 0.0
            if lever is not None and abs(worth) > _FREE:
                unit = "" if lever.unit == "1" else f" {lever.unit}"
                row_of = self._ledgers[goal.ledger]
                step = f"{signed(lever.step)}{unit}"
                unit_of = row_of["unit"]
                amount = f"{signed(self._money.of(worth, unit_of))} {self._money.unit(unit_of)}"
                return Words(
                    f"{rule.en} ({step}: {row_of['name_en'] or goal.ledger} {amount})",
                    f"{rule.zh}（{step}：{row_of['name_zh'] or goal.ledger} {amount}）",
                )
        return rule

    def _price(self, year: Year, link: pd.Series[Any], more: float) -> dict[str, Any]:
        if self._money_stage is None:
            name = str(year.network.facilities["facility"].iloc[int(link["facility"])])
            words = Words(f"no objective gains by sending it to {name}", f"送往 {name} 不会改善任何目标")
        else:
            words = self._price_words(year, link, more)
        return _row("price", year, link, words) | {"more_cny_t": more}

    def _price_words(self, year: Year, link: pd.Series[Any], more: float) -> Words:
        name = str(year.network.facilities["facility"].iloc[int(link["facility"])])
        way, km, money = str(link["mode"]), f"{float(link['km']):.0f} km", self._money
        if more <= 0.01:
            return Words(f"{name} by {way}, {km}, may do as well", f"{name}（{way}，{km}）可能与现去向等价")
        amount = said(round(money.of(more), 2))
        return Words(
            f"{name} by {way}, {km}: at least {amount} {money.name}/t dearer than what it would replace",
            f"{name}（{way}，{km}）每吨至少比被替代的去向贵 {amount} {money.zh}",
        )


def _not_built(year: Year, link: pd.Series[Any], standing: Standing) -> dict[str, Any]:
    """Return that what could take it is not built, or not laid."""
    number = int(link["facility"])
    name = str(year.network.facilities["facility"].iloc[number])
    if standing.sizes_t_a.get(number, 1.0) <= 0:
        words = Words(
            f"{name} is not built in this plan, and nothing else that stands takes it (symbiosis why tells its price)",
            f"本方案未建 {name}，且没有其他已建设施可接收（symbiosis why 给出其代价）",
        )
    else:
        words = Words(
            f"the connection to {name} is not built in this plan (symbiosis why tells its price)",
            f"本方案未建通往 {name} 的管线（symbiosis why 给出其代价）",
        )
    return _row("decision", year, link, words)


def refusal(year: Year, lot: int, takers: Any) -> dict[str, Any]:
    """Return why no link leads to any of ``takers``: no recipe, or the gate that refuses the nearest facility."""
    network = year.network
    offer = network.offers.iloc[lot]
    intakes = network.intakes[network.intakes["facility"].isin(takers)]
    able = intakes.loc[intakes["material"] == offer["material"], "facility"].unique()
    if not len(able):
        name = offer["material"]
        words = Words(f"no facility that uses waste has a recipe for {name}", f"没有利用设施的配方包含 {name}")
        return {"verdict": "no_use", "en": words.en, "zh": words.zh}
    places = network.facilities.iloc[able]
    rough = np.hypot(places["lon"] - offer["lon"], places["lat"] - offer["lat"]).to_numpy()
    name = str(places["facility"].iloc[int(np.argmin(rough))])
    answer = _refused(year, str(offer["offer"]), name, why_in(network, str(offer["offer"]), name))
    count = len(able)
    en = (
        f"none of the {count} facilities that could use it may take it" if count > 1 else "its one user may not take it"
    )
    zh = f"配方可接收的 {count} 座设施均不得接收"
    en, zh = f"{en}; {name}: {answer.words[0].en}", f"{zh}；{name}：{answer.words[0].zh}"
    return {"verdict": "gate", "facility": name, "mode": answer.mode, "km": answer.km, "en": en, "zh": zh}


def _row(verdict: str, year: Year, link: pd.Series[Any], words: Words) -> dict[str, Any]:
    name = str(year.network.facilities["facility"].iloc[int(link["facility"])])
    own = {"verdict": verdict, "facility": name, "mode": str(link["mode"]), "km": float(link["km"])}
    return own | {"en": words.en, "zh": words.zh}
