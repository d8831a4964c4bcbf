"""The gate ``carries``: a mode moves only the forms, hazard classes and families of its row."""

from __future__ import annotations

from typing import Any

import pytest

OPTIONAL = "plant,material,amount_t,must_place\nA,mud,100,no"


def _materials(**mud: str) -> str:
    row = {"material": "mud", "family": "red_mud", "form": "cake", "hazard": "none"} | mud
    others = "\nash,fly_ash,bulk,none\nsand,minerals,bulk,none\nbrick,goods,bulk,none\nold_mud,red_mud,cake,none"
    return ",".join(row) + "\n" + ",".join(row.values()) + others


class TestCarries:
    """100 t of mud that may stay; the only mode that leaves the plant is the truck."""

    def test_form(self, world: Any) -> None:
        """Proves that a truck for cake and bulk does not carry slurry: nothing is used, 100 t stay.

        Without it the answer would be used 100.
        """
        here = world(offers=OPTIONAL, materials=_materials(form="slurry"))
        answer = here.solve()
        assert answer.used == 0
        assert answer.ledger("stays_t") == pytest.approx(100)
        en, zh = here.refusal("A|mud", "works", "truck", "carries")
        assert "truck does not carry mud" in en
        assert "slurry" in en
        assert "不能运输" in zh
        assert "slurry" in zh
        assert here.solve('modes.truck.forms=["slurry"]').used == pytest.approx(100)

    def test_hazard_class(self, world: Any) -> None:
        """Proves that a truck for ordinary goods does not carry listed waste: nothing is sent, 100 t in stock stay.

        Without it the answer would be 100 t sent.
        """
        stock = "plant,material,amount_t,kind\nA,mud,100,stock"
        goal = [{"ledger": "used_stock_t", "sense": "max"}, {"ledger": "cost_cny", "sense": "min"}]
        here = world(offers=stock, materials=_materials(hazard="listed"), settings={"objectives": goal})
        assert here.solve().sent() == 0
        en, zh = here.refusal("A|mud", "works", "truck", "carries")
        assert "hazard listed" in en
        assert "listed" in zh
        assert here.solve('modes.truck.hazards=["listed"]').sent(facility="works") == pytest.approx(100)

    def test_family(self, world: Any) -> None:
        """Proves that a truck kept for ash does not carry mud of the same form: used 0, and the family is named.

        Without it the answer would be used 100 (a new mode row would pipe whatever has the right form).
        """
        modes = "mode,forms,hazards,families,cost_cny_tkm\ntruck,cake;bulk,none,fly_ash,1"
        here = world(offers=OPTIONAL, modes=modes)
        assert here.solve().used == 0
        assert here.solve('modes.truck.families=["fly_ash", "red_mud"]').used == pytest.approx(100)
        en, zh = here.refusal("A|mud", "works", "truck", "carries")
        assert "red_mud" in en
        assert "red_mud" in zh

    def test_it_cannot_be_switched_off(self, world: Any) -> None:
        """Proves that the mode is asked in every scenario: slurry stays where it is with no gate switched on.

        Without it the answer would be used 100, slurry on a flatbed.
        """
        here = world(offers=OPTIONAL, materials=_materials(form="slurry"), settings={"gates": []})
        assert here.solve().used == 0
