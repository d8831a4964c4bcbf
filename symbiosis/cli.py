"""The command line: ``symbiosis solve``, ``check``, and those of ``symbiosis.commands``.

Results go to stdout, progress and faults to stderr.
Nothing heavy is imported before a command runs, so that help is instant.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal, cast

import click

if TYPE_CHECKING:
    from symbiosis.park import Park
    from symbiosis.plan.record import Plan
    from symbiosis.scenario import Model

#: What the process says when it ends, besides 0 (solved) and click's own 2 (usage).
INTERNAL, USAGE, FAULTS, INFEASIBLE, STOPPED, NOTHING_FOUND, INTERRUPTED = 1, 2, 3, 4, 5, 6, 130

#: Commands in files of their own.
_FURTHER = ("prices", "template", "why")
_LANG = "zh" if os.environ.get("LC_ALL", os.environ.get("LANG", "")).lower().startswith("zh") else "en"

_park = click.argument("park", type=click.Path(path_type=Path))
_models = click.option("--models", type=click.Path(path_type=Path), default=None, help="Folder of the model tables.")
_scenario = click.option("--scenario", default=None, help="Name or file of a scenario; the base case if left out.")
_set = click.option("--set", "assignments", multiple=True, metavar="A.B.C=VALUE", help="Set a number of the model.")
_lang = click.option("--lang", type=click.Choice(["zh", "en"]), default=_LANG, show_default=True, help="Language.")
_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


class _Commands(click.Group):
    """Commands, those in files of their own (symbiosis/commands) among them."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted({*super().list_commands(context), *_FURTHER})

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in _FURTHER:
            return super().get_command(context, name)
        return cast("click.Command", getattr(import_module(f"symbiosis.commands.{name}"), name))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="symbiosis", prog_name="symbiosis")
def main() -> None:
    """Place the flows of an industrial symbiosis: use the most at the least cost, within quality, law and limits."""


@main.command()
@_park
@_models
@_scenario
@_set
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Folder for the results.")
@click.option(
    "--formats", default="report,xlsx", show_default=True, help="Also write: report, xlsx, gpkg; or none of them."
)
@_lang
@_json
def solve(
    park: Path, models: Path | None, scenario: str | None, assignments: tuple[str, ...], out: Path | None, lang: str,
    *, formats: str, as_json: bool,
) -> None:  # fmt: skip
    """Check PARK, solve it, audit the plan, and write map, tables, report and record.

    Exit codes: 0 solved, 1 internal error, 2 usage, 3 faults in the data, 4 infeasible, 5 stopped at a limit with a
    usable plan, 6 nothing found in time, 130 interrupted.
    """
    with _answered():
        import symbiosis
        from symbiosis.plan.run_record import run_record
        from symbiosis.plan.tie_out import tie_out
        from symbiosis.show.cells import csv_text
        from symbiosis.show.files import check_target, write_run
        from symbiosis.show.footprints import footprint_files
        from symbiosis.show.report_files import read_formats, report_files

        with _progress() as show:
            progress = _Stopwatch(show)
            progress("reading")
            read_park, model = _read(park, models, scenario, assignments)
            folder = out or Path("maps") / read_park.name / model.name
            check_target(folder)
            wanted = read_formats(formats)
            plan = symbiosis.solve(read_park, model, progress=progress)
            progress("writing")
            extra = {"tie_out.csv": csv_text(compared).encode("utf-8-sig")} if len(compared := tie_out(plan)) else {}
            extra |= footprint_files(plan) | report_files(plan, lang, wanted)
            write_run(
                plan, folder, record=run_record(plan, plan.certificate), lang=lang, log=progress.laps(), extra=extra
            )
        _print_plan(plan, folder, lang, as_json=as_json)
    sys.exit(0 if plan.outcome.status == "optimal" else STOPPED)


@main.command()
@_park
@_models
@_scenario
@_set
@_lang
@_json
def check(
    park: Path, models: Path | None, scenario: str | None, assignments: tuple[str, ...], lang: str, *, as_json: bool
) -> None:
    """Check PARK and what could flow in it.

    Nothing is solved, but for this: where actual.csv says what really happened, the baseline of its year is solved and
    compared with it, line by line: the scenario baseline-YEAR if there is one and no other is asked for.
    """
    with _answered():
        import symbiosis
        from symbiosis.api import horizon_of
        from symbiosis.plan.tie_out import tie_out
        from symbiosis.show.check import baseline_name, check_report

        read_park, model = _read(park, models, scenario, assignments)
        report = check_report(horizon_of(read_park, model), cast("Literal['zh', 'en']", lang))
        if not as_json:
            for name, value in report.items():
                if isinstance(value, list):
                    click.echo("\n".join([f"{name}: {'' if value else 'none'}", *(f"  {line}" for line in value)]))
                else:
                    click.echo(f"{name}: {value}")
        if len(read_park.tables["actual"]):
            folder = _models_folder(models, park)
            baseline = scenario or baseline_name(read_park, folder)
            plan = symbiosis.solve(read_park, symbiosis.read_model(folder, baseline, assignments))
            report |= {"baseline": plan.model.name, "tie_out": tie_out(plan).to_dict("records")}
            if not as_json:
                none = "" if report["tie_out"] else f" (actual.csv has no line for {plan.model.settings.year})"
                click.echo(f"baseline: {plan.model.name}{none}")
                _print_tie_out(plan, lang)
        if as_json:
            _print_json(report)


