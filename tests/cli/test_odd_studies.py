"""Studies of parks in which nothing arises or nothing can be done, and hedges whose worlds do not belong together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner, Result

from symbiosis import cli
from symbiosis.compare.hedge import Case, hedge
from symbiosis.compare.settlement import settle
from symbiosis.errors import UsageError
from symbiosis.solver.extensive import Risk

ROOT = Path(__file__).parents[2]
TINY = ROOT / "parks" / "tiny"
NEVER = "scope,name,ledger,sense,amount,source,confidence\npark,,disposed_t,<=,10,made up,assumed\n"


def call(*words: str) -> Result:
    """Return how a command on a park ends; the models are those of the repository."""
    return CliRunner().invoke(cli.main, [*words, "--models", str(ROOT / "models")])


@pytest.fixture
def park(tmp_path: Path) -> Callable[..., str]:
    """Return a maker of parks/tiny with other files."""

    def make(**files: str) -> str:
        folder = copytree(TINY, tmp_path / "park")
        for name, text in files.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        return str(folder)

    return make


class TestNothingArises:
    """Every offer of parks/tiny is 0 t, so that there is no rate, no flow and no money."""

    @pytest.fixture
    def empty(self, park: Callable[..., str]) -> str:
        """Return the park."""
        return park(offers=(TINY / "offers.csv").read_text("utf-8").replace("100000", "0").replace("10000", "0"))

    def test_chances(self, empty: str, tmp_path: Path) -> None:
        """Proves that a spread of no rates is a dash; without it the user would meet a traceback."""
        done = call("chances", empty, "--draws", "2", "--lang", "en", "--out", str(tmp_path / "out"))
        assert done.exit_code == 0, done.output
        assert "-" in done.stdout.splitlines()[0]
        assert (tmp_path / "out" / "chances.html").read_text("utf-8").count("<svg") <= 2, "no chart of no rates"

    def test_compare(self, empty: str, tmp_path: Path) -> None:
        """Proves that owners without money are compared to nothing; without it the user would meet a traceback."""
        done = call("compare", empty, "base", "target-2027", "--lang", "en", "--out", str(tmp_path / "out"))
        assert done.exit_code == 0, done.output


class TestNoPlan:
    """At most 10 t may be disposed of, and 80,000 t must be."""

    @pytest.mark.parametrize(
        ("command", "head"),
        [
            (["chances", "--draws", "2"], "- 2 次抽样均无方案"),
            (["policy", "--lever", "landfill_fee=0:100:100"], "- 不用任何杠杆时即无方案"),
            (["hedge", "--draws", "2"], "- 没有一次决策能使每种情形都有方案；单独也无方案的情形：draw-1、draw-2"),
        ],
    )
    def test_in_chinese(self, command: list[str], head: str, park: Callable[..., str], tmp_path: Path) -> None:
        """Proves that who asks in Chinese is told why in Chinese. Without it the reasons would be in English."""
        done = call(command[0], park(caps=NEVER), *command[1:], "--lang", "zh", "--out", str(tmp_path / "out"))
        assert done.exit_code == 4, done.output
        lines = done.stderr.splitlines()
        assert lines[:2] == ["没有方案能满足全部规则", head]
        assert "no change" not in done.stderr
        assert "ask for" not in done.stderr


def test_stopped_in_time_is_not_infeasible(tmp_path: Path) -> None:
    """Proves that a lever without time ends with 6; without it the user would hear that no plan can exist."""
    short = ["--set", "solver.time_limit_s=0.000001", "--out", str(tmp_path / "out")]
    done = call("policy", str(TINY), "--lever", "landfill_fee=0:100:100", "--lang", "en", *short)
    assert done.exit_code == 6, done.output
    assert "time limit" in done.stderr


class TestWorlds:
    """Worlds of a hedge that cannot be added up."""

    @pytest.mark.parametrize(
        ("risk", "other", "said"),
        [
            (Risk(0.5, 0.9, ("nope",)), "", "nope is no objective"),
            (Risk(0.0, 0.9, ("nope",)), "", "nope is no objective"),
            (Risk(0.5, 1.0), "", "beyond 1 must|below 1"),
            (Risk(1.5), "", "weight 1.5 must be"),
            (Risk(), "year=2030", "differ in their years"),
            (
                Risk(),
                'objectives=[{ledger="cost_cny",sense="min"},{ledger="tkm",sense="min"}]',
                "differ in their objectives",
            ),
        ],
    )
    def test_refused(self, risk: Risk, other: str, said: str, world: Callable[..., object]) -> None:
        """Proves that risk of what is no objective, and worlds of other years or aims, are refused.

        Without it the risk would be left out in silence, and a year would be added to a sum of years.
        """
        here = world()
        cases = [Case("one", 0.5), Case("other", 0.5, (other,) if other else ())]
        with pytest.raises(UsageError, match=said):
            hedge(here.park, here.model, cases, risk)  # type: ignore[attr-defined]

    def test_the_world_at_fault_is_named(self) -> None:
        """Proves that a fault says in which world it stands, all at once; without it the user would search them all."""
        done = call("hedge", str(TINY), "--world", "dry=0.5:nothing=1", "--world", "wet=0.5:prices.no=1")
        assert done.exit_code == 3, done.output
        assert "--world dry: " in done.stderr
        assert "--world wet: " in done.stderr


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["settle", "--elsewhere", "nan"], "nan is not a finite number"),
        (["hedge", "--draws", "2", "--weight", "nan"], "nan is not a finite number"),
        (["chances", "--draws", "2", "--threshold", "inf"], "inf is not a finite number"),
        (["prices", "--reach", "nan"], "nan is not a finite number"),
        (["prices", "--reach", "-5"], "not in the range x>0"),
        (["why", "--from", "A", "--year", "2099"], "--year: 2099 is not solved; the years are 2025"),
    ],
)
def test_numbers_that_cannot_be_meant(command: list[str], said: str) -> None:
    """Proves that nan, which passes every bound, is refused, and a year that is not solved is said to be.

    Without it a settlement with a price of nan would search for ever, and a wrong year be answered with nothing.
    """
    done = call(command[0], str(TINY), *command[1:], "--lang", "en")
    assert done.exit_code == 2, done.output
    assert said in done.stderr


def test_no_price_is_said(park: Callable[..., str]) -> None:
    """Proves that prices of a park in which nothing arises say that none binds; without it they would say nothing."""
    text = (TINY / "offers.csv").read_text("utf-8").replace("100000", "0").replace("10000", "0")
    done = call("prices", park(offers=text), "--lang", "en")
    assert (done.exit_code, done.stdout) == (0, "no limit binds, so none has a price\n")


@pytest.mark.parametrize("price", [float("nan"), float("inf"), -1.0])
def test_settlement_asks_for_a_price(price: float, world: Callable[..., object]) -> None:
    """Proves that the function refuses what the command refuses; without it a program would wait for ever."""
    here = world()
    with pytest.raises(UsageError, match="is no price"):
        settle(here.park, here.model, elsewhere=price)  # type: ignore[attr-defined]


def test_no_plan_and_no_data_in_chinese() -> None:
    """Proves that running out of time, and how many faults there are, is told in Chinese to who asks for it.

    Without it the last line, which says what became of the run, would be in another language.
    """
    short = call("solve", str(TINY), "--set", "solver.time_limit_s=0.000001", "--lang", "zh")
    assert (short.exit_code, short.stderr) == (6, "没有找到方案：求解器停止（到达时限），尚无可用的解\n")
    wrong = call("check", str(TINY), "--set", "nothing=1", "--lang", "zh")
    assert wrong.exit_code == 3
    assert wrong.stderr.splitlines()[-1] == "数据有 1 处错误；未求解，也未写出任何文件"
