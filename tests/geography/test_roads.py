"""Roads as a graph: places between nodes, limits, and what another road can never do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from symbiosis.geography.roads import Graph, join, reachable, shortest_km

KM = 180.0 / (np.pi * 6371.0088)


def graph(edges: Any, count: int, lon: Any = None, lat: Any = None) -> Graph:
    """Return a graph of (start, end, there, back) with as many nodes; below 0 is closed."""
    table = np.array(edges, dtype=float).reshape(-1, 4)
    there, back = (np.where(table[:, side] < 0, np.inf, table[:, side]) for side in (2, 3))
    nowhere = np.full(count, np.nan)
    places = [nowhere if axis is None else np.asarray(axis, dtype=float) for axis in (lon, lat)]
    start, end = table[:, 0].astype(np.intp), table[:, 1].astype(np.intp)
    return Graph(places[0], places[1], start, end, there, back, np.ones(len(table), dtype=bool))


def all_pairs(roads: Graph, limit_km: float = np.inf) -> np.ndarray:
    nodes = np.arange(len(roads.lon))
    return shortest_km(join(roads, np.zeros(len(nodes)), np.zeros(len(nodes)), nodes).arcs, nodes, nodes, limit_km)


def test_a_street_both_ways_and_one() -> None:
    """Proves on four nodes that ways are directed, the shorter of two parallel roads counts, and 0 km is a length.

    0 - 1 is 5 or 3 km, 1 -> 2 is 2 km one way, 2 - 0 is 9 km, 2 - 3 is 0 km.
    """
    km = all_pairs(graph([(0, 1, 5, 5), (1, 0, 3, 3), (1, 2, 2, -1), (2, 0, 9, 9), (2, 3, 0, 0)], 5))
    assert km[0].tolist() == [0, 3, 5, 5, np.inf]
    assert km[2].tolist() == [9, 12, 0, 0, np.inf]


def test_places_between_nodes() -> None:
    """Proves that two plants beside one road of 10 km, at km 2 and 5, are 3 km apart, and as the road allows.

    One-way, back leads only round by 20 km: 5 to the end, 20, and 2 to the first plant. Without pieces of roads both
    would go by the ends, or not at all.
    """
    lon, lat = [0.0, 0.0], [0.0, 10 * KM]
    at = np.array([-1, -1])
    x, y = np.array([0.5 * KM, 0.5 * KM]), np.array([2 * KM, 5 * KM])
    both = join(graph([(0, 1, 10, 10)], 2, lon, lat), x, y, at)
    assert both.access_km == pytest.approx([0.5, 0.5])
    assert shortest_km(both.arcs, both.node, both.node) == pytest.approx(np.array([[0, 3], [3, 0]]))
    one = join(graph([(0, 1, 10, -1), (1, 0, 20, -1)], 2, lon, lat), x, y, at)
    assert shortest_km(one.arcs, one.node, one.node) == pytest.approx(np.array([[0, 3], [27, 0]]))


def test_a_limit_is_the_unlimited_answer_cut() -> None:
    """Proves that a search which stops early gives what the whole one gives up to the limit, and nothing beyond."""
    draw = np.random.default_rng(3)
    edges = [(a, b, *draw.uniform(1, 9, 2)) for a, b in draw.integers(0, 40, (90, 2))]
    whole, cut = all_pairs(graph(edges, 40)), all_pairs(graph(edges, 40), 12.0)
    assert (whole > 12).any()
    np.testing.assert_array_equal(cut, np.where(whole <= 12.0, whole, np.inf))


@pytest.mark.parametrize("seed", range(5))
def test_another_road_lengthens_nothing(seed: int) -> None:
    """Proves on random roads that adding one never makes a way longer, and that reaching is having a length."""
    draw = np.random.default_rng(seed)
    edges = [(a, b, draw.uniform(0, 9), draw.choice([-1.0, 5.0])) for a, b in draw.integers(0, 30, (45, 2))]
    before, after = all_pairs(graph(edges[:-5], 30)), all_pairs(graph(edges, 30))
    assert (after <= before).all()
    nodes = np.arange(30)
    arcs = join(graph(edges, 30), np.zeros(30), np.zeros(30), nodes).arcs
    np.testing.assert_array_equal(reachable(arcs, nodes), np.isfinite(after))
