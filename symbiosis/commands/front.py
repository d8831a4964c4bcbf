"""``symbiosis front``: what more of one thing costs in another, point by point."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

import click

from symbiosis.commands import common

if TYPE_CHECKING:
    from symbiosis.compare.front import ParkFront


@click.command()
@common.park_argument
@common.models_option
@common.scenario_option
@common.set_option
@click.option(
    "--of",
    default="used_t,cost_cny",
    show_default=True,
    metavar="LEDGER,LEDGER...",
    help="Objectives: ledgers, with :max or :min where the usual sense is not meant, and /FAMILY for its part alone.",
)
@click.option("--points", type=click.IntRange(2), default=20, show_default=True, help="Points wanted.")
@click.option("--plan", "planned", type=click.IntRange(1), default=None, help="Also write the whole plan of a point.")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Folder for the results.")
@common.lang_option
@common.json_option
def front(
    park: Path, models: Path | None, scenario: str | None, assignments: tuple[str, ...], of: str, points: int,
    planned: int | None, out: Path | None, lang: str, *, as_json: bool,
) -> None:  # fmt: skip
    """Say what can be had together: points of PARK none of which is bettered by another in everything.

    Writes front.csv, payoff.csv and front.html (charts and tables); --plan N adds the map, report and tables of point N
    in a folder of their own. Each point is solved to the proven optimum; with decisions the gap of each is told.
    Exit codes are those of solve; 5 says that a point is not proven within the gap asked for.
    """
    with common.answered():
        import symbiosis
        from symbiosis.plan.run_record import inputs_record
        from symbiosis.show.files import check_target, write_folder
        from symbiosis.show.front import front_files

        with common.shown_progress() as show:
            progress = common.Stopwatch(show)
            progress("reading")
            read_park, model = common.read_both(park, models, scenario, assignments)
            folder = out or Path("maps") / read_park.name / f"{model.name}-front"
            check_target(folder)
            found = symbiosis.front(read_park, model, of, points=points, progress=progress)
            progress("writing")
            record = inputs_record(found.park, found.model) | {"front": _record(found, points)}
            write_folder(folder, front_files(found, lang), record=record, log=progress.laps())
            if planned is not None:
                _write_plan(found, planned, folder / f"point-{planned}", lang, progress)
        _print_front(found, folder, lang, as_json=as_json)
    sys.exit(0 if found.proven else common.STOPPED)


def _write_plan(found: ParkFront, point: int, folder: Path, lang: str, progress: common.Stopwatch) -> None:
    from symbiosis.plan.run_record import run_record
    from symbiosis.show.files import write_run
    from symbiosis.show.report_files import report_files

    plan = found.plan_at(point, progress=progress)
    write_run(
        plan, folder, record=run_record(plan, plan.certificate), lang=lang, log=progress.laps(),
        extra=report_files(plan, lang, ("report", "xlsx")),
    )  # fmt: skip


def _record(found: ParkFront, points: int) -> dict[str, object]:
    own = found.front
    counts = {name: getattr(own, name) for name in ("solves", "skipped", "infeasible", "unanswered", "dropped")}
    return {"points_wanted": points, "points": len(own.points), "proven": found.proven, **counts}


def _print_front(found: ParkFront, folder: Path, lang: str, *, as_json: bool) -> None:
    from symbiosis.show.front import front_rows, front_words, shown_front

    if as_json:
        tables = {"points": shown_front(found), "payoff": shown_front(found, found.payoff)}
        rows = {name: table.to_dict("records") for name, table in tables.items()}
        common.print_json({"folder": str(folder), "proven": found.proven, **rows})
        return
    from rich.console import Console
    from rich.table import Table

    words = cast("Literal['zh', 'en']", lang)
    click.echo(getattr(front_words(found), words))
    head, cells = front_rows(found, rates=False)
    table = Table(box=None, pad_edge=False)
    for name in head:
        table.add_column(getattr(name, words), justify="right")
    for row in cells:
        table.add_row(*(getattr(cell, words) for cell in row))
    Console().print(table)
    click.echo(folder / "front.html")
