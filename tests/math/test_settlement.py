"""Fair settlement on parks small enough for paper: what coalitions cost, what everybody gets, what flows are worth."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import symbiosis
from symbiosis.api import formulate
from symbiosis.compare.coalitions import Coalitions
from symbiosis.compare.games import nucleolus, shapley
from symbiosis.compare.payments import payments
from symbiosis.compare.players import OTHERS, players_of, sub_park
from symbiosis.compare.settlement import Settlement, settle
from symbiosis.compare.stranded import StrandedError
from symbiosis.errors import UsageError
from symbiosis.show.settle_words import sentences
from symbiosis.solver import Infeasible, solve_stages

ROOT = Path(__file__).resolve().parents[2]

#: A gives off 100 t and can heap it up at home for 50 CNY/t; B, 10 km on, uses up to 60 t at no cost of its own; C,
#: 20 km on, uses any amount at 5 CNY/t. A truck costs 1 CNY/t-km.
THREE = {
    "facilities": "facility,plant,process,capacity_t_a\nheap,A,dump,\nworks,B,making,60\npit,C,filling,",
    "processes": "process,fate,status,opex_cny_t\nmaking,use,industrial,0\nfilling,use,industrial,5\n"
    "dump,disposal,industrial,50\nburning,disposal,industrial,500",
    "recipes": "process,input\nmaking,red_mud\nfilling,red_mud\ndump,red_mud\nburning,red_mud",
}
#: By owner, as bits: Alu 1, Brick 2, City 4.
COSTS = [0, 5000, 0, 60 * 10 + 40 * 50, 0, 100 * 25, 0, 60 * 10 + 40 * 25]


def at(settlement: Settlement, player: str) -> Any:
    """Return a player's row."""
    return settlement.table.set_index("player").loc[player]


_KEPT: list[Settlement] = []


@pytest.fixture
def three(world: Any) -> Settlement:
    """Return the settlement of the park of three, by the nucleolus; it is worked out once."""
    if not _KEPT:
        here = world(**THREE)
        _KEPT.append(settle(here.park, here.model))
    return _KEPT[0]


