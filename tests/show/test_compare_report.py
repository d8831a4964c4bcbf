"""The report of a comparison, in both languages, with names that would run in a careless page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from symbiosis.compare.scenarios import Comparison, compare
from symbiosis.show.compare_files import compare_files, shown_comparison
from symbiosis.show.compare_map import STYLES, difference_map, legend
from symbiosis.show.compare_print import called, compare_tables
from symbiosis.show.compare_report import compare_html
from symbiosis.show.compare_rows import behind, gains, no_regret, regret, side_by_side
from symbiosis.show.compare_words import gap, large, letters, paragraph
from symbiosis.show.report_words import Both, words

SCRIPT = "<script>alert(1)</script>"
PLANTS = f"""plant,km,owner,name_zh,name_en
A,0,Alu & <b>Co</b>,甲 {SCRIPT},{SCRIPT}
B,10,砖厂,乙 {{{{ 7 * 7 }}}},Brick works
C,20,,丙,City tip
D,15,Other,丁,Other works"""
PROCESSES = "process,fate,status,opex_cny_t\nmaking,use,industrial,65\ndump,disposal,industrial,50"
FACILITIES = "facility,plant,process,capacity_t_a\nworks,B,making,60\nother,D,making,30\ntip,C,dump,"
CHEAPEST = {"objectives": [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}]}
FEE = "processes.dump.opex_cny_t=80"
TOO_MUCH = 'targets=[{name="all of it", ledger="used_t", over="arising_t", value=0.95}]'
_SOLVED: list[Comparison] = []


@pytest.fixture
def found(world: Callable[..., Any]) -> Comparison:
    """Return the base case, a fee and a target that is out of reach, solved once."""
    if not _SOLVED:
        here = world(plants=PLANTS, processes=PROCESSES, facilities=FACILITIES, settings=CHEAPEST)
        _SOLVED.append(compare(here.park, [here.model, here.under(FEE), here.under(TOO_MUCH)]))
    return _SOLVED[0]


def test_the_paragraph_says_it_in_both_languages(found: Comparison) -> None:
    """Proves that gainer, loser, changes and what failed are in the first words, with the numbers of the tables.

    Under the fee 60 t go to B and 30 to D: freight 600 + 450 + 200 for 2,000, so A gains 750; C gains 5,000 - 800.
    """
    told = paragraph(found)
    for part in (
        "rate of use 90 % (+90 points)",
        "links new: 2, gone: 0",
        "(no owner named) gains most (+4.2 k CNY)",
        "砖厂 loses most (-3.9 k CNY)",
        "Links between plants that every scenario uses: 1; they carry at least 10 t",
        "No plan: C base (targets=",
        "every objective was proved optimal",
    ):
        assert part in told.en
    for part in ("利用率 90 %（+90 个百分点）", "（未注明业主）（+4,200 元）", "砖厂（-3,900 元）", "没有方案：C"):
        assert part in told.zh


def test_the_page_holds_everything_and_runs_nothing(found: Comparison) -> None:
    """Proves that every section is there and names stay text. Without it a plant's name could run code."""
    html = compare_html(found, "en")
    ids = set(re.findall(r'<section id="([a-z_0-9]+)"', html))
    assert {
        "missing",
        "side0",
        "gains0",
        "flows",
        "no_regret",
        "only",
        "behind",
        "regret",
        "assumptions",
        "audit",
    } == ids
    assert SCRIPT not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "{{ 7 * 7 }}" in html
    assert "Alu &amp; &lt;b&gt;Co&lt;/b&gt;" in html
    assert html.startswith("<!DOCTYPE html>")
    assert '<html lang="en">' in html
    assert "the target &#39;all of it&#39;" in html
    assert not re.search(r'(src|href)="(?!data:)', html)
    assert compare_html(found, "zh") == html.replace('<html lang="en">', '<html lang="zh-CN">')


