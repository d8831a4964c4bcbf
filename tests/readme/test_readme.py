"""The README's programs print what the README says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def block(language: str) -> str:
    """Return the first block of ``language``."""
    found = re.search(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)
    assert found, f"the README has no block of {language}"
    return found[1]


def words(text: str) -> list[str]:
    """Return the lines of ``text`` without the spaces that a terminal adds at their ends."""
    return [line.rstrip() for line in text.strip().splitlines()]


def test_the_console_prints_what_the_readme_says(tmp_path: Path) -> None:
    """Proves that the tiny park gives the paragraph and the table of the README."""
    command, *printed = block("console").splitlines()
    call = [sys.executable, *command.removeprefix("$ python ").split(), "--out", str(tmp_path / "run")]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=True)
    shown = done.stdout.replace(str(tmp_path / "run"), "maps/tiny/base")
    assert words(shown) == words("\n".join(printed))


def test_the_program_prints_what_the_readme_says() -> None:
    """Proves that the Python program of the README runs and prints its block of text."""
    done = subprocess.run([sys.executable, "-c", block("python")], cwd=ROOT, capture_output=True, text=True, check=True)
    assert words(done.stdout) == words(block("text"))


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#:]+)\)", README))
def test_links_lead_somewhere(link: str) -> None:
    """Proves that the README names no file that is not there."""
    assert (ROOT / link).exists()
