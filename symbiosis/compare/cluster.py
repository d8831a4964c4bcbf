"""Workers of an existing Dask cluster, given by the address of its scheduler."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from symbiosis.compare.job import Base
from symbiosis.compare.result import Result, ended
from symbiosis.compare.task import Task, solve_task
from symbiosis.errors import UsageError

if TYPE_CHECKING:
    from distributed import Client

#: Seconds in which a scheduler must answer, and have a worker.
_PATIENCE_S = 20


def solve_on_cluster(base: Base, tasks: Sequence[Task], address: str) -> Iterator[Result]:
    """Yield results as they come; how often a job is tried whose worker dies is for the cluster to say."""
    from distributed import as_completed

    with _client(address) as client:
        # The base is a task of its own: it reaches each worker once, and is made anew where a worker has died.
        common = client.submit(_unpacked, pickle.dumps(base), pure=True)
        futures = {client.submit(solve_task, common, task, pure=False): task for task in tasks}
        try:
            for future in as_completed(list(futures), loop=client.loop):
                task = futures.pop(future)
                try:
                    result: Result = future.result()
                except Exception as error:  # whatever the cluster says ends one job, not all
                    name = base.models[task.job.scenario or ""].name
                    result = ended(task.job, task.key, name, "failed", [f"{type(error).__name__}: {error}"])
                future.release()
                yield result
        finally:
            client.cancel(list(futures))


@contextmanager
def _client(address: str) -> Iterator[Client]:
    """Open a client of a scheduler that answers and has workers with this very version of symbiosis."""
    try:
        from distributed import Client
    except ImportError:
        raise UsageError("--cluster needs dask.distributed: pip install 'symbiosis[cluster]'") from None
    try:
        client = Client(address, timeout=_PATIENCE_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"cluster {address}: no Dask scheduler answers ({error}); "
            "start one with `dask scheduler` and give the address that it prints, such as tcp://host:8786"
        ) from None
    try:
        _check_workers(client, address)
        yield client
    finally:
        client.close()


def _check_workers(client: Client, address: str) -> None:
    import symbiosis

    try:
        client.wait_for_workers(1, timeout=_PATIENCE_S)
    except TimeoutError:
        raise UsageError(
            f"cluster {address}: has no worker; start some with `dask worker {address} --nthreads 1`"
        ) from None
    try:
        versions = set(client.run(_version).values())
    except ImportError as error:
        raise UsageError(f"cluster {address}: a worker cannot import symbiosis ({error}); install it there") from None
    if versions != {symbiosis.__version__}:
        raise UsageError(
            f"cluster {address}: its workers have symbiosis {', '.join(sorted(versions))}, "
            f"this is {symbiosis.__version__}; install the same version on all"
        )


def _version() -> str:
    import symbiosis

    return symbiosis.__version__


def _unpacked(packed: bytes) -> Base:
    base: Base = pickle.loads(packed)
    return base
