"""Coordinates that are out of range or that stand where no plant of this park can stand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.errors import Fault
from symbiosis.geography import great_circle_km
from symbiosis.read.remedy import plain
from symbiosis.read.values import MisreadError, parse
from symbiosis.schema import table

#: A plant further than this from the box of all others is doubted, where swapping would bring it into the box.
_FAR_KM = 300.0
#: The box of a small park is a point; this much around it, in degrees, is still among the others.
_AROUND_DEG = 0.5
#: Half axis of the sphere of web maps, in m.
_MERCATOR_M = 6_378_137.0


def _raw(cell: object) -> float:
    """Return a coordinate as written, in range or not; NaN where it is no number."""
    free = table("park", "plants").columns["area_ha"]
    text = str(cell)
    sign = -1.0 if text.strip().startswith("-") else 1.0
    try:
        return sign * float(parse(free, text.strip().lstrip("-")))
    except MisreadError:
        return math.nan


def _mercator(x: float, y: float) -> tuple[float, float]:
    lat = math.degrees(2.0 * math.atan(math.exp(y / _MERCATOR_M)) - math.pi / 2.0)
    return math.degrees(x / _MERCATOR_M), lat


def _remedy(lon: float, lat: float) -> str | None:
    """Return what out-of-range coordinates look like; None where they look like nothing."""
    if math.isnan(lon) or math.isnan(lat):
        return None
    if abs(lat) <= 180 and abs(lon) <= 90:
        return f"longitude and latitude look swapped: write lon {plain(lat)} and lat {plain(lon)}"
    if max(abs(lon), abs(lat)) > 1000:
        x, y = _mercator(lon, lat) if abs(lat) < 3e7 else (math.inf, math.inf)
        if abs(x) <= 180:
            return f"these look like metres of a web map: write degrees, perhaps lon {x:.6f} and lat {y:.6f}"
        return "these look like metres of a projected map: convert them to degrees of longitude and latitude"
    return None


def out_of_range(rows: list[int], lon: list[str], lat: list[str], file: str) -> list[Fault]:
    """Return faults that say more than "out of range" about the coordinates of plants, as written."""
    faults = []
    for row, x, y in zip(rows, map(_raw, lon), map(_raw, lat), strict=True):
        if x == 0 and y == 0:
            right = "give the place's own coordinates; 0, 0 is what an empty map pin says"
            faults.append(Fault(f"{file} row {row}, lon", "0, 0 lies in the Gulf of Guinea", right))
        right = _remedy(x, y) or ""
        if right and abs(x) > 180:
            faults.append(Fault(f"{file} row {row}, lon", f"{plain(x)} deg is out of range", right))
        if right and abs(y) > 90:
            faults.append(Fault(f"{file} row {row}, lat", f"{plain(y)} deg is out of range", right))
    return faults


def _box_of_others(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for each value the least and the greatest of all others."""
    ordered = np.sort(values)
    low = np.where(values == ordered[0], ordered[1], ordered[0])
    high = np.where(values == ordered[-1], ordered[-2], ordered[-1])
    return low - _AROUND_DEG, high + _AROUND_DEG


def swapped(plants: pd.DataFrame, file: str) -> list[Fault]:
    """Return plants far from all others that would lie among them with longitude and latitude exchanged."""
    known = plants.dropna(subset=["lon", "lat"])
    # With one other plant the box is a point and says nothing.
    if len(known) < 3:
        return []
    lon, lat = known["lon"].to_numpy(float), known["lat"].to_numpy(float)
    (west, east), (south, north) = _box_of_others(lon), _box_of_others(lat)
    within = (lat >= west) & (lat <= east) & (lon >= south) & (lon <= north)
    away = great_circle_km(lon, lat, np.clip(lon, west, east), np.clip(lat, south, north))
    return [
        Fault(
            f"{file} row {known.index[place]}, lon",
            f"{plain(lon[place])}, {plain(lat[place])} lies {away[place]:.0f} km from all other plants",
            f"longitude and latitude look swapped: write lon {plain(lat[place])} and lat {plain(lon[place])}",
        )
        for place in np.flatnonzero(within & (away > _FAR_KM)).tolist()
    ]
