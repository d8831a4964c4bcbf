"""Sweeps over what nobody thought of: the year itself, values that differ in their last digit."""

from __future__ import annotations

import csv
from pathlib import Path

from click.testing import CliRunner

from symbiosis import cli
from symbiosis.show.sweep_words import exact

ROOT = Path(__file__).parents[2]


def test_the_year_itself(tmp_path: Path) -> None:
    """Proves that the year may vary, stands once in the table of links, and is told as a year and in Chinese.

    Without it the column would stand there twice and the tables be lost after everything was solved.
    """
    park, models, out = str(ROOT / "parks" / "tiny"), str(ROOT / "models"), tmp_path / "out"
    call = ["sweep", park, "--models", models, "--vary", "year=2025,2030", "--out", str(out), "--lang", "zh"]
    done = CliRunner().invoke(cli.main, call)
    assert done.exit_code == 0, done.output
    rows = list(csv.reader((out / "sweep_links.csv").read_text("utf-8-sig").splitlines()))
    assert rows[0].count("year") == 1
    assert {row[rows[0].index("year")] for row in rows[1:]} == {"2025", "2030"}
    assert "\n2030 " in done.stdout
    assert done.stderr.splitlines()[-1].startswith("已完成 2/2，用时 ")


def test_values_are_told_as_given() -> None:
    """Proves that no two values look alike: 106.6 is not 107, and 1e-7 is not 0; amounts have their thousands apart."""
    told = [exact(value) for value in (106.6, 107.0, 1e-7, 0.30000000000000004, 2030.0, 1234567.0, "ipx", True)]
    assert told == ["106.6", "107", "1e-07", "0.3", "2030", "1,234,567", "ipx", "True"]
