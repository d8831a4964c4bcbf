"""``symbiosis hedge`` as its user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from symbiosis import cli

ROOT = Path(__file__).parents[2]
TINY = str(ROOT / "parks" / "tiny")
MUCH = "much=0.5:park.offers.A|rm_bayer_gx.amount_t=200000"


def test_it_tells_and_writes(tmp_path: Path) -> None:
    """Proves that both worlds are told in JSON and written whole; without it a hedge would be words on a console."""
    out = tmp_path / "hedge"
    call = ["hedge", TINY, "--models", str(ROOT / "models"), "--world", "little=0.5", "--world", MUCH]
    done = CliRunner().invoke(cli.main, [*call, "--out", str(out), "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert {row["world"] for row in told["worlds"]} == {"little", "much"}
    assert sorted(file.name for file in out.iterdir()) == [
        "builds.csv", "run.log", "run.toml", "totals.csv", "worlds.csv",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        ([], 2, "say which worlds"),
        (["--world", "a=1", "--draws", "3"], 2, "say which worlds"),
        (["--world", "a=half"], 3, "'half' is not a probability"),
        (["--world", "a=0.5", "--world", "a=0.5"], 3, "there is a world a already"),
        (["--world", "a=0.5:prices.nothing=1", "--world", "b=0.5"], 3, "prices"),
        (["--world", "a=0.5"], 2, "add up to 0.5"),
    ],
)
def test_what_is_wrong_is_said(more: list[str], code: int, said: str) -> None:
    """Proves that each mistake is met with words and a code; without it the user would meet a traceback."""
    done = CliRunner().invoke(cli.main, ["hedge", TINY, "--models", str(ROOT / "models"), *more])
    assert done.exit_code == code, done.output
    assert said in done.stderr
