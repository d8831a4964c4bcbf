"""A thin driver to HiGHS: one matrix in, warm restarts, interruptible, nothing captured.

Pyomo's own interface captures the output of the whole process while it builds and solves, which stalls threads and
swallows a progress line; and it hands a model over row by row. This driver passes arrays once and keeps the solver.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any

import highspy
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from symbiosis.errors import UsageError
from symbiosis.solver.gather import Matrix
from symbiosis.solver.outcome import Stop, Worth

Floats = NDArray[np.float64]

#: Called now and then while the solver works, with the seconds so far and the iterations so far.
Progress = Callable[[float, int], None]

_STOPS = {
    highspy.HighsModelStatus.kOptimal: Stop.OPTIMAL,
    highspy.HighsModelStatus.kModelEmpty: Stop.OPTIMAL,
    highspy.HighsModelStatus.kInfeasible: Stop.INFEASIBLE,
    highspy.HighsModelStatus.kUnbounded: Stop.UNBOUNDED,
    highspy.HighsModelStatus.kTimeLimit: Stop.TIME_LIMIT,
    highspy.HighsModelStatus.kInterrupt: Stop.INTERRUPTED,
}


@dataclass(frozen=True)
class Point:
    """What a run of the solver left behind."""

    stop: Stop
    worth: Worth
    columns: Floats
    """Value of every column."""
    reduced_costs: Floats
    row_values: Floats
    row_duals: Floats
    objective: float
    bound: float
    iterations: int


class Solver:
    """A matrix inside HiGHS."""

    def __init__(self, problem: Matrix, options: dict[str, Any], progress: Progress | None = None) -> None:
        self.problem = problem
        self.progress = progress
        self.interrupted = threading.Event()
        self._iterations = 0
        self._highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        self._highs.setOptionValue("output_flag", False)
        for name, value in options.items():
            self.option(name, value)
        self._pass()
        self._listen()

    @property
    def name(self) -> str:
        """Name and version of the solver."""
        return f"HiGHS {self._highs.version()}"

    @property
    def is_mip(self) -> bool:
        """Whether any column is integer."""
        return bool(self.problem.integer.any())

    def option(self, name: str, value: Any) -> None:
        """Set an option; raises UsageError where HiGHS refuses (it would go on with the old value)."""
        if self._highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
            raise UsageError(f"HiGHS does not accept {name} = {value!r}")

    def set_cost(self, cost: Floats, sense: str) -> None:
        """Set the objective; ``sense`` is "min" or "max"."""
        count = len(cost)
        self._highs.changeColsCost(count, np.arange(count, dtype=np.int32), np.ascontiguousarray(cost))
        maximise = sense == "max"
        self._highs.changeObjectiveSense(highspy.ObjSense.kMaximize if maximise else highspy.ObjSense.kMinimize)

    def set_bounds(self, columns: NDArray[np.int32], lower: Floats, upper: Floats) -> None:
        """Set the bounds of some columns; the basis stays."""
        self.problem.lower[columns], self.problem.upper[columns] = lower, upper
        self._highs.changeColsBounds(len(columns), columns, np.ascontiguousarray(lower), np.ascontiguousarray(upper))

    def set_sides(self, rows: NDArray[np.int32], lower: Floats, upper: Floats) -> None:
        """Set the sides of some rows; the basis stays."""
        self.problem.row_lower[rows], self.problem.row_upper[rows] = lower, upper
        self._highs.changeRowsBounds(len(rows), rows, np.ascontiguousarray(lower), np.ascontiguousarray(upper))

    def add_columns(self, matrix: Any, cost: Floats, lower: Floats, upper: Floats) -> None:
        """Add continuous columns, given as a sparse matrix by columns; the basis stays, with them at a bound."""
        problem = self.problem
        problem.matrix = sp.hstack([problem.matrix, matrix], format="csc")
        problem.lower, problem.upper = np.concatenate([problem.lower, lower]), np.concatenate([problem.upper, upper])
        problem.integer = np.concatenate([problem.integer, np.zeros(len(cost), dtype=bool)])
        self._highs.addCols(
            len(cost), np.ascontiguousarray(cost), np.ascontiguousarray(lower), np.ascontiguousarray(upper), matrix.nnz,
            matrix.indptr[:-1].astype(np.int32), matrix.indices.astype(np.int32, copy=False), matrix.data,
        )  # fmt: skip

    def fix_integers(self, values: Floats) -> None:
        """Fix every integer column at the whole number next to ``values``; what is left is a linear problem."""
        columns = np.flatnonzero(self.problem.integer).astype(np.int32)
        whole = np.round(values[columns])
        self._highs.changeColsIntegrality(len(columns), columns, np.zeros(len(columns), dtype=np.uint8))
        self.problem.integer = np.zeros(len(self.problem.integer), dtype=bool)
        self.set_bounds(columns, whole, whole)

    def start_from(self, values: Floats) -> None:
        """Give the next branch and bound a plan to begin with; one that breaks a row is not used."""
        solution = highspy.HighsSolution()
        solution.col_value = values.tolist()
        solution.value_valid = True
        self._highs.setSolution(solution)

    def basis(self) -> highspy.HighsBasis:
        """Return which columns and rows are basic, and at which end the others stand."""
        found: highspy.HighsBasis = self._highs.getBasis()
        return found

    def run_relaxed(self, time_s: float) -> Point:
        """Solve without asking for whole numbers, by an interior point; the decisions stay what they are."""
        integer, self.problem.integer = self.problem.integer, np.zeros(len(self.problem.integer), dtype=bool)
        self.option("solve_relaxation", value=True)
        self.option("solver", "ipx")
        self.option("time_limit", self.seconds + time_s)
        try:
            return self.run()
        finally:
            self.option("solve_relaxation", value=False)
            self.problem.integer = integer

    @property
    def seconds(self) -> float:
        """Seconds that all runs so far have taken."""
        return float(self._highs.getRunTime())

    def forget(self) -> None:
        """Drop basis and solution, so that the next run starts from nothing."""
        self._highs.clearSolver()

    def run(self) -> Point:
        """Solve; the calling thread stays free for Ctrl-C and progress."""
        began, done = monotonic(), threading.Event()

        def work() -> None:
            try:
                self._highs.run()
            finally:
                done.set()

        threading.Thread(target=work, daemon=True).start()
        # Waiting for an event and not for the thread: a Thread whose join is interrupted counts itself as ended.
        while not done.is_set():
            try:
                done.wait(0.1)
                if self.progress is not None and not done.is_set():
                    self.progress(monotonic() - began, self._iterations)
            except KeyboardInterrupt:
                self.interrupted.set()
        return self._point()

    def _pass(self) -> None:
        problem, matrix = self.problem, self.problem.matrix
        rows, columns = matrix.shape
        # A sum that is finite has only finite terms, and takes no array to find.
        if not np.isfinite(matrix.data.sum()) and not np.isfinite(matrix.data).all():
            raise UsageError("the matrix holds a coefficient that is not finite")
        status = self._highs.passModel(
            columns, rows, matrix.nnz, int(highspy.MatrixFormat.kColwise), int(highspy.ObjSense.kMinimize), 0.0,
            np.zeros(columns), problem.lower, problem.upper, problem.row_lower, problem.row_upper,
            matrix.indptr[:-1].astype(np.int32), matrix.indices.astype(np.int32, copy=False), matrix.data,
            problem.integer.astype(np.int32),
        )  # fmt: skip
        if status == highspy.HighsStatus.kError:
            raise UsageError("HiGHS does not accept the matrix (a coefficient, bound or side is out of its range)")

    def _listen(self) -> None:
        """Let HiGHS ask, now and then, whether it should stop."""
        kinds = highspy.cb.HighsCallbackType
        self._highs.setCallback(self._answer, None)
        for kind in (kinds.kCallbackSimplexInterrupt, kinds.kCallbackIpmInterrupt, kinds.kCallbackMipInterrupt):
            self._highs.startCallback(kind)

    def _answer(self, _kind: int, _message: str, output: Any, answer: Any, _data: Any) -> None:
        self._iterations = max(int(output.simplex_iteration_count), int(output.ipm_iteration_count), 0)
        if self.interrupted.is_set():
            answer.user_interrupt = True

    def _point(self) -> Point:
        highs = self._highs
        info, solution = highs.getInfo(), highs.getSolution()
        stop = _STOPS.get(highs.getModelStatus(), Stop.TROUBLE)
        feasible = info.primal_solution_status == highspy.kSolutionStatusFeasible
        # A point on the way to infinity satisfies all rows, and is worth nothing.
        usable = feasible and stop not in (Stop.UNBOUNDED, Stop.INFEASIBLE)
        worth = Worth.PROVEN if stop is Stop.OPTIMAL else Worth.FEASIBLE if usable else Worth.NONE
        objective = float(info.objective_function_value)
        return Point(
            stop=stop,
            worth=worth,
            columns=np.asarray(solution.col_value, dtype=float),
            reduced_costs=np.asarray(solution.col_dual, dtype=float),
            row_values=np.asarray(solution.row_value, dtype=float),
            row_duals=np.asarray(solution.row_dual, dtype=float),
            objective=objective,
            bound=self._bound(info, stop),
            iterations=int(max(info.simplex_iteration_count, 0) + max(info.ipm_iteration_count, 0)
                           + max(info.crossover_iteration_count, 0)),
        )  # fmt: skip

    def _bound(self, info: Any, stop: Stop) -> float:
        if self.is_mip:
            return float(info.mip_dual_bound)
        return self._dual_objective() if stop is Stop.OPTIMAL and info.dual_solution_status else float("nan")

    def _dual_objective(self) -> float:
        """Return the dual objective of a linear problem: what the duals prove, whatever the primal point is."""
        solution = self._highs.getSolution()
        maximise = self._highs.getObjectiveSense()[1] == highspy.ObjSense.kMaximize
        problem, total = self.problem, 0.0
        for dual, lower, upper in (
            (solution.row_dual, problem.row_lower, problem.row_upper),
            (solution.col_dual, problem.lower, problem.upper),
        ):
            price = np.asarray(dual, dtype=float)
            side = np.where((price > 0) != maximise, lower, upper)
            # A price of rounding size on a side that does not exist proves nothing and costs nothing.
            total += float((price * np.where(np.isfinite(side), side, 0.0)).sum())
        return total
