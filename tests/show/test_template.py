"""The workbook to fill in, and parks that go through it and come back."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

import symbiosis
from symbiosis import cli
from symbiosis.errors import DataError, UsageError
from symbiosis.read.handed import as_written
from symbiosis.schema import park_tables
from symbiosis.show.labels import Lang
from symbiosis.show.template import sheet_name, template, write_template

ROOT = Path(__file__).resolve().parents[2]
LANGS: list[Lang] = ["zh", "en"]


def opened(data: bytes) -> Any:
    """Return a workbook as another program sees it."""
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", ["tiny", "distomon", "shangjie", "shangjie-layout", "shandong-2030"])
def test_there_and_back(name: str, lang: Lang, tmp_path: Path) -> None:
    """Proves that a park folder written as a workbook is the same park: every cell, every row number, every setting."""
    folder = ROOT / "parks" / name
    (tmp_path / f"{name}.xlsx").write_bytes(template(lang, filled=as_written(folder)))
    there, back = symbiosis.read_park(folder), symbiosis.read_park(tmp_path / f"{name}.xlsx")
    for table, frame in there.tables.items():
        pd.testing.assert_frame_equal(back.tables[table], frame)
    for said in ("name", "title_zh", "title_en", "currency", "cny_per_unit", "datum", "settings", "boundary"):
        assert getattr(back, said) == getattr(there, said), said
    assert back.notes == ()


@pytest.mark.parametrize("name", ["tiny", "distomon", "shangjie"])
def test_the_same_plan(name: str, tmp_path: Path) -> None:
    """Proves that the workbook of a park gives its plan, number by number."""
    file = tmp_path / f"{name}.xlsx"
    file.write_bytes(template("zh", filled=as_written(ROOT / "parks" / name)))
    model = symbiosis.read_model(ROOT / "models")
    there, back = (symbiosis.solve(symbiosis.read_park(park), model) for park in (ROOT / "parks" / name, file))
    for table in ("flows", "facilities", "rates", "ledgers"):
        pd.testing.assert_frame_equal(getattr(back, table), getattr(there, table))


@pytest.mark.parametrize("lang", LANGS)
def test_every_column_and_what_it_takes(lang: Lang) -> None:
    """Proves that each table has a sheet, each column a name, a comment in both languages, and its drop-down."""
    book = opened(template(lang, model_tables=symbiosis.read_model(ROOT / "models").tables))
    for table in park_tables().values():
        sheet = book[sheet_name(table, lang)]
        rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
        for cell, column in zip(sheet[1], table.columns.values(), strict=True):
            assert cell.value.startswith(column.name_zh if lang == "zh" else column.name)
            assert column.meaning_en in cell.comment.text
            assert column.meaning_zh in cell.comment.text
            rule = rules.get(f"{cell.column_letter}2:{cell.column_letter}2000")
            listed = column.type in {"choice", "yesno"} or (column.type == "ref" and len(column.refers) == 1)
            assert (rule is not None and rule.type == "list") == listed, (table.name, column.name)
            if rule is not None and column.type in {"choice", "yesno"}:
                words = [one.value for (one,) in book["_lists"][rule.formula1.partition("!")[2].replace("$", "")]]
                want = {"yes", "是"} if column.type == "yesno" else {*column.choices, *column.choices.values()}
                assert words[0] in want
            assert (cell.number_format == "@") or sheet.column_dimensions[cell.column_letter].number_format == (
                "General" if column.type in {"number", "integer"} else "@"
            )
    assert book["_lists"].sheet_state == "hidden"


@pytest.mark.parametrize("lang", LANGS)
def test_an_untouched_template(lang: Lang, tmp_path: Path) -> None:
    """Proves that the template as written is read, and lacks only rows; the example is not read."""
    file = tmp_path / "new.xlsx"
    write_template(file, lang, models=ROOT / "models")
    with pytest.raises(DataError) as error:
        symbiosis.read_park(file)
    assert [fault.wrong for fault in error.value.faults] == ["has column names but no rows"] * 3
    example = [cell.value for row in opened(file.read_bytes())["示例" if lang == "zh" else "example"] for cell in row]
    assert "R-base" in example


def test_text_stays_text(tmp_path: Path) -> None:
    """Proves that a name that looks like a formula, a number or a day comes back as it was."""
    folder = tmp_path / "park"
    folder.mkdir()
    (folder / "plants.csv").write_text("plant,name_en,lon,lat\n001,=1+1,106,23\n3-1,+86 10,107,24\n1e5,@x,107,23\n")
    (folder / "offers.csv").write_text("plant,material,amount_t\n001,mud,1.1\n")
    (folder / "facilities.csv").write_text("facility,plant,process\nf,3-1,x\n")
    file = tmp_path / "park.xlsx"
    file.write_bytes(template("en", filled=as_written(folder)))
    plants = symbiosis.read_park(file).plants
    assert plants["plant"].tolist() == ["001", "3-1", "1e5"]
    assert plants["name_en"].tolist() == ["=1+1", "+86 10", "@x"]


def test_a_cell_that_is_too_long() -> None:
    """Proves that text beyond what a cell holds is refused, not cut."""
    written = as_written(ROOT / "parks/tiny")
    written.tables["plants"].loc[0, "outline"] = "POLYGON ((" + "1 1, " * 8000
    with pytest.raises(UsageError, match="more than a cell holds"):
        template("en", filled=written)


def test_what_is_hidden_is_told(tmp_path: Path) -> None:
    """Proves that the command line says what it read although nobody sees it, beside the answer and not in it."""
    file = tmp_path / "mine.xlsx"
    book = opened(template("en", filled=as_written(ROOT / "parks/tiny")))
    book["offers"].row_dimensions[3].hidden = True
    book.save(file)
    done = CliRunner().invoke(cli.main, ["check", str(file), "--models", str(ROOT / "models"), "--json"])
    assert done.exit_code == 0
    assert done.stderr == "note: sheet 'offers': hidden rows are read all the same: 3\n"
    assert done.stdout.startswith("{")


def test_the_command(tmp_path: Path) -> None:
    """Proves that the command writes a workbook that solves, and never writes over a file."""
    call = ["template", str(tmp_path / "mine.xlsx"), "--fill", str(ROOT / "parks/tiny"), "--lang", "en"]
    done = CliRunner().invoke(cli.main, [*call, "--models", str(ROOT / "models")])
    assert (done.exit_code, done.stdout.strip()) == (0, str(tmp_path / "mine.xlsx"))
    assert symbiosis.read_park(tmp_path / "mine.xlsx").offers["amount_t"].tolist() == [100000, 10000]
    assert CliRunner().invoke(cli.main, call).exit_code == 2
    assert CliRunner().invoke(cli.main, ["template", str(tmp_path / "mine.xls")]).exit_code == 2
    assert CliRunner().invoke(cli.main, ["template", str(tmp_path / "a.xlsx"), "--fill", "nowhere"]).exit_code == 3
