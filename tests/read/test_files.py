"""Encodings, separators, row numbers, and files that are no tables."""

from __future__ import annotations

import codecs
import random
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from symbiosis.errors import DataError, Fault
from symbiosis.park import Park
from symbiosis.read import files, read_park
from symbiosis.read.files import read_sheet

PLANTS = """厂址编号,中文名称,经度,纬度
R1,中铝山西分公司（氧化铝）,112.70,35.60
C1,河津水泥厂·㙍,110.71,35.60
D1,堆场,112.0,35.0
"""
ENCODINGS = {
    "utf-8": b"",
    "utf-8-sig": b"",
    "gb18030": b"",
    "utf-16-le": b"",
    "utf-16-be": b"",
    "utf-16-le with mark": codecs.BOM_UTF16_LE,
    "utf-16-be with mark": codecs.BOM_UTF16_BE,
}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_every_encoding_separator_and_line_end(
    encoding: str, separator: str, end: str, park_folder: Callable[..., Path]
) -> None:
    """Proves that what Excel in China writes is read to the last rare character. Without it names turn to rubbish."""
    text = PLANTS.replace(",", separator).replace("\n", end)
    data = ENCODINGS[encoding] + text.encode(encoding.split(" ")[0])
    park = read_park(park_folder(plants=data))
    assert park.plants["name_zh"].tolist() == ["中铝山西分公司（氧化铝）", "河津水泥厂·㙍", "堆场"]
    assert park.plants["lon"].tolist() == [112.70, 110.71, 112.0]
    assert park.plants.index.tolist() == [2, 3, 4]


def test_a_broken_utf8_file_is_not_read_as_gb18030(park_faults: Callable[..., list[Fault]]) -> None:
    """Proves that one bad byte is reported. Without it every name of the file becomes mojibake in silence."""
    data = (
        PLANTS.replace("厂址编号", "plant").replace("中文名称", "name_zh").replace("经度", "lon").replace("纬度", "lat")
    )
    broken = data.encode("utf-8").replace("堆场".encode(), "堆场".encode()[:-1])
    faults = park_faults(plants=broken)
    assert [fault.where for fault in faults] == ["plants.csv row 4"]
    assert "broken character" in faults[0].wrong


def test_long_gb18030_text_is_never_taken_for_broken_utf8() -> None:
    """Proves that the guard against broken UTF-8 lets all ordinary GB18030 through, on random Chinese text."""
    draw = random.Random(5)
    common = [chr(c) for c in range(0x4E00, 0x9FA5) if len(chr(c).encode("gb2312", "ignore")) == 2]
    for _ in range(300):
        text = "plant,name_zh\n" + "\n".join(
            "P1," + "".join(draw.choices(common, k=draw.randint(1, 40))) for _ in range(5)
        )
        data = text.encode("gb18030")
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            assert files.decode(data) == text


NO_TABLES = {
    "empty": (b"", "is empty"),
    "blank lines": (b"\n\n \n", "is empty"),
    "only a mark": (codecs.BOM_UTF8, "is empty"),
    "only commas": (b",,,\n,,,\n", "is empty"),
    "xlsx renamed": (b"PK\x03\x04\x14\x00\x06\x00", "Excel workbook"),
    "xls renamed": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel workbook"),
    "binary": (bytes(range(256)), "is not text"),
    "half a UTF-16 character": (codecs.BOM_UTF16_LE + "plant".encode("utf-16-le") + b"\x00", "cannot be read"),
    "neither": (b"plant,\xff\xff\x80\n", "neither UTF-8"),
    "open quote": (b'plant,lon,lat\nR1,"106,23\nC1,1,2\n', "cannot be cut into cells"),
    "text behind a quote": (b'plant,lon,lat\nR1,"106"x,23\n', "cannot be cut into cells"),
    "a cell without end": (b"plant,lon,lat\n" + b"x" * 200_000 + b",1,2\n", "cannot be cut into cells"),
}


@pytest.mark.parametrize("name", NO_TABLES)
def test_files_that_are_no_tables(name: str, park_faults: Callable[..., list[Fault]]) -> None:
    """Proves that a file that cannot be read is one clear fault, without a trail of unknown plants behind it."""
    data, said = NO_TABLES[name]
    faults = park_faults(plants=data)
    assert len(faults) == 1
    assert faults[0].where.startswith("plants.csv")
    assert said in faults[0].wrong


