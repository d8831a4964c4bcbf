"""Distances on the sphere and the pairs within one."""

from __future__ import annotations

import numpy as np
import pytest

from symbiosis.errors import UsageError
from symbiosis.geography import EARTH_RADIUS_KM, great_circle_km, pairs_within


@pytest.fixture(autouse=True, params=[0, 100_000], ids=["tree", "all pairs"])
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask everything of the search tree, and of all pairs measured, which small parks are."""
    monkeypatch.setattr("symbiosis.geography.distance._FEW_PAIRS", request.param)


def test_a_published_distance() -> None:
    """Proves the formula on a distance published by googollee/eviltransform, for a sphere of 6378137 m."""
    one, other = (121.531541859215, 31.17530398364597), (116.38404722455657, 39.91334545536069)
    assert great_circle_km(*one, *other, radius_km=6378.137) * 1000 == pytest.approx(1_078_164, abs=1.0)


def test_distances_that_can_be_told_by_hand() -> None:
    """Proves poles, equator, opposite points and a small step. Without it short distances lose their digits."""
    quarter = np.pi * EARTH_RADIUS_KM / 2
    assert great_circle_km(0, 0, 90, 0) == pytest.approx(quarter)
    assert great_circle_km(17, 90, -40, 0) == pytest.approx(quarter)
    assert great_circle_km(0, 0, 180, 0) == pytest.approx(2 * quarter)
    assert great_circle_km(179.5, 0, -179.5, 0) == pytest.approx(EARTH_RADIUS_KM * np.radians(1.0))
    assert great_circle_km(106.6, 23.9, 106.6, 23.9) == 0.0
    assert great_circle_km(0, 0, 0, 1e-9) == pytest.approx(EARTH_RADIUS_KM * np.radians(1e-9), rel=1e-9)


def points(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    return random.uniform(-180, 180, count), np.degrees(np.arcsin(random.uniform(-1, 1, count)))


@pytest.mark.parametrize("km", [0.0, 1.0, 500.0, 3000.0, 12_000.0, 20_000.0, np.inf])
def test_pairs_are_those_of_brute_force(km: float) -> None:
    """Proves that the search finds every pair and no other, with the plain formula's distances, in order."""
    lon1, lat1 = points(80, 1)
    lon2, lat2 = points(90, 2)
    # A shared point, the date line and a pole.
    lon1[:3], lat1[:3] = (lon2[5], 179.99, 12.0), (lat2[5], 1.0, 90.0)
    lon2[:2], lat2[:2] = (-179.99, -50.0), (1.0, 90.0)
    table = great_circle_km(lon1[:, None], lat1[:, None], lon2[None, :], lat2[None, :])
    expected = np.nonzero(table <= km)
    first, second, apart = pairs_within(lon1, lat1, lon2, lat2, km)
    np.testing.assert_array_equal(first, expected[0])
    np.testing.assert_array_equal(second, expected[1])
    np.testing.assert_array_equal(apart, table[expected])


def test_the_limit_itself_is_within() -> None:
    """Proves that a pair exactly at the limit is kept, and dropped a hair below it, over many random pairs."""
    lon1, lat1 = points(60, 3)
    lon2, lat2 = points(60, 4)
    for place, km in enumerate(great_circle_km(lon1, lat1, lon2, lat2)):
        one = [lon1[place]], [lat1[place]], [lon2[place]], [lat2[place]]
        assert pairs_within(*one, float(km))[0].size == 1
        assert pairs_within(*one, float(np.nextafter(km, 0.0)))[0].size == 0


def test_plants_at_one_place_are_a_pair() -> None:
    """Proves that zero distance is a distance. Without it the facilities of one plant could not be reached."""
    first, second, apart = pairs_within([1.0, 1.0], [1.0, 1.0], [1.0], [1.0], 0.0)
    assert first.tolist() == [0, 1]
    assert second.tolist() == [0, 0]
    assert apart.tolist() == [0.0, 0.0]


def test_nothing_to_pair() -> None:
    """Proves that empty lists and a negative limit give no pairs rather than an error."""
    for call in (([], [], [1.0], [1.0], 5.0), ([1.0], [1.0], [], [], 5.0), ([1.0], [1.0], [1.0], [1.0], -1.0)):
        assert [part.size for part in pairs_within(*call)] == [0, 0, 0]


@pytest.mark.parametrize(
    ("lon1", "km"),
    [([np.nan], 5.0), ([1.0], np.nan), ([1.0, 2.0], 5.0), ([[1.0]], 5.0)],
    ids=["a coordinate is no number", "the limit is no number", "lists of two lengths", "a table"],
)
def test_what_cannot_be_meant_is_refused(lon1: list[float], km: float) -> None:
    """Proves that points without coordinates are not silently far away."""
    with pytest.raises(UsageError):
        pairs_within(lon1, [1.0], [1.0], [1.0], km)
