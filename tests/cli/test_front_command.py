"""``symbiosis front`` as its user meets it."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from symbiosis import cli

ROOT = Path(__file__).resolve().parents[2]
TINY, MODELS = ROOT / "parks/tiny", ROOT / "models"


def run(*arguments: str | Path) -> tuple[int, str, str]:
    """Return exit code, stdout and stderr of the command line."""
    result = CliRunner().invoke(cli.main, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout, result.stderr


def test_a_front_is_written_and_a_point_planned(tmp_path: Path) -> None:
    """Proves tables, page and record of a front, and beside them the whole run of one point, with JSON on stdout."""
    out = tmp_path / "front"
    code, told, errors = run(
        "front", TINY, "--models", MODELS, "--of", "cost_cny,co2_kg", "--points", "4", "--plan", "2", "--out", out,
        "--json",
    )  # fmt: skip
    assert code == 0, errors
    answer = json.loads(told)
    assert len(answer["points"]) == 4
    assert answer["proven"] is True
    assert {path.name for path in out.iterdir()} == {
        "front.csv", "payoff.csv", "front.html", "run.toml", "run.log", "point-2",
    }  # fmt: skip
    assert {"map.html", "report.html", "plan.xlsx", "run.toml"} <= {path.name for path in (out / "point-2").iterdir()}
    assert (out / "front.csv").read_text("utf-8-sig").startswith("point,cost_cny,co2_kg,cost_cny_per_co2_kg,step_")
    assert "front point 2: co2_kg" in (out / "point-2" / "limits.csv").read_text("utf-8-sig")


def test_objectives_that_agree_are_told_in_either_language(tmp_path: Path) -> None:
    """Proves the tiny park, where the most use is also the cheapest, is told so. Without it: a chart of one point."""
    for lang, words in (("zh", "并不冲突"), ("en", "do not conflict")):
        code, told, _ = run("front", TINY, "--models", MODELS, "--out", tmp_path / lang, "--lang", lang)
        assert code == 0
        assert words in told


def test_a_wrong_ledger_ends_in_a_sentence(tmp_path: Path) -> None:
    """Proves exit code 2, the remedy, and that nothing is written."""
    code, _, errors = run("front", TINY, "--models", MODELS, "--of", "used,cost_cny", "--out", tmp_path / "x")
    assert code == 2
    assert "did you mean used_t?" in errors
    assert not (tmp_path / "x").exists()
