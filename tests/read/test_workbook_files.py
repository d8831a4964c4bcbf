"""Files that are handed over as a workbook: old, locked, damaged, swollen, or no workbook at all."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from symbiosis.read import read_park
from symbiosis.read.ooxml import read_workbook

Book = Callable[..., Path]
Said = Callable[[Path], dict[str, str]]

BAD = Path(__file__).parents[3] / "shared/cases/badinput"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def archive(file: Path, parts: dict[str, bytes]) -> bytes:
    """Return the bytes of a zip archive."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return file.read_bytes()


#: What is handed over as mine.xlsx, and what is said of it.
FILES = {
    "csv": (b"plant,lon,lat\nA,1,2\n", "is a text file, not a workbook"),
    "gbk": ("厂址编号,经度\n".encode("gb18030"), "is a text file, not a workbook"),
    "old": (OLD + b"\0" * 600 + "Workbook".encode("utf-16-le"), "is an old Excel workbook (.xls)"),
    "locked": (OLD + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "is protected by a password"),
    "pdf": (b"%PDF-1.7 ...", "is a PDF document; open it"),
    "empty": (b"", "is empty"),
    "cut": (b"PK\x03\x04" + b"\0" * 40, "is a damaged workbook"),
    "noise": (bytes(range(256)) * 4, "save it as an Excel workbook"),
}


@pytest.mark.parametrize("case", FILES)
def test_no_workbook(case: str, tmp_path: Path, said: Said) -> None:
    """Proves that each of these files is one fault that says what it is and what to do."""
    file = tmp_path / "mine.xlsx"
    file.write_bytes(FILES[case][0])
    found = said(file)
    assert list(found) == ["mine.xlsx"]
    assert FILES[case][1] in found["mine.xlsx"]


@pytest.mark.skipif(not BAD.exists(), reason="the folder of bad input stands outside the repository")
@pytest.mark.parametrize("path", sorted(BAD.glob("*")) if BAD.exists() else [BAD], ids=lambda path: path.name)
@pytest.mark.parametrize("suffix", [".xlsx", ".gpkg"])
def test_bad_input_under_another_name(path: Path, suffix: str, tmp_path: Path, said: Said) -> None:
    """Proves that any of the files of bad input, named as a workbook or GeoPackage, is one fault that names it."""
    file = tmp_path / f"mine{suffix}"
    file.write_bytes(path.read_bytes())
    assert list(said(file)) == [file.name]


def test_other_archives(tmp_path: Path, said: Said) -> None:
    """Proves that other archives are told apart: a plain zip, OpenDocument, a binary workbook."""
    file = tmp_path / "mine.xlsx"
    office = b'<R><Relationship Id="1" Type="a/officeDocument" Target="xl/workbook.bin"/></R>'
    for parts, words in (
        ({"a.txt": b"x"}, "is a zip archive"),
        ({"mimetype": b"x"}, "is an OpenDocument table (.ods)"),
        ({"_rels/.rels": office, "xl/workbook.bin": b"x"}, "is a binary workbook (.xlsb)"),
    ):
        archive(file, parts)
        assert words in said(file)["mine.xlsx"]


def test_missing(tmp_path: Path, workbook: Book, said: Said) -> None:
    """Proves that a file that is not there is said so, with the one beside it that may be meant."""
    workbook(name="my_park.xlsx")
    (found,) = said(tmp_path / "my-park.xlsx").items()
    assert "there is no such file" in found[1]
    assert "my_park.xlsx?" in found[1]


def test_an_empty_workbook(workbook: Book, said: Said) -> None:
    """Proves that a workbook without any table lacks its three tables, and is nothing worse."""

    def edit(book: Any) -> None:
        for name in ("plants", "offers", "facilities"):
            book[name].delete_rows(1, 20)

    assert list(said(workbook(edit))) == ["mine.xlsx"]


def test_bombs(workbook: Book, tmp_path: Path, said: Said) -> None:
    """Proves that an archive that swells is refused before it is unpacked, by its size and by its ratio."""
    bomb = tmp_path / "bomb.xlsx"
    archive(bomb, {"xl/worksheets/sheet1.xml": b" " * 20_000_000})
    assert "-fold" in said(bomb)["bomb.xlsx"]
    many = {f"part{number}": b" " * 8_000_000 for number in range(40)}
    archive(bomb, many)
    assert "unpacks to 320 MB" in said(bomb)["bomb.xlsx"]


def test_entities(workbook: Book, said: Said) -> None:
    """Proves that a part which declares entities is refused, not expanded."""
    laughs = '<!DOCTYPE w [<!ENTITY a "aaaa">]><workbook '
    file = workbook(parts={"xl/workbook.xml": ("<workbook ", laughs)})
    assert "declares entities" in said(file)["mine.xlsx"]


