"""Sweeps: the same park under one value after another of any parameters, and what changes along the way."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symbiosis.compare.axes import SCENARIO, Axis, axes_of, points
from symbiosis.compare.job import Base, Job, read_base
from symbiosis.compare.result import Result
from symbiosis.compare.runner import Progress, run_jobs
from symbiosis.compare.task import Write
from symbiosis.errors import DataError, Fault, UsageError

if TYPE_CHECKING:
    from symbiosis.park import Park
    from symbiosis.scenario import Model

#: More points than this are asked for by number, not by accident.
MOST = 1000
#: Values of one parameter that are looked at before anything is solved.
_LOOKED_AT = 20
_LONGEST = 80


@dataclass(frozen=True)
class Design:
    """The points of a sweep: what is varied, and a job for each point."""

    axes: tuple[Axis, ...]
    points: tuple[tuple[str, ...], ...]
    """One value of each axis, as text."""
    jobs: tuple[Job, ...]
    side_by_side: bool = False
    """Whether values were taken side by side, and not in all combinations."""


@dataclass(frozen=True)
class Sweep:
    """A solved sweep."""

    park: Park
    model: Model
    """The model that the points differ from."""
    design: Design
    results: tuple[Result, ...]
    """In the order of the points."""
    notes: tuple[str, ...] = ()
    """What a user may want to know, such as values beyond the range that the tables give."""


def design(
    vary: Mapping[str, Sequence[Any]] | Sequence[str],
    *,
    side_by_side: bool = False,
    scenario: str | None = None,
    assignments: Sequence[str] = (),
    most: int = MOST,
) -> Design:
    """Return the points of a sweep; raises UsageError where it cannot be meant as it stands.

    Parameters
    ----------
    vary
        Values by parameter, or texts such as ``prices.brick.sell.price_cny_t=100:300:50``.
    side_by_side
        Take the first value of each parameter, then the second, and so on; else all combinations.
    scenario, assignments
        What all points share.
    most
        Most points that may come of it.
    """
    axes = axes_of(vary)
    found = points(axes, side_by_side=side_by_side, most=most)
    names = _names(axes, found)
    jobs = []
    for name, point in zip(names, found, strict=True):
        said = dict(zip((axis.path for axis in axes), point, strict=True))
        own = said.pop(SCENARIO, scenario)
        texts = (*assignments, *(f"{path}={value}" for path, value in said.items()))
        jobs.append(Job(name, texts, own, keep=("rates", "ledgers", "links", "builds")))
    return Design(axes, tuple(found), tuple(jobs), side_by_side)


def some_of(whole: Design, which: str) -> Design:
    """Return the points of a design that ``1,4-7`` names, counted from 1; UsageError where there are no such."""
    wanted: list[int] = []
    for part in which.split(","):
        ends = [word.strip() for word in part.split("-")]
        if len(ends) > 2 or not all(word.isdecimal() for word in ends):
            raise UsageError(f"--only {which}: {part.strip()!r} is neither a number nor a range; write 3 or 1,4-7")
        wanted += range(int(ends[0]), int(ends[-1]) + 1)
    if not wanted or min(wanted) < 1 or max(wanted) > len(whole.jobs):
        raise UsageError(f"--only {which}: the sweep has points 1 to {len(whole.jobs)}; name some of them")
    places = sorted({number - 1 for number in wanted})
    picked = tuple(whole.points[place] for place in places), tuple(whole.jobs[place] for place in places)
    # Points picked out of a grid are no grid.
    return Design(whole.axes, *picked, side_by_side=True)


def sweep(
    park: Park | Path | str,
    model: Model | Path | str,
    vary: Mapping[str, Sequence[Any]] | Sequence[str] | Design,
    *,
    side_by_side: bool = False,
    most: int = MOST,
    workers: int = 1,
    cluster: str | None = None,
    folder: Path | str | None = None,
    resume: bool = True,
    progress: Callable[[Progress], None] | None = None,
    write: Write | None = None,
) -> Sweep:
    """Return the plans' totals and links at every point of a sweep.

    ``vary`` is ``{"transport.truck_bulk.cost_cny_tkm": [0.3, 0.5], "scenario": ["base", "target-2027"]}`` or the
    texts of ``--vary``; ``side_by_side`` takes the lists value by value instead of in all combinations. Points without
    a plan are results with their reason. The other parameters are those of ``run_jobs``.

    Raises
    ------
    UsageError, DataError
        Before anything is solved, where a parameter is unknown or a value cannot be its own.
    """
    plan = vary if isinstance(vary, Design) else design(vary, side_by_side=side_by_side, most=most)
    base = read_base(park, model, plan.jobs)
    notes = check_points(base, plan)
    results = run_jobs(
        base.park, model, plan.jobs, workers=workers, cluster=cluster, folder=folder, resume=resume,
        progress=progress, write=write, base=base,
    )  # fmt: skip
    return Sweep(base.park, next(iter(base.models.values())), plan, tuple(results), notes)


def check_points(base: Base, plan: Design) -> tuple[str, ...]:
    """Return what to note of the points; raise DataError with the faults that each parameter has beside the others."""
    from symbiosis.read import check_park

    faults: dict[Fault, None] = {}
    notes: dict[str, None] = {}
    for job in _looked_at(plan):
        model = base.models[job.scenario or ""]
        try:
            here = model.under(*job.assignments).at(base.park)
            notes |= dict.fromkeys(here.notes)
            tables = here.altered(base.park).tables
            found: Sequence[Fault] = check_park(tables, here.tables)
        except DataError as error:
            found = error.faults
        faults |= dict.fromkeys(found)
    if faults:
        raise DataError(list(faults))
    return tuple(notes)


def _looked_at(plan: Design) -> list[Job]:
    """Return jobs in which each axis takes some of its values, ends included, in turn."""
    wanted = {plan.points[0]}
    if plan.side_by_side:
        wanted |= set(_some(plan.points))
    for place, axis in enumerate(plan.axes if not plan.side_by_side else ()):
        first = plan.points[0]
        wanted |= {(*first[:place], value, *first[place + 1 :]) for value in _some(axis.values)}
    return [job for job, point in zip(plan.jobs, plan.points, strict=True) if point in wanted]


def _some(values: Sequence[Any]) -> list[Any]:
    if len(values) <= _LOOKED_AT:
        return list(values)
    return [values[round(place * (len(values) - 1) / (_LOOKED_AT - 1))] for place in range(_LOOKED_AT)]


def _names(axes: Sequence[Axis], found: Sequence[tuple[str, ...]]) -> list[str]:
    """Return a folder's name for each point that says its values, and does not change when points are added."""
    short = short_names([axis.path for axis in axes])
    plain = [
        re.sub(r"[^\w.=,+-]+", "_", ",".join(f"{name}={value}" for name, value in zip(short, point, strict=True)))
        for point in found
    ]
    often = Counter(name.casefold() for name in plain)
    names = []
    for name, point in zip(plain, found, strict=True):
        if len(name) > _LONGEST or often[name.casefold()] > 1 or name.startswith("."):
            own = hashlib.sha256(repr(point).encode()).hexdigest()[:8]
            name = f"{name.strip('.')[: _LONGEST - 9]}-{own}"
        names.append(name)
    return names


def short_names(paths: Sequence[str], least: int = 2) -> list[str]:
    """Return for each parameter as few of its last words as tell it from the others, but ``least`` if it has them."""
    words = [path.replace('"', "").split(".") for path in paths]
    for count in range(least, max((len(one) for one in words), default=least) + 1):
        short = [".".join(one[-count:]) for one in words]
        if len(set(short)) == len(short):
            return short
    return [".".join(one) for one in words]
