"""A solver that stands ready at an optimum: change a number, solve again from the basis, put the number back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from symbiosis.solver.gather import Matrix
from symbiosis.solver.highs import Point, Solver
from symbiosis.solver.outcome import Stop
from symbiosis.solver.sifting import Sifter
from symbiosis.solver.whole import linear_method

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Change:
    """What is to be different in a matrix: sides of rows, bounds of columns, single coefficients."""

    rows: dict[int, tuple[float, float]] = field(default_factory=dict)
    """New (lower, upper) of rows."""
    columns: dict[int, tuple[float, float]] = field(default_factory=dict)
    """New (lower, upper) of columns."""
    cells: dict[tuple[int, int], float] = field(default_factory=dict)
    """New coefficients by (row, column)."""

    def __or__(self, other: Change) -> Change:
        """Return both changes; ``other`` wins where they meet."""
        return Change(self.rows | other.rows, self.columns | other.columns, self.cells | other.cells)


def own_copy(problem: Matrix, *, continuous: bool = False) -> Matrix:
    """Return a matrix whose bounds and sides can be changed without changing ``problem``."""
    return replace(
        problem,
        matrix=problem.matrix.copy(),
        row_lower=problem.row_lower.copy(),
        row_upper=problem.row_upper.copy(),
        lower=problem.lower.copy(),
        upper=problem.upper.copy(),
        integer=np.zeros_like(problem.integer) if continuous else problem.integer.copy(),
    )


class Bench(Solver):
    """A linear problem inside HiGHS, solved once and then changed again and again."""

    def settle(self, before: Bench | None = None) -> Point:
        """Solve for the first time: from nothing, or by primal simplex from the optimum at which ``before`` stands."""
        if before is not None:
            self._highs.setBasis(before.basis())
            self.option("solver", "simplex")
            self.option("simplex_strategy", 4)
        else:
            self.option("solver", linear_method(self.problem))
        point = self.run()
        if point.stop in (Stop.TROUBLE, Stop.UNBOUNDED) or (before is not None and point.stop is Stop.INFEASIBLE):
            point = self._afresh()
        self.option("solver", "simplex")
        self.option("simplex_strategy", 1)
        return point

    def settle_sifted(self, sifter: Sifter, cost: Floats, sense: str, *, warm: bool = False) -> Point | None:
        """Sift the problem as it stands for a first vertex, and go on from there; None where sifting ends otherwise.

        ``sifter`` holds the same problem, maybe with other bounds; ``warm`` says that its vertex is still feasible.
        """
        mine, its = self.problem, sifter.problem
        moved = np.flatnonzero((mine.lower != its.lower) | (mine.upper != its.upper)).astype(np.int32)
        sifter.set_bounds(moved, mine.lower[moved], mine.upper[moved])
        sifter.set_cost(cost, sense)
        sifter.interrupted = self.interrupted
        if sifter.run(warm=warm).stop is not Stop.OPTIMAL:
            return None
        self._highs.setBasis(sifter.vertex())
        self.option("solver", "simplex")
        self.option("simplex_strategy", 4)
        point = self.run()
        self.option("simplex_strategy", 1)
        return point if point.stop is Stop.OPTIMAL else None

    def again(self) -> Point:
        """Solve after a change, by dual simplex from the basis at hand; a verdict is believed only without presolve."""
        point = self.run()
        return self._afresh() if point.stop is not Stop.OPTIMAL else point

    def again_from_here(self) -> Point:
        """Solve as ``again``; where there is no optimum, the basis at hand stays where the next change begins.

        A dual simplex that runs off along a ray without naming it has shown nothing; an interior point then decides.
        """
        basis = self.basis()
        point = self.again()
        if point.stop is Stop.TROUBLE and not self.interrupted.is_set():
            self.forget()
            self.option("presolve", "on")
            self.option("solver", "ipx")
            point = self.run()
            self.option("solver", "simplex")
        if point.stop is not Stop.OPTIMAL:
            self._highs.setBasis(basis)
        return point

    @contextmanager
    def under(self, change: Change) -> Iterator[None]:
        """Apply a change for a while; the basis at hand is put back with the numbers."""
        basis = self.basis()
        undo = self._apply(change)
        try:
            yield
        finally:
            self._apply(undo)
            self._highs.setBasis(basis)

    def side_ranges(self) -> tuple[Floats, Floats]:
        """Return, row by row, down and up to which value of its side the row keeps its price; NaN where unknown."""
        self.again()  # a basis that was put back has no factors until it is run
        status, ranging = self._highs.getRanging()
        count = len(self.problem.row_lower)
        if status != highspy.HighsStatus.kOk or not ranging.valid:
            return np.full(count, np.nan), np.full(count, np.nan)
        low, high = (np.asarray(part.value_, dtype=float) for part in (ranging.row_bound_dn, ranging.row_bound_up))
        far = 1e29  # HiGHS says 1e30 for without end
        return np.where(low < -far, -np.inf, low), np.where(high > far, np.inf, high)

    def _afresh(self) -> Point:
        self.forget()
        self.option("presolve", "off")
        self.option("solver", "simplex")
        self.option("simplex_strategy", 1)
        return self.run()

    def _apply(self, change: Change) -> Change:
        """Apply ``change`` and return what undoes it."""
        problem = self.problem
        rows = {row: (float(problem.row_lower[row]), float(problem.row_upper[row])) for row in change.rows}
        columns = {column: (float(problem.lower[column]), float(problem.upper[column])) for column in change.columns}
        cells = {place: float(self.cell(*place)) for place in change.cells}
        if rows:
            self.set_sides(*_arrays(change.rows))
        if columns:
            self.set_bounds(*_arrays(change.columns))
        for (row, column), value in change.cells.items():
            self._highs.changeCoeff(row, column, value)
        self._cells = self._changed_cells() | change.cells
        return Change(rows, columns, cells)

    def cell(self, row: int, column: int) -> float:
        """Return a coefficient as it is now."""
        known = self._changed_cells().get((row, column))
        if known is not None:
            return known
        matrix = self.problem.matrix  # kept by columns: looking in one is sooner done than asking the matrix
        start, end = matrix.indptr[column], matrix.indptr[column + 1]
        return float(matrix.data[start:end][matrix.indices[start:end] == row].sum())

    def _changed_cells(self) -> dict[tuple[int, int], float]:
        return getattr(self, "_cells", {})


def _arrays(sides: dict[int, tuple[float, float]]) -> tuple[Any, Floats, Floats]:
    low, high = (np.array([pair[side] for pair in sides.values()], dtype=float) for side in (0, 1))
    return np.array(list(sides), dtype=np.int32), low, high
