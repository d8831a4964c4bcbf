"""Distances between points and outlines as the audit measures them: corner by corner, side by side, with numpy alone.

Shapes are laid on the plane that touches the globe at the first one (orthographic): a length runs short by half the
square of its angle from there, 3 parts in 10 million at 5 km.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

_GLOBE_KM = 6371.0088
_RING = re.compile(r"\(([^()]+)\)")


@dataclass(frozen=True)
class Shape:
    """A point, a line or an area, as sides between corners in degrees."""

    start: Numbers
    """Longitude and latitude where each side begins; a point is one side without length."""
    end: Numbers
    area: bool

    @cached_property
    def unit(self) -> Numbers:
        """The corners as unit vectors from the centre of the globe."""
        lon, lat = np.radians(np.vstack([self.start, self.end])).T
        return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)

    @cached_property
    def ball(self) -> tuple[Numbers, float]:
        """Centre (as a vector) and radius of a ball that holds every corner, both in km."""
        middle = self.unit.mean(axis=0)
        return middle * _GLOBE_KM, float(np.linalg.norm(self.unit - middle, axis=1).max()) * _GLOBE_KM


def shape_of(lon: float, lat: float, outline: str) -> Shape:
    """Return the shape of a place: its outline (well-known text), or its point where that is blank."""
    if not outline:
        here = np.array([[lon, lat]], dtype=np.float64)
        return Shape(here, here, area=False)
    rings = [_corners(text) for text in _RING.findall(outline)]
    start = np.vstack([ring[:-1] for ring in rings])
    return Shape(start, np.vstack([ring[1:] for ring in rings]), area="POLYGON" in outline.upper())


def _corners(text: str) -> Numbers:
    return np.array([[float(number) for number in corner.split()[:2]] for corner in text.split(",")], dtype=np.float64)


def maybe_within(one: Shape, others: Sequence[Shape], km: float) -> list[int]:
    """Return which of ``others`` may be within ``km``, by balls alone; a chord is never longer than its arc."""
    if not others:
        return []
    (middle, radius), balls = one.ball, [other.ball for other in others]
    reach = radius + np.array([ball[1] for ball in balls])
    gap = np.linalg.norm(np.array([ball[0] for ball in balls]) - middle, axis=1)
    slack = 0.01 * reach + 0.01  # the bow of sides beyond their chords
    return [int(at) for at in np.flatnonzero(gap <= km + reach + slack)]


def apart_km(one: Shape, other: Shape) -> float:
    """Return how far two shapes are apart; 0 where they touch or overlap."""
    lon0, lat0 = np.radians(one.start.mean(axis=0))
    a, b = _on_plane(one.start, lon0, lat0), _on_plane(one.end, lon0, lat0)
    c, d = _on_plane(other.start, lon0, lat0), _on_plane(other.end, lon0, lat0)
    if (other.area and _any_inside(a, c, d)) or (one.area and _any_inside(c, a, b)) or _any_crossing(a, b, c, d):
        return 0.0
    # Of two sides that do not cross, an end of one is nearest.
    nearest = (_to_sides(a, c, d), _to_sides(b, c, d), _to_sides(c, a, b), _to_sides(d, a, b))
    return min(float(km.min()) for km in nearest)


def _on_plane(points: Numbers, lon0: float, lat0: float) -> Numbers:
    lon, lat = np.radians(points).T
    x = np.cos(lat) * np.sin(lon - lon0)
    y = np.cos(lat0) * np.sin(lat) - np.sin(lat0) * np.cos(lat) * np.cos(lon - lon0)
    return np.stack([x, y], axis=1) * _GLOBE_KM


def _cross(u: Numbers, v: Numbers) -> Numbers:
    return np.asarray(u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0], dtype=np.float64)


def _any_crossing(a: Numbers, b: Numbers, c: Numbers, d: Numbers) -> bool:
    """Tell whether a side a-b and a side c-d cross properly; sides that only touch have a distance of 0 anyway."""
    a, b = a[:, None, :], b[:, None, :]
    parted = _cross(b - a, c - a) * _cross(b - a, d - a) < 0
    return bool((parted & (_cross(d - c, a - c) * _cross(d - c, b - c) < 0)).any())


def _any_inside(points: Numbers, start: Numbers, end: Numbers) -> bool:
    """Tell whether a ray to the east from any point crosses the sides an odd number of times; holes are outside."""
    x, y = points[:, :1], points[:, 1:]
    spans = (start[:, 1] > y) != (end[:, 1] > y)
    rise = np.where(spans, end[:, 1] - start[:, 1], 1.0)
    at = start[:, 0] + (y - start[:, 1]) / rise * (end[:, 0] - start[:, 0])
    return bool(((spans & (at > x)).sum(axis=1) % 2).any())


def _to_sides(points: Numbers, start: Numbers, end: Numbers) -> Numbers:
    """Return how far each point is from the nearest side."""
    along = end - start
    length2 = (along**2).sum(axis=1)
    offset = points[:, None, :] - start
    part = np.where(length2 > 0, (offset * along).sum(axis=2) / np.where(length2 > 0, length2, 1.0), 0.0)
    foot = offset - np.clip(part, 0.0, 1.0)[..., None] * along
    return np.asarray(np.sqrt((foot**2).sum(axis=2)).min(axis=1), dtype=np.float64)
