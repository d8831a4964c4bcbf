"""``symbiosis settle`` as its user meets it."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from symbiosis import cli
from symbiosis.compare.settlement import settle
from symbiosis.show.settle import settle_files

ROOT = Path(__file__).resolve().parents[2]
TINY, BAISE, MODELS = ROOT / "parks/tiny", ROOT / "parks/baise", ROOT / "models"


def run(*arguments: str | Path) -> tuple[int, str, str]:
    """Return exit code, stdout and stderr of the command line."""
    result = CliRunner().invoke(
        cli.main, ["settle", *(str(argument) for argument in arguments), "--models", str(MODELS)]
    )
    return result.exit_code, result.stdout, result.stderr


def test_words_and_files(tmp_path: Path) -> None:
    """Proves what is printed of the park that fits on paper, and that the files say the same.

    Alone 220,101 + 0 + 4,285,714 CNY, in the plan 3,695,028: 810,787 are saved, a third each by the nucleolus.
    Without it the division would be on the screen and nowhere else, or another in the files.
    """
    code, out, err = run(TINY, "--lang", "en", "--out", tmp_path / "run")
    assert code == 0, err
    assert "it saves 811 k CNY" in out
    assert "The core is not empty" in out
    assert "nobody pays more than alone" in out
    rows = list(csv.DictReader((tmp_path / "run/settlement.csv").read_text("utf-8-sig").splitlines()))
    assert [row["player"] for row in rows] == ["Power Co", "Road Co", "Alumina Co"]
    assert [float(row["share_cny"]) for row in rows] == pytest.approx([810_787.1 / 3] * 3, abs=1.0)
    assert sum(float(row["transfer_cny"]) for row in rows) == pytest.approx(0, abs=0.01)
    links = list(csv.DictReader((tmp_path / "run/settlement_links.csv").read_text("utf-8-sig").splitlines()))
    fees = {row["offer"]: float(row["fee_cny_t"]) for row in links if row["taker"] == "Road Co"}
    assert fees == pytest.approx({"A|rm_bayer_gx": 12.857, "P|fa_f": -59.88}, abs=0.01)
    coalitions = (tmp_path / "run/settlement_coalitions.csv").read_text("utf-8-sig").splitlines()
    assert len(coalitions) == 1 + 7
    page = (tmp_path / "run/settle.html").read_text("utf-8")
    assert "核心非空" in page
    assert "net cost alone" in page


def test_json_and_chinese(tmp_path: Path) -> None:
    """Proves that JSON holds players, prices and the verdict, and that Chinese is spoken where it is asked for."""
    code, out, _ = run(TINY, "--json", "--rule", "dual", "--out", tmp_path / "run")
    assert code == 0
    found = json.loads(out)
    assert found["core_empty"] is False
    assert [row["player"] for row in found["players"]] == ["Power Co", "Road Co", "Alumina Co"]
    assert found["leaving"] == []
    code, out, _ = run(TINY, "--lang", "zh", "--by", "zone", "--out", tmp_path / "zone")
    assert code == 0
    assert "1 方（按片区）" in out


def test_wrong_input_is_told_at_once(tmp_path: Path) -> None:
    """Proves that unknown words and amounts exit 2, all in one message, before anything is read or written."""
    wrong = ("--by", "planet", "--rule", "dice", "--rest", "gone", "--top", "1", "--premium", "much")
    code, _, err = run(TINY, *wrong, "--out", tmp_path / "run")
    assert code == 2
    for word in ("planet", "dice", "gone", "1 is too few", "much"):
        assert word in err
    assert not (tmp_path / "run").exists()
    code, _, err = run(TINY, "--public", "Nowhere", "--out", tmp_path / "run")
    assert code == 2
    assert "Nowhere: no such plant" in err


def test_too_many_owners(tmp_path: Path) -> None:
    """Proves that a park of 28 owners exits 2 and says what would do: its 11 zones, or the largest owners."""
    code, _, err = run(BAISE, "--out", tmp_path / "run")
    assert code == 2
    assert "28 players by owner" in err
    assert "--by zone (11 players)" in err
    assert "--top 11" in err


def test_names_are_escaped(world: Any) -> None:
    """Proves that an owner called like HTML or like a formula is text on the page and in the tables."""
    here = world(
        plants="plant,km,owner\nA,0,<b>Alu</b>\nB,10,=1+1",
        facilities="facility,plant,process\nheap,A,dump\nworks,B,making",
    )
    files = settle_files(settle(here.park, here.model), "en")
    assert b"<b>Alu</b>" not in files["settle.html"]
    assert b"&lt;b&gt;Alu&lt;/b&gt;" in files["settle.html"]
    assert "'=1+1" in files["settlement.csv"].decode("utf-8-sig")
