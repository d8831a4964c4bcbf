"""``symbiosis compare``: scenarios of a park side by side."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from symbiosis.commands import common

if TYPE_CHECKING:
    from symbiosis.compare.scenarios import Comparison
    from symbiosis.park import Park
    from symbiosis.scenario import Model

#: ``NAME:a.b.c=value``, further settings apart by semicolons; the drive of a Windows path is no name.
_VARIANT = re.compile(r"^(?P<scenario>.+?):(?P<sets>[^:=\\/]+=.*)$", re.DOTALL)


@click.command()
@common.park_argument
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO...")
@common.models_option
@click.option("--baseline", default=None, help="Scenario that the others are held against; the first if left out.")
@common.set_option
@click.option("--regret/--no-regret", default=True, show_default=True,
              help="Meet the builds of each scenario with every other one: a solve a pair.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Folder for the results.")
@common.lang_option
@common.json_option
def compare(
    park: Path, scenarios: tuple[str, ...], models: Path | None, baseline: str | None, assignments: tuple[str, ...],
    out: Path | None, lang: str, *, regret: bool, as_json: bool,
) -> None:  # fmt: skip
    """Solve PARK under every SCENARIO and lay the plans side by side.

    A SCENARIO is base, the name of a scenario, a TOML file, or a variant of one such as
    base:transport.truck_bulk.cost_cny_tkm=0.8 (more settings apart by semicolons). A single one is held against base;
    --set holds for all. Writes compare.html, compare.xlsx and a CSV file a table: totals, who gains and who loses,
    links that change, links that every scenario uses, regret, what is assumed differently. A scenario without a plan
    is shown with its reasons; the exit code is 4 only where none has a plan, 5 where a search was stopped at a limit.
    """
    with common.answered():
        from symbiosis.compare.scenarios import compare as compared
        from symbiosis.show.compare_files import compare_files, compare_record
        from symbiosis.show.files import check_target, write_folder

        wanted = list(scenarios)
        if baseline is not None or len(wanted) == 1:
            first = baseline or "base"
            wanted = [first, *(name for name in wanted if name != first)]
        read_park, read = _read(park, models, wanted, assignments)
        folder = out or Path("maps") / read_park.name / "compare"
        check_target(folder)
        with common.shown_progress() as show:
            progress = common.Stopwatch(show)
            found = compared(read_park, read, regrets=regret, progress=progress)
            progress("writing")
            write_folder(folder, compare_files(found, lang), record=compare_record(found), log=progress.laps())
        _print(found, folder, lang, as_json=as_json)
    if any(run == "stopped" for run in found.runs["status"]):
        sys.exit(common.STOPPED)


def _read(park: Path, models: Path | None, wanted: list[str], assignments: tuple[str, ...]) -> tuple[Park, list[Model]]:
    """Return the park and a model for each scenario; the faults of all are raised together."""
    from symbiosis.errors import DataError, Fault
    from symbiosis.scenario import read_model

    found: list[Model] = []
    faults: list[Fault] = []
    folder = common.models_folder(models, park)
    place = None
    for text in wanted:
        scenario, own = parted(text)
        try:
            if place is None:
                place, model = common.read_both(park, models, scenario, (*assignments, *own))
            else:
                model = read_model(folder, scenario, (*assignments, *own))
            found.append(model)
        except DataError as error:
            faults += [fault for fault in error.faults if fault not in faults]
    if faults or place is None:
        raise DataError(faults)
    return place, found


def parted(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the scenario of ``NAME:a.b.c=value`` and what it sets; a plain name sets nothing."""
    match = _VARIANT.match(text)
    if match is None:
        return text, ()
    return match["scenario"], tuple(part.strip() for part in match["sets"].split(";") if part.strip())


def _print(found: Comparison, folder: Path, lang: str, *, as_json: bool) -> None:
    if as_json:
        from symbiosis.show.compare_files import shown_comparison

        tables = {name: table.to_dict("records") for name, table in shown_comparison(found).items()}
        best, least = found.least_behind, found.least_regret
        common.print_json({
            "folder": str(folder), "baseline": found.baseline, "one_world": found.one_world,
            "least_behind": {"scenarios": best[0], "behind_pct": best[1]},
            "least_regret": {"scenarios": least[0], "regret_pct": least[1]}, **tables,
        })  # fmt: skip
        return
    from rich.console import Console

    from symbiosis.show.compare_print import called, compare_tables, pick
    from symbiosis.show.compare_words import paragraph

    click.echo(pick(paragraph(found), lang))
    click.echo()
    for line in called(found, lang):
        click.echo(line)
    console = Console(width=None if sys.stdout.isatty() else 140)
    for table in compare_tables(found, lang):
        console.print(table, crop=False)
    click.echo(folder / "compare.html")
