"""What the rows of a park's tables must agree on, before any model is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from symbiosis.errors import Fault
from symbiosis.geography import great_circle_km
from symbiosis.read import actual_rules, siting_rules
from symbiosis.read.coordinates import swapped
from symbiosis.read.near import Nearest, fold, propose
from symbiosis.read.order import check_order
from symbiosis.read.outlines import outlines
from symbiosis.read.remedy import plain

Frames = Mapping[str, pd.DataFrame]

#: The columns of plants that a cap may be scoped to; ledgers are kept per name, so spelling matters.
_SCOPES = ("plant", "owner", "zone", "province")
#: Links between plants further apart than the first are no shorter than the second, however they are measured.
_APART_KM, _NOTHING_KM = 2.0, 0.1


def _min_above_max(frames: Frames) -> Iterator[Fault]:
    for low, high in (("min_t_a", "capacity_t_a"), ("min_size_t_a", "max_size_t_a")):
        yield from check_order(frames["facilities"], low, high, "facilities.csv")


def _overlapping_years(frames: Frames) -> Iterator[Fault]:
    """Yield rows of one year whose twin without a year holds in that year too."""
    for name, key in (("offers", ["plant", "material", "kind"]), ("facilities", ["facility"])):
        frame = frames[name]
        folded = pd.MultiIndex.from_arrays([frame[column].map(fold) for column in key])
        always = dict(zip(folded[frame["year"].isna()], frame.index[frame["year"].isna()], strict=True))
        for row, words, year in zip(frame.index, folded, frame["year"], strict=True):
            if not np.isnan(year) and words in always:
                wrong = f"{year:g} is counted twice: row {always[words]} has no year and so holds in every year"
                yield Fault(f"{name}.csv row {row}, year", wrong, "give both rows a year, or delete one")


def _several_plants(frames: Frames) -> Iterator[Fault]:
    facilities = frames["facilities"]
    for row, plants, status in zip(facilities.index, facilities["plant"], facilities["status"], strict=True):
        if status == "existing" and len(plants) > 1:
            wrong = f"{';'.join(plants)!r} names {len(plants)} plants for a facility that exists"
            yield Fault(
                f"facilities.csv row {row}, plant", wrong, "name the one where it stands, or make it a candidate"
            )


def _spelled_twice(frames: Frames) -> Iterator[Fault]:
    plants = frames["plants"]
    for column in _SCOPES[1:]:
        first: dict[str, tuple[str, int]] = {}
        for row, name in zip(plants.index, plants[column], strict=True):
            before, at = first.setdefault(fold(name), (name, row))
            if name != before:
                wrong = f"{name!r} is written {before!r} in row {at}"
                yield Fault(
                    f"plants.csv row {row}, {column}", wrong, "write one name in one way: sums are kept by name"
                )


def _scopes(frames: Frames) -> Iterator[Fault]:
    plants = frames["plants"]
    known = {scope: set(plants[scope]) - {""} for scope in _SCOPES}
    rows = [
        (f"{table}.csv row {row}, name", scope, name)
        for table in ("caps", "actual")
        for row, scope, names in zip(frames[table].index, frames[table]["scope"], frames[table]["name"], strict=True)
        # A line of actual.csv may add up several names.
        for name in (names.split(";") if table == "actual" else [names])
    ]
    rows = [(where, scope, name.strip()) for where, scope, name in rows]
    for where, scope, name in rows:
        if scope == "park" and name:
            yield Fault(where, f"{name!r} is given for the whole park", "leave it blank, or name a narrower scope")
        elif scope in known and not name:
            yield Fault(where, "is blank", f"say which {scope}")
        elif scope in known and known[scope] and name not in known[scope]:
            right = propose(name, Nearest(known[scope]), known[scope], f"the column {scope} of plants.csv")
            yield Fault(where, f"no plant has the {scope} {name!r}", right)


def _ambiguous_ends(frames: Frames) -> Iterator[Fault]:
    """Yield links to a name that a plant and a facility elsewhere share."""
    links, facilities = frames["links"], frames["facilities"]
    stands = dict(zip(facilities["facility"], facilities["plant"], strict=True))
    shared = {name for name in frames["plants"]["plant"] if name in stands and name not in stands[name]}
    for row, name in zip(links.index, links["to"], strict=True):
        if name in shared:
            wrong = f"{name!r} is a plant, and also a facility at {';'.join(stands[name])}"
            yield Fault(f"links.csv row {row}, to", wrong, "give the facility a name of its own")


def _no_distance(frames: Frames) -> Iterator[Fault]:
    """Yield links whose measured length is next to nothing between plants far apart: what they carry would go free."""
    plants = frames["plants"].set_index("plant")[["lon", "lat"]]
    links = frames["links"][frames["links"]["km"].notna()]
    ends = [plants[~plants.index.duplicated()].reindex(links[side]).to_numpy(dtype=float).T for side in ("from", "to")]
    straight = great_circle_km(*ends[0], *ends[1])
    for place in np.flatnonzero((straight > _APART_KM) & (links["km"].to_numpy(float) < _NOTHING_KM)).tolist():
        row = links.iloc[place]
        wrong = f"{plain(row['km'])} km from {row['from']} to {row['to']}, which lie {straight[place]:.1f} km apart"
        right = "give the length in km, or leave km blank and it is worked out"
        yield Fault(f"links.csv row {links.index[place]}, km", wrong, right)


_RULES = (
    _min_above_max, _overlapping_years, _several_plants, _spelled_twice, _scopes, _ambiguous_ends, _no_distance,
    actual_rules.details, outlines, *siting_rules.RULES,
)  # fmt: skip


def check_rows(frames: Frames) -> list[Fault]:
    """Return what the rows of the park's tables disagree on."""
    return [fault for rule in _RULES for fault in rule(frames)] + swapped(frames["plants"], "plants.csv")
