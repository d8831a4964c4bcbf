"""Sifting: some columns first, all of them proven."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp

from benchmarks.region import region
from benchmarks.shapes import SHAPES
from symbiosis.api import formulate
from symbiosis.compare.front import front_of
from symbiosis.errors import UnsolvedError
from symbiosis.formulation import Formulation
from symbiosis.formulation.columnar import Layout
from symbiosis.park import Park
from symbiosis.scenario import Model
from symbiosis.solver import Infeasible, sifting, solve_stages
from symbiosis.solver.bench import Bench, own_copy
from symbiosis.solver.candidates import Candidates, first_of
from symbiosis.solver.chain import Chain
from symbiosis.solver.gather import Matrix
from symbiosis.solver.implied import implied_bounds
from symbiosis.solver.outcome import Outcome, Stop
from symbiosis.solver.sifting import Sifter


def problem(rows: list[list[float]], low: list[float], high: list[float]) -> Matrix:
    """Return a matrix with columns between 0 and infinity."""
    matrix = sp.csc_matrix(np.array(rows, dtype=float))
    columns = matrix.shape[1]
    return Matrix(
        matrix, np.array(low, dtype=float), np.array(high, dtype=float), np.zeros(columns), np.full(columns, np.inf),
        np.zeros(columns, dtype=bool), Layout(), [],
    )  # fmt: skip


def by_method(park: Park, model: Model, method: str, **solver: float) -> Outcome:
    """Return how a park is solved by a method."""
    layer = dict(model._layers[0]) | {"solver": {"method": method, **solver}}
    return solve_stages(formulate(park, replace(model, _layers=(layer,))))[0]


@pytest.fixture
def one_link(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a restricted problem begin with one link of every offer and intake."""
    monkeypatch.setattr(sifting, "_FEW", 1)


@pytest.mark.usefixtures("one_link")
class TestPaper:
    """Three offers of 10 kt that go to one facility or stay; only the link that is nearest is at hand at first."""

    #: All three links count as one offer's, so that one of them is chosen; freight 1, 2, 3.
    LINKS = Candidates(np.arange(3), np.zeros(3, int), np.zeros(3, int), np.zeros(3, bool), np.array([1.0, 2.0, 3.0]))

    def sifter(self, least: float, most: float, cost: list[float], sense: str = "min") -> Sifter:
        """Return the problem of a facility that takes from ``least`` to ``most`` kt."""
        rows = [[1.0, 0, 0, 1, 0, 0], [0, 1.0, 0, 0, 1, 0], [0, 0, 1.0, 0, 0, 1], [1.0, 1, 1, 0, 0, 0]]
        sifter = Sifter(problem(rows, [10, 10, 10, least], [10, 10, 10, most]), self.LINKS, {})
        sifter.set_cost(np.array([*cost, 0.0, 0.0, 0.0]), sense)
        return sifter

    def test_the_nearest_is_not_the_best(self) -> None:
        """Proves that a link which looks dear comes in by its price: 10 kt of the third at -9, 5 of the second at -2.

        Without it the answer would be 0, as the one link at hand in the beginning costs 1.
        """
        point = self.sifter(0, 15, [1, -2, -9]).run()
        assert point.columns.tolist() == [0.0, 5.0, 10.0, 10.0, 5.0, 0.0]
        assert point.objective == pytest.approx(-100.0)
        assert point.bound == pytest.approx(-100.0)

    def test_a_maximum(self) -> None:
        """Proves that duals and reduced costs keep the signs of a maximum: a kt of room is worth 2, the first loses 3.

        Without it the face of a maximum would be fixed at the wrong side.
        """
        point = self.sifter(0, 15, [-1, 2, 9], "max").run()
        assert (point.objective, point.bound) == pytest.approx((100.0, 100.0))
        assert point.row_duals[3] == pytest.approx(2.0)
        assert point.reduced_costs[0] == pytest.approx(-3.0)

    def test_links_without_which_there_is_no_plan(self) -> None:
        """Proves that links which only a row asks for are found: 25 kt must be taken, the link at hand brings 10.

        Without it a restricted problem without a plan would be called a park without a plan.
        """
        assert self.sifter(25, 30, [1, 2, 9]).run().objective == pytest.approx(10 + 20 + 5 * 9)

    def test_no_plan_at_all(self) -> None:
        """Proves that 31 kt asked of 30 is told, whatever links are at hand.

        Without it the answer would be a plan that breaks a row.
        """
        assert self.sifter(31, 40, [1, 1, 1]).run().stop is Stop.INFEASIBLE


class TestParts:
    """What sifting is made of."""

    def test_first_of(self) -> None:
        """Proves that the two cheapest of each group are taken, ties by position.

        Without it an offer with many links would crowd out one with few.
        """
        group, key = np.array([1, 0, 1, 1, 0]), np.array([5.0, 1.0, 4.0, 4.0, 9.0])
        assert first_of(group, key, 2).tolist() == [False, True, True, True, True]
        assert first_of(group, key, 1).tolist() == [False, True, True, False, False]
        assert first_of(group[:0], key[:0], 1).tolist() == []

    def test_implied_bounds(self) -> None:
        """Proves bounds by rows: x + y <= 10 and z = 2 x + y bound z by 2 x 10 + 10; w >= z / 4 has no upper end.

        Without it a dual of rounding size on an endless column would prove nothing at all.
        """
        rows = [[1, 1, 0, 0], [2, 1, -1, 0], [0, 0, -0.25, 1]]
        lower, upper = implied_bounds(problem(rows, [0, 0, 0], [10, 0, np.inf]))
        assert upper.tolist() == [10.0, 10.0, 30.0, np.inf]
        assert lower.tolist() == [0.0, 0.0, 0.0, 0.0]


