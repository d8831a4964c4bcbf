"""No plan at all: the rules that contradict each other, and what would do; each tried by a solve."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import symbiosis
from symbiosis.errors import InfeasibleError
from symbiosis.explain.repair import repairs
from symbiosis.explain.repair_words import conflict_words, repair_words
from symbiosis.solver import gather
from symbiosis.solver.bench import own_copy
from symbiosis.solver.conflict import conflict
from symbiosis.solver.highs import Solver
from symbiosis.solver.outcome import Worth

WORKS = "facility,plant,process,capacity_t_a\nworks,B,making,60\ntip,C,dump,{}"
RATE = {"name": "rate", "ledger": "used_t", "over": "arising_t", "value": 0.8}


def problem_of(here: Any) -> tuple[Any, Any]:
    formulation = symbiosis.formulate(here.park, here.model)
    return formulation, gather(formulation.model, formulation.years[0].columns.layout)


def said(here: Any) -> str:
    """Return what the error says."""
    with pytest.raises(InfeasibleError) as caught:
        here.solve()
    return "\n".join(caught.value.reasons)


def fixes(here: Any) -> dict[tuple[str, ...], dict[tuple[str, str], float]]:
    """Return every repair: by its kinds, the numbers (place, item) and what they change by."""
    found = repairs(*problem_of(here))
    return {fix.kinds: {(lever.place, lever.item): by for lever, by in fix.changes} for fix in found}


class TestConflict:
    """The smallest set of rules in conflict."""

    def test_target_against_capacity(self, world: Any) -> None:
        """Proves that a rate of 80 % of 100 t and works of 60 t/a are the conflict, and nothing else is in it.

        Without it the answer would be every row of the matrix, or a bare "infeasible".
        """
        here = world(facilities=WORKS.format(""), settings={"targets": [RATE]})
        found = conflict(*problem_of(here))
        assert found is not None
        assert found.smallest
        # That 100 t must be placed is needed too: what arises is what the rate is of, but it stays 100 t either way.
        assert {rule.family for rule in found.rules} == {"capacity", "targets"}

    def test_any_one_out_makes_it_solvable(self, world: Any) -> None:
        """Proves that the set of works of 60 t/a, a tip of 30 t/a and 100 t to place falls apart without any of them.

        Without it the answer would be a set with rules that have nothing to do with it.
        """
        formulation, problem = problem_of(world(facilities=WORKS.format(30)))
        found = conflict(formulation, problem)
        assert found is not None
        assert len(found.rules) == 3
        for rule in found.rules:
            without = own_copy(problem)
            without.row_lower[rule.row], without.row_upper[rule.row] = -np.inf, np.inf
            assert Solver(without, {}).run().worth is Worth.PROVEN, rule.words.en

    def test_two_conflicts(self, world: Any) -> None:
        """Proves that of two conflicts one is named, smallest by itself: 60 t used and 60 t dumped of 100 t.

        Without it the answer would be all rules of both.
        """
        targets = [{"name": ledger, "ledger": ledger, "value": 60} for ledger in ("used_t", "disposed_t")]
        targets.append({"name": "more", "ledger": "used_t", "value": 200})
        found = conflict(*problem_of(world(settings={"targets": targets})))
        assert found is not None
        names = {rule.label.get("target", rule.family) for rule in found.rules}
        assert names in ({"used_t", "disposed_t", "offers"}, {"more", "offers"})

    def test_whole_numbers(self, world: Any) -> None:
        """Proves that a conflict that only whole numbers make is found: a least shipment of 80 t into works of 60 t/a.

        Half a shipment would do, so the problem without whole numbers has a plan.
        Without it the answer would be that nothing contradicts anything.
        """
        here = world(
            facilities=WORKS.format("").replace("\ntip,C,dump,", ""),
            offers="plant,material,amount_t,must_place\nA,mud,100,no",
            links="from,to,mode,min_t_a\nA,works,truck,80",
            settings={
                "limits": ["capacity", "links", "standards", "caps", "targets", "shipments"],
                "targets": [{"name": "some", "ledger": "used_t", "value": 10}],
            },
        )
        found = conflict(*problem_of(here))
        assert found is not None
        assert found.smallest
        # What a shipment may be at most is 60 t, by the works' capacity: the capacity is in that row.
        assert {rule.family for rule in found.rules} == {"shipments", "targets"}

    def test_words(self, world: Any) -> None:
        """Proves that the conflict is told in both languages with names and numbers.

        Without it the answer would be row numbers.
        """
        found = conflict(*problem_of(world(facilities=WORKS.format(30))))
        assert found is not None
        words = conflict_words(found)
        for part in ("3 rules", "100 t of mud at A", "capacity of works, 60 t/a", "capacity of tip, 30 t/a"):
            assert part in words.en
        for part in ("3 条规则", "100 t mud", "works 的产能 60 t/a"):
            assert part in words.zh


class TestRepair:
    """The least that must give way, kind by kind."""

    def test_target(self, world: Any) -> None:
        """Proves that of 80 % asked 60 % are the most, or 20 t/a more capacity would do.

        Without it the answer would be "infeasible".
        """
        here = world(facilities=WORKS.format(""), settings={"targets": [RATE]})
        found = fixes(here)
        assert found[("target",)][("park", "rate")] == pytest.approx(-0.2)
        assert found[("capacity",)][("works", "")] == pytest.approx(20)

    def test_words_of_the_command_line(self, world: Any) -> None:
        """Proves that the error itself says conflict and repairs.

        Without it the answer would be hidden in a function that nobody calls.
        """
        words = said(world(facilities=WORKS.format(""), settings={"targets": [RATE]}))
        assert "contradict each other" in words
        assert "at 60.00% instead of 80.00%" in words
        assert "capacity of works +20 t/a (from 60 to 80)" in words

    def test_capacity_or_less_to_place(self, world: Any) -> None:
        """Proves that 100 t for works of 60 and a tip of 30 t/a need 10 t/a more, or 10 t that stay.

        Without it the answer would be one of them, or more.
        """
        found = fixes(world(facilities=WORKS.format(30)))
        assert sum(found[("capacity",)].values()) == pytest.approx(10)
        assert found[("offer",)][("A", "mud")] == pytest.approx(-10)

    def test_cap(self, world: Any) -> None:
        """Proves that 40 t that must be dumped under a cap of 10 t need the cap at 40 t, or works of 90 t/a.

        Without it the answer would be that the cap is broken.
        """
        here = world(facilities=WORKS.format(""), caps="scope,name,ledger,sense,amount\nplant,A,disposed_t,<=,10")
        assert "40" in said(here)
        park = world(facilities=WORKS.format(""), caps="scope,name,ledger,sense,amount\npark,,disposed_t,<=,10")
        found = fixes(park)
        assert found[("cap",)][("park", "disposed_t")] == pytest.approx(30)
        assert found[("capacity",)][("works", "")] == pytest.approx(30)

    def test_least_load(self, world: Any) -> None:
        """Proves that works that must run at 150 t/a on 100 t need a least load of 100 t/a.

        Without it the answer would be works that starve.
        """
        here = world(facilities="facility,plant,process,capacity_t_a,min_t_a\nworks,B,making,,150")
        assert fixes(here)[("least_load",)][("works", "")] == pytest.approx(-50)

    def test_connection(self, world: Any) -> None:
        """Proves that 100 t over a connection of 40 t/a, the only way, need 60 t/a more of it.

        Without it the answer would be a larger works, which does nothing.
        """
        here = world(
            facilities="facility,plant,process\nworks,B,making",
            links="from,to,mode,capacity_t_a\nA,works,truck,40",
        )
        found = fixes(here)
        assert found[("connection",)][("A -> works", "truck")] == pytest.approx(60)
        assert ("capacity",) not in found

    def test_standard(self, world: Any) -> None:
        """Proves that mud of 4 % Na2O and works that must take it at 2 % need the limit at 4 %.

        Without it the answer would be a slack in a row, which says nothing.
        """
        here = world(
            facilities="facility,plant,process\nworks,B,making",
            standards="standard,processes,property,sense,limit,on\nsoda,making,Na2O,<=,2,feed",
            compositions="material,property,value\nmud,Na2O,4",
        )
        assert fixes(here)[("standard",)][("works", "soda")] == pytest.approx(2)

    def test_share(self, world: Any) -> None:
        """Proves that 100 t of mud at most 30 % of works of 200 t/a need a share of 50 %.

        Without it the answer would be silence about recipes.
        """
        here = world(
            facilities="facility,plant,process,capacity_t_a\nworks,B,making,200",
            recipes="process,input,max_share\nmaking,red_mud,0.3\nmaking,sand,",
            prices="material,side,price_cny_t\nsand,buy,1",
            settings={"repair": {"share": 1.0}},
        )
        found = fixes(here)
        assert found[("most_share", "least_share")][("works", "red_mud")] == pytest.approx(0.2)
        assert found[("capacity",)][("works", "")] == pytest.approx(400 / 3)

    def test_what_refuses_the_nearest(self, world: Any) -> None:
        """Proves that mud that must be placed and nobody reaches is told the nearest taker and what refuses it.

        Without it the answer would be that it may stay, which it may not.
        """
        modes = "mode,forms,hazards,max_km,cost_cny_tkm\ntruck,cake,none,8,1"
        words = said(world(modes=modes, facilities="facility,plant,process\nworks,B,making"))
        assert "mud at A: its one user may not take it; works: reach: 10.0 km is beyond the hard limit of 8 km" in words

    def test_kinds_that_do_not_do_it_alone(self, world: Any) -> None:
        """Proves that works of 60 t/a behind a connection of 60 t/a leave 40 t, and that both must grow by 40 t/a.

        Without it the answer would be a capacity that nothing reaches.
        """
        here = world(
            facilities="facility,plant,process,capacity_t_a\nworks,B,making,60",
            links="from,to,mode,capacity_t_a\nA,works,truck,60",
        )
        found = fixes(here)
        assert set(found) == {("offer",), ("capacity", "connection")}
        assert found[("offer",)][("A", "mud")] == pytest.approx(-40)
        assert found[("capacity", "connection")] == pytest.approx({("works", ""): 40, ("A -> works", "truck"): 40})

    def test_ceilings(self, world: Any) -> None:
        """Proves that works of 60 t/a that may grow by half do nothing for a rate of 95 % but do for one of 80 %.

        90 t/a are the most within the ceiling; beyond it 95 t/a would do, and this is told as beyond.
        Without it the answer would be a works a hundred times its size, as if it were nothing.
        """
        settings = {"repair": {"capacity": 0.5}, "targets": [RATE]}
        here = world(facilities=WORKS.format(""), settings=settings)
        near = repairs(*problem_of(here))
        assert near
        assert all(fix.within for fix in near)
        settings["targets"] = [RATE | {"value": 0.95}]
        far = world(facilities=WORKS.format(""), settings=settings)
        found = {fix.kinds: fix for fix in repairs(*problem_of(far))}
        assert found[("target",)].within
        assert not found[("capacity",)].within
        with pytest.raises(InfeasibleError) as caught:
            far.solve()
        words = caught.value.told("en")
        assert "within these ceilings does: capacities by up to 50% of what is there" in words
        assert "beyond the ceilings, this would do: capacity of works +35 t/a (from 60 to 95)" in words

    def test_share_stays_below_its_ceiling(self, world: Any) -> None:
        """Proves that the ceiling of a share is met though what it lets in hangs on the load.

        Two works of 200 t/a take mud up to 20 % each, 40 t of 100; at 30 %, half as much again, they take 60 t, and
        the rate asked for is 55 %. Without it one share would go to 0.35 and the other would stay.
        """
        here = world(
            plants="plant,km\nA,0\nB,10\nC,20\nD,-10",
            facilities="facility,plant,process,capacity_t_a\nworks,B,making,100\nfar,D,making,100\ntip,C,dump,",
            recipes="process,input,max_share\nmaking,red_mud,0.2\nmaking,sand,\ndump,red_mud,",
            prices="material,side,price_cny_t\nsand,buy,1",
            settings={"targets": [RATE | {"value": 0.55}], "repair": {"capacity": 0.0}},
        )
        found = fixes(here)[("most_share", "least_share")]
        assert max(found.values()) <= 0.1 + 1e-6
        assert sum(found.values()) == pytest.approx(0.15)

    def test_how_far_it_comes(self, world: Any) -> None:
        """Proves that added capacity is told by its process, with the distance that its lots come: 10 km and 20 km.

        Two works of 30 t/a each at 10 km and 20 km; a rate of 80 % needs 20 t/a more of them.
        Without it the answer would be a capacity wherever the solver likes.
        """
        here = world(
            plants="plant,km\nA,0\nB,10\nC,20\nD,-20",
            facilities="facility,plant,process,capacity_t_a\nworks,B,making,10\nfar,D,making,10\ntip,C,dump,",
            settings={"targets": [RATE | {"value": 0.4}]},
        )
        formulation, problem = problem_of(here)
        fix = next(fix for fix in repairs(formulation, problem) if fix.kinds == ("capacity",))
        assert fix.km == pytest.approx({("works", 2025): 10, ("far", 2025): 20, ("tip", 2025): 20})
        words = repair_words(fix, formulation)
        assert "+20 t/a of capacity for making within 20 km, at 2 facilities" in words.en
        assert "making产能共增加 20 t/a（20 km 以内），涉及 2 座设施" in words.zh

    def test_words_in_both_languages(self, world: Any) -> None:
        """Proves that a repair is told in both languages.

        Without it the answer would be a number without a name.
        """
        fix = next(repairs(*problem_of(world(facilities=WORKS.format(""), settings={"targets": [RATE]}))))
        assert "60.00% is the most" in repair_words(fix).en
        assert "改为 60.00%（最高可达）" in repair_words(fix).zh
