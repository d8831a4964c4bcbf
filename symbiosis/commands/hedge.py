"""``symbiosis hedge``: what to build before it is known what comes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from symbiosis.commands import common

if TYPE_CHECKING:
    from symbiosis.compare.hedge import Hedge


@click.command()
@common.park_argument
@common.models_option
@common.scenario_option
@common.set_option
@click.option("--world", "worlds", multiple=True, metavar="NAME=P[:A.B=V;...]",
              help="A world with its probability and what is set in it; give several.")  # fmt: skip
@click.option("--draws", type=click.IntRange(2, 1000), default=None, help="Draw so many worlds instead.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="The same seed, the same worlds.")
@click.option("--draw", "groups", default="compositions,arisings,prices", show_default=True, help="What is drawn.")
@click.option("--weight", type=common.Number(0, 1), default=0.0, show_default=True,
              help="Part of an objective that is the mean of its worst worlds.")  # fmt: skip
@click.option("--beyond", type=common.Number(0, 0.999), default=0.9, show_default=True,
              help="The worst worlds are those beyond this part of the probability.")  # fmt: skip
@click.option("--averse", default="cost_cny", show_default=True, help="Ledgers whose worst worlds count.")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Folder for the tables; none if left out.")
@common.lang_option
@common.json_option
def hedge(
    park: Path, models: Path | None, scenario: str | None, assignments: tuple[str, ...], worlds: tuple[str, ...],
    draws: int | None, seed: int, groups: str, weight: float, beyond: float, averse: str, out: Path | None, lang: str,
    *, as_json: bool,
) -> None:  # fmt: skip
    """Decide once what to build in PARK for several worlds, and place the flows in each.

    Says what is built, what each world then comes to, what it would be worth to know the world beforehand, and what is
    gained over building for the typical one. All worlds are solved together; every world's plan is audited.
    """
    with common.answered():
        from symbiosis.compare.cases import cases_of, drawn_cases
        from symbiosis.compare.hedge import hedge as hedged
        from symbiosis.errors import UsageError
        from symbiosis.show.cells import csv_text
        from symbiosis.show.files import check_target, write_folder
        from symbiosis.show.hedge import hedge_record, hedge_tables
        from symbiosis.solver.extensive import Risk

        if bool(worlds) == (draws is not None):
            raise UsageError("say which worlds: --world NAME=PROBABILITY:SETTING for each, or --draws COUNT")
        if out is not None:
            check_target(out)
        risk = Risk(weight, beyond, tuple(word.strip() for word in averse.split(",") if word.strip()))
        with common.shown_progress() as show:
            progress = common.Stopwatch(show)
            read_park, model = common.read_both(park, models, scenario, assignments)
            wanted = tuple(word.strip() for word in groups.split(","))
            cases = cases_of(worlds) if draws is None else drawn_cases(read_park, model, draws, seed, wanted)
            found = hedged(read_park, model, cases, risk, progress=progress)
        if out is not None:
            files = {f"{name}.csv": csv_text(table).encode("utf-8-sig") for name, table in hedge_tables(found).items()}
            write_folder(out, files, record=hedge_record(found), log=progress.laps())
        _print(found, out, lang, as_json=as_json)
    sys.exit(0 if found.outcome.status == "optimal" else common.STOPPED)


def _print(found: Hedge, folder: Path | None, lang: str, *, as_json: bool) -> None:
    if as_json:
        from symbiosis.show.hedge import hedge_record, hedge_tables

        tables = {name: table.to_dict("records") for name, table in hedge_tables(found).items()}
        common.print_json({"folder": str(folder) if folder else None, "record": hedge_record(found), **tables})
        return
    from rich.console import Console

    from symbiosis.show.hedge import printed, sentences

    for sentence in sentences(found):
        click.echo(sentence.zh if lang == "zh" else sentence.en)
    for table in printed(found, lang):
        Console(width=None if sys.stdout.isatty() else 140).print(table)
    if folder is not None:
        click.echo(folder)
