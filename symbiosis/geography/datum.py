"""Coordinates between WGS84 and the two shifted datums of Chinese web maps.

GCJ-02 is what Amap and Tencent show, BD-09 what Baidu shows. Both are 0.1 to 1.5 km away from WGS84 inside China and
the same as WGS84 outside. CGCS2000 agrees with WGS84 to centimetres and is taken as WGS84.

References
----------
The formulas were published as eviltransform (googollee/eviltransform) and coordtransform (wandergis/coordtransform).
The state bureau has not published them; the constants below are those that both projects use.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from symbiosis.errors import UsageError

Floats: TypeAlias = NDArray[np.float64]
Point: TypeAlias = tuple[Floats, Floats]

DATUMS = ("WGS84", "GCJ-02", "BD-09")

#: Krasovsky 1940 ellipsoid, on which GCJ-02 turns metres into degrees: half axis in m, eccentricity squared.
_AXIS_M = 6_378_245.0
_ECCENTRICITY2 = 0.006_693_421_622_965_943
#: The box outside which nothing is shifted: west, east, south, north in degrees.
_BOX = (72.004, 137.8347, 0.8293, 55.8271)
_BAIDU_PI = np.pi * 3000.0 / 180.0
#: The shift changes by less than 1 % of a step, so that ten rounds are far below a micrometre.
_ROUNDS = 12


def _in_box(lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    west, east, south, north = _BOX
    inside: NDArray[np.bool_] = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return inside


def _waves(x: Floats, *terms: tuple[float, float]) -> Floats:
    total: Floats = np.sum([size * np.sin(x * rate * np.pi) for size, rate in terms], axis=0)
    return total * 2.0 / 3.0


def _gcj_shift(lon: Floats, lat: Floats) -> Point:
    """Return how far GCJ-02 lies from WGS84 at a WGS84 point, in degrees."""
    x, y = lon - 105.0, lat - 35.0
    ripple = _waves(x, (20.0, 6.0), (20.0, 2.0))
    root = np.sqrt(np.abs(x))
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ripple
    east_m = east_m + _waves(x, (20.0, 1.0), (40.0, 1.0 / 3.0)) + _waves(x, (150.0, 1.0 / 12.0), (300.0, 1.0 / 30.0))
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ripple
    north_m = north_m + _waves(y, (20.0, 1.0), (40.0, 1.0 / 3.0)) + _waves(y, (160.0, 1.0 / 12.0), (320.0, 1.0 / 30.0))
    phi = np.radians(lat)
    magic = 1.0 - _ECCENTRICITY2 * np.sin(phi) ** 2
    normal_m = _AXIS_M / np.sqrt(magic)
    meridian_m = _AXIS_M * (1.0 - _ECCENTRICITY2) / magic**1.5
    return np.degrees(east_m / (normal_m * np.cos(phi))), np.degrees(north_m / meridian_m)


def _bd_shift(lon: Floats, lat: Floats) -> Point:
    """Return how far BD-09 lies from GCJ-02 at a GCJ-02 point, in degrees."""
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BAIDU_PI)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BAIDU_PI)
    return radius * np.cos(angle) + 0.0065 - lon, radius * np.sin(angle) + 0.006 - lat


def _shift(lon: Floats, lat: Floats, datum: str) -> Point:
    """Return how far ``datum`` lies from WGS84 at a WGS84 point, in degrees."""
    east, north = _gcj_shift(lon, lat)
    if datum == "BD-09":
        more_east, more_north = _bd_shift(lon + east, lat + north)
        return east + more_east, north + more_north
    return east, north


def _points(lon: ArrayLike, lat: ArrayLike, datum: str) -> Point:
    if datum not in DATUMS:
        raise UsageError(f"unknown datum {datum!r}; the known are {', '.join(DATUMS)}")
    return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)


def from_wgs84(lon: ArrayLike, lat: ArrayLike, datum: str) -> Point:
    """Return WGS84 points in ``datum``, as longitudes and latitudes in degrees."""
    x, y = _points(lon, lat, datum)
    if datum == "WGS84":
        return x.copy(), y.copy()
    east, north = _shift(x, y, datum)
    inside = _in_box(x, y)
    return np.where(inside, x + east, x), np.where(inside, y + north, y)


def to_wgs84(lon: ArrayLike, lat: ArrayLike, datum: str) -> Point:
    """Return points of ``datum`` in WGS84, as longitudes and latitudes in degrees.

    The formulas have no closed inverse: the point whose shifted self is the given one is found by iteration. Within
    a kilometre outside the box the answer is ambiguous (two points may share one image); the shifted one is taken.
    """
    x, y = _points(lon, lat, datum)
    if datum == "WGS84":
        return x.copy(), y.copy()
    found_x, found_y = x, y
    for _ in range(_ROUNDS):
        east, north = _shift(found_x, found_y, datum)
        found_x, found_y = x - east, y - north
    inside = _in_box(found_x, found_y)
    return np.where(inside, found_x, x), np.where(inside, found_y, y)
