"""A folium map as one self-contained HTML page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from branca.element import CssLink, Element, Figure, JavascriptLink

from symbiosis.errors import UsageError
from symbiosis.show.page import script, seal, style

if TYPE_CHECKING:
    import folium


class Verbatim(Element):
    """Text that goes into the page as it is.

    A plain branca Element takes its text for a Jinja template, which would run ``{{ ... }}`` in a plant's name.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **_: Any) -> str:
        """Return the text."""
        return self.text


def leaflet_folder() -> Path:
    """Return the folder that holds Leaflet's files."""
    from xstatic.pkg import leaflet

    return Path(leaflet.BASE_DIR)


@cache
def leaflet() -> str:
    """Return Leaflet's style and script as inline elements."""
    folder = leaflet_folder()
    code = (folder / "leaflet.js").read_text("utf-8")
    code = re.sub(r"\n?//# sourceMappingURL=.*", "", code)
    return style((folder / "leaflet.css").read_text("utf-8"), folder) + script(code)


def selfcontained(folium_map: folium.Map, lang: str) -> str:
    """Return the page of ``folium_map`` with every asset inside it.

    Raises
    ------
    UsageError
        Something on the map (a tile layer, a plugin) would have to be fetched.
    """
    figure = folium_map.get_root()
    assert isinstance(figure, Figure), "a folium map sits in a figure"
    _check_layers(figure)
    _name_elements(figure)
    folium_map.default_js, folium_map.default_css = [], []
    for child in list(figure._children.values()):
        child.render()
    for name, child in list(figure.header._children.items()):
        if isinstance(child, JavascriptLink | CssLink):
            raise UsageError(
                f"the page would have to fetch {child.url!r} ({name}); maps are drawn without outside files"
            )
    figure.header._children["leaflet"] = Verbatim(leaflet())
    figure.header._children.move_to_end("leaflet", last=False)
    html = Figure._template.render(this=figure, kwargs={})
    return seal(html, lang)


def _check_layers(figure: Figure) -> None:
    from folium.raster_layers import TileLayer, WmsTileLayer

    for element in _walk(figure):
        if isinstance(element, TileLayer | WmsTileLayer):
            raise UsageError("the page would have to fetch a layer of tiles; maps are drawn without outside files")


def _name_elements(figure: Figure) -> None:
    # folium gives random ids; the same plan must give the same bytes.
    for number, element in enumerate(_walk(figure)):
        element._id = f"e{number}"


def _walk(element: Element) -> Iterator[Element]:
    yield element
    for child in element._children.values():
        yield from _walk(child)
