"""The page of a front as a reader meets it: opened from a file, without a network, switched."""

from __future__ import annotations

import pytest

import symbiosis
from symbiosis.show.front import front_html

pytestmark = pytest.mark.browser


def test_charts_and_tables_speak_the_language_that_is_switched_to(browser, world, tmp_path):
    """Proves charts are drawn in the language shown, markers and all, and that the page asks nothing of a network.

    Without ids of its own for each drawing the dots of the English chart would hang on the hidden Chinese one.
    """
    here = world(facilities="facility,plant,process,capacity_t_a\nworks,B,making,60\ntip,C,dump,", add_processes="")
    dear = here.under("processes.making.opex_cny_t=90")
    path = tmp_path / "front.html"
    path.write_text(front_html(symbiosis.front(here.park, dear, points=4), "zh"), "utf-8")
    context = browser.new_context(offline=True, viewport={"width": 1000, "height": 900})
    page, troubles = context.new_page(), []
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", lambda request: None if request.url == path.as_uri() else troubles.append(request.url))
    page.goto(path.as_uri())
    assert page.locator("svg.plot:visible").count() == 3
    assert page.locator("svg.plot:visible").get_by_text("每多一个单位的代价").is_visible()
    chinese = page.locator("svg.plot:visible").first.screenshot()
    page.locator("#languages button[data-lang=en]").click()
    assert page.locator("svg.plot:visible").count() == 3
    assert page.locator("svg.plot:visible").get_by_text("What one more unit costs").is_visible()
    marks = page.locator("svg.plot:visible").first.locator("use")
    boxes = [marks.nth(number).bounding_box() for number in range(marks.count())]
    assert sum(box is not None and box["width"] > 3 and box["height"] > 3 for box in boxes) == 4  # a dot a point
    assert page.locator("svg.plot:visible").first.screenshot() != chinese
    assert troubles == []
    context.close()
