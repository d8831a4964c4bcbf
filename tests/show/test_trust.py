"""How far the inputs can be trusted, by hand."""

from __future__ import annotations

import pandas as pd
import pytest

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
