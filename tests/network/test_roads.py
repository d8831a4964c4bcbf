"""The park's own roads: distances along them, the gate ``roads``, what is kept of them, and the audit's own search.

Plants lie on one meridian: A at 0 km, B at 10 km, C at 20 km, as everywhere in these tests.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import symbiosis
from symbiosis.errors import AuditError, DataError
from symbiosis.network.ways import Ways
from symbiosis.plan.audit import audit

#: From A to B 12 km; from A to C 22 km, and from C to B 15 km by a one-way road.
ROADS = "from,to,km,oneway\nA,B,12,no\nA,C,22,no\nC,B,15,yes"
RAIL = "mode,forms,hazards,where,cost_cny_tkm,way\nrail,cake,none,listed,0.1,rail"


def bend(km: float, lon: float = 106.0) -> tuple[float, float]:
    """Return the place on the plants' meridian, or on another, at a distance from A."""
    return lon, 20.0 + km * 180.0 / (np.pi * 6371.0088)


def nodes(**km: float) -> str:
    """Return nodes of roads on the meridian of the plants."""
    return "node,lon,lat\n" + "\n".join(f"{name},{bend(at)[0]!r},{bend(at)[1]!r}" for name, at in km.items())


class TestRoads:
    """100 t of mud at A are used at B or dumped at C for 50 CNY/t; a truck costs 1 CNY/t-km."""

    def test_distances_follow_the_roads(self, world: Callable[..., Any]) -> None:
        """Proves that the 12 km of road count, not the 10 km of the great circle nor circuity: 1200 CNY.

        Without it the answer would be 1000, or 1300 with a circuity of 1.3.
        """
        here = world(roads=ROADS, settings={"transport": {"circuity": 1.3}})
        answer = here.solve()
        assert answer.cost == pytest.approx(1200)
        assert answer.plan.flows["km"].tolist() == [12.0]
        assert answer.plan.network["lengths along roads"] == 2
        assert "roads.csv" in answer.plan.park.hashes

    def test_measured_km_beat_the_road(self, world: Callable[..., Any]) -> None:
        """Proves that 11 km of links.csv count before the 12 km of the road, and that a row without km takes these.

        Without it the answer would be 1200 in both cases, or 1000 in the second.
        """
        assert world(roads=ROADS, links="from,to,mode,km\nA,B,truck,11").solve().cost == pytest.approx(1100)
        assert world(roads=ROADS, links="from,to,mode,km\nA,B,truck,").solve().cost == pytest.approx(1200)

    def test_a_one_way_detour_changes_the_plan(self, world: Callable[..., Any]) -> None:
        """Proves that roads are directed: closed from A to B, the mud goes round by C, 22 + 15 = 37 km.

        Use costs 40 CNY/t, so with the least cost first 37 + 40 loses against the tip's 22 + 50: dumped for 7200. Both
        ways open, 12 + 40 wins: used for 5200. Without it both plans would be one.
        """
        cost = {"objectives": [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}]}
        free = "process,fate,status,opex_cny_t\nmaking,use,industrial,{}\ndump,disposal,industrial,50"
        closed = world(roads=ROADS.replace("A,B,12,no", "A,B,12,-1"), settings=cost, processes=free.format(40)).solve()
        assert closed.sent(facility="tip") == pytest.approx(100)
        assert closed.cost == pytest.approx(7200)
        open_ = world(roads=ROADS, settings=cost, processes=free.format(40)).solve()
        assert open_.sent(facility="works") == pytest.approx(100)
        assert open_.cost == pytest.approx(5200)
        used = world(roads=ROADS.replace("A,B,12,no", "A,B,12,-1"), processes=free.format(40)).solve()
        assert used.plan.flows["km"].tolist() == [37.0]

    def test_no_road_is_said(self, world: Callable[..., Any]) -> None:
        """Proves that B, which no road leads to, gets nothing, and that gate and command say so in both languages.

        Without it the mud would go 10 km as the crow flies, or 0.
        """
        here = world(roads="from,to,km,oneway\nA,C,22,no\nB,C,15,yes")
        assert here.solve().sent(facility="works") == 0
        en, zh = here.refusal("A|mud", "works", "truck", "roads")
        assert en == "no road leads from A to B in roads.csv, though one leads back: one-way roads are in between"
        assert zh == "roads.csv 中没有从 A 到 B 的公路，但反方向可通，途中有单行路段"
        assert symbiosis.network_of(here.park, here.model).counts["refused by roads"] == 1
        parted = world(roads="from,to,km\nA,C,22\nB,D,15", road_nodes="node\nD")
        en, zh = parted.refusal("A|mud", "works", "truck", "roads")
        told, gap = en.split("; ")
        assert told == "no road leads from A to B in roads.csv"
        assert gap == "B joins a separate part, nodes: 2, its node B is 10.00 km from A of the largest part"
        told, gap = zh.split("；")
        assert told == "roads.csv 中没有从 A 到 B 的公路"
        assert gap == "B 所接路段自成一片（2 个节点），其节点 B 距最大一片的 A 10.00 km"

    def test_a_road_is_set_to_nothing(self, world: Callable[..., Any]) -> None:
        """Proves that a length set on the command line is held to what the file is held to: 1 m for 10 km is refused.

        Without it ``--set`` or a sweep could make a road free. A road that is set longer is taken: 14 km.
        """
        here = world(roads=ROADS)
        assert here.solve("park.roads.road.A.B.km=14").plan.flows["km"].tolist() == [14.0]
        with pytest.raises(DataError, match=r"roads\.csv row 2, km: 0\.001 km from A to B is less than the 10 km"):
            here.solve("park.roads.road.A.B.km=0.001")

    def test_access(self, world: Callable[..., Any]) -> None:
        """Proves that plants join the nearest road: A and B stand on it, C 4 km beyond its end at km 16.

        The tip is 16 + 4 x 1.25 = 21 km off: 100 x (21 + 50) = 7100, for works takes nothing. With at most 3 km of
        access nothing gets to C. Without the leg the answer would be 6600.
        """
        road = {"roads": "from,to,km\nn,s,17", "road_nodes": nodes(n=-1.0, s=16.0)}
        closed = {"links": "from,to,mode,allowed\nA,B,truck,no", "settings": {"transport": {"circuity": 1.25}}}
        here = world(**road, **closed)
        answer = here.solve()
        assert answer.plan.flows["km"].tolist() == [pytest.approx(21.0, abs=1e-6)]
        assert answer.cost == pytest.approx(7100)
        en, zh = world(**road, **closed).refusal("A|mud", "tip", "truck", "roads", "transport.access_km=3")
        assert en == "C lies 4.0 km from the nearest road of roads.csv, more than the 3 km of transport.access_km"
        assert zh == "C 距 roads.csv 中最近的公路 4.0 km，超过 transport.access_km 的 3 km"

    def test_other_ways(self, world: Callable[..., Any]) -> None:
        """Proves that a railway is for rail alone: 30 km x 0.1 for rail from A to B, 10 km for the truck without roads.

        Without it rail would take the road, or the truck the railway.
        """
        here = world(roads="way,from,to,km\nrail,A,B,30", add_modes=RAIL, links="from,to,mode\nA,B,rail")
        answer = here.solve()
        assert answer.sent(mode="rail") == pytest.approx(100)
        assert answer.cost == pytest.approx(300)
        lengths = here.why("A|mud", "works").set_index("mode")["km"]
        assert lengths["truck"] == pytest.approx(10)

    def test_a_connection_to_be_built_follows_no_road(self, world: Callable[..., Any]) -> None:
        """Proves that a candidate without km is the straight line times circuity: a new road does not run on the old.

        Without it building by the km would be paid for the 37 km of the detour.
        """
        settings = {"transport": {"circuity": 1.2}, "horizon": {"discount_rate": 0.1}}
        links = "from,to,mode,status,build_cny\nA,B,truck,candidate,1"
        modes = "mode,forms,hazards,where,cost_cny_tkm,life_a\ntruck,cake;bulk,none,anywhere,1,10"
        roads = ROADS.replace("A,B,12,no", "A,B,12,-1")
        answer = world(roads=roads, links=links, modes=modes, settings=settings).solve()
        assert answer.plan.mains["km"].tolist() == [pytest.approx(12.0)]
        assert answer.plan.flows["km"].tolist() == [pytest.approx(12.0)]

    def test_reach_is_measured_along_the_road(self, world: Callable[..., Any]) -> None:
        """Proves that a truck of at most 11 km does not reach B, 10 km off as the crow flies and 12 km by road.

        Without it the answer would be 100 t used.
        """
        assert world(roads=ROADS).solve("modes.truck.max_km=12").used == pytest.approx(100)
        here = world(roads=ROADS)
        en, _ = here.refusal("A|mud", "works", "truck", "reach", "modes.truck.max_km=11")
        assert en.startswith("12.0 km is beyond the hard limit of 11 km")


