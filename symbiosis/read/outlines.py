"""Outlines of plots and receptors: well-known text that is none, crosses itself or lies elsewhere than its point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from symbiosis.errors import Fault
from symbiosis.geography import Sites, areas_ha, outline_to_wgs84, separation_km, to_wgs84
from symbiosis.read.remedy import plain
from symbiosis.read.values import MisreadError

Frames = Mapping[str, pd.DataFrame]

#: The shapes that each table may hold; a receptor may be a line, as a river is, a plot may not.
_SHAPES = {"plants": ("Polygon", "MultiPolygon"), "receptors": ("Polygon", "MultiPolygon", "LineString")}
#: A point further than this from its outline belongs to another place.
_APART_KM = 2.0
#: A plot may be a little larger than its outline says, for roads and rounding.
_ROOM = 1.1
_EXAMPLE = "POLYGON ((113.1 35.0, 113.2 35.0, 113.2 35.1, 113.1 35.0))"


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:37]}...")


def _parsed(text: str) -> Any:
    """Return a shape; raises MisreadError where the text is no well-known text."""
    import shapely

    if text.upper().startswith("SRID="):
        raise MisreadError(f"{_short(text)} begins with a reference system", "leave SRID=...; out: park.toml says it")
    if text.startswith("{"):
        raise MisreadError(f"{_short(text)} is GeoJSON", f"write it as well-known text, such as {_EXAMPLE}")
    try:
        with np.errstate(all="ignore"):  # a number too large is told by its range
            return shapely.from_wkt(text)
    except shapely.errors.ShapelyError as error:
        said = str(error).splitlines()[0].strip().rstrip(".")
        if "closed" in said or "number of points" in said.lower():
            raise MisreadError(
                f"{_short(text)} has a ring that is not closed", "repeat its first corner as its last"
            ) from None
        raise MisreadError(
            f"{_short(text)} is not well-known text ({said})", f"write it as {_EXAMPLE}, longitude before latitude"
        ) from None


def _check_range(text: str, corners: Any) -> None:
    lon, lat = np.abs(corners[:, 0]), np.abs(corners[:, 1])
    # Written so that what is no number fails as well.
    if (lon <= 180).all() and (lat <= 90).all():
        return
    worst = corners[int(np.argmax(~((lon <= 180) & (lat <= 90))))]
    wrong = f"{_short(text)} has the corner {plain(worst[0])} {plain(worst[1])}, which is no longitude and latitude"
    if (lon <= 90).all() and (lat <= 180).all():
        raise MisreadError(wrong, "longitude and latitude look swapped: write the longitude first")
    raise MisreadError(wrong, "write degrees of longitude and latitude; metres of a projected map must be converted")


def check_outline(text: str, table: str) -> None:
    """Raise MisreadError where a text is no outline that a row of the table "plants" or "receptors" may have."""
    import shapely

    shape = _parsed(text)
    allowed = " or ".join(name.upper() for name in _SHAPES[table])
    if shape.geom_type not in _SHAPES[table]:
        raise MisreadError(f"{_short(text)} is a {shape.geom_type}", f"write a {allowed}, or leave the cell blank")
    if shape.is_empty:
        raise MisreadError(f"{_short(text)} is empty", "give its corners, or leave the cell blank")
    _check_range(text, shapely.get_coordinates(shape))
    if not shape.is_valid:
        said = shapely.is_valid_reason(shape)
        crossing = " at ".join(part.strip(" ]") for part in said.split("[")).lower()
        raise MisreadError(
            f"{_short(text)} is no simple outline ({crossing})", "give the corners in their order around the plot"
        )


def _looks_swapped(place: pd.DataFrame) -> bool:
    """Tell whether the outline of one row would lie at its point with longitude and latitude exchanged."""
    import shapely

    shape = shapely.from_wkt(place["outline"].iloc[0])
    turned = shapely.get_coordinates(shape)[:, ::-1]
    if np.abs(turned[:, 1]).max() > 90:
        return False
    outline = shapely.to_wkt(shapely.set_coordinates(shape, turned), rounding_precision=-1)
    return float(_apart_km(place.assign(outline=outline))[0]) <= _APART_KM


def _apart_km(frame: pd.DataFrame) -> Any:
    """Return how far the point of each row lies from its outline."""
    every = np.arange(len(frame), dtype=np.intp)
    return separation_km(Sites.of(frame.assign(outline="")), Sites.of(frame), every, every)


def _far(frame: pd.DataFrame, file: str) -> Iterator[Fault]:
    """Yield outlines that do not lie around or near the point of their row."""
    apart = _apart_km(frame)
    for place in np.flatnonzero(apart > _APART_KM).tolist():
        one = frame.iloc[[place]]
        wrong = f"lies {apart[place]:.1f} km from the point {plain(one['lon'].iloc[0])}, {plain(one['lat'].iloc[0])}"
        right = (
            "longitude and latitude look swapped: write the longitude first"
            if _looks_swapped(one)
            else "give a point inside the outline, or the outline of this place"
        )
        yield Fault(f"{file} row {frame.index[place]}, outline", wrong, right)


def _too_large(plants: pd.DataFrame) -> Iterator[Fault]:
    """Yield plots said to have more land than their outline holds."""
    for row, said, drawn in zip(plants.index, plants["area_ha"], areas_ha(Sites.of(plants)), strict=True):
        if said > drawn * _ROOM:
            wrong = f"{plain(said)} ha is more than the {drawn:.4g} ha that the outline holds"
            yield Fault(f"plants.csv row {row}, area_ha", wrong, f"write at most {drawn:.4g}, or correct the outline")


def outlines(frames: Frames) -> Iterator[Fault]:
    """Yield outlines that cannot be read, or that do not belong to their row."""
    for table in _SHAPES:
        file, good = f"{table}.csv", []
        for row, text in frames[table]["outline"].items():
            if not text:
                continue
            try:
                check_outline(text, table)
            except MisreadError as error:
                yield Fault(f"{file} row {row}, outline", error.wrong, error.right)
            else:
                good.append(row)
        sound = frames[table].loc[good].dropna(subset=["lon", "lat"])
        yield from _far(sound, file)
        if table == "plants":
            yield from _too_large(sound)


def in_wgs84(table: pd.DataFrame, datum: str) -> pd.DataFrame:
    """Return a table of places with its points and outlines in WGS84."""
    lon, lat = to_wgs84(table["lon"].to_numpy(float), table["lat"].to_numpy(float), datum)
    outline = np.empty(len(table), dtype=object)
    outline[:] = [outline_to_wgs84(text, datum) for text in table["outline"]]
    return table.assign(lon=lon, lat=lat, outline=pd.Series(outline, index=table.index, dtype=object))
