"""How long movements are: along the park's own roads where the mode goes by them, else straight times circuity.

A plant joins the road where it is nearest; that leg is straight, times circuity, and no longer than ``access_km``. What
has no way has no length (NaN), and the gate ``roads`` refuses it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.geography import great_circle_km, pairs_within
from symbiosis.network.gates.carries import carries
from symbiosis.network.kept import recall, save

if TYPE_CHECKING:
    from symbiosis.geography.routes import Routes
    from symbiosis.network.pairs import Pairs
    from symbiosis.park import Park
    from symbiosis.scenario import Model

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]
Names = NDArray[np.object_]


class Ways:
    """Lengths of movements in one park under one model."""

    def __init__(self, park: Park, model: Model) -> None:
        """Take the park's roads; nothing is looked up yet."""
        self._park, self._model = park, model
        self.circuity = float(model.settings.transport.circuity)
        self._routes: Mapping[str, Routes] = park.routes
        self._modes = model.tables["modes"].reset_index(drop=True)

    @cached_property
    def _places(self) -> pd.Index[Any]:
        names: pd.Index[Any] = pd.Index(self._park.plants["plant"].to_numpy(object))
        return names

    @cached_property
    def _axes(self) -> tuple[Floats, Floats]:
        """Longitude and latitude, by plant."""
        plants = self._park.plants
        return plants["lon"].to_numpy(dtype=float), plants["lat"].to_numpy(dtype=float)

    def places(self, table: pd.DataFrame) -> Numbers:
        """Return the plants of a table as numbers."""
        return self._places.get_indexer(pd.Index(table["plant"].to_numpy(object)))

    def way(self, mode: int) -> str:
        """Return by which of the park's own ways a mode goes; blank where the park has none of its kind."""
        way, inside = str(self._modes["way"].iloc[mode]), self._modes["where"].iloc[mode] == "plant"
        return way if way in self._routes and not inside else ""

    def look(self, offers: pd.DataFrame, materials: set[str], limits: pd.DataFrame) -> None:
        """Look up the ways from every plant as far as anything that it offers may go by a mode which carries it.

        ``limits`` are by material and mode; ``materials`` are those that something takes in.
        """
        sent = offers.loc[offers["material"].isin(materials), ["plant", "material", "form", "hazard", "family"]]
        sent = sent.drop_duplicates(["plant", "material"])
        kinds = self._modes.to_dict("records")
        for way in self._routes:
            modes = [mode for mode in range(len(self._modes)) if self.way(mode) == way]
            reach = np.full(len(self._places), -1.0)
            for place, lot in zip(self.places(sent), sent.to_dict("records"), strict=True):
                cargo = lot["form"], lot["hazard"], lot["family"]
                able = [mode for mode in modes if carries(kinds[mode], *cargo)]
                reach[place] = max([reach[place], *limits.loc[lot["material"]].iloc[able]])
            self._ask(way, reach)

    def _ask(self, way: str, reach: Floats) -> None:
        routes, keep = self._routes[way], self._park.keep
        if not len(routes.unknown(reach)):
            return
        if keep and (known := recall(keep, way, routes.key, len(self._places))):
            routes.remember(known)
        if routes.look(reach) and keep:
            save(keep, way, routes.key, routes.known())

    def _total(self, way: str, starts: Numbers, ends: Numbers, km: Floats) -> Floats:
        """Return lengths with the way to the road and from it; NaN where that is too far."""
        access = self._routes[way].access_km
        legs = np.maximum(access[starts], access[ends])
        near = legs <= self._model.settings.transport.access_km
        total = km + np.where(near, access[starts] + access[ends], 0.0) * self.circuity
        return np.where(starts == ends, 0.0, np.where(near, total, np.nan))

    def within(
        self, reach_km: Mapping[int, float], starts: Numbers, ends: Numbers
    ) -> Iterator[tuple[int, Numbers, Numbers, Floats]]:
        """Yield each mode with the pairs of a start and an end at most its ``reach_km`` apart by it, and their km.

        ``starts`` and ``ends`` are numbers of plants. Along a road the reach must have been looked up. Pairs without a
        way are among them where they would be near enough if there was one: it is for a gate to refuse them and say
        why.
        """
        lon, lat = self._axes
        widest = max(reach_km.values(), default=-1.0) / self.circuity
        first, second, apart = pairs_within(lon[starts], lat[starts], lon[ends], lat[ends], widest)
        for mode, reach in reach_km.items():
            near = apart <= reach / self.circuity
            here, there, way = first[near], second[near], self.way(mode)
            if not way:
                yield mode, here, there, apart[near] * self.circuity
                continue
            known = self._routes[way].km()[np.ix_(starts, ends)]
            km = self._total(way, starts[:, None], ends[None, :], known)
            wanted = km <= reach
            wanted[here, there] |= np.isnan(km[here, there])
            here, there = np.nonzero(wanted)
            yield mode, here, there, km[here, there]

    def between(self, modes: Numbers, starts: Names, ends: Names, *, along: NDArray[np.bool_] | None = None) -> Floats:
        """Return the km from each plant to another by its mode, however far; NaN where there is no way.

        Where ``along`` is False roads do not count: what must be built first does not run along what is there.
        """
        here, there = (self._places.get_indexer(pd.Index(names)) for names in (starts, ends))
        lon, lat = self._axes
        km = great_circle_km(lon[here], lat[here], lon[there], lat[there]) * self.circuity
        ways = np.array([self.way(mode) for mode in range(len(self._modes))], dtype=object)[modes]
        ways = ways if along is None else np.where(along, ways, "")
        for way in set(ways) - {""}:
            by = ways == way
            road = self._routes[way].between(here[by], there[by])
            km[by] = self._total(way, here[by], there[by], road)
        return np.where(here == there, 0.0, km)


def lengths_told(pairs: Pairs) -> dict[str, int]:
    """Return how many movements have their length from where; nothing for a park without roads of its own."""
    if not pairs.park.routes:
        return {}
    ways = Ways(pairs.park, pairs.model)
    road = np.array([ways.way(mode) != "" for mode in range(len(pairs.modes))], dtype=bool)
    road = road[pairs.table["mode"].to_numpy(dtype=int)] & (pairs.of_link("status", absent="existing") != "candidate")
    measured = ~np.isnan(pairs.of_link("km", absent=np.nan).astype(float))
    inside = pairs.one_plant & ~measured
    return {
        "lengths measured": int(measured.sum()),
        "lengths along roads": int((road & ~measured & ~inside).sum()),
        "lengths straight times circuity": int((~road & ~measured & ~inside).sum()),
    }
