"""What a sweep costs: two workers against one, and one job of many against a plain solve.

``python -m benchmarks.sweeps --park parks/tiny --points 12``. All in one run: a plain solve (park and model in memory),
the sweep in this process, with one spawned worker, and with two; the start of a worker and its first job are left
out, and told apart. Two measures of efficiency: by the clock (time of one worker over twice that of two), which asks
for an idle machine, and by the processor (seconds that a job takes with one worker over those with two, the parent's
share included), which other work on the machine disturbs little. ``between jobs`` is how long a worker waits.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from benchmarks.cases import Case, park_case
from symbiosis.api import solve
from symbiosis.compare.job import Base, Job
from symbiosis.compare.result import Result
from symbiosis.compare.runner import run_jobs
from symbiosis.compare.sweep import design
from symbiosis.compare.task import Task
from symbiosis.compare.workers import solve_spawned
from symbiosis.plan.record import Plan

#: What is varied where nothing else is said: the fare of lorries.
FARE = "transport.truck_bulk.cost_cny_tkm"


@dataclass(frozen=True)
class Run:
    """What a run by spawned workers took, in seconds."""

    rest_s: float
    """By the clock, from when there were as many results as workers to the end."""
    job_s: float
    """Of the processor, a job after a worker's first, with its share of what the parent does."""
    start_s: float
    """Of the processor, the start of a worker with its first job."""
    results: list[Result]


@dataclass(frozen=True)
class SweepCost:
    """What a sweep comes to, job by job; seconds are of the processor unless said otherwise."""

    points: int
    same: bool
    """Whether every route gave the same totals."""
    plain_s: float
    here_s: float
    one_s: float
    two_s: float
    by_clock: float
    """Efficiency of two workers by the clock."""
    between_s: float
    start_s: float
    """To start one worker, and its first job."""

    @property
    def by_processor(self) -> float:
        """Efficiency of two workers by the processor."""
        return self.one_s / self.two_s


def measure(case: Case, points: int, vary: str = FARE) -> SweepCost:
    """Return what a sweep of so many points costs, four at least: a worker's first job does not count."""
    park, model = case.both
    jobs = design([f"{vary}=0.3:0.6/{max(points, 4)}"]).jobs
    plain = []
    for job in jobs[:5]:
        here = model.under(*job.assignments)
        began = process_time()
        solve(park, here)
        plain.append(process_time() - began)
    began = process_time()
    alone = list(run_jobs(park, model, jobs))
    in_process = (process_time() - began) / len(jobs)
    base = Base(park, {"": model})
    one, two = (spawned(base, jobs, workers) for workers in (1, 2))
    pace = one.rest_s / (len(jobs) - 1), two.rest_s / (len(jobs) - 2)
    return SweepCost(
        points=len(jobs),
        same=[r.totals for r in alone] == [r.totals for r in one.results] == [r.totals for r in two.results],
        plain_s=median(plain),
        here_s=in_process,
        one_s=one.job_s,
        two_s=two.job_s,
        by_clock=pace[0] / (2 * pace[1]),
        between_s=pace[0] - sum(result.seconds for result in one.results[1:]) / (len(jobs) - 1),
        start_s=one.start_s,
    )


def spawned(base: Base, jobs: Sequence[Job], workers: int) -> Run:
    """Return what the jobs take on so many workers."""
    with TemporaryDirectory() as folder:
        tasks = [Task(job, str(number), Path(folder), tell) for number, job in enumerate(jobs)]
        results: list[Result] = []
        for result in solve_spawned(base, tasks, workers, 1):
            results.append(result)
            if len(results) == workers:
                first, here = perf_counter(), process_time()
        rest, parent = perf_counter() - first, process_time() - here
        told = [[float(line) for line in file.read_text().split()] for file in Path(folder).iterdir()]
    results.sort(key=lambda result: int(result.key))
    later = sum(len(laps) - 1 for laps in told)
    if not later:
        raise RuntimeError("no worker has solved more than one job; ask for more points")
    job_s = sum(laps[-1] - laps[0] for laps in told) / later + parent / (len(jobs) - workers)
    return Run(rest, job_s, min(laps[0] for laps in told), results)


def tell(_plan: Plan, folder: Path) -> None:
    """Write down how many seconds of the processor this worker has used, at the end of a job."""
    with (folder / str(os.getpid())).open("a") as laps:
        laps.write(f"{process_time()}\n")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--park", type=Path, default=Path("parks/tiny"))
    parser.add_argument("--models", type=Path, default=Path("models"))
    parser.add_argument("--points", type=int, default=12)
    parser.add_argument("--vary", default=FARE)
    asked = parser.parse_args()
    cost = measure(park_case(asked.park, asked.models), asked.points, asked.vary)
    print(f"{asked.park}, {cost.points} points; the same totals by every route: {cost.same}")
    print(f"one plain solve                        {cost.plain_s:6.2f} s of the processor")
    print(f"one job in this process / plain        {cost.here_s / cost.plain_s:6.2f}")
    print(f"one job of one worker / plain          {cost.one_s / cost.plain_s:6.2f}")
    print(f"efficiency of two workers, processor   {cost.by_processor:6.2f}")
    print(f"efficiency of two workers, clock       {cost.by_clock:6.2f}")
    print(f"between jobs                           {1000 * cost.between_s:6.1f} ms")
    print(f"to start one worker, and its first job {cost.start_s:6.2f} s of the processor")


if __name__ == "__main__":
    main()
