"""Why not this link: the gate that refuses it, the rule that keeps it out, or what it would cost to force it.

Nothing is inferred from a price alone. A rule is named only where the tonnes go once it gives way; a gate fee and a
distance are named with the re-solve that shows them to be the turning point.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from symbiosis.errors import UsageError
from symbiosis.explain.link_words import forced_words, impossible, rule_words
from symbiosis.explain.turning import Turning, turning_fee, turning_km
from symbiosis.explain.unbuilt import Built, built_for
from symbiosis.network.gates import Words
from symbiosis.network.units import ledger_units
from symbiosis.network.why import why_in
from symbiosis.network.withheld import withheld_words
from symbiosis.solver.bench import Change
from symbiosis.solver.chain import Chain, Rerun
from symbiosis.solver.rules import Rule, said

if TYPE_CHECKING:
    import pandas as pd

    from symbiosis.formulation import Formulation, Year

Floats = NDArray[np.float64]

#: A flow below this, in kt, is none.
_NOTHING = 1e-6
#: Rules that are tried, the dearest first.
_TRIED = 15
#: A dual below this is none.
_FREE = 1e-9


@dataclass(frozen=True)
class Answer:
    """What is to be said of one offer and one facility in one year."""

    offer: str
    facility: str
    year: int
    verdict: str
    """goes, gate, site (may not stand), rule (one gives way, and it goes), rules (several), decision, price or tie."""
    words: tuple[Words, ...]
    mode: str = ""
    km: float = float("nan")
    sent_t: float = 0.0
    rules: tuple[Rule, ...] = ()
    """The rules that keep it out: each by itself where the verdict is "rule", together where it is "rules"."""
    forced_t: float = 0.0
    forced: dict[str, float] = field(default_factory=dict)
    """What each objective changes by for a tonne forced over the link, in a run of its own."""
    fee: Turning | None = None
    """Fee in CNY/t at which it goes, all objectives before the cost held at the plan's amounts."""
    break_even_km: Turning | None = None
    """Distance at which it goes without a fee."""
    built: Built | None = None
    """What the plan would change by with the line, or the connection, that is not built."""


@dataclass(frozen=True)
class _Place:
    """One offer and one facility in a year: its links and their columns."""

    year: Year
    offer: str
    facility: str
    links: pd.DataFrame
    columns: NDArray[np.int64]


def explain_link(formulation: Formulation, offer: str, facility: str, *, chain: Chain | None = None) -> list[Answer]:
    """Return why ``offer`` (``plant|material``) goes to ``facility`` or not, one answer for each year that has both.

    ``chain`` saves a solve where several links of the same formulation are asked for.

    Raises
    ------
    UsageError
        Where there is no such offer or facility.
    Infeasible
        Where no plan satisfies all rules.
    """
    answers = []
    trouble: UsageError | None = None
    for year in formulation.years:
        try:
            place = _place(year, offer, facility)
            refused = why_in(year.network, offer, facility) if place is None else None
        except UsageError as error:
            trouble = error
            continue
        if refused is not None or place is None:
            answers += [_refused(year, offer, facility, refused)] if refused is not None else []
            continue
        chain = chain or Chain(formulation)
        answers.append(_judged(chain, place))
    if not answers and trouble is not None:
        words = withheld_words(formulation.horizon, facility)
        known = any(offer in set(year.network.offers["offer"]) for year in formulation.years)
        if not words or not known:
            raise trouble
        answers.append(Answer(offer, facility, formulation.years[0].network.period.year, "site", tuple(words)))
    return answers


def _place(year: Year, offer: str, facility: str) -> _Place | None:
    network = year.network
    lot = np.flatnonzero(network.offers["offer"] == offer)
    end = np.flatnonzero(network.facilities["facility"] == facility)
    links = network.links[network.links["offer"].isin(lot) & network.links["facility"].isin(end)]
    if links.empty:
        return None
    return _Place(year, offer, facility, links, year.columns.flow[links.index.to_numpy()])


