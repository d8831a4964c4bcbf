"""What commands share: options, exit codes, how a park is read, what is said when something goes wrong.

Results go to stdout, progress and faults to stderr.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import isfinite
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from symbiosis.compare.runner import Progress
    from symbiosis.park import Park
    from symbiosis.scenario import Model

#: What the process says when it ends, besides 0 (solved) and click's own 2 (usage).
INTERNAL, USAGE, FAULTS, INFEASIBLE, STOPPED, NOTHING_FOUND, INTERRUPTED = 1, 2, 3, 4, 5, 6, 130

LANG = "zh" if os.environ.get("LC_ALL", os.environ.get("LANG", "")).lower().startswith("zh") else "en"

# Python looks through all that is left when it ends, a tenth of a run's time, to free what the system frees anyway.
atexit.register(gc.freeze)


class Number(click.FloatRange):
    """A finite number within bounds: nan passes every comparison, and no search with it ever ends."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number, or say what is wrong with it."""
        number = float(super().convert(value, param, ctx))
        if not isfinite(number):
            self.fail(f"{value} is not a finite number.", param, ctx)
        return number


park_argument = click.argument("park", type=click.Path(path_type=Path))
models_option = click.option(
    "--models", type=click.Path(path_type=Path), default=None, help="Folder of the model tables."
)
scenario_option = click.option(
    "--scenario", default=None, help="Name or file of a scenario; the base case if left out."
)
set_option = click.option(
    "--set",
    "assignments",
    multiple=True,
    metavar="A.B.C=VALUE",
    help="Set a number of the model, or of the park (park.offers.PLANT|MATERIAL.amount_t).",
)
lang_option = click.option("--lang", type=click.Choice(["zh", "en"]), default=LANG, show_default=True, help="Language.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


def read_both(
    park: Path, models: Path | None, scenario: str | None, assignments: tuple[str, ...]
) -> tuple[Park, Model]:
    """Return park and model; the faults of both are raised together."""
    from symbiosis.errors import DataError, Fault
    from symbiosis.read import read_park
    from symbiosis.scenario import read_model

    faults: list[Fault] = []
    model, place = None, None
    try:
        model = read_model(models_folder(models, park), scenario, assignments)
    except DataError as error:
        faults += error.faults
    try:
        place = read_park(park, model.tables if model else None)
    except DataError as error:
        faults += error.faults
    if model is None or place is None:
        raise DataError(faults)
    for note in (*place.notes, *model.notes):
        click.echo(f"note: {note}", err=True)
    return place, model


def models_folder(models: Path | None, park: Path) -> Path:
    """Return the folder of the model: the one asked for, else ``models`` here or beside the folder of parks."""
    if models is not None:
        return models
    here = Path("models")
    beside = park.resolve().parent.parent / "models"
    return here if here.is_dir() or not beside.is_dir() else beside


@contextmanager
def answered() -> Iterator[None]:
    """Turn what can go wrong into words and an exit code."""
    from symbiosis import errors

    # Tables and models are many small objects that live until the end; looking through them all the time costs a fifth.
    gc.set_threshold(500_000, 50, 1000)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console in GBK must not end a run because of one character
    try:
        yield
    except errors.DataError as error:
        fail(f"{error}\n{_faults_told(len(error.faults), _lang())}", FAULTS)
    except errors.UsageError as error:
        fail(str(error), USAGE)
    except errors.InfeasibleError as error:
        fail(error.told(_lang()), INFEASIBLE)
    except errors.UnsolvedError as error:
        fail(_unsolved_told(error.why, _lang()), INTERRUPTED if "interrupted" in error.why else NOTHING_FOUND)
    except errors.AuditError as error:
        blame = "This is a fault of symbiosis, not of your data; please report it. Nothing was written"
        fail(f"{error}\n{blame}", INTERNAL)
    except KeyboardInterrupt:
        fail("已中断；未写出任何文件" if _lang() == "zh" else "interrupted; nothing was written", INTERRUPTED)


def _faults_told(count: int, lang: str) -> str:
    if lang == "zh":
        return f"数据有 {count} 处错误；未求解，也未写出任何文件"
    return f"{count} fault{'s' if count > 1 else ''} in the data; nothing was solved and nothing written"


def _unsolved_told(why: str, lang: str) -> str:
    """Return why nothing was found; in Chinese what the solver stopped at."""
    from symbiosis.show.labels import labels

    stop = next((name for name in ("time limit", "interrupted", "numerical trouble") if name in why), "")
    if lang == "zh" and stop:
        return f"没有找到方案：求解器停止（{labels('zh')['stop_' + stop.replace(' ', '_')]}），尚无可用的解"
    return f"no plan was found: {why}"


def _lang() -> str:
    """Return the language that the command under way was asked for."""
    context = click.get_current_context(silent=True)
    return str(context.params.get("lang", LANG)) if context else LANG


def fail(message: str, code: int) -> None:
    """Say what went wrong and end with an exit code."""
    click.echo(message, err=True)
    sys.exit(code)


class Stopwatch:
    """Passes progress on and notes how long each stage took, for run.log."""

    def __init__(self, show: Callable[..., None]) -> None:
        self._show = show
        self._began: list[tuple[str, float]] = []

    def __call__(self, stage: str, seconds: float = 0.0, iterations: int = 0) -> None:
        """Pass on a stage of the work, with its seconds and iterations so far."""
        if not self._began or self._began[-1][0] != stage:
            self._began.append((stage, monotonic()))
        self._show(stage, seconds, iterations)

    def laps(self) -> list[str]:
        """Return a line a stage that has ended, with its seconds."""
        ends = [at for _, at in self._began[1:]]
        return [f"{stage}: {end - at:.3f} s" for (stage, at), end in zip(self._began, ends, strict=False)]


@contextmanager
def shown_progress() -> Iterator[Callable[..., None]]:
    """Show one live line on a terminal, and nothing where nobody watches."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console

    with Console(stderr=True).status("starting") as status:

        def show(stage: str, seconds: float = 0.0, iterations: int = 0) -> None:
            status.update(f"{stage}  {seconds:.1f} s  {iterations} iterations" if seconds else stage)

        yield show


@contextmanager
def shown_jobs(every_s: float = 10.0) -> Iterator[Callable[[Progress], None]]:
    """Show how many jobs are done and how long the rest may take: a bar on a terminal, else a line now and then."""
    if not sys.stderr.isatty():
        told = -every_s

        def tell(at: Progress) -> None:
            nonlocal told
            if at.done == at.total or at.seconds - told >= every_s:
                told = at.seconds
                click.echo(_jobs_told(at, _lang()), err=True)

        yield tell
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    columns, chinese = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}")), _lang() == "zh"
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        line = bar.add_task("开始" if chinese else "starting", total=None)

        def show(at: Progress) -> None:
            left = (f"约余 {_span(at.left_s)}" if chinese else f"about {_span(at.left_s)} left") if at.left_s else ""
            last = f"  {at.last.name}" if at.last else ""
            bar.update(line, completed=at.done, total=at.total, description=left + last)

        yield show


def _jobs_told(at: Progress, lang: str) -> str:
    """Return how many jobs are done, and how long the rest may take."""
    rest = _span(at.left_s) if at.left_s and at.done < at.total else ""
    if lang == "zh":
        found, left = f"（取用已有 {at.found} 个）" if at.found else "", f"，约余 {rest}" if rest else ""
        return f"已完成 {at.done}/{at.total}{found}，用时 {_span(at.seconds)}{left}"
    found, left = f" ({at.found} found)" if at.found else "", f", about {rest} left" if rest else ""
    return f"{at.done} of {at.total} done{found} after {_span(at.seconds)}{left}"


def _span(seconds: float) -> str:
    """Return a time as people say it."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def print_json(data: Any) -> None:
    """Print a result as JSON."""
    from symbiosis.show.json_text import json_text

    click.echo(json_text(data))
