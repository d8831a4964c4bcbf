"""Accounts by hand: who holds a credit, and new scrap at both of its ends."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import symbiosis
from symbiosis.errors import DataError
from symbiosis.plan.audit import findings

FACTORS = "ledger,kind,basis,process,material,mode,property,other,value,boundary"
#: 60 t of mud of A and 40 t of ash of D go to B, which buys 100 t of sand and makes 0.8 t of brick of each tonne.
BRICKS = {
    "plants": "plant,km,owner,zone,province\nA,0,Alu,north,Guangxi\nB,10,Brick,north,Guangxi\nC,20,City,south,Guangxi\n"
    "D,5,Dust,north,Guangxi",
    "offers": "plant,material,amount_t\nA,mud,60\nD,ash,40",
    "recipes": "process,input,min_share,max_share\nmaking,red_mud,0.3,0.3\nmaking,fly_ash,0.2,0.2\nmaking,sand,,\n"
    "dump,red_mud,,\ndump,fly_ash,,",
    "yields": "process,input,output,yield_t_t\nmaking,,brick,0.8",
    "prices": "material,side,price_cny_t\nsand,buy,20\nbrick,sell,300",
    "add_ledgers": "ledger,unit,credit\nsaved_kg,kg,yes\nincome_cny,CNY,no",
}


def _credits(who: str, *rows: str) -> dict[str, Any]:
    return {**BRICKS, "factors": "\n".join([FACTORS, *rows]), "settings": {"accounting": {"credits": who}}}


def _held(answer: Any, ledger: str = "saved_kg") -> dict[str, float]:
    amounts = {name: answer.ledger(ledger, scope="plant", name=name) for name in "ABCD"}
    return {name: amount for name, amount in amounts.items() if amount}


class TestCredits:
    """A credit has one holder."""

    @pytest.mark.parametrize(
        ("row", "user", "supplier"),
        [
            ("saved_kg,k,input,making,red_mud,,,,10,", {"B": 600}, {"A": 600}),
            ("saved_kg,k,input,making,,,,,10,", {"B": 2000}, {"A": 600, "D": 400, "B": 1000}),
            ("saved_kg,k,output,making,brick,,,,10,", {"B": 1600}, {"A": 480, "D": 320, "B": 800}),
            ("saved_kg,k,property,making,red_mud,,CaO,,2,", {"B": 600}, {"A": 600}),
        ],
    )
    def test_one_holder(self, world: Any, row: str, user: dict[str, float], supplier: dict[str, float]) -> None:
        """Proves that a credit is the user's, or its suppliers' by tonnes supplied; bought sand stays with the user.

        Without it the answer would book 1600 kg for 160 t of brick at B and again at A and D.
        """
        compositions = "material,property,value\nmud,CaO,5"
        for who, held in (("user", user), ("supplier", supplier)):
            answer = world(**_credits(who, row), compositions=compositions).solve()
            assert _held(answer) == pytest.approx(held)
            assert answer.ledger("saved_kg") == pytest.approx(sum(user.values()))

    def test_what_is_paid_for_it_goes_along(self, world: Any) -> None:
        """Proves that 0.05 CNY a kg of credit is earned by its holder: 30 CNY at A.

        Without it the answer would pay B for what A holds.
        """
        rows = ("saved_kg,k,input,making,red_mud,,,,10,", "income_cny,,ledger,,,,,saved_kg,0.05,")
        assert _held(world(**_credits("supplier", *rows)).solve(), "income_cny") == pytest.approx({"A": 30})

    @pytest.mark.parametrize("who", ["user", "supplier"])
    def test_booking_both_is_caught(self, world: Any, who: str) -> None:
        """Proves that the audit finds a plan that books the credit at A and at B, whoever should hold it.

        Without it the answer would count 600 kg twice and nobody would see.
        """
        plan = world(**_credits(who, "saved_kg,k,input,making,red_mud,,,,10,")).solve().plan
        assert not findings(plan)
        held = plan.ledgers[(plan.ledgers["ledger"] == "saved_kg") & (plan.ledgers["scope"] == "plant")]
        other = held.assign(name={"user": "A", "supplier": "B"}[who])
        object.__setattr__(plan, "ledgers", pd.concat([plan.ledgers, other], ignore_index=True))
        assert any("saved_kg" in said and f"plant/{other['name'].iloc[0]}" in said for said in findings(plan))

    def test_what_knows_no_supplier_is_refused(self, world: Any) -> None:
        """Proves that a credit per tonne-km is a fault: nobody could say whose it is.

        Without it the answer would stay with the sender under either setting.
        """
        with pytest.raises(DataError, match="knows no supplier"):
            _ = world(**_credits("user", "saved_kg,k,tkm,,red_mud,truck,,,1,")).model


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"factors": f"{FACTORS}\nco2_kg,k,output,making,brick,,,,1,upstream"}, "'upstream' has no meaning"),
        ({"factors": f"{FACTORS}\nco2_kg,k,handed,making,brick,,,,1,"}, "does not take in 'brick'"),
        ({"factors": FACTORS, "add_ledgers": "ledger,unit,credit\nx,kg,no", "credit": "cost_cny"}, "is no credit"),
    ],
)
def test_senseless_accounts_are_faults(world: Any, tables: dict[str, str], said: str) -> None:
    """Proves that an account which could never mean anything is a fault at reading.

    Without it the answer would lack the entries in silence.
    """
    credit = tables.pop("credit", "")
    here = world(**{**BRICKS, **tables})
    if credit:
        path = here.folder / "model" / "ledgers.csv"
        text = path.read_text("utf-8").splitlines()
        at = text[0].split(",").index("credit")
        rows = [line.split(",") for line in text]
        changed = [[*row[:at], "yes", *row[at + 1 :]] if row[0] == credit else row for row in rows]
        path.write_text("\n".join(",".join(row) for row in changed), "utf-8")
    with pytest.raises(DataError, match=said):
        _ = here.model


class TestNewScrap:
    """One rule at both ends: the taker is charged what the maker is relieved of."""

    #: A's mud stands for new scrap: 1 % is lost on the way, so 99 t arrive.
    ROW = "alloc_kg,new scrap,handed,making,mud,,,,10,"
    MODES = "mode,forms,hazards,where,cost_cny_tkm,co2_kg_tkm,loss_pct\ntruck,cake;bulk,none,anywhere,1,0,1"

    def _answer(self, world: Any, kind: str) -> Any:
        offers = f"plant,material,amount_t,kind,must_place\nA,mud,100,{kind},yes"
        factors = f"{FACTORS}\n{self.ROW}\nalloc_kg,emitted,ledger,,,,,co2_kg,1,\nco2_kg,own,input,making,,,,,3,"
        return world(offers=offers, factors=factors, modes=self.MODES, add_ledgers="ledger,unit\nalloc_kg,kg").solve()

    @pytest.mark.parametrize("kind", ["arising", "stock"])
    def test_inside_the_park_it_sums_to_nothing(self, world: Any, kind: str) -> None:
        """Proves that B is charged 10 x 99 = 990 kg and A relieved of 990 kg: the park stays at 3 x 99 = 297.

        Without it the answer would be 1287 for the park, or leave 10 kg with A for the tonne lost on the way.
        """
        answer = self._answer(world, kind)
        assert _held(answer, "alloc_kg") == pytest.approx({"A": -990, "B": 990 + 297})
        assert answer.ledger("alloc_kg") == pytest.approx(answer.ledger("co2_kg")) == pytest.approx(297)

    def test_a_seller_outside_is_relieved_outside(self, world: Any) -> None:
        """Proves that for what is bought from outside only the charge is booked: 990 kg more than the park emits.

        Without it the answer would relieve a plant that only passes the metal on.
        """
        answer = self._answer(world, "purchase")
        assert _held(answer, "alloc_kg") == pytest.approx({"B": 990 + 297})

    def test_a_one_sided_book_is_caught(self, world: Any) -> None:
        """Proves that the audit misses the maker's relief when it is left out.

        Without it the answer would be free of fault with 990 kg charged and nobody relieved.
        """
        plan = self._answer(world, "arising").plan
        kept = plan.ledgers[plan.ledgers["kind"] != "new scrap, given"].reset_index(drop=True)
        object.__setattr__(plan, "ledgers", kept)
        assert any("new scrap, given" in said for said in findings(plan))


def test_making_is_not_charged_on_what_the_park_made(world: Any) -> None:
    """Proves that upstream emissions fall on bought brick only: 5 x 20 kg, beside 80 t that the works made.

    Without it the answer would be 5 x 100 kg, with the works' own emissions on top.
    """
    answer = world(
        facilities="facility,plant,process\nworks,B,making\npave,B,paving\ntip,C,dump",
        processes="process,fate,status\nmaking,use,industrial\npaving,use,industrial\ndump,disposal,industrial",
        recipes="process,input,min_share,max_share\nmaking,red_mud,,\npaving,brick,0.8,1\npaving,sand,,0.2\n"
        "dump,red_mud,,",
        yields="process,input,output,yield_t_t\nmaking,,brick,0.8",
        prices="material,side,price_cny_t\nsand,buy,1",
        settings={"objectives": [{"ledger": "bought_t", "sense": "max"}, {"ledger": "cost_cny", "sense": "min"}]},
        factors=f"{FACTORS}\nco2_kg,bought in,input,,sand,,,,5,upstream\nco2_kg,bought in,input,,brick,,,,7,upstream",
    ).solve()
    assert answer.intake("pave", "brick") == pytest.approx(80)
    assert answer.ledger("co2_kg", kind="bought in") == pytest.approx(5 * 20)


def test_setting_is_read() -> None:
    """Proves that the shipped model gives credits to the user and cuts new scrap off unless told otherwise.

    Without it the answer would depend on a default that nobody states.
    """
    accounting = symbiosis.read_model("models").settings.accounting
    assert (accounting.credits, accounting.new_scrap, accounting.levy.price_cny_t) == ("user", "cut_off", 0)
