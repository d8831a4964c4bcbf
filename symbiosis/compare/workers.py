"""Local workers: spawned processes, one job at a time each; one that dies takes nothing down with it."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from symbiosis.compare.job import Base
from symbiosis.compare.result import Result, ended
from symbiosis.compare.task import Task, solve_task
from symbiosis.errors import UsageError

#: Libraries would otherwise start as many threads in each worker as there are cores.
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


@dataclass
class _Worker:
    process: BaseProcess
    line: Connection
    task: Task | None = None
    started: bool = False


def solve_spawned(base: Base, tasks: Sequence[Task], workers: int, tries: int) -> Iterator[Result]:
    """Yield results as they come; a job with which a worker dies ``tries`` times has failed, and the rest goes on."""
    waiting, deaths = deque(tasks), Counter[str]()
    crew = [_start(base) for _ in range(min(workers, len(tasks)))]
    try:
        while True:
            for worker in crew:
                _feed(worker, waiting)
            busy = [worker for worker in crew if worker.task is not None]
            if not busy:
                return
            telling = wait([worker.line for worker in busy])
            for worker in (worker for worker in busy if worker.line in telling):
                try:
                    heard = worker.line.recv()
                except (EOFError, OSError):
                    crew.remove(worker)
                    task = _bury(worker)
                    deaths[task.key] += 1
                    heard = _failed(base, task, worker, tries) if deaths[task.key] == tries else None
                    waiting.extendleft([task] if heard is None else [])
                    crew += [_start(base)] if waiting else []
                else:
                    # The worker goes on while this process writes down what it has found.
                    worker.started, worker.task = True, None if heard else worker.task
                    _feed(worker, waiting)
                if heard is not None:
                    yield heard
    finally:
        _dismiss(crew)


def _start(base: Base) -> _Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, base), daemon=True)
    with _one_thread():
        process.start()
    theirs.close()  # so that the line ends with the worker
    return _Worker(process, ours)


@contextmanager
def _one_thread() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _serve(line: Connection, base: Base) -> None:
    """Solve what comes over the line until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears of it too, and ends its workers
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the solver is asked to stop, and stops
    gc.set_threshold(200_000, 50, 1000)  # a solve makes much that ends with it: look through what lives rarely
    try:
        line.send(None)  # it has started
        while True:
            line.send(solve_task(base, line.recv()))
    except (EOFError, OSError, KeyboardInterrupt):
        return


def _feed(worker: _Worker, waiting: deque[Task]) -> None:
    if worker.task is None and waiting:
        worker.task = waiting.popleft()
        try:
            worker.line.send(worker.task)
        except OSError:
            return  # it has died; its line says so when it is read


def _bury(worker: _Worker) -> Task:
    """Return the task with which a worker died."""
    worker.process.join()
    worker.line.close()
    if not worker.started:
        raise UsageError(
            f"a worker process could not start (exit code {worker.process.exitcode}); "
            "a script of your own must start its work below: if __name__ == '__main__':"
        )
    assert worker.task is not None
    return worker.task


def _failed(base: Base, task: Task, worker: _Worker, tries: int) -> Result:
    code = worker.process.exitcode or 0
    how = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
    why = f"its worker {how}, {tries} times; the machine may have too little memory for it"
    return ended(task.job, task.key, base.models[task.job.scenario or ""].name, "failed", [why])


def _dismiss(crew: Sequence[_Worker]) -> None:
    """End all workers: idle ones by closing their line, busy ones at once."""
    for worker in crew:
        if worker.task is not None:
            worker.process.terminate()
        worker.line.close()
    for worker in crew:
        worker.process.join(5)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()
