"""A sweep as tables: a row a point, a row a link and point, and which links switch on or off along the way."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from symbiosis.compare.result import Result
    from symbiosis.compare.sweep import Sweep

#: What names a link.
LINK = ("offer", "facility", "mode")


def values_of(done: Sweep) -> list[dict[str, Any]]:
    """Return the values of each point by parameter: numbers where a parameter has nothing else, else texts."""
    numeric = [axis.numbers is not None for axis in done.design.axes]
    return [
        {
            axis.path: float(value) if number else value
            for axis, value, number in zip(done.design.axes, point, numeric, strict=True)
        }
        for point in done.design.points
    ]


def sweep_table(done: Sweep) -> pd.DataFrame:
    """Return a row a point: parameters, status, rates, every ledger that is anywhere more than nothing, reason.

    ``links`` counts the links that bring something to a use, ``built`` the facilities that are built.
    Tonnes are dry, money is CNY; of several years it is their sum, each as long as its period lasts.
    """
    ledgers = [
        ledger
        for ledger in done.model.tables["ledgers"]["ledger"]
        if any(result.totals.get(ledger) for result in done.results)
    ]
    families = list(dict.fromkeys(row["family"] for result in done.results for row in result.rates))
    rows = []
    for result, values in zip(done.results, values_of(done), strict=True):
        rates = {row["family"]: row["rate"] for row in result.rates}
        rows.append(
            {"point": result.name, **values, "status": result.status, "rate": result.rate}
            | {f"rate_{family}": rates.get(family) for family in families}
            | {ledger: result.totals.get(ledger) for ledger in ledgers}
            | {"links": _used(result), "built": _built(result)}
            | {"reason": "; ".join(result.reason)}
        )
    table = pd.DataFrame(rows)
    numbers = ["rate", *(f"rate_{family}" for family in families), *ledgers, "links", "built"]
    return table.astype(dict.fromkeys(numbers, float))


def link_table(done: Sweep) -> pd.DataFrame:
    """Return a row for each point and each link with tonnes: parameters, year, link, what it carries, dry t/a."""
    rows = [
        {"point": result.name, **values, **row}
        for result, values in zip(done.results, values_of(done), strict=True)
        for row in result.links
    ]
    paths = [axis.path for axis in done.design.axes]
    # The year itself may be a parameter; it then is the year of the link as well.
    columns = dict.fromkeys(["point", *paths, "year", *LINK, "material", "fate", "dry_t"])
    return pd.DataFrame(rows, columns=list(columns))


def switch_table(done: Sweep) -> pd.DataFrame:
    """Return a row for each link that carries anything at some point: at how many, how much, and where it switches.

    ``steady`` says whether it carries something at every point with a plan. ``least_t`` and ``most_t`` are over the
    points where it does. ``turns`` says, for one parameter or parameters side by side, between which two points in
    order the link begins or ends: ``on 0.4..0.5; off 0.7..0.8``.
    """
    solved = [(place, result) for place, result in enumerate(done.results) if result.solved]
    carried = {place: _active(result) for place, result in solved}
    links = sorted({link for amounts in carried.values() for link in amounts})
    single = done.design.side_by_side or len(done.design.axes) == 1
    rows = []
    for link in links:
        amounts = [carried[place].get(link, 0.0) for place, _ in solved]
        moved = [amount for amount in amounts if amount > 0]
        rows.append(
            dict(zip((*LINK, "material", "fate"), link, strict=True))
            | {"points": len(moved), "of": len(solved), "steady": len(moved) == len(solved)}
            | {"least_t": min(moved), "most_t": max(moved)}
            | {"turns": _turns(done, [place for place, _ in solved], amounts) if single else ""}
        )
    columns = [*LINK, "material", "fate", "points", "of", "steady", "least_t", "most_t", "turns"]
    table = pd.DataFrame(rows, columns=columns)
    order = table["fate"].map({"use": 0}).fillna(1)
    return table.assign(_order=order).sort_values(["_order", "steady", *LINK]).drop(columns="_order")


def _active(result: Result) -> dict[tuple[str, ...], float]:
    """Return the tonnes of each link with what it carries, over all years."""
    amounts: dict[tuple[str, ...], float] = {}
    for row in result.links:
        link = tuple(str(row[name]) for name in (*LINK, "material", "fate"))
        amounts[link] = amounts.get(link, 0.0) + row["dry_t"]
    return amounts


def _used(result: Result) -> float | None:
    """Return how many links bring something to a use."""
    return sum(link[-1] == "use" for link in _active(result)) if result.solved else None


def _built(result: Result) -> float | None:
    return len({row["facility"] for row in result.builds}) if result.solved else None


def _turns(done: Sweep, places: Sequence[int], amounts: Sequence[float]) -> str:
    """Return between which points a link begins and ends."""
    told = []
    for (before, was), (after, now) in pairwise(zip(places, amounts, strict=True)):
        if (was > 0) != (now > 0):
            ends = (", ".join(done.design.points[place]) for place in (before, after))
            told.append(f"{'on' if now > 0 else 'off'} {'..'.join(ends)}")
    return "; ".join(told)
