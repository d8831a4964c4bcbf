"""What roads, their nodes and the plants of a park must agree on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.errors import Fault
from symbiosis.geography import great_circle_km
from symbiosis.geography.routes import graph_of
from symbiosis.read.remedy import plain

Frames = Mapping[str, pd.DataFrame]

#: A stretch may be this part shorter than the straight line, and this many km, for rounding of either.
_SHORT, _SHORT_KM = 0.95, 0.05
#: Half of all stretches this much longer than the straight line are in another unit.
_UNIT = 100.0
#: A node further than this from the plant whose name it has is another place.
_APART_KM = 2.0
#: Roads further than this from every plant belong to another park, or are turned round.
_FAR_KM = 300.0


def check_roads(frames: Frames, file: str) -> list[Fault]:
    """Return what a park's roads contradict; ``file`` is where they were read."""
    if frames["roads"].empty:
        return []
    return [
        fault
        for rule in (_half_places, _namesakes, _lengths, _elsewhere)
        for fault in rule(frames, file)
    ]  # fmt: skip


def _half_places(frames: Frames, _: str) -> Iterator[Fault]:
    nodes = frames["road_nodes"]
    for row in nodes.index[nodes["lon"].isna() != nodes["lat"].isna()]:
        yield Fault(f"road_nodes.csv row {row}, lon", "lon or lat is blank", "give both, or leave both blank")


def _namesakes(frames: Frames, _: str) -> Iterator[Fault]:
    """Yield nodes called like a plant that lies elsewhere: a plant stands at the node of its name."""
    nodes, plants = frames["road_nodes"], frames["plants"]
    both = nodes.reset_index().merge(plants[["plant", "lon", "lat"]], left_on="node", right_on="plant")
    apart = great_circle_km(both["lon_x"], both["lat_x"], both["lon_y"], both["lat_y"])
    for row, name, km in zip(both["row"], both["node"], apart, strict=True):
        if km > _APART_KM:
            wrong = f"{name!r} lies {km:.1f} km from the plant of that name, which would stand at this node"
            yield Fault(f"road_nodes.csv row {row}, node", wrong, "give the node another name, or correct its place")


def _straight(frames: Frames) -> tuple[pd.DataFrame, NDArray[np.float64]]:
    """Return the stretches between known places, and the straight lines between these."""
    graph, _ = graph_of(frames["roads"], frames["road_nodes"], frames["plants"])
    straight = great_circle_km(
        graph.lon[graph.start], graph.lat[graph.start], graph.lon[graph.end], graph.lat[graph.end]
    )
    known = np.isfinite(straight)
    return frames["roads"][known], straight[known]


def _lengths(frames: Frames, file: str) -> Iterator[Fault]:
    """Yield stretches shorter than the straight line; one fault where all seem to be in another unit."""
    roads, straight = _straight(frames)
    km = np.fmin(roads["km"].to_numpy(dtype=float), roads["back_km"].fillna(np.inf).to_numpy(dtype=float))
    apart = straight > _SHORT_KM
    ratio = km[apart] / straight[apart]
    middle = float(np.median(ratio)) if len(ratio) else 1.0
    if middle > _UNIT or middle < 1 / _UNIT:
        wrong = f"half of the roads are {plain(float(f'{middle:.2g}'))} times as long as the straight line or more"
        if middle < 1:
            wrong = wrong.replace("or more", "or less")
        yield Fault(file, wrong, "give the lengths in km as km, or in metres as length_m")
        return
    short = np.flatnonzero(km < straight * _SHORT - _SHORT_KM)
    # Of a feature that was cut into many stretches, one is told.
    places = {_place(roads.iloc[place], int(roads.index[place]), file): place for place in short[::-1].tolist()}
    for where, place in [*reversed(places.items())][:10]:
        road = roads.iloc[place]
        more = f" (and {len(places) - 1} more)" if len(places) > 1 and place == short[0] else ""
        wrong = f"{plain(float(f'{km[place]:.4g}'))} km from {road['from']} to {road['to']} is less than the "
        wrong += f"{straight[place]:.4g} km of the straight line{more}"
        yield Fault(where, wrong, "give its length in km, or correct its ends")


def _place(road: pd.Series, row: int, file: str) -> str:
    """Return where the length of a stretch is written: files of a drawing or a graph have no rows to count."""
    kind = file.rpartition(".")[2].casefold()
    if kind == "gpkg":
        return f"{file}, feature {str(road['edge']).partition('/')[0]}, km"
    return f"{file}, edge '{road['from']} - {road['to']}', km" if kind == "graphml" else f"{file} row {row}, km"


def _elsewhere(frames: Frames, file: str) -> Iterator[Fault]:
    """Yield a fault where no plant can ever come onto the roads."""
    nodes, plants = frames["road_nodes"], frames["plants"].dropna(subset=["lon", "lat"])
    ends = {*frames["roads"]["from"], *frames["roads"]["to"]}
    if not plants.empty and not ends & set(plants["plant"]):
        lon, lat = (nodes.loc[nodes["node"].isin(ends), axis].dropna().to_numpy(dtype=float) for axis in ("lon", "lat"))
        if not len(lon):
            wrong = "no node says where it lies and none is a plant, so no plant can be brought onto the roads"
            yield Fault("road_nodes.csv, lon", wrong, "give the nodes lon and lat, or name plants as nodes")
        elif (away := _away(lon, lat, plants)) > _FAR_KM:
            turned = np.abs(lon).max() <= 90 and _away(lat, lon, plants) <= _FAR_KM
            right = (
                "longitude and latitude look swapped: write the longitude first"
                if turned
                else "bring the roads of this region, in degrees of longitude and latitude"
            )
            yield Fault(file, f"no road comes nearer than {away:.0f} km to any plant", right)


def _away(lon: NDArray[np.float64], lat: NDArray[np.float64], plants: pd.DataFrame) -> float:
    """Return how near the nearest node comes to any plant, in km."""
    return min(float(great_circle_km(lon, lat, x, y).min()) for x, y in zip(plants["lon"], plants["lat"], strict=True))
