"""Drop-downs and ranges of the workbook to fill in: what a cell takes, said by the spreadsheet while one types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from symbiosis.schema import Column, park_tables
from symbiosis.show.labels import Lang

if TYPE_CHECKING:
    import pandas as pd
    from openpyxl.worksheet.worksheet import Worksheet

#: The hidden sheet of words; the reader leaves out what begins with an underscore.
LISTS = "_lists"


class Lists:
    """The words of all drop-downs, each list once, in columns of one hidden sheet."""

    def __init__(self, sheets: Mapping[str, str], model_tables: Mapping[str, pd.DataFrame]) -> None:
        """Take the sheet of each table of the park, and the tables of a model, which may be none."""
        self.columns: list[list[str]] = []
        self._sheets, self._model = sheets, model_tables

    def _range(self, words: Iterable[str]) -> str:
        from openpyxl.utils import get_column_letter

        listed = list(words)
        if listed not in self.columns:
            self.columns.append(listed)
        letter = get_column_letter(self.columns.index(listed) + 1)
        return f"{LISTS}!${letter}$1:${letter}${len(listed)}"

    def attach(self, sheet: Worksheet, cells: str, words: Iterable[str], *, strict: bool = True) -> None:
        """Offer words in some cells; where not strict, another word only raises a question."""
        self._attach(sheet, cells, self._range(words), strict=strict)

    def _attach(self, sheet: Worksheet, cells: str, formula: str, *, strict: bool) -> None:
        from openpyxl.worksheet.datavalidation import DataValidation

        # Excel shows the arrow where showDropDown is *not* set.
        rule = DataValidation(type="list", formula1=f"={formula}", allow_blank=True, showDropDown=False)
        rule.errorStyle = "stop" if strict else "warning"
        rule.showErrorMessage = True
        sheet.add_data_validation(rule)
        rule.add(cells)

    def refer(self, sheet: Worksheet, cells: str, column: Column, rows: int) -> None:
        """Offer the names that a column may refer to, where they stand in one sheet or in the model."""
        from openpyxl.utils import get_column_letter

        if len(column.refers) != 1 or column.type != "ref":
            return
        ((table, name),) = column.refers
        if table in park_tables():
            letter = get_column_letter(list(park_tables()[table].columns).index(name) + 1)
            self._attach(sheet, cells, f"'{self._sheets[table]}'!${letter}$2:${letter}${rows}", strict=False)
        elif table in self._model and len(known := sorted(set(self._model[table][name]) - {""})):
            self.attach(sheet, cells, known, strict=False)


def add_rules(sheet: Worksheet, letter: str, column: Column, lang: Lang, lists: Lists, rows: int) -> None:
    """Add to a column of a sheet what its cells take."""
    from openpyxl.worksheet.datavalidation import DataValidation

    cells = f"{letter}2:{letter}{rows}"
    if column.type == "choice":
        lists.attach(sheet, cells, [(lang == "zh" and label) or word for word, label in column.choices.items()])
    elif column.type == "yesno":
        lists.attach(sheet, cells, ["是", "否"] if lang == "zh" else ["yes", "no"])
    elif column.type == "ref":
        lists.refer(sheet, cells, column, rows)
    elif column.type in {"number", "integer"} and (column.min is not None or column.max is not None):
        rule = DataValidation(type="whole" if column.type == "integer" else "decimal", allow_blank=True)
        low, high = column.min, column.max
        rule.operator = (
            "between" if None not in (low, high) else "lessThanOrEqual" if low is None else "greaterThanOrEqual"
        )
        bounds = [f"{bound:.12g}" for bound in (low, high) if bound is not None]
        rule.formula1, rule.formula2 = bounds[0], bounds[1] if len(bounds) == 2 else None
        rule.showErrorMessage = True
        sheet.add_data_validation(rule)
        rule.add(cells)
