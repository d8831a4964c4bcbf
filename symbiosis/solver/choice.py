"""How a problem meets HiGHS: with which options, whole or sifted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from symbiosis.solver.bench import own_copy
from symbiosis.solver.candidates import candidates
from symbiosis.solver.highs import Solver
from symbiosis.solver.sifting import Sifter

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation
    from symbiosis.scenario.settings import Solver as SolverSettings
    from symbiosis.solver.gather import Matrix

#: From so many links on, sifting is faster than one interior point on all of them (benchmarks/links.py).
_MANY_LINKS = 20_000


def solver_options(settings: SolverSettings) -> dict[str, Any]:
    """Return the settings as HiGHS names them."""
    return {
        "presolve": settings.presolve,
        "primal_feasibility_tolerance": settings.feasibility_tolerance,
        "dual_feasibility_tolerance": settings.optimality_tolerance,
        "time_limit": settings.time_limit_s,
        "mip_rel_gap": settings.mip_gap,
        "threads": settings.threads,
        "random_seed": settings.seed,
    }


def solver_for(formulation: Formulation, problem: Matrix) -> Solver | Sifter:
    """Return the problem inside HiGHS: whole, or sifted where it is linear and has many links."""
    options = solver_options(formulation.settings.solver)
    if _is_sifted(formulation, problem):
        return Sifter(problem, candidates(formulation), options)
    return Solver(problem, options)


def sifter_for(formulation: Formulation, problem: Matrix) -> Sifter | None:
    """Return what sifts a copy of the linear problem for a first vertex, where it has many links."""
    own = replace(problem, integer=np.zeros_like(problem.integer))
    if not _is_sifted(formulation, own):
        return None
    return Sifter(own_copy(own), candidates(formulation), solver_options(formulation.settings.solver))


def _is_sifted(formulation: Formulation, problem: Matrix) -> bool:
    method = formulation.settings.solver.method
    links = sum(len(year.columns.flow) for year in formulation.years)
    wanted = method == "sifting" or (method == "auto" and links >= _MANY_LINKS)
    return wanted and links > 0 and not problem.integer.any()