class TestThree:
    """Three owners, of whom one has the waste and two can use it."""

    def test_every_coalition(self, three: Settlement) -> None:
        """Proves what each coalition pays alone: Alu heaps up 100 t, with Brick 40 t, with City none.

        60 t to Brick at 10, the rest to City at 25: 1,600 for all. Without it the gain would be taken from the air.
        """
        assert three.costs == pytest.approx(COSTS)
        assert three.gains == pytest.approx([0, 0, 0, 2400, 0, 2500, 0, 3400])
        assert three.gain_cny == pytest.approx(3400)
        assert three.beyond_cheapest_cny == pytest.approx(0, abs=1e-6)

    def test_shares(self, three: Settlement) -> None:
        """Proves Shapley 1950, 700, 750 and the nucleolus 2450, 450, 500 of the gain of 3400.

        Shapley of Alu: 2400/6 + 2500/6 + 3400/3. In the core Brick gets at most 3400 - 2500 = 900, City at most 1000;
        the nucleolus halves both.
        """
        assert three.table["shapley_cny"].tolist() == pytest.approx([1950, 700, 750])
        assert three.table["nucleolus_cny"].tolist() == pytest.approx([2450, 450, 500])
        assert not three.core.empty
        assert three.blocking() == []

    def test_transfers(self, three: Settlement) -> None:
        """Proves who pays whom: Alu pays 1400 of freight and now 1150 more, Brick gets 450, City 500 + its 200.

        Without it the works would be asked to take in waste for nothing, and the pit to pay for it.
        """
        assert three.table["plan_cny"].tolist() == pytest.approx([1400, 0, 200])
        assert three.table["saving_cny"].tolist() == pytest.approx([3600, 0, -200])
        assert three.table["transfer_cny"].tolist() == pytest.approx([-1150, 450, 700])
        assert three.table["after_cny"].tolist() == pytest.approx([2550, -450, -500])
        assert three.outside_cny == pytest.approx(0, abs=1e-6)
        assert float(three.table["after_cny"].sum()) == pytest.approx(1600)
        paid = payments(three)[["payer", "payee", "amount_cny"]].to_numpy().tolist()
        assert paid == [["Alu", "City", pytest.approx(700)], ["Alu", "Brick", pytest.approx(450)]]

    def test_prices_of_links(self, three: Settlement) -> None:
        """Proves the gate fees: 5 CNY/t to City, its cost; 15 to Brick, whose 60 t are worth the 25 - 10 saved there.

        At these prices Alu gains 2500, Brick 900, City nothing, which is in the core (Owen 1975).
        """
        fees = three.prices.table.set_index("facility")["fee_cny_t"]
        assert fees["works"] == pytest.approx(15)
        assert fees["pit"] == pytest.approx(5)
        assert three.prices.table["worth_to_giver_cny_t"].tolist() == pytest.approx([25, 25])
        assert three.table["dual_cny"].tolist() == pytest.approx([2500, 900, 0], abs=1e-6)
        assert three.blocking(three.table["dual_cny"].to_numpy()) == []

    def test_price_adds_up(self, three: Settlement) -> None:
        """Proves that what a tonne is worth to its giver is freight, fee, rules and half of a rent, flow by flow."""
        rows = three.prices.table
        parts = rows["own_cost_cny_t"] + rows["fee_cny_t"] + rows["rules_cny_t"] + 0.5 * rows["rent_cny_t"]
        assert parts.tolist() == pytest.approx(rows["worth_to_giver_cny_t"].tolist())

    def test_a_coalition_is_its_own_park(self, world: Any) -> None:
        """Proves that closing the others' columns gives what a park without them gives, coalition by coalition.

        With a fixed cost, a least load and a cap of an owner, all of which must go with their owner. Without it a
        coalition could be charged with, or bound by, what is not its own.
        """
        here = world(
            **THREE | {
                "facilities": "facility,plant,process,capacity_t_a,min_t_a,fixed_cny_a\nheap,A,dump,,,70\n"
                "works,B,making,60,0,30\npit,C,filling,,0,10\nquarry,C,filling,,5,0",
                "offers": "plant,material,amount_t\nA,mud,100\nC,mud,20",
                "caps": "scope,name,ledger,sense,amount\nowner,Alu,disposed_t,<=,90\nowner,City,used_t,>=,3\n"
                "park,,used_t,>=,65",
            }
        )  # fmt: skip
        formulation = formulate(here.park, here.under('objectives=[{ledger="cost_cny",sense="min"},'
                                                      '{ledger="tkm",sense="min"}]'))  # fmt: skip
        players = players_of(formulation, "owner")
        coalitions = Coalitions(formulation, players)
        for coalition in range(1, 8):
            own = formulate(sub_park(here.park, players.plants(coalition)), formulation.horizon.model)
            if coalition == 1:  # Alu alone may not heap up 100 t
                assert np.isinf(coalitions.of(coalition))
                with pytest.raises(Infeasible):
                    solve_stages(own)
                continue
            assert coalitions.of(coalition) == pytest.approx(solve_stages(own)[0].stages[0].final), coalition

    def test_by_zone(self, world: Any) -> None:
        """Proves that zones play as owners do: the north (Alu and Brick) and the south (City) gain 3400 - 2400."""
        here = world(**THREE)
        found = settle(here.park, here.model, by="zone")
        assert found.table["player"].tolist() == ["north", "south"]
        assert found.gain_cny == pytest.approx(1000)
        assert found.table["nucleolus_cny"].tolist() == pytest.approx([500, 500])


