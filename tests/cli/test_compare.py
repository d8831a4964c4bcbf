"""``symbiosis compare`` and ``symbiosis alternatives`` as their user meets them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from symbiosis import cli
from symbiosis.commands.compare import parted

#: As in tests/math/test_compare.py: 10 + 65 CNY/t used at B, 20 + 50 dumped at C; the fee makes that 20 + 80.
PROCESSES = "process,fate,status,opex_cny_t\nmaking,use,industrial,65\ndump,disposal,industrial,50"
FACILITIES = "facility,plant,process,capacity_t_a\nworks,B,making,60\ntip,C,dump,"
CHEAPEST = {"objectives": [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}]}
FEE = "base:processes.dump.opex_cny_t=80"
TOO_MUCH = 'base:targets=[{name="all of it", ledger="used_t", over="arising_t", value=0.9}]'


@pytest.fixture
def call(world: Any) -> Any:
    """Return a function that runs a command on a small park: exit code, stdout and stderr."""
    here = world(processes=PROCESSES, facilities=FACILITIES, settings=CHEAPEST)
    scenarios = here.folder / "model" / "scenarios"
    scenarios.mkdir()
    (scenarios / "fee.toml").write_text(
        'extends = "../base.toml"\ntitle_en = "A fee"\ntitle_zh = "收费"\n[processes.dump]\nopex_cny_t = 80\n', "utf-8"
    )

    def run(command: str, *arguments: str | Path) -> tuple[int, str, str]:
        words = [command, here.folder / "park", *arguments, "--models", here.folder / "model"]
        result = CliRunner().invoke(cli.main, [str(word) for word in words])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.stdout, result.stderr

    return run


def test_compared(call: Any, tmp_path: Path) -> None:
    """Proves that a scenario and one without a plan stand beside the base case, on screen and in files."""
    out = tmp_path / "side"
    code, said, _ = call("compare", "base", "fee", TOO_MUCH, "--out", out, "--lang", "en")
    assert code == 0
    assert "A base [baseline]" in said
    assert "B A fee: rate of use 60 % (+60 points), net cost 8.5 k CNY (+1.5 k CNY)" in said
    assert "City gains most (+1.8 k CNY); Brick loses most (-3.9 k CNY)" in said
    assert "no plan" in said
    assert "all of it" in said
    assert said.splitlines()[-1] == str(out / "compare.html")
    tables = ("runs", "totals", "parties", "flows", "links", "builds", "behind", "regret", "assumptions")
    names = {path.name for path in out.iterdir()}
    assert names == {"compare.html", "compare.xlsx", "run.toml", "run.log", *(f"{name}.csv" for name in tables)}
    assert "all of it" in (out / "compare.html").read_text("utf-8")
    assert "processes.dump.opex_cny_t,50,80" in (out / "assumptions.csv").read_text("utf-8")


def test_one_scenario_is_held_against_base(call: Any, tmp_path: Path) -> None:
    """Proves that a single scenario has base beside it, that --set holds for both, and that JSON is JSON."""
    code, said, _ = call("compare", FEE, "--set", "transport.circuity=2", "--out", tmp_path / "side", "--json")
    answer = json.loads(said)
    assert code == 0
    assert answer["baseline"] == "base"
    assert [row["scenario"] for row in answer["runs"]] == ["base", "base: processes.dump.opex_cny_t=80"]
    assert [row["path"] for row in answer["assumptions"]] == ["processes.dump.opex_cny_t"]


def test_wrong_input(call: Any, tmp_path: Path) -> None:
    """Proves that unknown names, twins and scenarios of which none has a plan are told, and nothing is written."""
    side = ("--out", tmp_path / "side", "--lang", "en")
    code, _, err = call("compare", "base", "fees", "nothing-like-it", *side)
    assert code == 3
    assert "did you mean fee?" in err
    assert "there is no scenario nothing-like-it" in err
    code, _, err = call("compare", "base", "base", *side)
    assert code == 2
    assert "named twice" in err
    code, _, err = call("compare", "base:processes.dump.opex=1", "base", *side)
    assert code == 3
    assert "opex_cny_t" in err
    code, _, err = call("compare", TOO_MUCH, TOO_MUCH.replace("0.9", "0.8"), *side)
    assert code == 4
    assert "all of it" in err
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "note.txt").write_text("mine", "utf-8")
    code, _, err = call("compare", "base", FEE, "--out", tmp_path / "mine")
    assert code == 2
    assert "left alone" in err
    assert not (tmp_path / "side").exists()


@pytest.mark.parametrize(
    ("text", "scenario", "sets"),
    [
        ("base", "base", ()),
        ("target-2027:a.b=1", "target-2027", ("a.b=1",)),
        ("base:a.b=1; c.d=[2,3]", "base", ("a.b=1", "c.d=[2,3]")),
        ("C:\\mine\\x.toml", "C:\\mine\\x.toml", ()),
        ("C:\\mine\\x.toml:a.b=C:/y", "C:\\mine\\x.toml", ("a.b=C:/y",)),
    ],
)
def test_variants(text: str, scenario: str, sets: tuple[str, ...]) -> None:
    """Proves how NAME:a.b.c=value is taken apart. Without it the drive of a Windows path would be a scenario."""
    assert parted(text) == (scenario, sets)


def test_alternatives(call: Any, tmp_path: Path) -> None:
    """Proves that a second network is told on screen, as JSON and in files, and that wrong numbers are refused.

    Used, a tonne costs 5 CNY more than dumped: 60 t at the works make 7,300 CNY of 7,000, which is within a tenth.
    """
    out = tmp_path / "near"
    words = ("--count", "3", "--within", "10%", "--out", out)
    code, said, _ = call("alternatives", *words, "--lang", "en")
    assert code == 0
    assert "different networks within 10 % of the best plan in every objective: 2." in said
    assert "A search for variety" in said
    assert {"objectives.csv", "networks.csv", "flows.csv", "alternatives.xlsx", "run.toml"} <= {
        path.name for path in out.iterdir()
    }
    code, said, _ = call("alternatives", *words, "--json")
    answer = json.loads(said)
    assert (answer["exact"], answer["within"], answer["ended"]) == (False, 0.1, "alike")
    assert [row["links"] for row in answer["networks"]] == [1, 2]
    assert [row["amount"] for row in answer["objectives"] if row["ledger"] == "cost_cny"] == pytest.approx([7000, 7300])
    for wrong, told in (("much", "write 5% or 0.05"), ("5", "within from 0 to 1")):
        code, _, err = call("alternatives", "--within", wrong)
        assert code == 2
        assert told in err
