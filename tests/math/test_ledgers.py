"""Ledgers: the built-in ones, the kinds of cost, and factors of each basis."""

from __future__ import annotations

from typing import Any

import pytest

LEDGERS = "ledger,unit\nf_kg,kg"
#: 100 t of mud (wet 125 t) at A, half sand at works B, bricks 0.8 t/t sold at the gate.
BRICKS = {
    "materials": "material,family,form,moisture_pct\nmud,red_mud,cake,20\nold_mud,red_mud,cake,0\nash,fly_ash,bulk,0\n"
    "sand,minerals,bulk,0\nbrick,goods,bulk,0",
    "recipes": "process,input,min_share,max_share\nmaking,red_mud,,\nmaking,sand,0.5,0.5\nmaking,fly_ash,,\n"
    "dump,red_mud,,",
    "yields": "process,input,output,yield_t_t\nmaking,,brick,0.8",
    "prices": "material,side,price_cny_t\nsand,buy,20\nbrick,sell,30",
}


def _factors(*rows: str) -> dict[str, str]:
    return {
        "factors": "\n".join(["ledger,kind,basis,process,material,mode,property,other,value", *rows]),
        "add_ledgers": LEDGERS,
    }


class TestCost:
    """Every kind of cost by hand."""

    def test_kinds(self, world: Any) -> None:
        """Proves every kind of cost; in all -450.

        Freight 125 x 10 = 1250, offer 3 x 100 = 300, processing 4 x 200 = 800, purchase 20 x 100 = 2000, sale
        -30 x 160 = -4800. Without it the answer would lack a kind, or count processing on 100 t of load.
        """
        answer = world(
            **BRICKS,
            offers="plant,material,amount_t,price_cny_t\nA,mud,100,3",
            processes="process,fate,status,opex_cny_t\nmaking,use,industrial,4\ndump,disposal,industrial,50",
        ).solve()
        paid = {"freight": 1250, "offer": 300, "processing": 800, "purchase": 2000, "sale": -4800}
        assert {kind: answer.ledger("cost_cny", kind=kind) for kind in paid} == pytest.approx(paid)
        assert answer.cost == pytest.approx(-450)
        for scope, name in (("plant", "B"), ("owner", "Brick")):
            assert answer.ledger("cost_cny", scope=scope, name=name) == pytest.approx(800 + 2000 - 4800)
        assert answer.ledger("cost_cny", scope="plant", name="A") == pytest.approx(1550)

    def test_owner_pays_to_be_rid_of_it(self, world: Any) -> None:
        """Proves that a negative price is income for the taker: 100 x 10 - 4 x 100 = 600; it is paid to the tip too.

        Without it the answer would be 1400.
        """
        answer = world(offers="plant,material,amount_t,price_cny_t\nA,mud,100,-4").solve()
        assert answer.cost == pytest.approx(600)
        assert answer.ledger("cost_cny", kind="offer", scope="plant", name="A") == pytest.approx(-400)

    def test_facility_states_its_own_running_cost(self, world: Any) -> None:
        """Proves that 7 CNY/t at this works beat the 4 of its process, and 0 beats it too: 1700 and 1000.

        Without it the answer would be 1400 both times.
        """
        processes = "process,fate,status,opex_cny_t\nmaking,use,industrial,4\ndump,disposal,industrial,50"
        for own, cost in ((7, 1700), (0, 1000)):
            facilities = f"facility,plant,process,opex_cny_t\nworks,B,making,{own}\ntip,C,dump,"
            assert world(processes=processes, facilities=facilities).solve().cost == pytest.approx(cost)


class TestStock:
    """Legacy stock has its own ledger."""

    def test_used_stock_is_apart(self, world: Any) -> None:
        """Proves that of works of 130 t/a new mud takes 100 t (a rate of 100 %) and the heap 30 t.

        Without it the answer would be used 130 at 130 %.
        """
        answer = world(
            offers="plant,material,amount_t,kind\nA,mud,100,arising\nA,old_mud,500,stock",
            facilities="facility,plant,process,capacity_t_a\nworks,B,making,130\ntip,C,dump,",
            settings={
                "objectives": [
                    {"ledger": "used_t", "sense": "max"},
                    {"ledger": "used_stock_t", "sense": "max"},
                    {"ledger": "cost_cny", "sense": "min"},
                ]
            },
        ).solve()
        assert answer.used == pytest.approx(100)
        assert answer.ledger("used_stock_t") == pytest.approx(30)
        assert answer.ledger("stays_t", kind="stock") == pytest.approx(470)
        assert answer.ledger("disposed_t") == 0
        rates = answer.plan.rates.set_index(["scope", "family"]).loc[("park", "red_mud")]
        assert rates["rate"] == pytest.approx(1)
        assert rates["stock_t"] == pytest.approx(500)
        assert rates["used_stock_t"] == pytest.approx(30)

    def test_same_material_as_arising_and_stock(self, world: Any) -> None:
        """Proves that one plant's mud of both kinds stays two offers: 100 used, 100 of the heap of 500 stay at 400.

        Without it the answer would be 600 t in one lot that must be placed.
        """
        answer = world(
            offers="plant,material,amount_t,kind\nA,mud,100,arising\nA,mud,500,stock",
            settings={"objectives": [{"ledger": "used_t", "sense": "max"}, {"ledger": "cost_cny", "sense": "min"}]},
        ).solve()
        assert answer.sent("A|mud|arising") == pytest.approx(100)
        assert answer.offer("A|mud|stock")["stays_t"] == pytest.approx(500)

    def test_used_purchases_are_apart(self, world: Any) -> None:
        """Proves that bought ash of 50 t counts under purchases and not as new arisings used.

        Without it the answer would be used 150.
        """
        answer = world(
            offers="plant,material,amount_t,kind\nA,mud,100,arising\nA,ash,50,purchase",
            recipes="process,input,min_share\nmaking,red_mud,\nmaking,fly_ash,0.2\ndump,red_mud,\ndump,fly_ash,",
        ).solve()
        assert answer.used == pytest.approx(100)
        assert answer.ledger("used_purchase_t") == pytest.approx(25)
        assert answer.ledger("stays_t", kind="purchase") == pytest.approx(25)


