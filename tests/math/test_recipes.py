"""Recipes: least and most share of an input, by material, by family, of the whole or of another input."""

from __future__ import annotations

from typing import Any

import pytest

SAND = {"prices": "material,side,price_cny_t\nsand,buy,20"}


def _recipes(*rows: str) -> str:
    return "\n".join(["process,input,min_share,max_share,per", *rows, "dump,red_mud,,,", "dump,fly_ash,,,"])


class TestShares:
    """100 t of mud: used at works B for 10 CNY/t, dumped at tip C for 70 CNY/t; sand is bought in at 20 CNY/t."""

    def test_most_of_a_material(self, world: Any) -> None:
        """Proves that 30 % of mud asks for 70 t of sand per 30 t: 233.33 t; cost 1000 + 233.33 x 20 = 5666.67.

        Without it the answer would be no sand at 1000.
        """
        answer = world(recipes=_recipes("making,mud,,0.3,", "making,sand,,,"), **SAND).solve()
        assert answer.used == pytest.approx(100)
        assert answer.bought("works", "sand") == pytest.approx(700 / 3)
        assert answer.cost == pytest.approx(1000 + 14000 / 3)

    def test_least_of_a_material(self, world: Any) -> None:
        """Proves that a quarter of sand is a third of the mud: 33.33 t; cost 1000 + 33.33 x 20 = 1666.67.

        Without it the answer would be 1000, or 25 t (a quarter of the mud) at 1500.
        """
        answer = world(recipes=_recipes("making,mud,,,", "making,sand,0.25,,"), **SAND).solve()
        assert answer.bought("works", "sand") == pytest.approx(100 / 3)
        assert answer.cost == pytest.approx(1000 + 2000 / 3)

    def test_share_of_a_family_is_of_all_its_materials(self, world: Any) -> None:
        """Proves that 40 % of red mud in 200 t/a is 80 t of mud and old mud together: used 80.

        Without it the answer would be 160, 80 of each kind.
        """
        tables = SAND | {
            "offers": "plant,material,amount_t\nA,mud,100\nA,old_mud,100",
            "facilities": "facility,plant,process,capacity_t_a\nworks,B,making,200\ntip,C,dump,",
        }
        assert world(
            recipes=_recipes("making,red_mud,,0.4,", "making,sand,,,"), **tables
        ).solve().used == pytest.approx(80)
        each = _recipes("making,mud,,0.4,", "making,old_mud,,0.4,", "making,sand,,,")
        assert world(recipes=each, **tables).solve().used == pytest.approx(160)

    def test_least_share_of_a_family(self, world: Any) -> None:
        """Proves that half of red mud may be 30 t of mud with 20 t of old mud for 50 t of ash: used 100, 50 ash dumped.

        Without it the answer would be 30 + 20 + 100 = 150 (no share) or 60 (mud alone must be the half: 30 + 20 + 10).
        """
        answer = world(
            recipes=_recipes("making,red_mud,0.5,,", "making,fly_ash,,,"),
            offers="plant,material,amount_t\nA,mud,30\nA,old_mud,20\nA,ash,100",
        ).solve()
        assert answer.used == pytest.approx(100)
        assert answer.sent("A|ash", "tip") == pytest.approx(50)

    def test_most_per_another_input(self, world: Any) -> None:
        """Proves that ash at no more than 0.5 t per t of mud is 50 t: used 150, 30 t of ash dumped.

        Without it the answer would be used 180 (a share of the whole would allow 80 <= 0.5 x 180).
        """
        answer = world(
            recipes=_recipes("making,red_mud,,,", "making,fly_ash,,0.5,red_mud"),
            offers="plant,material,amount_t\nA,mud,100\nA,ash,80",
        ).solve()
        assert answer.sent("A|ash", "works") == pytest.approx(50)
        assert answer.used == pytest.approx(150)

    def test_least_per_another_input(self, world: Any) -> None:
        """Proves that 2 t of sand per t of ash, whatever the mud, is 80 t for 40 t: cost 1400 + 80 x 20 = 3000.

        Without it the answer would be 1400, or sand for the mud too.
        """
        answer = world(
            recipes=_recipes("making,red_mud,,,", "making,fly_ash,,,", "making,sand,2,5,ash"),
            offers="plant,material,amount_t\nA,mud,100\nA,ash,40",
            **SAND,
        ).solve()
        assert answer.bought("works", "sand") == pytest.approx(80)
        assert answer.cost == pytest.approx(3000)

    def test_required_input_that_nobody_offers_stops_the_line(self, world: Any) -> None:
        """Proves that 10 % of sand that is neither offered nor sold leaves the works idle: used 0, cost 7000.

        Without it the answer would be used 100 at 1000: a brick without its binder.
        """
        answer = world(recipes=_recipes("making,red_mud,,,", "making,sand,0.1,,")).solve()
        assert answer.used == 0
        assert answer.cost == pytest.approx(7000)

    def test_an_offer_takes_the_place_of_the_market(self, world: Any) -> None:
        """Proves that 20 t of sand for sale at C (5 + 10 km) beat the gate price of 20.

        1000 + 20 x 15 + 80 x 20 = 2900. Without it the answer would be 3000.
        """
        answer = world(
            recipes=_recipes("making,red_mud,,,", "making,sand,0.5,,"),
            offers="plant,material,amount_t,kind,price_cny_t\nA,mud,100,arising,\nC,sand,20,purchase,5",
            **SAND,
        ).solve()
        assert answer.sent("C|sand", "works") == pytest.approx(20)
        assert answer.bought("works", "sand") == pytest.approx(80)
        assert answer.cost == pytest.approx(2900)
        assert answer.used == pytest.approx(100)
