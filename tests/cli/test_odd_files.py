"""Files of results on a full disk, and where something else stands already."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import NoReturn

import pytest
from click.testing import CliRunner

from symbiosis import cli
from symbiosis.compare.stored import write_whole
from symbiosis.errors import UsageError

ROOT = Path(__file__).parents[2]
TINY, MODELS = str(ROOT / "parks" / "tiny"), ["--models", str(ROOT / "models")]


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing come onto the disk any more."""

    def refuse(_: int) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)


@pytest.mark.usefixtures("full")
def test_a_full_disk_is_said(tmp_path: Path) -> None:
    """Proves that a file that does not fit is told with a remedy, and that no piece of it is left.

    Without it the user would meet a traceback, and half a workbook under the name of a whole one.
    """
    with pytest.raises(UsageError, match="No space left on device"):
        write_whole(tmp_path / "deep" / "sweep.csv", b"a,b\n")
    done = CliRunner().invoke(cli.main, ["template", str(tmp_path / "mine.xlsx"), *MODELS])
    assert done.exit_code == 2, done.output
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == []


def test_prices_leave_other_files_alone(tmp_path: Path) -> None:
    """Proves that prices write anew over prices, make their folder, and leave a file of anything else as it is.

    Without it ``--out parks/mine/plants.csv`` would be the end of the plants.
    """
    table, other = tmp_path / "new" / "prices.csv", tmp_path / "plants.csv"
    other.write_text("plant,lon,lat\n")
    for _ in range(2):
        assert CliRunner().invoke(cli.main, ["prices", TINY, *MODELS, "--out", str(table)]).exit_code == 0
    assert table.read_text("utf-8-sig").startswith("rank,objective,")
    done = CliRunner().invoke(cli.main, ["prices", TINY, *MODELS, "--out", str(other)])
    assert (done.exit_code, other.read_text()) == (2, "plant,lon,lat\n")
    assert "holds no prices" in done.stderr


def test_no_figure_is_cut_short(tmp_path: Path) -> None:
    """Proves that a narrow console still shows every digit: 0.83, 2.66 and 3.70 M CNY at 40 columns.

    Without it the last figures would end where the console does, and 3.70 be read as 3.
    """
    call = ["solve", TINY, *MODELS, "--lang", "en", "--formats", "none", "--out", str(tmp_path / "out")]
    done = CliRunner(env={"COLUMNS": "40"}).invoke(cli.main, call)
    assert done.exit_code == 0, done.output
    figures = [line.split()[-1] for line in done.stdout.splitlines() if line.strip()]
    assert {"0.83", "0.21", "2.66", "3.70"} <= set(figures)
