"""Pages in both languages from templates: one head, one switch, one style, nothing fetched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from symbiosis.show.labels import check_lang
from symbiosis.show.page import asset, script, seal, style


def bilingual_html(
    template: str, lang: str, *, css: str = "", filters: Mapping[str, Callable[..., Any]] | None = None, **words: Any
) -> str:
    """Return one self-contained page; ``lang`` is shown first.

    ``template`` is a file of assets that goes on where head.html ends; ``css`` is added to the style of the report.
    Raises UsageError for a language that the outputs do not speak.
    """
    check_lang(lang)
    page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    page.filters.update(filters or {})
    html = page.from_string(asset("head.html") + asset(template)).render(
        style=Markup(style(asset("report.css") + css)), script=Markup(script(asset("report.js"))), **words
    )
    return seal(html, lang)
