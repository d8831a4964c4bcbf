"""The command line as its user meets it: words, exit codes, files."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from symbiosis import cli

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "parks/tiny"


def run(*arguments: str | Path) -> tuple[int, str, str]:
    """Return exit code, stdout and stderr of the command line."""
    result = CliRunner().invoke(cli.main, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout, result.stderr


def test_solved(tmp_path: Path) -> None:
    """Proves that a solved park exits 0, says a paragraph and a table, and leaves map, tables and record."""
    code, out, _ = run("solve", TINY, "--models", ROOT / "models", "--out", tmp_path / "run", "--lang", "en")
    assert code == 0
    assert "audit recomputed every balance" in out
    names = {path.name for path in (tmp_path / "run").iterdir()}
    assert {"map.html", "flows.csv", "facilities.csv", "ledgers.csv", "run.toml", "run.log"} <= names


def test_same_input_same_bytes(tmp_path: Path) -> None:
    """Proves that two runs leave the same bytes, but for the log of times."""
    for name in ("one", "two"):
        assert run("solve", TINY, "--models", ROOT / "models", "--out", tmp_path / name)[0] == 0
    for path in (tmp_path / "one").iterdir():
        if path.name != "run.log":
            assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_json(tmp_path: Path) -> None:
    """Proves that --json prints JSON and nothing else on stdout."""
    code, out, _ = run("solve", TINY, "--models", ROOT / "models", "--out", tmp_path / "run", "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["status"] == "optimal"
    assert answer["record"]["audit"]["passed"] is True


def test_usage() -> None:
    """Proves that a call that cannot be understood exits 2."""
    assert run("solve")[0] == 2
    assert run("solve", TINY, "--models", ROOT / "models", "--set", "nonsense")[0] == 2
    assert run("solve", TINY, "--lang", "fr")[0] == 2


def test_faults_write_nothing(tmp_path: Path) -> None:
    """Proves that faults exit 3, name file, row and column, and leave no folder."""
    shutil.copytree(TINY, tmp_path / "park")
    offers = tmp_path / "park/offers.csv"
    header, first, *rest = offers.read_text("utf-8-sig").splitlines()
    spoiled = [
        ",".join(
            "-5" if name == "amount_t" else cell
            for name, cell in zip(header.split(","), first.split(","), strict=False)
        )
    ]
    offers.write_text("\n".join([header, *spoiled, *rest]), "utf-8")
    code, _, err = run("solve", tmp_path / "park", "--models", ROOT / "models", "--out", tmp_path / "run")
    assert code == 3
    assert "offers.csv row 2, amount_t" in err
    assert "nothing was solved and nothing written" in err
    assert not (tmp_path / "run").exists()


def test_unknown_scenario_names_the_known() -> None:
    """Proves that a scenario that does not exist is a fault that names those that do."""
    code, _, err = run("solve", TINY, "--models", ROOT / "models", "--scenario", "utopia")
    assert code == 3
    assert "target-2030" in err


def test_infeasible(tmp_path: Path) -> None:
    """Proves that a target out of reach exits 4 with the rate that can be reached, and writes nothing."""
    own = tmp_path / "all.toml"
    base = (ROOT / "models/base.toml").as_posix()
    own.write_text(
        f'extends = "{base}"\n[[targets]]\nname = "all of it"\nledger = "used_t"\nover = "arising_t"\nvalue = 0.999\n',
        "utf-8",
    )
    code, _, err = run("solve", TINY, "--models", ROOT / "models", "--scenario", own, "--out", tmp_path / "run")
    assert code == 4
    assert "'all of it' asks for 99.90% and is out of reach" in err
    assert not (tmp_path / "run").exists()


def test_stopped_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves that a plan that is not proven exits 5 and says so, with its files written."""
    from symbiosis.solver import highs
    from symbiosis.solver.outcome import Stop, Worth

    real = highs.Solver.run

    def stopped(self: highs.Solver) -> highs.Point:
        from dataclasses import replace

        return replace(real(self), stop=Stop.TIME_LIMIT, worth=Worth.FEASIBLE)

    monkeypatch.setattr(highs.Solver, "run", stopped)
    code, out, _ = run("solve", TINY, "--models", ROOT / "models", "--out", tmp_path / "run", "--lang", "en")
    assert code == 5
    assert "proved every objective" not in out
    assert (tmp_path / "run/run.toml").read_text("utf-8").count('stopped_because = "time limit"') >= 1


def test_nothing_found_in_time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proves that a solver that stops with nothing exits 6 and writes nothing."""
    from dataclasses import replace

    from symbiosis.solver import highs
    from symbiosis.solver.outcome import Stop, Worth

    real = highs.Solver.run
    monkeypatch.setattr(highs.Solver, "run", lambda self: replace(real(self), stop=Stop.TIME_LIMIT, worth=Worth.NONE))
    code, _, err = run("solve", TINY, "--models", ROOT / "models", "--out", tmp_path / "run")
    assert code == 6
    assert "time limit" in err
    assert not (tmp_path / "run").exists()


def test_a_foreign_folder_is_left_alone(tmp_path: Path) -> None:
    """Proves that results never go into a folder that no run has written."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.txt").write_text("precious")
    code, _, err = run("solve", TINY, "--models", ROOT / "models", "--out", tmp_path / "mine")
    assert code == 2
    assert "run.toml" in err
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_check(tmp_path: Path) -> None:
    """Proves that check says what could flow without solving."""
    code, out, _ = run("check", TINY, "--models", ROOT / "models")
    assert code == 0
    assert "kept:" in out
    assert not any(tmp_path.iterdir())


def test_gbk_console(tmp_path: Path) -> None:
    """Proves that a console in GBK does not end a run."""
    done = subprocess.run(
        [sys.executable, "solve.py", "parks/tiny", "--out", str(tmp_path / "run"), "--lang", "zh"],
        cwd=ROOT, env={**os.environ, "PYTHONIOENCODING": "gbk"}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode("gbk", "replace")
    assert "赤泥" in done.stdout.decode("gbk")


@pytest.mark.skipif(os.name == "nt", reason="signals are sent the POSIX way")
def test_interrupted_early(tmp_path: Path) -> None:
    """Proves that Ctrl-C ends with 130, or with a plan if one was already there, and never with half a folder."""
    process = subprocess.Popen(
        [sys.executable, "solve.py", "parks/tiny", "--out", str(tmp_path / "run")],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    time.sleep(0.6)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode in (0, 5, 130), err.decode()
    assert b"Traceback" not in err
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
    if process.returncode == 130:
        assert not (tmp_path / "run").exists()
