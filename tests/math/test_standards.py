"""The limit ``standards``: blends on feed, one input and product, by mass, ratio, derived property, ignited matter."""

from __future__ import annotations

from typing import Any

import pytest

HEAD = "standard,processes,property,over,sense,limit,on,input,product,retained,ignited\n"
VALUES = "material,property,value\n"


def _blend(world: Any, standards: str, compositions: str, **more: Any) -> Any:
    """Return 100 t of mud that works B blend with bought-in sand at 20 CNY/t; what they cannot use goes to the tip."""
    tables = {
        "recipes": "process,input\nmaking,red_mud\nmaking,sand\nmaking,fly_ash\ndump,red_mud\ndump,fly_ash",
        "prices": "material,side,price_cny_t\nsand,buy,20",
        "standards": HEAD + standards,
        "compositions": VALUES + compositions,
    }
    return world(**(tables | more))


class TestStandards:
    """100 t of mud at 10 CNY/t of freight: 1000 CNY, and 20 CNY per tonne of sand that the standard asks for."""

    def test_feed_at_most(self, world: Any) -> None:
        """Proves that Na2O 5 % in mud and 0.5 % in sand must not pass 2 %.

        5 s + 0.5 (1 - s) <= 2, s = 1/3, 200 t of sand.
        Cost 1000 + 200 x 20 = 5000. Without it the answer would be no sand at 1000.
        """
        answer = _blend(world, "soda,making,Na2O,,<=,2,feed,,,,", "mud,Na2O,5\nsand,Na2O,0.5").solve()
        assert answer.bought("works", "sand") == pytest.approx(200)
        assert answer.cost == pytest.approx(5000)
        quality = answer.quality("works", "soda")
        assert quality["value"] == pytest.approx(2)
        assert quality["margin"] == pytest.approx(0, abs=1e-6)

    def test_feed_at_least(self, world: Any) -> None:
        """Proves that CaO 10 % in mud and 50 % in sand must reach 20 %.

        10 s + 50 (1 - s) >= 20, s = 0.75, 33.33 t of sand.
        Cost 1000 + 666.67. Without it the answer would be 1000.
        """
        answer = _blend(world, "lime,making,CaO,,>=,20,feed,,,,", "mud,CaO,10\nsand,CaO,50").solve()
        assert answer.bought("works", "sand") == pytest.approx(100 / 3)
        assert answer.cost == pytest.approx(1000 + 2000 / 3)

    def test_one_input(self, world: Any) -> None:
        """Proves that red mud alone is judged: 5 x + 3 y <= 4 (x + y), so 60 t of old mud carry 60 t of mud; used 120.

        Without it the answer would be used 160, diluted with sand.
        """
        offers = "plant,material,amount_t\nA,mud,100\nA,old_mud,60"
        values = "mud,Na2O,5\nold_mud,Na2O,3\nsand,Na2O,0"
        answer = _blend(world, "soda,making,Na2O,,<=,4,input,red_mud,,,", values, offers=offers).solve()
        assert answer.sent("A|mud", "works") == pytest.approx(60)
        assert answer.used == pytest.approx(120)
        diluted = _blend(world, "soda,making,Na2O,,<=,4,feed,,,,", values, offers=offers).solve()
        assert diluted.used == pytest.approx(160)

    def test_product_by_mass(self, world: Any) -> None:
        """Proves the mass basis: half of the soda ends in 0.8 t of brick per t.

        0.5 x 5 s / 0.8 <= 2.5, s = 0.8, 25 t of sand.
        Cost 1000 + 500 less 100 of bricks at 1. Without it the answer would be 100 t of sand (on feed), none (yield
        left out: 2.5 <= 2.5) or 150 t (all retained: 5 s <= 0.8 x 2.5, s = 0.4).
        """
        answer = _blend(
            world,
            "soda,making,Na2O,,<=,2.5,product,,brick,0.5,",
            "mud,Na2O,5\nsand,Na2O,0",
            yields="process,input,output,yield_t_t\nmaking,,brick,0.8",
            prices="material,side,price_cny_t\nsand,buy,20\nbrick,sell,1",
        ).solve()
        assert answer.bought("works", "sand") == pytest.approx(25)
        assert answer.cost == pytest.approx(1000 + 500 - 100)
        assert answer.quality("works", "soda")["value"] == pytest.approx(2.5)

    @pytest.mark.parametrize(
        ("offers", "mud", "ash"),
        [("A,mud,100\nA,ash,10", 46, 10), ("A,mud,100\nA,ash,100", 100, 500 / 11), ("A,mud,100\nA,ash,30", 100, 30)],
    )
    def test_ratio_has_two_sides(self, world: Any, offers: str, mud: float, ash: float) -> None:
        """Proves 2 <= CaO/SiO2 <= 3 with mud 10/10 and ash 50/2, x t of ash per t of mud.

        10 + 50 x >= 2 (10 + 2 x): x >= 10/46, so 10 t of ash carry 46 t of mud.
        10 + 50 x <= 3 (10 + 2 x): x <= 20/44, so 100 t of mud carry 45.45 t of ash.
        Without it the answer would be everything, 110 and 200 t.
        """
        standards = "lo,making,CaO,SiO2,>=,2,feed,,,,\nhi,making,CaO,SiO2,<=,3,feed,,,,"
        values = "mud,CaO,10\nmud,SiO2,10\nash,CaO,50\nash,SiO2,2"
        prices = "material,side,price_cny_t"
        answer = _blend(world, standards, values, offers=f"plant,material,amount_t\n{offers}", prices=prices).solve()
        assert answer.intake("works", "mud") == pytest.approx(mud)
        assert answer.intake("works", "ash") == pytest.approx(ash)
        ratio = (10 * mud + 50 * ash) / (10 * mud + 2 * ash)
        assert answer.quality("works", "lo")["value"] == pytest.approx(ratio)
        assert answer.quality("works", "lo")["margin"] == pytest.approx(ratio - 2, abs=1e-6)
        assert answer.quality("works", "hi")["margin"] == pytest.approx(3 - ratio, abs=1e-6)

    def test_derived_property(self, world: Any) -> None:
        """Proves Na2O-equivalent = Na2O + 0.658 K2O = 4 + 0.658 = 4.658; at most 2.329 is half mud: 100 t of sand.

        Without it the answer would be 71.7 t (Na2O alone) or 114.7 t (K2O at full weight).
        """
        values = "mud,Na2O,4\nmud,K2O,1\nsand,Na2O,0\nsand,K2O,0"
        answer = _blend(world, "alkali,making,Na2Oeq,,<=,2.329,feed,,,,", values).solve()
        assert answer.bought("works", "sand") == pytest.approx(100)

    def test_ignited_basis(self, world: Any) -> None:
        """Proves that without loss on ignition (mud 20 %, sand 40 %) 6 s <= 5 (0.8 s + 0.6 (1 - s)), so s = 0.6.

        66.67 t of sand. Without it the answer would be 6 s <= 5, s = 0.833, 20 t.
        """
        values = "mud,Na2O,6\nmud,LOI,20\nsand,Na2O,0\nsand,LOI,40"
        answer = _blend(world, "soda,making,Na2O,,<=,5,feed,,,,yes", values).solve()
        assert answer.bought("works", "sand") == pytest.approx(200 / 3)
        assert answer.quality("works", "soda")["value"] == pytest.approx(5)

    def test_measured_lots_beat_typical_ones(self, world: Any) -> None:
        """Proves that 2.5 % measured at A beats the typical 5 %: 2.5 s + 0.5 (1 - s) <= 2, s = 0.75, 33.33 t of sand.

        With sand measured as 0 at B: 2.5 s <= 2, s = 0.8, 25 t. Without it the answer would be 200 t.
        """
        typical = ("soda,making,Na2O,,<=,2,feed,,,,", "mud,Na2O,5\nsand,Na2O,0.5")
        measured = "plant,material,property,value\nA,mud,Na2O,2.5"
        assert _blend(world, *typical, measured=measured).solve().bought("works", "sand") == pytest.approx(100 / 3)
        both = measured + "\nB,sand,Na2O,0\nC,mud,Na2O,9"
        assert _blend(world, *typical, measured=both).solve().bought("works", "sand") == pytest.approx(25)

    def test_what_arrives_is_judged(self, world: Any) -> None:
        """Proves that with 10 % lost 90 t of mud arrive and ask for 180 t of sand.

        Without it the answer would be 200 t, for what was sent.
        """
        here = _blend(world, "soda,making,Na2O,,<=,2,feed,,,,", "mud,Na2O,5\nsand,Na2O,0.5")
        assert here.solve("modes.truck.loss_pct=10").bought("works", "sand") == pytest.approx(180)

    def test_standards_off(self, world: Any) -> None:
        """Proves that a standard, or all of them, can be switched off: 1000; with the other one on: 5000.

        Without it the answer would be 5000 each time.
        """
        here = _blend(
            world,
            "soda,making,Na2O,,<=,2,feed,,,,\nstrict,making,Na2O,,<=,1,feed,,,,",
            "mud,Na2O,5\nsand,Na2O,0.5",
        )
        assert here.solve('standards_off=["strict"]').cost == pytest.approx(5000)
        assert here.solve('standards_off=["strict", "soda"]').cost == pytest.approx(1000)
        assert here.solve('limits=["capacity"]').cost == pytest.approx(1000)

    def test_stricter_of_two_and_other_process(self, world: Any) -> None:
        """Proves that of 2 % and 1 % the latter binds (5 s + 0.5 (1 - s) <= 1, s = 1/9, 800 t), not that of the tip.

        Without it the answer would be 200 t, or no plan.
        """
        standards = "soda,making,Na2O,,<=,2,feed,,,,\nstrict,making,Na2O,,<=,1,feed,,,,\ntip,dump,Na2O,,<=,6,feed,,,,"
        answer = _blend(world, standards, "mud,Na2O,5\nsand,Na2O,0.5").solve()
        assert answer.bought("works", "sand") == pytest.approx(800)
        assert set(answer.plan.quality["facility"]) == {"works"}


