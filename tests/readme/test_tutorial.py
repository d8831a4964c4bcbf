"""The tutorial is true: its console is run, on a workbook that the template filled."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from symbiosis import cli

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the workbook of the tutorial, and with the spoiled one."""
    where = tmp_path_factory.mktemp("tutorial")
    made = CliRunner().invoke(cli.main, ["template", str(where / "mine.xlsx"), "--fill", str(ROOT / "parks/tiny")])
    assert made.exit_code == 0, made.output
    book = openpyxl.load_workbook(where / "mine.xlsx")
    book["offers"]["C3"].value = "ten thousand"
    book.save(where / "bad.xlsx")
    return where


def blocks(page: str) -> list[tuple[list[str], list[str]]]:
    """Return the commands of a page with the lines that they print."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    found = []
    for block in re.findall(r"```console\n\$ symbiosis (.*?)```", text, flags=re.DOTALL):
        command, *lines = block.splitlines()
        found.append((command.split(), lines))
    return found


@pytest.mark.parametrize("number", range(5))
def test_the_console_of_the_tutorial(folder: Path, number: int, tmp_path: Path) -> None:
    """Proves that each command prints what the page says, as far as it says it. Without it the page would age."""
    words, lines = blocks("tutorial.md")[number]
    words = [str(folder / word) if word.endswith(".xlsx") else word for word in words]
    words += ["--models", str(ROOT / "models")]
    if words[0] == "solve":
        kept = [word for word in words if word not in ("--out", "maps/richer", "--formats", "report,xlsx,png")]
        words = [*kept, "--formats", "none", "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(cli.main, words)
    said = result.output
    for line in lines:
        assert line.removesuffix(" ...") in said, said
