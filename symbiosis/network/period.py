"""A period of the horizon: a year, and the time until the next one that is solved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from symbiosis.scenario.settings import Settings


@dataclass(frozen=True)
class Period:
    """A year that is solved; it stands for ``length_a`` years."""

    year: int
    length_a: int = 1
    position: int = 0
    """Place in the horizon, from 0."""
    alone: bool = True
    """Whether no other year is solved with it."""

    @property
    def key(self) -> int:
        """Year by which totals are told apart: 0, which means all years, where there is but one."""
        return 0 if self.alone else self.year


def periods(settings: Settings) -> tuple[Period, ...]:
    """Return the periods that are solved together, the earliest first."""
    years = settings.years
    ends = (*years[1:], years[-1] + settings.horizon.last_a)
    alone = len(years) == 1
    return tuple(
        Period(year, 1 if alone else end - year, position, alone)
        for position, (year, end) in enumerate(zip(years, ends, strict=True))
    )


def in_year(table: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the rows of ``table`` that hold in ``year``: those of that year, and those of none within their window."""
    holds = table["year"].isna() | (table["year"] == year)
    if "from_year" in table:
        holds &= ~(table["from_year"] > year) & ~(table["to_year"] < year)
    return table[holds]
