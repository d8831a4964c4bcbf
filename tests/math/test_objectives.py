"""Ordered objectives: order, sense, family, slack, and what breaks a tie."""

from __future__ import annotations

from typing import Any

import pytest

#: Use at B costs 10 CNY/t; dumping at C, 5 km off and free, costs 5.
CHEAP_TIP = {
    "plants": "plant,km\nA,0\nB,10\nC,5",
    "processes": "process,fate,status,opex_cny_t\nmaking,use,industrial,0\ndump,disposal,industrial,0",
}
#: Two works for the same contract price of 10 CNY/t: B at 10 km and D at 5 km.
TWO_WORKS = {
    "plants": "plant,km\nA,0\nB,10\nD,5",
    "facilities": "facility,plant,process\nfar,B,making\nnear,D,making",
    "recipes": "process,input\nmaking,red_mud\nmaking,fly_ash\ndump,red_mud\ndump,fly_ash",
}


def _objectives(*words: str) -> dict[str, Any]:
    """Return objectives from texts such as ``used_t max slack=0.1 family=fly_ash``."""
    found = []
    for text in words:
        ledger, sense, *rest = text.split()
        extra = dict(part.split("=") for part in rest)
        more = {key: float(word) if key == "slack" else word for key, word in extra.items()}
        found.append({"ledger": ledger, "sense": sense} | more)
    return {"objectives": found}


class TestOrder:
    """The first objective is never given up for the second."""

    def test_use_before_cost(self, world: Any) -> None:
        """Proves that use first takes all 100 t at 1000 although dumping would cost 500.

        Without it the answer would be used 0 at 500.
        """
        answer = world(**CHEAP_TIP, settings=_objectives("used_t max", "cost_cny min")).solve()
        assert answer.used == pytest.approx(100)
        assert answer.cost == pytest.approx(1000)

    def test_cost_before_use(self, world: Any) -> None:
        """Proves that cost first dumps all 100 t at 500.

        Without it the answer would be used 100 at 1000.
        """
        answer = world(**CHEAP_TIP, settings=_objectives("cost_cny min", "used_t max")).solve()
        assert answer.used == 0
        assert answer.cost == pytest.approx(500)

    def test_sense(self, world: Any) -> None:
        """Proves that "min" of what is used and "max" of transport mean it: used 0, 20 x 100 = 2000 t-km to the tip.

        Without it the answer would be used 100.
        """
        answer = world(settings=_objectives("used_t min", "tkm max")).solve()
        assert answer.used == 0
        assert answer.ledger("tkm") == pytest.approx(2000)

    def test_family(self, world: Any) -> None:
        """Proves that "ash first" fills works of 60 t/a with 40 t of ash and 20 of mud, "mud first" with 60 t of mud.

        Without it the answer would be any mix of 60 t.
        """
        tables = {
            "offers": "plant,material,amount_t\nA,mud,100\nA,ash,40",
            "recipes": "process,input\nmaking,red_mud\nmaking,fly_ash\ndump,red_mud\ndump,fly_ash",
            "facilities": "facility,plant,process,capacity_t_a\nworks,B,making,60\ntip,C,dump,",
        }
        ash = world(**tables, settings=_objectives("used_t max family=fly_ash", "used_t max", "cost_cny min")).solve()
        assert ash.ledger("used_t", family="fly_ash") == pytest.approx(40)
        assert ash.ledger("used_t", family="red_mud") == pytest.approx(20)
        mud = world(**tables, settings=_objectives("used_t max family=red_mud", "used_t max", "cost_cny min")).solve()
        assert mud.ledger("used_t", family="red_mud") == pytest.approx(60)


