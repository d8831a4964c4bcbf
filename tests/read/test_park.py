"""A park folder as a whole: park.toml, boundary, datum, coordinates and rules between rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from symbiosis.errors import Fault
from symbiosis.geography import from_wgs84
from symbiosis.read import read_park

Faults = Callable[..., list[Fault]]


def test_a_valid_park(park_folder: Callable[..., Path]) -> None:
    """Proves what comes back: every table, titles, hashes, and the folder's name where nothing is said."""
    park = read_park(str(park_folder()))
    assert (park.name, park.title_zh, park.title_en, park.datum, park.currency) == (
        "park",
        "park",
        "park",
        "WGS84",
        "CNY",
    )
    assert set(park.tables) == {
        "plants",
        "offers",
        "facilities",
        "compositions",
        "links",
        "caps",
        "receptors",
        "actual",
        "roads",
        "road_nodes",
    }
    assert park.offers["amount_t"].tolist() == [1.2e6, 5e6]
    assert park.tables["links"].empty
    assert set(park.hashes) == {"plants.csv", "offers.csv", "facilities.csv"}
    assert all(len(digest) == 64 for digest in park.hashes.values())


def test_park_toml(park_folder: Callable[..., Path]) -> None:
    """Proves that titles, settings and boundary arrive, and that their files are among the hashes."""
    layer = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": None}]}
    toml = '\ufefftitle_zh = "百色"\r\nboundary = "edge.geojson"\r\n[model.transport]\r\ncircuity = 1.28\r\n'
    park = read_park(park_folder(**{"park.toml": toml, "edge.geojson": json.dumps(layer)}))
    assert (park.title_zh, park.title_en) == ("百色", "百色")
    assert park.settings == {"transport": {"circuity": 1.28}}
    assert park.boundary == layer
    assert {"park.toml", "edge.geojson"} <= set(park.hashes)


TOML_FAULTS = {
    'title_zh = "a\n': ("park.toml line 1", "is not valid TOML"),
    'titel_zh = "a"\n': (
        "park.toml, titel_zh",
        "write title_zh if that is meant; the known keys are title_zh, title_en",
    ),
    "title_zh = 5\n": ("park.toml, title_zh", "is not text"),
    'model = "base"\n': ("park.toml, model", "is not a table"),
    'datum = "Beijing54"\n': ("park.toml, datum", "use one of WGS84, GCJ-02, BD-09"),
    'currency = "EUR"\n': ("park.toml, cny_per_unit", "write how many CNY one EUR is worth"),
    'currency = "EUR"\ncny_per_unit = 0\n': ("park.toml, cny_per_unit", "a number above 0"),
    'currency = "EUR"\ncny_per_unit = "7.8"\n': ("park.toml, cny_per_unit", "a number without quotation marks"),
    'currency = "EUR"\ncny_per_unit = nan\n': ("park.toml, cny_per_unit", "a number above 0"),
    "cny_per_unit = 7.8\n": ("park.toml, cny_per_unit", "while the currency is CNY"),
    'currency = "euro"\n': ("park.toml, currency", "its three letters"),
    'boundary = "none.geojson"\n': ("park.toml, boundary", "No such file"),
    'boundary = "plants.csv"\n': ("plants.csv", "is not valid GeoJSON"),
    "\x00": ("park.toml", "is not text"),
}


@pytest.mark.parametrize("toml", TOML_FAULTS)
def test_faults_of_park_toml(toml: str, park_faults: Faults) -> None:
    """Proves that each slip in park.toml is named by line or key."""
    where, said = TOML_FAULTS[toml]
    faults = park_faults(**{"park.toml": toml})
    assert [fault.where for fault in faults] == [where]
    assert said in str(faults[0])


BOUNDARIES = {
    "nothing GeoJSON": {"type": "Topology"},
    "a list": [1, 2],
    "a geometry of no kind": {"type": "Feature", "geometry": {"type": "Circle", "coordinates": [1, 2]}},
    "metres": {"type": "Point", "coordinates": [11867000, 2740000]},
    "text": {"type": "Point", "coordinates": ["106", "23"]},
    "one number": {"type": "Point", "coordinates": [106]},
    "not a number": {"type": "Point", "coordinates": [float("nan"), 1]},
}


