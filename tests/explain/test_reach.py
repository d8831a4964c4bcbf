"""What a longer reach would be worth."""

from __future__ import annotations

from typing import Any

import pytest

import symbiosis
from symbiosis.explain.reach import reach_words, reach_worth


def test_ten_km_more(world: Any) -> None:
    """Proves that works 10 km off and a truck of at most 8 km use nothing, and 100 t with 5 km more; with 1 km none.

    The tip stands at A, so that there is a plan. Without it the answer would be no worth of a gate at all.
    """
    here = world(
        modes="mode,forms,hazards,where,max_km,cost_cny_tkm\ntruck,cake,none,anywhere,8,1\nonsite,cake,none,plant,,0",
        facilities="facility,plant,process\nworks,B,making\ntip,A,dump",
    )
    formulation = symbiosis.formulate(here.park, here.model)
    longer = reach_worth(formulation, 5.0)
    assert longer["material"].tolist() == ["mud"]
    assert longer["used_t"].tolist() == pytest.approx([100.0])
    assert longer["cost_cny"].tolist() == pytest.approx([1000.0 - 5000.0])
    assert reach_worth(formulation, 1.0).empty
    words = reach_words(longer, formulation)[0]
    assert words.en.startswith("reach of mud +5 km (1 new links): used_t +100 t, cost_cny -4,000 CNY")
    assert words.zh.startswith("mud 运距放宽 5 km（新增联系 1 条）：used_t +100 t")
    assert "no further link" in reach_words(reach_worth(formulation, 1.0), formulation)[0].en
