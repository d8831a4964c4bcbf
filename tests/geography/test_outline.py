"""Distances between sites with outlines: by hand, against great circles and against a second way of measuring."""

from __future__ import annotations

import math

import numpy as np
import pytest

from symbiosis.geography import Sites, areas_ha, from_wgs84, great_circle_km, outline_to_wgs84, separation_km
from symbiosis.geography import sites_within as within
from symbiosis.geography.outline import on_plane
from symbiosis.plan.audit_shapes import apart_km, shape_of

#: Degrees of latitude of one km on the sphere of radius 6371.0088 km: one degree is 111.195 km.
DEGREES = 180.0 / (math.pi * 6371.0088)
EQUATOR = (105.0, 0.0)
FIRST = np.zeros(1, dtype=np.intp)


def box(west_km: float, south_km: float, east_km: float, north_km: float, at: tuple[float, float] = EQUATOR) -> str:
    """Return a rectangle around a place, its sides in km east and north of it."""
    wide = DEGREES / math.cos(math.radians(at[1]))
    corners = [(west_km, south_km), (east_km, south_km), (east_km, north_km), (west_km, north_km), (west_km, south_km)]
    return f"POLYGON (({', '.join(f'{at[0] + x * wide} {at[1] + y * DEGREES}' for x, y in corners)}))"


def site(outline: str = "", lon: float = EQUATOR[0], lat: float = EQUATOR[1]) -> Sites:
    return Sites(np.array([lon]), np.array([lat]), [outline])


def km(one: Sites, other: Sites) -> float:
    return float(separation_km(one, other, FIRST, FIRST)[0])


def test_two_points_are_a_great_circle_apart() -> None:
    """Proves that one degree of latitude is 111.195 km. Without it the answer would be another ball's."""
    assert km(site(), site(lat=1.0)) == pytest.approx(111.195, abs=5e-4)
    assert km(site(), site(lat=1.0)) == great_circle_km(105.0, 0.0, 105.0, 1.0)


@pytest.mark.parametrize(
    ("one", "other", "due"),
    [
        (site(box(-1, -1, 1, 1)), site(lat=3 * DEGREES), 2.0),  # 3 km to the point, 1 km of it inside the plot
        (site(box(-1, -1, 1, 1)), site(box(2, -1, 3, 1)), 1.0),  # side to side
        (site(box(-1, -1, 1, 1)), site(box(4, 5, 6, 7)), 5.0),  # corner to corner: 3 east, 4 north
        (site(box(-1, -1, 1, 1)), site(box(1, -1, 3, 1)), 0.0),  # a shared side
        (site(box(-1, -1, 1, 1)), site(box(0, 0, 3, 3)), 0.0),  # overlapping
        (site(box(-3, -3, 3, 3)), site(), 0.0),  # a point inside
        (site(box(-3, -3, 3, 3)), site(box(-1, -1, 1, 1)), 0.0),  # a plot inside
        (site(box(-1, -1, 1, 1)), site(f"LINESTRING (104.9 {3 * DEGREES}, 105.1 {3 * DEGREES})"), 2.0),  # a river
    ],
)
def test_outlines_are_measured_from_edge_to_edge(one: Sites, other: Sites, due: float) -> None:
    """Proves distances solved on squared paper. Without it the answer would be that between the points."""
    assert km(one, other) == pytest.approx(due, abs=1e-5)
    assert km(other, one) == pytest.approx(due, abs=1e-5)


def test_a_hole_and_a_second_part() -> None:
    """Proves that a village in the clearing of a plot is as far as the edge, and that the nearest part counts."""
    ring, hole = box(-5, -5, 5, 5)[9:-1], box(-2, -2, 2, 2)[9:-1]
    assert km(site(f"POLYGON ({ring}, {hole})"), site()) == pytest.approx(2.0, abs=1e-5)
    parts = site(f"MULTIPOLYGON (({box(-9, -1, -8, 1)[9:-1]}), ({box(3, -1, 4, 1)[9:-1]}))")
    assert km(parts, site()) == pytest.approx(3.0, abs=1e-5)


