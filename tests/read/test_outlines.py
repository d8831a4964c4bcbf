"""Outlines and receptors as users write them: what is wrong is said, what is right arrives in WGS84."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from symbiosis.errors import Fault
from symbiosis.geography import from_wgs84
from symbiosis.plan.audit_shapes import shape_of
from symbiosis.read import read_park

Faults = Callable[..., list[Fault]]

HEAD = "plant,lon,lat,area_ha,zoning,outline,source,confidence\n"
PLOT = "POLYGON ((113.10 35.10, 113.12 35.10, 113.12 35.12, 113.10 35.12, 113.10 35.10))"
LOTS = "plant,material,kind,amount_t\nP1,rm,arising,1"
LINES = "facility,plant,process\nF1,P1,mix"


def _plants(outline: str = PLOT, zoning: str = "", area: str = "", lon: str = "113.11", lat: str = "35.11") -> str:
    return f'{HEAD}P1,{lon},{lat},{area},{zoning},"{outline}",drawn,assumed\n'


def _receptors(outline: str = "", lon: str = "113.2", lat: str = "35.2", kind: str = "village") -> str:
    head = "receptor,name_zh,kind,lon,lat,outline,source,confidence"
    return f'{head}\nV1,魏村,{kind},{lon},{lat},"{outline}",a map,assumed\n'


def _park(folder: Callable[..., Path], **tables: str) -> Path:
    return folder(**{"offers": LOTS, "facilities": LINES, "plants": _plants(), **tables})


@pytest.mark.parametrize(
    ("outline", "wrong", "right"),
    [
        ("the north-east corner", "not well-known text", "POLYGON ((113.1"),
        ("POLYGON ((113.10 35.10, 113.12 35.10, 113.12 35.12", "not well-known text", "POLYGON ((113.1"),
        ("POLYGON ((113.10 35.10, 113.12 35.10, 113.12 35.12))", "not closed", "repeat its first corner"),
        ("POLYGON ((113.1 35.1, 113.12 35.12, 113.12 35.1, 113.1 35.12, 113.1 35.1))", "self-inter", "in their order"),
        ("POLYGON ((113.1 35.1, 113.11 35.11, 113.12 35.12, 113.1 35.1))", "no simple outline", "in their order"),
        ("POLYGON ((35.1 113.1, 35.1 113.12, 35.12 113.12, 35.1 113.1))", "no longitude", "look swapped"),
        ("POLYGON ((4e7 4e6, 40001000 4e6, 4e7 4001000, 4e7 4e6))", "no longitude", "metres of a projected map"),
        ("POLYGON ((113.1 1e999, 113.2 35.1, 113.1 35.2, 113.1 1e999))", "no longitude", "write degrees"),
        ("POLYGON ((113.5 35.1, 113.52 35.1, 113.52 35.12, 113.5 35.1))", "km from the point 113.11, 35.11", "inside"),
        ("POINT (113.11 35.11)", "is a Point", "write a POLYGON"),
        ("LINESTRING (113.11 35.11, 113.12 35.11)", "is a LineString", "write a POLYGON"),
        ("POLYGON EMPTY", "is empty", "leave the cell blank"),
        ("SRID=4326;" + PLOT, "reference system", "leave SRID"),
        ('{""type"": ""Polygon""}', "GeoJSON", "well-known text"),
    ],
)
def test_wrong_outlines(outline: str, wrong: str, right: str, park_faults: Faults) -> None:
    """Proves that an outline that cannot be meant is named with row, column and remedy."""
    faults = park_faults(plants=_plants(outline), offers=LOTS, facilities=LINES)
    assert [fault.where for fault in faults] == ["plants.csv row 2, outline"]
    assert wrong in faults[0].wrong
    assert right in faults[0].right


def test_wrong_places(park_faults: Faults) -> None:
    """Proves faults of coordinates, areas and words beside the outline itself."""
    tables = {"offers": LOTS, "facilities": LINES}
    swapped = "POLYGON ((38.3 22.9, 38.32 22.9, 38.32 22.92, 38.3 22.9))"
    faults = park_faults(plants=_plants(swapped, lon="22.9", lat="38.31"), **tables)
    assert "look swapped" in faults[0].right
    # The plot is 1.8 km by 2.2 km, about 404.6 ha.
    assert park_faults(plants=_plants(area="400"), **tables) == []
    (fault,) = park_faults(plants=_plants(area="4000"), **tables)
    assert fault.where == "plants.csv row 2, area_ha"
    assert "more than the 404.6 ha" in fault.wrong
    (fault,) = park_faults(plants=_plants(zoning="dusty;dangerous"), **tables)
    assert fault.where == "plants.csv row 2, zoning"
    assert "hazardous (危险废物)" in fault.right
    (fault,) = park_faults(plants=_plants(), receptors=_receptors(kind="hotel"), **tables)
    assert fault.where == "receptors.csv row 2, kind"
    (fault,) = park_faults(plants=_plants(), receptors=_receptors(lon="35.2", lat="113.2"), **tables)
    assert fault.where == "receptors.csv row 2, lat"
    assert "look swapped" in fault.right
    (fault,) = park_faults(
        plants=_plants(), receptors=_receptors(outline="LINESTRING (113.3 35.2, 113.4 35.2)"), **tables
    )
    assert fault.where == "receptors.csv row 2, outline"
    assert "9.1 km from the point" in fault.wrong


@pytest.mark.parametrize("datum", ["WGS84", "GCJ-02", "BD-09"])
def test_outlines_arrive_in_wgs84(datum: str, park_folder: Callable[..., Path]) -> None:
    """Proves that points and outlines of plots and receptors follow one datum.

    Without it a plot of a GCJ-02 map would lie half a kilometre off the point inside it.
    """

    def on_map(corners: list[tuple[float, float]]) -> str:
        x, y = from_wgs84(*zip(*corners, strict=True), datum)
        return ", ".join(f"{a} {b}" for a, b in zip(x.tolist(), y.tolist(), strict=True))

    square = [(113.10, 35.10), (113.12, 35.10), (113.12, 35.12), (113.10, 35.12), (113.10, 35.10)]
    river = [(113.0, 35.2), (113.2, 35.2), (113.3, 35.25)]
    (x, y), (u, v) = on_map([(113.11, 35.11)]).split(), on_map([(113.2, 35.2)]).split()
    folder = _park(
        park_folder,
        plants=_plants(f"POLYGON (({on_map(square)}))", "dusty; 危险废物", lon=x, lat=y),
        receptors=_receptors(f"LINESTRING ({on_map(river)})", u, v, "river"),
        **{"park.toml": f'datum = "{datum}"\n'},
    )
    park = read_park(folder)
    plot, stream = park.plants.iloc[0], park.tables["receptors"].iloc[0]
    assert plot["zoning"] == ("dusty", "hazardous")
    assert stream["kind"] == "river"
    for row, corners in ((plot, square), (stream, river)):
        shape = shape_of(0.0, 0.0, row["outline"])
        assert np.abs(shape.start - np.array(corners[:-1])).max() < 1e-7
    assert (plot["lon"], plot["lat"]) == pytest.approx((113.11, 35.11), abs=1e-7)
    assert (stream["lon"], stream["lat"]) == pytest.approx((113.2, 35.2), abs=1e-7)


def test_full_width_signs_and_no_outline(park_folder: Callable[..., Path]) -> None:
    """Proves that a Chinese keyboard's brackets and commas count as plain ones, and that blank stays blank."""
    wide = PLOT.replace("(", "（").replace(")", "）").replace(",", "，")
    assert read_park(_park(park_folder, plants=_plants(wide))).plants["outline"].iloc[0] == PLOT.replace(".10", ".1")
    park = read_park(_park(park_folder, plants="厂址编号,经度,纬度\nP1,113,35\n"))
    assert park.plants[["outline", "zoning"]].iloc[0].tolist() == ["", ()]
    assert park.tables["receptors"].empty
