"""``symbiosis template``: a workbook to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, cast

import click

from symbiosis import cli


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--fill", type=click.Path(path_type=Path), default=None, help="Park whose rows stand in it already.")
@cli._models
@cli._lang
def template(out: Path, fill: Path | None, models: Path | None, lang: str) -> None:
    """Write a workbook to fill in to OUT.xlsx: a sheet a table, with units, comments, drop-downs and an example."""
    with cli._answered():
        from symbiosis.show.template import write_template

        folder = cli._models_folder(models, fill or out)
        write_template(out, cast("Literal['zh', 'en']", lang), fill=fill, models=folder)
    click.echo(out)
