"""The audit of a layout: every fault is found, none is made up, and its geometry is right by hand."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from symbiosis.plan.audit_book import Book
from symbiosis.plan.audit_facts import Facts
from symbiosis.plan.audit_shapes import apart_km, maybe_within, shape_of
from symbiosis.plan.audit_sites import check_sites

DEGREES = 180.0 / (math.pi * 6371.0088)


def _box(west_km: float, south_km: float, east_km: float, north_km: float) -> str:
    corners = [(west_km, south_km), (east_km, south_km), (east_km, north_km), (west_km, north_km), (west_km, south_km)]
    return f"POLYGON (({', '.join(f'{100 + x * DEGREES} {y * DEGREES}' for x, y in corners)}))"


def _facts(table: str = "", row: int = 0, column: str = "", value: Any = None) -> Facts:
    """Return a park on the equator, perhaps with one cell changed.

    Plots P, Q and R lie at 0, 3 and 9 km, a village north of P, a heap on R.
    """
    plants = pd.DataFrame(
        {
            "plant": ["P", "Q", "R"],
            "lon": [100.0, 100.0 + 3 * DEGREES, 100.0 + 9 * DEGREES],
            "lat": 0.0,
            "area_ha": [10.0, 5.0, float("nan")],
            "zoning": [(), ("dusty", "hazardous"), ()],
            "outline": [_box(-1, -1, 1, 1), "", _box(8, -1, 10, 1)],
        }
    )
    receptors = pd.DataFrame(
        {"receptor": ["V"], "kind": ["village"], "lon": [100.0], "lat": [2 * DEGREES], "outline": [""]}
    )
    facilities = pd.DataFrame(
        [
            ("tip", ("R",), "dump", "existing", 8.0, float("nan")),
            ("mill", ("Q",), "grind", "existing", 2.0, 2025.0),
            ("shed", ("Q",), "grind", "existing", 9.0, 2030.0),
            ("sorter", ("P", "Q"), "sort", "candidate", 3.0, float("nan")),
            ("melter", ("P", "R"), "melt", "candidate", 4.0, float("nan")),
            ("bunker", ("P",), "grind", "candidate", float("nan"), float("nan")),
        ],
        columns=["facility", "plant", "process", "status", "area_ha", "year"],
    )
    processes = pd.DataFrame(
        {
            "process": ["dump", "grind", "sort", "melt"],
            "fate": "use",
            "opex_cny_t": 0.0,
            "site_class": ["heap", "dusty", "hazardous", "smelting"],
        }
    )
    separations = pd.DataFrame(
        [("hazardous", "village", 0.9), ("heap", "hazardous", 4.0), ("hazardous", "smelting", 1.5)],
        columns=["site_class", "against", "min_km"],
    ).assign(regime="CN")
    none = {
        "materials": pd.DataFrame({"material": [], "family": []}),
        "families": pd.DataFrame({"family": [], "role": [], "unit": []}),
        "modes": pd.DataFrame({"mode": []}),
    }
    park = {"plants": plants, "receptors": receptors, "facilities": facilities}
    model = {"processes": processes, "separations": separations, **none}
    if table:
        frame = (park | model)[table]
        frame[column] = pd.Series([value if at == row else old for at, old in enumerate(frame[column])])
    place = SimpleNamespace(
        park=SimpleNamespace(tables=park),
        model=SimpleNamespace(tables=model, settings=SimpleNamespace(year=2025, regimes=("CN",))),
    )
    return Facts(place)  # type: ignore[arg-type]


def _found(facts: Facts, *built: tuple[str, str, str], year: int = 2025) -> list[str]:
    rows = pd.DataFrame(built, columns=["facility", "plant", "process"]).assign(year=year)
    book = Book(1e-6)
    check_sites(book, rows, facts)
    return book.findings


def test_a_right_layout_has_no_findings() -> None:
    """Proves that what keeps every rule is signed: 1 km from the village, 7 km from the heap, 3 of 10 ha."""
    assert _found(_facts(), ("sorter", "P", "sort")) == []
    assert _found(_facts(), ("sorter", "Q", "sort")) == []
    assert _found(_facts()) == []


def test_every_check_is_in_the_certificate() -> None:
    """Proves that the checks were made and not only passed over."""
    book = Book(1e-6)
    rows = pd.DataFrame({"facility": ["sorter"], "plant": ["P"], "process": ["sort"], "year": [2025]})
    check_sites(book, rows, _facts())
    names = ["site zoning", "site land", "site receptors", "site neighbours", "site pairs"]
    assert [check.name for check in book.checks] == names


@pytest.mark.parametrize(
    ("facts", "built", "said"),
    [
        # The plot's edge is 1 km from the village.
        (
            _facts("separations", 0, "min_km", 1.1),
            ("sorter", "P", "sort"),
            "1.000 km from V (village); 1.1 km are asked",
        ),
        (_facts("receptors", 0, "lat", 1.5 * DEGREES), ("sorter", "P", "sort"), "0.500 km from V"),
        (_facts("receptors", 0, "outline", _box(-9, 0.5, -2, 5)), ("sorter", "P", "sort"), None),
        (_facts("receptors", 0, "outline", _box(-9, 0.5, 0, 5)), ("sorter", "P", "sort"), "0.000 km from V"),
        # The heap on R begins 7 km from P's edge and 5 km from Q's point, and the rule reads both ways.
        (_facts("separations", 1, "min_km", 6.0), ("sorter", "P", "sort"), None),
        (
            _facts("separations", 1, "min_km", 6.0),
            ("sorter", "Q", "sort"),
            "5.000 km from tip on R (heap); 6 km are asked",
        ),
        (
            _facts("facilities", 0, "plant", ("P",)),
            ("sorter", "P", "sort"),
            "plot P: what stands on it needs 11 ha of 10 ha",
        ),
        (_facts("facilities", 3, "area_ha", 11.0), ("sorter", "P", "sort"), "needs 11 ha of 10 ha"),
        # 2 ha of the mill and 3 ha; the shed comes with another year.
        (
            _facts("facilities", 1, "area_ha", 3.0),
            ("sorter", "Q", "sort"),
            "plot Q: what stands on it needs 6 ha of 5 ha",
        ),
        (_facts("facilities", 2, "year", float("nan")), ("sorter", "Q", "sort"), "needs 14 ha of 5 ha"),
        (_facts("plants", 0, "zoning", ("heap",)), ("sorter", "P", "sort"), "zoned for heap"),
        (_facts("processes", 2, "site_class", "heap"), ("sorter", "Q", "sort"), "it is heap, and the plot is zoned"),
    ],
)
def test_a_spoiled_layout_is_found(facts: Facts, built: tuple[str, str, str], said: str | None) -> None:
    """Proves that each rule broken alone gives its own finding, and that what is just far enough gives none."""
    found = _found(facts, built)
    assert len(found) == (said is not None)
    assert said is None or said in found[0]


def test_two_new_lines() -> None:
    """Proves that new lines are held apart from each other, whichever comes first, in years they share alone.

    The sorter on Q is 2 km from the melter on P; on one plot nothing is held apart.
    """
    near, far = _facts("separations", 2, "min_km", 2.1), _facts()
    pair = ("sorter", "Q", "sort"), ("melter", "P", "melt")
    assert _found(far, *pair) == []
    for rows in (pair, pair[::-1]):
        (said,) = _found(near, *rows)
        assert "2.000 km from" in said
    assert _found(near, ("sorter", "P", "sort"), ("melter", "P", "melt")) == []
    apart = pd.DataFrame(pair, columns=["facility", "plant", "process"]).assign(year=[2025, 2026])
    book = Book(1e-6)
    check_sites(book, apart, near)
    assert book.findings == []


def test_land_is_sold_once() -> None:
    """Proves that what stands together is summed: 3, 4 and an unknown area on 10 ha pass, 3 and 4 on 6 ha do not."""
    built = ("sorter", "P", "sort"), ("melter", "P", "melt"), ("bunker", "P", "grind")
    assert _found(_facts(), *built) == []
    (said,) = _found(_facts("plants", 0, "area_ha", 6.0), *built)
    assert said == "plot P: what stands on it needs 7 ha of 6 ha"


@pytest.mark.parametrize(
    ("outline", "due"),
    [
        ("", 5.0),
        (_box(3, 1, 4, 5), math.sqrt(10.0)),
        (_box(-1, -1, 4, 5), 0.0),  # holds the point
        (_box(0, 0, 4, 5), 0.0),  # the point is its corner
        (f"LINESTRING ({100 - DEGREES} {2 * DEGREES}, {100 + DEGREES} {2 * DEGREES})", 2.0),
        (f"MULTIPOLYGON ({_box(3, 1, 4, 5)[8:]}, {_box(-2, -2, -1, -1)[8:]})", math.sqrt(2.0)),
        (f"POLYGON ({_box(-5, -5, 5, 5)[9:-1]}, {_box(-2, -2, 2, 2)[9:-1]})", 2.0),  # the point is in the hole
    ],
)
def test_shapes_by_hand(outline: str, due: float) -> None:
    """Proves the audit's own distances. The point of the other place is 3 km east and 4 km north of this one."""
    here = shape_of(100.0, 0.0, "")
    there = shape_of(100.0 + 3 * DEGREES, 4 * DEGREES, outline)
    assert apart_km(here, there) == pytest.approx(due, abs=1e-5)
    assert apart_km(there, here) == pytest.approx(due, abs=1e-5)
    assert maybe_within(here, [there], due + 1e-6) == [0]
    assert maybe_within(here, [there], -50.0) == []
