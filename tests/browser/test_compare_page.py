"""The report of a comparison as a reader meets it: opened from a file, without a network, switched, and printed."""

from __future__ import annotations

import pytest

from symbiosis.compare.scenarios import compare
from symbiosis.show.compare_report import compare_html

pytestmark = pytest.mark.browser

SCRIPT = "<script>alert(1)</script>"


def test_read_switched_and_printed(browser, world, tmp_path):
    """Proves that the page is whole, speaks both languages, runs no name as code and fits on paper.

    Without it a heading in the wrong language, a stranger's script or a table cut off shows only at the reader's.
    """
    here = world(
        plants=f"plant,km,owner,name_zh,name_en\nA,0,Alu,甲厂,{SCRIPT}\nB,10,Brick,乙厂,Works\nC,20,City,丙场,Tip",
        processes="process,fate,status,opex_cny_t\nmaking,use,industrial,65\ndump,disposal,industrial,50",
        settings={"objectives": [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}]},
    )
    html = compare_html(compare(here.park, [here.model, here.under("processes.dump.opex_cny_t=80")]), "zh")
    context = browser.new_context(offline=True, viewport={"width": 1000, "height": 900})
    path, page, troubles = tmp_path / "compare.html", context.new_page(), []
    path.write_text(html, "utf-8")
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("dialog", lambda dialog: (troubles.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: None if request.url == path.as_uri() else troubles.append(request.url))
    page.goto(path.as_uri())
    assert page.get_by_role("heading", name="谁受益，谁受损").is_visible()
    assert not page.get_by_role("heading", name="Who gains and who loses").is_visible()
    page.locator("#languages button[data-lang=en]").click()
    assert page.get_by_role("heading", name="Who gains and who loses").is_visible()
    assert not page.get_by_text("谁受益，谁受损").is_visible()
    assert page.locator('.map path[data-change="appears"]').count() == 1
    assert page.locator('.map path[data-change="vanishes"]').count() == 1
    assert page.locator(".map").get_by_text(SCRIPT).is_visible()
    page.emulate_media(media="print")
    assert not page.locator("#languages").is_visible()
    assert 2 <= page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") <= 5
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    assert troubles == []
    context.close()