class TestWhoPlays:
    """Who is a player, who is nobody's, and who adds nothing."""

    def test_dummy(self, world: Any) -> None:
        """Proves that an owner whose kiln is too dear for anybody gets nothing and pays nothing, by every rule."""
        here = world(
            **THREE | {"facilities": THREE["facilities"] + "\nkiln,D,burning,"},
            plants="plant,km,owner\nA,0,Alu\nB,10,Brick\nC,20,City\nD,5,Kiln",
        )
        found = at(settle(here.park, here.model), "Kiln")
        for column in ("shapley_cny", "nucleolus_cny", "dual_cny", "transfer_cny"):
            assert found[column] == pytest.approx(0, abs=1e-6)

    def test_idle_plants_do_not_play(self, world: Any) -> None:
        """Proves that a plant which neither gives nor takes is no player, and that one without an owner is its own."""
        here = world(**THREE, plants="plant,km,owner\nA,0,Alu\nB,10,\nC,20,City\nE,7,Nobody here")
        players = players_of(formulate(here.park, here.model), "owner")
        assert players.names == ("Alu", "B", "City")
        assert players.idle == ("E",)

    def test_a_tip_is_nobodys(self, world: Any) -> None:
        """Proves that a tip without an owner serves everybody at its cost, which its user pays.

        Alu sends 100 t 20 km for 50 CNY/t alone, 7000; with Brick's works 1000. The plan's 0 t to the tip cost nothing,
        and the fixed cost of the tip is on nobody's bill. Without it the tip would sell its presence.
        """
        here = world(
            plants="plant,km,owner,kind\nA,0,Alu,alumina_refinery\nB,10,Brick,brick\nC,20,,landfill",
            facilities="facility,plant,process,capacity_t_a,fixed_cny_a\nworks,B,making,40,\ntip,C,dump,,900",
        )
        assert players_of(formulate(here.park, here.model), "owner", private=["C"]).names == ("Alu", "Brick", "C")
        found = settle(here.park, here.model)
        assert found.players.public == ("C",)
        assert found.costs == pytest.approx([0, 7000, 0, 40 * 10 + 60 * 70])
        assert found.table["plan_cny"].tolist() == pytest.approx([400 + 60 * 70, 0])
        assert found.books["public"].tolist() == pytest.approx([60 * 50, 0])
        assert found.table["share_cny"].tolist() == pytest.approx([1200, 1200])

    def test_public_must_only_take(self, world: Any) -> None:
        """Proves that a plant which gives off waste, none at all, or a player cannot be named as nobody's."""
        here = world(**THREE)
        formulation = formulate(here.park, here.model)
        for public, private, words in (
            (["A"], [], "gives off"),
            (["X"], ["Y"], "X, Y: no such plant"),
            (["B"], ["B"], "leave out one"),
        ):
            with pytest.raises(UsageError, match=words):
                players_of(formulation, "owner", public, private)

    def test_apart_from_whom(self, world: Any) -> None:
        """Proves that the rest is left out only where it is said who stays. Without it the wish would be lost."""
        here = world(**THREE)
        with pytest.raises(UsageError, match="say how many are kept"):
            settle(here.park, here.model, rest="apart")

    def test_stranded(self, world: Any) -> None:
        """Proves that an owner with nowhere to go alone is told, with the tonnes and both remedies; and that they help.

        At 80 CNY/t outside, Alu's cost alone is 8000, and the works save 7000 of it. Without it the gain would be
        without end, or made up.
        """
        here = world(facilities="facility,plant,process\nworks,B,making")
        with pytest.raises(StrandedError, match=r"100 t A\|mud") as told:
            settle(here.park, here.model)
        assert "--elsewhere" in str(told.value)
        assert "单独时无法消纳" in told.value.told("zh")
        found = settle(here.park, here.model, elsewhere=80)
        assert found.costs == pytest.approx([0, 8000, 0, 1000])

    def test_too_many(self, world: Any) -> None:
        """Proves that 14 owners are refused with what would do, and that the largest can play with the rest as one.

        B to N use 1 t each, of which the nearer is the cheaper; the three largest are Alu and whoever takes most.
        """
        names = "BCDEFGHIJKLMN"
        here = world(
            plants="plant,km,owner,zone\nA,0,Alu,z\n" + "\n".join(f"{n},{k},{n},z" for k, n in enumerate(names, 1)),
            facilities="facility,plant,process,capacity_t_a\nheap,A,dump,\n"
            + "\n".join(f"works{n},{n},making,{k}" for k, n in enumerate(names, 1)),
        )
        with pytest.raises(UsageError, match="14 players by owner") as told:
            settle(here.park, here.model)
        assert "--by zone (1 players)" in str(told.value)
        one = settle(here.park, here.model, top=3)
        assert one.players.names == ("Alu", "M", "N", OTHERS)
        assert len(one.players.rest) == 11
        apart = settle(here.park, here.model, top=3, rest="apart")
        assert apart.players.names == ("Alu", "M", "N")
        # 12 t at 12 km and 13 t at 13 km instead of 50 CNY/t.
        assert apart.gain_cny == pytest.approx(12 * 38 + 13 * 37)
        assert one.gain_cny == pytest.approx(sum(k * (50 - k) for k in range(1, 14)))


