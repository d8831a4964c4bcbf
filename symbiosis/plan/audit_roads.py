"""Kilometres along the park's own roads, for the flows of a plan alone: searched anew, one pair after the other.

A second implementation: it reads the park's tables itself, puts no plant into the graph, and looks for ways with a heap
from whichever end is named less often.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from symbiosis.geography.distance import great_circle_km

#: Km, and parts of a stretch, that rounding may blur.
_SAME = 1e-6
#: Nodes with the km to each, or from each.
Ends = dict[str, float]


class Joint(NamedTuple):
    """Where a plant meets the roads."""

    out: Ends
    """Nodes that it comes to at once."""
    into: Ends
    """Nodes that lead to it."""
    stretch: int
    """The stretch that it joins between its ends, else -1."""
    part: float
    away: float
    """Km from the plant to the road, as the crow flies; infinite where it cannot get there."""


class Roads:
    """The stretches of one kind of way, as a park's tables have them."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], way: str) -> None:
        """Take a park's tables and the kind of way."""
        rows = tables["roads"]
        rows = rows[rows["way"] == way]
        places = {node: (lon, lat) for node, lon, lat in tables["road_nodes"][["node", "lon", "lat"]].to_numpy(object)}
        self._plants = {row[0]: (row[1], row[2]) for row in tables["plants"][["plant", "lon", "lat"]].to_numpy(object)}
        self._places = self._plants | places
        self.start, self.end = rows["from"].tolist(), rows["to"].tolist()
        there = rows["km"].to_numpy(dtype=float)
        back = np.where(rows["back_km"].isna(), there, rows["back_km"].to_numpy(dtype=float))
        self.there = [
            km if word in ("both", "forward") else math.inf for km, word in zip(there, rows["oneway"], strict=True)
        ]
        self.back = [
            km if word in ("both", "backward") else math.inf for km, word in zip(back, rows["oneway"], strict=True)
        ]
        self._midway = rows["midway"].to_numpy(dtype=bool)
        self._nodes = {*self.start, *self.end}

    @cached_property
    def _arcs(self) -> tuple[dict[str, list[tuple[str, float]]], dict[str, list[tuple[str, float]]]]:
        """What leaves each node, and what comes to it."""
        leave: dict[str, list[tuple[str, float]]] = {node: [] for node in self._nodes}
        come: dict[str, list[tuple[str, float]]] = {node: [] for node in self._nodes}
        for a, b, there, back in zip(self.start, self.end, self.there, self.back, strict=True):
            for here, other, km in ((a, b, there), (b, a, back)):
                if km < math.inf:
                    leave[here].append((other, km))
                    come[other].append((here, km))
        return leave, come

    @cached_property
    def _corners(self) -> tuple[Any, ...]:
        ends = [
            np.array([self._places[node] for node in side], dtype=float).reshape(-1, 2)
            for side in (self.start, self.end)
        ]
        return ends[0][:, 0], ends[0][:, 1], ends[1][:, 0], ends[1][:, 1]

    def _nearest(self, plant: str) -> tuple[int, float, float]:
        """Return the nearest stretch of a plant, at which part of it, and how far away; -1 and infinite for none."""
        lon, lat = (float(value) for value in self._plants[plant])
        x1, y1, x2, y2 = self._corners
        squeeze = math.cos(math.radians(lat))
        ax, ay, bx, by = (x1 - lon) * squeeze, y1 - lat, (x2 - lon) * squeeze, y2 - lat
        dx, dy = bx - ax, by - ay
        length = np.where(dx * dx + dy * dy > 0, dx * dx + dy * dy, 1.0)
        part = np.minimum(np.maximum(-(ax * dx + ay * dy) / length, 0.0), 1.0)
        between = self._midway & (part >= _SAME) & (part <= 1.0 - _SAME)
        part = np.where(between, part, np.where(part > 0.5, 1.0, 0.0))
        away = great_circle_km(lon, lat, lon + (ax + part * dx) / squeeze, lat + ay + part * dy)
        if not np.isfinite(away).any():
            return -1, 0.0, math.inf
        best = int(np.flatnonzero(away <= np.nanmin(away) + _SAME)[0])
        return best, float(part[best]), float(away[best])

    def joint(self, plant: str) -> Joint:
        """Return where a plant meets the roads."""
        if plant in self._nodes:
            return Joint({plant: 0.0}, {plant: 0.0}, -1, 0.0, 0.0)
        stretch, part, away = self._nearest(plant)
        if stretch < 0:
            return Joint({}, {}, stretch, part, away)
        a, b, there, back = self.start[stretch], self.end[stretch], self.there[stretch], self.back[stretch]
        if part in (0.0, 1.0):
            node = b if part else a
            return Joint({node: 0.0}, {node: 0.0}, -1, part, away)
        out = {a: back * part, b: there * (1.0 - part)}
        into = {a: there * part, b: back * (1.0 - part)}
        return Joint(out, into, stretch, part, away)

    def along(self, one: Joint, other: Joint) -> float:
        """Return the km between two plants on the same stretch; infinite where they are on two."""
        if one.stretch < 0 or one.stretch != other.stretch:
            return math.inf
        ahead = other.part - one.part
        return (self.there if ahead > 0 else self.back)[one.stretch] * abs(ahead) if ahead else 0.0

    def search(self, begin: Ends, wanted: Iterable[str], *, backwards: bool) -> Ends:
        """Return the km from ``begin`` to each node that is wanted, or from it back to ``begin``."""
        arcs = self._arcs[1 if backwards else 0]
        left, done = set(wanted), Ends()
        heap = [(km, node) for node, km in begin.items() if km < math.inf]
        heapq.heapify(heap)
        while heap and left:
            km, node = heapq.heappop(heap)
            if node in done:
                continue
            done[node] = km
            left.discard(node)
            for other, step in arcs[node]:
                if other not in done:
                    heapq.heappush(heap, (km + step, other))
        return done


def road_km(roads: Roads, pairs: Iterable[tuple[str, str]], circuity: float, access_km: float) -> dict[Any, float]:
    """Return the km of each pair of plants, with the way to the road; NaN where there is no way."""
    asked = list(dict.fromkeys(pairs))
    joints = {plant: roads.joint(plant) for plant in {plant for pair in asked for plant in pair}}
    backwards = len({end for _, end in asked}) < len({start for start, _ in asked})
    found = {}
    for hub in dict.fromkeys(pair[1 if backwards else 0] for pair in asked):
        here = [pair for pair in asked if pair[1 if backwards else 0] == hub]
        sides = {pair: joints[pair[0]].out if backwards else joints[pair[1]].into for pair in here}
        begin = joints[hub].into if backwards else joints[hub].out
        reached = roads.search(begin, {node for side in sides.values() for node in side}, backwards=backwards)
        for pair, side in sides.items():
            start, end = (joints[plant] for plant in pair)
            ways = [reached.get(node, math.inf) + km for node, km in side.items()]
            road = min([*ways, roads.along(start, end)])
            good = road < math.inf and max(start.away, end.away) <= access_km
            found[pair] = road + (start.away + end.away) * circuity if good else math.nan
    return found
