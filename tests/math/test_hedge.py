"""Build once for several worlds; small enough for paper.

Mud arises 20 km from the tip: 50 CNY/t dumped and 20 on the way. A line 10 km off takes it for nothing, 10 on the way.
A tonne of size costs 300 CNY over ten years, 30 a year. So a tonne of size in use saves 60 - 30, an idle one loses 30.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from symbiosis.compare.hedge import Case, Hedge, hedge, worst_mean
from symbiosis.errors import InfeasibleError, UsageError
from symbiosis.solver.extensive import Risk

CHEAPEST = {
    "objectives": [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}],
    "horizon": {"discount_rate": 0.0},
    "solver": {"mip_gap": 0.0},
}
LINE = """facility,plant,process,status,min_size_t_a,max_size_t_a,capex_cny,capex_cny_t_a
tip,C,dump,existing,,,,
line,B,making,candidate,0,{},0,300"""


def study(world: Any, likely: float, risk: Risk | None = None, most: int = 500) -> Hedge:
    """Return the hedge between 100 t and, with probability ``likely``, 200 t; 100 t is typical."""
    here = world(
        facilities=LINE.format(most),
        processes="process,fate,status,opex_cny_t,life_a\nmaking,use,industrial,0,10\ndump,disposal,industrial,50,",
        settings=CHEAPEST,
        add_ledgers="ledger,unit\ncapex_cny,CNY\narea_ha,ha\nbuilt_t_a,t\ngate_loads_d,loads",
    )
    much = Case("much", likely, ("park.offers.A|mud.amount_t=200",))
    return hedge(here.park, here.model, [Case("little", 1 - likely), much], risk)


def cost(found: Hedge) -> Any:
    """Return the row of the cost among the totals."""
    return found.totals.set_index("ledger").loc["cost_cny"]


class TestPaper:
    """The second 100 t of size save 60 CNY/t with the probability of the world that fills them, and cost 30."""

    def test_likely_enough(self, world: Any) -> None:
        """Proves that at 60 % 200 t/a are built: 36 saved against 30. Costs 7,000 and 8,000, 7,600 on average.

        Known beforehand it were 4,000 and 8,000, 6,400: to know is worth 1,200. Built for the typical 100 t it were
        4,000 and 11,000, 8,200: to hedge is worth 600. Without it the answer would be the plan of the typical world.
        """
        found = study(world, 0.6)
        assert found.builds["hedged_t_a"].tolist() == pytest.approx([200.0])
        assert found.builds["typical_t_a"].tolist() == pytest.approx([100.0])
        assert found.builds["known_in"].tolist() == [2]
        row = cost(found)
        assert [row["hedged"], row["known"], row["typical"]] == pytest.approx([7_600.0, 6_400.0, 8_200.0])
        assert [row["known_worth"], row["hedge_worth"]] == pytest.approx([1_200.0, 600.0])

    def test_not_likely_enough(self, world: Any) -> None:
        """Proves that at 40 % only 100 t/a are built: 24 saved against 30. Costs 4,000 and 11,000, 6,800 on average.

        Without it the answer would be a line for the largest amount that may come.
        """
        found = study(world, 0.4)
        assert found.builds["hedged_t_a"].tolist() == pytest.approx([100.0])
        assert cost(found)["hedged"] == pytest.approx(6_800.0)
        assert cost(found)["hedged_worst"] == pytest.approx(11_000.0)

    def test_averse(self, world: Any) -> None:
        """Proves that who minds only the worst tenth builds 200 t/a at 40 %: 8,000 at worst in place of 11,000.

        The mean rises from 6,800 to 0.6 x 7,000 + 0.4 x 8,000 = 7,400, which is what the safety costs.
        Without it the tail would be a figure, not an aim.
        """
        found = study(world, 0.4, Risk(weight=1.0, beyond=0.9))
        assert found.builds["hedged_t_a"].tolist() == pytest.approx([200.0])
        assert cost(found)["hedged_worst"] == pytest.approx(8_000.0)
        assert cost(found)["hedged"] == pytest.approx(7_400.0)

    def test_every_world_has_its_audited_plan(self, world: Any) -> None:
        """Proves that each world's plan was audited and places all of its mud with the one line that was built.

        Without it the extensive form would be believed unseen.
        """
        plans = study(world, 0.6).plans
        assert {name: plan.certificate is not None for name, plan in plans.items()} == {"little": True, "much": True}
        sent = {name: plan.flows.groupby("facility")["dry_t"].sum().to_dict() for name, plan in plans.items()}
        assert sent == {"little": {"line": pytest.approx(100.0)}, "much": {"line": pytest.approx(200.0)}}
        assert [plan.builds["size_t_a"].tolist() for plan in plans.values()] == [[pytest.approx(200.0)]] * 2


def test_worst_mean() -> None:
    """Proves the mean of the worst 30 %: all of the 20 % at 9 and a third of those at 5 for a cost, (1.8 + 0.5) / 0.3.

    Without it a tail that ends inside a world would be cut off or counted whole.
    """
    values, chance = np.array([5.0, 9.0, 1.0]), np.array([0.3, 0.2, 0.5])
    assert worst_mean(values, chance, 0.7, "min") == pytest.approx((0.2 * 9 + 0.1 * 5) / 0.3)
    assert worst_mean(values, chance, 0.7, "max") == pytest.approx(1.0)


class TestRefused:
    """What cannot be hedged is told in words."""

    def test_probabilities(self, world: Any) -> None:
        """Proves that probabilities must add up; without it an expectation would be of nothing."""
        here = world()
        with pytest.raises(UsageError, match=r"add up to 0\.8"):
            hedge(here.park, here.model, [Case("a", 0.4), Case("b", 0.4)])

    def test_worlds_that_may_build_different_things(self, world: Any) -> None:
        """Proves that a largest size which differs is refused; without it a line would be built in one world only."""
        with pytest.raises(UsageError, match="differ in what may be built"):
            self._with(world, "park.facilities.line.max_size_t_a=300")

    def test_a_world_without_a_plan(self, world: Any) -> None:
        """Proves that the world which has no plan is named; without it the reader would search them all."""
        with pytest.raises(InfeasibleError, match="no plan even alone: odd"):
            self._with(world, 'targets=[{name="all",ledger="used_t",value=1000,sense=">="}]')

    @staticmethod
    def _with(world: Any, text: str) -> None:
        here = world(
            facilities=LINE.format(500), settings=CHEAPEST,
            processes="process,fate,status,opex_cny_t,life_a\nmaking,use,industrial,0,10\ndump,disposal,industrial,50,",
            add_ledgers="ledger,unit\ncapex_cny,CNY\narea_ha,ha\nbuilt_t_a,t\ngate_loads_d,loads",
        )  # fmt: skip
        hedge(here.park, here.model, [Case("plain", 0.5), Case("odd", 0.5, (text,))])
