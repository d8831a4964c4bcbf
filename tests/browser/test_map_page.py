"""The map as a reader meets it: opened from a file, without a network."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from symbiosis.show.map import map_html

pytestmark = pytest.mark.browser


def arrows(page):
    return page.locator(".arrow").count()


def move_slider(page, step):
    page.locator("#threshold").evaluate(
        "(slider, step) => { slider.value = step; slider.dispatchEvent(new Event('input')); }", step
    )


def open_arrow(page, number):
    page.locator(".arrow").nth(number).dispatch_event("click", {"clientX": 800, "clientY": 450, "bubbles": True})
    return page.locator(".popup")


def test_nothing_is_fetched_and_nothing_fails(plan, show):
    """Proves that the page is whole. Without it a CDN link or a script error shows only on the reader's machine."""
    opened = show(map_html(plan, "zh"))
    outside = [url for url in opened.requests if not url.startswith(("file:", "data:"))]
    assert outside == []
    assert len([url for url in opened.requests if url.startswith("file:")]) == 1
    assert opened.complaints == []


def test_the_policy_stops_a_script_that_slipped_in(plan, show):
    """Proves that the policy names our scripts only. Without it one slip in escaping would run a stranger's code."""
    html = map_html(plan, "zh").replace("</aside>", "<script>document.title = 'taken'</script></aside>", 1)
    opened = show(html)
    assert opened.page.title() != "taken"
    assert any("Content Security Policy" in text for text in opened.complaints)


def test_one_arrow_a_bundle_and_none_inside_a_plant(plan, show):
    page = show(map_html(plan, "zh")).page
    # Nine flows; one of them (to the stack) stays at its plant, and no two of the others share ends, family and fate.
    assert arrows(page) == 8
    assert "8 / 8" in page.locator("#count").inner_text()
    assert page.locator(".plant").count() == 6
    ends = page.locator(".arrow").evaluate_all(
        "list => list.filter(e => e.getBBox().width + e.getBBox().height > 20).length"
    )
    assert ends == 8


def test_layers_and_fates_hide_their_arrows(plan, show):
    page = show(map_html(plan, "zh")).page
    page.locator("#families input[data-id=red_mud]").uncheck()
    assert arrows(page) == 4
    assert page.locator(".arrow[data-family=red_mud]").count() == 0
    page.locator("#families input[data-id=red_mud]").check()
    page.locator("#fates input[data-id=disposal]").uncheck()
    assert arrows(page) == 7
    assert page.locator(".arrow[data-fate=disposal]").count() == 0


def test_slider_hides_small_flows(plan, show):
    page = show(map_html(plan, "en")).page
    steps = int(page.locator("#threshold").get_attribute("max"))
    move_slider(page, steps)
    assert 0 < arrows(page) < 8
    assert page.locator("#least").inner_text() == "200 kt"
    move_slider(page, 0)
    assert arrows(page) == 8


def test_hazardous_waste_is_not_hidden_for_its_weight(plan, show):
    """Proves that listed waste stays in sight. Without it the threshold hides what an authority looks for first."""
    page = show(map_html(plan, "en")).page
    assert not page.locator("#listed").is_visible()
    materials = plan.model.tables["materials"]
    materials = materials.assign(hazard=materials["hazard"].where(materials["material"] != "fgd", "listed"))
    plan.model.tables["materials"] = materials
    page = show(map_html(plan, "en")).page
    move_slider(page, int(page.locator("#threshold").get_attribute("max")))
    assert page.locator(".arrow[data-family=gypsum]").count() == 2
    page.locator("#listed input").uncheck()
    assert page.locator(".arrow[data-family=gypsum]").count() == 0


def test_narrow_screens_show_the_whole_park(plan, show):
    page = show(map_html(plan, "zh")).page
    page.set_viewport_size({"width": 420, "height": 800})
    page.reload()
    page.wait_for_selector(".plant")
    frame = page.locator(".leaflet-container").bounding_box()
    for number in range(6):
        box = page.locator(".plant").nth(number).bounding_box()
        assert frame["x"] <= box["x"] <= frame["x"] + frame["width"] - box["width"]
        assert frame["y"] <= box["y"] <= frame["y"] + frame["height"] - box["height"]


