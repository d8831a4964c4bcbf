"""Rows with a year take part in that year only."""

from __future__ import annotations

from typing import Any

import pytest


class TestYear:
    """The scenario's year is 2025 unless it says otherwise."""

    def test_offers(self, world: Any) -> None:
        """Proves that 100 t in 2025 and 40 t in 2026, and 7 t of ash in every year, are 107, 47 and 7 t.

        Without it the answer would be 147 t in each.
        """
        here = world(
            offers="plant,material,amount_t,year\nA,mud,100,2025\nA,mud,40,2026\nA,ash,7,",
            add_recipes="process,input\nmaking,fly_ash",
        )
        used = [here.solve(f"year={year}").used for year in (2025, 2026, 2027)]
        assert used == pytest.approx([107, 47, 7])

    def test_facilities(self, world: Any) -> None:
        """Proves that works of 60 t/a in 2025 and 90 t/a in 2026 use 60, 90 and, not there in 2027, 0 t.

        Without it the answer would be 100 t.
        """
        here = world(
            facilities="facility,plant,process,capacity_t_a,year\nworks,B,making,60,2025\nworks,B,making,90,2026\ntip,C,dump,,"
        )
        used = [here.solve(f"year={year}").used for year in (2025, 2026, 2027)]
        assert used == pytest.approx([60, 90, 0])

    def test_caps(self, world: Any) -> None:
        """Proves that a cap of 80 t in 2025 and 30 t in 2026, and one of 95 t always, give 80, 30 and 95 t.

        Without it the answer would be 30 t in each.
        """
        here = world(
            caps="scope,ledger,sense,amount,year\npark,used_t,<=,80,2025\npark,used_t,<=,30,2026\npark,used_t,<=,95,"
        )
        used = [here.solve(f"year={year}").used for year in (2025, 2026, 2027)]
        assert used == pytest.approx([80, 30, 95])
        assert len(here.solve("year=2027").plan.limits) == 1

    def test_year_is_on_every_row(self, world: Any) -> None:
        """Proves that all tables of the plan say 2026.

        Without it the answer would be tables of different years that look alike.
        """
        plan = world().solve("year=2026").plan
        years = {name: set(table["year"]) for name, table in plan.tables.items() if len(table)}
        assert {"flows", "facilities", "ledgers", "rates"} <= years.keys()
        assert all(year == {2026} for year in years.values()), years
