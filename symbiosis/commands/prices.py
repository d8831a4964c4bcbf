"""``symbiosis prices``: what holds a plan back, dearest first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from symbiosis.commands import common

if TYPE_CHECKING:
    import pandas as pd

    from symbiosis.formulation import Formulation


@click.command()
@common.park_argument
@common.models_option
@common.scenario_option
@common.set_option
@click.option("--top", type=click.IntRange(1), default=20, show_default=True, help="Prices to show of each objective.")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="File for the whole table (CSV).")
@click.option("--reach", type=common.Number(0, min_open=True), default=None, metavar="KM",
              help="Solve again with every reach so much longer.")  # fmt: skip
@common.lang_option
@common.json_option
def prices(
    park: Path, models: Path | None, scenario: str | None, assignments: tuple[str, ...], top: int, out: Path | None,
    reach: float | None, lang: str, *, as_json: bool,
) -> None:  # fmt: skip
    """Say what one more tonne of capacity, a looser standard, share, cap or target would be worth.

    Each price holds for its objective, with the objectives before it at the plan's amounts; decisions to build, lay,
    ship or admit are fixed as the plan has them. The dearest are checked by solving again with a small step.
    """
    with common.answered():
        import symbiosis
        from symbiosis.explain import prices as price_table
        from symbiosis.explain.currency import shown_prices
        from symbiosis.explain.reach import reach_worth
        from symbiosis.show.cells import csv_text
        from symbiosis.solver.stages import Infeasible

        formulation = symbiosis.formulate(*common.read_both(park, models, scenario, assignments))
        try:
            table = price_table(formulation, checked=max(top, 20))
        except Infeasible:
            symbiosis.solve_formulation(formulation)  # says what contradicts what
            raise
        table = shown_prices(table, formulation.horizon.park)
        if out is not None:
            _write(out, csv_text(table).encode("utf-8-sig"))
        shown = table[table["rank"] <= top]
        longer = reach_worth(formulation, reach) if reach is not None else None
        if as_json:
            further = {} if longer is None else {"reach": longer.to_dict("records")}
            common.print_json({"prices": shown.to_dict("records"), **further})
            return
        _tell(shown, longer, formulation, lang)


def _tell(shown: pd.DataFrame, longer: pd.DataFrame | None, formulation: Formulation, lang: str) -> None:
    """Say what is worth what, objective by objective."""
    from symbiosis.explain.reach import reach_words
    from symbiosis.explain.words import price_words

    if shown.empty:
        click.echo("没有起约束作用的限制" if lang == "zh" else "no limit binds, so none has a price")
    for objective, rows in shown.groupby("objective", sort=False):
        click.echo(f"{objective}:")
        for row in rows.to_dict("records"):
            words = price_words(row, dated=len(formulation.years) > 1)
            click.echo(f"  {row['rank']:>3}  {words.zh if lang == 'zh' else words.en}")
    if longer is not None:
        for pair in reach_words(longer, formulation):
            click.echo(pair.zh if lang == "zh" else pair.en)
    if len(formulation.years) > 1:
        click.echo(
            "数值为全部年份合计，金额已折现" if lang == "zh"
            else "amounts are added up over all years, money discounted"
        )  # fmt: skip
    if any(family.integer for family in formulation.years[0].columns.layout.families):
        click.echo(
            "建设、管线、发运与供应关系按方案固定后求得" if lang == "zh"
            else "decisions to build, lay, ship or admit are fixed as the plan has them"
        )  # fmt: skip


def _write(out: Path, content: bytes) -> None:
    """Write the table; a file that holds something else is left alone."""
    from symbiosis.compare.stored import write_whole
    from symbiosis.errors import UsageError

    head = content.split(b"\r\n")[0].split(b"\n")[0]
    if out.exists() and not (out.is_file() and out.read_bytes().startswith(head)):
        raise UsageError(f"{out}: is there already and holds no prices, so it is left alone; give another name")
    write_whole(out, content)
