"""A plain table for the console: words may be folded, numbers never."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Literal

from symbiosis.show.labels import Lang, labels

if TYPE_CHECKING:
    from rich.table import Table


def grid(
    title: str,
    heads: Sequence[str],
    cells: Sequence[Sequence[str]],
    lang: Lang,
    words: Collection[int] = (),
    names: Collection[int] = (),
) -> Table:
    """Return a table of ``cells`` under the labels ``heads``.

    Columns in ``words`` hold text, those in ``names`` short names that are not folded either, the others numbers.

    A head that is no label stands for itself, such as a year.
    """
    from rich import box
    from rich.cells import cell_len
    from rich.table import Table
    from rich.text import Text

    said = labels(lang)
    table = Table(
        box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), title=said[title], title_justify="left", title_style="bold"
    )
    for place, head in enumerate(heads):
        if place in words:
            table.add_column(said.get(head, head), overflow="fold")
        else:
            # A column of numbers is never narrowed: a number without its end would be a wrong number.
            texts = (*said.get(head, head).split("\n"), *(row[place] for row in cells))
            wide = max(cell_len(text) for text in texts)
            justify: Literal["left", "right"] = "left" if place in names else "right"
            table.add_column(said.get(head, head), justify=justify, min_width=wide, no_wrap=True)
    for row in cells:
        table.add_row(*(Text(cell) for cell in row))
    return table
