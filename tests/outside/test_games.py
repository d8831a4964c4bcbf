"""Published games with transferable payoffs: what their authors say of core, Shapley value and nucleolus.

The few numbers of each are typed in, with where they were published.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import permutations

import numpy as np
import pytest
from scipy.optimize import linprog

from symbiosis.compare.games import (
    convex,
    core,
    least_core,
    members,
    nucleolus,
    shapley,
    superadditive,
    worth_at,
)  # fmt: skip
from symbiosis.errors import UsageError


def game(players: int, worth: Callable[[set[int]], float] | Mapping[str, float]) -> np.ndarray:
    """Return a game from a function of the set of players, or from a table by the players' digits ("12")."""
    v = np.zeros(1 << players)
    for coalition in range(1, len(v)):
        inside = {player + 1 for player in range(players) if coalition >> player & 1}
        v[coalition] = worth(inside) if callable(worth) else worth.get("".join(map(str, sorted(inside))), 0.0)
    return v


def airport(*costs: float) -> np.ndarray:
    """Return the savings of sharing one runway that is long enough for the largest aircraft."""
    return game(len(costs), lambda inside: sum(costs[i - 1] for i in inside) - max(costs[i - 1] for i in inside))


def estate(amount: float, *claims: float) -> np.ndarray:
    """Return the game of a bankruptcy: a coalition gets what the others' claims leave of the estate."""
    everybody = set(range(1, len(claims) + 1))
    return game(len(claims), lambda inside: max(0.0, amount - sum(claims[i - 1] for i in everybody - inside)))


def test_glove_game() -> None:
    """A pair of gloves is worth 1; one owns a left one, two a right one each (Shapley & Shubik 1969).

    Proves that scarcity takes all in core and nucleolus, (1, 0, 0), and 2/3, 1/6, 1/6 in the Shapley value, which so
    is not in the core. Without it Shapley could be taken for a division that nobody leaves.
    """
    v = game(3, {"12": 1, "13": 1, "123": 1})
    assert shapley(v) == pytest.approx([2 / 3, 1 / 6, 1 / 6])
    assert nucleolus(v) == pytest.approx([1, 0, 0], abs=1e-9)
    assert core(v).shares == pytest.approx([1, 0, 0], abs=1e-9)
    assert worth_at(v, shapley(v)).max() == pytest.approx(1 / 6)
    assert superadditive(v) is None
    assert not convex(v)


def test_airport_game() -> None:
    """Runways of 8, 11, 13, 18: each part is shared alike by those who need it, so 2, 3, 4, 9.

    Littlechild & Owen 1973 (A simple expression for the Shapley value in a special case, Management Science 20), with
    the numbers of the usual textbook example. Proves the Shapley value, and that it is in the core of a convex game.
    """
    costs = np.array([8.0, 11.0, 13.0, 18.0])
    v = airport(*costs)
    assert costs - shapley(v) == pytest.approx([2, 3, 4, 9])
    assert convex(v)
    assert worth_at(v, shapley(v)).max() <= 1e-9


def test_airport_nucleolus_by_its_own_formula() -> None:
    """The nucleolus of an airport game has a formula of its own (Littlechild 1974, Int. J. of Game Theory 3).

    Going up, the least share r of each step is ``min over k of (c_k - r's before) / (players left up to k + 1)``, and
    half of what is left at the last. Proves the nucleolus against a way to it that solves no linear problem.
    """
    costs = [4.0, 6.0, 6.5, 13.0, 13.5]
    fees: list[float] = []
    while len(fees) < len(costs):
        paid, first, last = sum(fees), len(fees), len(costs) - 1
        choices = [((costs[k] - paid) / (k - first + 2), k) for k in range(first, last)]
        choices.append(((costs[last] - paid) / (last - first + 1), last))
        fee, upto = min(choices)
        fees += [fee] * (upto - first + 1)
    v = airport(*costs)
    assert np.array(costs) - nucleolus(v) == pytest.approx(fees, abs=1e-7)


