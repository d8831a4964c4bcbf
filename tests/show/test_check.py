"""What a check says of several years and of what could be built."""

from __future__ import annotations

from pathlib import Path

import symbiosis
from symbiosis.api import horizon_of
from symbiosis.show.check import check_report


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


def test_a_park_without_candidates_says_nothing_of_them():
    root = Path(__file__).resolve().parents[2]
    report = check_report(horizon_of(symbiosis.read_park(root / "parks/tiny"), symbiosis.read_model(root / "models")))
    assert report["years"] == [2025]
    assert "candidates" not in report
    assert report["left out"] == []
