"""Roads drawn as lines (a GeoPackage): cut where lines meet, measured along their course."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from symbiosis.errors import Fault, UsageError
from symbiosis.geography import great_circle_km
from symbiosis.read.cells import attribute_text
from symbiosis.read.files import UnreadableError
from symbiosis.read.near import fold
from symbiosis.read.road_words import in_our_words
from symbiosis.read.tables import check_table, empty_table
from symbiosis.schema import table as described

Frames = dict[str, pd.DataFrame]

#: Corners nearer than this, in degrees, are one: about a centimetre.
_SAME_DEG = 1e-7
#: A longer piece keeps some of its corners as nodes, so that a plant beside a bend is not taken for far away.
_STEP_KM = 2.0
#: Layers preferred where a file has several of lines.
_LAYERS = ("roads", "edges", "道路", "公路")
#: Features are numbered from 0 or 1, rows from 2 on: the first row has the names of the columns.
_ABOVE = 2
_RIGHT = "save the roads as a layer of lines from QGIS"


def read_lines(data: bytes, file: str) -> tuple[Frames, list[Fault]]:
    """Return the tables ``roads`` and ``road_nodes`` of a GeoPackage, and everything that is wrong with its lines."""
    try:
        import pyogrio
    except ImportError:
        raise UsageError("reading a GeoPackage needs geopandas: pip install 'symbiosis[gis]'") from None
    if not data:
        return _nothing(), [Fault(file, "is empty", "save the roads from QGIS as a GeoPackage, or take the file away")]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            layer = _choose([(str(name), str(kind)) for name, kind in pyogrio.list_layers(data)])
            frame = pyogrio.read_dataframe(data, layer=layer, fid_as_index=True)
    except UnreadableError as error:
        return _nothing(), [Fault(file, error.wrong, error.right)]
    except (RuntimeError, OSError, ValueError) as error:
        right = "save it anew from QGIS as a GeoPackage"
        why = re.sub(r"'?/vsimem/\S+'?", "it is", str(error)).partition(".;")[0]  # its name in memory says nothing
        return _nothing(), [Fault(file, f"cannot be read as a GeoPackage ({why})", right)]
    return roads_of(frame, file, layer)


def _nothing() -> Frames:
    return {name: empty_table(name, "park") for name in ("roads", "road_nodes")}


def _choose(layers: list[tuple[str, str]]) -> str:
    """Return the layer of roads: the only one of lines, or the one that is named so."""
    lines = [name for name, kind in layers if "line" in kind.lower() or kind in {"Unknown", "GeometryCollection"}]
    if not lines:
        said = "; ".join(f"{name}: {kind}" for name, kind in layers) or "none"
        raise UnreadableError(f"has no layer of lines (its layers are {said})", _RIGHT)
    named = [name for name in lines if fold(name) in _LAYERS]
    if len(lines) > 1 and len(named) != 1:
        wrong = f"has {len(lines)} layers of lines: {', '.join(lines)}"
        raise UnreadableError(wrong, "name the one of the roads roads, or save it to a file of its own")
    return named[0] if named else lines[0]


def roads_of(frame: Any, file: str, layer: str) -> tuple[Frames, list[Fault]]:
    """Return the tables of a layer of lines, one row a feature."""
    import shapely

    where = f"{file}, layer {layer}"
    if not len(frame):
        return _nothing(), [Fault(where, "has no features", _RIGHT)]
    if frame.geometry.crs is None:
        right = "set its reference system, such as EPSG:4326, in QGIS"
        return _nothing(), [Fault(where, "does not say its reference system", right)]
    shapes = frame.geometry.to_numpy()
    faults = list(_misshapen(shapes, frame.index, where)) or list(_misnamed(frame, where))
    if not faults:
        # CGCS2000 agrees with WGS84 to centimetres.
        degrees = frame.geometry.crs.to_epsg() in (4326, 4490)
        shapes = shapely.force_2d(shapes if degrees else frame.geometry.to_crs(4326).to_numpy())
        faults = list(_misplaced(shapes, frame.index, where))
    if faults:
        return _nothing(), faults
    lines = _Lines(shapes)
    features, faults = _features(frame, lines, file)
    faults = [Fault(_feature(fault.where, file, layer), fault.wrong, fault.right) for fault in faults]
    return (_nothing() if faults else lines.tables(features)), faults


def _feature(where: str, file: str, layer: str) -> str:
    """Return where a fault is, as features are numbered; row 1 is that of the column names."""
    row, _, column = where.removeprefix(f"{file} row ").partition(", ")
    if not row.isdigit():
        return where
    feature = f", feature {int(row) - _ABOVE}" if int(row) >= _ABOVE else ""
    return f"{file}, layer {layer}{feature}" + (f", {column}" if column else "")


def _misshapen(shapes: Any, index: pd.Index[Any], where: str) -> Iterator[Fault]:
    """Yield features without a line, the same fault once."""
    kinds = pd.Series([None if shape is None or shape.is_empty else shape.geom_type for shape in shapes], index=index)
    for kind in kinds.unique():
        rows = index[kinds.isna() if kind is None else kinds == kind].tolist()
        more = f" (and {len(rows) - 1} more)" if len(rows) > 1 else ""
        if kind is None or kind != kind:
            yield Fault(f"{where}, feature {rows[0]}", f"has no line{more}", "draw it, or delete it")
        elif kind not in {"LineString", "MultiLineString", "LinearRing"}:
            yield Fault(f"{where}, feature {rows[0]}", f"is a {kind}{more}, not a line", _RIGHT)


def _misnamed(frame: Any, where: str) -> Iterator[Fault]:
    """Yield a fault where a layer says metres and is drawn in degrees: its roads would lie in the Gulf of Guinea."""
    crs, bounds = frame.geometry.crs, np.asarray(frame.total_bounds, dtype=float)
    if crs.is_projected and (np.abs(bounds) <= [180, 90, 180, 90]).all():
        wrong = f"says {crs.name}, in metres, and its corners, such as {bounds[0]:g} {bounds[1]:g}, look like degrees"
        yield Fault(where, wrong, "set its reference system to EPSG:4326 in QGIS, without reprojecting it")


def _misplaced(shapes: Any, index: pd.Index[Any], where: str) -> Iterator[Fault]:
    """Yield the first feature with a corner that is no longitude and latitude."""
    import shapely

    corners, place = shapely.get_coordinates(shapes, return_index=True)
    lon, lat = np.abs(corners[:, 0]), np.abs(corners[:, 1])
    bad = np.flatnonzero(~((lon <= 180) & (lat <= 90)))
    if len(bad):
        x, y = corners[bad[0]]
        swapped = bool(((lon <= 90) & (lat <= 180)).all())
        right = (
            "longitude and latitude look swapped: write the longitude first"
            if swapped
            else "set the reference system that the layer is drawn in"
        )
        wrong = f"has the corner {x:g} {y:g}, which is no longitude and latitude"
        yield Fault(f"{where}, feature {index[place[bad[0]]]}", wrong, right)


def _features(frame: Any, lines: _Lines, file: str) -> tuple[pd.DataFrame, list[Fault]]:
    """Return one checked row of ``roads`` a feature, with the name of its ends and its length where none is given."""
    attributes = frame.drop(columns=[frame.geometry.name])
    index = pd.Index([int(fid) + _ABOVE for fid in frame.index], name="row", dtype="int64")
    cells = {place: attributes.iloc[:, place].map(attribute_text) for place in range(attributes.shape[1])}
    text = pd.DataFrame(cells, dtype=object)
    text.index, text.columns = index, pd.Index(map(str, attributes.columns), dtype=object)
    text, faults = in_our_words(text, file, metres=True, drawn=True)
    given = text["km"] if "km" in text else pd.Series("", index=index, dtype=object)
    text = text.assign(**{"from": "start", "to": "end", "edge": [str(fid) for fid in frame.index]})
    text["km"] = [said or repr(float(km)) for said, km in zip(given, lines.whole_km, strict=True)]
    features, more = check_table("roads", "park", text, file)
    return features, faults + more


class _Lines:
    """Lines cut at every corner that they share with another, or with themselves."""

    def __init__(self, shapes: Any) -> None:
        import shapely

        parts, feature = shapely.get_parts(shapes, return_index=True)
        corners, part = shapely.get_coordinates(parts, return_index=True)
        cells = np.round(corners / _SAME_DEG).astype(np.int64)
        code, _ = pd.factorize((cells[:, 0] << 32) + cells[:, 1] + (1 << 31))
        fresh = np.append(True, (code[1:] != code[:-1]) | (part[1:] != part[:-1]))
        # A line that does not leave its first corner joins nothing.
        alone = np.bincount(part[fresh], minlength=len(parts)) < 2
        kept = fresh & ~alone[part]
        self.corners, self.code, self.part = corners[kept], code[kept], part[kept]
        self.feature = feature[self.part]
        lon, lat = self.corners.T
        same = np.append(False, self.part[1:] == self.part[:-1])
        step = np.append(0.0, great_circle_km(lon[:-1], lat[:-1], lon[1:], lat[1:]))
        self.run_km = np.cumsum(np.where(same, step, 0.0))
        """Km from the first corner of all, along all lines one after the other."""
        self.same = same
        self.whole_km = np.bincount(self.feature, np.where(same, step, 0.0), minlength=len(shapes))

    def tables(self, features: pd.DataFrame) -> Frames:
        """Return roads and their nodes; a length that was given is shared out along the line."""
        begin, end = self._pieces()
        rows = features.take(self.feature[begin]).reset_index(drop=True)
        drawn = self.whole_km[self.feature[begin]]
        share = (self.run_km[end] - self.run_km[begin]) / np.where(drawn > 0, drawn, 1.0)
        names = np.array([f"{lon:.7f} {lat:.7f}" for lon, lat in self.corners[self.node]], dtype=object)
        name = pd.Series(names, index=self.code[self.node])
        name = name[~name.index.duplicated()]
        roads = rows.assign(
            **{"from": name.loc[self.code[begin]].to_numpy(), "to": name.loc[self.code[end]].to_numpy()},
            km=rows["km"] * share,
            back_km=rows["back_km"] * share,
            edge=rows["edge"] + "/" + pd.Series(np.arange(len(rows))).astype(str),
        )
        where = pd.DataFrame(self.corners[self.node], columns=["lon", "lat"]).assign(node=names)
        where = where.drop_duplicates("node").assign(source="", confidence="")
        tables = {"roads": roads, "road_nodes": where}
        return {
            table: rows[list(described("park", table).columns)].set_index(pd.RangeIndex(1, len(rows) + 1, name="row"))
            for table, rows in tables.items()
        }

    def _pieces(self) -> tuple[Any, Any]:
        """Return the corners at which the pieces begin and end."""
        count = np.bincount(self.code)
        first, last = ~self.same, np.append(~self.same[1:], True)
        since = self.run_km - np.repeat(self.run_km[first], np.diff(np.append(np.flatnonzero(first), len(first))))
        mark = np.floor(since / _STEP_KM)
        far = np.append(False, mark[1:] != mark[:-1]) & self.same
        self.node = np.flatnonzero(first | last | (count[self.code] > 1) | far)
        inner = self.part[self.node[1:]] == self.part[self.node[:-1]]
        return self.node[:-1][inner], self.node[1:][inner]
