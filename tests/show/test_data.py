"""What the page is told of a plan."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from importlib.resources import files

import pytest

from symbiosis.errors import UsageError
from symbiosis.schema.column import table
from symbiosis.show.data import page_data
from symbiosis.show.labels import labels


def test_numbers_are_rounded_and_unknowns_are_null(plan):
    data = page_data(plan, "zh")
    assert data["flows"]["wet_t"][0] == 300000
    assert data["flows"]["wet_t"][1] == 2142857
    assert data["facilities"]["capacity_t_a"] == [1000000, 400000, None]
    assert data["year"] == 2025


def test_colours_come_from_the_model_or_the_palette(plan):
    colours = {row["id"]: row["colour"] for row in page_data(plan, "zh")["families"]}
    assert colours["red_mud"] == "#b5402a"
    assert len(set(colours.values())) == 3
    assert all(re.fullmatch(r"#[0-9a-f]{6}", colour) for colour in colours.values())


def test_totals_are_those_of_ledgers_and_rates(plan):
    data = page_data(plan, "zh")
    mud = next(row for row in data["totals"] if row["family"] == "red_mud")
    # 0.1 % of what is moved is lost on the way: 460,000 t sent to use arrive as 459,540 t.
    assert (mud["arising"], mud["used"], mud["disposed"], mud["stays"]) == (2100000, 459540, 1538460, 100000)


def test_a_page_holds_every_year_and_opens_at_the_last(growing):
    """Proves that a page of two years shows the later and holds the other. Without it one year would be lost."""
    data = page_data(growing, "zh")
    assert (data["year"], [more["year"] for more in data["more"]]) == (2027, [2025])
    assert data["more"][0]["built"] == []
    assert data["more"][0]["totals"] != data["totals"]
    line = data["built"][0]
    assert (line["facility"], line["plant"], line["year"]) == ("N-base@L1", "L1", 2027)
    assert line["capex"] == pytest.approx(2e6 + 100 * line["size"], rel=1e-6)
    assert [(main["from"], main["to"], main["capex"]) for main in data["mains"]] == [("A", "L1", 3e6)]


def test_a_page_of_one_year_holds_no_other(growing):
    """Proves that a year that is named stands alone. Without it a map of 2025 would tell of 2027."""
    data = page_data(growing, "zh", 2025)
    assert (data["year"], data["more"], data["mains"]) == (2025, [], [])
    with pytest.raises(UsageError, match="2031"):
        page_data(growing, "zh", 2031)


def test_plots_and_receptors_are_drawn_where_they_are(growing):
    """Proves that outlines come as corners, longitude first. Without it a river would be drawn as nothing."""
    data = page_data(growing, "en")
    assert [plot["plant"] for plot in data["plots"]] == ["L1"]
    assert data["plots"][0]["rings"][0][:2] == [[106.648, 24.0985], [106.652, 24.0985]]
    village, river = data["receptors"]
    assert (village["name"][1], village["kind"], len(village["rings"][0])) == ("Village <i>one</i>", "village", 5)
    assert river["rings"] == [[[106.63, 24.05], [106.63, 24.08], [106.62, 24.11]]]
    assert data["names"]["receptor"]["water_intake"] == ["取水口", "water intake"]


def test_an_empty_plan_has_a_map(plan):
    empty = {name: table.iloc[:0] for name, table in plan.tables.items()}
    assert page_data(replace(plan, **empty), "en")["flows"]["dry_t"] == []


def test_every_label_exists_in_both_languages():
    for key, text in labels("zh").items():
        assert text, key
        assert labels("en")[key], key
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", labels("en")[key])), key


def test_every_label_that_the_scripts_ask_for_exists():
    assets = files("symbiosis.show").joinpath("assets")
    text = "".join(path.read_text("utf-8") for path in assets.iterdir())
    asked = set(re.findall(r"""label\("(\w+)"\)|data-label="(\w+)"|add\("(\w+)",""", text))
    known = labels("en")
    assert {key for found in asked for key in found if key} - set(known) == set()
    for prefix, words in [("fate_", "use disposal market hub avoid"), ("status_", "optimal stopped unknown")]:
        assert {prefix + word for word in words.split()} <= set(known)


def test_every_word_of_the_schema_has_a_label():
    kinds = re.findall(r"[a-z_]+(?=,|$)", table("park", "plants").columns["kind"].meaning_en.split(": ")[1])
    assert len(kinds) > 10
    kinds += [*table("park", "offers").columns["kind"].choices, "made"]
    assert {f"kind_{kind}" for kind in kinds} <= set(labels("en"))
    assert {f"fate_{fate}" for fate in table("model", "processes").columns["fate"].choices} <= set(labels("en"))


def test_labels_are_sorted_and_unique():
    text = files("symbiosis.show").joinpath("labels.csv").read_text("utf-8")
    keys = [row["key"] for row in csv.DictReader(text.splitlines())]
    assert keys == sorted(set(keys))
