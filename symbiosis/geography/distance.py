"""Distances on the sphere, and all pairs of points within a distance.

References
----------
Sinnott, R. W. (1984), Virtues of the haversine, Sky and Telescope 68(2), 159. The mean radius of the Earth,
(2a + b) / 3 of WGS84, is 6371.0088 km (Moritz, Geodetic Reference System 1980).
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from symbiosis.errors import UsageError

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.intp]

EARTH_RADIUS_KM = 6371.0088
#: Unit vectors carry rounding of about 1e-16; the search looks this much further and the exact filter cuts back.
_CHORD_SLACK = 1e-9
#: Up to so many pairs, measuring all is faster than a search tree.
_FEW_PAIRS = 100_000


def great_circle_km(
    lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike, *, radius_km: float = EARTH_RADIUS_KM
) -> Floats:
    """Return great-circle distances in km between points in degrees; the arguments broadcast."""
    phi1, phi2 = np.radians(lat1), np.radians(lat2)
    half_lon = (np.radians(lon2) - np.radians(lon1)) / 2.0
    haversine = np.sin((phi2 - phi1) / 2.0) ** 2 + np.cos(phi1) * np.cos(phi2) * np.sin(half_lon) ** 2
    # Rounding can push opposite points a hair above one.
    km: Floats = 2.0 * radius_km * np.arcsin(np.sqrt(np.minimum(haversine, 1.0)))
    return km


def unit_vectors(lon: Floats, lat: Floats) -> Floats:
    """Return points in degrees as points on a ball of radius 1, where the nearest is the nearest on the ground."""
    lam, phi = np.radians(lon), np.radians(lat)
    return np.column_stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])


def _checked(lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
    x, y = np.atleast_1d(np.asarray(lon, dtype=np.float64)), np.atleast_1d(np.asarray(lat, dtype=np.float64))
    if x.shape != y.shape or x.ndim != 1:
        raise UsageError(f"longitudes and latitudes must be two lists of one length, not {x.shape} and {y.shape}")
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise UsageError("a coordinate is not a number; drop points without coordinates first")
    return x, y


def pairs_within(
    lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike, km: float
) -> tuple[Integers, Integers, Floats]:
    """Return all pairs of a first and a second point at most ``km`` apart.

    Parameters
    ----------
    lon1, lat1, lon2, lat2
        Coordinates of the two lists of points in degrees.
    km
        Greatest distance, included; infinity gives every pair.

    Returns
    -------
    i, j, km
        Positions in the first and in the second list and the great-circle distance in km, ordered by i, then j.
    """
    x1, y1 = _checked(lon1, lat1)
    x2, y2 = _checked(lon2, lat2)
    if np.isnan(km):
        raise UsageError("the greatest distance is not a number")
    if km < 0 or not x1.size or not x2.size:
        nothing = np.empty(0, dtype=np.intp)
        return nothing, nothing.copy(), np.empty(0)
    if km >= np.pi * EARTH_RADIUS_KM or x1.size * x2.size <= _FEW_PAIRS:
        first, second = np.divmod(np.arange(x1.size * x2.size, dtype=np.intp), x2.size)
    else:
        from scipy.spatial import cKDTree  # it takes longer to come than a park's pairs to measure

        chord = 2.0 * np.sin(km / (2.0 * EARTH_RADIUS_KM)) + _CHORD_SLACK
        trees = cKDTree(unit_vectors(x1, y1)), cKDTree(unit_vectors(x2, y2))
        near = trees[0].sparse_distance_matrix(trees[1], chord, output_type="ndarray")
        first, second = near["i"].astype(np.intp), near["j"].astype(np.intp)
        order = np.argsort(first * x2.size + second)
        first, second = first[order], second[order]
    apart = great_circle_km(x1[first], y1[first], x2[second], y2[second])
    kept = apart <= km
    return first[kept], second[kept], apart[kept]
