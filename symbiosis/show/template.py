"""The workbook that somebody fills in: one sheet a table of a park, with drop-downs, units, comments and an example."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symbiosis.compare.stored import write_whole
from symbiosis.errors import UsageError
from symbiosis.read import read_model_tables
from symbiosis.read.handed import Written, as_written
from symbiosis.read.workbook import ABOUT, EXAMPLE
from symbiosis.schema import Column, Table, park_tables
from symbiosis.show.labels import Lang, check_lang
from symbiosis.show.template_rules import LISTS, Lists, add_rules

if TYPE_CHECKING:
    import pandas as pd
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

#: Rows of a sheet that have drop-downs; more can be filled in, and are read.
MOST_ROWS = 2000
#: What Excel keeps of a text; the rest would be lost without a word.
MOST_CHARACTERS = 32_767

_REQUIRED, _OPTIONAL = "1F4E79", "8EA9C1"
_WIDTHS = {"number": 14, "integer": 10, "yesno": 10, "text": 22}


@cache
def _rows(name: str) -> list[dict[str, str]]:
    text = files("symbiosis.show").joinpath(name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _words(lang: Lang) -> Mapping[str, str]:
    return {row["key"]: row[lang] for row in _rows("template_words.csv")}


def sheet_name(table: Table, lang: Lang) -> str:
    """Return the name of a table's sheet, which the reader knows in both languages."""
    return table.title_zh if lang == "zh" else table.name


def _header(column: Column, lang: Lang) -> str:
    name = column.name_zh if lang == "zh" else column.name
    # What is no unit that the reader knows again is told in the comment.
    return f"{name} ({column.unit})" if column.unit and not column.unit.startswith("as ") else name


def _comment(column: Column, lang: Lang) -> str:
    """Return what is said on a column name: meaning in both languages, unit, range, default."""
    words, parts = _words(lang), [column.meaning_en, column.meaning_zh]
    facts = [words["required"]] if column.required else []
    if column.unit:
        facts.append(f"{words['unit']}: {column.unit}")
    if column.default:
        facts.append(f"{words['default']}: {column.default}")
    if column.min is not None or column.max is not None:
        low, high = ("" if bound is None else f"{bound:.12g}" for bound in (column.min, column.max))
        facts.append(f"{low} … {high}".strip())
    if column.choices:
        facts.append("; ".join(f"{word} {label}".strip() for word, label in column.choices.items()))
    if column.refers:
        facts.append(f"{words['in']} {' / '.join('.'.join(target) for target in column.refers)}")
    if column.type in {"list", "refs"}:
        facts.append(words["several"])
    return "\n".join([*parts, *facts])


def _style(cell: Any, *, required: bool) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    cell.font = Font(bold=True, color="FFFFFF" if required else "000000")
    cell.fill = PatternFill("solid", fgColor=_REQUIRED if required else _OPTIONAL)
    cell.alignment = Alignment(wrap_text=True, vertical="center")


def _put(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    """Write a value; text stays text, even where a spreadsheet would take it for a formula."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell = sheet.cell(row, column)
    if isinstance(value, str):
        text = ILLEGAL_CHARACTERS_RE.sub("", value)
        if len(text) > MOST_CHARACTERS:
            raise UsageError(
                f"{text[:40]!r}... has {len(text)} characters, more than a cell holds; keep the CSV folder"
            )
        cell.value = text
        cell.data_type = "s"
    elif value is not None:
        cell.value = value


def _table_sheet(book: Workbook, table: Table, lang: Lang, written: pd.DataFrame | None, lists: Lists) -> None:
    """Add the sheet of a table, with the rows that are known."""
    from openpyxl.comments import Comment
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(sheet_name(table, lang))
    sheet.freeze_panes = "B2"
    sheet.row_dimensions[1].height = 32
    for place, column in enumerate(table.columns.values(), start=1):
        letter = get_column_letter(place)
        # Text columns are text before anything is typed, or 3-1 would be a date and 001 would be 1.
        if column.type not in {"number", "integer"}:
            sheet.column_dimensions[letter].number_format = "@"
        sheet.column_dimensions[letter].width = _WIDTHS.get(column.type, 18)
        _put(sheet, 1, place, _header(column, lang))
        _style(sheet.cell(1, place), required=column.required)
        sheet.cell(1, place).comment = Comment(_comment(column, lang), "symbiosis", height=150, width=340)
        add_rules(sheet, letter, column, lang, lists, MOST_ROWS)
        for row, value in enumerate(() if written is None else written[column.name], start=2):
            _put(sheet, row, place, value)
            if column.type not in {"number", "integer"} and value is not None:
                sheet.cell(row, place).number_format = "@"


def _park_sheet(book: Workbook, lang: Lang, settings: Mapping[str, Any], lists: Lists) -> None:
    """Add the sheet of titles, datum and settings."""
    words = _words(lang)
    sheet = book.create_sheet(words["park"])
    for place, (name, width) in enumerate((("key", 44), ("value", 40), ("meaning", 90)), start=1):
        _put(sheet, 1, place, words[name])
        _style(sheet.cell(1, place), required=True)
        sheet.column_dimensions["ABC"[place - 1]].width = width
    left = dict(settings)
    for row, known in enumerate(_rows("park_keys.csv"), start=2):
        for place, value in enumerate((known["key"], left.pop(known["key"], None), known[f"meaning_{lang}"]), start=1):
            _put(sheet, row, place, value)
        if known["choices"]:
            lists.attach(sheet, f"B{row}", known["choices"].split(";"))
    for row, (key, value) in enumerate(left.items(), start=len(_rows("park_keys.csv")) + 2):
        _put(sheet, row, 1, key)
        _put(sheet, row, 2, value)


def _about_sheet(book: Workbook, lang: Lang, *, example: bool) -> None:
    """Add the first sheet, which says how to fill in the others."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    words, sheet = _words(lang), book.create_sheet(ABOUT[0 if lang == "en" else 1])
    _put(sheet, 1, 1, words["title"])
    sheet.cell(1, 1).font = Font(bold=True, size=16)
    lines = [
        "about",
        "blank",
        "numbers",
        "money",
        "source",
        "lists",
        *(["example_sheet"] if example else []),
        "command",
    ]
    for row, key in enumerate(lines, start=3):
        _put(sheet, row, 1, words[key])
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=4)
        sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = 32
    top = len(lines) + 4
    for place, key in enumerate(("sheet", "meaning", "required", "row"), start=1):
        _put(sheet, top, place, words[key])
        _style(sheet.cell(top, place), required=True)
    for row, table in enumerate(park_tables().values(), start=top + 1):
        title = f"{table.title_en} / {table.title_zh}"
        key = " + ".join(table.columns[name].name_zh if lang == "zh" else name for name in table.key)
        for place, text in enumerate(
            (sheet_name(table, lang), title, words["must" if table.required else "optional"], key), start=1
        ):
            _put(sheet, row, place, text)
        sheet.cell(row, 1).hyperlink = Hyperlink(f"A{row}", location=f"'{sheet_name(table, lang)}'!A1")
    for letter, width in zip("ABCD", (18, 84, 20, 56), strict=True):
        sheet.column_dimensions[letter].width = width


