"""A GeoPackage as a park: places from shapes in any reference system, other tables from attributes."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from symbiosis.errors import Fault
from symbiosis.read import read_park
from symbiosis.read.handed import as_written

geopandas = pytest.importorskip("geopandas")
pyogrio = pytest.importorskip("pyogrio")
VALID = Path(__file__).with_name("valid") / "park"


def attributes(table: str) -> Any:
    """Return a table of the valid park with numbers as numbers."""
    return pd.read_csv(VALID / f"{table}.csv")


def with_points(plants: Any, epsg: int = 4326) -> Any:
    """Return plants as points in a reference system, without lon and lat."""
    points = geopandas.points_from_xy(plants["lon"], plants["lat"], crs=4326)
    return geopandas.GeoDataFrame(plants.drop(columns=["lon", "lat"]), geometry=points).to_crs(epsg)


@pytest.fixture
def package(tmp_path: Path) -> Callable[..., Path]:
    """Return a maker of a GeoPackage of the valid park; layers given by name replace or join its own."""

    def make(**layers: Any) -> Path:
        file = tmp_path / "mine.gpkg"
        file.unlink(missing_ok=True)
        given = {"plants": with_points(attributes("plants"))}
        given |= {name: attributes(name) for name in ("offers", "facilities")}
        for name, frame in (given | layers).items():
            if frame is not None:
                pyogrio.write_dataframe(frame, file, layer=name, driver="GPKG")
        return file

    return make


@pytest.mark.parametrize("epsg", [4326, 4490, 32648, 4548, 3857])
def test_the_same_park(epsg: int, package: Callable[..., Path], park_folder: Callable[..., Path]) -> None:
    """Proves that points in degrees, in UTM, in a Chinese zone and in metres of a web map give the same park."""
    folder = read_park(park_folder())
    file = package(plants=with_points(attributes("plants"), epsg))
    before = file.read_bytes()
    park = read_park(file)
    for name, table in folder.tables.items():
        found = park.tables[name].reset_index(drop=True)
        pd.testing.assert_frame_equal(found, table.reset_index(drop=True), atol=1e-9, rtol=0)
    assert park.name == "mine"
    assert list(park.hashes) == ["mine.gpkg"]
    assert file.read_bytes() == before
    assert not list(file.parent.glob("mine.gpkg-*"))


@pytest.mark.parametrize("name", ["tiny", "distomon", "shangjie-layout"])
def test_real_parks(name: str, tmp_path: Path) -> None:
    """Proves that parks with settings, links, caps and receptors come out of a GeoPackage as out of their folder."""
    folder = Path(__file__).parents[2] / "parks" / name
    written, file = as_written(folder), tmp_path / f"{name}.gpkg"
    layers = {table: frame.dropna(axis=1, how="all").infer_objects() for table, frame in written.tables.items()}
    layers |= {table: with_points(layers[table], 4548) for table in ("plants", "receptors") if table in layers}
    settings = {key: str(value) for key, value in written.settings.items()}
    layers["park"] = pd.DataFrame({"key": list(settings), "value": list(settings.values())})
    for table, frame in layers.items():
        pyogrio.write_dataframe(frame, file, layer=table, driver="GPKG")
    there, back = read_park(folder), read_park(file)
    for table, frame in there.tables.items():
        found = back.tables[table].reset_index(drop=True)
        pd.testing.assert_frame_equal(found, frame.reset_index(drop=True), atol=1e-8, rtol=0)
    assert (back.title_zh, back.currency, back.settings) == (there.title_zh, there.currency, there.settings)


def test_outlines(package: Callable[..., Path]) -> None:
    """Proves that a polygon is the outline of its place, which stands within it where no lon and lat are given."""
    plants = with_points(attributes("plants"), 32648)
    plants["geometry"] = plants.geometry.buffer(100.0)
    park = read_park(package(plants=plants))
    assert all(text.startswith("POLYGON ((106.") for text in park.plants["outline"])
    assert np.allclose(park.plants["lon"], attributes("plants")["lon"], atol=1e-3)


def test_settings_and_titles(package: Callable[..., Path]) -> None:
    """Proves that a layer park stands for park.toml, and that layers may carry Chinese titles."""
    settings = pd.DataFrame({"key": ["title_zh", "model.year"], "value": ["某园区", "2030"]})
    park = read_park(package(park=settings, offers=None, 可供物料=attributes("offers")))
    assert (park.title_zh, park.settings) == ("某园区", {"year": 2030})


def faults(file: Path, faults_of: Callable[..., list[Fault]]) -> dict[str, str]:
    """Return the faults of a GeoPackage by place."""
    return {fault.where: f"{fault.wrong}; {fault.right}" for fault in faults_of(lambda: read_park(file))}


def test_faults(package: Callable[..., Path], faults_of: Callable[..., list[Fault]]) -> None:
    """Proves that faults name layer, feature and column."""
    offers = attributes("offers").astype({"amount_t": object})
    offers["amount_t"] = ["120万", "5e6"]
    offers["plant"] = ["R1", "R9"]
    found = faults(package(offers=offers, plant=attributes("plants"), facilities=None), faults_of)
    assert "if 1200000 t/a is meant" in found["layer offers, feature 1, amount_t"]
    assert "the layer plants has no 'R9'" in found["layer offers, feature 2, plant"]
    assert "name it plants" in found["layer plant"]
    assert "no layer facilities" in found["mine.gpkg"]


@pytest.mark.filterwarnings("ignore:.crs. was not provided")
def test_places_at_fault(package: Callable[..., Path], faults_of: Callable[..., list[Fault]]) -> None:
    """Proves that a layer without a reference system is refused, and columns that contradict the shape."""
    plants = with_points(attributes("plants"))
    found = faults(package(plants=plants.set_crs(None, allow_override=True)), faults_of)
    assert "reference system" in found["layer plants"]
    both = plants.assign(lon=[106.6, 106.9, 106.65], lat=[23.9, 23.8, 23.95])
    found = faults(package(plants=both), faults_of)
    assert list(found) == ["layer plants, feature 2, lon"]
    header = plants.rename(columns={"zone": "zonne"})
    assert "write zone" in faults(package(plants=header), faults_of)["layer plants, zonne"]


def test_other_layers_are_told(package: Callable[..., Path]) -> None:
    """Proves that a layer which is no table is left out, and that this is said."""
    hills = with_points(attributes("plants"))
    assert read_park(package(_plants=hills, hills=hills)).notes[1:] == (
        "the layer 'hills' is no table of a park and is left out",
    )


@pytest.mark.filterwarnings("ignore:GPKG")
def test_no_geopackage(tmp_path: Path, faults_of: Callable[..., list[Fault]]) -> None:
    """Proves that text, a damaged database and a missing file are each one fault."""
    file = tmp_path / "mine.gpkg"
    assert "no such file" in faults(file, faults_of)[str(file)]
    for data in (b"", b"plant,lon\n", b"SQLite format 3\0" + bytes(200)):
        file.write_bytes(data)
        assert list(faults(file, faults_of)) == ["mine.gpkg"]


def test_the_rows_are_the_folders(park_folder: Callable[..., Path]) -> None:
    """Proves that the valid tables which these tests lean on are those of the folder."""
    with (park_folder() / "plants.csv").open(encoding="utf-8") as file:
        assert len(list(csv.reader(file))) == len(attributes("plants")) + 1
