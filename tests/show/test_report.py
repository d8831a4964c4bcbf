"""The report, the workbook and the GeoPackage: whole, in both languages, and nothing in them runs."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

from symbiosis.errors import UsageError
from symbiosis.show import workbook
from symbiosis.show.report import report_html
from symbiosis.show.report_files import FORMATS, read_formats, report_files
from symbiosis.show.report_words import words
from symbiosis.show.sankey import bands, sankey_svg
from symbiosis.show.workbook import unit_of, workbook_bytes


def test_names_stay_text_and_nothing_is_fetched(plan):
    """Proves that a plant's name is never markup or a template in the report."""
    html = report_html(plan, "zh")
    assert "<script>alert(1)</script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "{{ 7 * 7 }}{% endraw %}{{ 7 * 7 }}" in html
    assert "试验园区 &lt;i&gt;&amp;" in html
    assert re.findall(r"(?:src|href)=", html) == []
    assert html.count("<script>") == 1
    assert '<html lang="zh-CN">' in html


def test_both_languages_are_in_one_page(plan):
    html = report_html(plan, "en")
    assert '<html lang="en">' in html
    for text in ("赤泥", "red mud", "流向图", "Audit certificate", "审计证书"):
        assert text in html, text


def test_every_band_is_drawn_and_tonnes_are_kept(plan):
    """Proves that the bands carry what the plan places: 2,159.4 kt sent and 109.6 kt of new arisings that stay.

    Sent: 210 + 1500 + 90 + 160 + 40 + 120 + 9 + 30 + 0.4 kt. Stays: 100 kt of AO1; 0 of AO2, PP1. Stock that stays is
    left out. Without it the answer would be 7,158.9 kt, nearly all of it a stock that nobody touched.
    """
    found = bands(plan)
    assert sum(band.dry_t for band in found if band.process) == pytest.approx(2_159_400)
    assert sum(band.dry_t for band in found if band.fate == "stays") == pytest.approx(100_000)
    # Each band is drawn in two ribbons, one that no process takes in a third across the column of processes.
    assert sankey_svg(plan).count("<path") == sum(2 if band.process else 3 for band in found)


def test_unverified_standards_are_marked(plan):
    """Proves that a limit from memory is marked. Without it a reader would quote it as the standard's."""
    assert '<tr class="unverified">' not in report_html(plan, "en")
    doubtful = replace(plan, quality=plan.quality.assign(confidence="assumed"))
    assert report_html(doubtful, "en").count('<tr class="unverified">') == 1


def test_an_empty_plan_still_has_a_report(plan):
    empty = replace(plan, flows=plan.flows.iloc[:0], quality=plan.quality.iloc[:0], facilities=plan.facilities.iloc[:0])
    assert "<h1>" in report_html(empty, "en")


def test_report_labels_are_sorted_and_in_both_languages():
    assert all(pair.zh and pair.en for key, pair in words().items() if key.startswith(("report_", "col_", "bars_")))


def test_same_plan_gives_the_same_bytes(plan):
    assert report_files(plan, "zh", ["report", "xlsx"]) == report_files(plan, "zh", ["report", "xlsx"])
    assert set(report_files(plan, "zh", ["xlsx"])) == {FORMATS["xlsx"]}


def test_workbook_holds_every_table_and_no_formula(plan):
    """Proves that a name such as =cmd() stays a text. Without it opening the workbook would run it."""
    hostile = plan.flows.assign(facility=[f"{sign}1+1" for sign in "=+-@=+-@="], mode="\x07truck")
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(replace(plan, flows=hostile))))
    assert book.sheetnames == list(plan.tables)
    assert [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []
    sheet = book["flows"]
    heads = [cell.value for cell in sheet[2]]
    cell = sheet.cell(3, heads.index("facility") + 1)
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)
    assert sheet.cell(1, heads.index("dry_t") + 1).value == "t/a (dry)"
    assert sheet.cell(3, heads.index("dry_t") + 1).value == 210_000
    assert sheet.freeze_panes == "A3"


def test_workbook_names_the_currency_of_the_park(plan):
    euro = replace(plan, park=replace(plan.park, currency="EUR", cny_per_unit=8.0))
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_bytes(euro)))["flows"]
    heads = [cell.value for cell in sheet[2]]
    place = heads.index("freight_eur") + 1
    assert sheet.cell(1, place).value == "EUR/a"
    assert sheet.cell(3, place).value == pytest.approx(plan.flows["freight_cny"].iloc[0] / 8)


@pytest.mark.parametrize(
    ("column", "unit"), [("dry_t", "t/a (dry)"), ("capacity_t_a", "t/a"), ("buy_cny_t", "CNY/t"), ("capex_cny", "CNY"),
                         ("process", ""), ("share", "")],
)  # fmt: skip
def test_units_come_from_the_end_of_a_name(column, unit):
    assert unit_of(column) == unit


def test_workbook_is_a_whole_archive(plan):
    with zipfile.ZipFile(io.BytesIO(workbook_bytes(plan))) as archive:
        assert archive.testzip() is None


def test_no_row_is_lost_in_a_sheet(plan, monkeypatch):
    """Proves that a table longer than a sheet is refused by name. Without it the rows beyond would be left out."""
    monkeypatch.setattr(workbook, "_MOST_ROWS", len(plan.ledgers) + 1)
    with pytest.raises(UsageError, match=r"ledgers \(.* rows\); leave xlsx out"):
        workbook_bytes(plan)


def test_geopackage_opens_with_its_layers_and_styles(plan, tmp_path):
    """Proves that the layers are in WGS84 and styled by name, as QGIS looks for them in layer_styles."""
    pyogrio = pytest.importorskip("pyogrio")
    import xml.etree.ElementTree as ET

    path = tmp_path / "plan.gpkg"
    path.write_bytes(report_files(plan, "zh", ["gpkg"])["plan.gpkg"])
    layers = dict(pyogrio.list_layers(path).tolist())
    assert layers == {
        "plants": "Point", "flows": "LineString", "facilities": "Point", "builds": "Point", "layer_styles": None,
    }  # fmt: skip
    assert pyogrio.read_info(path, layer="flows")["crs"] == "EPSG:4326"
    flows = pyogrio.read_dataframe(path, layer="flows")
    assert flows["dry_t"].sum() == pytest.approx(plan.flows["dry_t"].sum())
    assert list(flows.geometry.iloc[0].coords) == [(106.41, 23.14), (106.60, 24.21)]
    assert {"material", "mode", "family"} <= set(flows.columns)
    styles = pd.DataFrame(pyogrio.read_dataframe(path, layer="layer_styles"))
    assert sorted(styles["f_table_name"]) == ["builds", "facilities", "flows", "plants"]
    assert styles["useAsDefault"].all()
    for text in styles["styleQML"]:
        assert ET.fromstring(text).tag == "qgis"
    assert report_files(plan, "zh", ["gpkg"])["plan.gpkg"] == path.read_bytes()


def test_formats_are_named_or_told():
    assert read_formats("report, xlsx") == ("report", "xlsx")
    assert read_formats("none") == ()
    with pytest.raises(UsageError, match="'pdf' is not a format; it would be one of report, xlsx, gpkg, png, none"):
        read_formats("pdf")
