"""``symbiosis solve``: check a park, solve it, audit the plan, write the results."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

import click

from symbiosis.commands import common

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan


@click.command()
@common.park_argument
@common.models_option
@common.scenario_option
@common.set_option
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Folder for the results.")
@click.option(
    "--formats", default="report,xlsx", show_default=True, help="Also write: report, xlsx, gpkg, png; or none of them."
)
@click.option(
    "--curve",
    type=click.IntRange(0),
    default=None,
    metavar="POINTS",
    help="Points of the cost curve in the report; 0 for none. Left out: 12 where there are no decisions.",
)
@common.lang_option
@common.json_option
def solve(
    park: Path, models: Path | None, scenario: str | None, assignments: tuple[str, ...], out: Path | None, lang: str,
    *, formats: str, curve: int | None, as_json: bool,
) -> None:  # fmt: skip
    """Check PARK, solve it, audit the plan, and write map, tables, report and record.

    Exit codes: 0 solved, 1 internal error, 2 usage, 3 faults in the data, 4 infeasible, 5 stopped at a limit with a
    usable plan, 6 nothing found in time, 130 interrupted.
    """
    with common.answered():
        import symbiosis
        from symbiosis.compare.front import cost_curve
        from symbiosis.explain.findings import findings
        from symbiosis.plan.run_record import run_record
        from symbiosis.plan.tie_out import tie_out
        from symbiosis.show.cells import csv_text
        from symbiosis.show.files import check_target, write_run
        from symbiosis.show.footprints import footprint_files
        from symbiosis.show.front import shown_front
        from symbiosis.show.report_files import found_tables, read_formats, report_files

        with common.shown_progress() as show:
            progress = common.Stopwatch(show)
            progress("reading")
            read_park, model = common.read_both(park, models, scenario, assignments)
            folder = out or Path("maps") / read_park.name / model.name
            check_target(folder)
            wanted = read_formats(formats, lang)
            progress("network and formulation")
            formulation = symbiosis.formulate(read_park, model)
            plan = symbiosis.solve_formulation(formulation, progress=progress)
            progress("prices")
            found = findings(formulation, plan) if {"report", "xlsx"} & set(wanted) else None
            progress("cost curve")
            known = found.chain if found else None
            drawn = None if curve == 0 or "report" not in wanted else cost_curve(formulation, curve, known)
            progress("writing")
            extra = {"tie_out.csv": csv_text(compared).encode("utf-8-sig")} if len(compared := tie_out(plan)) else {}
            tables = found_tables(found, plan)
            extra |= {f"{name}.csv": csv_text(table).encode("utf-8-sig") for name, table in tables.items()}
            extra |= footprint_files(plan) | report_files(plan, lang, wanted, found, drawn)
            extra |= {} if drawn is None else {"curve.csv": csv_text(shown_front(drawn)).encode("utf-8-sig")}
            write_run(
                plan, folder, record=run_record(plan, plan.certificate), lang=lang, log=progress.laps(), extra=extra
            )
        _print_plan(plan, folder, lang, as_json=as_json)
    sys.exit(0 if plan.outcome.status == "optimal" else common.STOPPED)


def _print_plan(plan: Plan, folder: Path, lang: str, *, as_json: bool) -> None:
    from symbiosis.plan.run_record import run_record

    if as_json:
        from symbiosis.show.currency import shown_tables

        tables = shown_tables(plan)
        park = tables["ledgers"][tables["ledgers"]["scope"] == "park"]
        rates = plan.rates[plan.rates["scope"] == "park"]
        common.print_json(
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
        console.print(table, crop=False)  # a figure cut short is another figure
    print_tie_out(plan, lang)
    click.echo(folder / "map.html")


def print_tie_out(plan: Plan, lang: str) -> None:
    """Print actual beside model, where actual.csv has lines of the plan's years."""
    from rich.console import Console

    from symbiosis.plan.tie_out import tie_out
    from symbiosis.show.tie_out import tie_out_table, tie_out_words

    words = cast("Literal['zh', 'en']", lang)
    for _, table in tie_out(plan).groupby("year"):
        click.echo(tie_out_words(table, words))
        Console().print(tie_out_table(table, words), crop=False)
