"""Many columns, few of which matter: solve with some, price the rest, add what gains, end with a proof.

A restricted problem holds the links that look cheap. Its duals, found roughly by an interior point, say which links
matter more; with these it is solved to a vertex, and then every link outside is priced in one pass (Dantzig and Wolfe
1960; sifting after Bixby, Gregory, Lustig, Marsten and Shanno 1992). Links that would gain come in and primal simplex
goes on from the vertex, which stays feasible. When none is left, the vertex is optimal for the whole problem: its duals
are feasible for every column, and what they prove is the bound.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from symbiosis.solver.highs import Point, Progress, Solver
from symbiosis.solver.implied import implied_bounds
from symbiosis.solver.outcome import Stop, Worth

if TYPE_CHECKING:
    from symbiosis.solver.candidates import Candidates
    from symbiosis.solver.gather import Matrix

Floats = NDArray[np.float64]

#: Links of every offer and every intake that a restricted problem begins with, and goes on with.
_FEW = 6
#: Accuracy of the first look, which only ranks the links.
_ROUGH = 1e-3
#: A point of the first look uses a link above this many kt.
_USED_KT = 1e-3
#: A link whose reduced cost is above this gains nothing.
_GAIN = 1e-9
#: Where so large a part of the columns at hand comes in at once, an interior point is faster than going on.
_FLOOD = 0.1
#: Violation of rows, in all, that still counts as none.
_NOTHING = 1e-6


@dataclass(frozen=True)
class Proof:
    """What duals say of the whole problem."""

    bound: float
    reduced_costs: Floats
    gaining: NDArray[np.int64]
    """Columns outside whose reduced cost is negative."""


class Sifter:
    """A linear problem of which HiGHS only ever sees some columns; it answers as ``Solver`` does."""

    is_mip = False

    def __init__(
        self, problem: Matrix, candidates: Candidates, options: dict[str, Any], progress: Progress | None = None
    ) -> None:
        self.problem = problem
        self.candidates = candidates
        self.progress = progress
        self.interrupted = threading.Event()
        self.method = "sifting"
        self._options = options
        self._limit_s = float(options.get("time_limit", np.inf))
        self._began = monotonic()
        self._implied = implied_bounds(problem)
        self._cost, self._sign = np.zeros(len(problem.lower)), 1.0
        self._live: Solver | None = None
        self._inside = np.zeros(0, dtype=np.int64)
        self._place = np.full(len(problem.lower), -1, dtype=np.int64)
        self._support: Floats | None = None
        self._rounds = self._iterations = 0

    @property
    def name(self) -> str:
        """Name and version of the solver."""
        return self._live.name if self._live is not None else self.whole().name

    @property
    def seconds(self) -> float:
        """Seconds since the problem was handed over."""
        return monotonic() - self._began

    def whole(self) -> Solver:
        """Return all columns inside HiGHS, with the objective and the bounds as they stand."""
        solver = Solver(self.problem, self._options, self.progress)
        solver.interrupted = self.interrupted
        solver.set_cost(self._sign * self._cost, "min" if self._sign > 0 else "max")
        return solver

    def set_cost(self, cost: Floats, sense: str) -> None:
        """Set the objective; ``sense`` is "min" or "max"."""
        self._sign = -1.0 if sense == "max" else 1.0
        self._cost = self._sign * cost
        if self._live is not None:
            self._live.set_cost(self._cost[self._inside], "min")

    def set_bounds(self, columns: NDArray[np.int32], lower: Floats, upper: Floats) -> None:
        """Set the bounds of some columns; the vertex at hand stays."""
        self.problem.lower[columns], self.problem.upper[columns] = lower, upper
        if self._live is not None:
            here = self._place[columns] >= 0
            self._live.set_bounds(self._place[columns[here]].astype(np.int32), lower[here], upper[here])

    def set_sides(self, rows: NDArray[np.int32], lower: Floats, upper: Floats) -> None:
        """Set the sides of some rows; the vertex at hand stays."""
        self.problem.row_lower[rows], self.problem.row_upper[rows] = lower, upper
        if self._live is not None:
            self._live.set_sides(rows, lower, upper)

    def run(self, *, warm: bool = False) -> Point:
        """Solve to a vertex that is optimal for all columns; ``warm`` goes on from the vertex at hand."""
        self._rounds = self._iterations = 0
        point = self._go_on() if warm and self._live is not None else self._begin()
        while point.stop is Stop.OPTIMAL:
            proof = self._price(point)
            if not len(proof.gaining):
                self._support = self._wide(point.columns)
                self.method = self._words(proof)
                return self._answer(point, proof)
            if len(proof.gaining) > _FLOOD * len(self._inside):
                point = self._start(np.concatenate([self._inside, proof.gaining]), crossover=True)
            else:
                self._add(proof.gaining)
                point = self._go_on()
        return self._answer(point, None)

    def vertex(self) -> highspy.HighsBasis:
        """Return the vertex at hand as a basis of the whole problem; a column outside stands at its lower bound."""
        assert self._live is not None
        basis = self._live.basis()
        status = [highspy.HighsBasisStatus.kLower] * len(self._place)
        for column, own in zip(self._inside.tolist(), basis.col_status, strict=True):
            status[column] = own
        basis.col_status = status
        return basis

    def _begin(self) -> Point:
        """Return a vertex of a restricted problem whose links were chosen by rough duals."""
        chosen = self.candidates.cheapest(_FEW)
        if self._support is not None:
            chosen |= self._support[self.candidates.columns] > 0  # what the objectives before are held by
        point = self._start(self._columns(chosen), crossover=False)
        if point.stop in (Stop.INTERRUPTED, Stop.TIME_LIMIT):
            return point
        if point.stop is Stop.INFEASIBLE or not len(point.row_duals):
            return self._reach(chosen)
        proof = self._price(point)
        ranked = self.candidates.dearest(proof.reduced_costs, _FEW)
        ranked |= self._wide(point.columns)[self.candidates.columns] > _USED_KT
        found = self._start(self._columns(ranked), crossover=True)
        return self._reach(chosen | ranked) if found.stop is Stop.INFEASIBLE else found

    def _reach(self, chosen: NDArray[np.bool_]) -> Point:
        """Return a vertex of a restricted problem that has a plan: sift for the links that violate the rows least."""
        rows, columns = self.problem.matrix.shape
        slack = sp.identity(rows, format="csc")
        more = np.zeros(2 * rows)
        elastic = replace(
            self.problem,
            matrix=sp.hstack([self.problem.matrix, slack, -slack], format="csc"),
            lower=np.concatenate([self.problem.lower, more]),
            upper=np.concatenate([self.problem.upper, more + np.inf]),
            integer=np.zeros(columns + 2 * rows, dtype=bool),
        )
        sifter = Sifter(elastic, self.candidates, self._options, self.progress)
        sifter.interrupted = self.interrupted
        sifter.set_cost(np.concatenate([np.zeros(columns), more + 1.0]), "min")
        point = sifter.run()
        self._iterations += point.iterations
        if point.stop is not Stop.OPTIMAL or point.objective > _NOTHING:
            stop = Stop.INFEASIBLE if point.stop is Stop.OPTIMAL else point.stop
            none = np.zeros(0)
            return Point(stop, Worth.NONE, none, none, none, none, float("nan"), float("nan"), 0)
        own = self.candidates.columns
        return self._start(self._columns(chosen | (point.columns[own] > 0)), crossover=True)

    def _columns(self, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return the columns of a restricted problem: the chosen candidates and whatever is no candidate."""
        inside = np.ones(len(self.problem.lower), dtype=bool)
        inside[self.candidates.columns[~chosen]] = False
        return np.flatnonzero(inside)

    def _start(self, inside: NDArray[np.int64], *, crossover: bool) -> Point:
        """Solve a restricted problem by an interior point, from nothing."""
        problem = self.problem
        restricted = replace(
            problem,
            matrix=problem.matrix[:, inside],
            lower=problem.lower[inside],
            upper=problem.upper[inside],
            row_lower=problem.row_lower.copy(),
            row_upper=problem.row_upper.copy(),
            integer=np.zeros(len(inside), dtype=bool),
        )
        options = self._options | {"solver": "ipx", "time_limit": max(self._limit_s - self.seconds, 0.1)}
        if not crossover:
            options |= {"run_crossover": "off", "ipm_optimality_tolerance": _ROUGH}
        self._live = Solver(restricted, options, self.progress)
        self._live.interrupted = self.interrupted
        self._live.set_cost(self._cost[inside], "min")
        self._inside = inside
        self._place = np.full(len(problem.lower), -1, dtype=np.int64)
        self._place[inside] = np.arange(len(inside))
        return self._run()

    def _add(self, columns: NDArray[np.int64]) -> None:
        """Let more columns in; the vertex stays what it is, and feasible."""
        problem = self.problem
        assert self._live is not None
        self._live.add_columns(
            problem.matrix[:, columns], self._cost[columns], problem.lower[columns], problem.upper[columns]
        )
        self._place[columns] = len(self._inside) + np.arange(len(columns))
        self._inside = np.concatenate([self._inside, columns])

    def _go_on(self) -> Point:
        """Solve from the vertex at hand, by primal simplex."""
        assert self._live is not None
        self._live.option("solver", "simplex")
        self._live.option("simplex_strategy", 4)
        self._live.option("time_limit", self._live.seconds + max(self._limit_s - self.seconds, 0.1))
        return self._run()

    def _run(self) -> Point:
        assert self._live is not None
        self._live.progress = self.progress
        point = self._live.run()
        self._rounds += 1
        self._iterations += point.iterations
        return point

    def _price(self, point: Point) -> Proof:
        """Return what the duals of ``point`` prove: a bound (Lagrange), and the columns outside that would gain."""
        problem, duals = self.problem, point.row_duals
        lower, upper = np.maximum(self._implied[0], problem.lower), np.minimum(self._implied[1], problem.upper)
        side = np.where(duals > 0, problem.row_lower, problem.row_upper)
        duals = np.where(np.isfinite(side), duals, 0.0)  # a dual of rounding size on a side that does not exist
        reduced = self._cost - problem.matrix.T @ duals
        end = np.where(reduced > 0, lower, upper)
        bound = float(duals @ np.where(np.isfinite(side), side, 0.0))
        bound += float(reduced @ np.where(np.isfinite(end), end, 0.0))
        gaining = (reduced < -_GAIN) & (self._place < 0) & (problem.upper > problem.lower)
        return Proof(bound, reduced, np.flatnonzero(gaining))

    def _wide(self, columns: Floats) -> Floats:
        """Return values of the columns inside as values of all; a candidate outside is 0."""
        whole = np.zeros(len(self.problem.lower))
        whole[self._inside] = columns
        return whole

    def _answer(self, point: Point, proof: Proof | None) -> Point:
        """Return a point of the restricted problem as one of the whole; unproven where the rest was not priced."""
        columns = self._wide(point.columns) if len(point.columns) else point.columns
        if proof is None:
            worth = Worth.FEASIBLE if point.worth is not Worth.NONE else Worth.NONE
            return replace(point, columns=columns, worth=worth, bound=float("nan"), iterations=self._iterations,
                           objective=self._sign * point.objective)  # fmt: skip
        return replace(
            point,
            columns=columns,
            reduced_costs=self._sign * proof.reduced_costs,
            row_duals=self._sign * point.row_duals,
            objective=self._sign * point.objective,
            bound=self._sign * proof.bound,
            iterations=self._iterations,
        )

    def _words(self, proof: Proof) -> str:
        outside = (self._place < 0) & (self.problem.upper > self.problem.lower)
        least = float(min(proof.reduced_costs[outside].min(initial=0.0), 0.0))
        return (
            f"sifting: {len(self._inside)} of {len(self._place)} columns in {self._rounds} rounds, "
            f"least reduced cost outside {least:.1e}"
        )