@pytest.mark.usefixtures("one_link")
@pytest.mark.parametrize("name", ["made offers in chains", "binding caps", "a target", "little room", "all wastes"])
@pytest.mark.parametrize("slack", [0.0, 0.01])
def test_random_parks(name: str, slack: float) -> None:
    """Proves that sifting from single links ends at the optimum of all links, objective by objective.

    Without it the answer would be the best of the links that looked cheap.
    """
    park, model = region(SHAPES[name], seed=1)
    layer = dict(model._layers[0])
    first, *rest = layer["objectives"]
    layer["objectives"] = [dict(first) | {"slack": slack}, *rest]
    model = replace(model, _layers=(layer,))
    try:
        whole = by_method(park, model, "simplex")
    except Infeasible:
        with pytest.raises(Infeasible):
            by_method(park, model, "sifting")
        return
    sifted = by_method(park, model, "sifting")
    assert [stage.final for stage in sifted.stages] == pytest.approx([stage.final for stage in whole.stages], rel=1e-7)
    assert all(stage.gap < 1e-7 for stage in sifted.stages)
    assert all(stage.method.startswith("sifting") for stage in sifted.stages)


@pytest.mark.usefixtures("one_link")
def test_the_parks_leave_links_out() -> None:
    """Proves that links are left out of the random parks, so that the test above can fail.

    Without it all columns would be at hand from the start, and nothing would be priced.
    """
    park, model = region(SHAPES["made offers in chains"], seed=1)
    words = by_method(park, model, "sifting").stages[0].method.split()
    assert words[0] == "sifting:"
    assert int(words[1]) < 0.8 * int(words[3])


def test_time_runs_out() -> None:
    """Proves that a limit of time stops it with what it has, and claims nothing.

    Without it the answer would be called optimal though links were never priced.
    """
    park, model = region(replace(SHAPES["all wastes"], sources=30, receivers=30), seed=1)
    with pytest.raises(UnsolvedError, match="time limit"):
        by_method(park, model, "sifting", time_limit_s=1e-6)


@pytest.mark.usefixtures("one_link")
class TestGoingOn:
    """All columns of a problem stand where sifting some of them ended."""

    def test_the_vertex_is_that_of_all_columns(self) -> None:
        """Proves that a bench begins at the vertex found: 10 kt of the third link at -9, 5 of the second at -2.

        Without it the columns that sifting left out would have no place in the basis, and all would begin anew.
        """
        rows = [[1.0, 0, 0, 1, 0, 0], [0, 1.0, 0, 0, 1, 0], [0, 0, 1.0, 0, 0, 1], [1.0, 1, 1, 0, 0, 0]]
        bench = Bench(problem(rows, [10, 10, 10, 0], [10, 10, 10, 15]), {})
        cost = np.array([1.0, -2, -9, 0, 0, 0])
        bench.set_cost(cost, "min")
        point = bench.settle_sifted(Sifter(own_copy(bench.problem), TestPaper.LINKS, {}), cost, "min")
        assert point is not None
        assert (point.objective, point.iterations) == (pytest.approx(-100.0), 0)
        assert bench.again().columns.tolist() == [0.0, 5.0, 10.0, 10.0, 5.0, 0.0]

    def test_bounds_set_since(self) -> None:
        """Proves that bounds of the bench hold while sifting: 4 kt of the third at most, so 10 of the second.

        Without it the vertex would be that of other bounds, and lie outside.
        """
        rows = [[1.0, 0, 0, 1, 0, 0], [0, 1.0, 0, 0, 1, 0], [0, 0, 1.0, 0, 0, 1], [1.0, 1, 1, 0, 0, 0]]
        bench = Bench(problem(rows, [10, 10, 10, 0], [10, 10, 10, 15]), {})
        sifter, cost = Sifter(own_copy(bench.problem), TestPaper.LINKS, {}), np.array([1.0, -2, -9, 0, 0, 0])
        bench.set_cost(cost, "min")
        bench.set_bounds(np.array([2], dtype=np.int32), np.array([0.0]), np.array([4.0]))
        point = bench.settle_sifted(sifter, cost, "min")
        assert point is not None
        assert point.columns.tolist() == [0.0, 10.0, 4.0, 10.0, 0.0, 6.0]

    @pytest.mark.parametrize("name", ["made offers in chains", "binding caps"])
    def test_a_chain(self, name: str) -> None:
        """Proves that objectives held in order are those of the whole problem.

        Without it prices of many links would start from the best of the links that looked cheap.
        """
        simplex, sifted = (Chain(formulation).totals for formulation in self.both(name))
        assert sifted == pytest.approx(simplex, rel=1e-7)

    def test_a_front(self) -> None:
        """Proves that the points of a front are those of the whole problem.

        Without it a front of many links would begin at ends that are none. (Not tried where the last tonne costs a
        fortune: there an end that is right to ten digits has a cost that is right to three.)
        """
        simplex, sifted = (front_of(formulation, points=4).totals for formulation in self.both("binding caps"))
        assert len(sifted) > 2
        assert sifted == pytest.approx(simplex, rel=1e-6)

    def both(self, name: str) -> list[Formulation]:
        """Return a random park formulated for simplex and for sifting."""
        park, model = region(SHAPES[name], seed=1)
        objectives = "objectives=[{ledger='used_t',sense='max',slack=0.01},{ledger='cost_cny',sense='min'}]"
        return [formulate(park, model.under(objectives, f"solver.method={way}")) for way in ("simplex", "sifting")]
