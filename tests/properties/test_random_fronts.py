"""What must hold of every front, tried on random parks; the seeds are fixed."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.shapes import case
from symbiosis.api import formulate
from symbiosis.compare.asked import key
from symbiosis.compare.front import front
from symbiosis.solver.stages import solve_stages


@pytest.mark.parametrize(
    ("name", "seed", "of"),
    [
        ("plain", 1, "used_t,cost_cny"),
        ("little room", 2, "used_t,cost_cny,co2_kg"),
        ("made offers in chains", 3, "used_t,cost_cny,tkm"),
        ("binding caps", 0, "cost_cny,co2_kg"),
        ("a target", 5, "disposed_t:min,cost_cny,co2_kg"),
    ],
)
def test_no_point_is_bettered_or_shown_twice_and_each_is_the_optimum_of_a_run(name: str, seed: int, of: str) -> None:
    """Proves, point against point, that none is as good in all and none stands twice; and that a plain run agrees.

    The run has the amounts of a middle point as bounds and the first objective as its own: what it reaches is what the
    front says, although it starts from nothing. Without it a basis carried from level to level could hide an error.
    """
    park, model = case(name, seed)
    found = front(park, model, of, points=12)
    better = found.table[[key(each) for each in found.objectives]].to_numpy()
    better = better * np.array([1.0 if each.sense == "max" else -1.0 for each in found.objectives])
    for number, row in enumerate(better):
        others = np.delete(better, number, axis=0)
        assert not (others >= row).all(axis=1).any()
    formulation = formulate(park, found.model)
    middle = found.table.iloc[len(found.table) // 2]
    for each in found.objectives[1:]:
        total = formulation.ledger(each.ledger, each.family)
        amount = float(middle[key(each)]) / 1000.0
        grace = 1e-9 * max(1.0, abs(amount))
        (total.setlb(amount - grace) if each.sense == "max" else total.setub(amount + grace))
    best = solve_stages(formulation)[0].stages[0].best
    assert best == pytest.approx(float(middle[key(found.objectives[0])]), rel=1e-6, abs=1.0)
