"""Many jobs: the same results whatever the route, found again, and nothing lost with a worker or a key pressed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from symbiosis.compare import runner
from symbiosis.compare.job import Base
from symbiosis.compare.result import Result, ended, from_dict
from symbiosis.compare.runner import Job, Progress, run_jobs
from symbiosis.compare.task import Task
from symbiosis.errors import DataError, UsageError

#: A function for workers, which import it: it kills the worker with which a job named ``once`` is solved first, and
#: every worker that solves ``always``.
KILLER = """
import os, signal
from pathlib import Path

def kill(plan, folder):
    name, mark = folder.parent.name, folder.parent.parent / "killed"
    if name == "always" or (name == "once" and not mark.exists()):
        mark.write_text("")
        os.kill(os.getpid(), signal.SIGKILL)
"""

#: 100 t of mud by truck over 10 km at 1 CNY; twice the fare is twice the cost; "none" has no plan, "odd" no meaning.
JOBS = (
    Job("now"),
    Job("dear", ("modes.truck.cost_cny_tkm=2",)),
    Job("none", ("park.facilities.works.min_t_a=500",)),
    Job("odd", ("modes.truck.cost=2",)),
)


def _costs(results: list[Result]) -> list[float | None]:
    return [round(result.totals["cost_cny"], 6) if result.solved else None for result in results]


def test_every_route_gives_the_same(world: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves one table of results in this process, in spawned ones, and on a Dask cluster whose worker is killed.

    Without it the answer would depend on where it was asked for, or a hundred scenarios would end with one worker.
    """
    (tmp_path / "killer.py").write_text(KILLER, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(runner, "TRIES", 2)
    import killer  # type: ignore[import-not-found]

    here = world()
    alone = list(run_jobs(here.park, here.model, (*JOBS, Job("once"))))
    assert [result.status for result in alone] == ["optimal", "optimal", "infeasible", "faulty", "optimal"]
    assert _costs(alone) == [1000, 2000, None, None, 1000]
    assert "works" in " ".join(alone[2].reason)
    assert alone[2].reason_zh
    assert "cost_cny_tkm" in alone[3].reason[0]
    assert alone[0].links[0] | {"offer": "A|mud", "facility": "works", "dry_t": 100.0} == alone[0].links[0]
    assert [from_dict(json.loads(json.dumps(result.as_dict()))) for result in alone] == alone

    jobs = (JOBS[1], JOBS[3], Job("once"))  # what has no plan takes longest, and is as plain as the others
    there: dict[str, Any] = {"folder": tmp_path / "spawned", "workers": 2, "write": killer.kill}
    spawned = list(run_jobs(here.folder / "park", here.folder / "model", (*jobs, Job("always")), **there))
    assert (tmp_path / "spawned" / "killed").exists(), spawned
    assert [replace(result, key="") for result in spawned[:3]] == [replace(alone[at], key="") for at in (1, 3, 4)]
    assert spawned[3].status == "failed"
    assert "killed by signal 9, 2 times" in spawned[3].reason[0]

    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as cluster:
        there |= {"folder": tmp_path / "cluster", "cluster": cluster.scheduler_address}
        clustered = list(run_jobs(here.park, here.model, jobs, **there))
    assert (tmp_path / "cluster" / "killed").exists()
    assert clustered == spawned[:3]


class Fake:
    """Stands in for the solver, and counts."""

    def __init__(self) -> None:
        self.solved: list[str] = []
        self.stop_at = ""

    def __call__(self, base: Base, task: Task) -> Result:
        """Return an answer at once."""
        if task.job.name == self.stop_at:
            raise KeyboardInterrupt
        self.solved.append(task.job.name)
        return ended(task.job, task.key, "base", "infeasible", [f"because of {len(base.park.offers)} offers"])


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Fake:
    stand_in = Fake()
    monkeypatch.setattr(runner, "solve_task", stand_in)
    return stand_in


def test_what_is_finished_is_found_again(world: Any, tmp_path: Path, fake: Fake) -> None:
    """Proves that only jobs are solved that have no whole result of this very content; counted.

    Without it a killed sweep would begin anew, or an answer to other data would be taken for this one.
    """
    here, told = world(), list[Progress]()
    run: dict[str, Any] = {"folder": tmp_path / "jobs", "progress": told.append}
    first = list(run_jobs(here.park, here.model, JOBS, **run))
    assert fake.solved == ["now", "dear", "none", "odd"]
    assert [(at.done, at.found) for at in told] == [(0, 0), (1, 0), (2, 0), (3, 0), (4, 0)]
    assert (told[0].left_s, told[-1].left_s) == (None, 0.0)

    (tmp_path / "jobs" / "now" / "result.json").unlink()
    spoiled = tmp_path / "jobs" / "none" / "result.json"
    spoiled.write_text(spoiled.read_text("utf-8")[:50], "utf-8")
    assert list(run_jobs(here.park, here.model, JOBS, **run)) == first
    assert fake.solved[4:] == ["now", "none"]

    changed = replace(here.park, tables={**here.park.tables, "offers": here.park.offers.assign(amount_t=99.0)})
    list(run_jobs(changed, here.model, JOBS[:2], **run))
    assert fake.solved[6:] == ["now", "dear"]
    list(run_jobs(changed, here.model, JOBS[:1], **run, resume=False))
    assert fake.solved[8:] == ["now"]
    list(run_jobs(changed, here.model, JOBS[:2], **run))
    assert fake.solved[9:] == []


def test_an_interruption_keeps_what_is_there(world: Any, tmp_path: Path, fake: Fake) -> None:
    """Proves that the third job's interruption leaves two results, whole, and that the next run goes on from them.

    Without it Ctrl-C would cost everything that was solved.
    """
    here = world()
    fake.stop_at = "none"
    with pytest.raises(KeyboardInterrupt):
        list(run_jobs(here.park, here.model, JOBS, folder=tmp_path / "jobs"))
    assert sorted(path.name for path in (tmp_path / "jobs").iterdir()) == ["dear", "jobs.json", "now"]
    assert [path.name for path in (tmp_path / "jobs" / "now").iterdir()] == ["result.json"]
    fake.stop_at = ""
    list(run_jobs(here.park, here.model, JOBS, folder=tmp_path / "jobs"))
    assert fake.solved == ["now", "dear", "none", "odd"]


@pytest.mark.parametrize(
    ("jobs", "options", "words"),
    [
        ([Job("a/b")], {}, "a folder cannot have this name"),
        ([Job("a"), Job("A")], {}, "two jobs have this name"),
        ([Job("a", keep=("linkz",))], {}, "cannot keep linkz"),
        ([Job("a")], {"workers": 0}, "give 1 or more"),
        ([Job("a", scenario="other")], {}, "give the folder of the model"),
        ([Job("a")], {"cluster": "tcp://127.0.0.1:9"}, "no Dask scheduler answers"),
    ],
)
def test_refused_before_anything_is_solved(
    world: Any, fake: Fake, monkeypatch: pytest.MonkeyPatch, jobs: list[Job], options: Any, words: str
) -> None:
    """Proves that a call that cannot be meant is refused with a remedy, an address that nobody answers at too.

    Without it the first result, or a traceback of sockets, would be the first to tell.
    """
    monkeypatch.setattr("symbiosis.compare.cluster._PATIENCE_S", 0.3)
    here = world()
    with pytest.raises(UsageError, match=words):
        list(run_jobs(here.park, here.model, jobs, **options))
    assert fake.solved == []


def test_faults_and_foreign_folders(world: Any, tmp_path: Path, fake: Fake) -> None:
    """Proves that faults of park and model come together, and that a folder of something else is left alone.

    Without it somebody's files would lie among results.
    """
    here = world()
    (here.folder / "park" / "offers.csv").write_text("plant,material,amount_t\nA,mud,-1\n", "utf-8")
    with pytest.raises(DataError) as caught:
        run_jobs(here.folder / "park", here.folder / "model", [Job("a", scenario="nowhere"), Job("b")])
    assert "nowhere" in str(caught.value)
    assert "offers.csv row 2, amount_t" in str(caught.value)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(UsageError, match="holds files but no"):
        run_jobs(world().park, here.model, [Job("a")], folder=tmp_path / "mine")
    assert fake.solved == []
