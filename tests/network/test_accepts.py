"""The gate ``accepts``: a facility takes in only what its recipe names, by material or by family."""

from __future__ import annotations

from typing import Any

import pytest

OFFERS = "plant,material,amount_t\nA,mud,100\nA,ash,40"


class TestAccepts:
    """Works B (10 km) use mud; tip C (20 km, 50 CNY/t) takes anything."""

    def test_material_that_no_recipe_names_is_refused(self, world: Any) -> None:
        """Proves that 40 t of ash go to the tip: used 100, cost 100 x 10 + 40 x (20 + 50) = 3800.

        Without it the answer would be used 140 at 140 x 10 = 1400.
        """
        here = world(offers=OFFERS)
        answer = here.solve()
        assert answer.used == pytest.approx(100)
        assert answer.cost == pytest.approx(3800)
        assert answer.sent("A|ash", "tip") == pytest.approx(40)
        en, zh = here.refusal("A|ash", "works", "truck", "accepts")
        assert "recipe of making does not name ash" in en
        assert "making" in zh
        assert "ash" in zh
        assert "配方" in zh

    def test_recipe_names_the_family(self, world: Any) -> None:
        """Proves that a recipe row for the family lets its material in: used 140, cost 140 x 10 = 1400.

        Without it the answer would be used 100 at 3800, as above.
        """
        here = world(offers=OFFERS, add_recipes="process,input\nmaking,fly_ash")
        answer = here.solve()
        assert answer.used == pytest.approx(140)
        assert answer.cost == pytest.approx(1400)
        rows = here.why("A|ash", "works")
        assert rows.loc[rows["mode"] == "truck", "gate"].tolist() == [""]

    def test_recipe_names_one_material_of_the_family(self, world: Any) -> None:
        """Proves that a row for ``mud`` says nothing of ``old_mud``: used 100, 30 t of old mud stay red mud at the tip.

        Without it the answer would be used 130.
        """
        answer = world(
            offers="plant,material,amount_t\nA,mud,100\nA,old_mud,30", recipes="process,input\nmaking,mud\ndump,red_mud"
        ).solve()
        assert answer.used == pytest.approx(100)
        assert answer.ledger("disposed_t", family="red_mud") == pytest.approx(30)

    def test_it_cannot_be_switched_off(self, world: Any) -> None:
        """Proves that a scenario without ``accepts`` in its list still asks the recipe: used 100.

        Without it the answer would be used 140, by a process that cannot use ash.
        """
        assert world(offers=OFFERS, settings={"gates": []}).solve().used == pytest.approx(100)
