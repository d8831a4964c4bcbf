"""The policy lab by hand: what a lever moves, what it costs the budget, and who is cheapest for whom.

Works B ask 100 CNY/t, tip C 50; a truck costs 1 CNY per t km. 100 t at A (10 km from B, 20 from C) cost 110 used and 70
dumped: they turn at 40 CNY/t. 60 t at E (25 km from B, 15 from C) cost 125 and 65: they turn at 60.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import pytest

from symbiosis.compare.levers import read_levers
from symbiosis.compare.policy import Responses, responses
from symbiosis.errors import InfeasibleError, UsageError

TABLES = {
    "plants": "plant,km,owner,zone,province\nA,0,Alu,n,X\nB,10,Brick,n,X\nC,20,City,n,X\nE,35,East,n,X",
    "offers": "plant,material,amount_t\nA,mud,100\nE,mud,60",
    "processes": "process,fate,status,opex_cny_t\nmaking,use,industrial,100\ndump,disposal,industrial,50",
    "add_ledgers": "ledger,unit\nbudget_cny,CNY",
    "levies": "levy,kind,rate_cny,per,basis,ledger,processes\nfee,fee,0,1,ledger,disposed_t,\n"
    "aid,subsidy,0,1,ledger,used_t,\nline,subsidy,0,1,input,,",
    "levers": "lever,sets,unit,low,high,step\nfee,levies.fee.rate_cny={level},CNY/t,0,80,\n"
    "aid,levies.aid.rate_cny={level},CNY/t,0,80,\n"
    "line,levies.line.rate_cny={level}|levies.line.processes={word},CNY/t,0,80,\n"
    "quota,targets.quota.ledger=used_t|targets.quota.over=arising_t|targets.quota.value={level},t/t,0,1,\n"
    "ban,rules.ban.process={word}|rules.ban.value={level},,0,1,1",
    "rules": "rule,gate,process,value\nban,banned,,0",
}
SETTINGS = {
    "gates": ["accepts", "carries", "listed", "reach", "banned"],
    "objectives": [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}],
}


@pytest.fixture
def lab(world: Any) -> Any:
    """Return a lab: levers as texts, to responses."""
    here = world(**TABLES, settings=SETTINGS)

    def turn(*texts: str, **more: Any) -> Responses:
        return responses(here.park, here.model, read_levers(texts, here.model), **more)

    turn.model = here.model  # type: ignore[attr-defined]
    return turn


def _row(found: Responses, lever: str, level: float) -> Any:
    rows = found.levels
    return rows[(rows["lever"] == lever) & (rows["level"] == level)].iloc[0]


class TestResponse:
    """Curves of a fee and a subsidy."""

    solved: ClassVar[list[Responses]] = []

    @pytest.fixture
    def found(self, lab: Any) -> Responses:
        """Return the responses, solved once for all that is asked of them."""
        if not self.solved:
            self.solved.append(lab("fee=0,50,70", "aid=50,70", "quota=0.625,1", "ban:dump=1"))
        return self.solved[0]

    def test_money_per_extra_tonne(self, found: Responses) -> None:
        """Proves every figure per extra tonne by hand.

        No lever: 100 x 70 + 60 x 65 = 10900. A subsidy of 50 uses 100 t: 11000 + 3900 - 5000 = 9900, the budget pays 50
        a tonne, the owners gain 10, society pays 40. At 70 all 160 t are used: 18500 - 11200 = 7300; the budget pays 70
        on average and (11200 - 5000) / 60 for each of the last 60 t. A fee of 50 earns 60 x 50 from what is still
        dumped: -30 a tonne. Without it a subsidy would look as cheap as its rate, or a fee as free.
        """
        assert found.none.totals["cost_cny"] == pytest.approx(10_900)
        aid = _row(found, "aid", 50)
        assert (aid["extra_t"], aid["budget_cny"], aid["cost_cny"]) == pytest.approx((100, -5_000, 9_900))
        per_tonne = ["budget_cost_cny_t", "owners_cost_cny_t", "society_cost_cny_t", "marginal_budget_cost_cny_t"]
        assert aid[per_tonne].tolist() == pytest.approx([50, -10, 40, 50])
        society = (18_500 - 10_900) / 160
        assert _row(found, "aid", 70)[per_tonne].tolist() == pytest.approx([70, society - 70, society, 6_200 / 60])
        fee = _row(found, "fee", 50)
        assert fee["budget_cny"] == pytest.approx(3_000)
        assert fee[per_tonne[:3]].tolist() == pytest.approx([-30, 70, 40])
        last = _row(found, "fee", 70)
        assert last[per_tonne].tolist() == pytest.approx([0, society, society, 3_000 / 60])

    def test_nothing_extra_is_blank(self, found: Responses) -> None:
        """Proves that a level at which nothing extra is used has no cost per tonne. Without it it would be endless."""
        zero = _row(found, "fee", 0)
        assert zero["extra_t"] == 0
        assert np.isnan(zero[["budget_cost_cny_t", "marginal_budget_cost_cny_t"]].astype(float)).all()

    def test_quota_and_ban(self, found: Responses) -> None:
        """Proves that a quota of 100 of 160 t and a ban on dumping use 100 and 160 t and move no public money.

        Without it the answer would be a quota that is a levy, or a ban that is none.
        """
        quota, ban = _row(found, "quota", 0.625), _row(found, "ban:dump", 1)
        assert (quota["used_t"], quota["budget_cny"], quota["society_cost_cny_t"]) == pytest.approx((100, 0, 40))
        assert (ban["used_t"], ban["budget_cny"]) == pytest.approx((160, 0))

    def test_equal_tonnes(self, found: Responses) -> None:
        """Proves the order at 160 extra tonnes.

        The fee, the quota and the ban cost the budget nothing, the subsidy 70; for the owners the subsidy is cheapest;
        society pays the same. Without it levers of different reach would be compared.
        """
        last = found.equal[found.equal["asked_t"] == found.equal["asked_t"].max()].set_index("lever")
        assert last["budget_rank"].to_dict() == {"fee": 1, "quota": 1, "ban:dump": 1, "aid": 4}
        assert last.loc["aid", "owners_rank"] == 1
        assert last["society_cost_cny_t"].tolist() == pytest.approx([47.5] * 4)
        assert set(last["extra_t"].round(6)) == {160}

    def test_who_pays(self, found: Responses) -> None:
        """Proves that a fee of 50 is paid by East, which still dumps 60 t: 3000 of its 6900. Without it by the tip."""
        rows = found.owners[(found.owners["lever"] == "fee") & (found.owners["level"] == 50)].set_index("owner")
        assert rows["paid_to_state_cny"].to_dict() == pytest.approx({"Alu": 0, "Brick": 0, "City": 0, "East": 3_000})
        assert rows.loc["East", "change_cny"] == pytest.approx(3_000)


def test_steps_are_closed_in(lab: Any) -> None:
    """Proves that a round of halving parts two steps in 0..80: one up to 40, where the shorter way wins, one beyond.

    Without it a response would be as coarse as the levels asked for.
    """
    steps = lab("fee=0,80", refine=1).steps
    assert [(row.from_level, row.to_level) for row in steps.itertuples()] == [(0, 40), (40, 80)]
    assert steps["change_t"].tolist() == pytest.approx([100, 60])


def test_a_level_without_a_plan(lab: Any) -> None:
    """Proves that a quota above all that arises is a row with its reason, and blank money; the rest goes on.

    Without it one level out of reach would end the lab.
    """
    found = lab("quota=0.5,1.2")
    assert found.levels["status"].tolist() == ["optimal", "infeasible"]
    assert found.levels["reason"].iloc[1] != ""
    assert np.isnan(found.levels["budget_cny"].iloc[1])
    with pytest.raises(InfeasibleError, match="without any lever"):
        responses(found.park, found.model.under("targets.q.ledger=used_t", "targets.q.value=1e9"), found.levers)


class TestAsked:
    """What the option --lever may say."""

    def test_levels(self, lab: Any) -> None:
        """Proves the three ways to say levels, a word after the colon, and the path of any number."""
        fee, line, path = read_levers(["fee", "line:making=1,0.5", "transport.circuity=1:1.2:0.1"], lab.model)
        assert fee.levels == (0, 10, 20, 30, 40, 50, 60, 70, 80)
        assert line.levels == (0.5, 1)
        assert line.at(0.5) == ("levies.line.rate_cny=0.5", "levies.line.processes=making")
        assert path.levels == pytest.approx((1, 1.1, 1.2))
        assert path.at(1.2) == ("transport.circuity=1.2",)
        assert "/" not in line.job(0.5)
        assert ":" not in line.job(0.5)

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("feee=0:1:1", "did you mean fee"),
            ("fee:mud=1", "takes no word"),
            ("fee=a:b", "are no levels"),
            ("fee=", "are no levels"),
            ("fee=5:1:1", "has no levels"),
            ("fee=0:1:0", "has no levels"),
            ("fee=0:1e9:1", "more than 500 levels"),
            ("fee=nan", "no end"),
            ("transport.circuity", "levels are missing"),
        ],
    )
    def test_slips(self, lab: Any, text: str, words: str) -> None:
        """Proves that a slip is answered in a sentence. Without it a lever would be turned to nowhere."""
        with pytest.raises(UsageError, match=words):
            read_levers([text], lab.model)

    def test_none_or_twice(self, lab: Any) -> None:
        """Proves that no lever, or one twice, is answered with what there is."""
        with pytest.raises(UsageError, match=r"levers\.csv has fee, aid"):
            read_levers([], lab.model)
        with pytest.raises(UsageError, match="asked for twice"):
            read_levers(["fee=1", "fee=2"], lab.model)
