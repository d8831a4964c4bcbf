"""``symbiosis chances``: how far the answer may lie off, and how likely each link is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import click

from symbiosis.commands import common

if TYPE_CHECKING:
    from symbiosis.compare.chances import Chances

#: Links that the console shows.
_LINKS = 15


@click.command()
@common.park_argument
@common.models_option
@common.scenario_option
@common.set_option
@click.option("--draws", type=click.IntRange(2, 100_000), default=100, show_default=True, help="How many plans.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="The same seed, the same draws.")
@click.option(
    "--draw",
    "groups",
    default="compositions,arisings,prices",
    show_default=True,
    help="What is drawn, apart by commas.",
)
@click.option("--shape", type=click.Choice(["triangular", "pert"]), default="triangular", show_default=True)
@click.option(
    "--arisings", type=common.Number(0, 100), default=10.0, show_default=True, metavar="PCT",
    help="How far arisings may lie from what is stated.",
)  # fmt: skip
@click.option(
    "--threshold", type=common.Number(0), default=1.0, show_default=True, metavar="T",
    help="Tonnes a year from which on a link counts as used.",
)  # fmt: skip
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes to solve in.")
@click.option("--cluster", default=None, metavar="ADDRESS", help="Dask scheduler to solve on instead.")
@click.option("--jobs", type=click.Path(path_type=Path), default=None, help="Keep solved draws here, to take up again.")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Folder for the results.")
@common.lang_option
@common.json_option
def chances(
    park: Path, models: Path | None, scenario: str | None, assignments: tuple[str, ...], draws: int, seed: int,
    groups: str, shape: str, arisings: float, threshold: float, workers: int, cluster: str | None, jobs: Path | None,
    out: Path | None, lang: str, *, as_json: bool,
) -> None:  # fmt: skip
    """Solve PARK many times, each with its own draw of compositions, arisings and prices between low and high.

    Says how the rate of use spreads, how likely each link and each build is, which inputs decide, and how many draws
    have no plan and why. Each draw can be looked at alone: values.csv has its numbers, for --set.
    """
    with common.answered():
        from symbiosis.compare.chances import chances as study
        from symbiosis.show.files import check_target

        read_park, model = common.read_both(park, models, scenario, assignments)
        target = out or Path("maps") / read_park.name / f"chances-{model.name}"
        check_target(target)
        wanted = tuple(dict.fromkeys(word.strip() for word in groups.split(",")))
        with common.shown_progress() as show:
            found = study(
                read_park, model, draws=draws, seed=seed, groups=wanted,
                shape=cast("Literal['triangular', 'pert']", shape), arisings_pct=arisings, threshold_t=threshold,
                workers=workers, cluster=cluster, folder=jobs,
                progress=lambda now: show(f"{now.done} of {now.total} plans"),
            )  # fmt: skip
        _write(found, target, lang)
        _print(found, target, lang, as_json=as_json)


def _write(found: Chances, folder: Path, lang: str) -> None:
    from symbiosis.show.cells import csv_text
    from symbiosis.show.chances import chances_html
    from symbiosis.show.currency import shown_of
    from symbiosis.show.files import write_folder

    tables = {name: shown_of(table, found.park) for name, table in found.tables.items()}
    contents = {f"{name}.csv": csv_text(table).encode("utf-8-sig") for name, table in tables.items()}
    contents["chances.html"] = chances_html(found, lang).encode()
    write_folder(folder, contents, record=_record(found))


def _record(found: Chances) -> dict[str, Any]:
    from symbiosis.plan.run_record import inputs_record

    study = {
        "draws": len(found.draws),
        "solved": found.solved,
        "seed": found.seed,
        "shape": found.shape,
        "drawn": sorted({one.group for one in found.inputs}),
        "inputs": len(found.inputs),
        "correlations": "none",
        "arisings_pct": found.arisings_pct,
        "threshold_t": found.threshold_t,
    }
    return inputs_record(found.park, found.model) | {"chances": study}


def _print(found: Chances, folder: Path, lang: str, *, as_json: bool) -> None:
    if as_json:
        from symbiosis.show.currency import shown_of

        told = {name: table for name, table in found.tables.items() if name != "values"}
        records = {name: shown_of(table, found.park).to_dict("records") for name, table in told.items()}
        common.print_json({"folder": str(folder), "record": _record(found), **records})
        return
    from rich.console import Console
    from rich.table import Table

    from symbiosis.show.chances import link_text, sentences, spread_text

    for sentence in sentences(found):
        click.echo(sentence.zh if lang == "zh" else sentence.en)
    console = Console(width=None if sys.stdout.isatty() else 120)
    for heads, *rows in (spread_text(found, lang), link_text(found, lang, _LINKS)):
        table = Table(box=None)
        for number, head in enumerate(heads):
            table.add_column(head, justify="right" if number else "left", no_wrap=number == 0)
        for row in rows:
            table.add_row(*row)
        console.print(table)
    click.echo(folder / "chances.html")
