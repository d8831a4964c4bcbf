"""Odds and ends that a plan must survive: small beside large, nothing at all, several words for one tonne."""

from __future__ import annotations

from typing import Any

import pytest

from symbiosis.errors import UsageError


class TestSizes:
    """Gram and gigatonne in one park."""

    def test_small_lot_beside_a_large_one(self, world: Any) -> None:
        """Proves that 0.5 t of ash beside 100 Mt of mud (1e9 CNY of freight) is placed and shown.

        Without it the answer would be a plan in which half a tonne of listed waste is dust.
        """
        here = world(
            offers="plant,material,amount_t\nA,mud,1e8\nA,ash,0.5", add_recipes="process,input\nmaking,fly_ash"
        )
        answer = here.solve()
        assert answer.sent("A|ash", "works") == pytest.approx(0.5)
        assert answer.ledger("used_t", family="fly_ash") == pytest.approx(0.5)

    @pytest.mark.parametrize("tonnes", [0.01, 1.0, 1e9])
    def test_size_of_the_park_does_not_matter(self, world: Any, tonnes: float) -> None:
        """Proves that works of 60 % of the mud use 60 % of it at any size: cost 0.6 x 10 + 0.4 x 70 = 34 CNY/t.

        Without it the answer would be a tolerance of the solver in a small park.
        """
        answer = world(
            offers=f"plant,material,amount_t\nA,mud,{tonnes}",
            facilities=f"facility,plant,process,capacity_t_a\nworks,B,making,{0.6 * tonnes}\ntip,C,dump,",
        ).solve()
        assert answer.used == pytest.approx(0.6 * tonnes)
        assert answer.cost == pytest.approx(34 * tonnes)

    def test_nothing_to_place(self, world: Any) -> None:
        """Proves that an offer of 0 t is a plan of nothing: no flow, cost 0.

        Without it the answer would be an error or a rate of 0/0 as a number.
        """
        answer = world(offers="plant,material,amount_t\nA,mud,0").solve()
        assert len(answer.plan.flows) == 0
        assert answer.cost == 0

    def test_ratio_of_nothing(self, world: Any) -> None:
        """Proves that a target on ash, of which there is none, does not stand in the way: used 100.

        Without it the answer would be 0/0 refused somewhere.
        """
        target = {"name": "ash", "ledger": "used_t", "over": "arising_t", "family": "fly_ash", "value": 0.5}
        assert world(settings={"targets": [target]}).solve().used == pytest.approx(100)


class TestWords:
    """What the tables name beyond the usual."""

    def test_avoidance_counts_as_use(self, world: Any) -> None:
        """Proves that what a process of fate "avoid" takes in counts as used: 100.

        Without it the answer would be 0, and cheaper to dump.
        """
        processes = "process,fate,status,opex_cny_t\nmaking,avoid,industrial,0\ndump,disposal,industrial,50"
        assert world(processes=processes).solve().used == pytest.approx(100)

    def test_waste_sold_to_a_market_is_not_used(self, world: Any) -> None:
        """Proves that mud bought by a shop at B for 30 is sold, not used: 100 x 10 - 98 x 30 = -1940 with 2 % lost.

        Without it the answer would be used 98, or -2000 with the lost tonnes paid for.
        """
        here = world(
            processes="process,fate,status,opex_cny_t\nmaking,market,industrial,0\ndump,disposal,industrial,50",
            prices="material,side,price_cny_t\nmud,sell,30",
        )
        answer = here.solve("modes.truck.loss_pct=2")
        assert answer.used == 0
        assert answer.ledger("sold_t") == pytest.approx(98)
        assert answer.cost == pytest.approx(-1940)

    def test_family_and_material_shares_hold_together(self, world: Any) -> None:
        """Proves that red mud at 50 % and mud at 20 % of 200 t/a take 40 t of mud and 60 t of old mud.

        Without it the answer would be 100 t of mud, or 40 t and 100 t.
        """
        answer = world(
            offers="plant,material,amount_t\nA,mud,100\nA,old_mud,100",
            recipes="process,input,max_share\nmaking,red_mud,0.5\nmaking,mud,0.2\nmaking,sand,1\ndump,red_mud,",
            prices="material,side,price_cny_t\nsand,buy,20",
            facilities="facility,plant,process,capacity_t_a\nworks,B,making,200\ntip,C,dump,",
        ).solve()
        assert answer.used == pytest.approx(100)
        assert answer.intake("works", "mud") <= 40 + 1e-6

    def test_made_lot_has_the_quality_measured_where_it_is_made(self, world: Any) -> None:
        """Proves that tailings of B, 3 % as measured there and 6 % in the books, pass a limit of 4 %: used 20 + 80.

        Without it the answer would be 20, the tailings dumped.
        """
        iron = {
            "materials": "material,family,form\nmud,red_mud,cake\ntail,red_mud,cake\npowder,goods,bulk",
            "processes": "process,fate,status\niron,use,industrial\nmaking,use,industrial\ndump,disposal,industrial",
            "recipes": "process,input\niron,mud\nmaking,tail\ndump,tail",
            "yields": "process,input,output,yield_t_t\niron,,powder,0.2\niron,,tail,0.8",
            "prices": "material,side,price_cny_t\npowder,sell,1",
            "facilities": "facility,plant,process\niron,B,iron\nworks,C,making\ntip,C,dump",
            "compositions": "material,property,value\ntail,Na2O,6",
            "standards": "standard,processes,property,sense,limit\nsoda,making,Na2O,<=,4",
        }
        assert world(**iron).solve().used == pytest.approx(20)
        measured = "plant,material,property,value\nB,tail,Na2O,3\nC,tail,Na2O,9"
        assert world(**iron, measured=measured).solve().used == pytest.approx(100)

    def test_why_of_unknown_names(self, world: Any) -> None:
        """Proves that a question about an offer or facility that is not there is answered with those that are.

        Without it the answer would be an empty table.
        """
        here = world()
        with pytest.raises(UsageError, match=r"A\|mud"):
            here.why("A|mut", "works")
        with pytest.raises(UsageError, match="works"):
            here.why("A|mud", "work")

    @pytest.mark.parametrize(("regimes", "cost"), [([], 1000), (["CN"], 3000), (["EU"], 9000), (["CN", "EU"], 9000)])
    def test_standards_of_a_regime(self, world: Any, regimes: list[str], cost: float) -> None:
        """Proves that a standard of a regime holds only there: Na2O of 5 % at most 2.5 (CN) or 1 (EU).

        With sand of 0 % that is 100 t or 400 t of sand at 20 on top of 1000. Without it the answer would be 9000.
        """
        here = world(
            recipes="process,input\nmaking,red_mud\nmaking,sand\ndump,red_mud",
            prices="material,side,price_cny_t\nsand,buy,20",
            compositions="material,property,value\nmud,Na2O,5\nsand,Na2O,0",
            standards="standard,processes,property,sense,limit,regime\ncn,making,Na2O,<=,2.5,CN\neu,making,Na2O,<=,1,EU",
            settings={"regimes": regimes},
        )
        assert here.solve().cost == pytest.approx(cost)
