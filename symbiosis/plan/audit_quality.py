"""Quality: every standard of every facility that runs, worked out from lots and compositions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.plan.audit_book import Book, called, number
from symbiosis.plan.audit_entries import Columns, columns_of, picked, together
from symbiosis.plan.audit_facts import Facts, ignited
from symbiosis.plan.audit_spread import Spread

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan

Numbers = NDArray[np.float64]

#: Columns of the quality table that repeat the standard or name the facility.
_STATED = ("property", "over", "on", "input", "product", "sense", "document", "confidence")
#: Columns of the blends; ``blends_of`` says what is in them.
_SUMS = ("numerator", "denominator", "worst_numerator", "worst_denominator", "terms", "load", "steepest")


@dataclass(frozen=True)
class _Weighed:
    """The lots in tonnes, and the facilities that they came to, in order of their names."""

    lots: Columns
    place: NDArray[np.int64]
    """By lot: position of its facility."""
    facilities: NDArray[np.object_]
    processes: NDArray[np.object_]
    """By facility."""

    @classmethod
    def of(cls, lots: pd.DataFrame, facts: Facts) -> _Weighed:
        columns = columns_of(lots)
        in_t = [facts.unit[material] == "t" for material in columns["material"]]
        weighed = picked(columns, np.array(in_t, dtype=bool))
        place, names = pd.factorize(weighed["facility"], sort=True)
        processes = np.array([facts.facilities["process"][name] for name in names], dtype=object)
        return cls(weighed, place.astype(np.int64), np.asarray(names, dtype=object), processes)

    def sums(self, lots: NDArray[np.int64], values: Numbers) -> Numbers:
        """Return the sum of ``values`` of some lots, by facility; one unknown value makes the sum unknown."""
        return np.bincount(self.place[lots], weights=values, minlength=len(self.facilities)).astype(float)


def _parts(rule: dict[str, Any], lots: Columns, spread: Spread, side: int) -> tuple[Numbers, Numbers]:
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
    return top, np.ones(len(top))


def _blends_of_rule(
    rule: dict[str, Any], weighed: _Weighed, made_t: dict[tuple[str, str], float], facts: Facts, spread: Spread
) -> Columns:
    """Return the blends of one standard, one at each facility whose process it judges."""
    judges = np.isin(weighed.processes.astype(str), list(rule["processes"]))
    at = np.flatnonzero(judges[weighed.place])
    if rule["on"] == "input":
        at = at[facts.covers(rule["input"], picked(weighed.lots, at))]
    lots, limit = picked(weighed.lots, at), float(rule["limit"])
    tonnes = lots["t"].astype(float)
    retained = float(rule["retained"]) if rule["on"] == "product" else 1.0
    made = None
    if rule["on"] == "product" and not rule["over"]:
        made = np.array([made_t.get((name, rule["product"]), 0.0) for name in weighed.facilities])
    table: dict[str, NDArray[Any]] = {"facility": weighed.facilities}
    for side, worst in ((0, ""), (1, "worst_")):
        top, bottom = _parts(rule, lots, spread, side)
        table[f"{worst}numerator"] = retained * weighed.sums(at, tonnes * top)
        table[f"{worst}denominator"] = retained * weighed.sums(at, tonnes * bottom) if made is None else made
    absolute = weighed.sums(at, np.nan_to_num(np.abs(tonnes * top)))
    table["terms"] = retained * absolute + np.abs(limit * table["worst_denominator"])
    table["load"] = weighed.sums(np.arange(len(weighed.place)), weighed.lots["t"].astype(float))
    steepest = np.zeros(len(weighed.facilities))
    np.fmax.at(steepest, weighed.place[at], np.abs(top) + abs(limit) * np.abs(bottom))
    return picked({**table, "steepest": steepest}, judges)


def blends_of(lots: pd.DataFrame, made: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Return a row for every facility that runs and every standard of its process that is on.

    ``rule`` is the position of the standard in ``facts.standards``; the judged value is ``numerator / denominator`` at
    the values of the lots. Where the settings ask for a margin, the standard must hold for ``worst_numerator`` and
    ``worst_denominator``. ``terms`` is the sum of the absolute terms of both sides of the rule, to which a relative
    slack refers; ``steepest`` the largest |property - limit x divisor| of a lot: what one tonne astray can change.
    """
    made_t = dict(zip(zip(made["facility"], made["material"], strict=True), made["t"].astype(float), strict=True))
    weighed, spread = _Weighed.of(lots, facts), Spread(facts)
    running = set(weighed.processes)
    found = [
        {**blends, "rule": np.full(len(blends["facility"]), place)}
        for place, rule in enumerate(facts.standards)
        if not running.isdisjoint(rule["processes"])
        for blends in [_blends_of_rule(rule, weighed, made_t, facts, spread)]
    ]
    table = together(found, ["facility", *_SUMS, "rule"]).sort_values(["facility", "rule"], ignore_index=True)
    table = table.astype({**dict.fromkeys(_SUMS, float), "rule": int})
    rules = [facts.standards[place] for place in table["rule"]]
    return table.assign(
        standard=[str(rule["standard"]) for rule in rules],
        limit=[float(rule["limit"]) for rule in rules],
        sign=[1.0 if rule["sense"] == "<=" else -1.0 for rule in rules],
        value=table["numerator"] / table["denominator"].where(table["denominator"] != 0),
    )


