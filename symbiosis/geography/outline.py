"""Distances between sites that may have an outline, and all pairs of sites within a distance.

A site is a point, or the outline around it as well-known text. Two points are a great circle apart. Where one has an
outline, both are laid on a plane that keeps distances from its centre (azimuthal equidistant), centred on the point
of the smaller site, and the plane is measured: 0 where they touch or overlap. All on the sphere of ``distance``.

Accuracy
--------
A distance that runs past the centre at ``c`` radians is stretched by at most c / sin c: 1 part in 10 million where
the smaller site reaches 5 km from its point, 2 in 100 000 at 60 km. Sides are straight on the plane; one of 2 km bows
at most 2 dm from a parallel below 60 degrees of latitude, one of 10 km at most 4 m.

References
----------
Snyder, J. P. (1987), Map projections: a working manual, US Geological Survey Professional Paper 1395, pages 191-202.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from symbiosis.geography.datum import to_wgs84
from symbiosis.geography.distance import EARTH_RADIUS_KM, Floats, Integers, great_circle_km, pairs_within

if TYPE_CHECKING:
    import pandas as pd

Shapes: TypeAlias = NDArray[Any]

#: The search looks this much further than the sum of distance and radii, and the exact filter cuts back.
_SLACK_KM = 0.01
_HA_PER_KM2 = 100.0


@dataclass(frozen=True)
class Sites:
    """Sites by number: points in degrees of WGS84 and, where known, an outline as well-known text (else ``""``)."""

    lon: Floats
    lat: Floats
    outline: Sequence[str]

    @classmethod
    def of(cls, table: pd.DataFrame) -> Sites:
        """Return the rows of a table with the columns lon, lat and outline."""
        return cls(table["lon"].to_numpy(float), table["lat"].to_numpy(float), table["outline"].tolist())

    @cached_property
    def shaped(self) -> NDArray[np.bool_]:
        """Whether each site has an outline."""
        return np.array([bool(text) for text in self.outline], dtype=bool)

    @cached_property
    def shapes(self) -> Shapes:
        """The outline of each site, or its point, in degrees."""
        import shapely

        shapes = shapely.points(self.lon, self.lat)
        shapes[self.shaped] = shapely.from_wkt([text for text in self.outline if text])
        return np.asarray(shapes, dtype=object)

    @cached_property
    def radius_km(self) -> Floats:
        """How far each site reaches from its point."""
        radius = np.zeros(len(self.lon))
        if self.shaped.any():
            import shapely

            corners, site = shapely.get_coordinates(self.shapes, return_index=True)
            reach = great_circle_km(self.lon[site], self.lat[site], corners[:, 0], corners[:, 1])
            np.maximum.at(radius, site, reach)
        return radius


def on_plane(lon: ArrayLike, lat: ArrayLike, lon0: ArrayLike, lat0: ArrayLike) -> tuple[Floats, Floats]:
    """Return points in degrees as km east and north of a centre, at their true distance and bearing from it."""
    east, phi, phi0 = np.radians(lon) - np.radians(lon0), np.radians(lat), np.radians(lat0)
    x = np.cos(phi) * np.sin(east)
    # The form without the difference of two nearly equal products keeps millimetres.
    y = np.sin(phi - phi0) + 2.0 * np.sin(phi0) * np.cos(phi) * np.sin(east / 2.0) ** 2
    length = np.hypot(x, y)
    km = great_circle_km(lon, lat, lon0, lat0)
    stretch = np.divide(km, length, out=np.full(np.shape(length), EARTH_RADIUS_KM), where=length > 0.0)
    return x * stretch, y * stretch


def _flat(shapes: Shapes, lon0: Floats, lat0: Floats) -> Shapes:
    """Return shapes in degrees on planes in km, each with a centre of its own."""
    import shapely

    corners, owner = shapely.get_coordinates(shapes, return_index=True)
    x, y = on_plane(corners[:, 0], corners[:, 1], lon0[owner], lat0[owner])
    return np.asarray(shapely.set_coordinates(shapes.copy(), np.column_stack([x, y])), dtype=object)


def separation_km(first: Sites, second: Sites, i: Integers, j: Integers) -> Floats:
    """Return how far site ``i`` of the first and site ``j`` of the second are apart, pair by pair."""
    km = great_circle_km(first.lon[i], first.lat[i], second.lon[j], second.lat[j])
    shaped = first.shaped[i] | second.shaped[j]
    if shaped.any():
        import shapely

        i, j = i[shaped], j[shaped]
        smaller = first.radius_km[i] <= second.radius_km[j]
        lon0 = np.where(smaller, first.lon[i], second.lon[j])
        lat0 = np.where(smaller, first.lat[i], second.lat[j])
        km[shaped] = shapely.distance(_flat(first.shapes[i], lon0, lat0), _flat(second.shapes[j], lon0, lat0))
    return km


def sites_within(first: Sites, second: Sites, km: float) -> tuple[Integers, Integers, Floats]:
    """Return all pairs of a first and a second site at most ``km`` apart.

    Returns
    -------
    i, j, km
        Numbers in the first and in the second list and the distance in km, ordered by i, then j.
    """
    reach = km + max(first.radius_km, default=0.0) + max(second.radius_km, default=0.0) + _SLACK_KM
    i, j, apart = pairs_within(first.lon, first.lat, second.lon, second.lat, reach if km >= 0 else km)
    near = apart <= km + first.radius_km[i] + second.radius_km[j] + _SLACK_KM
    i, j = i[near], j[near]
    apart = separation_km(first, second, i, j)
    near = apart <= km
    return i[near], j[near], apart[near]


def areas_ha(sites: Sites) -> Floats:
    """Return the area of each outline in ha; NaN where there is none."""
    area = np.full(len(sites.lon), np.nan)
    if sites.shaped.any():
        import shapely

        own = sites.shaped
        area[own] = shapely.area(_flat(sites.shapes[own], sites.lon[own], sites.lat[own])) * _HA_PER_KM2
    return area


def outline_to_wgs84(text: str, datum: str) -> str:
    """Return an outline of ``datum`` in WGS84, without heights; a blank one stays blank."""
    if not text:
        return text
    import shapely

    shape = shapely.force_2d(shapely.from_wkt(text))
    corners = shapely.get_coordinates(shape)
    moved = shapely.set_coordinates(shape, np.column_stack(to_wgs84(corners[:, 0], corners[:, 1], datum)))
    return str(shapely.to_wkt(moved, rounding_precision=-1))
