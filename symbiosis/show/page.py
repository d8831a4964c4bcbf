"""One self-contained HTML page from a folium map: nothing is fetched, from anywhere, ever.

Scripts and styles are inlined and named by hash in a strict Content-Security-Policy, so that even a slip in escaping
somewhere could not run a script or send a request.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from branca.element import CssLink, Element, Figure, JavascriptLink

from symbiosis.errors import UsageError

if TYPE_CHECKING:
    import folium

_CSS_URL = re.compile(r"""url\(\s*(['"]?)([^)'"]+)\1\s*\)""")
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_FETCHED = re.compile(
    r"""<(?:script|img|iframe|link|source|object|embed)\b[^>]*\b(?:src|href|data)\s*=\s*["']?(?!data:)[^\s"'>]+""", re.I
)
_MEDIA = {".png": "image/png", ".svg": "image/svg+xml", ".gif": "image/gif"}


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


def asset(name: str) -> str:
    """Return the text of a file of assets, its lines ended alike on every system."""
    return files("symbiosis.show").joinpath("assets", name).read_text("utf-8").replace("\r\n", "\n")


def leaflet_folder() -> Path:
    """Return the folder that holds Leaflet's files."""
    from xstatic.pkg import leaflet

    return Path(leaflet.BASE_DIR)


def script(text: str) -> str:
    """Return ``text`` as an inline script."""
    if re.search(r"</script|<!--", text, re.IGNORECASE):
        raise ValueError("a script must not hold '</script' or '<!--'")
    return f"<script>{text}</script>"


def style(text: str, folder: Path | None = None) -> str:
    """Return ``text`` as an inline style sheet, its pictures (found in ``folder``) as data URIs."""

    def inline(match: re.Match[str]) -> str:
        address = match.group(2)
        if address.startswith(("data:", "#")):
            return match.group(0)
        path = (folder / address) if folder is not None else None
        if path is None or not path.is_file() or path.suffix not in _MEDIA:
            raise UsageError(f"the page would have to fetch {address!r}; only files that can be inlined are allowed")
        return f"url(data:{_MEDIA[path.suffix]};base64,{base64.b64encode(path.read_bytes()).decode()})"

    if "</style" in text.lower() or "@import" in text.lower():
        raise UsageError("a style sheet must hold neither '</style' nor '@import'")
    return f"<style>{_CSS_URL.sub(inline, text)}</style>"


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


def seal(html: str, lang: str) -> str:
    """Return ``html`` with its language and a policy that allows exactly its own scripts; raise if it would fetch."""
    html = html.replace("\r\n", "\n")
    bare = _SCRIPT.sub("", html)
    if found := _FETCHED.search(bare):
        raise UsageError(f"the page would have to fetch {found.group(0)[:120]!r}; maps are drawn without outside files")
    hashes = " ".join(f"'sha256-{_sha256(code)}'" for code in _SCRIPT.findall(html))
    policy = (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    head = f'<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{policy}">'
    code = {"zh": "zh-CN"}.get(lang, lang)
    return html.replace("<html>", f'<html lang="{code}">', 1).replace("<head>", head, 1)


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


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
