"""Yields: what comes out must go somewhere, and iron tailings stay red mud."""

from __future__ import annotations

from typing import Any

import pytest

#: 100 t of mud at A; iron line at B (10 km): 0.2 powder and 0.8 tailings; a tip at C (10 km from B) for 50 CNY/t.
IRON = {
    "materials": "material,family,form\nmud,red_mud,cake\ntail,red_mud,cake\npowder,goods,bulk\nash,fly_ash,bulk\n"
    "sand,minerals,bulk",
    "processes": "process,fate,status,opex_cny_t\niron,use,industrial,0\ndump,disposal,industrial,50\n"
    "making,use,industrial,0\nshop,market,industrial,0",
    "recipes": "process,input\niron,mud\ndump,tail\nmaking,tail\nshop,powder",
    "yields": "process,input,output,yield_t_t\niron,,powder,0.2\niron,,tail,0.8",
    "prices": "material,side,price_cny_t\npowder,sell,280",
    "offers": "plant,material,amount_t,must_place\nA,mud,100,no",
}


def _world(world: Any, *facilities: str, **more: Any) -> Any:
    return world(**(IRON | {"facilities": "\n".join(["facility,plant,process,capacity_t_a", *facilities])} | more))


class TestResidues:
    """What the iron line gives back in the same family is not used."""

    def test_tailings_stay_red_mud(self, world: Any) -> None:
        """Proves that 100 t taken in are 20 t used: 80 t of tailings are red mud still, and go to the tip.

        Cost 100 x 10 + 80 x (10 + 50) - 20 x 280 = 200. Without it the answer would be used 100, a rate of 100 %.
        """
        answer = _world(world, "iron,B,iron,", "tip,C,dump,").solve()
        assert answer.used == pytest.approx(20)
        assert answer.ledger("disposed_t", family="red_mud") == pytest.approx(80)
        assert answer.ledger("made_t", family="red_mud") == pytest.approx(80)
        assert answer.ledger("sold_t") == pytest.approx(20)
        assert answer.cost == pytest.approx(200)
        rates = answer.plan.rates.set_index(["scope", "family"])
        assert rates.loc[("park", "red_mud"), "rate"] == pytest.approx(0.2)

    def test_without_a_sink_nothing_runs(self, world: Any) -> None:
        """Proves that without a place for tailings the line stands still: used 0, 100 t stay, nothing is sold.

        Without it the answer would be used 20 with 80 t of tailings gone to nowhere.
        """
        answer = _world(world, "iron,B,iron,").solve()
        assert answer.used == 0
        assert answer.ledger("stays_t") == pytest.approx(100)
        assert answer.ledger("sold_t") == 0

    def test_tailings_used_further_on(self, world: Any) -> None:
        """Proves that tailings that go on into bricks at C are used there: 20 + 80 = 100, booked at A (20) and B (80).

        Without it the answer would be 20, or 180 with the intakes added up.
        """
        answer = _world(world, "iron,B,iron,", "brickworks,C,making,").solve()
        assert answer.used == pytest.approx(100)
        assert answer.ledger("used_t", scope="plant", name="A") == pytest.approx(20)
        assert answer.ledger("used_t", scope="plant", name="B") == pytest.approx(80)

    def test_small_sink_holds_the_line(self, world: Any) -> None:
        """Proves that a tip of 40 t/a lets the line run at 50 t: used 10, 50 t stay.

        Without it the answer would be used 20.
        """
        answer = _world(world, "iron,B,iron,", "tip,C,dump,40").solve()
        assert answer.used == pytest.approx(10)
        assert answer.ledger("stays_t") == pytest.approx(50)


class TestProducts:
    """Powder is sold at the gate, or to a market where the park has one."""

    def test_market_limits_the_sale(self, world: Any) -> None:
        """Proves that a shop for 12 t/a at C (10 km) holds the line at 60 t: used 12, and nothing is sold at the gate.

        Cost 60 x 10 + 48 x 60 + 12 x 10 - 12 x 280 = 240. Without it the answer would be used 20, the rest at the gate.
        """
        answer = _world(world, "iron,B,iron,", "tip,C,dump,", "shop,C,shop,12").solve()
        assert answer.used == pytest.approx(12)
        assert answer.ledger("sold_t") == pytest.approx(12)
        assert answer.offer("iron|powder")["sold_t"] == 0
        assert answer.cost == pytest.approx(240)

    def test_product_without_price_or_market(self, world: Any) -> None:
        """Proves that powder that nobody buys stops the line: used 0.

        Without it the answer would be used 20 and 20 t of powder vanish.
        """
        answer = _world(world, "iron,B,iron,", "tip,C,dump,", prices="material,side,price_cny_t").solve()
        assert answer.used == 0

    def test_yield_of_one_input(self, world: Any) -> None:
        """Proves that a yield on ``mud`` counts mud alone, a blank one sand too: 0.5 x 100 + 0.1 x 200 = 70 t.

        Half of the load is sand. Without it the answer would be 120 t (both on all) or 60 t (both on mud).
        """
        answer = world(
            recipes="process,input,min_share\nmaking,red_mud,\nmaking,sand,0.5\ndump,red_mud,",
            yields="process,input,output,yield_t_t\nmaking,mud,brick,0.5\nmaking,,brick,0.1",
            prices="material,side,price_cny_t\nsand,buy,20\nbrick,sell,1",
        ).solve()
        assert answer.offer("works|brick")["sold_t"] == pytest.approx(70)
        assert answer.ledger("cost_cny", kind="sale") == pytest.approx(-70)
        assert answer.used == pytest.approx(100)

    def test_product_feeds_the_next_process(self, world: Any) -> None:
        """Proves that powder goes from the iron line to a steel works at C where nobody buys it at the gate.

        20 t of powder, 10 km on; cost 1000 + 80 x 60 + 20 x 10 = 6000. Without it the answer would be used 0.
        """
        answer = _world(
            world,
            "iron,B,iron,",
            "tip,C,dump,",
            "steel,C,making,",
            recipes="process,input\niron,mud\ndump,tail\nmaking,powder",
            prices="material,side,price_cny_t",
        ).solve()
        assert answer.sent("iron|powder", "steel") == pytest.approx(20)
        assert answer.used == pytest.approx(20)
        assert answer.cost == pytest.approx(6000)
