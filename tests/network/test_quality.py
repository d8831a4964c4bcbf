"""The gate ``quality``: what cannot be proven is not placed."""

from __future__ import annotations

from typing import Any

import pytest

SODA = "standard,processes,property,sense,limit\nsoda,making,Na2O,<=,5"


class TestQuality:
    """100 t of mud from A go to works B (used, 1000), whose soda may be 5 %, or else to tip C (7000)."""

    def test_unknown_property(self, world: Any) -> None:
        """Proves that mud whose Na2O nobody gives is not sent where a standard asks for it: 7000; with 4 % given, 1000.

        Without it the answer would be used 100 at 1000 with Na2O counted as 0.
        """
        here = world(standards=SODA)
        answer = here.solve()
        assert answer.used == 0
        assert answer.cost == pytest.approx(7000)
        en, zh = here.refusal("A|mud", "works", "truck", "quality")
        assert "no value is given for Na2O (soda) of mud" in en
        assert "缺少 Na2O (soda)" in zh
        known = world(standards=SODA, compositions="material,property,value\nmud,Na2O,4")
        assert known.solve().cost == pytest.approx(1000)

    def test_measured_value_is_enough(self, world: Any) -> None:
        """Proves that a value measured at A opens the way for A alone: its 100 t are used, the 30 t of C are dumped.

        Without it the answer would be used 0 or used 130.
        """
        answer = world(
            standards=SODA,
            offers="plant,material,amount_t\nA,mud,100\nC,mud,30",
            measured="plant,material,property,value\nA,mud,Na2O,4",
        ).solve()
        assert answer.used == pytest.approx(100)
        assert answer.sent("C|mud", "tip") == pytest.approx(30)

    def test_part_of_a_derived_property(self, world: Any) -> None:
        """Proves that Na2O-equivalent is unknown while K2O is: 7000; with K2O 1 it is 4 + 0.658 = 4.658: 1000.

        Without it the answer would be 1000 with half the sum.
        """
        standards = SODA.replace("Na2O", "Na2Oeq")
        half = world(standards=standards, compositions="material,property,value\nmud,Na2O,4")
        assert half.solve().cost == pytest.approx(7000)
        whole = world(standards=standards, compositions="material,property,value\nmud,Na2O,4\nmud,K2O,1")
        answer = whole.solve()
        assert answer.cost == pytest.approx(1000)
        assert answer.quality("works", "soda")["value"] == pytest.approx(4.658)

    def test_standard_on_another_input_does_not_ask(self, world: Any) -> None:
        """Proves that a standard on ash asks nothing of mud: used 100 at 1000.

        Without it the answer would be 7000.
        """
        here = world(
            standards="standard,processes,property,sense,limit,on,input\nsoda,making,Na2O,<=,5,input,ash",
            add_recipes="process,input\nmaking,fly_ash",
        )
        assert here.solve().cost == pytest.approx(1000)

    def test_bought_in_lot_of_unknown_quality(self, world: Any) -> None:
        """Proves that sand of unknown Na2O is not bought in. The recipe wants half sand, so nothing is used: 7000.

        Without it the answer would be used 100 with 100 t of sand at 20: 1000 + 2000 = 3000.
        """
        tables = {
            "recipes": "process,input,min_share\nmaking,red_mud,\nmaking,sand,0.5\ndump,red_mud,",
            "prices": "material,side,price_cny_t\nsand,buy,20",
            "standards": SODA,
        }
        mud = "material,property,value\nmud,Na2O,4"
        assert world(**tables, compositions=mud).solve().cost == pytest.approx(7000)
        known = world(**tables, compositions=mud + "\nsand,Na2O,0").solve()
        assert known.cost == pytest.approx(3000)
        assert known.bought("works", "sand") == pytest.approx(100)

    def test_standard_that_is_off_does_not_ask(self, world: Any) -> None:
        """Proves that a standard switched off asks for no value: 1000.

        Without it the answer would be 7000.
        """
        assert world(standards=SODA).solve('standards_off=["soda"]').cost == pytest.approx(1000)
