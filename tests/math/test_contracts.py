"""What is under contract is paid for."""

from __future__ import annotations

from typing import Any

import pytest

CHEAPEST = {"objectives": [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}]}


class TestContracts:
    """What is under contract is paid for."""

    @pytest.mark.parametrize(("penalty", "sent"), [(5, 0.0), (15, 80.0)])
    def test_take_or_pay(self, world: Any, penalty: float, sent: float) -> None:
        """Proves that a contract on 80 t to a tip 12 CNY/t dearer is kept for a penalty of 15 CNY/t and not for 5.

        The old tip costs 50 + 20 CNY/t, the new one 50 + 32. Without it the answer would be 0 t in both.
        """
        here = world(
            plants="plant,km\nA,0\nB,10\nC,20\nE,32",
            facilities="facility,plant,process\ntip,C,dump\nheap,E,dump",
            links="from,to,mode,contract_t_a,penalty_cny_t\nA,E,truck,80," + str(penalty),
            settings={**CHEAPEST, "limits": ["capacity", "links", "contracts"]},
        ).solve()
        assert here.sent(facility="heap") == pytest.approx(sent)
        row = here.plan.contracts.iloc[0]
        assert row["penalty_cny"] == pytest.approx((80.0 - sent) * penalty)
        assert here.ledger("cost_cny", kind="contract") == pytest.approx((80.0 - sent) * penalty)
