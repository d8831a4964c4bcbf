"""Plans whose failure is an answer, not an error: nobody asks why there is none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from symbiosis.plan.audit import audit
from symbiosis.plan.tables import make_plan
from symbiosis.solver import Infeasible, solve_stages

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation
    from symbiosis.plan.record import Plan
    from symbiosis.solver.stages import StageProgress


def audited_plan(formulation: Formulation, progress: StageProgress | None = None) -> Plan | None:
    """Return the audited plan of a formulation as it stands; None where no plan satisfies all rows.

    Unlike ``solve_formulation`` it does not look for the rules in conflict. Raises UnsolvedError and AuditError.
    """
    try:
        outcome, _, values = solve_stages(formulation, progress)
    except Infeasible:
        return None
    plan = make_plan(formulation, values, outcome)
    return replace(plan, certificate=audit(plan))
