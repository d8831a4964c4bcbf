"""``symbiosis sweep``: one park under one value after another of any parameters."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from symbiosis.commands import common

if TYPE_CHECKING:
    from symbiosis.compare.sweep import Design, Sweep


@click.command()
@common.park_argument
@click.option(
    "--vary", multiple=True, metavar="A.B.C=VALUES", help="List 1,2,3 or range START:STOP:STEP or START:STOP/N."
)
@click.option("--zip", "side_by_side", is_flag=True, help="Take values side by side, not in all combinations.")
@common.models_option
@common.scenario_option
@common.set_option
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes to solve in.")
@click.option("--cluster", default=None, metavar="ADDRESS", help="Scheduler of a Dask cluster to solve on.")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Folder for the results.")
@click.option("--resume/--afresh", default=True, show_default=True, help="Take up results that are there, or none.")
@click.option("--full", is_flag=True, help="Write the map, report and tables of every point, too.")
@click.option("--most", type=click.IntRange(1), default=1000, show_default=True, help="Most points to be allowed.")
@click.option("--only", default=None, metavar="I,J-K", help="Solve these points only, counted from 1; no tables.")
@click.option(
    "--emit", type=click.Choice(["slurm", "snakemake"]), default=None, help="Write a job script; solve nothing."
)
@common.lang_option
@common.json_option
def sweep(
    park: Path, vary: tuple[str, ...], side_by_side: bool, models: Path | None, scenario: str | None,
    assignments: tuple[str, ...], workers: int, cluster: str | None, out: Path | None, most: int, lang: str,
    *, resume: bool, full: bool, only: str | None, emit: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Solve PARK at every combination of values, and show what changes along the way.

    A parameter is anything that --set sets, a cell of the park (park.offers.PLANT|MATERIAL.amount_t), or scenario.
    Each point is kept as soon as it is solved; the same command goes on where an earlier one was stopped.

    Exit codes: 0 every point has an answer (none feasible is one), 1 a point failed, 2 usage, 3 faults in the data,
    4 no point has a plan, 5 a plan was not proven optimal, 130 interrupted.
    """
    with common.answered():
        from symbiosis.compare.stored import open_folder
        from symbiosis.compare.sweep import design

        plan = design(vary, side_by_side=side_by_side, scenario=scenario, assignments=assignments, most=most)
        folder = (out or Path("maps") / park.resolve().stem / _name(plan)).resolve()
        home = common.models_folder(models, park)
        if emit is not None:
            from symbiosis.compare.job import read_base
            from symbiosis.compare.sweep import check_points
            from symbiosis.show.sweep_scripts import write_script

            check_points(read_base(park, home, plan.jobs), plan)
            open_folder(folder)
            words = _words(park, home, folder, vary, scenario, assignments, side_by_side, full=full, most=most)
            click.echo("\n".join(str(path) for path in write_script(emit, plan, words, folder)))
            return
        try:
            done = _solved(park, home, plan, folder, workers, cluster, resume=resume, full=full, only=only)
        except KeyboardInterrupt:
            common.fail(
                f"interrupted; the points solved so far are kept in {folder}, and the same command goes on from there",
                common.INTERRUPTED,
            )
        if only is None:
            _tell(done, folder, lang, as_json=as_json)
    sys.exit(_code(done))


def _solved(
    park: Path, models: Path, plan: Design, folder: Path, workers: int, cluster: str | None, *,
    resume: bool, full: bool, only: str | None,
) -> Sweep:  # fmt: skip
    from symbiosis.compare.sweep import some_of
    from symbiosis.compare.sweep import sweep as solve_all
    from symbiosis.show.sweep_files import write_whole

    with common.shown_jobs() as progress:
        done = solve_all(
            park, models, plan if only is None else some_of(plan, only), workers=workers, cluster=cluster,
            folder=folder, resume=resume, progress=progress, write=write_whole if full else None,
        )  # fmt: skip
    for note in (*done.park.notes, *done.notes[:5]):
        click.echo(f"note: {note}", err=True)
    if len(done.notes) > 5:
        click.echo(f"note: and {len(done.notes) - 5} more values beyond their range", err=True)
    return done


def _tell(done: Sweep, folder: Path, lang: str, *, as_json: bool) -> None:
    from symbiosis.show.sweep_console import console_table, sweep_json, sweep_lines
    from symbiosis.show.sweep_files import write_sweep

    write_sweep(done, folder, lang)
    if as_json:
        common.print_json({"folder": str(folder), **sweep_json(done)})
        return
    from rich.console import Console

    click.echo("\n".join(sweep_lines(done, lang)))
    Console().print(console_table(done, lang))
    click.echo(folder / "sweep.html")


def _name(plan: Design) -> str:
    """Return the folder of a sweep that says what is varied."""
    import re

    from symbiosis.compare.sweep import short_names

    names = "+".join(short_names([axis.path for axis in plan.axes]))
    return re.sub(r"[^\w.+-]+", "_", f"sweep-{names}")[:80]


def _words(
    park: Path, models: Path, folder: Path, vary: tuple[str, ...], scenario: str | None,
    assignments: tuple[str, ...], side_by_side: bool, *, full: bool, most: int,
) -> list[str]:  # fmt: skip
    """Return the command that a job script calls, with whole paths."""
    words = ["symbiosis", "sweep", str(park.resolve()), "--models", str(models.resolve()), "--out", str(folder)]
    for option, values in (("--vary", vary), ("--set", assignments)):
        words += [word for value in values for word in (option, value)]
    words += ["--scenario", scenario] if scenario else []
    words += ["--zip"] if side_by_side else []
    words += ["--full"] if full else []
    return [*words, "--most", str(most)]


def _code(done: Sweep) -> int:
    statuses = {result.status for result in done.results}
    if statuses & {"failed", "refused"}:
        return common.INTERNAL
    if "faulty" in statuses:
        return common.FAULTS
    if not any(result.solved for result in done.results):
        return common.INFEASIBLE
    return common.STOPPED if statuses & {"stopped", "unsolved"} else 0
