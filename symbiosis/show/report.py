"""The report: one page that an official opens without a network, reads in either language, and prints."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from symbiosis.show.bilingual import bilingual_html
from symbiosis.show.data import family_colours
from symbiosis.show.report_bars import charts
from symbiosis.show.report_map import map_svg
from symbiosis.show.report_rows import Section, builds, capacity, certificate, limits, mains, solver, standards, totals
from symbiosis.show.report_trust import assumptions, sources
from symbiosis.show.report_words import Both, parts, word
from symbiosis.show.report_worth import prices, unplaced
from symbiosis.show.sankey import sankey_svg
from symbiosis.show.summary import summary
from symbiosis.show.totals import park_ledger

if TYPE_CHECKING:
    from symbiosis.compare.front import ParkFront
    from symbiosis.explain.findings import Findings
    from symbiosis.plan.record import Plan


def report_html(plan: Plan, lang: str = "zh", found: Findings | None = None, curve: ParkFront | None = None) -> str:
    """Return the report of ``plan`` as one self-contained page in both languages; ``lang`` is shown first.

    ``found`` gives the prices of what binds and the reason of each offer with tonnes left, ``curve`` what each further
    tonne of use costs.
    """
    park, model, audited = plan.park, plan.model, plan.certificate is not None
    return bilingual_html(
        "report.html",
        lang,
        filters={"soft": _soft},
        title=Both(park.title_zh or park.title_en or park.name, park.title_en or park.title_zh or park.name),
        scenario=Both(model.title_zh or model.name, model.title_en or model.name),
        summary=Both(summary(plan, "zh", audited=audited), summary(plan, "en", audited=audited)),
        years=[_year(year, part) for year, part in parts(plan)],
        first=_shown(totals(plan), plan),
        curve=_curve(plan, curve),
        sections=[_shown(part, plan) for part in sections(plan, found)],
        audited=audited,
        word=word,
    )


def sections(plan: Plan, found: Findings | None = None) -> list[Section]:
    """Return the tables of the report after the drawings, in the order in which they are read."""
    return [
        capacity(plan), limits(plan), standards(plan), prices(plan, found), unplaced(plan, found), builds(plan),
        mains(plan), assumptions(plan), sources(plan), solver(plan), certificate(plan),
    ]  # fmt: skip


def _shown(part: Section, plan: Plan) -> Section:
    """Return a table without the year where every row has the same."""
    if len(plan.years) > 1 or part.columns[:1] != ("year",) or part.key in ("builds", "mains"):
        return part
    return replace(part, columns=part.columns[1:], rows=[row[1:] for row in part.rows])


def _year(year: int, part: Plan) -> dict[str, object]:
    # The drawings escape their own texts.
    return {
        "year": year,
        "map": Markup(map_svg(part)),
        "sankey": Markup(sankey_svg(part)),
        "families": [(Both(*row["name"]), row["colour"]) for row in family_colours(part) if row["unit"] in ("", "t")],
        "charts": charts(part),
    }


def _curve(plan: Plan, curve: ParkFront | None) -> dict[str, object]:
    """Return words and charts of the cost curve, with the plan marked; nothing where there is none, or one point."""
    if curve is None or len(curve.table) < 2:
        return {}
    from symbiosis.show.front import curve_charts, front_words

    drawn = curve_charts(curve, here=park_ledger(plan, "used_t"))
    return {"words": front_words(curve), "charts": [Markup(drawing) for drawing in drawn]}


def _soft(text: str) -> Markup:
    """Return a text, escaped, whose names may be broken after an underscore and nowhere else."""
    return Markup(str(escape(text)).replace("_", "_<wbr>"))
