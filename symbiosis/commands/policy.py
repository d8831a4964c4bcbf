"""``symbiosis policy``: what levers move, what they cost the budget per extra tonne, and who pays."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symbiosis.commands import common

if TYPE_CHECKING:
    from symbiosis.compare.policy import Responses

#: Scenario that is taken where none is asked for: money moves tonnes where cost is sought first.
LEAST_COST = "least-cost"


@click.command()
@common.park_argument
@common.models_option
@common.scenario_option
@common.set_option
@click.option(
    "--lever", "levers", multiple=True, metavar="NAME[:WORD][=LOW:HIGH:STEP]",
    help="Lever of levers.csv, or the path of any number, and its levels.",
)  # fmt: skip
@click.option("--refine", type=click.IntRange(0, 10), default=0, help="Rounds of halving the intervals with a step.")
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes to solve in.")
@click.option("--cluster", default=None, metavar="ADDRESS", help="Dask scheduler to solve on instead.")
@click.option(
    "--jobs", type=click.Path(path_type=Path), default=None, help="Keep solved levels here, to take up again."
)
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Folder for the results.")
@common.lang_option
@common.json_option
def policy(
    park: Path, models: Path | None, scenario: str | None, assignments: tuple[str, ...], levers: tuple[str, ...],
    refine: int, workers: int, cluster: str | None, jobs: Path | None, out: Path | None, lang: str, *, as_json: bool,
) -> None:  # fmt: skip
    """Turn levers in PARK level by level: fees, taxes, subsidies, a carbon price, quotas, bans.

    Says at which level tonnes move, what the budget pays (or earns) per extra tonne used, what the owners and society
    pay, and which lever is cheapest for the same tonnes. Without --scenario the scenario least-cost is taken.
    """
    with common.answered():
        from symbiosis.compare.levers import read_levers
        from symbiosis.compare.policy import responses
        from symbiosis.show.files import check_target

        folder = common.models_folder(models, park)
        if scenario is None and (folder / "scenarios" / f"{LEAST_COST}.toml").is_file():
            scenario = LEAST_COST
        read_park, model = common.read_both(park, models, scenario, assignments)
        asked = read_levers(levers, model)
        target = out or Path("maps") / read_park.name / f"policy-{model.name}"
        check_target(target)
        with common.shown_progress() as show:
            found = responses(
                read_park, model, asked, refine=refine, workers=workers, cluster=cluster, folder=jobs,
                progress=lambda now: show(f"{now.done} of {now.total} levels"),
            )  # fmt: skip
        _write(found, target, lang)
        _print(found, target, lang, as_json=as_json)


def _write(found: Responses, folder: Path, lang: str) -> None:
    from symbiosis.show.cells import csv_text
    from symbiosis.show.currency import shown_of
    from symbiosis.show.files import write_folder
    from symbiosis.show.policy import policy_html

    tables = {name: shown_of(table, found.park) for name, table in found.tables.items()}
    contents = {f"{name}.csv": csv_text(table).encode("utf-8-sig") for name, table in tables.items()}
    contents["policy.html"] = policy_html(found, lang).encode()
    write_folder(folder, contents, record=_record(found))


def _record(found: Responses) -> dict[str, Any]:
    from symbiosis.plan.run_record import inputs_record

    levers = [
        {"lever": one.name, "sets": list(one.sets), "levels": list(one.levels), "source": one.source}
        for one in found.levers
    ]
    study = {"levers": levers, "audited": int(found.none.audited)}
    return inputs_record(found.park, found.model) | {"policy": study}


def _print(found: Responses, folder: Path, lang: str, *, as_json: bool) -> None:
    if as_json:
        from symbiosis.show.currency import shown_of

        tables = {name: shown_of(table, found.park).to_dict("records") for name, table in found.tables.items()}
        common.print_json({"folder": str(folder), "scenario": found.model.name, **tables})
        return
    import sys

    from rich.console import Console
    from rich.table import Table

    from symbiosis.show.policy import levels_text, sentences

    for sentence in sentences(found):
        click.echo(sentence.zh if lang == "zh" else sentence.en)
    heads, *rows = levels_text(found, lang)
    table = Table(box=None)
    for number, head in enumerate(heads):
        table.add_column(head, justify="right" if number else "left", no_wrap=number == 0)
    for row in rows:
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 120).print(table)
    for level in found.levels[found.levels["reason"].fillna("") != ""].to_dict("records"):
        click.echo(
            f"{level['lever']} = {level['level']:g}: {level['status']}: {level['reason'].partition(' | ')[0]}", err=True
        )
    click.echo(folder / "policy.html")
