"""Levies by hand: every one stands in the payer's cost and, as much, in the budget; the audit works both out anew.

The world: 100 t of mud at A go to works B, 10 km on (used), or to tip C, 20 km on, which asks 50 CNY/t; a truck costs
1 CNY per t km. At least cost a tonne used costs 10, one dumped 70; where the works ask 100 CNY/t it is 110 against 70.
"""

from __future__ import annotations

from typing import Any

import pytest

from symbiosis.errors import DataError
from symbiosis.plan.audit import findings

COLUMNS = "levy,kind,rate_cny,per,basis,ledger,processes,materials,modes,scope,scope_name"
LEDGERS = {"add_ledgers": "ledger,unit\nbudget_cny,CNY"}
LEAST_COST = [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}]
DEAR = "process,fate,status,opex_cny_t\nmaking,use,industrial,100\ndump,disposal,industrial,50"


def _world(world: Any, *rows: str, **more: Any) -> Any:
    levies = "\n".join([COLUMNS, *rows])
    own = {"levies": levies, "processes": DEAR, "settings": {"objectives": LEAST_COST}, **LEDGERS}
    return world(**{**own, **more})


class TestLevers:
    """Each kind of levy at the works of 110 CNY/t against the tip of 70: a difference of 40 CNY a tonne."""

    @pytest.mark.parametrize(
        ("row", "rate", "used", "cost", "budget"),
        [
            # The fee makes the tip 70 + fee: it turns at 40, where both cost 110.
            ("fee,fee,{},1,ledger,disposed_t,,,,,", 39, 0, 10_900, 3_900),
            ("fee,fee,{},1,ledger,disposed_t,,,,,", 41, 100, 11_000, 0),
            # The subsidy makes the works 110 less it.
            ("aid,subsidy,{},1,ledger,used_t,,,,,", 41, 100, 6_900, -4_100),
            ("aid,subsidy,{},1,input,,making,red_mud,,,", 41, 100, 6_900, -4_100),
            # The truck emits 0.1 kg per t km: 1 kg a tonne to the works, 2 kg to the tip; 40 CNY/kg turns it.
            ("carbon,carbon,{},1000,ledger,co2_kg,,,,,", 41_000, 100, 15_100, 4_100),
            # 10 km against 20 km: 4 CNY per t km turns it.
            ("toll,tax,{},1,tkm,,,,truck,,", 4.1, 100, 15_100, 4_100),
            ("tax,tax,{},1,input,,dump,,,,", 41, 100, 11_000, 0),
        ],
    )
    def test_the_tonne_turns(self, world: Any, row: str, rate: float, used: float, cost: float, budget: float) -> None:
        """Proves at which rate each lever turns the 100 t, what the park then pays and what the state receives.

        Without it the answer would be a lever of the wrong size, sign or base, or a budget that nobody paid.
        """
        answer = _world(world, row.format(rate)).solve()
        assert answer.used == pytest.approx(used)
        assert answer.cost == pytest.approx(cost)
        assert answer.ledger("budget_cny") == pytest.approx(budget)
        paid = answer.ledger("cost_cny", kind=row.split(",")[1])
        assert paid == pytest.approx(budget), "the cost holds what the budget holds"

    def test_what_is_made(self, world: Any) -> None:
        """Proves a subsidy per tonne made: half a brick per tonne of mud and 90 CNY a brick is 45 a tonne of mud.

        Used 100, cost 11000 - 4500. Without it the answer would be used 0 (no subsidy) or paid on the intake (9000).
        """
        yields = "process,input,output,yield_t_t\nmaking,red_mud,brick,0.5"
        prices = "material,side,price_cny_t\nbrick,sell,0"
        here = _world(world, "aid,subsidy,90,1,output,,making,brick,,,", yields=yields, prices=prices)
        answer = here.solve()
        assert answer.used == pytest.approx(100)
        assert answer.cost == pytest.approx(6_500)
        assert answer.ledger("budget_cny", kind="aid") == pytest.approx(-4_500)


