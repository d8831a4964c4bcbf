"""Distances between plants along roads: ours against networkx and against scipy without a limit.

``python -m benchmarks.roads`` makes a net of 200,000 nodes, puts 300 plants beside it, and finds all distances of at
most 160 km. networkx runs for a few plants, and counts for all of them.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from time import process_time
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse.csgraph import dijkstra

from symbiosis.geography import great_circle_km
from symbiosis.geography.roads import Graph, join
from symbiosis.geography.routes import Routes
from symbiosis.plan.audit_roads import Roads, road_km


def net(side: int, seed: int) -> Graph:
    """Return a net of about ``side`` times ``side`` junctions 1.5 km apart, some roads missing, bent or one-way."""
    draw = np.random.default_rng(seed)
    step = 1.5 / 111.2
    lon, lat = (axis.ravel() for axis in np.meshgrid(106 + np.arange(side) * step, 22 + np.arange(side) * step))
    lon, lat = lon + draw.normal(0, step / 6, side**2), lat + draw.normal(0, step / 6, side**2)
    number = np.arange(side**2).reshape(side, side)
    start = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    end = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    kept = draw.random(len(start)) < 0.76
    start, end = start[kept].astype(np.intp), end[kept].astype(np.intp)
    km = great_circle_km(lon[start], lat[start], lon[end], lat[end]) * draw.uniform(1.0, 1.4, len(start))
    back = np.where(draw.random(len(start)) < 0.05, np.inf, km)
    return Graph(lon, lat, start, end, km, back, np.ones(len(start), dtype=bool))


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds of CPU that ``work`` took, and what it returned."""
    begin = process_time()
    done = work()
    return process_time() - begin, done


def by_networkx(joined: Any, limit_km: float, sample: int) -> tuple[float, np.ndarray]:
    """Return the seconds of ``sample`` plants by networkx, graph made beforehand, and their distances."""
    graph = nx.from_scipy_sparse_array(joined.arcs, create_using=nx.DiGraph)

    def search() -> np.ndarray:
        rows = [nx.single_source_dijkstra_path_length(graph, int(n), limit_km) for n in joined.node[:sample]]
        return np.array([[row.get(int(end), np.inf) for end in joined.node] for row in rows])

    return timed(search)


def by_audit(roads: Graph, plants: np.ndarray, pairs: int) -> float:
    """Return the seconds in which the audit finds as many used pairs of plants within 80 km, its tables included."""
    names = np.arange(len(roads.lon)).astype(str).astype(object)
    rows = pd.DataFrame({"way": "road", "from": names[roads.start], "to": names[roads.end], "km": roads.there_km})
    rows = rows.assign(back_km=np.nan, oneway=np.where(np.isinf(roads.back_km), "forward", "both"), midway=True)
    nodes = pd.DataFrame({"node": names, "lon": roads.lon, "lat": roads.lat})
    places = pd.DataFrame(plants, columns=["lon", "lat"]).assign(plant=[f"P{n}" for n in range(len(plants))])
    away = great_circle_km(plants[:, None, 0], plants[:, None, 1], plants[None, :, 0], plants[None, :, 1])
    near = np.argwhere((away < 60) & (away > 0))[:: max(1, int(((away < 60) & (away > 0)).sum() / pairs))]
    tables = {"roads": rows, "road_nodes": nodes, "plants": places}
    asked = [(f"P{a}", f"P{b}") for a, b in near]
    return timed(lambda: road_km(Roads(tables, "road"), asked, 1.25, 5.0))[0]


def main() -> None:
    """Print how long each takes, and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", type=int, default=447)
    parser.add_argument("--plants", type=int, default=300)
    parser.add_argument("--limit", type=float, default=160.0)
    parser.add_argument("--sample", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    roads = net(asked.side, asked.seed)
    draw = np.random.default_rng(asked.seed)
    plants = np.column_stack([draw.uniform(axis.min(), axis.max(), asked.plants) for axis in (roads.lon, roads.lat)])
    print(f"{len(roads.lon):,} nodes, {len(roads.start):,} stretches, {asked.plants} plants, limit {asked.limit:g} km")
    seek = np.full(asked.plants, -1)
    brought, routes = timed(lambda: Routes(roads, plants[:, 0], plants[:, 1], seek))
    ours, _ = timed(lambda: routes.look(np.full(asked.plants, asked.limit)))
    joined = join(roads, plants[:, 0], plants[:, 1], seek)
    few = joined.node[: asked.sample * 4]
    whole, _ = timed(lambda: dijkstra(joined.arcs, indices=few)[:, joined.node])
    whole *= asked.plants / len(few)
    sampled, rows = by_networkx(joined, asked.limit * (1 + 1e-9), asked.sample)
    theirs = sampled * asked.plants / asked.sample
    np.testing.assert_allclose(rows, np.where(routes.leads, routes.km(), np.inf)[: asked.sample], rtol=1e-9)
    audited = by_audit(roads, plants, 300)
    print(f"plants brought onto the roads {brought:.2f} s; distances {ours:.2f} s of CPU")
    print(f"networkx within the limit ({asked.sample} plants measured): {theirs:.1f} s, {theirs / ours:.1f} times ours")
    print(f"scipy without a limit ({len(few)} plants measured): {whole:.1f} s, {whole / ours:.1f} times ours")
    print(f"the audit's own search for 300 used pairs: {audited:.1f} s, {audited / ours:.1f} times ours")


if __name__ == "__main__":
    main()
