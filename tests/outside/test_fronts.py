"""Published fronts: the energy mix of Mavrotas with three objectives, and a linear problem with two.

The data are read from the folder of published cases beside the repository; they are not part of it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp
from scipy.optimize import linprog

from symbiosis.formulation.columnar import Layout
from symbiosis.scenario.settings import Solver
from symbiosis.solver.chain import Goal
from symbiosis.solver.front import front, with_totals
from symbiosis.solver.gather import Matrix

CASES = Path(__file__).resolve().parents[2].parent / "shared" / "cases" / "multiobjective"


def published(name: str) -> Any:
    """Return a published case, or skip."""
    path = CASES / f"{name}.json"
    if not path.is_file():
        pytest.skip(f"the published case {name} is not there: it lies beside the repository, in {CASES}")
    return json.loads(path.read_text("utf-8"))


def _problem(rows: list[list[float]], lower: list[float], upper: list[float]) -> Matrix:
    columns = len(rows[0])
    ends = np.zeros(columns), np.full(columns, np.inf), np.zeros(columns, dtype=bool)
    return Matrix(sp.csc_matrix(np.array(rows)), np.array(lower), np.array(upper), *ends, Layout(), [])


def _energy(case: Any) -> tuple[Matrix, list[np.ndarray[Any, Any]]]:
    fuels = [name[:-1] for name in case["vars"]]
    rows = [[float(fuel == limited) for fuel in fuels] for limited in case["capacity"]]
    rows += [[float(name in demand["from_"]) for name in case["vars"]] for demand in case["demand"]]
    needs = [float(demand["need"]) for demand in case["demand"]]
    most = [float(amount) for amount in case["capacity"].values()]
    matrix = _problem(rows, [-np.inf] * len(most) + needs, [*most, *needs])
    return matrix, [np.array([float(case[t][fuel]) for fuel in fuels]) for t in ("cost", "emissions", "imported_fuel")]


def test_energy_of_mavrotas() -> None:
    """Proves the payoff table; and of every point, by linear programmes of another library, that none betters it.

    Without objectives in order the second row of the table would show another cost for the least emissions. Emissions
    turned round ("max" of their negative) must give the same front.
    """
    case = published("energy3_mavrotas")
    matrix, costs = _energy(case)
    fronts = []
    for turn, sense in ((1.0, "min"), (-1.0, "max")):
        scales = np.array([1.0, turn, 1.0])
        whole, columns = with_totals(matrix, [scale * cost for scale, cost in zip(scales, costs, strict=True)])
        senses = ("min", sense, "min")
        goals = [Goal(name, "", way, 0.0, at) for name, way, at in zip("abc", senses, columns, strict=True)]
        found = front(whole, goals, Solver(), points=(10, 10))
        assert found.payoff * scales == pytest.approx(np.array(case["published_payoff"]), rel=1e-9)
        fronts.append(found.totals * scales)
    assert fronts[0] == pytest.approx(fronts[1], rel=1e-9)
    for row in case["published_payoff"]:
        assert np.isclose(fronts[0], row, rtol=1e-9).all(axis=1).sum() == 1
    rows = matrix.matrix.toarray()
    for row in fronts[0]:
        gain = linprog(
            sum(cost / size for cost, size in zip(costs, row, strict=True)),
            A_ub=np.vstack([rows[:4], *costs]), b_ub=np.append(matrix.row_upper[:4], row * (1 + 1e-12)),
            A_eq=rows[4:], b_eq=matrix.row_upper[4:],
        )  # fmt: skip
        assert gain.fun == pytest.approx(3.0, abs=1e-7)


def test_two_objectives() -> None:
    """Proves both ends, and that the front between them is the edge 5 x1 + 4 x2 = 200: the second is 200 - 2 x1."""
    case = published("two_obj_lp")
    whole, columns = with_totals(
        _problem([[1, 0], [0, 1], [5, 4]], [-np.inf] * 3, [20, 40, 200]), [np.array([1.0, 0.0]), np.array([3.0, 4.0])]
    )
    goals = [Goal("first", "", "max", 0.0, columns[0]), Goal("second", "", "max", 0.0, columns[1])]
    totals = front(whole, goals, Solver(), points=7).totals
    assert totals[[-1, 0]] == pytest.approx(np.array(case["published_front_extremes"]))
    assert len(totals) == 7
    assert totals[:, 1] == pytest.approx(200 - 2 * totals[:, 0])
