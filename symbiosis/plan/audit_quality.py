"""Quality: every standard of every facility that runs, worked out from lots and compositions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from symbiosis.plan.audit_book import Book, called, number
from symbiosis.plan.audit_facts import Facts, ignited

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan

#: Columns of the quality table that repeat the standard or name the facility.
_STATED = ("property", "over", "on", "input", "product", "sense", "document", "confidence")


@dataclass(frozen=True)
class Blend:
    """A blend judged by a standard; ``value`` is ``numerator / denominator``."""

    facility: str
    rule: dict[str, Any]
    numerator: float
    denominator: float
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


def _blend(rule: dict[str, Any], facility: str, own: pd.DataFrame, made_t: float, facts: Facts) -> Blend:
    lots = _lots_judged(rule, own, facts)
    retained = float(rule["retained"]) if rule["on"] == "product" else 1.0
    tonnes = lots["t"]
    top = facts.qualities(lots, rule["property"])
    if rule["over"]:
        bottom = facts.qualities(lots, rule["over"])
    else:
        bottom = 1.0 - facts.qualities(lots, "LOI") / 100.0 if ignited(rule) else pd.Series(1.0, index=lots.index)
    limit = float(rule["limit"])
    by_product = rule["on"] == "product" and not rule["over"]
    below = made_t if by_product else retained * float((tonnes * bottom).sum(skipna=False))
    above = retained * float((tonnes * top).sum(skipna=False))
    return Blend(
        facility=facility,
        rule=rule,
        numerator=above,
        denominator=below,
        terms=retained * float((tonnes * top).abs().sum()) + abs(limit * below),
        load=float(own["t"].sum()),
        steepest=float((top.abs() + abs(limit) * bottom.abs()).max()) if len(lots) else 0.0,
    )


def blends_of(lots: pd.DataFrame, made: pd.DataFrame, facts: Facts) -> Iterator[Blend]:
    """Yield a blend for every facility that runs and every standard of its process that is on."""
    made_t = made.set_index(["facility", "material"])["t"].to_dict()
    weighed = lots[lots["material"].map(facts.unit) == "t"]
    for facility, own in weighed.groupby("facility"):
        process = own["process"].iloc[0]
        for rule in facts.standards:
            if process in rule["processes"]:
                yield _blend(rule, str(facility), own, made_t.get((facility, rule["product"]), 0.0), facts)


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
    excess = blend.sign * (blend.numerator - blend.limit * blend.denominator)
    book.at_most(
        "standards",
        [excess],
        [0.0],
        lambda _: (
            f"{name}: {blend.rule['property']} is {number(blend.value)} and must be {blend.rule['sense']} "
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
