"""Draw the gallery: solve each park and photograph its map in headless Chromium, in both languages.

Run from the top of the repository: ``python maps/gallery/make.py`` (needs the test extra and Chromium). The map to
explore is what is shown; ``symbiosis solve --formats png`` draws the plain picture without a browser.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import symbiosis
from symbiosis.show.check import baseline_name

GALLERY = Path(__file__).parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


def main() -> None:
    """Write one small picture a park and language."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is not installed")
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for name in sys.argv[1:] or ["baise"]:
            park = symbiosis.read_park(f"parks/{name}")
            # A park that says what really happened is shown as it was.
            plan = symbiosis.solve(park, symbiosis.read_model("models", baseline_name(park, Path("models"))))
            for lang in ("zh", "en"):
                page = browser.new_context(offline=True, viewport={"width": 1280, "height": 820}).new_page()
                page.goto(symbiosis.draw(plan, lang).save(Path(folder) / "map.html").resolve().as_uri())
                page.wait_for_timeout(1000)
                page.screenshot(path=GALLERY / f"{name}-{lang}.png")
        browser.close()


if __name__ == "__main__":
    main()
