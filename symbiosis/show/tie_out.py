"""The tie-out as a table on the screen."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from symbiosis.show.labels import Lang, labels
from symbiosis.show.numbers import figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from rich.table import Table


def tie_out_words(table: pd.DataFrame, lang: Lang) -> str:
    """Return one sentence: how many lines of actual.csv the plan meets within their tolerances."""
    words = labels(lang)["tie_out_words"]
    return words.format(within=int(table["within"].sum()), lines=len(table), year=int(table["year"].iloc[0]))


def tie_out_table(table: pd.DataFrame, lang: Lang) -> Table:
    """Return one row a line: actual, model, difference, tolerance, and whether it ties out."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    words = labels(lang)
    shown = Table(box=box.SIMPLE_HEAD)
    shown.add_column(words["tie_out_line"], overflow="fold", min_width=20)
    cells = [_cells(row, words, lang) for row in table.to_dict("records")]
    heads = ("tie_out_actual", "tie_out_model", "tie_out_difference", "tie_out_percent", "tie_out_tolerance", "tie_out")
    for place, head in enumerate(heads, start=1):
        # A column of numbers is never narrowed: a number without its end would be a wrong number.
        shown.add_column(words[head], justify="right", min_width=max(len(row[place]) for row in cells))
    for row in cells:
        shown.add_row(Text(row[0]), *row[1:])
    return shown


def _cells(row: dict[Any, Any], words: Mapping[str, str], lang: Lang) -> list[str]:
    size, unit = (1.0, str(row["unit"]))
    if unit == "t":
        size, unit = (1e4, "万t") if lang == "zh" else (1e3, "kt")
    amounts = [float(row[key]) / size for key in ("actual", "model", "difference")]
    places = 2 if lang == "zh" else 1
    percent = float(row["difference_pct"])
    return [
        f"{row['line']} ({unit})",
        *(f"{amount if abs(amount) > 0.5 * 10.0**-places else 0.0:,.{places}f}" for amount in amounts),
        f"{percent if abs(percent) > 5e-3 else 0.0:+.2f}" if math.isfinite(percent) else "-",
        figure(float(row["tolerance_pct"])),
        words["tie_out_yes" if row["within"] else "tie_out_no"],
    ]
