"""How far the inputs can be trusted, by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from symbiosis.plan.unverified import standards_applied
from symbiosis.show.trust import confidence


def test_shares_by_hand() -> None:
    """Proves that 1 published, 2 assumed and 1 silent row of 4 are told as 25, 50 and 25 %, best first.

    Without it the answer would leave the silent row out and call a third of the rows published.
    """
    tables = {
        "plants": pd.DataFrame({"confidence": ["assumed", ""]}),
        "offers": pd.DataFrame({"confidence": ["published", "assumed"]}),
    }
    assert confidence(tables) == pytest.approx({"published": 0.25, "assumed": 0.5, "not stated": 0.25})
    assert list(confidence(tables)) == ["published", "assumed", "not stated"]


def _plan(rows: list[tuple[str, str, float, float]], **settings: Any) -> Any:
    quality = pd.DataFrame(rows, columns=["standard", "confidence", "limit", "margin"])
    return SimpleNamespace(quality=quality, model=SimpleNamespace(settings=SimpleNamespace(**settings)))


def test_standards_by_hand() -> None:
    """Proves that four blends under three standards count three, two of them assumed, of which one binds.

    ``alkali`` keeps 0.5 of 5 at one works and nothing at another; ``lime`` binds but is published. Without it the
    answer would count blends, or name a standard that decides nothing.
    """
    rows = [("alkali", "assumed", 5.0, 0.5), ("alkali", "assumed", 5.0, 1e-9), ("lime", "published", 1.0, 0.0)]
    found = standards_applied(_plan([*rows, ("soda", "assumed", 0.0, 0.1)]))
    assert found.applied == ("alkali", "lime", "soda")
    assert found.unverified == ("alkali", "soda")
    assert found.binding == ("alkali",)


def test_nothing_is_said_to_bind_at_a_margin() -> None:
    """Proves that a distance of nothing from the limit is no sign of binding where lots are judged off their values."""
    rows = [("alkali", "assumed", 5.0, 0.0)]
    found = standards_applied(_plan(rows, quality=SimpleNamespace(margin_sd=1.0)))
    assert found.unverified == ("alkali",)
    assert found.binding == ()