def test_rows_are_numbered_as_a_spreadsheet_shows_them(park_faults: Callable[..., list[Fault]]) -> None:
    """Proves that blank lines count, and that a line break inside a quoted cell does not."""
    plants = 'plant,name_en,lon,lat\n\nR1,"two\nlines",106,23\n,,,\nC1,,x,23\nD1,,107,y\n'
    faults = park_faults(plants=plants)
    assert [fault.where for fault in faults] == ["plants.csv row 5, lon", "plants.csv row 6, lat"]


def test_a_row_longer_than_the_header_is_a_fault(park_faults: Callable[..., list[Fault]]) -> None:
    """Proves that an unquoted thousands comma is caught. Without it 1,200,000 t becomes 1 t."""
    faults = park_faults(offers="plant,material,amount_t\nR1,mud,1,200,000\n")
    assert [fault.where for fault in faults] == ["offers.csv row 2"]
    assert "5 cells under 3 column names" in faults[0].wrong


VALID = {
    "trailing empty columns": "plant,lon,lat,,\nR1,106,23,,\nC1,106.5,23,,\nD1,107,23,,\n",
    "trailing commas in rows": "plant,lon,lat\nR1,106,23,,,\nC1,106.5,23\nD1,107,23,\n",
    "a short last row": "plant,lon,lat,owner\nR1,106,23\nC1,106.5,23,x\nD1,107,23,\n",
    "no line end at the end": "plant,lon,lat\nR1,106,23\nC1,106.5,23\nD1,107,23",
    "quoted everything": '"plant","lon","lat"\n"R1","106","23"\n"C1", "106.5","23"\n"D1","107","23"\n',
    "Excel's separator row": "sep=;\nplant;lon;lat\nR1;106;23\nC1;106.5;23\nD1;107;23\n",
    "blank lines before": "\n\nplant,lon,lat\nR1,106,23\nC1,106.5,23\nD1,107,23\n",
    "column names in capitals and full width": "PLANT,ｌｏｎ, Lat \nR1,106,23\nC1,106.5,23\nD1,107,23\n",
    "units in brackets": "plant,lon (deg),纬度（°）\nR1,106,23\nC1,106.5,23\nD1,107,23\n",
    "numbers of every plain kind": "plant,lon,lat\nR1,+1.06E2,23.\nC1,1065e-1,０２３\nD1,00107,23.0\n",
    "invisible characters": "\ufeffplant,lon,lat\n\u200bR1\u00a0,106\u00a0,\u200b23\nC1,106.5,23\nD1,107,23\n",
}


@pytest.mark.parametrize("name", VALID)
def test_nothing_valid_is_rejected(name: str, park_folder: Callable[..., Path]) -> None:
    """Proves that odd but sound files are read for what they say."""
    park = read_park(park_folder(plants=VALID[name]))
    assert park.plants["plant"].tolist() == ["R1", "C1", "D1"]
    assert park.plants["lon"].tolist() == [106.0, 106.5, 107.0]
    assert park.plants["lat"].tolist() == [23.0, 23.0, 23.0]


def test_odd_but_sound_names(park_folder: Callable[..., Path]) -> None:
    """Proves that leading zeros, Chinese, spaces and formula-looking text are names like any other."""
    ids = ["007", "百色一厂", "plant no 3", "=SUM(A1)", "-1", "<script>", "NaN", "True"]
    plants = "plant,lon,lat\n" + "".join(f"{name},106.{place},23\n" for place, name in enumerate(ids))
    offers = "plant,material,amount_t\n" + "".join(f"{name},mud,1\n" for name in ids)
    facilities = "facility,plant,process\nF,百色一厂,landfill\n"
    park = read_park(park_folder(plants=plants, offers=offers, facilities=facilities))
    assert park.plants["plant"].tolist() == ids
    assert park.offers["plant"].tolist() == ids


def test_chinese_commas_between_columns(park_faults: Callable[..., list[Fault]]) -> None:
    """Proves that a table typed with Chinese commas gets the right advice."""
    faults = park_faults(plants="plant，lon，lat\nR1，106，23\n")
    assert any("plain commas" in fault.right for fault in faults)


def test_a_large_file_is_refused(monkeypatch: pytest.MonkeyPatch, park_folder: Callable[..., Path]) -> None:
    """Proves that the size is looked at before the file is read."""
    monkeypatch.setattr(files, "MOST_BYTES", 20)
    sheet = read_sheet(park_folder() / "plants.csv")
    assert sheet.text is None
    assert "more than" in sheet.faults[0].wrong


