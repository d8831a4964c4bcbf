"""The roads of a park: a GeoPackage of lines, a GraphML graph or an edge list, beside its tables."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from symbiosis.errors import Fault
from symbiosis.geography import to_wgs84
from symbiosis.read.files import read_bytes, read_sheet, why_unreadable
from symbiosis.read.folder import Tables, add_table
from symbiosis.read.road_graph import read_graphml
from symbiosis.read.road_lines import read_lines
from symbiosis.read.settings import FILE
from symbiosis.read.source import Source

_Reader = Callable[[bytes, str], tuple[dict[str, pd.DataFrame], list[Fault]]]
_READERS: dict[str, _Reader] = {".gpkg": read_lines, ".graphml": read_graphml}
#: The endings of a file of roads; one called ``roads`` is found in a folder without being named.
FORMATS = (*_READERS, ".csv")


def add_roads(source: Source, folder: Path, *, seek: bool) -> None:
    """Put the roads that park.toml names among the tables of a park; what is wrong with them is recorded.

    ``seek`` also takes a file ``roads`` in the folder that nobody names.
    """
    beside = sorted(path for path in folder.iterdir() if _is_roads(path)) if seek else []
    named = folder / source.said.roads if source.said.roads else None
    tables = source.tables
    if named is not None and any(path.resolve() != named.resolve() for path in beside):
        others = ", ".join(path.name for path in beside if path.resolve() != named.resolve())
        right = "keep one of them, or give the others another name"
        tables.faults.append(Fault(f"{FILE}, roads", f"names {source.said.roads}, and {others} is there too", right))
    elif named is None and len(beside) > 1:
        wrong = f"are {len(beside)} files of roads: {', '.join(path.name for path in beside)}"
        tables.faults.append(Fault(str(folder.name), wrong, f"keep one, or name it in {FILE} as roads"))
    elif path := named or next(iter(beside), None):
        _read(source, path, source.said.roads or path.name)
    elif not tables.frames["roads"].empty and not source.roads:
        source.roads = "roads.csv"


def _is_roads(path: Path) -> bool:
    return path.stem.casefold() == "roads" and path.suffix.casefold() in FORMATS and path.is_file()


def _read(source: Source, path: Path, shown: str) -> None:
    source.roads = shown
    tables, suffix = source.tables, path.suffix.casefold()
    if suffix == ".csv":
        _edge_list(tables, path, shown)
        return
    if suffix not in _READERS:
        right = f"name a file that ends in {', '.join(FORMATS)}"
        tables.faults.append(Fault(f"{FILE}, roads", f"{shown} is of no kind that is read", right))
        return
    try:
        data = read_bytes(path)
    except OSError as error:
        right = f"give a readable file beside {FILE}, or leave roads out"
        tables.faults.append(Fault(f"{FILE}, roads", f"{shown}: {why_unreadable(error)}", right))
        return
    tables.hashes[shown] = hashlib.sha256(data).hexdigest()
    if not tables.frames["road_nodes"].empty:
        wrong = f"belongs to an edge list, and the roads are in {shown}"
        tables.faults.append(Fault("road_nodes.csv", wrong, "move it elsewhere"))
    frames, faults = _READERS[suffix](data, shown)
    tables.frames |= frames
    tables.faults += faults


def _edge_list(tables: Tables, path: Path, shown: str) -> None:
    """Read an edge list that was not read with the other tables; one without a road is a fault."""
    if not (path.name in tables.hashes and path.stem.casefold() == "roads"):
        sheet = read_sheet(path, shown)
        tables.hashes[shown] = sheet.sha256
        tables.faults += sheet.faults
        if sheet.text is not None:
            add_table(tables, "roads", "park", sheet.text, shown, filled=False)
    if tables.frames["roads"].empty and not any(fault.where.startswith(shown) for fault in tables.faults):
        # Who puts a file of roads there does not mean the straight line.
        right = "fill in the roads, or take the file away for straight lines times circuity"
        tables.faults.append(Fault(shown, "has no roads", right))


def nodes_in_wgs84(nodes: pd.DataFrame, datum: str) -> pd.DataFrame:
    """Return the nodes of roads with their places in WGS84."""
    lon, lat = to_wgs84(nodes["lon"].to_numpy(float), nodes["lat"].to_numpy(float), datum)
    return nodes.assign(lon=lon, lat=lat)
