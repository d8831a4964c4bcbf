"""Parts of the roads that hang together with nothing else: how large they are, and how near they come to the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from symbiosis.geography.distance import EARTH_RADIUS_KM, Integers, unit_vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from symbiosis.geography.roads import Graph

    Names = NDArray[np.object_]


@dataclass(frozen=True)
class Fragment:
    """A part of the roads beside the largest one."""

    nodes: int
    """How many nodes it has."""
    own: str
    """Its node that comes nearest to the largest part; blank where nobody said where its nodes lie."""
    other: str
    """The node of the largest part that it comes nearest to; blank likewise."""
    gap_km: float
    """How far these two lie apart, as the crow flies; infinite where nobody said where they lie."""


def fragment(graph: Graph, names: Names, part: Integers, which: int) -> Fragment | None:
    """Return part ``which`` of the roads, where ``part`` and ``names`` are by node; None if it is the largest."""
    sizes = np.bincount(part, minlength=which + 1)
    largest = int(sizes.argmax())
    if which == largest:
        return None
    known = np.isfinite(graph.lon) & np.isfinite(graph.lat)
    here, there = (np.flatnonzero(known & (part == number)) for number in (which, largest))
    if not (len(here) and len(there)):
        return Fragment(int(sizes[which]), "", "", np.inf)
    from scipy.spatial import cKDTree

    of_here, of_there = (unit_vectors(graph.lon[nodes], graph.lat[nodes]) for nodes in (here, there))
    found = cKDTree(of_there).query(of_here)
    chord, nearest = np.asarray(found[0], dtype=float), np.asarray(found[1], dtype=np.intp)
    best = int(np.argmin(chord))
    gap_km = 2.0 * EARTH_RADIUS_KM * float(np.arcsin(min(1.0, chord[best] / 2.0)))
    return Fragment(int(sizes[which]), str(names[here[best]]), str(names[there[nearest[best]]]), gap_km)