def _read(park: Path, models: Path | None, scenario: str | None, assignments: tuple[str, ...]) -> tuple[Park, Model]:
    """Return park and model; the faults of both are raised together."""
    from symbiosis.errors import DataError, Fault
    from symbiosis.read import read_park
    from symbiosis.scenario import read_model

    faults: list[Fault] = []
    model, place = None, None
    try:
        model = read_model(_models_folder(models, park), scenario, assignments)
    except DataError as error:
        faults += error.faults
    try:
        place = read_park(park, model.tables if model else None)
    except DataError as error:
        faults += error.faults
    if model is None or place is None:
        raise DataError(faults)
    for note in place.notes:
        click.echo(f"note: {note}", err=True)
    return place, model


def _models_folder(models: Path | None, park: Path) -> Path:
    """Return the folder of the model: the one asked for, else ``models`` here or beside the folder of parks."""
    if models is not None:
        return models
    here = Path("models")
    beside = park.resolve().parent.parent / "models"
    return here if here.is_dir() or not beside.is_dir() else beside


@contextmanager
def _answered() -> Iterator[None]:
    """Turn what can go wrong into words and an exit code."""
    from symbiosis import errors

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console in GBK must not end a run because of one character
    try:
        yield
    except errors.DataError as error:
        count = f"{len(error.faults)} fault{'s' if len(error.faults) > 1 else ''}"
        _fail(f"{error}\n{count} in the data; nothing was solved and nothing written", FAULTS)
    except errors.UsageError as error:
        _fail(str(error), USAGE)
    except errors.InfeasibleError as error:
        _fail(str(error), INFEASIBLE)
    except errors.UnsolvedError as error:
        _fail(str(error), INTERRUPTED if "interrupted" in error.why else NOTHING_FOUND)
    except errors.AuditError as error:
        blame = "This is a fault of symbiosis, not of your data; please report it. Nothing was written"
        _fail(f"{error}\n{blame}", INTERNAL)
    except KeyboardInterrupt:
        _fail("interrupted; nothing was written", INTERRUPTED)


def _fail(message: str, code: int) -> None:
    click.echo(message, err=True)
    sys.exit(code)


class _Stopwatch:
    """Passes progress on and notes how long each stage took, for run.log."""

    def __init__(self, show: Callable[..., None]) -> None:
        self._show = show
        self._began: list[tuple[str, float]] = []

    def __call__(self, stage: str, seconds: float = 0.0, iterations: int = 0) -> None:
        if not self._began or self._began[-1][0] != stage:
            self._began.append((stage, monotonic()))
        self._show(stage, seconds, iterations)

    def laps(self) -> list[str]:
        """Return a line a stage that has ended, with its seconds."""
        ends = [at for _, at in self._began[1:]]
        return [f"{stage}: {end - at:.3f} s" for (stage, at), end in zip(self._began, ends, strict=False)]


@contextmanager
def _progress() -> Iterator[Callable[..., None]]:
    """Show one live line on a terminal, and nothing where nobody watches."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console

    with Console(stderr=True).status("starting") as status:

        def show(stage: str, seconds: float = 0.0, iterations: int = 0) -> None:
            status.update(f"{stage}  {seconds:.1f} s  {iterations} iterations" if seconds else stage)

        yield show


def _print_plan(plan: Plan, folder: Path, lang: str, *, as_json: bool) -> None:
    from symbiosis.plan.run_record import run_record

    if as_json:
        from symbiosis.show.currency import shown_tables

        tables = shown_tables(plan)
        park = tables["ledgers"][tables["ledgers"]["scope"] == "park"]
        rates = plan.rates[plan.rates["scope"] == "park"]
        _print_json(
            {
                "folder": str(folder),
                "status": plan.outcome.status,
                "rates": rates.drop(columns=["scope", "name"]).to_dict("records"),
                "ledgers": park.drop(columns=["scope", "name"]).to_dict("records"),
                **{name: tables[name].to_dict("records") for name in ("limits", "builds", "mains", "contracts")},
                "record": run_record(plan, plan.certificate),
            }
        )
        return
    from rich.console import Console

    from symbiosis.show.summary import summary
    from symbiosis.show.years import result_tables

    console, words = Console(), cast("Literal['zh', 'en']", lang)
    click.echo(summary(plan, words, audited=plan.certificate is not None))
    for table in result_tables(plan, words):
        console.print(table)
    _print_tie_out(plan, lang)
    click.echo(folder / "map.html")


def _print_tie_out(plan: Plan, lang: str) -> None:
    """Print actual beside model, where actual.csv has lines of the plan's years."""
    from rich.console import Console

    from symbiosis.plan.tie_out import tie_out
    from symbiosis.show.tie_out import tie_out_table, tie_out_words

    words = cast("Literal['zh', 'en']", lang)
    for _, table in tie_out(plan).groupby("year"):
        click.echo(tie_out_words(table, words))
        Console().print(tie_out_table(table, words))


def _print_json(data: Any) -> None:
    from symbiosis.show.json_text import json_text

    click.echo(json_text(data))
