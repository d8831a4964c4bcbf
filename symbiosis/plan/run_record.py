"""What goes into run.toml: what a plan was made from and how it was solved; nothing that changes from run to run."""

from __future__ import annotations

from importlib.metadata import version
from platform import python_version
from typing import TYPE_CHECKING, Any

from symbiosis.plan.unverified import standards_applied

if TYPE_CHECKING:
    from symbiosis.park import Park
    from symbiosis.plan.audit import Certificate
    from symbiosis.plan.record import Plan
    from symbiosis.scenario import Model
    from symbiosis.solver.outcome import Stage

_LIBRARIES = ("symbiosis", "highspy", "numpy", "pandas", "pyomo", "scipy")


def run_record(plan: Plan, certificate: Certificate | None) -> dict[str, Any]:
    """Return the record of a run: inputs with their hashes, the resolved settings, versions, solver, status, audit."""
    outcome, checks = plan.outcome, certificate.checks if certificate else ()
    return {
        **inputs_record(plan.park, plan.model),
        "network": dict(plan.network),
        "solver": {
            "name": outcome.solver,
            "status": outcome.status,
            "stopped_because": str(outcome.stop),
            "worth": str(outcome.worth),
            "largest_violation": outcome.primal_infeasibility,
            "options": dict(outcome.options),
            "matrix": dict(outcome.size),
            "stages": [_stage(stage) for stage in outcome.stages],
        },
        "standards": {name: list(names) for name, names in standards_applied(plan)._asdict().items()},
        "audit": {
            "passed": certificate is not None,
            "comparisons": certificate.comparisons if certificate else 0,
            "tolerance": certificate.tolerance if certificate else 0.0,
            "largest_deviation": max((check.largest for check in checks), default=0.0),
        },
    }


def versions() -> dict[str, str]:
    """Return the versions of everything that a number may depend on."""
    return {"python": python_version()} | {name: version(name) for name in _LIBRARIES}


def inputs_record(park: Park, model: Model) -> dict[str, Any]:
    """Return what a result was made from: inputs with their hashes, the resolved settings, versions."""
    return {
        "park": {
            "name": park.name,
            "datum": park.datum,
            "currency": park.currency,
            "cny_per_unit": park.cny_per_unit,
            "files": dict(park.hashes),
        },
        "model": {
            "scenario": model.name,
            "assignments": list(model.assignments),
            "files": dict(model.hashes),
            "settings": model.settings.model_dump(mode="json"),
            "cells": dict(model.cells),
        },
        "versions": versions(),
    }


def _stage(stage: Stage) -> dict[str, Any]:
    return {
        "ledger": stage.ledger,
        "family": stage.family,
        "sense": stage.sense,
        "slack": stage.slack,
        "best": stage.best,
        "bound": stage.bound,
        "final": stage.final,
        "gap": stage.gap,
        "method": stage.method,
        "iterations": stage.iterations,
        "stopped_because": str(stage.stop),
        "worth": str(stage.worth),
    }
