"""The map: one page that opens anywhere, drawn from one layer that carries every flow as data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import folium
from branca.element import Figure, MacroElement
from folium.template import Template

from symbiosis.show.data import page_data
from symbiosis.show.folium_page import Verbatim, selfcontained
from symbiosis.show.labels import check_lang
from symbiosis.show.page import asset, script, style

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan

#: The page's own scripts, in the order in which they are read.
SCRIPTS = ("words.js", "shapes.js", "model.js", "draw.js", "sites.js", "popups.js", "panel.js", "main.js")


class FlowLayer(MacroElement):
    """Plants, flows, legend and filters of a plan as one layer of a folium map."""

    _template = Template(asset("panel.html"))

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "FlowLayer"
        self.data = data

    def render(self, **kwargs: Any) -> str:
        """Put style, data and scripts into the figure; the layer itself leaves no text."""
        figure = self.get_root()
        assert isinstance(figure, Figure), "a FlowLayer belongs on a map"
        name = self.get_name()
        figure.header.add_child(Verbatim(style(asset("page.css"))), name=f"{name}_style")
        block = f'<script type="application/json" id="plan-data">{_json(self.data)}</script>'
        figure.html.add_child(Verbatim(block), name=f"{name}_data")
        code = "\n".join(
            [
                "(function () {",
                '"use strict";',
                *(asset(part) for part in SCRIPTS),
                "window.symbiosisMap = symbiosisMap;",
                "})();",
            ]
        )
        figure.html.add_child(Verbatim(script(code)), name=f"{name}_code")
        super().render(**kwargs)  # type: ignore[no-untyped-call]
        return ""


def flow_map(plan: Plan, lang: str = "zh", year: int | None = None) -> folium.Map:
    """Return the map of ``plan`` as a folium Map, to which a caller may add layers of her own."""
    check_lang(lang)
    data = page_data(plan, lang, year)
    lats = [plant["lat"] for plant in data["plants"]] or [0.0]
    lons = [plant["lon"] for plant in data["plants"]] or [0.0]
    centre = [(min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2]
    drawn = folium.Map(
        centre, tiles=None, zoom_start=8, zoom_snap=0.25, zoom_delta=0.5, zoom_animation=False, fade_animation=False
    )
    drawn.default_js, drawn.default_css = [], []
    drawn.add_child(FlowLayer(data))
    return drawn


def map_html(plan: Plan, lang: str = "zh", year: int | None = None) -> str:
    """Return the map of ``plan`` as one self-contained HTML page that needs no network."""
    return selfcontained(flow_map(plan, lang, year), lang)


def _json(data: dict[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text
