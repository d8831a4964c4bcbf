"""The setting ``[quality] margin_sd``: every lot is judged as it may turn out, against the standard that judges it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from symbiosis.errors import AuditError, DataError
from symbiosis.plan.audit import audit

HEAD = "standard,processes,property,over,sense,limit,on,input,product,retained,ignited\n"
ONE, TWO = "quality.margin_sd=1", "quality.margin_sd=2"


def _blend(world: Any, standards: str, compositions: str, **more: Any) -> Any:
    """Return 100 t of mud that works B blend with bought-in sand at 20 CNY/t; what they cannot use goes to the tip."""
    tables = {
        "recipes": "process,input\nmaking,red_mud\nmaking,sand\ndump,red_mud",
        "prices": "material,side,price_cny_t\nsand,buy,20",
        "standards": HEAD + standards,
        "compositions": "material,property,value,low,high\n" + compositions,
    }
    return world(**(tables | more))


SODA = "soda,making,Na2O,,<=,2,feed,,,,"


class TestMargin:
    """100 t of mud at 10 CNY/t of freight: 1000 CNY, and 20 CNY per tonne of sand that the standard asks for."""

    def test_sd_of_the_park(self, world: Any) -> None:
        """Proves that mud of 4 % with sd 1 is judged at 5 % under one deviation: 5 s <= 2, s = 0.4, 150 t of sand.

        At the value 4 s <= 2 asks for 100 t. The quality table shows the value 4 x 0.4 = 1.6 and a margin of 0.4.
        """
        measured = "plant,material,property,value,sd\nA,mud,Na2O,4,1"
        mine = _blend(world, SODA, "mud,Na2O,9,,\nsand,Na2O,0,,", measured=measured)
        assert mine.solve().bought("works", "sand") == pytest.approx(100)
        answer = mine.solve(ONE)
        assert answer.bought("works", "sand") == pytest.approx(150)
        assert answer.cost == pytest.approx(1000 + 150 * 20)
        assert answer.quality("works", "soda")["value"] == pytest.approx(1.6)
        assert answer.quality("works", "soda")["margin"] == pytest.approx(0.4)

    def test_range_of_the_model(self, world: Any) -> None:
        """Proves that a range ends two deviations from its value: high 6 beside 4 is 1 a deviation, 5 s <= 2.

        Without the range the answer would be 100 t of sand; with the width as the deviation (6 s <= 2) 200 t.
        """
        mine = _blend(world, SODA, "mud,Na2O,4,3.9,6\nsand,Na2O,0,,")
        assert mine.solve(ONE).bought("works", "sand") == pytest.approx(150)
        assert mine.solve("quality.margin_sd=1", "quality.range_sd=1").bought("works", "sand") == pytest.approx(200)

    def test_one_end_stands_for_both(self, world: Any) -> None:
        """Proves that a low of 2 beside 4 is 1 a deviation on both sides; without it the answer would be 100 t."""
        assert _blend(world, SODA, "mud,Na2O,4,2,\nsand,Na2O,0,,").solve(ONE).bought("works", "sand") == pytest.approx(
            150
        )

    def test_at_least(self, world: Any) -> None:
        """Proves that a least is judged below the value: 10 % with sd 5 counts 5 %, 5 s + 50 (1 - s) >= 20, s = 2/3.

        50 t of sand; at the value 10 s + 50 (1 - s) >= 20 asks for 33.3 t. Three deviations count 0, not -5:
        50 (1 - s) >= 20, s = 0.6, 66.7 t; without the floor the answer would be 83.3 t.
        """
        mine = _blend(world, "lime,making,CaO,,>=,20,feed,,,,", "mud,CaO,10,0,20\nsand,CaO,50,,")
        assert mine.solve().bought("works", "sand") == pytest.approx(100 / 3)
        assert mine.solve(ONE).bought("works", "sand") == pytest.approx(50)
        assert mine.solve("quality.margin_sd=3").bought("works", "sand") == pytest.approx(200 / 3)

    def test_ratio(self, world: Any) -> None:
        """Proves CaO/SiO2 <= 1 with mud CaO 30 (sd 10) over SiO2 20 (sd 10) and sand 0 over 100.

        At the value 30 s <= 20 s + 100 (1 - s), s = 10/11, 10 t of sand. One deviation: 40 s <= 10 s + 100 (1 - s),
        s = 10/13, 30 t. Without the shift below, 40 s <= 20 s + 100 (1 - s) would ask for 20 t.
        """
        values = "mud,CaO,30,10,50\nmud,SiO2,20,0,40\nsand,CaO,0,,\nsand,SiO2,100,,"
        mine = _blend(world, "basic,making,CaO,SiO2,<=,1,feed,,,,", values)
        assert mine.solve().bought("works", "sand") == pytest.approx(10)
        assert mine.solve(ONE).bought("works", "sand") == pytest.approx(30)

    def test_ignited(self, world: Any) -> None:
        """Proves that ignited matter shrinks with the margin: LOI 40 % with sd 10 leaves 0.5 t, not 0.6 t.

        6 s <= 10 (0.5 s + 1 - s) is slack at s = 0.909 only: 6 s <= 10 - 5 s, s = 10/11, 10 t of sand. Without the
        shift 6 s <= 10 - 4 s would hold for s = 1 and ask for no sand.
        """
        mine = _blend(
            world, "lime,making,CaO,,<=,10,feed,,,,yes", "mud,CaO,6,,\nmud,LOI,40,20,60\nsand,CaO,0,,\nsand,LOI,0,,"
        )
        assert mine.solve().bought("works", "sand") == pytest.approx(0)
        assert mine.solve(ONE).bought("works", "sand") == pytest.approx(10)

    def test_derived(self, world: Any) -> None:
        """Proves that the parts of Na2O 2 (sd 1) + 0.658 K2O 0 (sd 1) move together: (3 + 0.658) s <= 2.

        s = 0.5467, 82.9 t of sand; at the value 2 s <= 2 asks for none.
        """
        values = "mud,Na2O,2,0,4\nmud,K2O,0,,2\nsand,Na2O,0,,\nsand,K2O,0,,"
        mine = _blend(world, "alkali,making,Na2Oeq,,<=,2,feed,,,,", values)
        assert mine.solve().bought("works", "sand") == pytest.approx(0)
        assert mine.solve(ONE).bought("works", "sand") == pytest.approx(100 * (3.658 / 2 - 1))

    def test_difference(self, world: Any) -> None:
        """Proves that a part that is taken away moves the other way: free = CaO - SiO2, mud 3 - 1, both with sd 1.

        One deviation counts 4 - 0 = 4: 4 s <= 2, 100 t of sand. Moved alike, 4 - 2 = 2 would ask for none.
        """
        properties = "property,unit,terms\nCaO,%,\nSiO2,%,\nfree,%,CaO 1; SiO2 -1"
        values = "mud,CaO,3,1,5\nmud,SiO2,1,,3\nsand,CaO,0,,\nsand,SiO2,0,,"
        mine = _blend(world, "free,making,free,,<=,2,feed,,,,", values, properties=properties)
        assert mine.solve(ONE).bought("works", "sand") == pytest.approx(100)

    def test_more_margin_never_uses_more(self, world: Any) -> None:
        """Proves that use falls as the margin grows: without sand 4 % must be thinned with 40 t of old mud at 1 %.

        4 x + 40 <= 2 (x + 40), x = 20 at the value; with k deviations (4 + k) x + 40 <= 2 (x + 40):
        x = 40 / (2 + k).
        """
        mine = _blend(
            world,
            SODA,
            "mud,Na2O,4,2,6\nold_mud,Na2O,1,,",
            offers="plant,material,amount_t\nA,mud,100\nA,old_mud,40",
            recipes="process,input\nmaking,red_mud\ndump,red_mud",
            prices="material,side,price_cny_t",
        )
        used = [mine.solve(f"quality.margin_sd={k}").used for k in (0, 0.5, 1, 2)]
        assert used == pytest.approx([40 + 40 / (2 + k) for k in (0, 0.5, 1, 2)])

    def test_the_audit_knows_the_margin(self, world: Any) -> None:
        """Proves that a plan made at the values is refused by the audit of a model with a margin."""
        mine = _blend(world, SODA, "mud,Na2O,4,2,6\nsand,Na2O,0,,")
        plan = mine.solve().plan
        spoiled = plan.__class__(**{**plan.__dict__, "model": mine.under(TWO)})
        with pytest.raises(AuditError, match="at the margin of the settings"):
            audit(spoiled)

    def test_a_negative_margin_is_refused(self, world: Any) -> None:
        """Proves that a margin below zero, which would loosen every standard, is a fault."""
        with pytest.raises(DataError, match="margin_sd"):
            _blend(world, SODA, "mud,Na2O,4,2,6\nsand,Na2O,0,,").solve("quality.margin_sd=-1")


def test_nothing_is_asked_of_the_tables_without_a_margin(world: Any) -> None:
    """Proves that ranges alone change nothing: the plans with and without them are the same."""
    tables = [
        _blend(world, SODA, f"mud,Na2O,4,{ends}\nsand,Na2O,0,,").solve().plan.flows.drop(columns="year")
        for ends in (",", "1,9")
    ]
    pd.testing.assert_frame_equal(*tables)
