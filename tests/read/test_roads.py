"""Roads as users bring them: lines, graphs, edge lists; what is wrong with them is told where they see it."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from symbiosis.errors import Fault
from symbiosis.geography import from_wgs84, great_circle_km
from symbiosis.read import read_park

NODES = "node,lon,lat\nn1,106.60,23.90\nn2,106.65,23.85\nn3,106.70,23.80\n"
EDGES = "from,to,km\nn1,n2,8\nn2,n3,9\n"
#: R1 and C1 of the valid park lie at these ends.
WEST, MIDDLE, EAST = (106.60, 23.90), (106.65, 23.85), (106.70, 23.80)


def told(faults: list[Fault]) -> dict[str, str]:
    """Return what is wrong and what would be right, by place."""
    return {fault.where: f"{fault.wrong}; {fault.right}" for fault in faults}


def lengths(park: Any) -> dict[tuple[str, str], float]:
    """Return the km between the plants along the roads, without access."""
    routes, names = park.routes["road"], park.plants["plant"].tolist()
    routes.look(np.full(len(names), np.inf))
    return {(a, b): routes.km()[i, j] for i, a in enumerate(names) for j, b in enumerate(names)}


class TestEdgeList:
    """roads.csv, with road_nodes.csv."""

    def test_lengths_and_places(self, park_folder: Callable[..., Path]) -> None:
        """Proves that an edge list is a table of the park, with its hash, and that plants find their nodes: 17 km."""
        park = read_park(park_folder(roads=EDGES, road_nodes=NODES))
        assert lengths(park)["R1", "C1"] == pytest.approx(17)
        assert park.roads == "roads.csv"
        assert {"roads.csv", "road_nodes.csv"} <= set(park.hashes)

    @pytest.mark.parametrize(
        ("table", "there", "back"),
        [
            ("from,to,km,oneway\nn1,n2,8,yes\nn2,n3,9,是", 17, None),
            ("from,to,length_m,oneway\nn1,n2,8000,-1\nn2,n3,9000,-1", None, 17),
            ("起始节点,终止节点,里程,反向里程\nn1,n2,8,9\nn2,n3,9,9", 17, 18),
            ("id,source,target,cost_km,reverse_cost_km\n1,n1,n2,8,10\n2,n2,n3,9,-1", 17, None),
            ("id,source,target,length_m,cost,reverse_cost\n1,n1,n2,8000,3,4\n2,n2,n3,9000,-1,5", None, 17),
            ("from,to,km,oneway,maxspeed\nn1,n2,8,F,60\nn2,n3,9,B,60", 17, None),
            ("from,to,km,oneway\nn1,n2,8,yes\nn2,n1,8,yes\nn2,n3,9,no", 17, 17),
            ("from,to,km,edge\nn1,n2,8,old\nn1,n2,7.9,new\nn2,n3,9,", 16.9, 16.9),
        ],
    )
    def test_words_of_other_programs(
        self, table: str, there: float | None, back: float | None, park_folder: Callable[..., Path]
    ) -> None:
        """Proves that directions and lengths of OpenStreetMap, pgRouting and Chinese tables are understood.

        Without it a one-way street would be driven both ways, or metres taken for km.
        """
        park = read_park(park_folder(roads=table, road_nodes=NODES))
        found = lengths(park)
        for pair, km in ((("R1", "C1"), there), (("C1", "R1"), back)):
            assert found[pair] == pytest.approx(np.nan if km is None else km, nan_ok=True)

    @pytest.mark.parametrize(
        ("table", "where", "said"),
        [
            ("from,to,km\nn1,n2,8\nn2,n9,9", "roads.csv row 3, to", "road_nodes.csv or plants.csv has no 'n9'"),
            ("from,to,km\nn1,n2,-8\nn2,n3,9", "roads.csv row 2, km", "-8 km is out of range"),
            ("from,to,km\nn1,n2,NaN\nn2,n3,9", "roads.csv row 2, km", "'NaN' is not a plain number"),
            ("from,to,km\nn1,n2,\nn2,n3,9", "roads.csv row 2, km", "is blank"),
            ("from,to,km\nn1,n2,3\nn2,n3,9", "roads.csv row 2, km", "of the straight line"),
            ("from,to,km\nn1,n2,8000\nn2,n3,9000", "roads.csv", "half of the roads are 1100 times as long"),
            ("from,to,length_m\nn1,n2,8\nn2,n3,9", "roads.csv", "give the lengths in km as km"),
            ("from,to,length\nn1,n2,8\nn2,n3,9", "roads.csv row 1, length", "whether it is in km or in metres"),
            ("source,target,cost\nn1,n2,8\nn2,n3,9", "roads.csv row 1, cost", "name it cost_km or cost_m"),
            (
                "from,to,km,oneway\nn1,n2,8,reversible\nn2,n3,9,",
                "roads.csv row 2, oneway",
                "not one of the known words",
            ),
            ("from,to,km,onewya\nn1,n2,8,yes\nn2,n3,9,", "roads.csv row 1, onewya", "write oneway if that is meant"),
            ("from,to,km\nn1,n2,8\nn1,n2,8", "roads.csv row 3, way + from + to", "already in row 2"),
            ("source,target,length_m,cost,reverse_cost\nn1,n2,8000,x,1\n", "roads.csv row 2, cost", "not two numbers"),
        ],
    )
    def test_faults(self, table: str, where: str, said: str, park_faults: Callable[..., list[Fault]]) -> None:
        """Proves that each fault names file, row and column, and what would be right."""
        found = told(park_faults(roads=table, road_nodes=NODES))
        assert list(found) == [where]
        assert said in found[where]

    def test_faults_of_nodes(self, park_faults: Callable[..., list[Fault]], edited: Callable[..., str]) -> None:
        """Proves that nodes named twice, half placed, called like a plant elsewhere, or turned round are told."""
        assert (
            "already in row 2"
            in told(park_faults(roads=EDGES, road_nodes=NODES + "n1,1,1\n"))["road_nodes.csv row 5, node"]
        )
        half = told(park_faults(roads=EDGES, road_nodes=NODES + "n4,106,\n"))
        assert "give both" in half["road_nodes.csv row 5, lon"]
        other = told(park_faults(roads=EDGES + "n3,C1,9\n", road_nodes=NODES + "C1,106.60,23.90\n"))
        assert "from the plant of that name" in other["road_nodes.csv row 5, node"]
        turned = NODES.replace("106.60,23.90", "23.90,80.60").replace("106.65,23.85", "23.85,80.65")
        turned = turned.replace("106.70,23.80", "23.80,80.70")
        plants = edited("plants", "106.60,23.90", "80.60,23.90").replace("106.70", "80.70").replace("106.65", "80.65")
        said = told(park_faults(roads=EDGES, road_nodes=turned, plants=plants))
        assert "longitude and latitude look swapped" in said["roads.csv"]
        nowhere = told(park_faults(roads=EDGES, road_nodes="node\nn1\nn2\nn3"))
        assert "no plant can be brought onto the roads" in nowhere["road_nodes.csv, lon"]

    def test_named_and_several(self, park_folder: Callable[..., Path], park_faults: Callable[..., list[Fault]]) -> None:
        """Proves that park.toml may name a file elsewhere, and that two files of roads, or none, are told."""
        folder = park_folder(**{"park.toml": 'roads = "../ways.csv"', "road_nodes": NODES})
        (folder.parent / "ways.csv").write_text(EDGES, "utf-8")
        park = read_park(folder)
        assert park.roads == "../ways.csv"
        assert "../ways.csv" in park.hashes
        both = told(park_faults(**{"park.toml": 'roads = "../ways.csv"', "roads": EDGES, "road_nodes": NODES}))
        assert "roads.csv is there too" in both["park.toml, roads"]
        (folder / "roads.csv").unlink()
        missing = told(park_faults(**{"park.toml": 'roads = "lost.gpkg"', "road_nodes": None}))
        assert "lost.gpkg: No such file" in missing["park.toml, roads"]
        assert "no kind that is read" in told(park_faults(**{"park.toml": 'roads = "roads.shp"'}))["park.toml, roads"]

    def test_datum(self, park_folder: Callable[..., Path]) -> None:
        """Proves that nodes are in the datum of the park, unless roads_datum says theirs.

        Without it roads of OpenStreetMap would lie half a kilometre beside plants found on Amap.
        """
        gcj = {axis: from_wgs84(*place, "GCJ-02") for axis, place in (("w", WEST), ("m", MIDDLE), ("e", EAST))}
        rows = "\n".join(f"n{n},{float(x)!r},{float(y)!r}" for n, (x, y) in enumerate(gcj.values(), start=1))
        toml = 'datum = "GCJ-02"\n'
        same = read_park(park_folder(**{"park.toml": toml, "roads": EDGES, "road_nodes": f"node,lon,lat\n{rows}"}))
        assert same.tables["road_nodes"]["lon"].tolist() == pytest.approx([106.60, 106.65, 106.70], abs=1e-7)
        other = read_park(
            park_folder(**{"park.toml": toml + 'roads_datum = "WGS84"', "roads": EDGES, "road_nodes": NODES})
        )
        assert other.tables["road_nodes"]["lon"].tolist() == [106.60, 106.65, 106.70]
        assert other.routes["road"].access_km[0] > 0.3


class TestLines:
    """A GeoPackage of lines."""

    @pytest.fixture
    def package(self, park_folder: Callable[..., Path]) -> Callable[..., Path]:
        """Return a maker of a park with roads.gpkg of lines in a reference system."""
        geopandas, shapely = pytest.importorskip("geopandas"), pytest.importorskip("shapely")

        def make(lines: Any, epsg: int | None = 4326, layer: str = "lines", **columns: Any) -> Path:
            folder = park_folder()
            shapes = [shapely.from_wkt(line) if isinstance(line, str) else shapely.LineString(line) for line in lines]
            frame = geopandas.GeoDataFrame(columns, geometry=shapes, crs=4326 if epsg else None)
            frame = frame.to_crs(epsg) if epsg else frame
            (folder / "roads.gpkg").unlink(missing_ok=True)
            frame.to_file(folder / "roads.gpkg", layer=layer)
            return folder

        return make

    @pytest.mark.parametrize("epsg", [4326, 4490, 4548])
    def test_lines_meet_where_they_share_a_corner(self, epsg: int, package: Callable[..., Path]) -> None:
        """Proves that a line from R1 to C1 is joined by one that ends at its middle corner, and measured by its course.

        Without it lines of OpenStreetMap, which are not cut at crossings, would not hang together.
        """
        park = read_park(package([[WEST, MIDDLE, EAST], [MIDDLE, (106.65, 23.95)]], epsg, name=["a", "b"]))
        straight = float(great_circle_km(*WEST, *MIDDLE)) + float(great_circle_km(*MIDDLE, *EAST))
        assert lengths(park)["R1", "C1"] == pytest.approx(straight, rel=1e-6)
        down = float(great_circle_km(106.65, 23.95, *MIDDLE))
        assert lengths(park)["D1", "C1"] == pytest.approx(down + float(great_circle_km(*MIDDLE, *EAST)), rel=1e-6)
        assert set(park.hashes) >= {"roads.gpkg"}

    def test_crossing_without_a_corner_is_a_bridge(self, package: Callable[..., Path]) -> None:
        """Proves that lines which cross without a common corner do not meet."""
        park = read_park(package([[WEST, EAST], [(106.65, 23.95), (106.64, 23.80)]]))
        assert np.isnan(lengths(park)["D1", "C1"])
        assert lengths(park)["R1", "C1"] == pytest.approx(float(great_circle_km(*WEST, *EAST)), rel=1e-9)

    def test_columns(self, package: Callable[..., Path]) -> None:
        """Proves that a length given beats the drawn one, shared out along the line, and that one-way is kept."""
        park = read_park(
            package([[WEST, MIDDLE, EAST], [MIDDLE, (106.65, 23.95)]], length_m=[20000.0, None], oneway=["yes", "no"])
        )
        found = lengths(park)
        assert found["R1", "C1"] == pytest.approx(20)
        assert np.isnan(found["C1", "R1"])
        assert found["R1", "D1"] == pytest.approx(20 * 0.5 + great_circle_km(*MIDDLE, 106.65, 23.95), rel=1e-3)

    @pytest.mark.filterwarnings("ignore")
    def test_faults(self, package: Callable[..., Path], faults_of: Callable[..., list[Fault]]) -> None:
        """Proves that areas, empty layers, lines without a system, turned round or far away are each told."""

        def of(*args: Any, **more: Any) -> dict[str, str]:
            return told(faults_of(lambda: read_park(package(*args, **more))))

        assert "no layer of lines" in of(["POLYGON ((106 23, 107 23, 107 24, 106 23))"])["roads.gpkg"]
        assert "no layer of lines" in of(["POINT (106 23)"])["roads.gpkg"]
        assert "has no features" in of([], layer="roads")["roads.gpkg, layer roads"]
        assert "set its reference system" in of([[WEST, EAST]], None)["roads.gpkg, layer lines"]
        turned = of([[(23.90, 106.60), (23.80, 106.70)]])
        assert "longitude and latitude look swapped" in turned["roads.gpkg, layer lines, feature 1"]
        assert "no road comes nearer than" in of([[(6.6, 43.9), (6.7, 43.8)]])["roads.gpkg"]
        wrong = of([[WEST, EAST]], oneway=["sometimes"])
        assert "not one of the known words" in wrong["roads.gpkg, layer lines, feature 1, oneway"]
        short = of([[WEST, EAST]], km=[2.0])
        assert any("of the straight line" in said for said in short.values())

    def test_damaged(self, park_faults: Callable[..., list[Fault]]) -> None:
        """Proves that a file which is no GeoPackage is one fault. Without it the answer would be a traceback."""
        pytest.importorskip("pyogrio")
        assert "cannot be read" in told(park_faults(**{"roads.gpkg": b"SQLite format 3\0" + bytes(200)}))["roads.gpkg"]

    def test_layer_of_a_park(self, tmp_path: Path, park_folder: Callable[..., Path]) -> None:
        """Proves that a park which is a GeoPackage may have its roads as a layer of lines."""
        geopandas, shapely = pytest.importorskip("geopandas"), pytest.importorskip("shapely")
        pyogrio = pytest.importorskip("pyogrio")
        file = tmp_path / "mine.gpkg"
        folder = park_folder()
        for table in ("plants", "offers", "facilities"):
            pyogrio.write_dataframe(pd.read_csv(folder / f"{table}.csv"), file, layer=table, driver="GPKG")
        roads = geopandas.GeoDataFrame(geometry=[shapely.LineString([WEST, EAST])], crs=4326)
        pyogrio.write_dataframe(roads, file, layer="roads", driver="GPKG")
        park = read_park(file)
        assert park.roads == "mine.gpkg, layer roads"
        assert park.keep == ""
        assert lengths(park)["R1", "C1"] == pytest.approx(float(great_circle_km(*WEST, *EAST)), rel=1e-9)


class TestGraph:
    """GraphML."""

    @pytest.fixture
    def graphml(self) -> Callable[..., bytes]:
        """Return a writer of a graph of three nodes as GraphML."""
        networkx = pytest.importorskip("networkx")

        def make(
            *, directed: bool = False, places: bool = True, edges: Any = (("1", "2", 8000), ("2", "3", 9000))
        ) -> bytes:
            graph = networkx.MultiDiGraph() if directed else networkx.Graph()
            for name, (x, y) in {"1": WEST, "2": MIDDLE, "3": EAST}.items():
                graph.add_node(name, **({"x": str(x), "y": str(y)} if places else {}))
            for start, end, metres in edges:
                graph.add_edge(start, end, length=metres, osmid="7", oneway="False")
            out = io.BytesIO()
            networkx.write_graphml(graph, out)
            return out.getvalue()

        return make

    def test_directions(self, graphml: Callable[..., bytes], park_folder: Callable[..., Path]) -> None:
        """Proves that a plain graph goes both ways and a directed one only as its edges do, twins being one road."""
        both = lengths(read_park(park_folder(**{"roads.graphml": graphml()})))
        assert both["R1", "C1"] == both["C1", "R1"] == pytest.approx(17)
        edges = [("1", "2", 8000), ("2", "1", 8000), ("2", "3", 9000)]
        park = read_park(park_folder(**{"roads.graphml": graphml(directed=True, edges=edges)}))
        assert lengths(park)["R1", "C1"] == pytest.approx(17)
        assert np.isnan(lengths(park)["C1", "R1"])
        assert sorted(park.tables["roads"]["oneway"]) == ["both", "forward"]

    def test_faults(self, graphml: Callable[..., bytes], park_faults: Callable[..., list[Fault]]) -> None:
        """Proves that a graph without places, with a node twice, without edges, broken or with entities is told."""

        def of(data: bytes) -> dict[str, str]:
            return told(park_faults(**{"roads.graphml": data}))

        assert "no node says where it lies" in of(graphml(places=False))["roads.graphml"]
        assert "has no edges" in of(graphml(edges=()))["roads.graphml"]
        assert "cannot be read as GraphML" in of(b"<graphml><graph")["roads.graphml"]
        assert "declares entities" in of(b'<!DOCTYPE a [<!ENTITY b "c">]>' + graphml())["roads.graphml"]
        twice = graphml().replace(b'<node id="2">', b'<node id="1"/><node id="2">')
        assert "stands twice" in of(twice)["roads.graphml, node '1'"]
        negative = of(graphml(edges=(("1", "2", -8000), ("2", "3", 9000))))
        assert "out of range" in negative["roads.graphml, edge '1 - 2', km"]
        assert len(of(graphml().replace(b"106.65", b"wide"))) == 1
