"""New facilities on their plots: zoning, land, distances from receptors, from what exists and from each other.

Distances are measured by ``audit_shapes``, from the outlines and points of the park's tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from symbiosis.plan.audit_book import Book, called, number
from symbiosis.plan.audit_facts import Facts
from symbiosis.plan.audit_shapes import Shape, apart_km, maybe_within, shape_of

#: Maps are no better than a metre.
_SLACK_KM = 0.001


class _Line(NamedTuple):
    """A line that stands, or a receptor (whose ``plot`` is blank), with its class or kind."""

    name: str
    plot: str
    what: str
    shape: Shape


class _Near(NamedTuple):
    """Two things that must keep apart."""

    line: _Line
    other: _Line
    km: float
    least_km: float

    def __str__(self) -> str:
        there = f" on {self.other.plot}" if self.other.plot else ""
        return (
            f"facility {self.line.name} on {self.line.plot}: it is {self.line.what} and {self.km:.3f} km from "
            f"{self.other.name}{there} ({self.other.what}); {number(self.least_km)} km are asked"
        )


def check_sites(book: Book, built: pd.DataFrame, facts: Facts, *, land: bool = True, apart: bool = True) -> None:
    """Check where new facilities stand.

    Parameters
    ----------
    book
        Takes the comparisons and the findings.
    built
        New facilities that stand, one row a year: facility, plant, process, year; area_ha where the park has no
        facility of that name.
    facts
        Park and model; existing facilities are those of its year.
    land, apart
        Whether land is asked for, and whether zoning and distances are.
    """
    places, receptors = _plots(facts), _receptors(facts)
    standing = [_line(row["facility"], row["plant"][0], row["process"], places, facts) for row in _existing(facts)]
    for _, rows in built.groupby("year", sort=True):
        lines = [_line(row.facility, row.plant, row.process, places, facts) for row in rows.itertuples()]
        if apart:
            _check_zoning(book, lines, facts)
        if land:
            _check_land(book, rows, facts)
        if not apart:
            continue
        _check_distances(book, "site receptors", _near(lines, receptors, _asked(facts)))
        _check_distances(book, "site neighbours", _near(lines, standing, _between(facts)))
        pairs = [near for at, one in enumerate(lines) for near in _near([one], lines[at + 1 :], _between(facts))]
        _check_distances(book, "site pairs", pairs)


def _existing(facts: Facts) -> list[dict[str, Any]]:
    rows = facts.park("facilities")
    return [
        dict(zip(rows.columns, row, strict=True)) for row in rows[rows["status"] == "existing"].itertuples(index=False)
    ]


def _plots(facts: Facts) -> dict[str, Shape]:
    rows = facts.plants
    return {
        plant: shape_of(float(lon), float(lat), outline)
        for plant, lon, lat, outline in zip(rows.index, rows["lon"], rows["lat"], rows["outline"], strict=True)
    }


def _receptors(facts: Facts) -> list[_Line]:
    rows = facts.park("receptors")
    return [
        _Line(name, "", kind, shape_of(float(lon), float(lat), outline))
        for name, kind, lon, lat, outline in zip(
            *(rows[column] for column in ("receptor", "kind", "lon", "lat", "outline")), strict=True
        )
    ]


def _line(facility: Any, plot: Any, process: Any, places: dict[str, Shape], facts: Facts) -> _Line:
    return _Line(str(facility), str(plot), str(facts.processes["site_class"][process]), places[str(plot)])


def _asked(facts: Facts) -> dict[tuple[str, str], float]:
    """Return the least km by class and what it keeps from, as the regimes that hold ask."""
    asked: dict[tuple[str, str], float] = {}
    rows = facts.model("separations")
    for pair, regime, km in zip(
        zip(rows["site_class"], rows["against"], strict=True), rows["regime"], rows["min_km"], strict=True
    ):
        if not regime or regime in facts.settings.regimes:
            asked[pair] = max(asked.get(pair, 0.0), float(km))
    return asked


def _between(facts: Facts) -> dict[tuple[str, str], float]:
    """Return the least km by two classes in either order."""
    asked = _asked(facts)
    both = [pair for a, b in asked for pair in ((a, b), (b, a))]
    return {(a, b): max(asked.get((a, b), 0.0), asked.get((b, a), 0.0)) for a, b in both}


def _near(lines: list[_Line], others: list[_Line], asked: dict[tuple[str, str], float]) -> Iterator[_Near]:
    """Yield every line with every other thing that its class must keep from, unless far away or on the same plot."""
    furthest, shapes = max(asked.values(), default=0.0), [other.shape for other in others]
    for line in lines:
        for other in (others[at] for at in maybe_within(line.shape, shapes, furthest)):
            least = asked.get((line.what, other.what), 0.0)
            if least > 0.0 and line.plot != other.plot:
                yield _Near(line, other, apart_km(line.shape, other.shape), least)


def _check_distances(book: Book, check: str, pairs: Any) -> None:
    pairs = list(pairs)
    least = [near.least_km - _SLACK_KM for near in pairs]
    book.at_most(check, least, [near.km for near in pairs], called(pairs))


def _check_zoning(book: Book, lines: list[_Line], facts: Facts) -> None:
    zones: dict[str, tuple[str, ...]] = dict(zip(facts.plants.index, facts.plants["zoning"], strict=True))
    zoning = [zones[line.plot] for line in lines]
    book.holds(
        "site zoning",
        [not zone or line.what in zone for line, zone in zip(lines, zoning, strict=True)],
        lambda i: (
            f"facility {lines[i].name} on {lines[i].plot}: it is {lines[i].what}, and the plot is zoned for "
            f"{', '.join(zoning[i])}"
        ),
    )


def _check_land(book: Book, rows: pd.DataFrame, facts: Facts) -> None:
    """Check that what stands on a plot, old and new, needs no more land than the plot has."""
    table = facts.park("facilities")
    needs = table.assign(area_ha=table["area_ha"].astype(float).fillna(0.0)).groupby("facility")["area_ha"].max()
    stands = [(row["plant"][0], row["facility"], needs[row["facility"]]) for row in _existing(facts)]
    # What may stand on several plots is called by its plot too, which the park's table does not know.
    own = rows["area_ha"] if "area_ha" in rows else rows["facility"].map(needs)
    stands += list(zip(rows["plant"], rows["facility"], own, strict=True))
    due = pd.DataFrame(stands, columns=["plant", "facility", "ha"]).drop_duplicates(["plant", "facility"])
    sums = due.groupby("plant")["ha"].sum()
    sums = sums[sums.index.isin(rows["plant"])]
    land = facts.plants["area_ha"].astype(float).reindex(sums.index)
    book.at_most(
        "site land",
        sums,
        land,
        lambda i: (
            f"plot {sums.index[i]}: what stands on it needs {number(sums.iloc[i])} ha of {number(land.iloc[i])} ha"
        ),
        size=sums,
    )