def _refused(year: Year, offer: str, facility: str, table: pd.DataFrame) -> Answer:
    """Return the gates that refuse: those of the modes that the fewest refuse."""
    own = table[table["gate"] == "accepts"].head(1) if (table["gate"] == "accepts").any() else table
    count = own.groupby("mode")["gate"].transform("size")
    own = own[count == count.min()].drop_duplicates("en")
    # That a tanker does not carry cake says little where a tipper that does is refused for its distance.
    telling = own[~own["gate"].isin(["carries", "listed"])]
    own = telling if len(telling) else own
    words = tuple(Words(f"{row['gate']}: {row['en']}", f"{row['gate']}：{row['zh']}") for row in own.to_dict("records"))
    first = own.iloc[0]
    return Answer(offer, facility, year.network.period.year, "gate", words, str(first["mode"]), float(first["km"]))


def _judged(chain: Chain, place: _Place) -> Answer:
    sent = chain.flows[place.columns]
    if sent.sum() > _NOTHING:
        return _goes(chain, place, sent)
    best = _cheapest(chain, place)
    found = _keeping_out(chain, place, best)
    return _priced(chain, place, best, found)


def _goes(chain: Chain, place: _Place, sent: Floats) -> Answer:
    """Return what goes, and the rules without each of which more would go."""
    best, tonnes = int(np.argmax(sent)), float(sent.sum()) * 1000.0
    link = place.links.iloc[best]
    alone = tuple(
        rule for rule in _around(chain, place, best)
        if _flow(chain.rerun(_eased(chain, place, rule)), place) > sent.sum() + _NOTHING
    )  # fmt: skip
    words = [
        Words(
            f"{said(tonnes)} t go by {link['mode']}, {link['km']:.1f} km",
            f"已安排 {said(tonnes)} t，采用 {link['mode']}，运距 {link['km']:.1f} km",
        )
    ]
    words += [Words(f"more would go without {rule.words.en}", f"若无“{rule.words.zh}”，可送更多") for rule in alone]
    return _answer(place, "goes", words, best, sent_t=tonnes, rules=alone)


def _answer(place: _Place, verdict: str, words: list[Words], best: int, **more: object) -> Answer:
    link = place.links.iloc[best]
    year = place.year.network.period.year
    return Answer(
        place.offer,
        place.facility,
        year,
        verdict,
        tuple(words),
        str(link["mode"]),
        float(link["km"]),
        **more,  # type: ignore[arg-type]
    )


def money(chain: Chain) -> int | None:
    """Return the number of the first objective that is money to be saved."""
    units = ledger_units(chain.formulation.horizon.model)
    found = [n for n, goal in enumerate(chain.goals) if units[goal.ledger] == "CNY" and goal.sense == "min"]
    return found[0] if found else None


def _cheapest(chain: Chain, place: _Place) -> int:
    """Return which of the links of a place is the closest to being used: by cost, else by the first objective."""
    stage = money(chain) or 0
    sign = 1.0 if chain.goals[stage].sense == "min" else -1.0
    return int(np.argmin(sign * chain.points[stage].reduced_costs[place.columns]))


def _around(chain: Chain, place: _Place, best: int, *, tight: bool = False) -> list[Rule]:
    """Return the rules that bind and that a tonne over the link would meet, the dearest first.

    ``tight`` adds those at their side without a price: of two that stand in the way only one may have it.
    """
    intake = int(place.links["intake"].iloc[best])
    facility = int(place.links["facility"].iloc[best])
    columns = place.year.columns
    met = {int(place.columns[best]), int(columns.intake[intake]), int(columns.throughput[facility])}
    rows = {int(row) for column in met for row in chain.problem.matrix[:, [column]].indices}
    prices = np.max([np.abs(point.row_duals) for point in chain.points], axis=0)
    known = [rule for rule in chain.rules if rule.family != "offers"]
    wide = ("caps", "targets", "")
    met_rules = [rule for rule in known if rule.row in rows or rule.family in wide]
    found = [rule for rule in met_rules if prices[rule.row] > _FREE or (tight and _at_side(chain, rule.row))]
    return sorted(found, key=lambda rule: -prices[rule.row])[:_TRIED]


