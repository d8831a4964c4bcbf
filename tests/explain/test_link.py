"""Why a link is used or not: every verdict once, with its numbers worked out on paper."""

from __future__ import annotations

from typing import Any

import pytest

import symbiosis
from symbiosis.errors import UsageError
from symbiosis.explain import answer_table, explain_link, explain_offer

WORKS = "facility,plant,process,capacity_t_a\nworks,B,making,{}\ntip,C,dump,"
COST = {"objectives": [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}]}
#: Plant D stands 30 km from A; its works pay nothing either, so what is full at B goes there only where it must.
FAR = {
    "plants": "plant,km,owner,zone,province\nA,0,Alu,north,Guangxi\nB,10,Brick,north,Guangxi\n"
    "C,20,City,south,Guangxi\nD,30,Brick,north,Guangxi",
    "facilities": "facility,plant,process\nworks,B,making\nfar,D,making\ntip,C,dump",
}


def one(here: Any, facility: str, offer: str = "A|mud") -> Any:
    """Return the one answer."""
    answers = explain_link(symbiosis.formulate(here.park, here.model), offer, facility)
    assert len(answers) == 1
    return answers[0]


def told(answer: Any) -> str:
    return "\n".join(words.en for words in answer.words)


class TestVerdicts:
    """What keeps a link out."""

    def test_goes(self, world: Any) -> None:
        """Proves that works of 60 t/a take 60 t of 100 over 10 km, and would take more without their capacity.

        Without it the answer would be a reason against what is done.
        """
        answer = one(world(facilities=WORKS.format(60)), "works")
        assert (answer.verdict, answer.mode, answer.km) == ("goes", "truck", pytest.approx(10))
        assert answer.sent_t == pytest.approx(60)
        assert [rule.family for rule in answer.rules] == ["capacity"]

    def test_gate(self, world: Any) -> None:
        """Proves that works 10 km off are refused by a truck of at most 8 km, in words of the gate alone.

        That the onsite mode carries nothing between plants is not told: it would be no news.
        Without it the answer would be a price for what cannot exist.
        """
        modes = "mode,forms,hazards,max_km,cost_cny_tkm\ntruck,cake,none,8,1"
        answer = one(world(modes=modes, offers="plant,material,amount_t,must_place\nA,mud,100,no"), "works")
        assert answer.verdict == "gate"
        assert told(answer) == "reach: 10.0 km is beyond the hard limit of 8 km for mud by truck"

    def test_gate_of_the_recipe(self, world: Any) -> None:
        """Proves that a recipe that does not name the material is the only thing said, not the mode by mode of it.

        Without it the answer would be a list of every truck.
        """
        answer = one(world(recipes="process,input\nmaking,fly_ash\ndump,red_mud"), "works")
        assert answer.verdict == "gate"
        assert told(answer).startswith("accepts:")
        assert len(answer.words) == 1

    def test_standard(self, world: Any) -> None:
        """Proves that mud of 4 % Na2O is kept out by a limit of 2 % alone: without it all 100 t go.

        Without it the answer would be a price of what no price brings in.
        """
        here = world(
            standards="standard,processes,property,sense,limit,on\nsoda,making,Na2O,<=,2,feed",
            compositions="material,property,value\nmud,Na2O,4",
        )
        answer = one(here, "works")
        assert answer.verdict == "rule"
        assert [rule.family for rule in answer.rules] == ["standards"]
        assert "it would go without standard soda at works (Na2O <= 2)" in told(answer)
        assert "not one tonne can go without breaking a rule" in told(answer)

    def test_capacity(self, world: Any) -> None:
        """Proves that A fills works of 60 t/a, which save it 60 CNY/t, and that E, whom they save 40, waits for room.

        E stands 20 km from the works and 10 km from the tip of 50 CNY/t.
        Without it the answer would be the 20 CNY/t that are missing.
        """
        plants = "plant,km\nA,0\nB,10\nC,20\nE,30"
        lots = "plant,material,amount_t\nA,mud,100\nE,mud,60"
        answer = one(world(plants=plants, offers=lots, facilities=WORKS.format(60)), "works", "E|mud")
        assert answer.verdict == "rule"
        assert [rule.family for rule in answer.rules] == ["capacity"]

    def test_cap(self, world: Any) -> None:
        """Proves that a cap of 0 on what A uses keeps its mud out of the works.

        Without it the answer would be a price.
        """
        answer = one(world(caps="scope,name,ledger,sense,amount\nplant,B,tkm,<=,0\nplant,A,used_t,<=,0"), "works")
        assert answer.verdict in ("rule", "rules")
        assert "caps" in {rule.family for rule in answer.rules}

    def test_connection(self, world: Any) -> None:
        """Proves that a connection of 0 t/a keeps the mud out.

        Without it the answer would be a price.
        """
        answer = one(world(links="from,to,mode,capacity_t_a\nA,works,truck,0"), "works")
        assert answer.verdict == "rule"
        assert [rule.family for rule in answer.rules] == ["links"]

    def test_not_built(self, world: Any) -> None:
        """Proves that a line that does not pay and is not built cannot take a tonne as the plan is decided.

        Without it the answer would be a price of a line that is not there.
        """
        here = world(
            facilities="facility,plant,process,status,min_size_t_a,max_size_t_a,capex_cny\n"
            "tip,C,dump,existing,,,\nline,B,making,candidate,0,100,90000",
            processes="process,fate,status,opex_cny_t,life_a\nmaking,use,industrial,0,10\ndump,disposal,industrial,50,",
            settings={**COST, "horizon": {"discount_rate": 0.0}},
            add_ledgers="ledger,unit\ncapex_cny,CNY\nbuilt_t_a,t",
        )
        answer = one(here, "line")
        assert answer.verdict == "decision"
        assert "as the plan decides" in told(answer)
        # The line costs 9,000 CNY a year whatever its size; the tonne saves 70 CNY at the tip and costs 10 to send.
        assert answer.built.size_t_a == pytest.approx(1.0)
        assert answer.built.totals["cost_cny"] == pytest.approx(9000.0 + 10.0 - 70.0)
        assert "with line built at 1 t/a, the least that does, 1 t would go" in told(answer)
        assert "新建 line" in "".join(words.zh for words in answer.words)

    def test_not_built_and_nowhere_to_build(self, world: Any) -> None:
        """Proves that a line of at least 80 t/a for 90,000 CNY that a cap on investment forbids is told as that.

        Without it the answer would be a cost of what may not be spent, or silence.
        """
        here = world(
            facilities="facility,plant,process,status,min_size_t_a,max_size_t_a,capex_cny\n"
            "tip,C,dump,existing,,,\nline,B,making,candidate,80,100,90000",
            processes="process,fate,status,opex_cny_t,life_a\nmaking,use,industrial,0,10\ndump,disposal,industrial,50,",
            settings={**COST, "horizon": {"discount_rate": 0.0}},
            add_ledgers="ledger,unit\ncapex_cny,CNY\nbuilt_t_a,t",
            caps="scope,name,ledger,sense,amount\npark,,capex_cny,<=,1000",
        )
        answer = one(here, "line")
        assert answer.verdict == "decision"
        assert answer.built.totals == {}
        assert "nor would it with line built" in told(answer)

    def test_unknown(self, world: Any) -> None:
        """Proves that a facility that is not there is told with those that are.

        Without it the answer would be an empty list.
        """
        with pytest.raises(UsageError, match="works"):
            one(world(), "nothing")

    def test_years_by_themselves(self, world: Any) -> None:
        """Proves that each of two years answers for itself: 60 t of 100 go in 2025, 60 of 200 in 2026.

        Without it the second year would be told as the first.
        """
        years = {"horizon": {"years": [2025, 2026], "last_a": 1, "discount_rate": 0.05, "base_year": 2025}}
        here = world(facilities=WORKS.format(60), settings={**years, "growth": {"red_mud": 100.0}})
        formulation = symbiosis.formulate(here.park, here.model)
        answers = explain_link(formulation, "A|mud", "works")
        assert [(one.year, one.verdict, round(one.sent_t)) for one in answers] == [
            (2025, "goes", 60),
            (2026, "goes", 60),
        ]
        assert "the capacity of works, 60 t/a in 2026" in told(answers[1])
        tip = explain_link(formulation, "A|mud", "tip")
        assert [round(one.sent_t) for one in tip] == [40, 140]


