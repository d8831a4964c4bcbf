"""A plan as a GeoPackage: plants, flows, facilities and what is built as layers in WGS84, styled for QGIS."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from symbiosis.show.currency import shown_tables
from symbiosis.show.data import family_colours

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan

LAYERS = {"plants": "Point", "flows": "LineString", "facilities": "Point", "builds": "Point"}
_STYLE = (
    "f_table_catalog", "f_table_schema", "f_table_name", "f_geometry_column", "styleName", "styleQML", "styleSLD",
    "description", "owner", "ui",
)  # fmt: skip
#: GDAL would write the time of the run, and the same plan would not give the same bytes.
_DATE = "2000-01-01T00:00:00.000Z"


def geopackage_bytes(plan: Plan) -> bytes:
    """Return ``plan`` as a GeoPackage with one layer each for plants, flows, facilities and builds."""
    import pyogrio

    tables, ends = shown_tables(plan), _places(plan)
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _DATE})
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "plan.gpkg"
            for name in LAYERS:
                table = plan.park.plants if name == "plants" else tables[name]
                _layer(path, name, table, _shapes(name, table, ends))
            _styles(path, plan)
            return path.read_bytes()
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _places(plan: Plan) -> dict[str, tuple[float, float]]:
    rows = plan.park.plants[["plant", "lon", "lat"]].itertuples(index=False, name=None)
    return {str(plant): (float(lon), float(lat)) for plant, lon, lat in rows}


def _shapes(name: str, table: pd.DataFrame, ends: dict[str, tuple[float, float]]) -> list[Any]:
    from shapely import LineString, Point

    if name == "flows":
        pairs = zip(table["from_plant"], table["to_plant"], strict=True)
        return [LineString([ends[start], ends[end]]) for start, end in pairs]
    return [Point(ends[plant]) for plant in table["plant"]]


def _layer(path: Path, name: str, table: pd.DataFrame, shapes: list[Any]) -> None:
    from pyogrio.raw import write
    from shapely import to_wkb

    kept = [str(column) for column in table.columns if str(column) not in {"fid", "geom"}]
    geometry = np.array([to_wkb(shape) for shape in shapes], dtype=object)
    write(
        path, geometry, [_field(table[column]) for column in kept], np.array(kept, dtype=object), layer=name,
        geometry_type=LAYERS[name], crs="EPSG:4326", driver="GPKG", append=path.exists(),
    )  # fmt: skip


def _field(column: pd.Series[Any]) -> np.ndarray[Any, Any]:
    """Return one column as numbers where all of it is numbers, else as text; lists are joined."""
    if len(column) and all(isinstance(value, bool | np.bool_) for value in column):
        return column.to_numpy(dtype=bool)
    if len(column) and all(value is None or isinstance(value, int | float | np.number) for value in column):
        numbers = column.to_numpy(dtype=float)
        return np.where(np.isfinite(numbers), numbers, np.nan)
    return np.array([_text(value) for value in column], dtype=object)


def _text(value: Any) -> str | None:
    if value is None or (isinstance(value, float) and not np.isfinite(value)):
        return None
    return "; ".join(map(str, value)) if isinstance(value, list | tuple | set | frozenset) else str(value)


def _styles(path: Path, plan: Plan) -> None:
    """Write the table by which QGIS styles the layers when it opens them."""
    from pyogrio.raw import write

    families = family_colours(plan)
    rows = [["", "", name, "geom", name, _qml(name, families), "", name, "", ""] for name in LAYERS]
    data = [np.array(column, dtype=object) for column in zip(*rows, strict=True)]
    fields = [*_STYLE, "useAsDefault"]
    write(
        path, None, [*data, np.ones(len(rows), dtype=bool)], np.array(fields, dtype=object), layer="layer_styles",
        driver="GPKG", append=True,
    )  # fmt: skip


def _qml(name: str, families: list[dict[str, Any]]) -> str:
    from jinja2 import Environment

    text = files("symbiosis.show").joinpath("assets", "layer.qml").read_text("utf-8")
    return Environment(autoescape=True).from_string(text).render(layer=name, families=families)
