"""Games with transferable payoffs: who gets what of a gain that coalitions could also make by themselves.

A game is an array ``v`` of 2^n numbers: ``v[S]`` is what the players in S gain together, where S is a number whose
bit i says whether player i is in it; ``v[0]`` is 0. What is shared is a gain; a cost is shared by its savings. Every
function is pure, and none knows what the players do.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from symbiosis.errors import UsageError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

#: More players than this are 2^n coalitions too many.
MOST_PLAYERS = 14
#: Part of the largest gain below which a difference is rounding.
ROUNDING = 1e-7
#: A weight below this is rounding of the solver.
_WEIGHT = 1e-9


@dataclass(frozen=True)
class Core:
    """Whether a gain can be shared so that no coalition does better by itself, and the proof either way."""

    shares: Floats | None
    """A division that no coalition can better; None where there is none."""
    balanced: tuple[tuple[int, float], ...]
    """Coalitions with weights that add up to 1 at every player, together worth the most."""
    needed: float
    """What this balanced collection is worth: the least gain that could content every coalition."""

    @property
    def empty(self) -> bool:
        """Whether there is no such division."""
        return self.shares is None


def count(v: Floats) -> int:
    """Return the number of players; raises UsageError where ``v`` is no game."""
    players = len(v).bit_length() - 1
    if len(v) != 1 << players or players < 1 or abs(v[0]) > 0 or not np.isfinite(v).all():
        raise UsageError("a game is 2^n finite numbers, the first of them 0")
    if players > MOST_PLAYERS:
        raise UsageError(f"the game has {players} players; with more than {MOST_PLAYERS} it is not solved exactly")
    return players


def members(players: int) -> NDArray[np.bool_]:
    """Return, coalition by coalition, who is in it: one row a coalition, one column a player."""
    return ((np.arange(1 << players)[:, None] >> np.arange(players)) & 1).astype(bool)


def named(coalition: int, names: list[str] | tuple[str, ...]) -> list[str]:
    """Return the names of the players in a coalition."""
    return [name for player, name in enumerate(names) if coalition >> player & 1]


def worth_at(v: Floats, shares: Floats) -> Floats:
    """Return, coalition by coalition, what it would gain by leaving: ``v[S]`` less what its members get."""
    return np.asarray(v - members(count(v)) @ shares, dtype=float)


def shapley(v: Floats) -> Floats:
    """Return the Shapley value: what each player adds on average over all orders of joining."""
    players = count(v)
    sizes = members(players).sum(axis=1)
    weight = np.array([factorial(s) * factorial(players - s - 1) / factorial(players) for s in range(players)])
    shares = np.empty(players)
    for player in range(players):
        without = np.flatnonzero(np.arange(len(v)) >> player & 1 == 0)
        shares[player] = float(weight[sizes[without]] @ (v[without | 1 << player] - v[without]))
    return shares


def core(v: Floats, within: float = 0.0) -> Core:
    """Return whether the core is empty, with a division in it or the balanced collection that proves it empty.

    A gain that falls short by no more than ``within``, what is known of the numbers, is not said to be too small.

    One linear problem does both: the least total that contents every coalition short of all. Its prices are the
    weights of a balanced collection (Bondareva 1963, Shapley 1967).
    """
    players, size = count(v), _size(v)
    inside = members(players)[1:-1].astype(float)
    if players == 1:
        return Core(v[1:].astype(float), ((1, 1.0),), float(v[1]))
    answer = _solved(linprog(np.ones(players), A_ub=-inside, b_ub=-v[1:-1] / size, bounds=(None, None), method="highs"))
    shares, weights = answer.x * size, -answer.ineqlin.marginals
    needed = float(answer.fun) * size
    balanced = tuple((int(at) + 1, float(weights[at])) for at in np.flatnonzero(weights > _WEIGHT))
    if needed > v[-1] + max(ROUNDING * size, within):
        return Core(None, balanced, needed)
    return Core(shares + (v[-1] - shares.sum()) / players, balanced, needed)


def least_core(v: Floats) -> tuple[float, Floats]:
    """Return the least excess of the worst coalition, and a division that has it.

    Above 0, the core is empty, and so much is what every coalition must forgo, or be charged for leaving.
    """
    players = count(v)
    if players == 1:
        return 0.0, v[1:].astype(float)
    size, inside = _size(v), members(players).astype(float)
    worst, shares, _ = _worst_excess(v / size, inside, np.arange(1, len(v) - 1), inside[-1:], v[-1:] / size, None)
    return worst * size, shares * size


def nucleolus(v: Floats) -> Floats:
    """Return the nucleolus: of all divisions that give nobody less than alone, the one whose complaints are least.

    The largest complaint (excess) is made as small as can be, then the next, and so on. Of the coalitions whose
    complaint is the largest, only those are settled whose complaint is the same in every best division: a price
    above 0 proves it. What follows from the settled ones (the rank test) is settled with them, so every round
    raises the rank and there are fewer rounds than players.

    Raises
    ------
    UsageError
        Where players alone gain more than all together, so that no division gives everybody as much.
    """
    players, size = count(v), _size(v)
    alone = v[1 << np.arange(players)] / size
    if alone.sum() > v[-1] / size + ROUNDING:
        raise UsageError("alone the players gain more than together, so no division gives everybody as much as alone")
    # A total that rounding leaves a little short must not make the rounds infeasible.
    alone = alone - max(0.0, alone.sum() - v[-1] / size) / players
    inside, worth = members(players).astype(float), v / size
    settled, total = [len(v) - 1], [worth[-1]]
    while np.linalg.matrix_rank(inside[settled]) < players:
        free = _free(inside, settled)
        worst, _, prices = _worst_excess(worth, inside, free, inside[settled], np.array(total), alone)
        bound = [(int(at), float(worth[at] - worst)) for at in free[prices[: len(free)] > _WEIGHT].tolist()]
        # A player who is held at what he has alone stays there.
        bound += [(1 << at, float(alone[at])) for at in np.flatnonzero(prices[len(free) :] > _WEIGHT).tolist()]
        for coalition, sum_of in bound:
            if np.linalg.matrix_rank(inside[[*settled, coalition]]) > np.linalg.matrix_rank(inside[settled]):
                settled.append(coalition)
                total.append(sum_of)
    return np.asarray(np.linalg.lstsq(inside[settled], np.array(total), rcond=None)[0] * size, dtype=float)


def _free(inside: Floats, settled: list[int]) -> Integers:
    """Return the coalitions whose sum does not follow from those that are settled."""
    _, sizes, axes = np.linalg.svd(inside[settled])
    rank = int((sizes > 1e-9).sum())
    beyond = np.abs(inside @ axes[rank:].T).max(axis=1)
    return np.flatnonzero(beyond > 1e-9).astype(np.int64)


def _worst_excess(
    worth: Floats, inside: Floats, free: Integers, settled: Floats, total: Floats, alone: Floats | None
) -> tuple[float, Floats, Floats]:
    """Return the least that the largest excess of ``free`` can be, a division, and prices of coalitions and players."""
    players = inside.shape[1]
    excess = np.hstack([-inside[free], -np.ones((len(free), 1))])
    equal = np.hstack([settled, np.zeros((len(settled), 1))])
    low = [None] * players if alone is None else list(alone)
    answer = _solved(
        linprog(
            [0.0] * players + [1.0], A_ub=excess, b_ub=-worth[free], A_eq=equal, b_eq=total,
            bounds=[(bound, None) for bound in low] + [(None, None)], method="highs",
        )
    )  # fmt: skip
    prices = np.concatenate([-answer.ineqlin.marginals, answer.lower.marginals[:players]])
    return float(answer.x[-1]), np.asarray(answer.x[:-1], dtype=float), prices


def superadditive(v: Floats) -> tuple[int, int, float] | None:
    """Return the two disjoint coalitions that lose most by joining, with the loss; None where none loses."""
    players, worst = count(v), (0, 0, ROUNDING * _size(v))
    for coalition in range(1, 1 << players):
        parts = _parts(coalition)
        parts = parts[parts <= coalition - parts]
        loss = v[parts] + v[coalition - parts] - v[coalition]
        at = int(loss.argmax())
        if loss[at] > worst[2]:
            worst = (int(parts[at]), int(coalition - parts[at]), float(loss[at]))
    return worst if worst[1] else None


def convex(v: Floats) -> bool:
    """Say whether a player adds the more, the larger the coalition that he joins; then Shapley is in the core."""
    players, every = count(v), np.arange(len(v))
    for one in range(players):
        for other in range(one):
            both = 1 << one | 1 << other
            without = every[every & both == 0]
            more = v[without | both] - v[without | 1 << one] - v[without | 1 << other] + v[without]
            if more.min() < -ROUNDING * _size(v):
                return False
    return True


def _parts(coalition: int) -> Integers:
    """Return every part of a coalition, itself and nothing included."""
    parts = np.zeros(1, dtype=np.int64)
    for player in range(coalition.bit_length()):
        if coalition >> player & 1:
            parts = np.concatenate([parts, parts | 1 << player])
    return parts


def _size(v: Floats) -> float:
    return max(float(np.abs(v).max()), 1e-12)


def _solved(answer: object) -> Any:
    if getattr(answer, "status", 1) != 0:
        raise UsageError(f"the solver did not settle the game: {getattr(answer, 'message', '')}")
    return answer
