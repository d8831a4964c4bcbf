"""Who plays: the owners of a park, or its zones or provinces; and which plants are nobody's."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from symbiosis.errors import UsageError

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation
    from symbiosis.park import Park
    from symbiosis.plan.record import Plan

By = Literal["owner", "zone", "province"]

#: With more players there are more coalitions than are solved one by one: 2 to the power of their number.
MOST = 12
#: Name of the player that stands for all who are too small to play by themselves.
OTHERS = "*"
#: Kinds of plants that serve whoever comes, where no owner is named.
_SERVICES = ("market", "landfill", "treatment")


@dataclass(frozen=True)
class Players:
    """The players, and what each plant belongs to."""

    by: By
    names: tuple[str, ...]
    """As plants.csv names them; a plant without an owner stands for itself, OTHERS for the rest."""
    of_plant: Mapping[str, int]
    """Number of the player that a plant belongs to; a plant that is not here is nobody's."""
    public: tuple[str, ...]
    """Plants that are nobody's and open to everybody at their cost."""
    idle: tuple[str, ...]
    """Plants that neither offer nor take in anything."""
    rest: tuple[str, ...] = ()
    """Who is joined in OTHERS."""

    def bit(self, plant: str) -> int:
        """Return the coalition of the one player that a plant belongs to; 0 where it is nobody's."""
        number = self.of_plant.get(plant)
        return 0 if number is None else 1 << number

    def plants(self, coalition: int) -> list[str]:
        """Return the plants of a coalition."""
        return [plant for plant, number in self.of_plant.items() if coalition >> number & 1]


def players_of(
    formulation: Formulation, by: By, public: Collection[str] = (), private: Collection[str] = ()
) -> Players:
    """Return the players of a park, in the order of plants.csv.

    A plant is nobody's where ``public`` names it; or where it has no owner, gives off nothing of its own and is a
    market, a landfill, a treatment site, or only disposes or sells, and ``private`` does not name it.

    Raises
    ------
    UsageError
        Where they name what is no plant, or ``public`` one that gives off something of its own.
    """
    plants = formulation.horizon.park.plants
    gives, takes = _gives(formulation), _takes(formulation)
    _check_named(public, private, set(plants["plant"]), gives)
    of_plant: dict[str, int] = {}
    numbers: dict[str, int] = {}
    open_to_all, idle = [], []
    for row in plants.to_dict("records"):
        plant = str(row["plant"])
        if plant not in gives and plant not in takes:
            idle.append(plant)
        elif plant in public or (plant not in private and _is_public(row, gives, takes)):
            open_to_all.append(plant)
        else:
            # A plant that nobody owns stands for itself; in a zone it belongs to the zone, unless it is named.
            own = plant if plant in private else str(row[by]) or plant
            of_plant[plant] = numbers.setdefault(own, len(numbers))
    if not numbers:
        raise UsageError("nobody takes part: no plant that somebody owns offers or takes in anything")
    return Players(by, tuple(numbers), of_plant, tuple(open_to_all), tuple(idle))


def joined(players: Players, kept: Collection[str]) -> Players:
    """Return the players with all but ``kept`` joined in one; a single one stays himself."""
    if len(players.names) - len(kept) < 2:
        return players
    names = [name for name in players.names if name in kept]
    number = {name: at for at, name in enumerate(names)}
    of_plant = {plant: number.get(players.names[at], len(names)) for plant, at in players.of_plant.items()}
    rest = tuple(name for name in players.names if name not in kept)
    return replace(players, names=(*names, OTHERS) if rest else tuple(names), of_plant=of_plant, rest=rest)


def check_count(players: Players, by: By, others: Mapping[str, int]) -> None:
    """Raise UsageError where there are too many players, saying what would be few enough.

    ``others`` says how many players the other ways of counting would give.
    """
    count = len(players.names)
    if count <= MOST:
        return
    fewer = [f"--by {name} ({number} players)" for name, number in others.items() if number <= MOST and name != by]
    ways = [*fewer, f"--top {MOST - 1} (the {MOST - 1} who exchange most, the rest as one player)",
            f"--top {MOST - 1} --rest apart (the park without the rest)"]  # fmt: skip
    raise UsageError(
        f"there are {count} players by {by}, which makes 2^{count} coalitions; at most {MOST} can be solved one by "
        f"one: use {', or '.join(ways)}"
    )


