"""What must hold of every set of levies, tried on random parks with random rates; the seeds are fixed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from benchmarks.shapes import case, optimum, with_model
from symbiosis.api import solve

#: Of every kind and basis, some for a family, a mode or one province only: kind, basis, ledger, processes, materials,
#: modes, scope, name.
LEVIES = [
    ("fee", "ledger", "disposed_t", (), (), (), "park", ""),
    ("tax", "ledger", "disposed_t", (), ("red_mud", "fly_ash"), (), "province", "West"),
    ("carbon", "ledger", "co2_kg", (), (), (), "park", ""),
    ("tax", "ledger", "soda_kg", (), (), (), "park", ""),
    ("subsidy", "ledger", "used_t", (), ("red_mud",), (), "park", ""),
    ("tax", "tkm", "", (), ("red_mud",), ("truck", "rail"), "park", ""),
    ("tax", "input", "", (), ("minerals",), (), "province", "East"),
    ("subsidy", "input", "", ("brick", "cement"), (), (), "park", ""),
    ("subsidy", "output", "", ("clinker",), ("goods",), (), "park", ""),
]
COLUMNS = ["kind", "basis", "ledger", "processes", "materials", "modes", "scope", "scope_name"]


def _levies(seed: int) -> pd.DataFrame:
    rates = np.random.default_rng(seed).uniform(1.0, 40.0, len(LEVIES)).round(2)
    table = pd.DataFrame(LEVIES, columns=COLUMNS).assign(rate_cny=rates, per=np.where(rates > 20, 1.0, 10.0))
    return table.assign(levy=[f"levy{number}" for number in range(len(table))])


def _with_budget(ledgers: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([ledgers, ledgers.tail(1).assign(ledger="budget_cny", unit="CNY")], ignore_index=True)


def _without_cost(factors: pd.DataFrame) -> pd.DataFrame:
    """Leave out the taxes that the random models have as factors: nobody's budget holds them."""
    return factors[factors["ledger"] != "cost_cny"]


@pytest.mark.parametrize(("name", "seed"), [("made offers in chains", 0), ("listed links", 2)])
def test_levies_move_money_and_no_first_objective(name: str, seed: int) -> None:
    """Proves that the audit agrees with every levy, that what is paid is received, and that use stays at its most.

    Without it the budget could hold what nobody paid, or a levy could come before the objective that is sought first.
    """
    park, model = case(name, seed)
    changed = with_model(model, levies=lambda _: _levies(seed), ledgers=_with_budget, factors=_without_cost)
    plan = solve(park, changed)
    rows = plan.ledgers[plan.ledgers["scope"] == "plant"]
    kinds = rows["kind"].isin(["tax", "fee", "carbon", "subsidy"])
    paid = rows[(rows["ledger"] == "cost_cny") & kinds].groupby("name")["amount"].sum()
    budget = rows[rows["ledger"] == "budget_cny"]
    assert budget["kind"].nunique() >= 6, "most of the levies are felt"
    pd.testing.assert_series_equal(budget.groupby("name")["amount"].sum(), paid)
    assert plan.outcome.stages[0].best == pytest.approx(optimum(park, model), rel=1e-6)
