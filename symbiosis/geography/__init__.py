"""Where things are: datums of Chinese maps and distances on the sphere.

Longitude comes before latitude everywhere, both in degrees; distances are in km. Tables and arrays go in, arrays of
the same length come out, and no input is changed.
"""

from __future__ import annotations

from symbiosis.geography.datum import DATUMS, from_wgs84, to_wgs84
from symbiosis.geography.distance import EARTH_RADIUS_KM, great_circle_km, pairs_within
from symbiosis.geography.outline import Sites, areas_ha, outline_to_wgs84, separation_km, sites_within

__all__ = [
    "DATUMS",
    "EARTH_RADIUS_KM",
    "Sites",
    "areas_ha",
    "from_wgs84",
    "great_circle_km",
    "outline_to_wgs84",
    "pairs_within",
    "separation_km",
    "sites_within",
    "to_wgs84",
]