@pytest.mark.parametrize("name", BOUNDARIES)
def test_boundaries_that_cannot_be_drawn(name: str, park_faults: Faults) -> None:
    """Proves that a layer in metres or of another format is refused before the map is drawn."""
    faults = park_faults(**{"park.toml": 'boundary = "edge.json"', "edge.json": json.dumps(BOUNDARIES[name])})
    assert [fault.where for fault in faults] == ["edge.json"]


SPELLINGS = (
    ["GCJ-02", "gcj02", "GCJ 02", "火星坐标", "高德"],
    ["BD-09", "bd09", "百度"],
    ["WGS84", "wgs-84", "CGCS2000", "EPSG:4326"],
)


@pytest.mark.parametrize(
    ("spelling", "datum"),
    [(word, datum) for words, datum in zip(SPELLINGS, ("GCJ-02", "BD-09", "WGS84"), strict=True) for word in words],
)
def test_coordinates_are_brought_to_wgs84(spelling: str, datum: str, park_folder: Callable[..., Path]) -> None:
    """Proves that a park given in any datum ends where it stands. Without it plants move by up to 1.5 km."""
    lon, lat = np.array([106.6, 106.7, 106.65]), np.array([23.9, 23.8, 23.95])
    rows = zip(("R1", "C1", "D1"), *from_wgs84(lon, lat, datum), strict=True)
    plants = "plant,lon,lat\n" + "".join(
        f"{name},{x!r},{y!r}\n" for name, x, y in ((n, float(a), float(b)) for n, a, b in rows)
    )
    park = read_park(park_folder(plants=plants, **{"park.toml": f'datum = "{spelling}"'}))
    assert park.datum == datum
    np.testing.assert_allclose(park.plants["lon"], lon, atol=1e-8)
    np.testing.assert_allclose(park.plants["lat"], lat, atol=1e-8)


HEAD = "plant,lon,lat\nR1,106.60,23.90\nC1,106.70,23.80\nD1,106.65,23.95\n"
COORDINATES = {
    "swapped, out of range": ("23.9,106.6", ["lat"], "look swapped: write lon 106.6 and lat 23.9"),
    "swapped, in range": ("23.9,86.6", [], ""),
    "out of range": ("200,95", ["lon", "lat"], "write a number between"),
    "web map metres": ("12589000,4163000", ["lon", "lat"], "perhaps lon 113.088"),
    "projected metres": ("36500000,2640000", ["lon", "lat"], "metres of a projected map"),
    "empty map pin": ("0,0", ["lon"], "what an empty map pin says"),
    "minus empty map pin": ("-0.0,0", ["lon"], "what an empty map pin says"),
    "on the equator": ("106.6,0", [], ""),
    "at the date line": ("180,-90", [], ""),
}


@pytest.mark.parametrize("name", COORDINATES)
def test_coordinates(name: str, park_faults: Faults) -> None:
    """Proves that wrong coordinates are named with what they look like, and that odd but possible ones pass."""
    cells, columns, said = COORDINATES[name]
    faults = park_faults(plants=f"{HEAD}X1,{cells}\n")
    assert [fault.where for fault in faults] == [f"plants.csv row 5, {column}" for column in columns]
    assert all(said in fault.right for fault in faults)


def test_a_plant_swapped_within_range(park_faults: Faults) -> None:
    """Proves that lon 23, lat 86 is doubted in a park around lon 86, lat 23, and that a far plant alone is not.

    Without it an Indian park with one swapped row is drawn in the Arctic and every distance is wrong.
    """
    around = "plant,lon,lat\nR1,86.0,23.0\nC1,86.5,23.4\nD1,85.8,23.9\n"
    swapped = park_faults(plants=f"{around}X1,23.2,86.1\n")
    assert [fault.where for fault in swapped] == ["plants.csv row 5, lon"]
    assert "write lon 86.1 and lat 23.2" in swapped[0].right
    assert park_faults(plants=f"{around}X1,40.0,50.0\n") == []
    assert park_faults(plants=f"{around}X1,110.0,23.0\n") == []


