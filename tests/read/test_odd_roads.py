"""Roads that somebody brings without roads in them, with places turned round, or of no length."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from symbiosis.errors import Fault

NODES = "node,lon,lat\nn1,106.60,23.90\nn2,106.65,23.85\nn3,106.70,23.80\n"
EDGES = "from,to,km\nn1,n2,8\nn2,n3,9\n"


def told(faults: list[Fault]) -> list[str]:
    """Return the faults as sentences."""
    return [str(fault) for fault in faults]


@pytest.mark.parametrize(
    ("name", "said"),
    [("roads.csv", "has no roads"), ("roads.gpkg", "is empty"), ("roads.graphml", "is empty")],
)
def test_a_file_without_roads_is_no_straight_line(
    name: str, said: str, park_faults: Callable[..., list[Fault]]
) -> None:
    """Proves that who brings a file of roads with nothing in it is told so.

    Without it every length would be straight times circuity, and nobody would be told.
    """
    pytest.importorskip("geopandas")
    pytest.importorskip("networkx")
    content = "from,to,km\n" if name.endswith("csv") else b""
    faults = told(park_faults(**{name: content}))
    assert len(faults) == 1
    assert faults[0].startswith(f"{name}: {said}; ")


def test_nodes_turned_round(park_faults: Callable[..., list[Fault]]) -> None:
    """Proves that a node with its latitude first is told what to write. Without it it is only out of range."""
    faults = told(park_faults(roads=EDGES, road_nodes=NODES.replace("106.65,23.85", "23.85,106.65")))
    swapped = "longitude and latitude look swapped: write lon 106.65 and lat 23.85"
    assert faults == [f"road_nodes.csv row 3, lat: 106.65 deg is out of range; {swapped}"]


def test_no_length_is_told_where_it_is_written(park_faults: Callable[..., list[Fault]]) -> None:
    """Proves that an edge of length 0 between places apart is refused by its ends: a graph has no rows.

    Without it the way would be free, or the fault would name a row that no program shows.
    """
    nx = pytest.importorskip("networkx")
    graph = nx.MultiDiGraph()
    for number, (lon, lat) in enumerate([(106.60, 23.90), (106.65, 23.85), (106.70, 23.80)], start=1):
        graph.add_node(f"n{number}", x=lon, y=lat)
    graph.add_edge("n1", "n2", length=0.0)
    graph.add_edge("n2", "n3", length=9000.0)
    faults = told(park_faults(**{"roads.graphml": "\n".join(nx.generate_graphml(graph)).encode()}))
    assert len(faults) == 1
    assert faults[0].startswith("roads.graphml, edge 'n1 - n2', km: 0 km from n1 to n2 is less than the 7.5")


def test_beginning_and_end_in_chinese(park_faults: Callable[..., list[Fault]]) -> None:
    """Proves that 起点 and 终点 are read as the ends. Without it the columns are missing."""
    assert park_faults(roads=EDGES.replace("from,to", "起点,终点"), road_nodes=NODES) == []


def test_degrees_that_are_called_metres(park_faults: Callable[..., list[Fault]], tmp_path: Path) -> None:
    """Proves that a layer of degrees under the name of a web map is told which name is right.

    Without it the planner would hear that the roads lie 11,000 km away.
    """
    geopandas, shapely = pytest.importorskip("geopandas"), pytest.importorskip("shapely")
    line = shapely.LineString([(106.60, 23.90), (106.65, 23.85)])
    geopandas.GeoSeries([line], crs=3857).to_file(tmp_path / "roads.gpkg", layer="roads", driver="GPKG")
    (fault,) = park_faults(**{"roads.gpkg": (tmp_path / "roads.gpkg").read_bytes()})
    assert fault.where == "roads.gpkg, layer roads"
    assert fault.wrong.startswith("says WGS 84 / Pseudo-Mercator, in metres")
    assert "EPSG:4326" in fault.right
