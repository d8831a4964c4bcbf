"""A workbook as a park: the same park as the folder, faults named by sheet and cell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from symbiosis.read import read_park

Book = Callable[..., Path]
Said = Callable[[Path], dict[str, str]]


def test_the_same_park(workbook: Book, park_folder: Callable[..., Path]) -> None:
    """Proves that a workbook gives the tables of the folder, row numbers and all, and leaves the file as it was."""
    file, folder = workbook(), read_park(park_folder())
    before = file.read_bytes()
    park = read_park(file)
    for name, table in folder.tables.items():
        pd.testing.assert_frame_equal(park.tables[name], table)
    assert park.name == "mine"
    assert park.hashes == {"mine.xlsx": sha256(before).hexdigest()}
    assert park.notes == ()
    assert file.read_bytes() == before
    assert sorted(file.parent.iterdir()) == sorted([file, folder_of(park_folder)])


def folder_of(park_folder: Callable[..., Path]) -> Path:
    return park_folder()


def test_chinese_names_and_full_width(workbook: Book) -> None:
    """Proves that sheets and columns may carry Chinese names and units, and full-width letters and digits."""

    def edit(book: Any) -> None:
        book["plants"].title = "厂址"
        book["offers"].title = "Ｏｆｆｅｒｓ"
        book["facilities"].title = " 设施 "
        book["厂址"]["A1"] = "厂址编号"
        book["厂址"]["D1"] = "经度（度）"
        book["厂址"]["D2"] = "１０６．６０"
        book["Ｏｆｆｅｒｓ"]["C1"] = "amount_t\n(t/a)"

    park = read_park(workbook(edit))
    assert park.plants["lon"].tolist() == [106.6, 106.7, 106.65]


def test_settings(workbook: Book) -> None:
    """Proves that the sheet park stands for park.toml: text, numbers, lists and settings of the model by dots."""

    def edit(book: Any) -> None:
        sheet = book.create_sheet("园区")
        rows = [
            ("键", "值", "含义"), ("title_zh", "某园区", "..."), ("currency", "eur"), ("cny_per_unit", 7.8),
            ("datum", "GCJ-02"), ("title_en", None), ("boundary", ""), ("model.year", 2030),
            ("model.regimes", '["EU", "CN"]'), ('model.factors.co2_kg."grid power".input.power_grid.value', 636.1),
            ("model.transport.circuity", "1.3"), ("model.solver.presolve", True),
        ]  # fmt: skip
        for row in rows:
            sheet.append(row)

    park = read_park(workbook(edit))
    assert (park.title_zh, park.title_en, park.currency, park.cny_per_unit) == ("某园区", "某园区", "EUR", 7.8)
    assert park.datum == "GCJ-02"
    assert park.settings == {
        "year": 2030,
        "regimes": ["EU", "CN"],
        "factors": {"co2_kg": {"grid power": {"input": {"power_grid": {"value": 636.1}}}}},
        "transport": {"circuity": 1.3},
        "solver": {"presolve": True},
    }


def test_faults_of_settings(workbook: Book, said: Said) -> None:
    """Proves that a setting at fault is named by its cell."""

    def edit(book: Any) -> None:
        sheet = book.create_sheet("park")
        for row in [("key", "value"), ("datum", "Mars"), ("titel_en", "x"), ("cny_per_unit", "a lot"), ("= 3", "x")]:
            sheet.append(row)
        sheet["A5"].data_type = "s"

    found = said(workbook(edit))
    assert set(found) == {"park!B2", "park!B3", "park!B4", "park!A5"}
    assert "write title_en if that is meant" in found["park!B3"]


#: Where, what is typed, and what is said of it.
CELLS = {
    "text for a number": ("offers", "C2", "120万", "offers!C2", "if 1200000 t/a is meant"),
    "a number as text": ("offers", "C2", "1200000", None, ""),
    "out of range": ("plants", "D3", 200.0, "plants!D3", "out of range"),
    "swapped": ("plants", "E4", 106.65, "plants!E4", ""),
    "unknown plant": ("offers", "A2", "R9", "offers!A2", "the sheet plants has no 'R9'"),
    "twice": ("plants", "A3", "R1", "plants!A3", "already in row 2"),
    "two columns": ("facilities", "A3", "kiln", "facilities!A3", "already in row 2"),
    "an error": ("offers", "C2", "#REF!", "offers!C2", "holds the error #REF!"),
    "an error in text": ("plants", "A4", "#N/A", "plants!A4", "holds the error #N/A"),
    "never calculated": ("offers", "C2", "=1000*1200", "offers!C2", "=1000*1200 has never been calculated"),
    "a day for an id": ("plants", "A4", datetime(2025, 3, 1), "plants!A4", "is the date 2025-03-01 to Excel"),
    "a day for a number": ("offers", "C2", datetime(2025, 3, 1, 12), "offers!C2", "the date 2025-03-01 12:00"),
    "a code too long": ("plants", "F4", 914514007123456789.0, "plants!F4", "fifteen digits"),
    "yes for a number": ("offers", "C2", True, "offers!C2", "'TRUE' is not a plain number"),
    "blank": ("plants", "D3", None, "plants!D3", "is blank"),
    "header unknown": ("plants", "G1", "Zonne", "plants!G1", "write zone if that is meant"),
    "header twice": ("plants", "G1", "lat", "plants!G1", "is the same column as 'lat'"),
    "header missing": ("plants", "D1", None, "plants!D1", "has values"),
    "wrong unit": ("offers", "C1", "amount_t (万吨/年)", "offers!C1", "multiply the numbers by 10000"),
}


@pytest.mark.parametrize("case", CELLS)
def test_cells(case: str, workbook: Book, said: Said) -> None:
    """Proves that each of these cells is named by sheet and cell, with what is wrong and what would be right."""
    sheet, cell, value, where, words = CELLS[case]

    def edit(book: Any) -> None:
        book[sheet][cell] = value

    found = said(workbook(edit))
    assert (where in found and words in found[where]) if where else found == {}


def test_percent_and_zeros(workbook: Book, said: Said) -> None:
    """Proves that what a number format shows is not passed over: 25 % is not 0.25, and 001 is not 1."""

    def percent(book: Any) -> None:
        book["offers"]["C2"] = 0.25
        book["offers"]["C2"].number_format = "0.0%"

    def zeros(book: Any) -> None:
        for sheet, cell in (("plants", "A2"), ("offers", "A2"), ("offers", "A3")):
            book[sheet][cell] = 1
            book[sheet][cell].number_format = "000"

    assert "is shown as 25% and holds 0.25" in said(workbook(percent))["offers!C2"]
    park = read_park(workbook(zeros))
    assert park.plants["plant"].tolist() == ["001", "C1", "D1"]
    assert park.offers["plant"].tolist() == ["001", "001"]


def test_number_formats_that_are_no_dates(workbook: Book) -> None:
    """Proves that money, groups and Chinese ten thousands stay numbers."""

    def edit(book: Any) -> None:
        for cell, form in zip(
            ("C2", "C3", "E2", "E3"), ("#,##0", '0!.0,"万"', "[$CNY] #,##0.00", '0.00 "days"'), strict=True
        ):
            book["offers"][cell].number_format = form

    assert read_park(workbook(edit)).offers["amount_t"].tolist() == [1.2e6, 5e6]


def test_a_day_in_a_source(workbook: Book) -> None:
    """Proves that a source may be a day, in workbooks that count from 1900 and from 1904."""

    def edit(book: Any) -> None:
        book["plants"]["H1"], book["plants"]["H2"] = "source", datetime(2024, 5, 1)

    assert read_park(workbook(edit)).plants["source"].iloc[0] == "2024-05-01"
    old = workbook(edit, {"xl/workbook.xml": ("<workbookPr ", '<workbookPr date1904="1" ')})
    assert read_park(old).plants["source"].iloc[0] == "2028-05-02"


def test_formulas_with_values(workbook: Book) -> None:
    """Proves that a formula counts by the value last saved, and that values of other workbooks are told."""

    def edit(book: Any) -> None:
        book["offers"]["C2"] = "=1000*1200"

    good = {"xl/worksheets/sheet2.xml": ("<f>1000*1200</f><v />", "<f>1000*1200</f><v>1200000</v>")}
    park = read_park(workbook(edit, good))
    assert park.offers["amount_t"].iloc[0] == 1.2e6
    assert park.notes == ()
    other = {"xl/worksheets/sheet2.xml": ("<f>1000*1200</f><v />", "<f>[1]Sheet1!$A$1</f><v>1200000</v>")}
    assert read_park(workbook(edit, other)).notes == (
        "sheet 'offers': C2 refer to another workbook; the values last saved here are read",
    )
    table = {"xl/worksheets/sheet2.xml": ("<f>1000*1200</f><v />", "<f>SUM(Table1[amount])</f><v>1200000</v>")}
    assert read_park(workbook(edit, table)).notes == ()


def test_merged(workbook: Book, said: Said) -> None:
    """Proves that merged cells are a fault where they hold something, and nothing where they are blank."""
    assert "A2:A3 are merged" in said(workbook(lambda book: book["offers"].merge_cells("A2:A3")))["offers!A2"]
    assert said(workbook(lambda book: book["offers"].merge_cells("H20:J40"))) == {}


def test_hidden(workbook: Book) -> None:
    """Proves that hidden sheets, rows and columns are read, and that this is said."""

    def edit(book: Any) -> None:
        book["offers"].sheet_state = "veryHidden"
        book["plants"].row_dimensions[3].hidden = True
        book["plants"].row_dimensions[4].hidden = True
        book["plants"].column_dimensions["F"].hidden = True
        book.create_sheet("lookup")["A1"] = "x"
        book["lookup"].sheet_state = "hidden"

    park = read_park(workbook(edit))
    assert len(park.plants) == 3
    assert park.notes == (
        "the hidden sheet 'lookup' is no table of a park and is left out",
        "sheet 'plants': hidden rows are read all the same: 3-4",
        "sheet 'plants': hidden columns are read all the same: F",
        "the sheet 'offers' is hidden and is read all the same",
    )


def test_sheets(workbook: Book, said: Said) -> None:
    """Proves that every visible sheet with something in it must be a table, once, and that none may be missing."""

    def edit(book: Any) -> None:
        for name in ("plant", "Sheet9", "_draft", "说明", "example", "my notes", "设施"):
            book.create_sheet(name)
            book[name]["B3"] = None if name == "Sheet9" else "text"
        book.remove(book["offers"])

    found = said(workbook(edit))
    assert set(found) == {"sheet 'plant'", "sheet 'my notes'", "sheet '设施'", "mine.xlsx"}
    assert "name it plants if that table is meant" in found["sheet 'plant'"]
    assert "is the same table as 'facilities'" in found["sheet '设施'"]
    assert "has no sheet offers (可供物料)" in found["mine.xlsx"]


def test_blank_rows_and_columns(workbook: Book, said: Said) -> None:
    """Proves that formatted blanks, spaces and rows above the names do not matter, and that cells keep their names."""

    def edit(book: Any) -> None:
        sheet = book["plants"]
        sheet.insert_rows(1, 2)
        sheet.insert_rows(5)
        sheet["Z900"] = "  "
        sheet["A800"].number_format = "0.00"
        sheet["D7"] = "x"

    found = said(workbook(edit))
    assert set(found) == {"plants!D7"}


def test_faults_found_later(workbook: Book) -> None:
    """Proves that what only a model shows is named by sheet and cell as well."""
    import symbiosis

    model = symbiosis.read_model(Path(__file__).parents[2] / "models")
    with pytest.raises(symbiosis.SymbiosisError, match=r"facilities!C3: processes\.csv has no 'landfill'"):
        symbiosis.network_of(read_park(workbook()), model)
