"""Which plots a facility may not stand on, and which two may not both be built: solved on squared paper.

The plots of the default world lie on one meridian: A at 0 km, B at 10 km, C at 20 km.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from symbiosis.geography import from_wgs84
from symbiosis.network.sites import conflicting_sites, refused_sites
from symbiosis.plan.audit_book import Book
from symbiosis.plan.audit_facts import Facts
from symbiosis.plan.audit_sites import check_sites

Worlds = Callable[..., Any]

DEGREES = 180.0 / (math.pi * 6371.0088)
#: Degrees of longitude of one km at 20 degrees north.
WIDE = DEGREES / math.cos(math.radians(20.0))
PROCESSES = (
    "process,fate,status,opex_cny_t,site_class\nmaking,use,industrial,0,\ndump,disposal,industrial,50,heap\n"
    "sorting,use,industrial,0,hazardous\nmelting,use,industrial,0,smelting"
)
RECIPES = "process,input\nmaking,red_mud\ndump,red_mud\ndump,fly_ash\nsorting,red_mud\nmelting,red_mud"
RULES = "site_class,against,min_km,document,clause\n"


def box(west_km: float, south_km: float, east_km: float, north_km: float) -> str:
    """Return a quoted rectangle in km east and north of plot A."""
    corners = [(west_km, south_km), (east_km, south_km), (east_km, north_km), (west_km, north_km), (west_km, south_km)]
    return f'"POLYGON (({", ".join(f"{106 + x * WIDE} {20 + y * DEGREES}" for x, y in corners)}))"'


def village(km: float, kind: str = "village", outline: str = "") -> str:
    return f"receptor,name_zh,name_en,kind,lon,lat,outline\nV,魏村,Wei,{kind},106,{20 + km * DEGREES},{outline}"


def sites(*rows: tuple[str, str, str], area_ha: float = math.nan) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["facility", "plant", "process"]).assign(area_ha=area_ha)


def place(world: Worlds, **tables: str) -> Any:
    return world(processes=PROCESSES, recipes=RECIPES, **tables)


def refusals(made: Any, table: pd.DataFrame) -> list[tuple[int, str]]:
    found = refused_sites(made.park, made.model, table)
    return list(zip(found["site"].tolist(), found["rule"].tolist(), strict=True))


def conflicts(made: Any, table: pd.DataFrame) -> list[tuple[int, int]]:
    found = conflicting_sites(made.park, made.model, table)
    return list(zip(found["first"].tolist(), found["second"].tolist(), strict=True))


def test_nothing_asked_nothing_refused(world: Worlds) -> None:
    """Proves that a park without zoning, land, receptors and rules refuses no plot, and that no site gives no row."""
    made = place(world)
    assert refusals(made, sites(("new", "A", "sorting"), ("new", "B", "sorting"))) == []
    assert refusals(made, sites()) == []
    assert conflicts(made, sites()) == []


def test_zoning(world: Worlds) -> None:
    """Proves that a plot zoned for heaps takes a tip and no sorting line, and says so. Without it A would take both."""
    made = place(world, plants="plant,km,zoning\nA,0,heap;ordinary\nB,10,\nC,20,")
    table = sites(("sorter", "A", "sorting"), ("tip2", "A", "dump"), ("sorter", "B", "sorting"))
    (said,) = refused_sites(made.park, made.model, table).to_dict("records")
    assert (said["site"], said["rule"]) == (0, "zoning")
    assert (
        said["reason"]
        == "sorter may not stand on A: its class is hazardous, and the plot is zoned for heap or ordinary only"
    )
    assert said["reason_zh"] == "A 不能建 sorter：该设施属危险废物类，地块仅限堆存填埋、一般类"


@pytest.mark.parametrize(("km", "refused"), [(0.79, True), (0.81, False)])
def test_a_village_near_a_point(km: float, refused: bool, world: Worlds) -> None:
    """Proves that 0.8 km are counted from the point where no outline is given."""
    made = place(world, receptors=village(km), separations=RULES + "hazardous,village,0.8,GB 18597-2001,6.1.3")
    table = sites(("melter", "A", "melting"), ("sorter", "A", "sorting"))
    assert refusals(made, table) == ([(1, "receptor")] if refused else [])
    if refused:
        said = refused_sites(made.park, made.model, table).iloc[0]
        assert said["reason"] == (
            "sorter may not stand on A: its class is hazardous, and the village V (Wei) is 0.79 km away, where 0.8 km "
            "are asked (GB 18597-2001, 6.1.3)"
        )
        assert said["reason_zh"] == (
            "A 不能建 sorter：危险废物类设施距村庄 V（魏村）仅 0.79 km，应不小于 0.8 km（GB 18597-2001, 6.1.3）"
        )


@pytest.mark.parametrize(("edge_km", "refused"), [(1.1, True), (1.3, False)])
def test_a_village_near_an_outline(edge_km: float, refused: bool, world: Worlds) -> None:
    """Proves that the distance counts from edge to edge.

    The village reaches from 2 to 3 km north of A. A plot to 1.1 km leaves 0.9 km, one to 1.3 km leaves 0.7 km. Without
    outlines the answer would be 2.5 km, far enough for both.
    """
    plants = f"plant,lon,lat,outline\nA,106,20,{box(-1, -1, 1, edge_km)}\nB,106,21,\nC,106,22,"
    made = place(
        world,
        plants=plants,
        receptors=village(2.5, outline=box(-1, 2, 1, 3)),
        separations=RULES + "hazardous,village,0.8,,",
    )
    assert refusals(made, sites(("sorter", "A", "sorting"))) == ([] if refused else [(0, "receptor")])


def test_a_neighbour_that_exists(world: Worlds) -> None:
    """Proves that the rule between two classes serves both ways, across plots only.

    The tip on C exists and is a heap; hazardous lines keep 11 km from heaps. B lies 10 km off, A 20 km; on C itself
    nothing is held apart. Without the reading both ways the rule "hazardous from heap" would not keep a new heap off.
    """
    made = place(world, separations=RULES + "hazardous,heap,11,an assessment,")
    table = sites(*(("sorter", plot, "sorting") for plot in "ABC"))
    (said,) = refused_sites(made.park, made.model, table).to_dict("records")
    assert (said["site"], said["rule"]) == (1, "neighbour")
    assert "tip on C (class heap) is 10 km away, where 11 km are asked (an assessment)" in said["reason"]
    assert "距 C 的堆存填埋类设施 tip 仅 10 km，应不小于 11 km（an assessment）" in said["reason_zh"]
    around = place(world, facilities="facility,plant,process\nold,C,sorting", separations=RULES + "hazardous,heap,11,,")
    assert refusals(around, sites(("tip2", "B", "dump"), ("tip2", "A", "dump"))) == [(0, "neighbour")]


def test_two_candidates(world: Worlds) -> None:
    """Proves which pairs may not both be built, once each, with the greater distance where two rows ask.

    Heaps keep 12 km from hazardous lines by one row and 9 km by the other: 10 km apart is too near for the first.
    """
    rules = RULES + "hazardous,heap,9,weak,\nheap,hazardous,12,strong,\nsmelting,smelting,25,,"
    made = place(world, facilities="facility,plant,process\nworks,B,making", separations=rules)
    table = sites(
        ("sorter", "A", "sorting"),
        ("tip2", "B", "dump"),
        ("tip2", "A", "dump"),
        ("tip2", "C", "dump"),
        ("m", "C", "melting"),
    )
    (said,) = conflicting_sites(made.park, made.model, table).to_dict("records")
    assert said == {"first": 0, "second": 1, "km": pytest.approx(10.0), "min_km": 12.0, "document": "strong"}
    melters = sites(("m", "A", "melting"), ("m", "C", "melting"), ("n", "A", "melting"))
    assert conflicts(made, melters) == [(0, 1), (1, 2)]


def test_land(world: Worlds) -> None:
    """Proves that the plot's land less what stands there counts, and a facility of several years once.

    C has 10 ha and the tip takes 6 ha in both years, so 4 ha are left. Without it 5 ha would pass.
    """
    made = place(
        world,
        plants="plant,km,area_ha\nA,0,\nB,10,3\nC,20,10",
        facilities="facility,plant,process,area_ha,year\nworks,B,making,,\ntip,C,dump,6,2025\ntip,C,dump,5,2026",
    )
    for plot, area, fits in (
        ("C", 4.0, True),
        ("C", 5.0, False),
        ("B", 3.0, True),
        ("B", 3.1, False),
        ("A", 1e6, True),
    ):
        found = refused_sites(made.park, made.model, sites(("new", plot, "making"), area_ha=area))
        assert found["rule"].tolist() == ([] if fits else ["land"])
        if (plot, fits) == ("C", False):
            assert (
                found["reason"][0]
                == "new does not fit on C: it needs 5 ha, and the plot has 10 ha, of which 6 ha are taken"
            )
            assert found["reason_zh"][0] == "C 容不下 new：需地 5 ha，地块共 10 ha，其中 6 ha 已占用"


def test_every_reason_is_given(world: Worlds) -> None:
    """Proves that one refusal does not hide another, in the order of the sites."""
    made = place(
        world,
        plants="plant,km,area_ha,zoning\nA,0,1,heap\nB,10,1,heap\nC,20,1,",
        receptors=village(0.5),
        separations=RULES + "hazardous,village,1,,\nhazardous,heap,30,,",
    )
    found = refusals(made, sites(("sorter", "B", "sorting"), ("sorter", "A", "sorting"), area_ha=2.0))
    assert found == [
        (0, "zoning"), (0, "neighbour"), (0, "land"),
        (1, "zoning"), (1, "receptor"), (1, "neighbour"), (1, "land"),
    ]  # fmt: skip


def _random_plots(seed: int) -> str:
    """Return eight plots within 8 km of A, points and squares."""
    random = np.random.default_rng(seed)
    lines = ["plant,lon,lat,outline"]
    for name, (x, y) in zip("ABCDEFGH", random.uniform(-6, 6, (8, 2)), strict=True):
        half = random.uniform(0.2, 1.5)
        outline = box(x - half, y - half, x + half, y + half) if random.random() < 0.6 else ""
        lines.append(f"{name},{106 + x * WIDE},{20 + y * DEGREES},{outline}")
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(6))
def test_further_away_never_refuses_more(seed: int, world: Worlds) -> None:
    """Proves that villages east of all plots, moved further east, never refuse a plot that was free.

    The audit, which measures another way, must find a fault with exactly the plots that are refused.
    """
    plants, spots = _random_plots(seed), np.random.default_rng(seed).uniform((8, -6), (10, 6), (20, 2))
    table = sites(*((f"s{plot}", plot, "sorting") for plot in "ABCDEFGH"))
    before = {(row, "receptor") for row in range(8)}
    counts = []
    for east_km in (0.0, 1.0, 3.0, 40.0):
        rows = [f"V{n},village,{106 + (x + east_km) * WIDE},{20 + y * DEGREES}" for n, (x, y) in enumerate(spots)]
        made = place(
            world,
            plants=plants,
            receptors="receptor,kind,lon,lat\n" + "\n".join(rows),
            separations=RULES + "hazardous,village,8,,",
        )
        refused = set(refusals(made, table))
        assert refused <= before
        before = refused
        counts.append(len(refused))
        book = Book(1e-6)
        check_sites(book, table.assign(year=2025), Facts(made))
        assert {finding.split()[1] for finding in book.findings} == {f"s{'ABCDEFGH'[site]}" for site, _ in refused}
    assert counts[0] > 0, "the layout must refuse something to begin with"
    assert counts[-1] == 0


@pytest.mark.parametrize("datum", ["GCJ-02", "BD-09"])
def test_another_datum_makes_no_difference(datum: str, world: Worlds) -> None:
    """Proves that a layout drawn on a Chinese web map gives the distances of the same layout in WGS84.

    The datum moves everything by about half a kilometre: without converting the outlines with the points, the plot
    would reach the village or lie far from it.
    """

    def moved(lon: list[float], lat: list[float]) -> list[str]:
        x, y = from_wgs84(lon, lat, datum)
        return [f"{a!r} {b!r}" for a, b in zip(x.tolist(), y.tolist(), strict=True)]

    east, north = [-1, 1, 1, -1, -1], [-1, -1, 1.1, 1.1, -1]
    corners = moved([106 + x * WIDE for x in east], [20 + y * DEGREES for y in north])
    plot, there = moved([106.0, 106.0], [20.0, 20 + 2 * DEGREES])
    ring = f'"POLYGON (({", ".join(corners)}))"'
    made = place(
        world,
        plants=f"plant,lon,lat,outline\nA,{plot.replace(' ', ',')},{ring}\nB,106,21,\nC,106,22,",
        receptors=f"receptor,kind,lon,lat\nV,village,{there.replace(' ', ',')}",
        separations=RULES + "hazardous,village,1,,",
        park_toml=f'datum = "{datum}"\n',
    )
    (said,) = refused_sites(made.park, made.model, sites(("sorter", "A", "sorting")))["reason"]
    km = re.search("village V is (.*) km away", said)
    assert km
    assert float(km[1]) == pytest.approx(0.9, abs=0.0011)


def test_a_scenario_may_ask_for_more(world: Worlds) -> None:
    """Proves that a distance is one cell that a scenario or the command line can change."""
    made = place(world, receptors=village(0.9), separations=RULES + "hazardous,village,0.8,,")
    table = sites(("sorter", "A", "sorting"))
    assert refused_sites(made.park, made.model, table).empty
    assert len(refused_sites(made.park, made.under("separations.hazardous.village.min_km=1"), table)) == 1


def test_distances_of_another_country(world: Worlds) -> None:
    """Proves that a distance counts where its regime holds, and the greater of two that hold.

    The village is 0.9 km away. EU rows ask 2 km, CN rows 0.5 km: only where the EU holds is the plot refused. Without
    it a works in Greece would be sited by Chinese law.
    """
    rules = "site_class,against,min_km,regime,document\nhazardous,village,2,EU,far\nhazardous,village,0.5,CN,near\n"
    # A regime must be known to some standard before a setting may name it.
    both = "standard,processes,property,sense,limit,regime\ncn,making,Na2O,<=,99,CN\neu,making,Na2O,<=,99,EU"
    made = place(world, receptors=village(0.9), separations=rules + "hazardous,village,1,,all", standards=both)
    for regimes, document in (("[]", "(all)"), ('["CN"]', "(all)"), ('["CN", "EU"]', "(far)")):
        model = made.under(f"regimes={regimes}")
        (said,) = refused_sites(made.park, model, sites(("sorter", "A", "sorting")))["reason"]
        assert document in said
    home = place(world, receptors=village(0.9), separations=rules, standards=both)
    for regimes, count in (("[]", 0), ('["CN"]', 0), ('["EU"]', 1)):
        model = home.under(f"regimes={regimes}")
        assert len(refused_sites(home.park, model, sites(("sorter", "A", "sorting")))) == count
        book = Book(1e-6)
        facts = Facts(SimpleNamespace(park=home.park, model=model))  # type: ignore[arg-type]
        check_sites(book, sites(("sorter", "A", "sorting")).assign(year=2025), facts)
        assert len(book.findings) == count
