"""A comparison on the console."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symbiosis.show.compare_rows import Grid, gains, side_by_side
from symbiosis.show.compare_words import letters, titles
from symbiosis.show.report_words import Both, same, word

if TYPE_CHECKING:
    from rich.table import Table

    from symbiosis.compare.scenarios import Comparison


def compare_tables(found: Comparison, lang: str) -> list[Table]:
    """Return the totals side by side and the gains of owners, a table a year; columns are called by letters."""
    tables, marks = [], letters(found)
    known = [option.name for option in found.options]
    others = [option.name for option in found.solved if option.name != found.baseline]
    for slot in found.slots:
        year = slot[found.baseline]
        side = side_by_side(found, year)
        heads = [word("cmp_print_measure"), *(same(marks[name]) for name in known)]
        name = word("cmp_print_table")
        title = name if len(found.slots) == 1 else Both(f"{name.zh} {year}", f"{name.en}, {year}")
        tables.append(_table(title, heads, side, lang))
        if others:
            owners = gains(found, year)
            heads = [word("cmp_col_owner"), *(same(marks[name]) for name in others)]
            tables.append(_table(word("cmp_gains_short"), heads, owners, lang))
    return tables


def called(found: Comparison, lang: str) -> list[str]:
    """Return a line a scenario: its letter, its title, and whether it is the baseline or has no plan."""
    lines = []
    for option in found.options:
        line = pick(titles(found)[option.name], lang)
        if option.name == found.baseline:
            line += f" [{pick(word('cmp_baseline'), lang)}]"
        lines.append(line)
        if option.plan is None:
            lines[-1] += f": {pick(word('cmp_cells_no_plan'), lang)}"
            lines += [f"   - {reason}" for reason in (option.reasons_zh if lang == "zh" else option.reasons)]
    return lines


def pick(pair: Both, lang: str) -> str:
    """Return the text of a pair in one language."""
    return pair.zh if lang == "zh" else pair.en


def _table(title: Both, heads: list[Both], grid: Grid, lang: str) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(
        box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), title=pick(title, lang), title_justify="left", title_style="bold"
    )
    for place, head in enumerate(heads):
        if place:
            table.add_column(pick(head, lang), justify="right")
        else:
            table.add_column(pick(head, lang), overflow="fold")
    for number, row in enumerate(grid.rows):
        style = "bold" if number in grid.strong else ""
        table.add_row(*(Text(pick(cell, lang), style=style) for cell in row))
    return table
