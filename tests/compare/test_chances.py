"""Monte Carlo by hand: draws within their bounds, the same for the same seed, and chances that are known.

Works B ask 100 CNY/t and sell a brick a tonne at 50 CNY, tip C asks 50; 100 t of mud at A cost 10 + 100 - price used
and 70 dumped. At least cost the works are used where the price is above 40. Triangular from 20 by 50 to 80: the chance
of a price below 40 is (40 - 20)^2 / ((80 - 20) (50 - 20)) = 0.2222, so the link is used with a chance of 0.7778.
"""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np
import pytest

from symbiosis.compare.chances import Chances, bounds_95, chances
from symbiosis.compare.samples import drawn, jobs_of
from symbiosis.compare.uncertain import Uncertain, uncertain
from symbiosis.errors import InfeasibleError, UsageError

TABLES = {
    "processes": "process,fate,status,opex_cny_t\nmaking,use,industrial,100\ndump,disposal,industrial,50",
    "yields": "process,input,output,yield_t_t\nmaking,red_mud,brick,1",
    "prices": "material,side,price_cny_t,low,high\nbrick,sell,50,20,80",
    "properties": "property,unit,in_total,terms\nNa2O,%,yes,\nCaO,%,yes,\nSiO2,%,yes,\nLOI,%,no,",
    "compositions": "material,property,value,low,high\nmud,Na2O,5,1,\nmud,CaO,40,20,80\nmud,SiO2,30,,\n"
    "sand,SiO2,99,90,100",
    "measured": "plant,material,property,value,sd\nA,mud,LOI,8,3",
    "settings": {"objectives": [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}]},
}
CHANCE = 1 - 400 / (60 * 30)


class TestDraws:
    """What is drawn, and how."""

    def test_what_has_a_range(self, world: Any) -> None:
        """Proves which numbers are drawn, and between what.

        Na2O has only a low end and reaches as far up; SiO2 of the mud has no range; sand moves nowhere; the measured
        LOI reaches three deviations down to 0; the arising lies within 20 %. Without it a draw would leave the tables.
        """
        here = world(**TABLES)
        found = uncertain(here.park, here.model, ("compositions", "arisings", "prices"), 20)
        assert [(one.path, one.low, one.high) for one in found] == [
            ('compositions."mud"."Na2O".value', 1, 9),
            ('compositions."mud"."CaO".value', 20, 80),
            ('park.compositions."A"."mud"."LOI".value', 0, 17),
            ('park.offers."A"."mud"."arising".amount_t', 80, 120),
            ('prices."brick"."sell".price_cny_t', 20, 80),
        ]
        assert found[0].room == found[1].room == 70, "the fixed 30 % of SiO2 are taken"

    @pytest.mark.parametrize("shape", ["triangular", "pert"])
    def test_physical_and_seeded(self, shape: Any) -> None:
        """Proves that draws keep their bounds, add up to no more than 100 %, meet every part once, and follow the seed.

        Without it a draw could not be drawn again, or would be no material.
        """
        parts = [Uncertain(name, "compositions", 10, 30, 70, lot="mud", room=80) for name in ("a", "b", "c")]
        price = Uncertain("p", "prices", 20, 50, 80)
        lab = Uncertain("l", "compositions", 2, 8, 14, sd=2)
        values = drawn([*parts, price, lab], 50, 7, shape)
        again, other = (drawn([*parts, price, lab], 50, seed, shape) for seed in (7, 8))
        assert values.equals(again)
        assert not values.equals(other)
        sums = values[["a", "b", "c"]].sum(axis=1)
        assert sums.max() == pytest.approx(80)
        assert (values[["a", "b", "c"]] >= 10).all().all()
        assert values["p"].between(20, 80).all()
        assert values["l"].mean() == pytest.approx(8, abs=0.1)
        if shape == "triangular":
            below = ((values["p"] - 20) ** 2 / 1800).where(values["p"] < 50, 1 - (80 - values["p"]) ** 2 / 1800)
            assert sorted((below * 50).astype(int)) == list(range(50)), "a fiftieth each"

    def test_a_job_says_its_draw(self) -> None:
        """Proves that each draw is a job of texts that --set takes. Without it a draw could not be looked at alone."""
        values = drawn([Uncertain("prices.x.sell.price_cny_t", "prices", 1, 2, 3)], 2, 1)
        one, two = jobs_of(values)
        assert (one.name, two.name) == ("draw-1", "draw-2")
        assert one.assignments[0] == f"prices.x.sell.price_cny_t={values.iloc[0, 0]:.9g}"


