"""The page of a settlement as a reader meets it: opened from a file, without a network, switched, and printed."""

from __future__ import annotations

import pytest

from symbiosis.compare.settlement import settle
from symbiosis.show.settle import settle_html

pytestmark = pytest.mark.browser


def test_read_switched_and_printed(browser, world, tmp_path):
    """Proves that both languages are there, text and charts, that a name is no HTML, and that it fits on paper.

    Without it the page could ask the network for something, or lose a column of money at the edge of a sheet.
    """
    here = world(
        plants='plant,km,owner\nA,0,<img src=x onerror=alert(1)>\nB,10,"Brick & tile works of the north, Ltd"',
        facilities="facility,plant,process\nheap,A,dump\nworks,B,making",
    )
    path, troubles = tmp_path / "settle.html", []
    path.write_text(settle_html(settle(here.park, here.model), "zh"), "utf-8")
    context = browser.new_context(offline=True, viewport={"width": 1000, "height": 900})
    page = context.new_page()
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("dialog", lambda dialog: (troubles.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: None if request.url == path.as_uri() else troubles.append(request.url))
    page.goto(path.as_uri())
    assert "合作节约 4,000 元" in page.locator("#summary").inner_text()
    assert page.locator("svg").get_by_text("单独净费用").first.is_visible()
    page.locator("#languages button[data-lang=en]").click()
    assert "it saves 4 k CNY" in page.locator("#summary").inner_text()
    assert page.locator("svg").get_by_text("net cost alone").first.is_visible()
    assert not page.locator("svg").get_by_text("单独净费用").first.is_visible()
    page.set_viewport_size({"width": 688, "height": 900})  # what a sheet of A4 leaves between its margins
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert troubles == []
    context.close()
