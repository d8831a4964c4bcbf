"""``symbiosis alternatives``: the best different networks that are nearly as good as the best."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from symbiosis.commands import common

if TYPE_CHECKING:
    from symbiosis.compare.alternatives import Alternatives


class _Part(click.ParamType):  # type: ignore[type-arg, unused-ignore]  # generic in newer click only
    """``5%`` or ``0.05``."""

    name = "part"

    def convert(self, value: object, param: click.Parameter | None, context: click.Context | None) -> float:
        """Return the part as a number."""
        if isinstance(value, float):
            return value
        text = str(value).strip()
        try:
            return float(text[:-1]) / 100.0 if text.endswith(("%", "％")) else float(text)
        except ValueError:
            self.fail(f"{text!r} is not a part; write 5% or 0.05", param, context)


@click.command()
@common.park_argument
@common.models_option
@common.scenario_option
@common.set_option
@click.option(
    "--count", type=click.IntRange(1), default=5, show_default=True, help="Networks, the best one among them."
)
@click.option("--within", type=_Part(), default="5%", show_default=True,
              help="Part of every objective that a network may give up.")  # fmt: skip
@click.option("--apart", type=_Part(), default="5%", show_default=True,
              help="Part of the tonnes that must run on other links, where nothing may be built.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Folder for the tables; none if left out.")
@common.lang_option
@common.json_option
def alternatives(
    park: Path, models: Path | None, scenario: str | None, assignments: tuple[str, ...], count: int, within: float,
    apart: float, out: Path | None, lang: str, *, as_json: bool,
) -> None:  # fmt: skip
    """Find the best different networks of PARK that are nearly as good as the best plan.

    Where something may be built, these are the best different sets of builds, exactly and in order. Where only flows
    are placed, it is a search for variety: networks within the bounds that share as few tonnes with the earlier ones as
    can be. Every network is an audited plan.
    """
    with common.answered():
        import symbiosis
        from symbiosis.compare.alternatives import alternatives as alternatives_of
        from symbiosis.show.alternatives import alternatives_files, alternatives_record
        from symbiosis.show.files import check_target, write_folder

        if out is not None:
            check_target(out)
        with common.shown_progress() as show:
            progress = common.Stopwatch(show)
            progress("reading")
            formulation = symbiosis.formulate(*common.read_both(park, models, scenario, assignments))
            found = alternatives_of(formulation, count, within, apart=apart, progress=progress)
        if out is not None:
            write_folder(out, alternatives_files(found), record=alternatives_record(found), log=progress.laps())
        _print(found, out, lang, as_json=as_json)
    if any(plan.outcome.status != "optimal" for plan in found.plans):
        sys.exit(common.STOPPED)


def _print(found: Alternatives, folder: Path | None, lang: str, *, as_json: bool) -> None:
    from symbiosis.show.alternatives import alternatives_tables

    if as_json:
        tables = {name: table.to_dict("records") for name, table in alternatives_tables(found).items()}
        head = {"exact": found.exact, "within": found.within, "apart": found.apart, "ended": found.ended}
        common.print_json({"folder": str(folder) if folder else None, **head, **tables})
        return
    from rich.console import Console

    from symbiosis.show.alternatives import printed, sentences

    for sentence in sentences(found):
        click.echo(sentence.zh if lang == "zh" else sentence.en)
    Console(width=None if sys.stdout.isatty() else 140).print(printed(found, lang))
    if folder is not None:
        click.echo(folder)
