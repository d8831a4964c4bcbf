"""A park folder, workbook or GeoPackage as a checked Park."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from symbiosis.errors import DataError, Fault
from symbiosis.park import Park
from symbiosis.read.coordinates import out_of_range
from symbiosis.read.folder import Tables
from symbiosis.read.headers import match_headers
from symbiosis.read.opened import open_source
from symbiosis.read.outlines import in_wgs84
from symbiosis.read.park_rules import check_rows
from symbiosis.read.places import located
from symbiosis.read.references import check_references
from symbiosis.read.road_rules import check_roads
from symbiosis.read.road_twins import both_ways
from symbiosis.read.roads import nodes_in_wgs84
from symbiosis.schema import park_tables

#: The tables whose rows are places.
_PLACES = ("plants", "receptors")
#: Where a park's folder keeps what was worked out from its files.
KEPT = ".kept"


def _coordinate_faults(found: Tables, table: str) -> list[Fault]:
    """Look at the coordinates as written: the checked table no longer holds those out of range."""
    text, file = found.texts.get(table), f"{table}.csv"
    if text is None:
        return []
    columns, _ = match_headers(park_tables()[table], text, file)
    if "lon" not in columns or "lat" not in columns:
        return []
    places = found.frames[table]
    odd = (places[["lon", "lat"]].isna().any(axis=1) | (places[["lon", "lat"]] == 0).all(axis=1)).to_numpy()
    lon, lat = (text.loc[odd].iloc[:, columns[name]].tolist() for name in ("lon", "lat"))
    return out_of_range(places[odd].index.tolist(), lon, lat, file)


def read_park(folder: str | Path, model_tables: Mapping[str, pd.DataFrame] | None = None) -> Park:
    """Return the park of a folder (park.toml, which may be absent, and CSV files), of a workbook or of a GeoPackage.

    Where ``model_tables`` are given, names that the park takes from the model (materials, processes, modes, ...) are
    looked up at once, so that they are reported together with everything else.

    Raises
    ------
    DataError
        With every fault of all files at once: cells, keys, references between the park's own tables, coordinates.
    """
    folder = Path(folder)
    source = open_source(folder)
    found, said = source.tables, source.said
    closer = {fault.where: fault for table in (*_PLACES, "road_nodes") for fault in _coordinate_faults(found, table)}
    # A fault that knows what the coordinates look like takes the place of "out of range".
    faults = said.faults + [closer.pop(fault.where, fault) for fault in found.faults] + list(closer.values())
    # Both rooms have a table of compositions; no column refers to either.
    known = dict(model_tables or {}) | found.frames
    faults += check_references(park_tables(), found.frames, known, trusting=True)
    faults += check_rows(found.frames)
    faults += check_roads(found.frames, source.roads) if not faults else []
    if faults:
        raise DataError(located(faults, source.places))
    tables = found.frames | {table: in_wgs84(found.frames[table], said.datum) for table in _PLACES}
    tables["roads"] = both_ways(found.frames["roads"])
    tables["road_nodes"] = nodes_in_wgs84(found.frames["road_nodes"], said.roads_datum or said.datum)
    name = folder.resolve().stem if source.places else folder.resolve().name
    return Park(
        name=name,
        title_zh=said.title_zh or said.title_en or name,
        title_en=said.title_en or said.title_zh or name,
        tables=MappingProxyType(tables),
        currency=said.currency,
        cny_per_unit=said.cny_per_unit,
        datum=said.datum,
        settings=said.model,
        boundary=said.boundary,
        roads=source.roads,
        keep=str(folder.resolve() / KEPT) if folder.is_dir() else "",
        hashes=MappingProxyType(said.hashes | found.hashes),
        places=MappingProxyType(source.places),
        notes=tuple(source.notes),
    )
