"""A plan of several years as plans of one year each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from symbiosis.plan.record import PLAN_COLUMNS

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan


def each_year(plan: Plan) -> list[Plan]:
    """Return the plan of each year, the earliest first; a plan of its scenario's own year is returned as it is."""
    settings = plan.model.settings
    years = sorted({int(year) for table in (plan.offers, plan.facilities) for year in table["year"].dropna()})
    if years in ([], [settings.year]):
        return [plan]
    cut = []
    for year in years:
        dated = {name: table for name in PLAN_COLUMNS if "year" in (table := getattr(plan, name))}
        rows = {name: table[table["year"] == year].reset_index(drop=True) for name, table in dated.items()}
        model = replace(plan.model, settings=settings.model_copy(update={"year": year}))
        cut.append(replace(plan, model=model, **rows))
    return cut
