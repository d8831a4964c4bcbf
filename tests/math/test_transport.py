"""What a movement costs: length, tariff, contract, wet tonnes, losses, and which row of links.csv counts."""

from __future__ import annotations

from typing import Any

import pytest

WET = (
    "material,family,form,moisture_pct\nmud,red_mud,cake,20\nold_mud,red_mud,cake,\nash,fly_ash,bulk,\n"
    "sand,minerals,bulk,\nbrick,goods,bulk,"
)
#: From the least to the most specific; each beats those before it, whatever the order of the rows.
ROWS = (
    "A,B,truck,,50", "A,B,truck,red_mud,40", "A,B,truck,mud,30", "A,works,truck,,20", "A,works,truck,red_mud,15",
    "A,works,truck,mud,12",
)  # fmt: skip


def _links(*rows: str) -> str:
    return "\n".join(["from,to,mode,material,km", *rows])


class TestLength:
    """100 t of mud from A to works B, 10 km apart, at 1 CNY/t-km."""

    def test_circuity(self, world: Any) -> None:
        """Proves that a road is 1.3 times the great circle: 13 km, cost 100 x 13 = 1300, 1300 t-km.

        Without it the answer would be 1000.
        """
        answer = world(settings={"transport": {"circuity": 1.3}}).solve()
        assert answer.cost == pytest.approx(1300)
        assert answer.ledger("tkm") == pytest.approx(1300)

    def test_measured_length_beats_the_computed_one(self, world: Any) -> None:
        """Proves that a measured road of 25 km counts as it is, circuity or not: cost 100 x 25 = 2500.

        Without it the answer would be 1300, or 3250 with the circuity on top.
        """
        answer = world(links=_links("A,B,truck,,25"), settings={"transport": {"circuity": 1.3}}).solve()
        assert answer.cost == pytest.approx(2500)

    def test_no_way_inside_one_plant(self, world: Any) -> None:
        """Proves that works at A itself are 0 km off: only the 5 CNY/t of loading are paid, 500 CNY and 0 t-km.

        Without it the answer would be more than 500 under any circuity or minimum length.
        """
        facilities = "facility,plant,process\nworks,A,making\ntip,C,dump"
        here = world(facilities=facilities, links="from,to,mode,allowed\nA,A,onsite,no")
        answer = here.solve("modes.truck.fixed_cny_t=5")
        assert answer.cost == pytest.approx(500)
        assert answer.ledger("tkm") == 0
        assert answer.plan.flows["km"].tolist() == [0]

    @pytest.mark.parametrize("known", range(1, len(ROWS) + 1))
    def test_most_specific_row_counts(self, world: Any, known: int) -> None:
        """Proves the order facility before plant, then material before family before blank: 50, 40, 30, 20, 15, 12 km.

        Without it the answer would be that of the first or of the last row of the file (here the most general is last).
        """
        km = (50, 40, 30, 20, 15, 12)[known - 1]
        answer = world(links=_links(*reversed(ROWS[:known]))).solve()
        assert answer.plan.flows["km"].tolist() == [km]
        assert answer.cost == pytest.approx(100 * km)

    def test_row_for_another_facility_or_material_is_not_meant(self, world: Any) -> None:
        """Proves that rows for the tip, for ash and for the way back leave mud to the works alone: cost 1000.

        Without it the answer would be 9000 or more.
        """
        links = _links("A,tip,truck,,90", "A,B,truck,ash,90", "A,B,truck,fly_ash,90", "B,A,truck,,90")
        assert world(links=links).solve().cost == pytest.approx(1000)


class TestTariff:
    """The same 100 t over 10 km, other tariffs."""

    @pytest.mark.parametrize(("fixed", "least", "paid"), [(0, 15, 1500), (8, 15, 1800), (8, 18, 1800), (0, 5, 1000)])
    def test_least_charge(self, world: Any, fixed: float, least: float, paid: float) -> None:
        """Proves that freight is the larger of the least charge and fixed + rate x km, per tonne: e.g. max(15, 0 + 10).

        Without it the answer would be the tariff alone (1000, 1800) or both added up.
        """
        answer = world().solve(f"modes.truck.fixed_cny_t={fixed}", f"modes.truck.min_charge_cny_t={least}")
        assert answer.cost == pytest.approx(paid)

    def test_wet_tonnes_pay(self, world: Any) -> None:
        """Proves that 100 dry t at 20 % water travel as 125 wet t: 1250 t-km, 1250 CNY, 125 kg CO2; 100 t are used.

        Without it the answer would be 1000, 1000 and 100.
        """
        answer = world(materials=WET).solve()
        assert answer.used == pytest.approx(100)
        assert answer.plan.flows["wet_t"].tolist() == pytest.approx([125])
        assert answer.ledger("tkm") == pytest.approx(1250)
        assert answer.cost == pytest.approx(1250)
        assert answer.ledger("co2_kg", kind="freight") == pytest.approx(125)

    def test_contract_price(self, world: Any) -> None:
        """Proves that a contract at 7 CNY per wet tonne takes the place of tariff and least charge: 125 x 7 = 875.

        Without it the answer would be 125 x 15 = 1875 by the least charge, or 700 on dry tonnes.
        """
        here = world(materials=WET, links="from,to,mode,cost_cny_t\nA,B,truck,7")
        answer = here.solve("modes.truck.min_charge_cny_t=15")
        assert answer.cost == pytest.approx(875)
        assert answer.ledger("tkm") == pytest.approx(1250)

    def test_contract_for_nothing(self, world: Any) -> None:
        """Proves that a contract price of 0 is a price and not a blank: cost 0.

        Without it the answer would be 1000.
        """
        assert world(links="from,to,mode,cost_cny_t\nA,B,truck,0").solve().cost == pytest.approx(0)

    def test_loss_on_the_way(self, world: Any) -> None:
        """Proves that 2 % are lost after they were paid for: 98 t used, 2 t lost, freight on 100 t = 1000.

        Without it the answer would be used 100, or a freight of 980.
        """
        answer = world().solve("modes.truck.loss_pct=2")
        assert answer.used == pytest.approx(98)
        assert answer.ledger("lost_t") == pytest.approx(2)
        assert answer.cost == pytest.approx(1000)
        assert answer.intake("works", "mud") == pytest.approx(98)
        assert answer.plan.rates.set_index(["scope", "name"]).loc[("park", ""), "rate"] == pytest.approx(0.98)

    @pytest.mark.parametrize(("km", "mode", "paid"), [(9, "lorry", 1100), (10, "", 1200), (11, "barge", 1250)])
    def test_modes_cross_over(self, world: Any, km: float, mode: str, paid: float) -> None:
        """Proves that 2 + d by lorry and 7 + d/2 by barge cross at d = 10 km: 11, 12 and 12.5 CNY/t at 9, 10 and 11 km.

        Without it the answer would be one mode at every distance.
        """
        here = world(
            modes="mode,forms,hazards,fixed_cny_t,cost_cny_tkm\nlorry,cake,none,2,1\nbarge,cake,none,7,0.5",
            links=_links(f"A,B,lorry,,{km}", f"A,B,barge,,{km}"),
        )
        answer = here.solve()
        assert answer.cost == pytest.approx(paid)
        if mode:
            assert answer.sent(mode=mode) == pytest.approx(100)
