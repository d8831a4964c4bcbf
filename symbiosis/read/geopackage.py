"""A GeoPackage as the tables of a park: one layer a table; places may be points or outlines in any reference system."""

from __future__ import annotations

import hashlib
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from symbiosis.errors import DataError, Fault, UsageError
from symbiosis.read.cells import attribute_text
from symbiosis.read.files import read_bytes, why_unreadable
from symbiosis.read.folder import Tables, add_table, lacking, missing_file
from symbiosis.read.headers import column_of, match_headers
from symbiosis.read.near import Nearest, fold
from symbiosis.read.ooxml import Cell, RawSheet
from symbiosis.read.places import Place
from symbiosis.read.road_lines import roads_of
from symbiosis.read.rows_of_settings import settings_of
from symbiosis.read.settings import park_file
from symbiosis.read.source import Source
from symbiosis.read.values import clean
from symbiosis.schema import park_tables

SUFFIXES = (".gpkg",)
#: The tables whose features have a shape.
_PLACES = ("plants", "receptors")
#: A feature may lie this far, in degrees, from the lon and lat of its own columns: about ten metres.
_APART_DEG = 1e-4


def _layers(data: bytes, name: str) -> dict[str, pd.DataFrame]:
    """Return every layer by name, indexed by the numbers of its features."""
    try:
        import pyogrio
    except ImportError:
        raise UsageError("reading a GeoPackage needs geopandas: pip install 'symbiosis[gis]'") from None
    try:
        # A database that is opened in place may leave files beside itself.
        with TemporaryDirectory() as folder, warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            copy = Path(folder) / "park.gpkg"
            copy.write_bytes(data)
            names = [str(layer) for layer in pyogrio.list_layers(copy)[:, 0]]
            return {layer: pyogrio.read_dataframe(copy, layer=layer, fid_as_index=True) for layer in names}
    except (RuntimeError, OSError, ValueError) as error:
        right = "save it anew from QGIS as a GeoPackage"
        raise DataError([Fault(name, f"cannot be read as a GeoPackage ({error})", right)]) from None


def _choose(layers: dict[str, pd.DataFrame], found: Source) -> dict[str, str]:
    """Return the layer of each table; a layer that is none is left out, one that nearly is is a fault."""
    tables = park_tables()
    titles = {fold(clean(table.title_zh)): name for name, table in tables.items()}
    known = {"park": "park", "园区": "park"} | titles | {name: name for name in tables}
    nearest, chosen = Nearest(known, known), dict[str, str]()
    for layer in layers:
        kind = known.get(fold(clean(layer)))
        if kind is None and not layer.startswith(("_", "#")) and (near := nearest(layer)):
            right = f"name it {known[near]} if that table is meant, or begin its name with _"
            found.tables.faults.append(Fault(f"layer {layer}", "no table of a park has this name", right))
        elif kind is None:
            found.notes.append(f"the layer {layer!r} is no table of a park and is left out")
        elif kind in chosen:
            wrong = f"is the same table as {chosen[kind]!r}"
            found.tables.faults.append(Fault(f"layer {layer}", wrong, "keep one of the two"))
        else:
            chosen[kind] = layer
    return chosen


def _in_degrees(frame: pd.DataFrame, name: str, found: Source) -> list[Any]:
    """Return the shapes of a layer in longitude and latitude; None where there is none."""
    shapes = frame.geometry
    if shapes.isna().all():
        return [None] * len(frame)
    if shapes.crs is None:
        right = "set the reference system of the layer, such as EPSG:4326, in QGIS"
        found.tables.faults.append(Fault(f"layer {name}", "does not say its reference system", right))
        return [None] * len(frame)
    # CGCS2000 agrees with WGS84 to centimetres.
    if shapes.crs.to_epsg() not in (4326, 4490):
        shapes = shapes.to_crs(4326)
    return [None if shape is None or shape.is_empty else shape for shape in shapes]


def _with_places(text: pd.DataFrame, shapes: list[Any], table: str, layer: str, found: Source) -> pd.DataFrame:
    """Put the shapes of a layer into lon, lat and outline; columns that say otherwise are faults."""
    description = park_tables()[table]
    columns, _ = match_headers(description, text, f"{table}.csv")
    written = {
        name: text.iloc[:, columns[name]].tolist() if name in columns else [""] * len(text)
        for name in ("lon", "lat", "outline")
    }
    for place, shape in enumerate(shapes):
        if shape is None:
            continue
        point = shape if shape.geom_type == "Point" else shape.representative_point()
        for name, value in (("lon", point.x), ("lat", point.y)):
            before = written[name][place]
            if not before or shape.geom_type != "Point":
                written[name][place] = before or repr(float(value))
            elif not _agrees(before, value):
                where = f"layer {layer}, feature {text.index[place]}, {name}"
                wrong = f"{before} is not where the feature lies ({value:.6f})"
                found.tables.faults.append(Fault(where, wrong, "correct the column, or clear it"))
        if shape.geom_type != "Point" and not written["outline"][place]:
            written["outline"][place] = shape.wkt
    kept = [place for place in range(text.shape[1]) if place not in {columns.get(name) for name in written}]
    return pd.concat([text.iloc[:, kept], pd.DataFrame(written, index=text.index, dtype=object)], axis=1)


