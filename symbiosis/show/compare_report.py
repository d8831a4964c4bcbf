"""The report of a comparison: one page that opens without a network, in either language, and prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from symbiosis.show.bilingual import bilingual_html
from symbiosis.show.compare_bars import charts, gains_chart
from symbiosis.show.compare_map import difference_map, legend
from symbiosis.show.compare_rows import gains, grids, side_by_side
from symbiosis.show.compare_words import paragraph, titles
from symbiosis.show.page import asset
from symbiosis.show.report_words import Both, word

if TYPE_CHECKING:
    from symbiosis.compare.scenarios import Comparison


def compare_html(found: Comparison, lang: str = "zh") -> str:
    """Return the report of a comparison as one self-contained page in both languages; ``lang`` is shown first."""
    park, named = found.park, titles(found)
    return bilingual_html(
        "compare.html", lang, css=asset("compare.css"),
        title=Both(park.title_zh or park.title_en or park.name, park.title_en or park.title_zh or park.name),
        summary=paragraph(found),
        years=[_year(found, slot) for slot in range(len(found.slots))],
        missing=[(named[o.name], [Both(zh, en) for zh, en in zip(o.reasons_zh, o.reasons, strict=False)])
                 for o in found.options if o.plan is None],
        legend=[(name, Markup(drawn)) for name, drawn in legend()],
        grids=grids(found),
        word=word,
    )  # fmt: skip


def _year(found: Comparison, slot: int) -> dict[str, object]:
    year, named = found.slots[slot][found.baseline], titles(found)
    others = [option.name for option in found.solved if option.name != found.baseline]
    told = word("cmp_map")
    return {
        "year": year,
        "side": side_by_side(found, year),
        "charts": charts(found, year, slot),
        # The drawings escape their own texts.
        "maps": [(Both(told.zh.format(name=named[name].zh), told.en.format(name=named[name].en)),
                  Markup(difference_map(found, name, year))) for name in others],
        "gains": gains(found, year) if others else None,
        "gain_charts": [chart for name in others if (chart := gains_chart(found, name, year)).rows],
    }  # fmt: skip
