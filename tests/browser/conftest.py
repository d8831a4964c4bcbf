"""A real Chromium with the network off, and the plans of tests/show."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def _plans() -> ModuleType:
    path = Path(__file__).parents[1] / "show" / "conftest.py"
    spec = importlib.util.spec_from_file_location("made_plans", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MADE = _plans()
plan = MADE.plan
big_plan = MADE.big_plan
growing = MADE.growing


@dataclass
class Opened:
    """A page in the browser and everything that it did wrong."""

    page: object
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    must = os.environ.get("REQUIRE_BROWSER") == "1"
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if chromium is None:
        reason = "no Chromium (or no playwright) on this machine; the page was not opened"
        (pytest.fail if must else pytest.skip)(reason)
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def show(browser: object, tmp_path: Path) -> Iterator[Callable[[str], Opened]]:
    """Return a function that opens HTML in the browser, from a file, with the network off."""
    context = browser.new_context(offline=True, viewport={"width": 1400, "height": 900})  # type: ignore[attr-defined]

    def open_page(html: str) -> Opened:
        path = tmp_path / "page.html"
        path.write_text(html, "utf-8", newline="")
        opened = Opened(context.new_page())
        page = opened.page
        page.on("request", lambda r: opened.requests.append(r.url))
        page.on("console", lambda m: opened.complaints.append(m.text) if m.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (opened.dialogs.append(dialog.message), dialog.dismiss()))
        page.goto(path.as_uri())
        page.wait_for_selector(".plant")
        return opened

    yield open_page
    context.close()