class TestChance:
    """A link whose chance is known."""

    solved: ClassVar[list[Chances]] = []

    @pytest.fixture
    def found(self, world: Any) -> Chances:
        """Return eight draws of the price, solved once."""
        if not self.solved:
            here = world(**TABLES)
            self.solved.append(chances(here.park, here.model, draws=8, seed=3, groups=("prices",)))
        return self.solved[0]

    def test_the_chance_of_a_link(self, found: Chances) -> None:
        """Proves that the share of plans that use the link is the chance of a price above 40, within a draw of 8.

        The draws are even, so they miss the chance by less than a part; the binomial error of 8 is 0.15. Without it
        the answer would be 1, as the plan of typical values has it.
        """
        links = found.links.set_index("facility")
        share = links.loc["works", "chance"]
        assert abs(share - CHANCE) <= 1 / 8
        assert links.loc["tip", "chance"] == pytest.approx(1 - share)
        assert links.loc["works", "standard_error"] == pytest.approx(math.sqrt(share * (1 - share) / 8))
        assert links.loc["works", "low_95"] < CHANCE < links.loc["works", "high_95"]
        assert links.loc["works", "typical_t"] == pytest.approx(100)
        assert links.loc["works", "mean_t"] == pytest.approx(100)
        assert (found.values.iloc[:, 0] > 40).mean() == share

    def test_the_spread(self, found: Chances) -> None:
        """Proves the spread of the rate: it is 1 or 0, so its mean is the chance and its middle 1.

        Without it the mean of a step would pass for a value that any plan has.
        """
        rate = found.spread.set_index("quantity").loc["rate"]
        share = found.links.set_index("facility").loc["works", "chance"]
        assert rate[["typical", "mean", "p5", "p50", "p95"]].tolist() == pytest.approx([1, share, 0, 1, 1])
        assert rate["standard_error"] == pytest.approx(math.sqrt(share * (1 - share) / 7))
        assert found.running["mean"].iloc[-1] == pytest.approx(share)

    def test_what_decides(self, found: Chances) -> None:
        """Proves that the one price explains the cost: the dearer the brick, the less; and that this is no luck."""
        driver = found.drivers.iloc[0]
        assert driver["input"] == 'prices."brick"."sell".price_cny_t'
        assert driver["rank_correlation_cost_cny"] < -0.9
        assert driver["beyond_luck_cost_cny"]

    def test_bounds_of_what_always_happens(self) -> None:
        """Proves Wilson's bounds at 20 of 20: 0.839 to 1. Without them what happened always would be certain."""
        low, high = bounds_95(20, 20)
        assert low == pytest.approx(1 / (1 + 1.959964**2 / 20))
        assert high == pytest.approx(1)


class TestTold:
    """What goes wrong is told."""

    def test_draws_without_a_plan(self, world: Any) -> None:
        """Proves that draws beyond a full tip are counted with their reason, and the rest is told.

        The tip takes 100 t, and 100 t within 20 % arise: half of the draws have no plan. Without it the mean would be
        that of the lucky ones, in silence.
        """
        tables = TABLES | {"facilities": "facility,plant,process,capacity_t_a\ntip,C,dump,100"}
        here = world(**tables)
        found = chances(here.park, here.model, draws=2, seed=1, groups=("arisings",), arisings_pct=20)
        assert (found.solved, len(found.draws)) == (1, 2)
        assert found.reasons["draws"].sum() == 1
        assert set(found.reasons["status"]) == {"infeasible"}
        assert np.isnan(found.draws.loc[~found.draws["solved"], "rate"].astype(float)).all()

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"draws": 1}, "take 2 or more"),
            ({"groups": ("weather",)}, "weather cannot be drawn"),
            ({"arisings_pct": 120}, "within 0 to 100 %"),
            ({"groups": ("arisings",), "arisings_pct": 0}, "has a range"),
        ],
    )
    def test_slips(self, world: Any, more: Any, words: str) -> None:
        """Proves that a slip is answered in a sentence, before anything is solved."""
        here = world(**TABLES)
        with pytest.raises(UsageError, match=words):
            chances(here.park, here.model, **more)

    def test_no_plan_at_all(self, world: Any) -> None:
        """Proves that a park that never has a plan says so. Without it the tables would be empty."""
        here = world(**TABLES, facilities="facility,plant,process,capacity_t_a\ntip,C,dump,10")
        with pytest.raises(InfeasibleError, match="none of 2 draws has a plan"):
            chances(here.park, here.model, draws=2, groups=("arisings",))