class TestTargets:
    """A plan that is asked to do more than is cheapest."""

    DEAR = {"facilities": "facility,plant,process\nheap,A,dump\nworks,B,making"} | {
        "processes": "process,fate,status,opex_cny_t\nmaking,use,industrial,0\ndump,disposal,industrial,4"
    }

    def test_use_that_costs(self, world: Any) -> None:
        """Proves what is told where use costs 10 CNY/t and the heap 4: the plan costs 600 more, for somebody outside.

        Without it 600 CNY would be shared out as if they were a gain.
        """
        here = world(**self.DEAR)
        found = settle(here.park, here.model)
        assert found.gain_cny == pytest.approx(-600)
        assert found.beyond_cheapest_cny == pytest.approx(600)
        assert found.outside_cny == pytest.approx(600)
        assert payments(found).to_numpy().tolist() == [["", "Alu", pytest.approx(600)]]
        assert found.table["after_cny"].tolist() == pytest.approx([400, 0])
        assert found.core.empty
        assert not found.cheapest_core.empty
        assert found.prices.premium_cny_t == pytest.approx(6)

    def test_premium(self, world: Any) -> None:
        """Proves that a premium of 6 CNY per tonne used makes the plan as good as the heap: 100 t use for 400 net."""
        here = world(**self.DEAR)
        found = settle(here.park, here.model, premium="plan")
        assert found.premium_cny_t == pytest.approx(6)
        assert found.books["premium"].tolist() == pytest.approx([-600, 0])
        assert found.gain_cny == pytest.approx(0, abs=1e-5)
        assert found.beyond_cheapest_cny == pytest.approx(0, abs=1e-5)
        assert found.blocking() == []
        assert settle(here.park, here.model, premium=10.0).gain_cny == pytest.approx(400)

    def test_a_place_is_not_asked_of_a_part(self, world: Any) -> None:
        """Proves that a target of the whole park is not asked of Alu alone, who could not meet it.

        Half of the waste must be used although the heap is cheaper: alone 400, together 50 x 10 + 50 x 4 = 700.
        """
        here = world(
            **self.DEAR,
            settings={
                "objectives": [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}],
                "targets": [{"name": "half", "ledger": "used_t", "over": "arising_t", "sense": ">=", "value": 0.5}],
            },
        )
        with pytest.raises(UsageError, match="no objective used_t"):
            settle(here.park, here.model, premium="plan")
        found = settle(here.park, here.model)
        assert found.costs == pytest.approx([0, 400, 0, 700])
        assert found.gain_cny == pytest.approx(-300)
        rules = found.prices.table.set_index("facility")["rules_cny_t"]
        assert rules.to_dict() == pytest.approx({"works": -6, "heap": 0})  # what the target pays for a tonne used

    def test_a_cap_ties_those_who_share_nothing_else(self, world: Any) -> None:
        """Proves that a cap on the whole park holds for every group, though its members exchange nothing.

        Each may heap up 90 t for 4 CNY and uses 10 t for 10: 460. Together they too may heap up 90 t only: 1,460.
        Without it they would be taken for strangers who pay 920.
        """
        here = world(
            plants="plant,km,owner\nA,0,Alu\nB,10,Brick",
            offers="plant,material,amount_t\nA,mud,100\nB,mud,100",
            facilities="facility,plant,process\n" + "\n".join(f"heap{n},{n},dump\nworks{n},{n},making" for n in "AB"),
            processes="process,fate,status,opex_cny_t\nmaking,use,industrial,10\ndump,disposal,industrial,4",
            modes="mode,forms,hazards,where,cost_cny_tkm\nonsite,cake,none,plant,0",
            caps="scope,name,ledger,sense,amount\npark,,disposed_t,<=,90",
            settings={"objectives": [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}]},
        )
        found = settle(here.park, here.model)
        assert found.costs == pytest.approx([0, 460, 460, 1460])
        said = " ".join(sentence.en for sentence in sentences(found))
        assert "540 CNY must come from outside" in said
        assert "Joining can cost: Alu and Brick pay 540 CNY more" in said