def same(one: Park, other: Park) -> None:
    for name, frame in one.tables.items():
        pd.testing.assert_frame_equal(frame, other.tables[name])


@pytest.mark.parametrize("seed", range(20))
def test_the_way_of_writing_does_not_matter(seed: int, tmp_path: Path) -> None:
    """Proves that encoding, separator, language of headings, their order and padding change nothing that is read."""
    draw = random.Random(seed)
    count = draw.randint(1, 30)
    plants = [
        [f"厂{n}", f"名称{n}", f"{draw.uniform(100, 112):.6f}", f"{draw.uniform(22, 30):.6f}"] for n in range(count)
    ]
    offers = [[f"厂{n}", "mud", f"{draw.uniform(0, 1e6):.3f}", draw.choice(["arising", "stock"])] for n in range(count)]
    facilities = [[f"F{n}", f"厂{n}", "kiln", f"{draw.randint(0, 10**6)}"] for n in range(count)]
    parks = []
    for variant in range(2):
        folder = tmp_path / str(variant)
        folder.mkdir()
        encoding = draw.choice([name.split(" ")[0] for name in ENCODINGS if "with" not in name])
        separator, pad = draw.choice([",", ";", "\t"]), draw.choice(["", " ", "\u00a0"])
        for name, header, rows in (
            ("plants", [("plant", "厂址编号"), ("name_zh", "中文名称"), ("lon", "经度"), ("lat", "纬度")], plants),
            ("offers", [("plant", "厂址编号"), ("material", "物料"), ("amount_t", "数量"), ("kind", "类别")], offers),
            (
                "facilities",
                [("facility", "设施编号"), ("plant", "厂址编号"), ("process", "工艺"), ("capacity_t_a", "能力")],
                facilities,
            ),
        ):
            order = draw.sample(range(4), 4)
            lines = [separator.join(draw.choice(header[n]) for n in order)]
            lines += [separator.join(pad + row[n] + pad for n in order) for row in rows]
            (folder / f"{name}.csv").write_bytes("\n".join(lines).encode(encoding))
        parks.append(read_park(folder))
    same(*parks)
    assert parks[0].offers["amount_t"].tolist() == [float(row[2]) for row in offers]


def test_folders_that_are_none(tmp_path: Path, park_folder: Callable[..., Path]) -> None:
    """Proves that a wrong path ends in a sentence, with a near match where there is one."""
    folder = park_folder()
    for path, said in (
        (folder.parent / "PARK", "did you mean"),
        (folder / "plants.csv", "is a file, not a folder"),
        (tmp_path / "no" / "such" / "place", "there is no such folder"),
    ):
        with pytest.raises(DataError, match=said):
            read_park(path)


def test_folders_with_strangers(park_faults: Callable[..., list[Fault]]) -> None:
    """Proves that no table is passed over in silence: unknown names, other formats, twins."""
    faults = park_faults(
        **{
            "plant.csv": "plant\n", "厂址.csv": "plant\n", "Offers.CSV": "x\n",
            "caps.xlsx": b"PK", "links.txt": "from\n",
            ".~lock.plants.csv#": "x", "._plants.csv": b"\0", "SOURCES.md": "x", "notes.txt": "x",
        }
    )  # fmt: skip
    said = {fault.where: str(fault) for fault in faults}
    assert set(said) == {"plant.csv", "厂址.csv", "Offers.CSV", "caps.xlsx", "links.txt"}
    assert "name it plants.csv" in said["plant.csv"]
    assert "name it plants.csv" in said["厂址.csv"]


def test_missing_and_bare_tables(park_faults: Callable[..., list[Fault]], park_folder: Callable[..., Path]) -> None:
    """Proves that a mandatory table must be there, as a file and with rows."""
    faults = park_faults(offers=None, facilities="facility,plant,process\n")
    assert [fault.where for fault in faults] == ["offers.csv", "facilities.csv"]
    assert "no rows" in faults[1].wrong


def test_a_folder_in_place_of_a_file(park_folder: Callable[..., Path], faults_of: Callable[..., list[Fault]]) -> None:
    """Proves that a folder named like a table is a fault."""
    folder = park_folder(offers=None)
    (folder / "offers.csv").mkdir()
    faults = faults_of(lambda: read_park(folder))
    assert [str(fault) for fault in faults] == [
        "offers.csv: is a folder, not a file; put a readable CSV file with this name in its place"
    ]
