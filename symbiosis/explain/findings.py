"""What is told beside every plan: what binds and what one more unit of it is worth, and why tonnes are left."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from symbiosis.explain.currency import shown_prices
from symbiosis.explain.levers import levers
from symbiosis.explain.prices import COLUMNS as PRICE_COLUMNS
from symbiosis.explain.prices import price_table
from symbiosis.explain.unplaced import COLUMNS as REASON_COLUMNS
from symbiosis.explain.unplaced import unplaced_reasons
from symbiosis.explain.words import price_words
from symbiosis.solver.chain import Chain, loaded_values

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation
    from symbiosis.plan.record import Plan

#: Nonzeros of the matrix up to which a solve is told its prices; beyond, ``symbiosis prices`` gives them.
LARGEST = 150_000
#: Prices of each objective that are re-solved.
CHECKED = 8


@dataclass(frozen=True)
class Findings:
    """Prices and reasons of a plan; both tables are empty where the plan was too large to ask."""

    prices: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=[*PRICE_COLUMNS, "en", "zh"]))
    reasons: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(REASON_COLUMNS)))
    asked: bool = False
    """Whether anything was asked at all."""
    chain: Chain | None = field(default=None, repr=False, compare=False)
    """What was asked, still standing at the plan's optimum."""


def findings(formulation: Formulation, plan: Plan, *, largest: int = LARGEST) -> Findings:
    """Return the findings of a formulation that has just been solved and of its plan.

    Nothing is asked where the matrix has more than ``largest`` nonzeros, where the search for whole numbers was
    stopped, or where an author's own objective took the place of the ordered ones.
    """
    from symbiosis.errors import SymbiosisError
    from symbiosis.solver.stages import Infeasible

    if plan.outcome.size.get("nonzeros", 0) > largest or plan.outcome.status != "optimal":
        return Findings()
    try:
        chain = Chain(formulation, loaded_values(formulation))
    except (SymbiosisError, Infeasible):
        return Findings()  # the plan stands by itself; what is not asked is said as such
    known = levers(formulation, chain.problem)
    table = shown_prices(price_table(chain, checked=CHECKED, known=known, new_run=False), plan.park)
    dated = len(formulation.years) > 1
    words = [price_words(row, dated=dated) for row in table.to_dict("records")]
    table = table.assign(en=[pair.en for pair in words], zh=[pair.zh for pair in words])
    return Findings(table, unplaced_reasons(chain, plan, known=known), asked=True, chain=chain)
