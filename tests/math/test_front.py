"""Fronts solved by hand: their ends, points that no weighted sum finds, three objectives, and what is skipped."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest
import scipy.sparse as sp

from symbiosis.errors import UnsolvedError, UsageError
from symbiosis.formulation.columnar import Layout
from symbiosis.scenario.settings import Solver
from symbiosis.solver.chain import Goal
from symbiosis.solver.front import Front, front, with_totals
from symbiosis.solver.gather import Matrix
from symbiosis.solver.stages import Infeasible

EXACT = Solver(mip_gap=0.0)


def problem(
    rows: Sequence[Sequence[float]], most: Sequence[float], upper: Sequence[float], *, whole: bool = False
) -> Matrix:
    """Return ``rows @ x <= most, 0 <= x <= upper``."""
    count = len(upper)
    return Matrix(
        matrix=sp.csc_matrix(np.array(rows, dtype=float).reshape(-1, count)),
        row_lower=np.full(len(most), -np.inf),
        row_upper=np.array(most, dtype=float),
        lower=np.zeros(count),
        upper=np.array(upper, dtype=float),
        integer=np.full(count, whole),
        layout=Layout(),
        added=[],
    )


def front_of(matrix: Matrix, points: int | Sequence[int], **costs: tuple[str, Sequence[float]]) -> Front:
    """Return the front of objectives given as (sense, coefficients)."""
    whole, columns = with_totals(matrix, [np.array(cost, dtype=float) for _, cost in costs.values()])
    goals = [Goal(name, "", sense, 0.0, at) for (name, (sense, _)), at in zip(costs.items(), columns, strict=True)]
    return front(whole, goals, EXACT, points=points)


def rounded(found: Front) -> list[tuple[float, ...]]:
    return [tuple(float(value) for value in np.round(row, 6) + 0.0) for row in found.totals]


class TestTwo:
    """Two works for 10 t: the first asks 1 a tonne up to 4 t, the second 3 a tonne."""

    MATRIX = problem([], [], [4, 6])

    def test_a_cost_curve_and_its_slopes(self) -> None:
        """Proves six points from nothing to all: 0, 2, 4 (1 a tonne), then 10, 16, 22 (3 a tonne), and those prices.

        Without the prices a reader could not tell that the fifth tonne costs three times the fourth.
        """
        found = front_of(self.MATRIX, 6, cost=("min", [1, 3]), used=("max", [1, 1]))
        assert rounded(found) == [(0, 0), (2, 2), (4, 4), (10, 6), (16, 8), (22, 10)]
        prices = [float(point.prices[1]) for point in found.points]
        assert prices[1] == pytest.approx(1)
        assert prices[3:5] == pytest.approx([3, 3])
        assert np.isnan(prices[-1])  # there is no tonne after the last
        assert max(point.gap for point in found.points) < 1e-9

    def test_the_nadir_is_that_of_the_best_in_order(self) -> None:
        """Proves that works that cost nothing are filled before anything is said of the least cost: 4 t, not 0 t.

        Without the second objective in the payoff table the front would begin at a dominated (0, 0).
        """
        found = front_of(self.MATRIX, 3, cost=("min", [0, 3]), used=("max", [1, 1]))
        assert rounded(found) == [(0, 4), (9, 7), (18, 10)]

    def test_objectives_that_agree_have_one_best_point(self) -> None:
        """Proves one point where more use is also cheaper. Without it twenty copies of it would be shown."""
        found = front_of(self.MATRIX, 20, cost=("min", [-1, -3]), used=("max", [1, 1]))
        assert rounded(found) == [(-22, 10)]

    def test_senses_are_free(self) -> None:
        """Proves that "max" of the negative is "min": the same points, mirrored."""
        found = front_of(self.MATRIX, 6, gain=("max", [-1, -3]), idle=("min", [-1, -1]))
        assert rounded(found) == [(0, 0), (-2, -2), (-4, -4), (-10, -6), (-16, -8), (-22, -10)]
        assert float(found.points[3].prices[1]) == pytest.approx(3)

    def test_every_level_that_is_known_is_skipped(self) -> None:
        """Proves the ends come from the payoff table (four solves) and only the four levels between are solved."""
        found = front_of(self.MATRIX, 6, cost=("min", [1, 3]), used=("max", [1, 1]))
        assert (found.solves, found.skipped, found.dropped) == (8, 2, 0)


class TestThree:
    """One tonne to share between three uses; each objective wants its own share large."""

    def test_the_triangle(self) -> None:
        """Proves the points of x + y + z = 1 on a grid of thirds, corners and edges included: 1 + 2 + 3 + 4 = 10.

        Six of the sixteen levels ask for more than there is (y + z > 1). Without the rule that nothing reaches a
        stricter level than one that nothing reaches, each of the six would be solved.
        """
        found = front_of(
            problem([[1, 1, 1]], [1], [1, 1, 1]),
            (4, 4),
            x=("max", [1, 0, 0]), y=("max", [0, 1, 0]), z=("max", [0, 0, 1]),
        )  # fmt: skip
        thirds = [(x / 3, y / 3, z / 3) for x, y, z in product(range(4), repeat=3) if x + y + z == 3]
        assert sorted(rounded(found)) == sorted(tuple(np.round(point, 6).tolist()) for point in thirds)
        assert found.infeasible + found.skipped >= 6
        assert found.infeasible <= 3

    def test_a_level_without_a_price_is_not_left_lying(self) -> None:
        """Proves each point is as good in the third as it can be: x binds alone, z (free of it) is filled to 5.

        Without the objectives after the first in their order, a plan with z = 0 would be shown beside it.
        """
        found = front_of(
            problem([[1, 1, 0]], [10], [10, 10, 5]),
            (3, 3),
            x=("max", [1, 0, 0]), y=("max", [0, 1, 0]), z=("max", [0, 0, 1]),
        )  # fmt: skip
        assert rounded(found) == [(10, 0, 5), (5, 5, 5), (0, 10, 5)]


class TestDecisions:
    """Lines that are built or not."""

    def test_a_point_that_no_weighted_sum_finds(self) -> None:
        """Proves that of three lines (5 t for 6, 8 t for 9.5, 10 t for 10) and none, all but the second are found.

        The chord from (0, 0) to (10, 10) passes below the first, so a weighted sum never chooses it; at 8 t it is
        9.5 against 10 for 2 t more, which is on the front, too. Without the search at each level three were missing.
        """
        lines = problem([[1, 1, 1]], [1], [1, 1, 1], whole=True)
        found = front_of(lines, 11, cost=("min", [6, 9.5, 10]), used=("max", [5, 8, 10]))
        assert rounded(found) == [(0, 0), (6, 5), (9.5, 8), (10, 10)]
        assert all(point.gap <= 1e-9 for point in found.points)
        assert all(np.isnan(point.prices).all() for point in found.points)

    def test_all_of_a_knapsack(self) -> None:
        """Proves, against all 64 choices, that levels one unit apart find every point of whole numbers, each once."""
        weights, first, second = [4, 3, 5, 2, 6, 3], [7, 2, 9, 4, 3, 5], [3, 8, 2, 5, 9, 4]
        choices = [np.array(choice) for choice in product((0, 1), repeat=6) if np.dot(weights, choice) <= 12]
        values = {(int(np.dot(first, choice)), int(np.dot(second, choice))) for choice in choices}
        best = {v for v in values if not any(o != v and o[0] >= v[0] and o[1] >= v[1] for o in values)}
        found = front_of(problem([weights], [12], [1] * 6, whole=True), 30, a=("max", first), b=("max", second))
        assert set(rounded(found)) == best
        assert len(found.points) == len(best)

    def test_flows_are_placed_with_the_decisions_held(self) -> None:
        """Proves a line of 10 t for 5 and 1 a tonne: 0 t for 0, then 5 + t, by search and flow together."""
        matrix = problem([[1, -10]], [0], [10, 1])
        matrix.integer[1] = True
        found = front_of(matrix, 3, cost=("min", [1, 5]), used=("max", [1, 0]))
        assert rounded(found) == [(0, 0), (10, 5), (15, 10)]


def test_what_cannot_be_asked_is_said() -> None:
    """Proves a front of one objective, of one point, without an end or without a plan ends in words."""
    matrix = problem([[1, 1]], [1], [1, np.inf])
    with pytest.raises(UsageError, match="two objectives"):
        front_of(matrix, 3, cost=("min", [1, 1]))
    with pytest.raises(UsageError, match="2 levels"):
        front_of(matrix, 1, cost=("min", [1, 1]), used=("max", [1, 0]))
    with pytest.raises(UnsolvedError, match="cost has no end"):
        front_of(problem([], [], [np.inf, 1]), 3, cost=("min", [-1, 0]), used=("max", [0, 1]))
    with pytest.raises(Infeasible):
        front_of(problem([[1, 1]], [-1], [1, 1]), 3, cost=("min", [1, 1]), used=("max", [1, 0]))