def test_no_name_is_cut_by_the_frame(big_plan, show):
    """Proves that a long name at the edge is shortened rather than cut.

    Without it the answer would be half a letter at the edge, and the reader would not know that more follows.
    """
    park = big_plan.park
    long = park.plants.assign(name_zh=park.plants["name_zh"] + "铝业有限责任公司")
    named = replace(big_plan, park=replace(park, tables={**park.tables, "plants": long}))
    page = show(map_html(named, "zh")).page
    page.set_viewport_size({"width": 1000, "height": 700})
    page.reload()
    page.wait_for_selector(".labels text")
    frame = page.locator(".leaflet-container").bounding_box()
    ends = "texts => texts.map((text) => [text.getBoundingClientRect().left, text.getBoundingClientRect().right])"
    boxes = page.locator(".labels text").evaluate_all(ends)
    assert any(text.endswith("…") for text in page.locator(".labels text").all_text_contents())
    assert all(frame["x"] <= left and right <= frame["x"] + frame["width"] for left, right in boxes), boxes


def test_language_is_switched_inside_the_page(plan, show):
    page = show(map_html(plan, "zh")).page
    assert "赤泥" in page.locator("#families").inner_text()
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    page.locator("#languages button[lang=en]").click()
    assert "red mud" in page.locator("#families").inner_text()
    assert "赤泥" not in page.locator("#side").inner_text()
    assert "kt" in page.locator("#side").inner_text()
    assert page.locator("html").get_attribute("lang") == "en"


def test_flow_popup_tells_tonnes_distance_cost_and_margin(plan, show):
    page = show(map_html(plan, "en")).page
    text = open_arrow(page, 0).inner_text()
    # The largest arrow: 210,000 t of red mud over 152.3 km, 30 % moisture.
    for part in (
        "210 kt/a",
        "300 kt/a",
        "152 km",
        "raw meal",
        "truck",
        "beyond the preferred distance",
        "21.9 M CNY/a",
    ):
        assert part in text, part
    for part in ("Na2O", "0.83 %", "≤ 1", "0.17", "GB 175-2023"):
        assert part in text, part


def test_plant_popup_tells_what_stays_and_what_its_facilities_take(plan, show):
    page = show(map_html(plan, "en")).page
    page.locator(".plant[data-plant=AO1]").dispatch_event("click", {"clientX": 800, "clientY": 450})
    text = page.locator(".popup").inner_text()
    for part in ("1.9 Mt", "1.8 Mt", "100 kt", "inside the plant", "red mud stack", "disposal", "1.54 Mt"):
        assert part in text, part


def test_names_are_text_wherever_they_appear(plan, show):
    """Proves that a name never becomes markup or a template. Without it a plant's name could run code in the page."""
    opened = show(map_html(plan, "zh"))
    page = opened.page
    labels = page.locator(".labels text").all_inner_texts()
    assert "<script>alert(1)</script>" in page.locator(".labels").text_content(), labels
    page.locator(".plant[data-plant=AO2]").dispatch_event("click", {"clientX": 800, "clientY": 450})
    text = page.locator(".popup").inner_text()
    assert "<script>alert(1)</script>" in text
    assert "某 <b>集团</b>" in text
    assert "试验园区 <i>&" in page.locator("#title").inner_text()
    page.locator("#languages button[lang=en]").click()
    assert "{{ 7 * 7 }}{% endraw %}{{ 7 * 7 }}" in page.locator(".labels").text_content()
    assert page.locator(".popup b, .labels script, #title i").count() == 0
    assert opened.dialogs == []
    assert opened.complaints == []


def test_plants_at_one_place_are_drawn_apart(plan, show):
    page = show(map_html(plan, "zh")).page
    one, two = (page.locator(f".plant[data-plant={plant}] .disc") for plant in ("AO1", "PP1"))
    a, b = one.bounding_box(), two.bounding_box()
    gap = (
        (a["x"] + a["width"] / 2 - b["x"] - b["width"] / 2) ** 2
        + (a["y"] + a["height"] / 2 - b["y"] - b["height"] / 2) ** 2
    ) ** 0.5
    assert gap >= a["width"] / 2 + b["width"] / 2


def test_stock_left_behind_is_marked(plan, show):
    page = show(map_html(plan, "zh")).page
    assert page.locator(".plant[data-plant=ST1] .spare").count() == 1
    assert page.locator(".plant[data-plant=AO1] .spare").count() == 0


def test_own_boundary_is_drawn_below(plan, show):
    ring = [[106.0, 23.0], [107.5, 23.0], [107.5, 24.5], [106.0, 23.0]]
    shapes = [{"type": "Polygon", "coordinates": [ring]}, {"type": "Point", "coordinates": [106.5, 23.5]}]
    features = [{"type": "Feature", "properties": {"name": "<img src=x>"}, "geometry": shape} for shape in shapes]
    boundary = {"type": "FeatureCollection", "features": features}
    opened = show(map_html(replace(plan, park=replace(plan.park, boundary=boundary)), "zh"))
    assert opened.page.locator(".leaflet-boundary-pane path").count() == 2
    assert opened.complaints == []
    assert len(opened.requests) == 1


