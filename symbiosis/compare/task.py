"""One job, solved where it stands: in this process, in a worker, or on another machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from time import monotonic
from traceback import extract_tb
from typing import TYPE_CHECKING

from symbiosis.compare.job import Base, Job
from symbiosis.compare.result import Result, ended, summed
from symbiosis.errors import AuditError, DataError, InfeasibleError, UnsolvedError, UsageError

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan

#: Called in the worker with an audited plan and the folder of its job; must be a function of a module.
Write = Callable[["Plan", Path], object]

#: The solver is not shared between threads of one process, such as those of a Dask worker.
_ALONE = Lock()


@dataclass(frozen=True)
class Task:
    """A job with its key, the folder of its files and what is to be written there."""

    job: Job
    key: str
    folder: Path | None = None
    write: Write | None = None


def solve_task(base: Base, task: Task) -> Result:
    """Return how the job ends; what can go wrong with its data is a result, an interruption is not."""
    began = monotonic()
    with _ALONE:
        try:
            result = _solved(base, task)
        except Exception as error:  # one scenario in trouble must not end a hundred others
            at = extract_tb(error.__traceback__)[-1]
            why = f"{type(error).__name__}: {error} ({Path(at.filename).name}, line {at.lineno})"
            result = ended(task.job, task.key, base.models[task.job.scenario or ""].name, "failed", [why])
    return replace(result, seconds=round(monotonic() - began, 3))


def _solved(base: Base, task: Task) -> Result:
    from symbiosis.api import solve
    from symbiosis.solver.outcome import Stop

    job, model = task.job, base.models[task.job.scenario or ""]
    try:
        plan = solve(base.park, model.unresolved(*job.assignments))
    except (DataError, UsageError) as error:
        return ended(job, task.key, model.name, "faulty", str(error).splitlines())
    except InfeasibleError as error:
        return ended(job, task.key, model.name, "infeasible", error.reasons, error.reasons_zh)
    except AuditError as error:
        return ended(job, task.key, model.name, "refused", error.findings)
    except UnsolvedError as error:
        if Stop.INTERRUPTED in error.why:
            raise KeyboardInterrupt from None
        return ended(job, task.key, model.name, "unsolved", [error.why])
    if plan.outcome.stop is Stop.INTERRUPTED:
        raise KeyboardInterrupt
    if task.write is not None and task.folder is not None:
        task.write(plan, task.folder)
    return summed(job, task.key, plan)
