"""A page for a study of many plans: sentences, then sections with charts and tables, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from symbiosis.show.bilingual import bilingual_html
from symbiosis.show.numbers import money
from symbiosis.show.report_words import Both, same, word

if TYPE_CHECKING:
    from symbiosis.park import Park


@dataclass(frozen=True)
class Block:
    """A section: a heading, a note, charts (HTML that has escaped its own texts) and a table."""

    title: Both
    note: Both | None = None
    charts: Sequence[str] = ()
    columns: Sequence[Both] = ()
    rows: Sequence[Sequence[Both]] = ()

    @property
    def figures(self) -> list[Markup]:
        """The charts, as the page takes them."""
        return [Markup(chart) for chart in self.charts]


def two(key: str, **values: Any) -> Both:
    """Return a label with values put in, each in its own language."""
    pairs = {name: value if isinstance(value, Both) else same(value) for name, value in values.items()}
    zh, en = word(key)
    return Both(
        zh.format(**{name: pair.zh for name, pair in pairs.items()}).replace("  ", " "),
        en.format(**{name: pair.en for name, pair in pairs.items()}).replace("  ", " "),  # where a unit is blank
    )


def both_cny(value_cny: float, park: Park) -> Both:
    """Return an amount of CNY in the currency of the park."""
    amount = value_cny / park.cny_per_unit
    return Both(money(amount, "zh", park.currency), money(amount, "en", park.currency))


def study_html(title: Both, scenario: Both, summary: Sequence[Both], blocks: Sequence[Block], lang: str = "zh") -> str:
    """Return one self-contained page in both languages; ``lang`` is shown first."""
    return bilingual_html(
        "study.html",
        lang,
        title=title,
        scenario=scenario,
        summary=summary,
        blocks=blocks,
        nothing=word("report_none"),
        disclaimer=word("disclaimer"),
    )