@pytest.mark.parametrize(
    ("amount", "shares"), [(100, [100 / 3] * 3), (200, [50, 75, 75]), (300, [50, 100, 150])]
)  # fmt: skip
def test_estate_of_the_talmud(amount: float, shares: list[float]) -> None:
    """Three widows claim 100, 200 and 300; the Mishna (Kethuboth 93a) divides estates of 100, 200 and 300.

    Aumann & Maschler 1985 (J. Economic Theory 36) show that its divisions are nucleoli. Proves the order of
    complaints beyond the largest one, which alone leaves the estate of 200 open.
    """
    assert nucleolus(estate(amount, 100, 200, 300)) == pytest.approx(shares, abs=1e-7)


def test_tennessee_valley() -> None:
    """Navigation, flood control and power of one system of dams, in thousand dollars.

    Straffin & Heaney 1981 (Game theory and the Tennessee Valley Authority, Int. J. of Game Theory 10): Shapley value
    117,829, 100,756.5, 193,998.5; the nucleolus divides the savings alike.
    """
    cost = {"1": 163520, "2": 140826, "3": 250096, "12": 301607, "13": 378821, "23": 367370, "123": 412584}
    alone = np.array([163520.0, 140826.0, 250096.0])
    v = game(3, lambda inside: sum(alone[i - 1] for i in inside) - cost["".join(map(str, sorted(inside)))])
    assert alone - shapley(v) == pytest.approx([117829, 100756.5, 193998.5])
    assert alone - nucleolus(v) == pytest.approx([116234, 93540, 202810])
    assert not core(v).empty


def test_lemaire() -> None:
    """Three investors pool their deposits (Lemaire 1991, Cooperative game theory and its insurance applications)."""
    v = game(3, {"1": 46125, "2": 17437.5, "3": 5812.5, "12": 69187.5, "13": 53812.5, "23": 30750, "123": 90000})
    assert nucleolus(v) == pytest.approx([52687.5, 24468.75, 12843.75])


def test_apex_game() -> None:
    """One big voter and four small ones; the big one wins with any small one, the small ones all together.

    The weighted majority [5; 3, 1, 1, 1, 1] has Shapley value 3/5, 1/10 ... (Shapley & Shubik 1954) and its nucleolus
    is the weights themselves over their sum, 3/7, 1/7 ... (Peleg 1968, weights of constant-sum majority games).
    Proves that the largest excess is above 0 and the core empty, with weights that prove it.
    """
    weights = [3, 1, 1, 1, 1]
    v = game(5, lambda inside: float(sum(weights[i - 1] for i in inside) >= 4))
    assert shapley(v) == pytest.approx([3 / 5] + [1 / 10] * 4)
    assert nucleolus(v) == pytest.approx([3 / 7] + [1 / 7] * 4)
    assert least_core(v)[0] == pytest.approx(3 / 7)
    proof = core(v)
    assert proof.empty
    _proves(v, proof.balanced, proof.needed)


def test_majority_of_three_has_an_empty_core() -> None:
    """Any two of three get everything (von Neumann & Morgenstern 1944): pairs weighed by a half are worth 3/2.

    Proves the certificate of Bondareva and Shapley: the three pairs at 1/2 each, and no other collection.
    """
    v = game(3, {"12": 1, "13": 1, "23": 1, "123": 1})
    proof = core(v)
    assert proof.empty
    assert dict(proof.balanced) == pytest.approx({0b011: 0.5, 0b101: 0.5, 0b110: 0.5})
    assert proof.needed == pytest.approx(1.5)
    assert least_core(v)[0] == pytest.approx(1 / 3)
    assert nucleolus(v) == pytest.approx([1 / 3] * 3)


