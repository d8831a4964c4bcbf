"""The report as a reader meets it: opened from a file, without a network, switched, and printed."""

from __future__ import annotations

import pytest

from symbiosis.show.report import report_html

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(browser, plan, tmp_path):
    context = browser.new_context(offline=True, viewport={"width": 1000, "height": 900})
    path, page, troubles = tmp_path / "report.html", context.new_page(), []
    path.write_text(report_html(plan, "zh"), "utf-8")
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("dialog", lambda dialog: (troubles.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: None if request.url == path.as_uri() else troubles.append(request.url))
    page.goto(path.as_uri())
    yield page, troubles
    context.close()


def test_language_is_switched_in_text_and_drawings(opened):
    page, troubles = opened
    assert page.locator("#summary").inner_text().startswith("试验园区 <i>&")
    assert page.locator(".sankey").get_by_text("免烧砖").is_visible()
    page.locator("#languages button[data-lang=en]").click()
    assert page.locator("#summary").inner_text().startswith("Trial park <i>&")
    assert page.locator(".sankey").get_by_text("unfired brick & block").is_visible()
    assert not page.locator(".sankey").get_by_text("免烧砖").is_visible()
    assert troubles == []


def test_prints_on_paper_without_buttons(opened):
    page, troubles = opened
    page.emulate_media(media="print")
    assert not page.locator("#languages").is_visible()
    assert 2 <= page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") <= 8
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    assert troubles == []