class TestRadionuclides:
    """GB 6566: IRa = Ra/200 and Ir = Ra/370 + Th/260 + K/4200 of red mud in an unfired brick.

    Red mud of the Guizhou kind, Ra 350, Th 490, K 200 Bq/kg: Ir = 350/370 + 490/260 + 200/4200 = 2.87818, IRa = 1.75.
    The rest of the published mix, taken as Ra 37, Th 58.5, K 409.5: Ir = 0.1 + 0.225 + 0.0975 = 0.4225, IRa = 0.185.
    """

    MUD = 350 / 370 + 490 / 260 + 200 / 4200
    REST = 0.4225

    def _brickworks(self, world: Any, standards: str) -> Any:
        return world(
            offers="plant,material,amount_t,must_place\nA,mud,1000,no",
            facilities="facility,plant,process,capacity_t_a\nworks,B,making,1000",
            recipes="process,input\nmaking,red_mud\nmaking,sand",
            prices="material,side,price_cny_t\nsand,buy,20",
            properties="property,unit,terms\nRa,Bq/kg,\nTh,Bq/kg,\nK,Bq/kg,\nIRa,-,Ra 0.005\n"
            f"Ir,-,Ra {1 / 370!r}; Th {1 / 260!r}; K {1 / 4200!r}",
            compositions=VALUES + "mud,Ra,350\nmud,Th,490\nmud,K,200\nsand,Ra,37\nsand,Th,58.5\nsand,K,409.5",
            standards=HEAD + standards,
        )

    @pytest.mark.parametrize(("limit", "percent"), [(1.0, 23.5), (1.3, 35.7)])
    def test_ir(self, world: Any, limit: float, percent: float) -> None:
        """Proves s <= (limit - 0.4225) / (2.87818 - 0.4225): 23.5 % of red mud in a solid brick, 35.7 % in a hollow.

        Without it the answer would be 1000 t of red mud in 1000 t of brick.
        """
        answer = self._brickworks(world, f"ir,making,Ir,,<=,{limit},feed,,,,\nira,making,IRa,,<=,1,feed,,,,").solve()
        share = (limit - self.REST) / (self.MUD - self.REST)
        assert share * 100 == pytest.approx(percent, abs=0.05)
        assert answer.used == pytest.approx(1000 * share)
        assert answer.quality("works", "ir")["value"] == pytest.approx(limit)
        assert answer.quality("works", "ira")["value"] == pytest.approx(0.185 + share * (1.75 - 0.185))

    def test_ira(self, world: Any) -> None:
        """Proves that radium alone would allow s <= (1 - 0.185) / (1.75 - 0.185) = 52.08 %: thorium binds, not radium.

        Without it the answer would be 1000 t.
        """
        answer = self._brickworks(world, "ira,making,IRa,,<=,1,feed,,,,").solve()
        assert answer.used == pytest.approx(1000 * 0.815 / 1.565)
