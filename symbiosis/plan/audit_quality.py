"""Quality: every standard of every facility that runs, worked out from lots and compositions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from symbiosis.plan.audit_book import Book, called, number
from symbiosis.plan.audit_facts import Facts, ignited
from symbiosis.plan.audit_spread import Spread

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan

#: Columns of the quality table that repeat the standard or name the facility.
_STATED = ("property", "over", "on", "input", "product", "sense", "document", "confidence")


@dataclass(frozen=True)
class Blend:
    """A blend judged by a standard; ``value`` is ``numerator / denominator`` at the values of the lots.

    Where the settings ask for a margin, the standard must hold for ``worst_numerator`` and ``worst_denominator``.
    """

    facility: str
    rule: dict[str, Any]
    numerator: float
    denominator: float
    worst_numerator: float
    worst_denominator: float
    terms: float
    """Sum of the absolute terms of both sides of the rule: what a relative slack refers to."""
    load: float
    steepest: float
    """Largest |property - limit x divisor| of a lot: what one tonne astray can change."""

    @property
    def limit(self) -> float:
        """The limit of the standard."""
        return float(self.rule["limit"])

    @property
    def sign(self) -> float:
        """1 where the limit is a most, -1 where it is a least."""
        return 1.0 if self.rule["sense"] == "<=" else -1.0

    @property
    def value(self) -> float:
        """The judged value; NaN where there is nothing to divide by."""
        return self.numerator / self.denominator if self.denominator else np.nan


def _lots_judged(rule: dict[str, Any], own: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    return own[facts.covers(rule["input"], own["material"])] if rule["on"] == "input" else own


def _parts(rule: dict[str, Any], lots: pd.DataFrame, spread: Spread, side: int) -> tuple[pd.Series, pd.Series]:
    """Return what a tonne of each lot adds above and below; ``side`` 0 is its value, 1 the worst that it may be.

    The worst of a most is a high numerator over a low denominator, of a least the other way round.
    """
    against = side if rule["sense"] == "<=" else -side
    top = spread.qualities(lots, rule["property"], against)
    below = against if float(rule["limit"]) < 0 else -against
    if rule["over"]:
        return top, spread.qualities(lots, rule["over"], below)
    if ignited(rule):
        return top, 1.0 - spread.qualities(lots, "LOI", -below) / 100.0
    return top, pd.Series(1.0, index=lots.index)


def _blend(
    rule: dict[str, Any], facility: str, own: pd.DataFrame, made_t: float, facts: Facts, spread: Spread
) -> Blend:
    lots = _lots_judged(rule, own, facts)
    retained = float(rule["retained"]) if rule["on"] == "product" else 1.0
    tonnes, limit = lots["t"], float(rule["limit"])
    by_product = rule["on"] == "product" and not rule["over"]
    sums = []
    for side in (0, 1):
        top, bottom = _parts(rule, lots, spread, side)
        below = made_t if by_product else retained * float((tonnes * bottom).sum(skipna=False))
        sums.append((retained * float((tonnes * top).sum(skipna=False)), below))
    return Blend(
        facility=facility,
        rule=rule,
        numerator=sums[0][0],
        denominator=sums[0][1],
        worst_numerator=sums[1][0],
        worst_denominator=sums[1][1],
        terms=retained * float((tonnes * top).abs().sum()) + abs(limit * below),
        load=float(own["t"].sum()),
        steepest=float((top.abs() + abs(limit) * bottom.abs()).max()) if len(lots) else 0.0,
    )


def blends_of(lots: pd.DataFrame, made: pd.DataFrame, facts: Facts) -> Iterator[Blend]:
    """Yield a blend for every facility that runs and every standard of its process that is on."""
    made_t = made.set_index(["facility", "material"])["t"].to_dict()
    weighed = lots[lots["material"].map(facts.unit) == "t"]
    spread = Spread(facts)
    for facility, own in weighed.groupby("facility"):
        process = own["process"].iloc[0]
        for rule in facts.standards:
            if process in rule["processes"]:
                yield _blend(rule, str(facility), own, made_t.get((facility, rule["product"]), 0.0), facts, spread)


def check_quality(book: Book, plan: Plan, lots: pd.DataFrame, made: pd.DataFrame, facts: Facts) -> None:
    """Check that every standard holds and stands in the quality table with its value and margin."""
    table = plan.quality.reset_index(drop=True)
    places = {key: i for i, key in enumerate(zip(table["facility"], table["standard"], strict=True))}
    seen: set[tuple[str, str]] = set()
    for blend in blends_of(lots, made, facts):
        key = (blend.facility, str(blend.rule["standard"]))
        name = f"standard {key[1]} at {key[0]}"
        _holds(book, name, blend)
        if key in places:
            seen.add(key)
            _row(book, name, table.iloc[places[key]], blend, facts)
        elif blend.load > book.slack_t and blend.denominator > book.slack_t:
            book.holds("quality listed", [False], called([f"{name}: the quality table leaves it out"]))
    keys = list(places)
    book.holds(
        "quality listed",
        [key in seen for key in keys],
        lambda i: f"standard {keys[i][1]} at {keys[i][0]}: listed, but it does not apply or the facility is idle",
    )


def _holds(book: Book, name: str, blend: Blend) -> None:
    known = not (np.isnan(blend.numerator) or np.isnan(blend.denominator))
    words = (blend.rule["property"], blend.rule["over"], "LOI" if ignited(blend.rule) else "")
    prop = " or ".join(word for word in words if word)
    book.holds("standards", [known], lambda _: f"{name}: {prop} of a lot is not known, so it cannot be judged")
    if not known:
        return
    worst = blend.worst_numerator / blend.worst_denominator if blend.worst_denominator else np.nan
    margin = f" ({number(worst)} at the margin of the settings)" if np.isfinite(worst) and worst != blend.value else ""
    excess = blend.sign * (blend.worst_numerator - blend.limit * blend.worst_denominator)
    book.at_most(
        "standards",
        [excess],
        [0.0],
        lambda _: (
            f"{name}: {blend.rule['property']} is {number(blend.value)}{margin} and must be {blend.rule['sense']} "
            f"{number(blend.limit)}"
        ),
        size=np.maximum(blend.terms, book.floor_t * blend.steepest),
    )


def _row(book: Book, name: str, row: pd.Series, blend: Blend, facts: Facts) -> None:
    if np.isnan(blend.value):
        return
    margin = blend.sign * (blend.limit - blend.value)
    size = blend.terms / abs(blend.denominator)
    for column, due in (("limit", blend.limit), ("value", blend.value), ("margin", margin)):
        book.equal(f"quality {column}", called([name]), column, row[column], due, size=size)
    stated = {column: blend.rule[column] for column in _STATED if column in blend.rule}
    home = facts.facilities.loc[blend.facility]
    stated["unit"] = "" if blend.rule["over"] else facts.units[blend.rule["property"]]
    for column, right in ({"plant": home["plant"], "process": home["process"]} | stated).items():
        book.same("quality as in the standard", called([name]), column, [row[column]], [right])