def test_tables_say_what_the_comparison_says(found: Comparison) -> None:
    """Proves a cell of each table. Without it numbers could stand under the wrong scenario."""
    side = {row[0].en: row for row in side_by_side(found, 2025).rows}
    assert side["cost_cny"][2].en == "7.9 k CNY (+900 CNY)"
    assert side["cost_cny"][3].en == "no plan"
    owners = {row[0].en: row[1].en for row in gains(found, 2025).rows}
    assert owners == {
        "Alu & <b>Co</b>": "+750 CNY", "砖厂": "-3.9 k CNY", "(no owner named)": "+4.2 k CNY", "Other": "-1.95 k CNY",
        "whole park": "-900 CNY",
    }  # fmt: skip
    assert [cell.en for cell in no_regret(found).rows[0]][1:] == ["City tip", "mud", "truck", "10 t", "100 t"]
    assert "circumstances, not choices" in behind(found).notes[0].en
    assert "no decision to regret" in regret(found)[0].notes[0].en
    assert letters(found) == {option.name: mark for option, mark in zip(found.options, "ABC", strict=True)}


def test_the_map_tells_changes_by_colour_and_by_line(found: Comparison) -> None:
    """Proves that a new link is solid, a smaller one dashed, and that the legend has all five, each unlike the others.

    Without it a printed page in grey could not be read.
    """
    drawn = difference_map(found, found.options[1].name, 2025)
    changes = re.findall(r'data-change="(\w+)"', drawn)
    assert sorted(changes) == ["appears", "appears", "shrinks"]
    assert drawn.count("stroke-dasharray") == 1
    assert "&lt;script&gt;" in drawn
    assert len(set(STYLES.values())) == len({dashes for _, dashes in STYLES.values()}) + 1 == len(legend()) == 5


def test_the_console_and_the_files(found: Comparison) -> None:
    """Proves that columns are called by letters, told above, and that the same comparison gives the same bytes."""
    assert called(found, "zh")[0] == "A base [基线]"
    assert called(found, "en")[2].endswith("no plan")
    assert [len(table.columns) for table in compare_tables(found, "en")] == [4, 2]
    files = compare_files(found, "zh")
    assert files == compare_files(found, "zh")
    assert (
        files["parties.csv"]
        .decode("utf-8-sig")
        .splitlines()[0]
        .endswith("amount_cny,baseline_cny,difference_cny,gain_cny")
    )


def test_money_is_shown_in_the_currency_of_the_park(found: Comparison) -> None:
    """Proves that 7,900 CNY are 877.8 EUR at 9 CNY, in names of columns and row by row. Without it CNY pass."""
    abroad = replace(found, park=replace(found.park, currency="EUR", cny_per_unit=9.0))
    tables = shown_comparison(abroad)
    cost = tables["totals"][(tables["totals"]["measure"] == "cost_eur") & (tables["totals"]["by"] == "total")]
    assert cost["amount"].tolist() == pytest.approx([7_000 / 9, 7_900 / 9])
    assert set(cost["unit"]) == {"EUR"}
    assert "gain_eur" in tables["parties"]
    assert "net cost 878 EUR (+100 EUR)" in paragraph(abroad).en


@pytest.mark.parametrize(
    ("value", "size", "unit", "told"),
    [
        (0.05, 0.2, "", Both("+5 个百分点", "+5 points")),
        (-1_000.0, 5_000.0, "t", Both("-1,000 t", "-1 kt")),
        (1e-9, 5_000.0, "t", Both("±0 t", "±0 t")),
        (2e6, 1e9, "t km", Both("+200 万 t km", "+2 M t km")),
    ],
)
def test_differences_in_words(found: Comparison, value: float, size: float, unit: str, told: Both) -> None:
    """Proves sign, unit and rounding. Without it the solver's rounding would be told as a change."""
    assert gap(value, size, unit, found) == told


def test_every_label_is_used_and_has_both_languages() -> None:
    """Proves that no label is blank. Without it a heading would be missing in one language."""
    own = {key: pair for key, pair in words().items() if key.startswith(("cmp_", "alt_"))}
    assert len(own) > 90
    assert all(pair.zh.strip() and pair.en.strip() for pair in own.values())
    assert large(2.75e9, "en") == "2.75 G"
