"""``symbiosis sweep`` as its user meets it."""

from __future__ import annotations

import ast
import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from symbiosis.cli import main
from symbiosis.compare import runner
from symbiosis.compare.result import ended

#: 100 t of mud over 10 km: 1000 CNY at a fare of 1.
FARES = ("--vary", "modes.truck.cost_cny_tkm=1,2")


def _call(here: Any, out: Path, *options: str) -> Result:
    words = ["sweep", str(here.folder / "park"), "--models", str(here.folder / "model"), "--out", str(out)]
    return CliRunner().invoke(main, [*words, "--lang", "en", *options])


def test_solves_writes_and_takes_up(world: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves table, files, JSON, a run of each point with --full, and that nothing is solved a second time.

    Without it the answer would be a table without the plans behind it.
    """
    here, out, fare = world(), tmp_path / "out", ("--vary", "modes.truck.cost_cny_tkm=2", "--full")
    answer = _call(here, out, *fare)
    assert answer.exit_code == 0, answer.output
    assert "1 points, 1 of them with a plan" in answer.stdout
    assert "1 of 1 done" in answer.stderr
    (row,) = csv.DictReader((out / "sweep.csv").read_text("utf-8-sig").splitlines())
    assert float(row["cost_cny"]) == pytest.approx(2000)
    files = {path.name for path in (out / row["point"] / "run").iterdir()}
    assert {"map.html", "report.html", "run.toml", "flows.csv"} <= files

    def never(*_: Any) -> None:
        raise AssertionError("solved again")

    monkeypatch.setattr(runner, "solve_task", never)
    again = _call(here, out, *fare, "--json")
    assert again.exit_code == 0, again.output
    (point,) = json.loads(again.stdout)["points"]
    assert point["totals"]["cost_cny"] == pytest.approx(2000)
    assert "1 of 1 done (1 found)" in again.stderr


@pytest.mark.parametrize(
    ("statuses", "code"),
    [
        (("optimal", "infeasible"), 0),
        (("optimal", "stopped"), 5),
        (("infeasible", "infeasible"), 4),
        (("optimal", "failed"), 1),
        (("optimal", "interrupt"), 130),
    ],
)
def test_exit_codes(
    world: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, statuses: tuple[str, ...], code: int
) -> None:
    """Proves the exit code of each ending, and that an interruption says what is kept.

    Without it a script could not tell a sweep with a failed point from a whole one.
    """
    left = list(statuses)

    def fake(_: Any, task: Any) -> Any:
        if (status := left.pop(0)) == "interrupt":
            raise KeyboardInterrupt
        return ended(task.job, task.key, "base", status, [])

    monkeypatch.setattr(runner, "solve_task", fake)
    answer = _call(world(), tmp_path / "out", *FARES)
    assert answer.exit_code == code, answer.output
    assert ("goes on from there" in answer.stderr) == (code == 130)
    assert (tmp_path / "out" / "sweep.csv").exists() == (code != 130)


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        ((), 2, "nothing is varied"),
        (("--vary", "modes.truck.cost_cny_tkm=3:1:1"), 2, "write 3:1:-1"),
        (("--vary", "a.b=1:2000:1"), 2, "2,000 points"),
        (("--vary", "modes.truck.price=1,2"), 3, "modes has no column price"),
        ((*FARES, "--only", "3"), 2, "points 1 to 2"),
        ((*FARES, "--vary", "scenario=base,nowhere"), 3, "there is no scenario nowhere"),
        (("--vary", "modes.truck.price=1,2", "--emit", "slurm"), 3, "modes has no column price"),
    ],
)
def test_wrong_calls(world: Any, tmp_path: Path, options: tuple[str, ...], code: int, words: str) -> None:
    """Proves that a wrong call ends with its code and a remedy, and leaves no folder.

    Without it the mistake would be met after an hour.
    """
    answer = _call(world(), tmp_path / "out", *options)
    assert (answer.exit_code, words in answer.stderr) == (code, True), answer.output
    assert not (tmp_path / "out").exists()


def test_slurm_task_runs_in_a_shell(world: Any, tmp_path: Path) -> None:
    """Proves that the scripts are shell that a shell takes, and that a task of the array solves its own point.

    Without it the first to run the script would be the queue of a computing centre.
    """
    here, out = world(), tmp_path / "my sweep"
    answer = _call(here, out, *FARES, "--vary", "park.offers.A|mud.amount_t=50,100", "--emit", "slurm")
    assert answer.exit_code == 0, answer.output
    for name in ("submit.sh", "points.slurm", "gather.slurm"):
        assert subprocess.run(["bash", "-n", out / name], check=False).returncode == 0
    script = (out / "points.slurm").read_text("utf-8")
    assert "#SBATCH --array=0-3" in script
    environment = {
        **os.environ, "SLURM_ARRAY_TASK_ID": "2", "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    }  # fmt: skip
    ran = subprocess.run(["bash", out / "points.slurm"], env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    (found,) = out.glob("*/result.json")
    assert found.parent.name == "truck.cost_cny_tkm=2,A_mud.amount_t=50"
    assert json.loads(found.read_text("utf-8"))["totals"]["cost_cny"] == pytest.approx(1000)


def test_snakefile(world: Any, tmp_path: Path) -> None:
    """Proves the rules of the Snakefile, its points by number, and commands that a shell reads as they are meant.

    Without it braces or quotes of a value would be taken for wildcards.
    """
    here, out = world(), tmp_path / "my sweep"
    assert (
        _call(here, out, "--vary", "modes.truck.forms=[\"cake\"],['cake','bulk']", "--emit", "snakemake").exit_code == 0
    )
    text = (out / "Snakefile").read_text("utf-8")
    assert re.findall(r"^rule (\w+):$", text, re.MULTILINE) == ["all", "point", "gather"]
    points = ast.literal_eval(text[text.index("POINTS = ") + 9 : text.index("}") + 1])
    assert list(points.values()) == [1, 2]
    solve, gather = (ast.literal_eval(line) for line in re.findall(r"shell:\n\s+(\".*\")", text))
    assert solve == f"{gather} --only {{params.number}}"
    assert f"--out '{out}'" in gather
    assert _call(here, tmp_path / "{x}", *FARES, "--emit", "snakemake").exit_code == 2
