"""The sample network of pgRouting, with its published costs, read as an edge list.

The data are read from the folder of published cases beside the repository; they are not part of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from symbiosis.geography.roads import components

CASES = Path(__file__).resolve().parents[2].parent / "shared" / "cases" / "roads"


def test_pgrouting_sample(world: Callable[..., Any]) -> None:
    """Seventeen nodes, one-way streets, three parts: plants stand at the nodes, costs are km.

    Proves every published cost, one-way and both ways: 6 to 10 directed is 5, and 6 to 14 has no way.
    """
    path = CASES / "pgrouting_sample.json"
    if not path.is_file():
        pytest.skip(f"the published case is not there: it lies beside the repository, in {CASES}")
    case = json.loads(path.read_text("utf-8"))
    published = ("directed", "undirected", "unreachable_undirected", "nearest")
    assert all(case[f"published_{part}"] for part in published)
    names = list(case["nodes"])
    head = "id,source,target,cost_km,reverse_cost_km"
    one_way = [(e["id"], e["source"], e["target"], e["cost"], e["reverse_cost"]) for e in case["edges"]]
    plain = [(*row[:3], max(row[3:]), max(row[3:])) for row in one_way]
    found = {}
    for kind, rows in (("directed", one_way), ("undirected", plain)):
        here = world(
            plants="plant,km\n" + "\n".join(f"{name},{place / 100}" for place, name in enumerate(names)),
            offers="plant,material,amount_t\n6,mud,1",
            facilities="facility,plant,process\nworks,10,making",
        )
        lines = [head, *(",".join(map(str, row)) for row in rows)]
        (here.folder / "park" / "roads.csv").write_text("\n".join(lines), "utf-8")
        park = here.park
        routes = park.routes["road"]
        routes.look(np.full(len(names), np.inf))
        found[kind] = {(a, b): routes.km()[i, j] for i, a in enumerate(names) for j, b in enumerate(names)}
        for start, end, cost in case[f"published_{kind}"]:
            assert found[kind][str(start), str(end)] == cost
        assert components(routes.graph)[0] == 3
    for start, end in [*case["published_unreachable_undirected"], (6, 14)]:
        assert np.isnan(found["undirected"][str(start), str(end)])
        assert np.isnan(found["directed"][str(start), str(end)])
    for near in case["published_nearest"]:
        kind = "directed" if near["directed"] else "undirected"
        starts = near["from_"] if isinstance(near["from_"], list) else [near["from_"]]
        costs = {(a, b): found[kind][str(a), str(b)] for a in starts for b in near["targets"]}
        assert min(costs.values()) == near["cost"]
        assert min(costs, key=costs.__getitem__)[1] == near["nearest"]
