"""Where things are: datums of Chinese maps and distances on the sphere.

Longitude comes before latitude everywhere, both in degrees; distances are in km. Tables and arrays go in, arrays of
the same length come out, and no input is changed.
"""

from __future__ import annotations

from symbiosis.geography.datum import DATUMS, from_wgs84, to_wgs84
from symbiosis.geography.distance import EARTH_RADIUS_KM, great_circle_km, pairs_within

__all__ = ["DATUMS", "EARTH_RADIUS_KM", "from_wgs84", "great_circle_km", "pairs_within", "to_wgs84"]
