"""Many jobs, one after another, on spawned processes or on a Dask cluster: the same results in the same order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from symbiosis.compare.job import KEPT, Base, Job, check_jobs, read_base
from symbiosis.compare.result import Result
from symbiosis.compare.stored import RUN, keep, kept, open_folder
from symbiosis.compare.task import Task, Write, solve_task
from symbiosis.errors import UsageError

if TYPE_CHECKING:
    from symbiosis.park import Park
    from symbiosis.scenario import Model

__all__ = ["KEPT", "Job", "Progress", "Result", "run_jobs"]

#: How often a job is tried whose worker dies.
TRIES = 3


@dataclass(frozen=True)
class Progress:
    """How far the jobs have come."""

    done: int
    """Jobs that have a result, found ones included."""
    total: int
    found: int
    """Jobs whose result an earlier run had left."""
    seconds: float
    """Wall time since the first was begun."""
    last: Result | None = None
    """The result that came last."""

    @property
    def left_s(self) -> float | None:
        """Estimate of the seconds to come, from the pace so far; None before the first was solved."""
        solved = self.done - self.found
        return self.seconds / solved * (self.total - self.done) if solved else None


def run_jobs(
    park: Park | Path | str,
    model: Model | Path | str,
    jobs: Sequence[Job],
    *,
    workers: int = 1,
    cluster: str | None = None,
    folder: Path | str | None = None,
    resume: bool = True,
    progress: Callable[[Progress], None] | None = None,
    write: Write | None = None,
    base: Base | None = None,
) -> Iterator[Result]:
    """Return the results of ``jobs`` in their order, one by one as they come.

    A job that cannot be solved is a result with its reason, not an exception.

    Parameters
    ----------
    park, model
        The park and the model, or their folders; ``model`` must be a folder where jobs name scenarios. They are read
        once, and go to each worker once.
    workers
        Processes to solve in; 1 solves in this one. In a script, call below ``if __name__ == "__main__":``.
    cluster
        Address of a Dask scheduler; takes the place of ``workers``.
    folder
        Where each result is kept in a folder of its own as soon as it is there, written whole or not at all.
    resume
        Whether a result in ``folder`` counts whose content hash is that of the job; else all are solved afresh.
    progress
        Called after each job, in the order in which they end.
    write
        Called in the worker with each plan and the folder ``<folder>/<job>/run``; a function of a module.
    base
        Park and models of these jobs as ``read_base`` gave them, where they were read already.

    Raises
    ------
    UsageError, DataError
        Before anything is solved, where the call, the park or the model is at fault.
    """
    jobs = tuple(jobs)
    check_jobs(jobs)
    if workers < 1:
        raise UsageError(f"workers: {workers} cannot solve anything; give 1 or more")
    home = None if folder is None else Path(folder).resolve()
    base = base or read_base(park, model, jobs)
    keys = base.keys(jobs, "" if write is None else f"{write.__module__}.{write.__qualname__}")
    tasks = [
        Task(job, key, home / job.name / RUN if home else None, write) for job, key in zip(jobs, keys, strict=True)
    ]
    if home is not None:
        open_folder(home)
    return _run(base, tasks, workers, cluster, home, resume=resume, progress=progress or (lambda _: None))


def _run(
    base: Base, tasks: Sequence[Task], workers: int, cluster: str | None, home: Path | None, *,
    resume: bool, progress: Callable[[Progress], None],
) -> Iterator[Result]:  # fmt: skip
    """Yield results in the order of the tasks; those that come early wait for their turn."""
    done: dict[str, Result] = {}
    if home is not None and resume:
        earlier = ((task.job.name, kept(home, task.job.name, task.key)) for task in tasks)
        done = {name: result for name, result in earlier if result is not None}
    found, began = len(done), monotonic()
    missing = [task for task in tasks if task.job.name not in done]
    coming = _solved(base, missing, workers, cluster) if missing else iter(())
    progress(Progress(found, len(tasks), found, 0.0))
    for position, task in enumerate(tasks):
        while task.job.name not in done:
            result = next(coming)
            done[result.name] = result
            if home is not None:
                keep(home, result, with_run=task.write is not None)
            ready = position + len(done)
            progress(Progress(ready, len(tasks), found, monotonic() - began, result))
        yield done.pop(task.job.name)


def _solved(base: Base, tasks: Sequence[Task], workers: int, cluster: str | None) -> Iterator[Result]:
    """Yield results in the order in which they end."""
    if cluster is not None:
        from symbiosis.compare.cluster import solve_on_cluster

        return solve_on_cluster(base, tasks, cluster)
    if workers == 1:
        return (solve_task(base, task) for task in tasks)
    from symbiosis.compare.workers import solve_spawned

    return solve_spawned(base, tasks, workers, TRIES)
