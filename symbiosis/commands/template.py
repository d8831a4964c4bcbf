"""``symbiosis template``: a workbook to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, cast

import click

from symbiosis.commands import common


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--fill", type=click.Path(path_type=Path), default=None, help="Park whose rows stand in it already.")
@common.models_option
@common.lang_option
def template(out: Path, fill: Path | None, models: Path | None, lang: str) -> None:
    """Write a workbook to fill in to OUT.xlsx: a sheet a table, with units, comments, drop-downs and an example."""
    with common.answered():
        from symbiosis.show.template import write_template

        folder = common.models_folder(models, fill or out)
        write_template(out, cast("Literal['zh', 'en']", lang), fill=fill, models=folder)
    click.echo(out)
