"""A scenario to be solved among many, and the name by which its answer is known again."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symbiosis.errors import DataError, Fault, UsageError

if TYPE_CHECKING:
    from symbiosis.park import Park
    from symbiosis.scenario import Model

#: Rows that a result may keep besides its totals and objectives.
KEPT = ("rates", "ledgers", "links", "builds", "owners")

#: What a folder may not be called on one system or another.
_ODD = re.compile(r'[/\\:*?"<>|\x00-\x1f]')
_LONGEST = 100


@dataclass(frozen=True)
class Job:
    """One scenario: what differs from the model that all jobs share."""

    name: str
    """Names the job, and its folder."""
    assignments: tuple[str, ...] = ()
    """Texts ``a.b.c=value``, as after ``--set``."""
    scenario: str | None = None
    """Scenario that it is solved under; None takes the model as it is given."""
    keep: tuple[str, ...] = KEPT
    """Rows that its result keeps."""


@dataclass(frozen=True)
class Base:
    """What all jobs share: the park, and the model of each scenario that a job names ("" for none)."""

    park: Park
    models: dict[str, Model]

    def keys(self, jobs: Sequence[Job], extra: str = "") -> list[str]:
        """Return the content hash of each job: park, model, what differs, versions; ``extra`` is hashed too."""
        park = _content(self.park.tables, dict(self.park.settings), self.park.name)
        models = {name: _content(model._raw, model._layers, name) for name, model in self.models.items()}
        versions = [version("symbiosis"), version("highspy")]
        texts = (
            json.dumps([versions, extra, park, models[job.scenario or ""], job.assignments, job.keep]) for job in jobs
        )
        return [hashlib.sha256(text.encode()).hexdigest() for text in texts]


def _content(tables: Any, *more: object) -> str:
    """Return a hash of tables as they stand in memory, which need not be as any file has them."""
    digest = hashlib.sha256(repr(more).encode())
    for name in sorted(tables):
        digest.update(f"{name}{tables[name].to_dict('list')!r}".encode())
    return digest.hexdigest()


def read_base(park: Park | Path | str, model: Model | Path | str, jobs: Iterable[Job]) -> Base:
    """Return park and models, read where paths are given; raises DataError with the faults of all of them."""
    from symbiosis.park import Park as ParkType
    from symbiosis.read import read_park
    from symbiosis.scenario import Model as ModelType
    from symbiosis.scenario import read_model

    models: dict[str, Model] = {}
    faults: list[Fault] = []
    for scenario in sorted({job.scenario or "" for job in jobs}):
        try:
            if not isinstance(model, ModelType):
                models[scenario] = read_model(model, scenario or None)
            elif scenario in ("", model.name):
                models[scenario] = model
            else:
                raise UsageError(f"scenario {scenario}: give the folder of the model, for only {model.name} was read")
        except DataError as error:
            faults += error.faults
    tables = next(iter(models.values())).tables if models else None
    try:
        place = park if isinstance(park, ParkType) else read_park(park, tables)
    except DataError as error:
        faults += error.faults
    if faults:
        raise DataError(list(dict.fromkeys(faults)))
    return Base(place, models)


def check_jobs(jobs: Sequence[Job]) -> None:
    """Raise UsageError unless every job has a name of its own that a folder can have, and keeps what there is."""
    seen: set[str] = set()
    for job in jobs:
        if not job.name.strip() or _ODD.search(job.name) or job.name.startswith(".") or len(job.name) > _LONGEST:
            raise UsageError(
                f"job {job.name!r}: a folder cannot have this name everywhere; "
                f"use at most {_LONGEST} letters, digits, - and _"
            )
        if job.name.casefold() in seen:
            raise UsageError(f"job {job.name!r}: two jobs have this name; give each its own")
        seen.add(job.name.casefold())
        if odd := set(job.keep) - set(KEPT):
            raise UsageError(f"job {job.name!r}: cannot keep {', '.join(sorted(odd))}; choose of {', '.join(KEPT)}")
