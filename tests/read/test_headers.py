"""Column names and units as users write them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from symbiosis.errors import Fault
from symbiosis.read.units import factor

HEADERS = {
    "plant,lon,lat,colour": "plants has no column 'colour'",
    "plant,lon,lat,ownr": "write owner",
    "plant,lon,lat,所属企": "write owner",
    "plant,lon,lat,plant": "is the same column as",
    "plant,lon,lat,厂址编号": "'厂址编号' is the same column as 'plant'",
    "plant,lon,lat,area_ha (亩)": "multiply the numbers by 0.0666666666667",
    "plant,lon (m),lat": "is not the unit of the column",
    "plant,lat": "the column is missing; add the column lon (经度)",
}


@pytest.mark.parametrize("header", HEADERS)
def test_headings_that_are_wrong(header: str, park_faults: Callable[..., list[Fault]]) -> None:
    """Proves that a heading is never guessed: unknown, double, missing and in another unit."""
    cells = ",".join("1" if name != "plant" else "R1" for name in header.split(","))
    said = "\n".join(map(str, park_faults(plants=f"{header}\n{cells}\n")))
    assert HEADERS[header] in said


def test_a_heading_in_ten_thousand_tonnes(park_faults: Callable[..., list[Fault]]) -> None:
    """Proves that 数量(万t) is refused. Without it a refinery gives off ten thousand times too little."""
    faults = park_faults(offers="厂址编号,物料,数量（万t）\nR1,mud,120\n")
    assert [fault.where for fault in faults] == ["offers.csv row 1, 数量(万t)"]
    assert "multiply the numbers by 10000" in faults[0].right


def test_a_blank_heading_with_values(park_faults: Callable[..., list[Fault]]) -> None:
    """Proves that values without a heading are not dropped in silence."""
    faults = park_faults(plants="plant,lon,lat,\nR1,106,23,\nC1,106,23,5\nD1,106,23,\n")
    assert [fault.where for fault in faults] == ["plants.csv row 1, column 4"]
    assert "first in row 3" in faults[0].wrong


@pytest.mark.parametrize(
    ("unit", "column", "size"),
    [
        ("吨/年", "t/a", 1),
        ("t", "t/a", 1),
        ("干基, t/a", "t/a", 1),
        ("Mt", "t/a", 1e6),
        ("mt", "t/a", None),
        ("t/d", "t/a", None),
        ("元/(t·km)", "CNY/(t km)", 1),
        ("公顷", "ha", 1),
        ("wt%", "%", 1),
        ("%", "t/t", 0.01),
        ("USD/t", "CNY/t", None),
    ],
)
def test_units(unit: str, column: str, size: float | None) -> None:
    """Proves which spellings of a unit are known and that the others are not guessed."""
    assert factor(unit, column) == (None if size is None else pytest.approx(size))