class TestBuild:
    """A line that any two can pay for, and three no better: the core is empty."""

    @pytest.fixture
    def lines(self, world: Any) -> Settlement:
        """Return the settlement of three owners with 100 t each and lines for 200 t that cost 6,000 a year."""
        plants = "ABC"
        here = world(
            plants="plant,km,owner\n" + "\n".join(f"{n},0,{n}" for n in plants),
            offers="plant,material,amount_t\n" + "\n".join(f"{n},mud,100" for n in plants),
            facilities="facility,plant,process,status,max_size_t_a,fixed_cny_a,capex_cny\n"
            + "\n".join(f"heap{n},{n},dump,existing,,,\nline{n},{n},making,candidate,200,6000,0" for n in plants),
            processes="process,fate,status,opex_cny_t,life_a\nmaking,use,industrial,0,10\ndump,disposal,industrial,60,",
            modes="mode,forms,hazards,where,cost_cny_tkm\ntruck,cake,none,anywhere,1",
            settings={
                "objectives": [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}],
                "horizon": {"discount_rate": 0.0}, "solver": {"mip_gap": 0.0},
            },
        )  # fmt: skip
        return settle(here.park, here.model)

    def test_empty_core(self, lines: Settlement) -> None:
        """Proves that pairs save 6,000 each and all three no more, so that pairs at a half each prove the core empty.

        Alone the heap costs 6,000 as does a line; two share a line; three need two lines, or a line and a heap. The
        nucleolus gives 2,000 each, and each pair complains of 2,000. Without it a division would be called stable.
        """
        assert lines.costs == pytest.approx([0, 6000, 6000, 6000, 6000, 6000, 6000, 12000])
        assert lines.core.empty
        assert dict(lines.core.balanced) == pytest.approx({3: 0.5, 5: 0.5, 6: 0.5})
        assert lines.core.needed == pytest.approx(9000)
        assert lines.table["share_cny"].tolist() == pytest.approx([2000] * 3)
        assert dict(lines.blocking()) == pytest.approx({3: 2000, 5: 2000, 6: 2000})
        assert lines.gap == 0.0
        assert lines.outside_cny == pytest.approx(0, abs=1e-6)
        assert (lines.table["after_cny"] <= lines.table["alone_cny"]).all()


def test_years_are_one_sum(world: Any) -> None:
    """Proves that two years, without interest and two years long each, are settled as four times the one.

    Without it a gain of several years would be compared with the cost of one.
    """
    here = world(**THREE, settings={"horizon": {"years": [2025, 2027], "last_a": 2, "discount_rate": 0.0}})
    found = settle(here.park, here.model)
    assert found.costs == pytest.approx([4 * cost for cost in COSTS])
    assert found.gain_cny == pytest.approx(4 * 3400)
    assert "discounted sum over 2025, 2027" in " ".join(sentence.en for sentence in sentences(found))
    assert found.table["transfer_cny"].tolist() == pytest.approx([4 * each for each in (-1150, 450, 700)])
    fees = found.prices.table.groupby("facility")["fee_cny_t"].agg(["min", "max"])
    assert fees.loc["works"].tolist() == pytest.approx([15, 15])
    assert found.prices.table.query("facility == 'works'")["fee_cny"].sum() == pytest.approx(4 * 900)


def test_a_real_park_is_consistent() -> None:
    """Proves on Agios Nikolaos that books, shares and transfers add up, and that with the premium prices are stable.

    Owen 1975: where a linear problem is all there is, nobody can better its prices. Proved here by all 64 coalitions.
    Without it a rent could be paid twice or to nobody.
    """
    found = settle(symbiosis.read_park(ROOT / "parks/distomon"), symbiosis.read_model(ROOT / "models"), premium="plan")
    money = found.plan.ledgers.query("ledger == 'cost_cny' and scope == 'park'")["amount"].sum()
    assert float(found.books.drop(columns="premium").to_numpy().sum()) == pytest.approx(float(money))
    assert found.outside_cny == pytest.approx(0, abs=1.0)
    assert found.beyond_cheapest_cny == pytest.approx(0, abs=found.tolerance_cny)
    assert not found.core.empty
    assert found.blocking() == []
    assert found.blocking(found.table["dual_cny"].to_numpy()) == []
    assert shapley(found.gains) == pytest.approx(found.table["shapley_cny"].to_numpy(), rel=1e-4)
    assert nucleolus(found.agreed) == pytest.approx(found.table["nucleolus_cny"].to_numpy(), abs=1.0)
