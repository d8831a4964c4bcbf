"""The command line with candidates and several years."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from symbiosis import cli

ROOT = Path(__file__).resolve().parents[2]
YEARS = ("--set", "horizon.years=[2025,2027]", "--set", "growth.red_mud=5")


@pytest.fixture
def park(tmp_path: Path) -> Path:
    """Return the park of tests/show that may grow."""
    spec = importlib.util.spec_from_file_location("made_plans", ROOT / "tests/show/conftest.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    folder: Path = made.growing_park(tmp_path / "growing")
    return folder


def run(*arguments: str | Path) -> tuple[int, str]:
    """Return exit code and stdout of the command line."""
    result = CliRunner().invoke(cli.main, [*map(str, arguments), "--models", str(ROOT / "models")])
    return result.exit_code, result.stdout


def test_years_on_the_console_and_in_the_folder(park: Path, tmp_path: Path) -> None:
    """Proves that a run of two years prints a row of each, what is built, and leaves one map and tables by year."""
    code, out = run("solve", park, *YEARS, "--out", tmp_path / "run", "--lang", "zh")
    assert code == 0
    for part in ("2025-2027年", "逐年结果", "新建与选址", "N-base", "新建输送线路"):
        assert part in out, part
    assert set(pd.read_csv(tmp_path / "run/flows.csv")["year"]) == {2025, 2027}
    assert pd.read_csv(tmp_path / "run/builds.csv")["year"].tolist() == [2027]
    assert '"more":[{"year":2025' in (tmp_path / "run/map.html").read_text("utf-8")


def test_json_tells_what_is_built(park: Path, tmp_path: Path) -> None:
    """Proves that --json carries builds and mains, and rates and ledgers by year."""
    code, out = run("solve", park, *YEARS, "--out", tmp_path / "run", "--json")
    answer = json.loads(out)
    assert code == 0
    assert [(row["year"], row["facility"]) for row in answer["builds"]] == [(2027, "N-base@L1")]
    assert [(row["from"], row["to"]) for row in answer["mains"]] == [("A", "L1")]
    assert {row["year"] for row in answer["rates"]} == {2025, 2027}


def test_a_search_that_stops_is_an_answer(park: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves that a plan whose search was stopped exits 5, is written, and names the bound.

    Without it a good plan would be thrown away, or passed off as the best.
    """
    from dataclasses import replace

    from symbiosis.solver import highs
    from symbiosis.solver.outcome import Stop, Worth

    real = highs.Solver.run
    monkeypatch.setattr(
        highs.Solver, "run", lambda self: replace(real(self), stop=Stop.TIME_LIMIT, worth=Worth.FEASIBLE)
    )
    code, out = run("solve", park, *YEARS, "--out", tmp_path / "run", "--lang", "en")
    assert code == 5
    assert "stopped at a limit (time limit): the plan is usable but not proved optimal" in out
    assert "better is possible" in out
    assert (tmp_path / "run/builds.csv").is_file()


def test_check_tells_candidates_and_refused_plots(park: Path) -> None:
    """Proves that check names candidates, plots, connections and years, all in Chinese."""
    code, out = run("check", park, *YEARS, "--lang", "zh")
    assert code == 0
    for part in ("N-base：可建于 L1（2 处中的 1 处）", "A 至 L1，conveyor", "2027", "L2 容不下 N-base@L2"):
        assert part in out, part
    code, out = run("check", park, *YEARS, "--lang", "en", "--json")
    assert json.loads(out)["years"] == [2025, 2027]
