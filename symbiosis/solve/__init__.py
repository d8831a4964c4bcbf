"""HiGHS behind one door: a formulation in, values and an honest outcome out."""

from __future__ import annotations

from symbiosis.solve.gather import gather
from symbiosis.solve.outcome import Outcome, Stage, Stop, Worth
from symbiosis.solve.stages import Infeasible, solve_stages

__all__ = ["Infeasible", "Outcome", "Stage", "Stop", "Worth", "gather", "solve_stages"]