def test_a_sheet_wide_range(workbook: Book) -> None:
    """Proves that a merged range, a hidden column range and a cell at the far corner cost nothing.

    Without it a range over a whole sheet would be visited cell by cell, seventeen thousand million of them.
    """

    def edit(book: Any) -> None:
        book["plants"].merge_cells("J20:K21")
        book["plants"]["XFD1048576"].number_format = "0.00"

    file = workbook(edit, {"xl/worksheets/sheet3.xml": ("J20:K21", "J20:XFD1048576")})
    assert len(read_park(file).plants) == 3


def test_macros(workbook: Book, said: Said) -> None:
    """Proves that a workbook with macros is read, and that they are said not to run."""
    file = workbook(name="mine.xlsm")
    with zipfile.ZipFile(file, "a") as made:
        made.writestr("xl/vbaProject.bin", b"x")
    rels = "xl/_rels/workbook.xml.rels"
    with zipfile.ZipFile(file) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    parts[rels] = parts[rels].replace(
        b"</Relationships>", b'<Relationship Id="v" Type="x/vbaProject" Target="vbaProject.bin"/></Relationships>'
    )
    archive(file, parts)
    assert read_park(file).notes == ("the macros of mine.xlsm are not run",)


def test_strict_and_prefixed(workbook: Book, tmp_path: Path) -> None:
    """Proves that workbooks of the strict kind and with named prefixes are read alike."""
    with zipfile.ZipFile(workbook()) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    main, strict = (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    for name, data in parts.items():
        if name.startswith("xl/") and name.endswith(".xml"):
            data = data.replace(main, strict)
            if "sheet" in name.rpartition("/")[2]:
                data = re.sub(rb"<(/?)([a-zA-Z])", rb"<\1x:\2", data).replace(b'xmlns="', b'xmlns:x="', 1)
            parts[name] = data
    archive(tmp_path / "strict.xlsx", parts)
    assert len(read_park(tmp_path / "strict.xlsx").plants) == 3


def test_rich_text_and_codes(workbook: Book) -> None:
    """Proves that runs of text are joined, readings left out, and coded characters decoded."""
    runs = "<r><t>Ref</t></r><r><t>ine_x0072_y</t></r><rPh><t>x</t></rPh>"
    part, cell = "xl/worksheets/sheet3.xml", 't="inlineStr"><is><t>Refinery</t></is>'
    assert (
        read_park(workbook(parts={part: (cell, f't="inlineStr"><is>{runs}</is>')})).plants["name_en"].iloc[0]
        == "Refinery"
    )
    file = workbook(parts={part: (cell, 't="s"><v>1</v>')})
    with zipfile.ZipFile(file) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    parts["xl/sharedStrings.xml"] = f"<sst><si><t>other</t></si><si>{runs}</si></sst>".encode()
    rels, shared = (
        "xl/_rels/workbook.xml.rels",
        b'<Relationship Id="s" Type="x/sharedStrings" Target="/xl/sharedStrings.xml"/>',
    )
    parts[rels] = parts[rels].replace(b"</Relationships>", shared + b"</Relationships>")
    archive(file, parts)
    assert read_park(file).plants["name_en"].iloc[0] == "Refinery"


def test_any_damage_is_a_fault(workbook: Book, said: Said) -> None:
    """Proves that a workbook cut short anywhere, or with a byte changed, never ends in a traceback."""
    data = workbook().read_bytes()
    file = workbook(name="damaged.xlsx")
    for at in range(0, len(data), 97):
        file.write_bytes(data[:at])
        assert said(file)
        file.write_bytes(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])
        said(file)


def test_more_cells_than_a_table_has(workbook: Book, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves that sheets are counted together before any is unfolded, and that what is no number is refused."""
    monkeypatch.setattr("symbiosis.read.ooxml.MOST_CELLS", 30)
    assert "has more than 30 cells" in said(workbook())["mine.xlsx"]
    monkeypatch.undo()
    file = workbook(parts={"xl/worksheets/sheet2.xml": ("<v>1200000</v>", "<v>NaN</v>")})
    assert "holds 'NaN' for a number" in said(file)["mine.xlsx"]


def test_cells_without_references(workbook: Book) -> None:
    """Proves that cells and rows which do not say where they stand follow one another."""
    file = workbook()
    with zipfile.ZipFile(file) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    part = "xl/worksheets/sheet3.xml"
    parts[part] = re.sub(rb' r="[A-Z]*[0-9]+"', b"", parts[part])
    book = read_workbook(archive(file, parts))
    assert book.sheets[2].cells[1, 1].value == "plant"
    assert read_park(file).plants["lat"].tolist() == [23.9, 23.8, 23.95]