@pytest.mark.parametrize("lat", [0.0, 23.5, 35.0, 60.0, -42.0])
@pytest.mark.parametrize("reach_km", [0.1, 5.0, 60.0])
def test_the_plane_is_as_exact_as_it_says(lat: float, reach_km: float) -> None:
    """Proves the stated error of the plane: two points on it are as far apart as on the globe."""
    east, north = on_plane(113.0, lat, 113.0, lat)
    assert (east, north) == (0.0, 0.0)
    random = np.random.default_rng(1)
    wide = DEGREES / math.cos(math.radians(lat))
    x, y = random.uniform(-reach_km, reach_km, (2, 500)) / math.sqrt(2)
    lon, high = 113.0 + x * wide, lat + y * DEGREES
    flat = np.column_stack(on_plane(lon, high, 113.0, lat))
    apart = np.hypot(*(flat[:250] - flat[250:]).T)
    true = great_circle_km(lon[:250], high[:250], lon[250:], high[250:])
    worst = np.abs(apart - true) / true
    assert worst.max() < {0.1: 1e-9, 5.0: 2e-7, 60.0: 2e-5}[reach_km]
    # From the centre itself every distance is exact.
    assert np.allclose(np.hypot(*flat.T), great_circle_km(113.0, lat, lon, high), rtol=1e-12)


def test_pairs_within_a_distance_are_those_of_all_pairs() -> None:
    """Proves that the search drops no pair. Without it a plot beside a long river could pass as far from it."""
    random = np.random.default_rng(7)

    def some(count: int) -> Sites:
        lon, lat = 113.0 + random.uniform(0, 0.3, count), 35.0 + random.uniform(0, 0.3, count)
        texts = []
        for x, y in zip(lon, lat, strict=True):
            size, kind = random.uniform(0.1, 8.0), random.integers(3)
            far = f"LINESTRING ({x} {y}, {x + size * DEGREES} {y + random.uniform(-9, 9) * DEGREES})"
            texts.append(["", box(-size, -size / 2, size, size, (x, y)), far][kind])
        return Sites(lon, lat, texts)

    one, other = some(40), some(50)
    every = np.divmod(np.arange(2000, dtype=np.intp), 50)
    all_km = separation_km(one, other, *every)
    for reach in (0.0, 0.8, 5.0, 500.0):
        i, j, found = within(one, other, reach)
        assert sorted(zip(i.tolist(), j.tolist(), strict=True)) == [
            pair
            for pair, far in zip(zip(*(e.tolist() for e in every), strict=True), all_km, strict=True)
            if far <= reach
        ]
        assert np.array_equal(found, all_km[i * 50 + j])
    # The audit measures corner by corner on another plane.
    shapes = [[shape_of(x, y, text) for x, y, text in zip(s.lon, s.lat, s.outline, strict=True)] for s in (one, other)]
    again = [apart_km(shapes[0][i], shapes[1][j]) for i, j in zip(*every, strict=True)]
    assert np.abs(np.array(again) - all_km).max() < 1e-3


def test_no_pairs_without_sites() -> None:
    """Proves that an empty list or a negative distance gives no pairs."""
    none = Sites(np.empty(0), np.empty(0), [])
    assert all(len(part) == 0 for part in within(none, site(), 5.0))
    assert all(len(part) == 0 for part in within(site(), none, 5.0))
    assert all(len(part) == 0 for part in within(site(), site(), -1.0))


def test_area() -> None:
    """Proves that 2 km by 3 km are 600 ha, and that a point has no area."""
    assert areas_ha(site(box(-1, -1, 1, 2)))[0] == pytest.approx(600.0, rel=1e-6)
    assert np.isnan(areas_ha(site())[0])


@pytest.mark.parametrize("datum", ["WGS84", "GCJ-02", "BD-09"])
def test_an_outline_follows_its_datum(datum: str) -> None:
    """Proves that corners are shifted one by one, to a centimetre, and that heights are dropped."""
    lon, lat = np.array([113.1, 113.2, 113.2, 113.1]), np.array([35.0, 35.0, 35.1, 35.0])
    x, y = from_wgs84(lon, lat, datum)
    text = f"polygon z (({', '.join(f'{a!r} {b!r} 7' for a, b in zip(x.tolist(), y.tolist(), strict=True))}))"
    moved = shape_of(0.0, 0.0, outline_to_wgs84(text, datum)).start
    assert np.abs(moved - np.column_stack([lon, lat])[:-1]).max() < 1e-7
    assert outline_to_wgs84("", datum) == ""
