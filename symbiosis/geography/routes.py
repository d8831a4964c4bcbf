"""Distances between the plants of a park along its roads: looked up once, as far as anybody asks, and remembered."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.geography.fragments import Fragment, fragment
from symbiosis.geography.roads import BATCH, Floats, Graph, Integers, Joined, join, reachable, shortest_km

#: The length that counts as within a limit may exceed it by rounding.
_ROUNDING = 1e-9


class Routes:
    """Shortest ways between places, in the order in which they were given."""

    def __init__(
        self, graph: Graph, lon: Floats, lat: Floats, at: Integers, names: NDArray[np.object_] | None = None
    ) -> None:
        """Take roads and places; ``at`` is the node at which a place is known to stand, else -1; ``names`` of nodes."""
        self.graph = graph
        self._names = np.arange(len(graph.lon)).astype(object) if names is None else names
        self.joined: Joined = join(graph, lon, lat, at)
        count = len(lon)
        self._km = np.full((count, count), np.inf)
        self._limit_km = np.full(count, -1.0)
        self._on = np.flatnonzero(self.joined.node >= 0)

    @property
    def access_km(self) -> Floats:
        """How far each place lies from the road, as the crow flies."""
        return self.joined.access_km

    @cached_property
    def key(self) -> str:
        """What all lengths follow from, as a hash."""
        arcs, told = self.joined.arcs, hashlib.sha256(b"routes 1")
        for part in (arcs.indptr, arcs.indices, arcs.data, self.joined.node):
            told.update(np.ascontiguousarray(part).astype("<f8").tobytes())
        return told.hexdigest()

    @cached_property
    def leads(self) -> NDArray[np.bool_]:
        """Whether any way leads from each place (row) to each other (column)."""
        found = np.zeros(self._km.shape, dtype=bool)
        found[np.ix_(self._on, self._on)] = reachable(self.joined.arcs, self.joined.node[self._on])
        return found

    @cached_property
    def _parts(self) -> Integers:
        """Of each node, places midway among them, the part of the roads that it belongs to, directions aside."""
        from scipy.sparse.csgraph import connected_components

        return np.asarray(connected_components(self.joined.arcs, connection="weak")[1], dtype=np.intp)

    def fragment(self, place: int) -> Fragment | None:
        """Return the part of the roads that a place has joined; None for the largest one, or where it joins none."""
        node = int(self.joined.node[place])
        if node < 0:
            return None
        if (which := int(self._parts[node])) not in self._fragments:
            part = self._parts[: len(self.graph.lon)]
            self._fragments[which] = fragment(self.graph, self._names, part, which)
        return self._fragments[which]

    @cached_property
    def _fragments(self) -> dict[int, Fragment | None]:
        return {}

    def look(self, limit_km: Floats) -> bool:
        """Look up the ways from each place as far as ``limit_km`` (below 0: not at all); False if all were known."""
        asked = self.unknown(limit_km)
        asked = asked[np.argsort(limit_km[asked], kind="stable")]
        targets = self.joined.node[self._on]
        for begin in range(0, len(asked), BATCH):
            part = asked[begin : begin + BATCH]
            limit = float(limit_km[part].max())
            far = shortest_km(self.joined.arcs, self.joined.node[part], targets, limit * (1.0 + _ROUNDING))
            self._km[np.ix_(part, self._on)] = far
            self._limit_km[part] = limit
        return len(asked) > 0

    def unknown(self, limit_km: Floats) -> Integers:
        """Return the places from which ways were not looked up as far as ``limit_km``."""
        return np.flatnonzero((limit_km > self._limit_km) & (limit_km >= 0) & (self.joined.node >= 0))

    def km(self) -> Floats:
        """Return the km along the road as far as looked up: NaN where no way leads, infinite where it is longer."""
        return np.where(self.leads, self._km, np.nan)

    def between(self, starts: Integers, ends: Integers) -> Floats:
        """Return the km along the road from each start to its end, however far; NaN where no way leads."""
        far = np.isinf(self._km[starts, ends]) & self.leads[starts, ends]
        if far.any():
            limit = np.full(len(self._limit_km), -1.0)
            limit[np.unique(starts[far])] = np.inf
            self.look(limit)
        return np.where(self.leads[starts, ends], self._km[starts, ends], np.nan)

    def known(self) -> dict[str, Floats]:
        """Return what was looked up, for ``remember``."""
        return {"km": self._km, "limit_km": self._limit_km}

    def remember(self, known: Mapping[str, Floats]) -> None:
        """Take what ``known`` once returned for the same roads and places."""
        self._km, self._limit_km = known["km"].copy(), known["limit_km"].copy()


def routes_of(tables: Mapping[str, pd.DataFrame]) -> dict[str, Routes]:
    """Return the routes of a park by kind of way, from its tables ``roads``, ``road_nodes`` and ``plants``."""
    roads, plants = tables.get("roads"), tables["plants"]
    if roads is None or roads.empty:
        return {}
    lon, lat = (plants[axis].to_numpy(dtype=float) for axis in ("lon", "lat"))
    return {str(way): _routes(rows, tables["road_nodes"], plants, lon, lat) for way, rows in roads.groupby("way")}


def _routes(rows: pd.DataFrame, nodes: pd.DataFrame, plants: pd.DataFrame, lon: Floats, lat: Floats) -> Routes:
    graph, names = graph_of(rows, nodes, plants)
    at = pd.Index(names).get_indexer(pd.Index(plants["plant"].to_numpy()))
    return Routes(graph, lon, lat, at.astype(np.intp), names)


def graph_of(rows: pd.DataFrame, nodes: pd.DataFrame, plants: pd.DataFrame) -> tuple[Graph, NDArray[np.object_]]:
    """Return the graph of one kind of way and the names of its nodes, which lie where the nodes or plants say."""
    count = len(rows)
    codes, names = pd.factorize(np.concatenate([rows["from"].to_numpy(object), rows["to"].to_numpy(object)]))
    known = pd.concat(
        [nodes[["node", "lon", "lat"]], plants[["plant", "lon", "lat"]].rename(columns={"plant": "node"})]
    ).drop_duplicates("node")
    known = known.set_index("node").reindex(names)
    there = rows["km"].to_numpy(dtype=float)
    back = rows["back_km"].to_numpy(dtype=float)
    oneway = rows["oneway"].to_numpy(object)
    graph = Graph(
        lon=known["lon"].to_numpy(dtype=float),
        lat=known["lat"].to_numpy(dtype=float),
        start=codes[:count].astype(np.intp),
        end=codes[count:].astype(np.intp),
        there_km=np.where(np.isin(oneway, ["both", "forward"]), there, np.inf),
        back_km=np.where(np.isin(oneway, ["both", "backward"]), np.where(np.isnan(back), there, back), np.inf),
        midway=rows["midway"].to_numpy(dtype=bool),
    )
    return graph, np.asarray(names, dtype=object)