def _agrees(text: str, value: float) -> bool:
    try:
        return abs(float(text) - value) <= _APART_DEG
    except ValueError:
        return True  # the table check says what is wrong with it


def _read_table(frame: pd.DataFrame, table: str, layer: str, found: Source) -> None:
    shape = getattr(frame, "_geometry_column_name", None)
    index = pd.Index([int(fid) for fid in frame.index], name="row", dtype="int64")
    attributes = frame.drop(columns=[shape]) if shape in frame.columns else frame
    cells = {
        place: [attribute_text(value) for value in attributes.iloc[:, place]] for place in range(attributes.shape[1])
    }
    text = pd.DataFrame(cells, index=index, dtype=object)
    text.columns = pd.Index(map(str, attributes.columns), dtype=object)
    description = park_tables()[table]
    # A key that GIS programs add by themselves is nobody's column.
    own = [
        n
        for n, name in enumerate(text.columns)
        if fold(name) in {"fid", "ogc_fid"} and not column_of(description, name)
    ]
    text = text.iloc[:, [place for place in range(text.shape[1]) if place not in own]]
    if table in _PLACES and shape in frame.columns:
        text = _with_places(text, _in_degrees(frame, layer, found), table, layer, found)
    found.places[table] = Place(layer, layer=True)
    before = len(found.tables.faults)
    add_table(found.tables, table, "park", text, f"{table}.csv", filled=True)
    # A feature may be number 1, as the row of the column names is.
    _, of_header = match_headers(description, text, f"{table}.csv")
    for place, fault in enumerate(found.tables.faults[before:], start=before):
        if fault in of_header:
            column = fault.where.partition(", ")[2]
            found.tables.faults[place] = Fault(f"layer {layer}, {column}", fault.wrong, fault.right)


def _settings(frame: pd.DataFrame, layer: str, found: Source, folder: Path) -> None:
    written = frame.reindex(columns=["key", "value"]).to_numpy(dtype=object)
    rows = [[attribute_text(value) for value in row] for row in written]
    cells = {(n, m): Cell(text, "s") for n, row in enumerate(rows, start=1) for m, text in enumerate(row, start=1)}
    settings = settings_of(RawSheet(layer, hidden=False, cells=cells), found)
    found.places["park"] = Place(layer, layer=True)
    found.said = park_file(settings, folder)


def read_gpkg(path: Path) -> Source:
    """Return the park of a GeoPackage; what is wrong with the file as a whole is raised, the rest is recorded.

    Raises
    ------
    DataError
        If the file is no GeoPackage.
    UsageError
        If the library that reads it is not installed.
    """
    try:
        data = read_bytes(path)
    except FileNotFoundError:
        raise DataError([missing_file(path)]) from None
    except OSError as error:
        raise DataError([Fault(path.name, why_unreadable(error), "close it in other programs and try again")]) from None
    if not data.startswith(b"SQLite format 3\0"):
        raise DataError([Fault(path.name, "is not a GeoPackage", "save it anew from QGIS as a GeoPackage")])
    layers = _layers(data, path.name)
    found = Source(Tables(hashes={path.name: hashlib.sha256(data).hexdigest()}))
    chosen = _choose(layers, found)
    drawn = "roads" in chosen and hasattr(layers[chosen["roads"]], "crs")
    for name, description in park_tables().items():
        if name == "roads" and drawn:
            found.roads = f"{path.name}, layer {chosen[name]}"
            frames, faults = roads_of(layers[chosen[name]], path.name, chosen[name])
            found.tables.frames |= frames
            found.tables.faults += faults
        elif name == "road_nodes" and drawn:
            continue  # the ends of the lines
        elif name in chosen:
            _read_table(layers[chosen[name]], name, chosen[name], found)
        else:
            wrong = f"the GeoPackage has no layer {name} ({description.title_zh})"
            lacking(found.tables, name, "park", wrong, path.name)
    if "park" in chosen:
        _settings(layers[chosen["park"]], chosen["park"], found, path.parent)
    # Even a GeoPackage without any table is one: faults name layers, not files.
    found.places.setdefault("park", Place("park", layer=True))
    return found
