"""Where places join roads: on the nearest stretch, at one of its ends or between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from symbiosis.geography.distance import EARTH_RADIUS_KM, Floats, Integers, great_circle_km

if TYPE_CHECKING:
    from symbiosis.geography.roads import Graph

_KM_PER_DEGREE = EARTH_RADIUS_KM * np.pi / 180.0
#: The first guess is made in a plane of its own; the search looks this much further and the exact filter cuts back.
_SLACK = 1.01
#: Rounding must not choose between two stretches, nor between an end of one and a point beside it.
_SAME_KM, _SAME_PART = 1e-6, 1e-6


@dataclass(frozen=True)
class Access:
    """The nearest stretch of each place."""

    stretch: Integers
    part: Floats
    """Part of the stretch from its start to where the place joins it, 0 to 1."""
    km: Floats
    """How far the place lies from there, as the crow flies; infinite where no stretch has coordinates."""


def nearest_stretch(graph: Graph, lon: Floats, lat: Floats) -> Access:
    """Return the nearest stretch of each place; a stretch runs straight between its nodes.

    Of stretches equally near (to a millimetre) the first counts. One that is closed midway is joined at its nearer end,
    and so is any where that end is next to the nearest point (to a millionth of the stretch).
    """
    import shapely

    known = np.flatnonzero(_located(graph, graph.start) & _located(graph, graph.end))
    if not len(known) or not len(lon):
        none = np.zeros(len(lon), dtype=np.intp)
        return Access(none, np.zeros(len(lon)), np.full(len(lon), np.inf))
    narrow = np.cos(np.radians(np.median(lat)))
    ends = [(graph.lon[end[known]] * narrow, graph.lat[end[known]]) for end in (graph.start, graph.end)]
    corners = np.stack([np.column_stack(end) for end in ends], axis=1)
    tree = shapely.STRtree(shapely.linestrings(corners))
    guess = tree.nearest(shapely.points(lon * narrow, lat))
    _, km = _onto(graph, known[guess], lon, lat)
    high = (km * _SLACK + 1e-6) / _KM_PER_DEGREE
    wide = high * narrow / np.maximum(np.cos(np.radians(lat)), 1e-6)
    boxes = shapely.box(lon * narrow - wide, lat - high, lon * narrow + wide, lat + high)
    place, near = tree.query(boxes)
    stretch = known[near]
    part, km = _onto(graph, stretch, lon[place], lat[place])
    least = np.full(len(lon), np.inf)
    np.minimum.at(least, place, km)
    order = np.lexsort((stretch, km > least[place] + _SAME_KM, place))
    best = order[np.searchsorted(place[order], np.arange(len(lon)))]
    return Access(stretch[best].astype(np.intp), part[best], km[best])


def _located(graph: Graph, node: Integers) -> NDArray[np.bool_]:
    return np.asarray(np.isfinite(graph.lon[node]) & np.isfinite(graph.lat[node]), dtype=bool)


def _onto(graph: Graph, stretch: Integers, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return at which part of a stretch its nearest point to each place lies, and how far away that is in km."""
    narrow = np.cos(np.radians(lat))
    (x1, y1), (x2, y2) = (
        ((graph.lon[end[stretch]] - lon) * narrow, graph.lat[end[stretch]] - lat) for end in (graph.start, graph.end)
    )
    square = (x2 - x1) ** 2 + (y2 - y1) ** 2
    part = np.clip(-(x1 * (x2 - x1) + y1 * (y2 - y1)) / np.where(square > 0, square, 1.0), 0.0, 1.0)
    at_end = (part < _SAME_PART) | (part > 1.0 - _SAME_PART)
    part = np.where(graph.midway[stretch] & ~at_end, part, np.round(part))
    joint_lon = lon + (x1 + part * (x2 - x1)) / narrow
    return part, great_circle_km(lon, lat, joint_lon, lat + y1 + part * (y2 - y1))
