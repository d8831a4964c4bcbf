"""What a check says of a park's own roads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symbiosis.api import horizon_of
from symbiosis.show.check import check_report
from symbiosis.show.trust import confidence

#: A and B are 10 km apart, 12 by road; C is a part of its own; D lies 30 km from anything.
PARK = {
    "plants": "plant,km\nA,0\nB,10\nC,20\nD,60",
    "roads": "from,to,km,oneway\nA,B,12,no\nC,s,11,yes",
    "road_nodes": "node,lon,lat\ns,106,20.27",
    "facilities": "facility,plant,process\nworks,B,making\ntip,C,dump\nfar,D,dump",
}


def test_roads_are_told(world: Callable[..., Any]) -> None:
    """Proves that a check tells parts, access, pairs without a road, and road over great circle, in both languages.

    Without it a planner would learn of a gap in the roads from a plan that sends nothing.
    """
    here = world(**PARK)
    lines = check_report(horizon_of(here.park, here.model))["roads"]
    assert lines == [
        "roads.csv",
        "road: 4 nodes, 2 stretches (1 one-way), separate parts: 2, the largest has 50.0% of the nodes",
        "road: 3 plants lie within 5 km of it, median 0.00, A 0.00 km",
        "road: too far from it: D 30.0 km",
        "road: on separate parts, not the largest: C (nodes: 2; C - B 10.00 km)",
        "road: 3 pairs of plants have something to send and to take in; 2 of them have no way: A - C, A - D",
        "road: length over great circle: median 1.20, eight of ten links 1.20 to 1.20 (transport.circuity is 1)",
        "lengths of the links: measured 0%, along roads 100%, straight times circuity 0%",
    ]
    zh = check_report(horizon_of(here.park, here.model), "zh")["roads"]
    assert zh[4] == "公路：接在互不连通的小片上：C (节点 2；C - B 10.00 km)"
    assert zh[5] == "公路：有物料可送的厂址对 3 个，其中 2 个无路可通: A - C, A - D"
    assert zh[-1] == "联系里程的来源：实测 0%，沿路网 100%，直线乘绕行系数 0%"


def test_no_roads_no_word(world: Callable[..., Any]) -> None:
    """Proves that a park without roads is told nothing of them, and that roads do not drown what other rows say."""
    here = world()
    assert "roads" not in check_report(horizon_of(here.park, here.model))
    roads = world(**PARK).park.tables
    assert confidence(roads) == {"assumed": 1.0}
    assert confidence({name: table for name, table in roads.items() if name == "roads"}) == {}
