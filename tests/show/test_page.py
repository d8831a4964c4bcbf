"""One page, nothing fetched, the same bytes each time."""

from __future__ import annotations

import json
import re

import folium
import folium.plugins
import pytest

from symbiosis.errors import UsageError
from symbiosis.show.folium_page import selfcontained
from symbiosis.show.map import flow_map, map_html
from symbiosis.show.page import seal, style


def test_same_plan_same_bytes(plan):
    """Proves that ids and order are fixed. Without it folium's random ids change every page."""
    assert map_html(plan, "zh") == map_html(plan, "zh")
    assert map_html(plan, "zh") != map_html(plan, "en")


def test_nothing_points_outside(plan):
    html = map_html(plan, "en")
    tags = re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)
    assert not re.search(r"""(?:src|href)\s*=""", tags)
    assert not re.search(r"url\(\s*['\"]?(?!data:|#)", tags)
    assert "Content-Security-Policy" in html
    assert html.index("Content-Security-Policy") < html.index("<script")


def test_names_cannot_leave_their_data_block(plan):
    """Proves that markup and templates in names stay data. Without it ``{{ }}`` in a name runs as a template."""
    html = map_html(plan, "zh")
    assert "<script>alert" not in html
    assert ">49<" not in html
    assert "4949" not in html
    block = re.search(r'<script type="application/json" id="plan-data">(.*?)</script>', html, re.DOTALL)
    assert block is not None
    assert not set("<>&") & set(block.group(1))
    data = json.loads(block.group(1))
    assert data["plants"][1]["name"] == ["<script>alert(1)</script>"] * 2
    assert data["plants"][3]["name"][1] == "{{ 7 * 7 }}{% endraw %}{{ 7 * 7 }}"


def test_a_layer_that_would_be_fetched_is_refused(plan):
    tiles = flow_map(plan)
    folium.TileLayer("https://tiles.invalid/{z}/{x}/{y}.png", attr="x").add_to(tiles)
    with pytest.raises(UsageError, match="tiles"):
        selfcontained(tiles, "zh")
    plugin = flow_map(plan)
    plugin.default_js, plugin.default_css = [], []
    folium.plugins.Fullscreen().add_to(plugin)
    with pytest.raises(UsageError, match="fetch"):
        selfcontained(plugin, "zh")


def test_a_layer_of_ones_own_is_kept(plan):
    own = flow_map(plan)
    folium.PolyLine([[23, 106], [24, 107]]).add_to(own)
    assert "L.polyline" in selfcontained(own, "zh")


@pytest.mark.parametrize(
    "tag", ['<img src="a.png">', '<link rel="stylesheet" href="https://x.invalid/a.css">', "<iframe src=x>"]
)
def test_an_element_that_fetches_is_refused(tag):
    with pytest.raises(UsageError, match="fetch"):
        seal(f"<html><head></head><body>{tag}</body></html>", "zh")


def test_a_style_that_fetches_is_refused():
    with pytest.raises(UsageError, match=r"missing\.png"):
        style("a { background: url(missing.png) }")
    assert "url(#default#VML)" in style("a { behavior: url(#default#VML) }")


def test_unknown_language_is_refused(plan):
    with pytest.raises(UsageError, match="zh, en"):
        map_html(plan, "fr")
