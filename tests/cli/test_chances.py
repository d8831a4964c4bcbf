"""The command chances as its user meets it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from symbiosis import cli

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "parks/tiny"


def run(*arguments: str | Path, command: str = "chances") -> tuple[int, str, str]:
    """Return exit code, stdout and stderr of the command."""
    given = [command, TINY, "--models", ROOT / "models", *arguments]
    result = CliRunner().invoke(cli.main, [str(argument) for argument in given])
    return result.exit_code, result.stdout, result.stderr


def test_a_study(tmp_path: Path) -> None:
    """Proves that draws leave tables, a page in both languages and a record, and that one can be solved alone.

    The numbers of a draw, handed to ``solve --set``, give the tonnes that the study tells of it. Without it a draw
    could not be looked at.
    """
    asked = ["--draws", "2", "--draw", "arisings,prices", "--jobs", tmp_path / "jobs", "--out", tmp_path / "study"]
    code, out, _ = run(*asked, "--lang", "zh")
    assert code == 0
    assert "抽样" in out
    names = {path.name for path in (tmp_path / "study").iterdir()}
    assert {"draws.csv", "spread.csv", "links.csv", "drivers.csv", "values.csv", "chances.html", "run.toml"} <= names
    page = (tmp_path / "study/chances.html").read_text("utf-8")
    assert "Chance of each link" in page
    assert "各运输联系启用的概率" in page
    answer = json.loads(run(*asked, "--json")[1])
    study = answer["record"]["chances"]
    assert (study["draws"], study["correlations"]) == (2, "none")
    with (tmp_path / "study/values.csv").open(encoding="utf-8-sig", newline="") as file:
        first = next(csv.DictReader(file))
    again = [part for path, value in first.items() if path != "draw" for part in ("--set", f"{path}={value}")]
    solved = json.loads(run(*again, "--out", tmp_path / "alone", "--json", command="solve")[1])
    used = sum(row["amount"] for row in solved["ledgers"] if row["ledger"] == "used_t")
    assert used == pytest.approx(answer["draws"][0]["used_t"], rel=1e-6)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--draws", "1"], 2, "--draws"),
        (["--draw", "weather"], 2, "weather cannot be drawn"),
        (["--draw", ""], 2, "cannot be drawn"),
        (["--arisings", "200"], 2, "--arisings"),
        (["--shape", "square"], 2, "--shape"),
        (["--set", "nonsense"], 2, "nonsense"),
    ],
)
def test_slips(arguments: list[str], code: int, words: str, tmp_path: Path) -> None:
    """Proves that each slip ends in a sentence and its exit code. Without it a traceback would."""
    found, out, err = run(*arguments, "--out", tmp_path / "study")
    assert (found, out) == (code, "")
    assert words in err
    assert not (tmp_path / "study").exists()