class TestWhere:
    """On whom a levy falls."""

    OFFERS = "plant,material,amount_t\nA,mud,100\nB,mud,10"

    @pytest.mark.parametrize(
        ("scope", "name", "budget"),
        [("plant", "B", 100), ("owner", "Alu", 1000), ("province", "Guangxi", 1100)],
    )
    def test_scope(self, world: Any, scope: str, name: str, budget: float) -> None:
        """Proves that a fee of 10 CNY/t on 110 t dumped falls only on what leaves the plants of its scope.

        Without it the answer would be 1100 everywhere, or a fee raised where the tip stands.
        """
        row = f"fee,fee,10,1,ledger,disposed_t,,,,{scope},{name}"
        answer = _world(world, row, offers=self.OFFERS).solve()
        assert answer.ledger("disposed_t") == pytest.approx(110)
        assert answer.ledger("budget_cny") == pytest.approx(budget)
        assert answer.ledger("budget_cny", scope="owner", name="Brick") == pytest.approx(100 if name != "Alu" else 0)

    def test_families_of_a_ledger(self, world: Any) -> None:
        """Proves that a fee on the red mud dumped leaves the ash alone: 10 x 100, not 10 x 150."""
        offers = "plant,material,amount_t\nA,mud,100\nA,ash,50"
        row = "fee,fee,10,1,ledger,disposed_t,,red_mud,,,"
        assert _world(world, row, offers=offers).solve().ledger("budget_cny") == pytest.approx(1000)

    def test_two_levies_add_up(self, world: Any) -> None:
        """Proves that a fee of 30 and a subsidy of 15 turn the tonne together; the budget then pays 1500 and earns 0.

        Without it the answer would be one levy put in the place of the other.
        """
        rows = "fee,fee,30,1,ledger,disposed_t,,,,,", "aid,subsidy,15,1,ledger,used_t,,,,,"
        answer = _world(world, *rows).solve()
        assert answer.used == pytest.approx(100)
        assert answer.ledger("budget_cny") == pytest.approx(-1500)
        assert answer.cost - answer.ledger("budget_cny") == pytest.approx(11_000), "without transfers"

    def test_a_levy_that_begins_later(self, world: Any) -> None:
        """Proves that a fee from 2027 on is raised in that year alone: 0, then 1000.

        Without it the answer would be a budget of every year.
        """
        settings = {
            "objectives": LEAST_COST,
            "horizon": {"years": [2025, 2027], "discount_rate": 0.0},
            "from": {"2027": {"levies": {"fee": {"rate_cny": 10}}}},
        }
        answer = _world(world, "fee,fee,0,1,ledger,disposed_t,,,,,", settings=settings).solve()
        rows = answer.plan.ledgers
        own = rows[(rows["ledger"] == "budget_cny") & (rows["scope"] == "park")]
        assert dict(zip(own["year"], own["amount"], strict=True)) == {2027: pytest.approx(1000)}


class TestAudit:
    """The second implementation."""

    def test_it_finds_a_false_budget(self, world: Any) -> None:
        """Proves that a plan whose model is given another rate afterwards is refused, in cost and in budget.

        Without it the audit would copy what it should check.
        """
        from dataclasses import replace

        row = "fee,fee,10,1,ledger,disposed_t,,,,,"
        here = _world(world, row)
        plan = replace(here.solve().plan, model=here.under("levies.fee.rate_cny=11").at(here.park))
        found = " ".join(findings(plan))
        assert "budget_cny/fee/red_mud" in found
        assert "cost_cny/fee/red_mud" in found


class TestFaults:
    """What a table of levies may not say."""

    @pytest.mark.parametrize(
        ("row", "words"),
        [
            ("x,fee,1,1,ledger,,,,,,", "ledger: is blank while basis is ledger"),
            ("x,fee,1,1,ledger,cost_cny,,,,,", "'cost_cny' is filled from cost_cny"),
            ("x,fee,1,1,ledger,disposed_t,making,,,,", "'making' has no meaning while basis is ledger"),
            ("x,fee,1,1,ledger,disposed_t,,mud,,,", "ledgers are kept by family; name its family red_mud"),
            ("x,fee,1,1,input,,,red_mud;mud,,,", "'mud' would be charged twice"),
            ("x,fee,1,1,input,,,,,,", "all that any facility takes in or makes would be charged"),
            ("x,fee,1,1,ledger,disposed_t,,,,owner,", "scope_name: is '' while scope is owner; name the owner"),
            ("x,fee,1,1,ledger,disposed_t,,,,owner,Nobody", "no plant of the park has this owner; name one of Alu"),
            ("x,fee,-1,1,ledger,disposed_t,,,,,", "out of range"),
            ("x,gift,1,1,ledger,disposed_t,,,,,", "gift"),
        ],
    )
    def test_it_says_what_is_wrong(self, world: Any, row: str, words: str) -> None:
        """Proves that each slip is told with its remedy. Without it a levy would be raised on something else."""
        with pytest.raises(DataError) as caught:
            _world(world, row).solve()
        assert words in str(caught.value)

    def test_the_budget_needs_its_ledger(self, world: Any) -> None:
        """Proves that levies without the ledger of the budget are a fault, and factors on it as well.

        Without it money would be paid to nobody.
        """
        with pytest.raises(DataError, match=r"'budget_cny' is missing while levies\.csv has rows"):
            world(levies=f"{COLUMNS}\nx,fee,1,1,ledger,disposed_t,,,,,").solve()
        with pytest.raises(DataError, match="is filled by levies alone"):
            world(factors="ledger,basis,other,value\nbudget_cny,ledger,disposed_t,1", **LEDGERS).solve()
