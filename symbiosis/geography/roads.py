"""Roads as a graph: places brought onto it, and shortest ways from many places to many.

A stretch joins two numbered nodes and has a length each way, infinite in a direction that is closed. Railways and
waterways are the same thing.

References
----------
Dijkstra, E. W. (1959), A note on two problems in connexion with graphs, Numerische Mathematik 1, 269-271.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from symbiosis.geography.access import Access, nearest_stretch

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.intp]

#: Places from which distances run at a time: a row of all nodes is held for each.
BATCH = 16


@dataclass(frozen=True)
class Graph:
    """Stretches between numbered nodes.

    Attributes
    ----------
    lon, lat
        Nodes, in degrees; NaN where nobody said.
    start, end
        Nodes that each stretch joins.
    there_km, back_km
        Lengths from start to end and from end to start; infinite where that direction is closed.
    midway
        Whether a place may join the stretch between its ends.
    """

    lon: Floats
    lat: Floats
    start: Integers
    end: Integers
    there_km: Floats
    back_km: Floats
    midway: NDArray[np.bool_]


@dataclass(frozen=True)
class Joined:
    """A graph with places on it."""

    arcs: Any
    """Sparse matrix of lengths in km from node (row) to node (column)."""
    node: Integers
    """Node of each place, -1 where the graph has no place for it."""
    access_km: Floats
    """How far each place lies from its node, as the crow flies; infinite where it has none."""


def join(graph: Graph, lon: Floats, lat: Floats, at: Integers) -> Joined:
    """Return ``graph`` with places on it.

    Parameters
    ----------
    graph
        Roads.
    lon, lat
        Places, in degrees.
    at
        Node at which a place is known to stand; -1 puts it on the nearest stretch, between its ends if need be.
    """
    count, seek = len(graph.lon), np.flatnonzero(at < 0)
    found = nearest_stretch(graph, lon[seek], lat[seek])
    node, access_km = np.asarray(at, dtype=np.intp).copy(), np.zeros(len(at))
    access_km[seek] = found.km
    ends = np.where(found.part <= 0.0, graph.start[found.stretch], graph.end[found.stretch]) if len(graph.start) else -1
    node[seek] = np.where(np.isfinite(found.km), ends, -1)
    inside = np.flatnonzero(np.isfinite(found.km) & (found.part > 0.0) & (found.part < 1.0))
    node[seek[inside]] = count + np.arange(len(inside))
    start, end, there, back = _cut(graph, found, inside)
    arcs = _matrix(
        np.concatenate([graph.start, graph.end, start, end]),
        np.concatenate([graph.end, graph.start, end, start]),
        np.concatenate([graph.there_km, graph.back_km, there, back]),
        count + len(inside),
    )
    return Joined(arcs, node, access_km)


def _cut(graph: Graph, found: Access, inside: Integers) -> tuple[Integers, Integers, Floats, Floats]:
    """Return the pieces of stretches that places join midway, one place after the other from start to end.

    The whole stretches stay: their pieces add up to the same lengths.
    """
    order = inside[np.lexsort((found.part[inside], found.stretch[inside]))]
    stretch, part = found.stretch[order], found.part[order]
    own = len(graph.lon) + np.searchsorted(inside, order)
    first = np.append(True, stretch[1:] != stretch[:-1])[: len(order)]
    last = np.append(stretch[1:] != stretch[:-1], True)[-len(order) :] if len(order) else first
    before = np.where(first, graph.start[stretch], np.roll(own, 1)) if len(order) else own
    since = np.where(first, 0.0, np.roll(part, 1)) if len(order) else part
    pieces = np.concatenate([stretch, stretch[last]])
    share = np.concatenate([part - since, 1.0 - part[last]])
    lengths = []
    for whole in (graph.there_km[pieces], graph.back_km[pieces]):
        opened = np.isfinite(whole)
        lengths.append(np.where(opened, np.where(opened, whole, 0.0) * share, np.inf))
    starts, ends = np.concatenate([before, own[last]]), np.concatenate([own, graph.end[stretch[last]]])
    return starts.astype(np.intp), ends.astype(np.intp), lengths[0], lengths[1]


def _matrix(start: Integers, end: Integers, km: Floats, count: int) -> Any:
    """Return arcs as a sparse matrix; of several between two nodes the shortest counts."""
    from scipy.sparse import csr_matrix

    real = np.isfinite(km) & (start != end)
    start, end, km = start[real], end[real], km[real]
    order = np.lexsort((km, end, start))
    start, end, km = start[order], end[order], km[order]
    once = np.append(True, (start[1:] != start[:-1]) | (end[1:] != end[:-1]))[: len(start)]
    # Built part by part: the usual ways would add twins up, and may drop lengths of zero.
    pointers = np.searchsorted(start[once], np.arange(count + 1))
    return csr_matrix((km[once], end[once], pointers), shape=(count, count))


def shortest_km(
    arcs: Any, sources: Integers, targets: Integers, limit_km: float = np.inf, *, batch: int = BATCH
) -> Floats:
    """Return the lengths in km of the shortest ways from each source (row) to each target (column).

    Infinite where there is none, or none of at most ``limit_km``; ``batch`` sources are held in memory at a time.
    """
    from scipy.sparse.csgraph import dijkstra  # with it comes all of scipy's linear algebra, and few parks have roads

    found = np.empty((len(sources), len(targets)))
    for begin in range(0, len(sources), batch):
        part = sources[begin : begin + batch]
        found[begin : begin + batch] = dijkstra(arcs, directed=True, indices=part, limit=limit_km)[:, targets]
    return found


def reachable(arcs: Any, nodes: Integers) -> NDArray[np.bool_]:
    """Return whether any way leads from each node (row) to each other (column), however long."""
    from scipy.sparse.csgraph import breadth_first_order, connected_components

    _, part = connected_components(arcs, directed=True, connection="strong")
    # All nodes of one part reach the same nodes.
    parts, first, which = np.unique(part[nodes], return_index=True, return_inverse=True)
    leads = np.zeros((len(parts), len(parts)), dtype=bool)
    for row, begin in enumerate(nodes[first]):
        seen = np.zeros(arcs.shape[0], dtype=bool)
        seen[breadth_first_order(arcs, begin, directed=True, return_predecessors=False)] = True
        leads[row] = seen[nodes[first]]
    return np.asarray(leads[np.ix_(which, which)], dtype=bool)


def components(graph: Graph) -> tuple[int, float]:
    """Return in how many parts the roads fall, directions aside, and the share of the nodes that the largest has."""
    from scipy.sparse.csgraph import connected_components

    if not len(graph.lon):
        return 0, 0.0
    passable = np.isfinite(graph.there_km) | np.isfinite(graph.back_km)
    arcs = _matrix(graph.start[passable], graph.end[passable], np.ones(int(passable.sum())), len(graph.lon))
    count, part = connected_components(arcs, directed=False)
    return int(count), float(np.bincount(part).max() / len(graph.lon))
