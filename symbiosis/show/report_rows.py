"""The tables of the report: what binds, what is judged, what is left, what is built, what was assumed."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from symbiosis.schema import table as schema_table
from symbiosis.show.numbers import figure, percent
from symbiosis.show.report_words import Both, both_money, both_tonnes, names, parts, plant_names, same, word
from symbiosis.show.totals import family_totals

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan

Cell = Both
#: Rows that a table of the report shows; the rest is in the CSV file and the workbook.
MOST = 60
#: Facilities at capacity that it shows; what more of each is worth stands in the table of prices.
_FULL = 25


@dataclass(frozen=True)
class Section:
    """One table of the report with its heading and what to say where it has no row."""

    key: str
    columns: tuple[str, ...]
    rows: list[list[Cell]]
    marked: set[int] = field(default_factory=set)
    """Rows whose numbers nobody has verified."""
    more: int = 0
    """Rows beyond those shown."""
    none: str = "report_none"
    """Label of what is said where there is no row."""


def totals(plan: Plan) -> Section:
    """Return a row a waste family and year."""
    families, rows = names(plan, "families", "family"), []
    for year, part in parts(plan):
        for row in family_totals(part):
            cells = [both_tonnes(v) for v in (row.arising, row.used)]
            cells += [same(percent(row.rate)), *(both_tonnes(v) for v in (row.disposed, row.sold, row.stays))]
            rows.append([same(year), families.get(row.family, same(row.family)), *cells, both_money(row.cost, plan)])
    return section("totals", "year family arising used rate disposed sold stays cost", rows)


def capacity(plan: Plan) -> Section:
    """Return the facilities that run full."""
    full = plan.facilities[plan.facilities["load_share"].astype(float) >= 1 - 1e-6]
    full = full.sort_values("load_t", ascending=False, kind="stable")
    plants, processes = plant_names(plan), names(plan, "processes", "process")
    rows = [
        [same(r["year"]), plants.get(r["plant"], same(r["plant"])), processes.get(r["process"], same(r["process"])),
         same(r["facility"]), both_tonnes(float(r["capacity_t_a"]))]
        for r in full.to_dict("records")
    ]  # fmt: skip
    return section("capacity", "year plant process facility capacity", rows, most=_FULL)


def limits(plan: Plan) -> Section:
    """Return caps and targets, the tightest first."""
    from symbiosis.show.currency import shown_tables

    found = shown_tables(plan)["limits"] if len(plan.limits) else plan.limits
    tight = (found["margin"].astype(float) / found["amount"].astype(float).abs().clip(lower=1e-9)).sort_values()
    rows = [
        [same(_year(r["year"])), same(r["limit"]), same(r["kind"]), same(r["ledger"]),
         same(f"{r['sense']} {figure(float(r['amount']))}"), same(figure(float(r["value"]))),
         same(figure(float(r["margin"])))]
        for r in found.loc[tight.index].to_dict("records")
    ]  # fmt: skip
    return section("limits", "year limit kind ledger bound value margin", rows)


def standards(plan: Plan) -> Section:
    """Return the standards that judged a blend, one row each where its margin is least; unverified limits marked."""
    table = plan.quality
    if table.empty:
        return section("standards", "standard", [])
    part = table["margin"].astype(float) / table["limit"].astype(float).abs().clip(lower=1e-9)
    least = table.loc[part.sort_values(kind="stable").index].drop_duplicates(["standard", "year"])
    plants, properties = plant_names(plan), names(plan, "properties", "property")
    counts = table["standard"].value_counts()
    rows, marked = [], set()
    for number, r in enumerate(least.to_dict("records")):
        if r["confidence"] == "assumed":
            marked.add(number)
        what, bound = properties.get(r["property"], same(r["property"])), f"{r['sense']} {figure(float(r['limit']))}"
        if r["over"]:  # a ratio is judged, not the property above the line
            what = same(f"{r['property']}/{r['over']}")
        bound += f" {r['unit']}" if r["unit"] not in ("", "1") else ""
        rows.append([
            same(r["standard"]), what, same(bound), same(figure(float(r["value"]))),
            same(figure(float(r["margin"]))), plants.get(r["plant"], same(r["plant"])), same(counts[r["standard"]]),
            same(r["document"] or "-"), confidence(r["confidence"]),
        ])  # fmt: skip
    return section("standards", "standard property bound value margin plant blends document confidence", rows, marked)


def builds(plan: Plan) -> Section:
    """Return what is built."""
    plants, processes = plant_names(plan), names(plan, "processes", "process")
    rows = [
        [same(_year(r["year"])), same(r["facility"]), plants.get(r["plant"], same(r["plant"])),
         processes.get(r["process"], same(r["process"])), both_tonnes(float(r["size_t_a"])),
         both_money(float(r["capex_cny"]), plan), both_money(float(r["annual_cny"]), plan)]
        for r in plan.builds.to_dict("records")
    ]  # fmt: skip
    return section("builds", "year facility plant process size capex annual", rows)


def mains(plan: Plan) -> Section:
    """Return the connections that are built."""
    plants, modes = plant_names(plan), names(plan, "modes", "mode")
    rows = [
        [same(_year(r["year"])), plants.get(r["from"], same(r["from"])), plants.get(r["to"], same(r["to"])),
         modes.get(r["mode"], same(r["mode"])), same(figure(float(r["km"]))), both_money(float(r["capex_cny"]), plan)]
        for r in plan.mains.to_dict("records")
    ]  # fmt: skip
    return section("mains", "year from to mode km capex", rows)


def solver(plan: Plan) -> Section:
    """Return the objectives in their order, with what was proved of each."""
    ledgers = names(plan, "ledgers", "ledger")
    rows = [
        [ledgers.get(s.ledger, same(s.ledger)), same(s.sense), same(percent(s.slack)), same(figure(s.best)),
         same(figure(s.final)), same(f"{s.gap:.1e}"), word(f"worth_{s.worth.name.lower()}", str(s.worth))]
        for s in plan.outcome.stages
    ]  # fmt: skip
    return section("solver", "ledger sense slack best final gap proof", rows)


def certificate(plan: Plan) -> Section:
    """Return what the audit compared."""
    checks = plan.certificate.checks if plan.certificate else ()
    rows = [[same(c.name), same(f"{c.comparisons:,}"), same(f"{c.largest:.1e}")] for c in checks]
    return section("certificate", "check comparisons deviation", rows)


def section(
    key: str, columns: str, rows: list[list[Cell]], marked: set[int] | None = None, *, most: int = MOST, rest: int = 0,
    none: str = "report_none",
) -> Section:  # fmt: skip
    """Return a table of at most ``most`` rows; ``rest`` are further ones that stand in a file beside the page."""
    kept = {number for number in marked or set() if number < most}
    return Section(key, tuple(columns.split()), rows[:most], kept, max(0, len(rows) - most) + rest, none)


def confidence(value: str) -> Both:
    """Return the word for a confidence."""
    choices = schema_table("park", "plants").columns["confidence"].choices
    return Both(choices.get(value, value or "-"), value or "-")


def _year(value: Any) -> str:
    return "-" if value is None or (isinstance(value, float) and math.isnan(value)) else f"{int(value)}"
