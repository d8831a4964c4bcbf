"""What a check says of several years and of what could be built."""

from __future__ import annotations

import re
from pathlib import Path
from pkgutil import iter_modules

import symbiosis
import symbiosis.network.gates
from symbiosis.api import horizon_of
from symbiosis.show.check import check_report
from symbiosis.show.check_words import check_lines, check_word


def test_candidates_plots_and_years(growing):
    """Proves that a check counts by year, names candidates with the plots that are left, and says why others are not.

    Without it a planner would learn of a refused plot from its absence in the plan.
    """
    report = check_report(horizon_of(growing.park, growing.model))
    assert report["years"] == [2025, 2027]
    assert "facilities: 3 / 4" in report["counts"]
    assert report["candidates"] == ["N-base: on L1 (1 of 2), 20,000 to 100,000 t/a, from 2027, ways: 1"]
    assert report["connections that may be built"] == ["A to L1 by conveyor: 6 km, 3 M CNY"]
    assert report["ways of building"] == 3  # the line from 2027 on, the belt from either year on
    (reason,) = report["left out"]
    assert "L2" in reason
    assert "4 ha" in reason


def test_reasons_in_chinese(growing):
    """Proves that a plot is refused in Chinese too. Without it the reason would be told to half the readers."""
    (reason,) = check_report(horizon_of(growing.park, growing.model), "zh")["left out"]
    assert reason == "L2 容不下 N-base@L2：需地 4 ha，地块共 3 ha"


def test_the_whole_report_in_chinese(growing):
    """Proves that every name of a report, gates and confidences among them, is told in Chinese to who asks for it.

    Without it a planner would read heads in one language and reasons in another.
    """
    horizon = horizon_of(growing.park, growing.model)
    lines = check_lines(check_report(horizon, "zh"), "zh")
    assert "  设施：3 / 4" in lines
    assert "  N-base：可建于 L1（2 处中的 1 处），20,000 至 100,000 t/a，自 2027 年起，方式 1 种" in lines
    assert "  A 至 L1，conveyor：6 km, 300 万元" in lines
    named = r"base|conveyor|growing|park|t/a|km|rm_bayer_gx|-store"
    strange = [line for line in lines if re.search(r"[a-z]{3}", re.sub(named, "", line))]
    assert strange == []
    assert check_lines(check_report(horizon), "en")[0].startswith("park: ")


def test_gates_have_chinese_names():
    """Proves that a new gate cannot stay without a Chinese name in a check; without it one line would be English."""
    gates = [gate.name for gate in iter_modules(symbiosis.network.gates.__path__)]
    assert len(gates) > 10
    assert [gate for gate in gates if check_word(f"refused by {gate}", "zh") == f"refused by {gate}"] == []


def test_a_park_without_candidates_says_nothing_of_them():
    root = Path(__file__).resolve().parents[2]
    report = check_report(horizon_of(symbiosis.read_park(root / "parks/tiny"), symbiosis.read_model(root / "models")))
    assert report["years"] == [2025]
    assert "candidates" not in report
    assert report["left out"] == []
