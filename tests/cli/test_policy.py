"""The command policy as its user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from symbiosis import cli

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "parks/tiny"


def run(*arguments: str | Path) -> tuple[int, str, str]:
    """Return exit code, stdout and stderr of the command."""
    given = ["policy", TINY, "--models", ROOT / "models", *arguments]
    result = CliRunner().invoke(cli.main, [str(argument) for argument in given])
    return result.exit_code, result.stdout, result.stderr


def test_a_lab(tmp_path: Path) -> None:
    """Proves that levers leave sentences, tables, a page in both languages and a record; solved levels are kept.

    On the tiny park at least cost a carbon price of 100 CNY/t takes 10.02 kt out of use and earns 118 k CNY. Without
    it a lab would be numbers without a trace.
    """
    asked = ["--lever", "carbon_price=100", "--jobs", tmp_path / "jobs"]
    code, out, _ = run(*asked, "--out", tmp_path / "lab", "--lang", "en")
    assert code == 0
    assert "No lever adds to the tonnes used" in out
    assert "118 k CNY" in out
    names = {path.name for path in (tmp_path / "lab").iterdir()}
    assert names == {
        "policy.csv", "families.csv", "owners.csv", "steps.csv", "equal.csv", "policy.html", "run.toml", "run.log",
    }  # fmt: skip
    page = (tmp_path / "lab/policy.html").read_text("utf-8")
    assert "政策实验" in page
    assert "policy lab" in page
    assert "levies.carbon_price.rate_cny={level}" in (tmp_path / "lab/run.toml").read_text("utf-8")
    code, out, _ = run(*asked, "--out", tmp_path / "lab", "--json")
    answer = json.loads(out)
    assert (code, answer["scenario"]) == (0, "least-cost")
    assert answer["policy"][0]["extra_t"] == pytest.approx(-10_020)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ([], 2, "--lever: none is given"),
        (["--lever", "landfil_fee=1"], 2, "did you mean landfill_fee"),
        (["--lever", "landfill_fee=low"], 2, "are no levels"),
        (["--lever", "subsidy=10"], 3, "name the processes or the materials"),
        (["--lever", "landfill_fee=1", "--scenario", "none-such"], 3, "there is no scenario none-such"),
        (["--lever", "landfill_fee=1", "--workers", "0"], 2, "workers"),
    ],
)
def test_slips(arguments: list[str], code: int, words: str, tmp_path: Path) -> None:
    """Proves that each slip ends in a sentence and its exit code. Without it a traceback would."""
    found, out, err = run(*arguments, "--out", tmp_path / "lab")
    assert found == code
    assert words in err
    assert out == ""
    assert not (tmp_path / "lab").exists()


def test_a_folder_of_others_is_left_alone(tmp_path: Path) -> None:
    """Proves that a folder that no run has written is refused before anything is solved."""
    (tmp_path / "thesis.txt").write_text("mine", "utf-8")
    assert run("--lever", "landfill_fee=1", "--out", tmp_path)[0] == 2