def test_page_prints_on_one_sheet_without_controls(plan, show):
    page = show(map_html(plan, "zh")).page
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert not page.locator("#threshold").is_visible()
    assert not page.locator("#languages").is_visible()
    assert page.locator("#count").is_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("#threshold").is_visible()
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1


def test_large_plan_stays_usable(big_plan, show):
    """Proves that 3,000 flows open readable and answer. Without it the first country map is a hairball."""
    html = map_html(big_plan, "zh")
    assert len(html.encode()) < 1_000_000
    started = time.perf_counter()
    page = show(html).page
    assert time.perf_counter() - started < 15
    assert 20 < arrows(page) <= 100
    move_slider(page, 0)
    assert arrows(page) > 2500
    page.locator(".leaflet-control-zoom-in").click()
    assert arrows(page) > 2500


def choose_year(page, year):
    page.locator("#year").select_option(label=str(year))


def test_the_year_is_chosen_inside_the_page(growing, show):
    """Proves that one page holds all years. Without it flows and totals of 2027 would stay under the name of 2025."""
    opened = show(map_html(growing, "en"))
    page = opened.page
    assert page.locator("#year option").all_inner_texts() == ["2025", "2027"]
    assert "2027" in page.locator("#subtitle").inner_text()
    assert "69.3 kt" in page.locator("#totals").inner_text()
    assert arrows(page) == 3
    choose_year(page, 2025)
    assert "2025" in page.locator("#subtitle").inner_text()
    assert "30 kt" in page.locator("#totals").inner_text()
    assert arrows(page) == 2
    assert page.locator(".fresh:not(#marks *), .main").count() == 0
    choose_year(page, 2027)
    assert arrows(page) == 3
    assert page.locator(".plant[data-plant=L1] .fresh.now").count() == 1
    assert opened.complaints == []
    assert len(opened.requests) == 1


def test_years_share_one_scale(growing, show):
    """Proves that the same tonnes are as wide in every year. Without it a shrinking flow could look like a growing."""
    page = show(map_html(growing, "en")).page

    def head():
        box = page.locator(".arrow[data-from=P]").bounding_box()
        return box["width"]

    later = head()
    assert later > 0
    choose_year(page, 2025)
    assert abs(head() - later) < 0.5


def test_a_page_of_one_year_has_nothing_to_choose(plan, show):
    page = show(map_html(plan, "zh")).page
    assert not page.locator("#year").is_visible()
    assert not page.locator("#new").is_visible()


def test_what_is_built_tells_size_year_and_investment(growing, show):
    """Proves both languages. Without it a new line would look like one that always stood."""
    page = show(map_html(growing, "zh")).page
    page.locator(".main").dispatch_event("click", {"clientX": 800, "clientY": 450, "bubbles": True})
    text = page.locator(".popup").inner_text()
    for part in ("小氧化铝厂 → 甲地块 <b>", "新建线路", "2027", "带式输送机", "6 km", "300 万元", "35 万元/年"):
        assert part in text, part
    page.locator(".plant[data-plant=L1]").dispatch_event("click", {"clientX": 800, "clientY": 450})
    text = page.locator(".popup").last.inner_text()
    for part in ("N-base@L1", "新建设施", "2027", "规模", "9.84 万t/年", "1,184 万元", "4 ha"):
        assert part in text, part
    page.locator("#languages button[lang=en]").click()
    page.locator(".plant[data-plant=L1]").dispatch_event("click", {"clientX": 800, "clientY": 450})
    text = page.locator(".popup").last.inner_text()
    for part in ("new line", "98.4 kt/a", "11.8 M CNY", "annual cost"):
        assert part in text, part
    assert "new connection (dashed: built earlier)" in page.locator("#marks").inner_text()


def test_plots_and_receptors_are_drawn_and_named_as_text(growing, show):
    """Proves that outlines are on the map. Without it nobody sees why a plot is refused, or a name runs as markup."""
    opened = show(map_html(growing, "en"))
    page = opened.page
    assert page.locator(".sites .plot").count() == 1
    assert page.locator(".receptor").count() == 2
    assert page.locator(".receptor .ring").count() == 1
    assert page.locator(".receptor .line").count() == 1
    page.locator(".receptor .house").first.dispatch_event(
        "mousemove", {"clientX": 600, "clientY": 300, "bubbles": True}
    )
    assert page.locator(".hint").inner_text() == "Village <i>one</i>\nvillage"
    assert page.locator(".hint i, .popup b").count() == 0
    assert opened.complaints == []
