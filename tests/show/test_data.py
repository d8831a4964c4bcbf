"""What the page is told of a plan."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from importlib.resources import files

import pandas as pd
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


def test_a_year_must_be_named_where_there_are_several(plan):
    later = pd.concat([plan.offers, plan.offers.assign(year=2030)])
    several = replace(plan, offers=later)
    with pytest.raises(UsageError, match="2025"):
        page_data(several, "zh")
    assert page_data(several, "zh", 2030)["flows"]["dry_t"] == []
    with pytest.raises(UsageError, match="2031"):
        page_data(several, "zh", 2031)


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