def _proves(v: np.ndarray, balanced: tuple[tuple[int, float], ...], needed: float) -> None:
    inside = members(len(v).bit_length() - 1)
    weights = np.array([weight for _, weight in balanced])
    coalitions = [coalition for coalition, _ in balanced]
    assert weights @ inside[coalitions] == pytest.approx(np.ones(inside.shape[1]))
    assert float(weights @ v[coalitions]) == pytest.approx(needed)
    assert needed > v[-1]


@pytest.mark.parametrize("seed", range(8))
def test_kohlberg(seed: int) -> None:
    """Kohlberg 1971 (SIAM J. Applied Mathematics 20): of the nucleolus alone, every level of complaints is balanced.

    Proves the nucleolus of games that nobody solved, many with ties and empty cores, by a criterion that shares
    nothing with the way it was found. Without it a shortcut that settles whatever is tight would pass unseen.
    """
    random = np.random.default_rng(seed)
    players = int(random.integers(3, 6))
    v = random.integers(0, 8, 1 << players).astype(float)
    v[0], v[-1] = 0.0, float(random.integers(4, 16))
    v[1 << np.arange(players)] = random.integers(0, 2, players)
    if v[1 << np.arange(players)].sum() > v[-1]:
        v[1 << np.arange(players)] = 0.0
    shares = nucleolus(v)
    assert shares.sum() == pytest.approx(v[-1])
    held = [1 << i for i in range(players) if shares[i] < v[1 << i] + 1e-7]
    excess = worth_at(v, shares)[1:-1]
    for level in sorted({round(float(each), 6) for each in excess}, reverse=True):
        above = np.flatnonzero(excess >= level - 1e-5) + 1
        assert _balanced(players, above, held), f"{v} {shares} {level}"


def _balanced(players: int, coalitions: np.ndarray, held: list[int]) -> bool:
    """Say whether weights above 0 on ``coalitions``, and any on players held at what they have alone, make 1 each."""
    inside = members(players).astype(float)
    every = [*coalitions, *held]
    for coalition in range(len(coalitions)):
        cost = np.zeros(len(every))
        cost[coalition] = -1.0
        found = linprog(cost, A_eq=inside[every].T, b_eq=np.ones(players), bounds=(0, None), method="highs")
        if found.status != 0 or -found.fun < 1e-9:
            return False
    return True


def test_dummy_gets_what_it_has_alone() -> None:
    """Who adds to every coalition what it has alone gets just that, by every rule (Shapley 1953, axiom of carriers)."""
    v = game(3, lambda inside: 6.0 * ({1, 2} <= inside) + 2.0 * (3 in inside))
    for shares in (shapley(v), nucleolus(v)):
        assert shares == pytest.approx([3, 3, 2])


def test_shapley_is_the_mean_over_all_orders() -> None:
    """Proves the weights of the formula by counting: of four players in all 24 orders, each adds so much on average."""
    v = np.random.default_rng(3).normal(size=16)
    v[0] = 0.0
    total = np.zeros(4)
    orders = list(permutations(range(4)))
    for order in orders:
        for place, player in enumerate(order):
            before = sum(1 << other for other in order[:place])
            total[player] += v[before | 1 << player] - v[before]
    assert shapley(v) == pytest.approx(total / len(orders))


def test_what_joining_costs_is_found() -> None:
    """Proves that a game in which two parts lose by joining is told, with the two parts and the loss."""
    v = game(3, {"1": 2, "23": 5, "12": 3, "123": 4})
    assert superadditive(v) == (0b001, 0b110, pytest.approx(3.0))
    with pytest.raises(UsageError, match="no division"):
        nucleolus(game(2, {"1": 3, "2": 3, "12": 4}))


def test_no_game() -> None:
    """Proves that an array that is no game, and a game too large to be exact about, are refused in words."""
    with pytest.raises(UsageError, match="2\\^n"):
        shapley(np.zeros(6))
    with pytest.raises(UsageError, match="15 players"):
        shapley(np.zeros(1 << 15))