class TestFactors:
    """100 t of mud (125 wet t over 10 km) and 100 t of sand become 160 t of brick."""

    @pytest.mark.parametrize(
        ("row", "amount", "plant"),
        [
            ("f_kg,k,input,,,,,,2", 2 * 200, "B"),
            ("f_kg,k,input,making,,,,,2", 2 * 200, "B"),
            ("f_kg,k,input,dump,,,,,2", 0, "B"),
            ("f_kg,k,input,making,mud,,,,2", 2 * 100, "B"),
            ("f_kg,k,input,,minerals,,,,2", 2 * 100, "B"),
            ("f_kg,k,output,making,brick,,,,-2", -2 * 160, "B"),
            ("f_kg,k,output,,goods,,,,3", 3 * 160, "B"),
            ("f_kg,k,tkm,,,,,,2", 2 * 1250, "A"),
            ("f_kg,k,tkm,,red_mud,truck,,,2", 2 * 1250, "A"),
            ("f_kg,k,tkm,,,onsite,,,2", 0, "A"),
            ("f_kg,k,property,making,,,Na2O,,10", 10 * (100 * 4 + 100 * 0.5), "B"),
            ("f_kg,k,property,,red_mud,,Na2O,,10", 10 * 100 * 4, "B"),
            ("f_kg,k,property,,,,Na2Oeq,,1", 100 * (4 + 0.658) + 100 * 0.5, "B"),
            ("f_kg,k,ledger,,,,,tkm,0.5", 0.5 * 1250, "A"),
            ("f_kg,k,ledger,,,,,made_t,2", 2 * 160, "B"),
        ],
    )
    def test_basis(self, world: Any, row: str, amount: float, plant: str) -> None:
        """Proves each basis with its filters: per t in (200), out (160), t-km (1250), property (450 %t), other ledger.

        Without it the answer would be booked elsewhere or filtered by nothing.
        """
        compositions = "material,property,value\nmud,Na2O,4\nmud,K2O,1\nsand,Na2O,0.5\nsand,K2O,0"
        answer = world(**BRICKS, **_factors(row), compositions=compositions).solve()
        assert answer.ledger("f_kg", kind="k") == pytest.approx(amount)
        assert answer.ledger("f_kg", scope="plant", name=plant) == pytest.approx(amount)

    def test_tax_is_a_ledger_of_another(self, world: Any) -> None:
        """Proves that 25 CNY per t dumped makes disposal dearer: used 60, cost 600 + 40 x 70 + 40 x 25 = 4400.

        The works hold 60 t/a. Without it the answer would be 3400.
        """
        answer = world(
            **_factors("cost_cny,tax,ledger,,,,,disposed_t,25"),
            facilities="facility,plant,process,capacity_t_a\nworks,B,making,60\ntip,C,dump,",
        ).solve()
        assert answer.ledger("cost_cny", kind="tax") == pytest.approx(1000)
        assert answer.cost == pytest.approx(4400)

    def test_ledger_of_a_ledger_of_a_ledger(self, world: Any) -> None:
        """Proves that 80 CNY/t of carbon is 0.08 x (100 kg freight + 3 x 100 kg burning): cost 1000 + 32.

        Without it the answer would be 1008 (freight alone) or 1000.
        """
        answer = world(
            **_factors("co2_kg,burning,input,making,,,,,3", "cost_cny,carbon,ledger,,,,,co2_kg,0.08")
        ).solve()
        assert answer.ledger("co2_kg") == pytest.approx(400)
        assert answer.cost == pytest.approx(1032)

    def test_factor_steers_the_plan(self, world: Any) -> None:
        """Proves that a cap on fluorine in kilns, 0.5 kg per t of mud taken in, of 20 kg holds use at 40 t.

        Without it the answer would be used 100.
        """
        answer = world(
            **_factors("f_kg,,property,making,,,LOI,,0.1"),
            compositions="material,property,value\nmud,LOI,5",
            caps="scope,name,ledger,sense,amount\nplant,B,f_kg,<=,20",
        ).solve()
        assert answer.used == pytest.approx(40)