class TestKept:
    """What was looked up is kept in the park's folder under what it follows from."""

    def _lengths(self, here: Any, **changes: Any) -> tuple[Any, list[str]]:
        park = replace(symbiosis.read_park(here.folder / "park"), **changes)
        network = symbiosis.network_of(park, here.model)
        kept = Path(park.keep)
        return network.links["km"].tolist(), sorted(path.name for path in kept.iterdir()) if kept.is_dir() else []

    def test_hit_invalid_and_corrupt(self, world: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
        """Proves that kept distances are used while roads and park are the same, and never where they are not whole.

        Without it an old distance would outlive the road, or a half-written file would end the run.
        """
        here = world(roads=ROADS)
        first, files = self._lengths(here)
        assert len(files) == 1
        assert files[0].startswith("road-")
        looked: list[Any] = []
        whole = "symbiosis.geography.routes.shortest_km"
        from symbiosis.geography.roads import shortest_km

        monkeypatch.setattr(whole, lambda *args, **more: looked.append(1) or shortest_km(*args, **more))
        assert self._lengths(here) == (first, files)
        assert not looked, "what was kept is not looked up again"
        file = here.folder / "park" / ".kept" / files[0]
        content = file.read_bytes()
        for broken in (b"", content[: len(content) // 2], content.replace(b"limit_km", b"limit_kn"), bytes(500)):
            file.write_bytes(broken)
            assert self._lengths(here) == (first, files)
            assert looked.pop() == 1
            looked.clear()
        assert file.read_bytes() == content
        (here.folder / "park" / "roads.csv").write_text(
            (here.folder / "park" / "roads.csv").read_text("utf-8").replace("A,B,12", "A,B,13"), "utf-8"
        )
        second, others = self._lengths(here)
        assert sorted(second) == [13.0, 22.0]
        assert len(others) == 1
        assert others != files

    def test_nothing_is_kept_where_nothing_can_be(self, world: Callable[..., Any]) -> None:
        """Proves that a park without a folder of its own, or with one that is a file, is solved all the same."""
        here = world(roads=ROADS)
        assert sorted(self._lengths(here, keep="")[0]) == [12.0, 22.0]
        (here.folder / "park" / ".kept").write_text("in the way")
        assert sorted(self._lengths(here)[0]) == [12.0, 22.0]
        assert (here.folder / "park" / ".kept").is_file()


class TestAudit:
    """The audit looks for the ways of used links by itself."""

    def test_a_wrong_length_is_found(self, world: Callable[..., Any]) -> None:
        """Proves that a plan on 10 km of straight line, where the road has 12, is not signed; nor one without a road.

        Without it a mistake in the roads would go unnoticed.
        """
        plan = world(roads=ROADS).solve().plan
        spoiled = replace(plan, flows=plan.flows.assign(km=10.0))
        with pytest.raises(AuditError, match="km says 10 and should be 12"):
            audit(spoiled)
        roads = plan.park.tables["roads"]
        tables = {**plan.park.tables, "roads": roads.assign(oneway=roads["oneway"].where(roads["to"] != "B", "closed"))}
        with pytest.raises(AuditError, match="no way leads from A to B along the roads of the park"):
            audit(replace(plan, park=replace(plan.park, tables=tables)))

    def test_two_searches_agree(self, world: Callable[..., Any]) -> None:
        """Proves on a made-up grid with one-way streets that network and audit find the same km, access included.

        Without it one of the two could be wrong in a corner that no hand-solved case has.
        """
        from symbiosis.plan.audit_roads import Roads, road_km

        draw = np.random.default_rng(7)
        side, step = 6, 3.0
        at = {f"{i}-{j}": bend(i * step, 106.0 + j * 0.03) for i in range(side) for j in range(side)}
        lines = ["edge,from,to,km,oneway,midway"]
        for i in range(side):
            for j in range(side):
                for other in ((i + 1, j), (i, j + 1)):
                    name = f"{other[0]}-{other[1]}"
                    if name in at and draw.random() < 0.9:
                        word, midway = draw.choice(["no", "no", "yes", "-1"]), draw.choice(["yes", "yes", "no"])
                        lines.append(f"a,{i}-{j},{name},{3.2 + draw.random():.3f},{word},{midway}")
                        if draw.random() < 0.3:  # the same road once more, drawn the other way round
                            lines.append(f"b,{name},{i}-{j},{3.2 + draw.random():.3f},yes,yes")
        points = {f"P{n}": bend(15 * draw.random(), 106.0 + 0.15 * draw.random()) for n in range(30)}
        points |= {"P30": at["2-2"], "P31": at["3-1"]}
        here = world(
            plants="plant,lon,lat\n" + "\n".join(f"{name},{x!r},{y!r}" for name, (x, y) in points.items()),
            offers="plant,material,amount_t\nP0,mud,1",
            facilities="facility,plant,process\nworks,P1,making",
            roads="\n".join(lines),
            road_nodes="node,lon,lat\n" + "\n".join(f"{name},{x!r},{y!r}" for name, (x, y) in at.items()),
        )
        names = list(points)
        pairs = [(a, b) for a in names for b in names if a != b]
        starts, ends = (np.array([pair[side] for pair in pairs], dtype=object) for side in (0, 1))
        ours = Ways(here.park, here.model).between(np.zeros(len(pairs), dtype=int), starts, ends)
        circuity = here.model.settings.transport.circuity
        theirs = road_km(Roads(here.park.tables, "road"), pairs, circuity, 5.0)
        np.testing.assert_allclose(ours, [theirs[pair] for pair in pairs], rtol=1e-9)
        few = road_km(Roads(here.park.tables, "road"), pairs[:40], circuity, 5.0)
        assert all(few[pair] == pytest.approx(theirs[pair], nan_ok=True) for pair in pairs[:40])
        assert np.isfinite(ours).mean() > 0.5
