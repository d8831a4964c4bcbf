"""What would make a park without a plan solvable: the least that must give way, within stated ceilings.

One kind of number after the other is let give way, all others as they are, by as little as does; then the physical
kinds together. What is proposed is put into the problem and solved. How far a kind may go is said by ``repair`` in the
settings; only where nothing within these ceilings does, the least beyond them is told, and told as that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from symbiosis.explain.levers import Lever, levers
from symbiosis.solver.bench import Bench, Change, own_copy
from symbiosis.solver.gather import Matrix, gather
from symbiosis.solver.highs import Solver
from symbiosis.solver.outcome import Stop, Worth

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation

Floats = NDArray[np.float64]

_SHARES = ("most_share", "least_share")
#: Kinds of levers that are let give way together, in the order in which they are proposed.
KINDS: tuple[tuple[str, ...], ...] = (
    ("target",), ("cap",), ("capacity",), ("least_load",), ("connection",), ("offer",), ("standard",), _SHARES,
)  # fmt: skip
#: What a planner can change in the world, from the easiest to the hardest; targets, caps and lots are wishes.
TOGETHER: tuple[tuple[str, ...], ...] = (
    ("capacity", "connection"),
    ("capacity", "connection", "least_load", *_SHARES),
    ("capacity", "connection", "least_load", *_SHARES, "standard"),
)
_WISHES = ("target", "cap", "offer")
#: How much more than needed a number is loosened when the repair is tried, against the rounding of the solver.
_GRACE = 1e-6
#: A slack below this, in kt or part of a row, is rounding.
_NOTHING = 1e-7


@dataclass(frozen=True)
class Repair:
    """Numbers that, changed together, make the park solvable, each with what it would have to be."""

    kinds: tuple[str, ...]
    changes: tuple[tuple[Lever, float], ...]
    least: bool = True
    """Whether less of this kind is shown not to do; False where the time ended before."""
    within: bool = True
    """Whether every number stays within its ceiling."""
    km: Mapping[tuple[str, int], float] = field(default_factory=dict)
    """How far off the farthest lot comes that a facility with a changed capacity needs, by facility and year."""


def repairs(formulation: Formulation, problem: Matrix | None = None, *, until: float | None = None) -> Iterator[Repair]:
    """Yield, kind by kind, the least change of numbers of that kind alone that makes the park solvable.

    Where no physical kind does it alone within its ceiling, the first of ``TOGETHER`` that does; where none does, the
    least of each physical kind beyond its ceiling.
    """
    problem = problem or gather(formulation.model, formulation.years[0].columns.layout)
    search = _Search(formulation, problem, levers(formulation, problem), until or monotonic() + 30.0)
    physical = False
    for kinds in KINDS:
        if fix := search.of(kinds):
            physical |= kinds[0] not in _WISHES
            yield fix
    if not physical:
        yield from _further(search)


def _further(search: _Search) -> Iterator[Repair]:
    """Yield what several kinds do together within their ceilings, or else what each does beyond them."""
    for kinds in TOGETHER:
        if fix := search.of(kinds):
            yield fix
            return
    alone = [fix for kinds in KINDS if kinds[0] not in _WISHES and (fix := search.of(kinds, bounded=False))]
    yield from alone
    if not alone and (fix := search.of(TOGETHER[-1], bounded=False)):
        yield fix


@dataclass(frozen=True)
class _Search:
    """A problem without a plan, its levers, and the time until which repairs are looked for."""

    formulation: Formulation
    problem: Matrix
    known: list[Lever]
    until: float

    def of(self, kinds: tuple[str, ...], *, bounded: bool = True) -> Repair | None:
        """Return the least change of these kinds; None where none does, or the time is up."""
        own = [lever for lever in self.known if lever.kind in kinds]
        if not own or monotonic() > self.until:
            return None
        ceilings = [self._ceiling(lever) if bounded else np.inf for lever in own]
        solver = Solver(_widened(self.problem, own, ceilings), self._options(0.1))
        solver.set_cost(_weights(self.problem, own, relative=kinds == ("cap",)), "min")
        point = solver.run()
        if point.worth is Worth.NONE:
            return None
        slack = point.columns[len(self.problem.lower) :]
        changes = []
        for lever, amount in zip(own, slack, strict=True):
            if amount > _NOTHING:
                changes.append((lever, _meaning(lever, float(amount), point.columns)))
        if not changes or not all(np.isfinite(by) for _, by in changes) or not self._does(changes):
            return None
        changes.sort(key=lambda pair: -abs(pair[1]))
        km = self._near(solver, slack) if any(lever.kind == "capacity" for lever, _ in changes) else {}
        return Repair(kinds, tuple(changes), point.stop is Stop.OPTIMAL, bounded, km)

    def _options(self, least_s: float) -> dict[str, Any]:
        options = {"threads": 1, "random_seed": self.formulation.settings.solver.seed, "mip_rel_gap": 1e-3}
        return options | {"time_limit": max(self.until - monotonic(), least_s)}

    def _ceiling(self, lever: Lever) -> float:
        """Return by how much the number may change."""
        if lever.kind in ("target", "cap"):
            return float("inf")
        rules = self.formulation.settings.repair
        return float(getattr(rules, "share" if lever.kind in _SHARES else lever.kind)) * abs(lever.now)

    def _does(self, changes: Sequence[tuple[Lever, float]]) -> bool:
        """Say whether the problem with the numbers changed has a point that satisfies all rows."""
        change = Change()
        for lever, by in changes:
            more = by * (1 + _GRACE)
            # A lot of which nothing is placed has nothing left to give.
            most = max(more, -lever.now) if lever.kind in ("offer", "least_load") else more
            change |= lever.change(self.problem, most)
        solver = Bench(own_copy(self.problem), self._options(1.0))
        with solver.under(change):
            return solver.run().worth is not Worth.NONE

    def _near(self, solver: Solver, slack: Floats) -> dict[tuple[str, int], float]:
        """Return how far off what each facility takes in comes, once the repaired park moves as little as it can."""
        width = len(self.problem.lower)
        numbers = np.arange(width, width + len(slack), dtype=np.int32)
        solver.set_bounds(numbers, np.zeros(len(slack)), slack * (1 + _GRACE) + _NOTHING)
        cost = np.zeros(width + len(slack))
        for year in self.formulation.years:
            cost[year.columns.flow] = year.network.links["km"].to_numpy(dtype=float)
        solver.set_cost(cost, "min")
        solver.option("time_limit", solver.seconds + max(self.until - monotonic(), 0.1))
        point = solver.run()
        if point.worth is Worth.NONE:
            return {}
        found: dict[tuple[str, int], float] = {}
        for year in self.formulation.years:
            links = year.network.links[point.columns[year.columns.flow] > 1e-6]
            names = year.network.facilities["facility"].to_numpy()[links["facility"]]
            far = links["km"].groupby(names).max()
            found |= {(str(name), year.network.period.year): float(km) for name, km in far.items()}
        return found


def _widened(problem: Matrix, own: Sequence[Lever], ceilings: Sequence[float]) -> Matrix:
    """Return the problem with a slack for each lever, none of which stands for more than its ceiling."""
    sign = np.array([_sign(lever) for lever in own])
    rows = np.array([lever.row for lever in own])
    count, width = len(own), len(problem.lower)
    slack = sp.csc_matrix((sign, (rows, np.arange(count))), shape=(problem.matrix.shape[0], count))
    most = [np.inf if lever.columns else _unit(lever) * ceiling for lever, ceiling in zip(own, ceilings, strict=True)]
    for number, lever in enumerate(own):
        if lever.kind in ("offer", "least_load"):
            most[number] = min(most[number], lever.now / 1000.0)
    # What a share or a limit of quality gives way by hangs on the load, and so its ceiling is a row of its own.
    held = [number for number, lever in enumerate(own) if lever.columns and np.isfinite(ceilings[number])]
    ties = sp.lil_matrix((len(held), width + count))
    for row, number in enumerate(held):
        lever = own[number]
        ties[row, width + number] = 1.0
        side = np.sign(sum(lever.slopes)) or 1.0
        for column, slope in zip(lever.columns, lever.slopes, strict=True):
            ties[row, column] = -side * slope * ceilings[number]
    return replace(
        own_copy(problem),
        matrix=sp.vstack([sp.hstack([problem.matrix, slack]), ties.tocsr()], format="csc"),
        row_lower=np.concatenate([problem.row_lower, np.full(len(held), -np.inf)]),
        row_upper=np.concatenate([problem.row_upper, np.zeros(len(held))]),
        lower=np.concatenate([problem.lower, np.zeros(count)]),
        upper=np.concatenate([problem.upper, most]),
        integer=np.concatenate([problem.integer, np.zeros(count, dtype=bool)]),
    )


def _weights(problem: Matrix, own: Sequence[Lever], *, relative: bool) -> Floats:
    """Return what a unit of each column counts: nothing but the slacks, each in kt or as a part of its number."""
    size = np.array([abs(0.001 * lever.now) if relative and not lever.columns else 1.0 for lever in own])
    return np.concatenate([np.zeros(len(problem.lower)), 1.0 / np.where(size == 0, 1.0, size)])


def _unit(lever: Lever) -> float:
    """Return what one unit of the number gives in its row."""
    return max(lever.lower, lever.upper)


def _sign(lever: Lever) -> float:
    """Return the sign with which a slack eases the lever's row; a tonne that stays is as good as one sent."""
    if lever.kind == "offer":
        return 1.0
    if lever.columns:
        return 1.0 if lever.kind in ("least_share",) or (lever.kind != "most_share" and lever.step < 0) else -1.0
    return -1.0 if lever.upper else 1.0


def _meaning(lever: Lever, slack: float, columns: Floats) -> float:
    """Return by how much the number must change for its row to be eased by ``slack``."""
    if lever.kind == "offer":
        return -slack * 1000.0
    if not lever.columns:
        return float(np.sign(lever.step)) * slack / _unit(lever)
    rate = abs(sum(slope * columns[column] for column, slope in zip(lever.columns, lever.slopes, strict=True)))
    return float(np.sign(lever.step)) * slack / rate if rate else float("inf")
