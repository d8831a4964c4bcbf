"""The page of a sweep in a real browser, without a network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import symbiosis
from symbiosis.compare.result import Result, ended
from symbiosis.compare.sweep import Sweep, design
from symbiosis.show.sweep import sweep_html

ROOT = Path(__file__).parents[2]


@pytest.mark.browser
def test_page_opens_offline_in_both_languages(browser: Any, tmp_path: Path) -> None:
    """Proves that the page asks for nothing, complains of nothing, switches its language and fits a narrow window.

    Without it a chart could lie outside the page, or a reason could be English only.
    """
    plan = design(["park.facilities.R-base.capacity_t_a=0:3e4:1e4", "transport.truck_bulk.cost_cny_tkm=0.2,0.6"])
    link = {"year": 2025, "offer": "A|rm_bayer_gx", "facility": "R-base", "mode": "truck_bulk", "fate": "use"}
    results = [
        Result(
            job.name, "key", "base", job.assignments, "optimal",
            totals={"arising_t": 110e3, "used_t": 5e3 * place, "cost_cny": 1e6 * place, "co2_kg": 1e6},
            links=({**link, "material": "rm_bayer_gx", "dry_t": 5e3 * place},) if place else (),
        )
        for place, job in enumerate(plan.jobs[:-1])
    ]  # fmt: skip
    results.append(ended(plan.jobs[-1], "key", "base", "infeasible", ["too little"], ["能力不足"]))
    done = Sweep(symbiosis.read_park(ROOT / "parks/tiny"), symbiosis.read_model(ROOT / "models"), plan, tuple(results))
    (tmp_path / "sweep.html").write_text(sweep_html(done, "zh"), "utf-8", newline="")
    context = browser.new_context(offline=True, viewport={"width": 760, "height": 900})
    page = context.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto((tmp_path / "sweep.html").as_uri())
    assert "能力不足" in page.inner_text("body")
    assert "too little" not in page.inner_text("body")
    page.click('button[data-lang="en"]')
    text = page.inner_text("body")
    assert "too little" in text
    assert "能力不足" not in text
    assert page.locator("svg.plot:visible").count() == 3
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert asked == [(tmp_path / "sweep.html").as_uri()]
    assert said == []
    page.screenshot(path=str(tmp_path / "sweep.png"), full_page=True)
    context.close()