ROWS = {
    "min above capacity": (
        "facilities",
        "1000000,0",
        "10,20",
        "facilities.csv row 2, min_t_a",
        "min_t_a 20 is more than",
    ),
    "unknown plant": ("offers", "R1,mud,5e6", "R9,mud,5e6", "offers.csv row 3, plant", "plants.csv has no 'R9'"),
    "plant by its Chinese name": ("offers", "R1,mud,5e6", "氧化铝厂,mud,5e6", "offers.csv row 3, plant", "write 'R1'"),
    "plant in small letters": ("offers", "R1,mud,5e6", "r1,mud,5e6", "offers.csv row 3, plant", "write 'R1'"),
    "two plants of one that exists": (
        "facilities",
        "C1,clin",
        "C1;D1,clin",
        "facilities.csv row 2, plant",
        "names 2 plants",
    ),
    "an owner spelled twice": (
        "plants",
        "23.95,Alu",
        "23.95,ALU",
        "plants.csv row 4, owner",
        "is written 'Alu' in row 2",
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_rows_that_contradict_each_other(name: str, edited: Callable[..., str], park_faults: Faults) -> None:
    """Proves each rule between the rows of a park with one spoiled cell."""
    table, old, new, where, said = ROWS[name]
    faults = park_faults(**{table: edited(table, old, new)})
    assert [fault.where for fault in faults] == [where]
    assert said in str(faults[0])


def test_sizes_of_a_candidate(park_faults: Faults) -> None:
    """Proves that the smallest size may not exceed the largest, and that a candidate may name several plants."""
    head = "facility,plant,process,status,min_size_t_a,max_size_t_a\n"
    assert park_faults(facilities=f"{head}F,C1;D1,p,candidate,5,6\n") == []
    assert [f.where for f in park_faults(facilities=f"{head}F,C1,p,拟建,7,6\n")] == [
        "facilities.csv row 2, min_size_t_a"
    ]


CAPS = {
    "park,,": None,
    "park,park,": "is given for the whole park",
    "plant,,": "say which plant",
    "plant,R1,": None,
    "owner,Alu,": None,
    "zone,Base,": "write 'Baise'",
    "province,Guizhou,": "no plant has the province 'Guizhou'",
}


@pytest.mark.parametrize("start", CAPS)
def test_scopes_of_caps(start: str, park_faults: Faults) -> None:
    """Proves that a cap names a scope that exists. Without it a misspelt limit limits nothing."""
    faults = park_faults(caps=f"scope,name,ledger,amount\n{start}tkm,5\n")
    assert [fault.where for fault in faults] == ["caps.csv row 2, name"] * (CAPS[start] is not None)
    assert all(str(CAPS[start]) in str(fault) for fault in faults)


def test_a_link_to_a_name_of_two_things(park_faults: Faults) -> None:
    """Proves that a link may name a plant or a facility, but not a name that both bear in different places."""
    links = "from,to,mode,km\nR1,C1,truck,10\nR1,kiln,truck,10\n"
    assert park_faults(links=links) == []
    facilities = "facility,plant,process\nC1,D1,clinker\nkiln,C1,clinker\n"
    faults = park_faults(links=links, facilities=facilities)
    assert [fault.where for fault in faults] == ["links.csv row 2, to"]


def test_one_unknown_name_in_many_rows_is_one_fault(park_faults: Faults) -> None:
    """Proves that a misspelt plant in a thousand rows does not drown the other faults."""
    rows = "".join(f"R9,m{n},1\n" for n in range(1000))
    faults = park_faults(offers=f"plant,material,amount_t\n{rows}")
    assert len(faults) == 1
    assert "(also in row 3, 4, 5, 6, 7 and 994 more)" in faults[0].wrong