def _example_sheet(book: Workbook, lang: Lang, example: Written) -> None:
    """Add a sheet with the tables of a small park one below the other."""
    from openpyxl.styles import Font

    sheet, row = book.create_sheet(EXAMPLE[0 if lang == "en" else 1]), 1
    for name, table in park_tables().items():
        written = example.tables.get(name)
        if written is None or written.empty:
            continue
        _put(sheet, row, 1, sheet_name(table, lang))
        sheet.cell(row, 1).font = Font(bold=True, size=13)
        shown = [column for column in table.columns.values() if written[column.name].notna().any()]
        for place, column in enumerate(shown, start=1):
            _put(sheet, row + 1, place, _header(column, lang))
            _style(sheet.cell(row + 1, place), required=column.required)
            for below, value in enumerate(written[column.name], start=row + 2):
                _put(sheet, below, place, value)
        row += len(written) + 3
    for letter in "ABCDEFGHIJKLMNOP":
        sheet.column_dimensions[letter].width = 18


def template(
    lang: Lang = "en",
    *,
    filled: Written | None = None,
    example: Written | None = None,
    model_tables: Mapping[str, pd.DataFrame] | None = None,
) -> bytes:
    """Return a workbook to fill in, as the bytes of an .xlsx file; ``read_park`` reads it.

    Parameters
    ----------
    lang
        Language of sheets, column names and advice; comments speak both.
    filled
        A park whose rows stand in the sheets already.
    example
        A park that is shown in a sheet of its own, which is not read.
    model_tables
        A model whose materials, processes and modes the drop-downs offer.
    """
    from openpyxl.workbook import Workbook

    check_lang(lang)
    book = Workbook()
    book.remove(book.worksheets[0])
    lists = Lists({sheet: sheet_name(table, lang) for sheet, table in park_tables().items()}, model_tables or {})
    _about_sheet(book, lang, example=example is not None)
    _park_sheet(book, lang, filled.settings if filled else {}, lists)
    for name, table in park_tables().items():
        _table_sheet(book, table, lang, filled.tables.get(name) if filled else None, lists)
    if example is not None:
        _example_sheet(book, lang, example)
    _lists_sheet(book, lists.columns)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _lists_sheet(book: Workbook, columns: Iterable[list[str]]) -> None:
    """Add the hidden sheet that holds the words of the drop-downs."""
    sheet = book.create_sheet(LISTS)
    sheet.sheet_state = "hidden"
    for place, words in enumerate(columns, start=1):
        for row, word in enumerate(words, start=1):
            _put(sheet, row, place, word)


def write_template(out: Path, lang: Lang, *, fill: Path | None = None, models: Path | None = None) -> None:
    """Write a workbook to fill in; a file that is there already is never touched.

    Raises
    ------
    UsageError
        If the file is there, or cannot be one that Excel opens.
    DataError
        If the park that shall stand in it, or the model of the drop-downs, is at fault.
    """
    if out.suffix.casefold() != ".xlsx":
        raise UsageError(f"{out} would not open in Excel; name it {out.name}.xlsx")
    if out.exists():
        raise UsageError(f"{out} is there already and is left as it is; give another name, or remove it")
    filled = as_written(fill) if fill else None
    model_tables = read_model_tables(models)[0] if models and models.is_dir() else None
    # The tiny park lies beside the package, or where the command is called; without it there is no example.
    tiny = [root / "parks/tiny" for root in (Path(), Path(__file__).resolve().parents[2])]
    example = next((as_written(folder) for folder in tiny if folder.is_dir()), None)
    write_whole(out, template(lang, filled=filled, example=example, model_tables=model_tables))