class TestSlack:
    """What an objective may give up to those after it."""

    @pytest.mark.parametrize(("slack", "used"), [(0.0, 100.0), (0.005, 99.5), (0.1, 90.0)])
    def test_slack_is_given_up_exactly(self, world: Any, slack: float, used: float) -> None:
        """Proves that 0.5 % of 100 t, 0.5 t, go to the cheaper tip and not a gram more: 995 + 2.5 = 997.5.

        Without it the answer would be used 100 at 1000 (slack unread) or 0 at 500 (objective let go).
        """
        settings = _objectives(f"used_t max slack={slack}", "cost_cny min")
        answer = world(**CHEAP_TIP, settings=settings).solve()
        assert answer.used == pytest.approx(used)
        assert answer.cost == pytest.approx(used * 10 + (100 - used) * 5)
        stage = answer.plan.outcome.stages[0]
        assert stage.best == pytest.approx(100)
        assert stage.final == pytest.approx(used)

    def test_slack_of_an_objective_to_be_made_small(self, world: Any) -> None:
        """Proves that 1 % of 1000 CNY, 10 CNY, move 20 t at 0.50 CNY more to the nearer works: 800 + 100 t-km.

        Without it the answer would be 1000 t-km (no slack) or 500 t-km (all moved for 50 CNY).
        """
        answer = world(
            **TWO_WORKS,
            links="from,to,mode,cost_cny_t\nA,B,truck,10\nA,D,truck,10.5",
            settings=_objectives("used_t max", "cost_cny min slack=0.01", "tkm min"),
        ).solve()
        assert answer.cost == pytest.approx(1010)
        assert answer.ledger("tkm") == pytest.approx(900)
        assert answer.sent(facility="near") == pytest.approx(20)

    def test_slack_of_a_negative_value(self, world: Any) -> None:
        """Proves that slack loosens a gain, too: of 2000 CNY earned 1 % (20 CNY) is given up for a nearer works.

        The owner pays 30 CNY/t: far -30 + 10 = -20, near -30 + 10.5; 40 t move: t-km 60 x 10 + 40 x 5 = 800. Without it
        the answer would be no plan (the bound tightened instead) or 1000 t-km.
        """
        answer = world(
            **TWO_WORKS,
            offers="plant,material,amount_t,price_cny_t\nA,mud,100,-30",
            links="from,to,mode,cost_cny_t\nA,B,truck,10\nA,D,truck,10.5",
            settings=_objectives("used_t max", "cost_cny min slack=0.01", "tkm min"),
        ).solve()
        assert answer.cost == pytest.approx(-1980)
        assert answer.ledger("tkm") == pytest.approx(800)


class TestTies:
    """Equal plans are told apart by the next objective."""

    @pytest.mark.parametrize(("third", "tkm"), [("tkm min", 500), ("tkm max", 1000)])
    def test_third_objective(self, world: Any, third: str, tkm: float) -> None:
        """Proves that of two works at 10 CNY/t the nearer is chosen where t-km shall be small: 500, else 1000.

        Without it the answer would be any split between 500 and 1000 t-km.
        """
        answer = world(
            **TWO_WORKS,
            links="from,to,mode,cost_cny_t\nA,B,truck,10\nA,D,truck,10",
            settings=_objectives("used_t max", "cost_cny min", third),
        ).solve()
        assert answer.cost == pytest.approx(1000)
        assert answer.ledger("tkm") == pytest.approx(tkm)

    def test_stages_are_on_record(self, world: Any) -> None:
        """Proves that the outcome holds the best and the final value of each objective, in the ledger's unit.

        Without it the answer would be a plan that cannot show what was given up.
        """
        outcome = world(settings=_objectives("used_t max", "cost_cny min", "tkm min")).solve().plan.outcome
        assert outcome.status == "optimal"
        assert [stage.ledger for stage in outcome.stages] == ["used_t", "cost_cny", "tkm"]
        assert [stage.best for stage in outcome.stages] == pytest.approx([100, 1000, 1000])
        assert [stage.bound for stage in outcome.stages] == pytest.approx([100, 1000, 1000])
        assert [stage.final for stage in outcome.stages] == pytest.approx([100, 1000, 1000])
