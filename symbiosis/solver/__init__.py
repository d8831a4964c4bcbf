"""HiGHS behind one door: a formulation in, values and an honest outcome out."""

from __future__ import annotations

import symbiosis.formulation  # noqa: F401 - before anything else imports Pyomo
from symbiosis.solver.gather import gather
from symbiosis.solver.outcome import Outcome, Stage, Stop, Worth
from symbiosis.solver.stages import Infeasible, solve_stages

__all__ = ["Infeasible", "Outcome", "Stage", "Stop", "Worth", "gather", "solve_stages"]