def largest(players: Players, plan: Plan, count: int) -> list[str]:
    """Return the names of the ``count`` players that give to and take from others most tonnes in the plan."""
    flows = plan.flows[["from_plant", "to_plant", "dry_t"]]
    here, there = (flows[end].map(players.of_plant) for end in ("from_plant", "to_plant"))
    crossing = (here != there).to_numpy()
    moved = pd.Series(0.0, index=range(len(players.names)))
    for end in (here, there):
        moved = moved.add(flows.loc[crossing, "dry_t"].groupby(end[crossing]).sum(), fill_value=0.0)
    order = moved.sort_values(ascending=False, kind="stable").index[:count]
    return [players.names[int(at)] for at in sorted(order)]


def sub_park(park: Park, plants: Collection[str]) -> Park:
    """Return the park as if only ``plants`` were there: a part of it that has nothing to do with the rest.

    Caps that ask for at least so much of a place are left out where part of the place is.
    """
    tables = dict(park.tables)
    tables["plants"] = park.plants[park.plants["plant"].isin(plants)]
    for name in ("offers", "compositions"):
        tables[name] = tables[name][tables[name]["plant"].isin(plants)]
    sites = [tuple(plant for plant in places if plant in plants) for places in park.facilities["plant"]]
    facilities = park.facilities.assign(plant=pd.Series(sites, park.facilities.index, dtype=object))
    tables["facilities"] = facilities = facilities[np.array([bool(places) for places in sites], dtype=bool)]
    links, ends = tables["links"], {*plants, *facilities["facility"]}
    tables["links"] = links[links["from"].isin(plants) & links["to"].isin(ends)]
    caps = tables["caps"]
    asked = [_still_asked(cap, park, plants) for cap in caps.to_dict("records")]
    tables["caps"] = caps[np.array(asked, dtype=bool)]
    tables["actual"] = tables["actual"].iloc[:0]
    return replace(park, tables=tables)


def of_place(park: Park, scope: str, name: str) -> list[str]:
    """Return all plants of a place, a scope of caps and targets."""
    rows = park.plants if scope == "park" else park.plants[park.plants[scope] == name]
    return list(rows["plant"])


def _still_asked(cap: Mapping[Any, Any], park: Park, plants: Collection[str]) -> bool:
    here = set(of_place(park, cap["scope"], cap["name"]))
    return bool(here & set(plants)) and (cap["sense"] == "<=" or here <= set(plants))


def _gives(formulation: Formulation) -> set[str]:
    tables = [year.network.offers for year in formulation.years]
    return {str(plant) for table in tables for plant in table.loc[table["kind"] != "made", "plant"]}


def _takes(formulation: Formulation) -> dict[str, set[str]]:
    """Return the fates of what each plant's facilities do, by plant."""
    found: dict[str, set[str]] = {}
    for year in formulation.years:
        for plant, fate in year.network.facilities[["plant", "fate"]].itertuples(index=False, name=None):
            found.setdefault(str(plant), set()).add(str(fate))
    return found


def _is_public(row: Mapping[Any, Any], gives: set[str], takes: Mapping[str, set[str]]) -> bool:
    plant = str(row["plant"])
    if row["owner"] or plant in gives:
        return False
    return row["kind"] in _SERVICES or takes[plant] <= {"disposal", "market"}


def _check_named(public: Collection[str], private: Collection[str], known: set[str], gives: set[str]) -> None:
    unknown = [plant for plant in (*public, *private) if plant not in known]
    if unknown:
        raise UsageError(f"{', '.join(unknown)}: no such plant; --public and --private take names of plants.csv")
    twice = [plant for plant in public if plant in private]
    if twice:
        raise UsageError(f"{', '.join(twice)}: is named as nobody's and as a player; leave out one")
    giving = [plant for plant in public if plant in gives]
    if giving:
        raise UsageError(
            f"{', '.join(giving)}: gives off something of its own, so somebody must answer for it; only plants that "
            "take in can be public"
        )