def check_quality(book: Book, plan: Plan, lots: pd.DataFrame, made: pd.DataFrame, facts: Facts) -> None:
    """Check that every standard holds and stands in the quality table with its value and margin."""
    table = plan.quality.reset_index(drop=True)
    keys = list(zip(table["facility"], table["standard"], strict=True))
    blends = blends_of(lots, made, facts)
    if len(blends):
        _hold(book, blends, facts)
    due = list(zip(blends["facility"], blends["standard"], strict=True))
    places = {key: position for position, key in enumerate(keys)}
    at = np.array([places.get(key, -1) for key in due], dtype=int)
    runs = (blends["load"] > book.slack_t) & (blends["denominator"] > book.slack_t)
    absent = blends[(at < 0) & runs]
    faults = [f"{name}: the quality table leaves it out" for name in _names(absent)]
    book.holds("quality listed", [False] * len(absent), called(faults))
    book.holds(
        "quality listed",
        np.isin(np.arange(len(keys)), at),
        lambda i: f"standard {keys[i][1]} at {keys[i][0]}: listed, but it does not apply or the facility is idle",
    )
    listed = (at >= 0) & blends["value"].notna().to_numpy()
    if listed.any():
        _rows(book, table.iloc[at[listed]], blends[listed], facts)


def _names(blends: pd.DataFrame) -> list[str]:
    pairs = zip(blends["standard"], blends["facility"], strict=True)
    return [f"standard {standard} at {facility}" for standard, facility in pairs]


def _hold(book: Book, blends: pd.DataFrame, facts: Facts) -> None:
    """Check that every blend can be judged, and that its standard holds."""
    names = _names(blends)
    known = blends[["numerator", "denominator"]].notna().all(axis=1).to_numpy()

    def unknown(row: int) -> str:
        rule = facts.standards[blends["rule"].iloc[row]]
        words = (rule["property"], rule["over"], "LOI" if ignited(rule) else "")
        return f"{names[row]}: {' or '.join(filter(None, words))} of a lot is not known, so it cannot be judged"

    book.holds("standards", known, unknown)
    sure = blends[known]

    def broken(row: int) -> str:
        blend, rule = sure.iloc[row], facts.standards[sure["rule"].iloc[row]]
        below = blend["worst_denominator"]
        worst = blend["worst_numerator"] / below if below else np.nan
        at_margin = np.isfinite(worst) and worst != blend["value"]
        margin = f" ({number(worst)} at the margin of the settings)" if at_margin else ""
        says = f"{rule['property']} is {number(blend['value'])}{margin}"
        return f"{_names(sure.iloc[[row]])[0]}: {says} and must be {rule['sense']} {number(blend['limit'])}"

    excess = sure["sign"] * (sure["worst_numerator"] - sure["limit"] * sure["worst_denominator"])
    size = np.maximum(sure["terms"], book.floor_t * sure["steepest"])
    book.at_most("standards", excess, np.zeros(len(sure)), broken, size=size)


def _rows(book: Book, said: pd.DataFrame, due: pd.DataFrame, facts: Facts) -> None:
    """Compare the rows of the quality table with their blends."""
    name, size = called(_names(due)), due["terms"] / due["denominator"].abs()
    margin = due["sign"] * (due["limit"] - due["value"])
    for column, right in (("limit", due["limit"]), ("value", due["value"]), ("margin", margin)):
        book.equal(f"quality {column}", name, column, said[column], right, size=size)
    rules = [facts.standards[place] for place in due["rule"]]
    words: dict[str, Any] = {column: due["facility"].map(facts.facilities[column]) for column in ("plant", "process")}
    for column in _STATED:
        words |= {column: [rule[column] for rule in rules]} if facts.standards and column in facts.standards[0] else {}
    words["unit"] = ["" if rule["over"] else facts.units[rule["property"]] for rule in rules]
    for column, right in words.items():
        book.same("quality as in the standard", name, column, said[column], right)
