"""``symbiosis why`` and ``symbiosis prices`` as their user meets them."""

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


def test_why_a_link() -> None:
    """Proves that the mud that goes to the works is told with its tonnes and what more of it hangs on."""
    code, out, _ = run("why", TINY, "--models", MODELS, "--from", "A", "--to", "R-base", "--lang", "en")
    assert code == 0
    assert "20,060 t go by truck_bulk, 20.0 km" in out
    assert "the recipe of R-base" in out


def test_why_in_chinese() -> None:
    """Proves that the same is told in Chinese."""
    code, out, _ = run("why", TINY, "--models", MODELS, "--from", "A", "--to", "R-base", "--lang", "zh")
    assert code == 0
    assert "已安排 20,060 t" in out


def test_why_an_offer_as_json() -> None:
    """Proves that a whole offer comes as JSON, one entry a facility, and nothing else on stdout."""
    code, out, _ = run("why", TINY, "--models", MODELS, "--from", "P", "--material", "fa_f", "--json")
    assert code == 0
    verdicts = {row["facility"]: row["verdict"] for row in json.loads(out)}
    assert verdicts == {"R-base": "goes", "P-store": "price"}


def test_why_names_what_is_not_there() -> None:
    """Proves that an unknown plant, material or facility exits 2 and says what there is."""
    for words, known in (
        (("--from", "X"), "A"),
        (("--from", "A", "--material", "gold"), "rm_bayer_gx"),
        (("--from", "A", "--to", "X"), "R-base"),
    ):
        code, _, err = run("why", TINY, "--models", MODELS, *words)
        assert code == 2
        assert known in err


def test_why_without_a_plan() -> None:
    """Proves that a park without a plan exits 4 with the conflict and what would do."""
    closed = ("--set", "processes.stockpile_dry.status=laboratory")
    code, _, err = run("why", TINY, "--models", MODELS, "--from", "A", "--to", "R-base", *closed)
    assert code == 4
    assert "contradict each other" in err
    assert "this would do" in err
    for command in (("why", "--from", "A"), ("prices",), ("solve",)):
        code, _, err = run(command[0], TINY, "--models", MODELS, *command[1:], *closed, "--lang", "zh")
        assert code == 4
        told = err.strip().splitlines()
        assert told[0] == "没有方案能满足全部规则"
        assert "相互矛盾" in err
        assert "可行的最小调整" in err
        english = {"the", "would", "must", "at", "of", "more", "this", "than", "capacity", "rules"}
        assert not [line for line in told if english & set(line.split())]


def test_prices(tmp_path: Path) -> None:
    """Proves that prices are told dearest first, in words, and the whole table is written where it is asked for."""
    path = tmp_path / "prices.csv"
    code, out, _ = run("prices", TINY, "--models", MODELS, "--lang", "en", "--out", path)
    assert code == 0
    assert "capacity of R-base (50,000 t/a) +1 t/a: +0.4 t, holds from 24,950 to 249,250 t/a; checked" in out
    assert path.read_text("utf-8-sig").startswith("rank,objective")
    code, out, _ = run("prices", TINY, "--models", MODELS, "--json", "--top", "1", "--reach", "5")
    answer = json.loads(out)
    assert "reach" in answer
    assert [row["objective"] for row in answer["prices"]] == ["used_t", "cost_cny"]