class TestPrice:
    """Where no rule keeps it out: 100 t go 10 km to the works, the far works stand 30 km off."""

    def test_forced(self, world: Any) -> None:
        """Proves that a tonne forced to the far works costs 30 - 10 = 20 CNY and 20 t-km, and no use.

        Without it the answer would be the 30 CNY of the way.
        """
        answer = one(world(**FAR), "far")
        assert answer.verdict == "price"
        assert answer.forced_t == pytest.approx(1.0)
        assert answer.forced == pytest.approx({"used_t": 0.0, "cost_cny": 20.0, "tkm": 20.0}, abs=1e-6)

    def test_fee(self, world: Any) -> None:
        """Proves that a fee of 20 CNY/t is where the far works come in, by a solve on both sides of it.

        Without it the answer would be a fee that nobody tried.
        """
        answer = one(world(**FAR), "far")
        assert answer.fee.found
        assert answer.fee.value == pytest.approx(20.0, rel=1e-3)

    def test_distance(self, world: Any) -> None:
        """Proves that the far works come in at 10 km, where they cost what the near ones do.

        Without it the answer would be 0 km, or 20.
        """
        answer = one(world(**FAR), "far")
        assert answer.break_even_km.found
        assert answer.break_even_km.value == pytest.approx(10.0, rel=1e-3)

    def test_use_comes_first(self, world: Any) -> None:
        """Proves that no fee brings mud to the tip while use comes first: a tonne there is a tonne less used.

        Without it the answer would be a fee of 60 or less.
        """
        answer = one(world(), "tip")
        assert answer.forced["used_t"] == pytest.approx(-1.0)
        assert not answer.fee.found
        assert "no gate fee brings it in: used_t comes before the cost" in told(answer)

    def test_no_distance(self, world: Any) -> None:
        """Proves that a tip of 50 CNY/t does not pay at any distance against works 10 km off for nothing.

        It costs 60 CNY/t more, of which the way is 20. Without it the answer would be a distance below zero.
        """
        answer = one(world(settings=COST), "tip")
        assert answer.fee.value == pytest.approx(60.0, rel=1e-3)
        assert not answer.break_even_km.found
        assert "no distance pays" in told(answer)

    def test_tie(self, world: Any) -> None:
        """Proves that two works at 10 km, one at each side, cost the same: a fee of nothing tips it.

        Without it the answer would be a reason that is none.
        """
        plants = "plant,km\nA,0\nB,10\nC,20\nD,-10"
        here = world(plants=plants, facilities=FAR["facilities"])
        verdicts = {name: one(here, name).verdict for name in ("works", "far")}
        assert set(verdicts.values()) <= {"goes", "tie"}


class TestOffer:
    """A whole offer."""

    def test_all_at_once(self, world: Any) -> None:
        """Proves that every facility that takes mud is answered: what goes first, then by distance.

        Without it the answer would leave the reader to ask one by one.
        """
        here = world(**FAR)
        answers = explain_offer(symbiosis.formulate(here.park, here.model), "A|mud")
        table = answer_table(answers)
        assert table["facility"].tolist() == ["works", "tip", "far"]
        assert table["verdict"].tolist() == ["goes", "price", "price"]
        assert table["zh"].str.len().min() > 5
