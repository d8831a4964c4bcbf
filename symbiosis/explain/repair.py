"""What would make a park without a plan solvable: which rules contradict each other, and the least that must give way.

One kind of number after the other is let give way, all others as they are, by as little as does: targets, caps,
capacities, connections, tonnes to be placed, standards, recipes. What is proposed is put into the problem and solved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from symbiosis.explain.levers import Lever, levers
from symbiosis.network.gates import Words
from symbiosis.solver.bench import Bench, Change, own_copy
from symbiosis.solver.conflict import Conflict, conflict
from symbiosis.solver.gather import Matrix, gather
from symbiosis.solver.highs import Solver
from symbiosis.solver.outcome import Stop, Worth
from symbiosis.solver.rules import said

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation

Floats = NDArray[np.float64]

#: Kinds of levers that are let give way together, in the order in which they are proposed.
KINDS: tuple[tuple[str, ...], ...] = (
    ("target",), ("cap",), ("capacity",), ("least_load",), ("connection",), ("offer",), ("standard",),
    ("most_share", "least_share"),
)  # fmt: skip
#: How much more than needed a number is loosened when the repair is tried, against the rounding of the solver.
_GRACE = 1e-6
#: A slack below this, in kt or part of a row, is rounding.
_NOTHING = 1e-7
#: Changes that a sentence names, rules that it lists.
_NAMED = 5


@dataclass(frozen=True)
class Repair:
    """Numbers that, changed together, make the park solvable, each with what it would have to be."""

    kinds: tuple[str, ...]
    changes: tuple[tuple[Lever, float], ...]
    least: bool = True
    """Whether less of this kind is shown not to do; False where the time ended before."""


def advice(formulation: Formulation, *, seconds: float = 20.0) -> list[str]:
    """Return sentences on the rules in conflict and the repairs that would do; bounded by about ``seconds``."""
    problem = gather(formulation.model, formulation.years[0].columns.layout)
    until = monotonic() + seconds
    found = conflict(formulation, problem, seconds=0.5 * seconds)
    sentences = [conflict_words(found).en] if found else []
    fixes = list(repairs(formulation, problem, until=until))
    return sentences + [repair_words(fix).en for fix in fixes]


def conflict_words(found: Conflict) -> Words:
    """Return what contradicts what; rules of the same kind are counted where they are many."""
    count = len(found.rules)
    en, zh = [], []
    for family in dict.fromkeys(rule.family for rule in found.rules):
        own = [rule.words for rule in found.rules if rule.family == family]
        more = len(own) - _NAMED
        en += [words.en for words in own[:_NAMED]] + ([f"{more} more of {family}"] if more > 0 else [])
        zh += [words.zh for words in own[:_NAMED]] + ([f"另有 {more} 条 {family}"] if more > 0 else [])
    if count == 1:
        return Words(f"one rule cannot be met by itself: {en[0]}", f"有一条规则本身无法满足：{zh[0]}")
    any_one = "; without any one of them the others can be met" if found.smallest else " (there may be fewer)"
    each = "；去掉其中任意一条，其余即可同时满足" if found.smallest else "（可能还可减少）"
    return Words(
        f"these {count} rules contradict each other{any_one}: {'; '.join(en)}",
        f"以下 {count} 条规则相互矛盾{each}：{'；'.join(zh)}",
    )


def repairs(formulation: Formulation, problem: Matrix | None = None, *, until: float | None = None) -> Iterator[Repair]:
    """Yield, kind by kind, the least change of numbers of that kind alone that makes the park solvable.

    Where no kind does it alone, one repair of all kinds together, measured as parts of their numbers.
    """
    problem = problem or gather(formulation.model, formulation.years[0].columns.layout)
    until = monotonic() + 30.0 if until is None else until
    known, alone = levers(formulation, problem), False
    for kinds in (*KINDS, tuple(kind for some in KINDS for kind in some)):
        own = [lever for lever in known if lever.kind in kinds]
        if not own or monotonic() > until or (alone and len(kinds) > 2):
            continue
        fix = _repair(formulation, problem, own, kinds, until)
        if fix is not None:
            alone = True
            yield fix


def _repair(
    formulation: Formulation, problem: Matrix, own: Sequence[Lever], kinds: tuple[str, ...], until: float
) -> Repair | None:
    options = {"threads": 1, "random_seed": formulation.settings.solver.seed, "mip_rel_gap": 1e-3}
    widened, weights = _widened(problem, own, relative=kinds == ("cap",) or len(kinds) > 2)
    solver = Solver(widened, options | {"time_limit": max(until - monotonic(), 0.1)})
    solver.set_cost(weights, "min")
    point = solver.run()
    if point.worth is Worth.NONE:
        return None
    slack = point.columns[len(problem.lower) :]
    changes = []
    for lever, amount in zip(own, slack, strict=True):
        if amount > _NOTHING:
            by = _meaning(lever, float(amount), point.columns)
            if not np.isfinite(by):
                return None
            changes.append((lever, by))
    if not changes or not _does(problem, changes, options, until):
        return None
    changes.sort(key=lambda pair: -abs(pair[1]))
    return Repair(kinds, tuple(changes), point.stop is Stop.OPTIMAL)


def _widened(problem: Matrix, own: Sequence[Lever], *, relative: bool) -> tuple[Matrix, Floats]:
    """Return the problem with a slack for each lever, and what a unit of each slack counts."""
    sign = np.array([_sign(lever) for lever in own])
    rows = np.array([lever.row for lever in own])
    count, width = len(own), len(problem.lower)
    slack = sp.csc_matrix((sign, (rows, np.arange(count))), shape=(problem.matrix.shape[0], count))
    most = [lever.now / 1000.0 if lever.kind in ("offer", "least_load") else np.inf for lever in own]
    size = np.array([abs(0.001 * lever.now) if relative and not lever.columns else 1.0 for lever in own])
    widened = replace(
        own_copy(problem),
        matrix=sp.hstack([problem.matrix, slack], format="csc"),
        lower=np.concatenate([problem.lower, np.zeros(count)]),
        upper=np.concatenate([problem.upper, most]),
        integer=np.concatenate([problem.integer, np.zeros(count, dtype=bool)]),
    )
    return widened, np.concatenate([np.zeros(width), 1.0 / np.where(size == 0, 1.0, size)])


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
        return float(np.sign(lever.step)) * slack / max(lever.upper, lever.lower)
    rate = abs(sum(slope * columns[column] for column, slope in zip(lever.columns, lever.slopes, strict=True)))
    return float(np.sign(lever.step)) * slack / rate if rate else float("inf")


def _does(problem: Matrix, changes: Sequence[tuple[Lever, float]], options: dict[str, Any], until: float) -> bool:
    """Say whether the problem with the numbers changed has a point that satisfies all rows."""
    change = Change()
    for lever, by in changes:
        more = by * (1 + _GRACE)
        # A lot of which nothing is placed has nothing left to give.
        change |= lever.change(problem, max(more, -lever.now) if lever.kind in ("offer", "least_load") else more)
    solver = Bench(own_copy(problem), options | {"time_limit": max(until - monotonic(), 1.0)})
    with solver.under(change):
        return solver.run().worth is not Worth.NONE


def repair_words(fix: Repair) -> Words:
    """Return what would do."""
    several = len({lever.year for lever, _ in fix.changes}) > 1
    pairs = [(_change_words(lever, by), lever.year) for lever, by in fix.changes[:_NAMED]]
    en = [pair.en + (f" in {year}" if several else "") for pair, year in pairs]
    zh = [(f"{year} 年" if several else "") + pair.zh for pair, year in pairs]
    more = fix.changes[_NAMED:]
    if more:
        units = {lever.unit for lever, _ in more}
        total = f", {said(sum(by for _, by in more))} {min(units)} in all" if len(units) == 1 and units != {"1"} else ""
        en.append(f"and {len(more)} more changes of {'/'.join(fix.kinds[:2])}{total}")
        zh.append(f"另有 {len(more)} 处")
    least, fewest = ("", "") if fix.least else (" (less may do)", "（或可更少）")
    return Words(f"this would do{least}: {'; '.join(en)}", f"可行的最小调整{fewest}：{'；'.join(zh)}")


def _change_words(lever: Lever, by: float) -> Words:
    now, then = lever.now, lever.now + by
    if lever.kind == "offer":
        what = f"{said(-by)} t of {lever.item} at {lever.place}"
        return Words(f"{what} of the {said(now)} t not placed", f"{lever.place} 的 {lever.item} 少消纳 {said(-by)} t")
    if lever.kind == "target":
        percent = lever.unit == "1"
        old, new = (f"{value:.2%}" if percent else said(value) for value in (now, then))
        word, most = ("most", "最高") if lever.step < 0 else ("least", "最低")
        return Words(
            f"the target {lever.item!r} at {new} instead of {old} ({new} is the {word})",
            f"目标 {lever.item} 由 {old} 改为 {new}（{most}可达）",
        )
    name, name_zh = _KIND_WORDS[lever.kind]
    what = f"{lever.item} {lever.place}".strip() if lever.kind not in ("capacity", "least_load") else lever.place
    old, new = said(now), said(then)
    unit = "" if lever.unit == "1" else f" {lever.unit}"
    sign = "+" if by > 0 else "-"
    return Words(
        f"{name} {what} {sign}{said(abs(by))}{unit} (from {old} to {new})",
        f"{name_zh} {what} 调整 {sign}{said(abs(by))}{unit}（由 {old} 到 {new}）",
    )


_KIND_WORDS = {
    "cap": ("the cap on", "限额"),
    "capacity": ("capacity of", "产能"),
    "least_load": ("least load of", "最低负荷"),
    "connection": ("capacity of the connection", "线路能力"),
    "standard": ("limit of the standard", "标准限值"),
    "most_share": ("most share of", "配方上限"),
    "least_share": ("least share of", "配方下限"),
}