def _at_side(chain: Chain, row: int) -> bool:
    """Say whether a row is at one of its sides in the plan."""
    value = float(chain.points[-1].row_values[row])
    sides = (float(chain.problem.row_lower[row]), float(chain.problem.row_upper[row]))
    return any(np.isfinite(side) and abs(value - side) <= _NOTHING * max(1.0, abs(side)) for side in sides)


def _eased(chain: Chain, place: _Place, rule: Rule) -> Change:
    """Return the change by which a rule gives way: a capacity by the whole offer, anything else altogether."""
    if rule.family not in ("capacity", "links"):
        return Change(rows={rule.row: (-np.inf, np.inf)})
    offers = place.year.network.offers
    amount = float(offers.loc[offers["offer"] == place.offer, "amount_t"].fillna(0.0).iloc[0]) / 1000.0
    low, high = float(chain.problem.row_lower[rule.row]), float(chain.problem.row_upper[rule.row])
    return Change(rows={rule.row: (min(low, 0.0), high + max(amount, 1.0))})


def _flow(run: Rerun | None, place: _Place) -> float:
    """Return the kt that move over the links of a place; none where there is no plan."""
    return 0.0 if run is None else float(run.columns[place.columns].sum())


def _keeping_out(chain: Chain, place: _Place, best: int) -> tuple[str, list[Rule]]:
    """Return the rules without each of which the link is used, or those that must give way together."""
    tried = _around(chain, place, best)
    alone = [rule for rule in tried if _flow(chain.rerun(_eased(chain, place, rule)), place) > _NOTHING]
    if alone:
        return "rule", alone
    tried = _around(chain, place, best, tight=True)
    if len(tried) < 2:
        return "rule", []
    every = Change()
    for rule in tried:
        every |= _eased(chain, place, rule)
    if _flow(chain.rerun(every), place) <= _NOTHING:
        return "price", []
    kept = list(tried)
    for rule in tried:  # leave out whatever need not give way
        rest = Change()
        for other in kept:
            rest |= Change() if other is rule else _eased(chain, place, other)
        if _flow(chain.rerun(rest), place) > _NOTHING:
            kept.remove(rule)
    return "rules", kept


def _force(chain: Chain, place: _Place, best: int) -> tuple[float, Rerun | None]:
    """Return what forcing a hundredth of the offer, or else one tonne, over the link leads to."""
    offers = place.year.network.offers
    amount = offers.loc[offers["offer"] == place.offer, "amount_t"].fillna(0.0).iloc[0]
    column, tonnes = int(place.columns[best]), max(1.0, 0.01 * float(amount))
    for forced in dict.fromkeys((tonnes, min(tonnes, 1.0))):
        run = chain.rerun(Change(columns={column: (forced / 1000.0, np.inf)}))
        if run is not None:
            return forced, run
    return tonnes, None


def _priced(chain: Chain, place: _Place, best: int, found: tuple[str, list[Rule]]) -> Answer:
    """Return the rules found, and the price of the link beside them."""
    kind, keeping = found
    words = rule_words(kind, keeping)
    forced_t, run = _force(chain, place, best)
    if run is None:
        decided = chain.decided and not keeping
        words += [impossible(decided=chain.decided)]
        built = built_for(chain, place.year, place.links.iloc[best], int(place.columns[best]), forced_t)
        words += [built.words] if built is not None else []
        verdict = "decision" if decided else kind
        return _answer(place, verdict, words, best, rules=tuple(keeping), built=built)
    change = (run.totals - chain.totals) * 1000.0 / forced_t
    forced = {goal.name: float(part) for goal, part in zip(chain.goals, change, strict=True)}
    words.append(forced_words(chain, forced, forced_t))
    stage = money(chain)
    fee = km = None
    if stage is not None:
        fee = turning_fee(chain, place.year, int(place.columns[best]), stage)
        link = int(place.links.index[best])
        km = turning_km(chain, place.year, link, stage, fee) if fee is not None and fee.found else None
        words += [*([fee.words] if fee is not None else []), *([km.words] if km is not None else [])]
    tie = fee is not None and fee.found and fee.value <= _FREE
    verdict = kind if keeping else "tie" if tie else "price"
    return _answer(
        place, verdict, words, best, rules=tuple(keeping), forced_t=forced_t, forced=forced, fee=fee, break_even_km=km
    )
