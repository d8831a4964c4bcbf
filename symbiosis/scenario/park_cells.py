"""Cells of a park's own tables that a scenario or ``--set`` overrides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from symbiosis.errors import DataError, Fault
from symbiosis.read.road_rules import check_roads
from symbiosis.scenario.cells import PARK, override
from symbiosis.schema import park_tables

if TYPE_CHECKING:
    from symbiosis.park import Park

#: Where something lies: set one by one, these could not be taken from the park's datum to WGS84.
_PLACES = ("lon", "lat", "outline")


def alter(park: Park, cells: Any, where: str) -> Park:
    """Return ``park`` with ``cells`` put into its tables; raises DataError with every fault."""
    if not cells:
        return park
    if not isinstance(cells, Mapping) or "" in cells:
        right = "name a table, a row and a column of the park: park.offers.A|mud.amount_t"
        raise DataError([Fault(f"{where}, {PARK}", "is no section", right)])
    faults = [*_unknown(cells, where), *_displaced(cells, park, where)]
    known = {name: tree for name, tree in cells.items() if name in park_tables()}
    tables, more, _ = override(park.tables, known, f"{where}, {PARK}", park_tables())
    faults += more
    if not faults and {"roads", "road_nodes", "plants"} & known.keys():
        # The file was held to this when it was read: no road is shorter than the straight line, and none is free.
        faults += check_roads(tables, park.roads)
    if faults:
        raise DataError(faults)
    return replace(park, tables=MappingProxyType(tables))


def _unknown(cells: Mapping[str, Any], where: str) -> Iterator[Fault]:
    for name in cells:
        if name not in park_tables():
            near = get_close_matches(name, park_tables(), n=1)
            hint = f"did you mean {near[0]}?" if near else f"the tables of a park are {', '.join(park_tables())}"
            yield Fault(f"{where}, {PARK}.{name}", "is no table of a park", hint)


def _displaced(cells: Mapping[str, Any], park: Park, where: str) -> Iterator[Fault]:
    if park.datum == "WGS84":
        return
    for name in ("plants", "receptors", "road_nodes"):
        for row, columns in (cells.get(name) or {}).items():
            for column in set(columns if isinstance(columns, Mapping) else ()) & set(_PLACES):
                wrong = f"is a place, and the park gives its places in {park.datum}"
                yield Fault(f"{where}, {PARK}.{name}.{row}.{column}", wrong, f"change it in {name}.csv")
