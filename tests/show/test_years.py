"""Words and tables of several years, and of what is built."""

from __future__ import annotations

import io
import tomllib
from dataclasses import replace

import pandas as pd
import pytest
from rich.console import Console

from symbiosis.plan.run_record import run_record
from symbiosis.plan.tie_out import tie_out
from symbiosis.show.built import built_tables
from symbiosis.show.cells import csv_text
from symbiosis.show.currency import shown_tables
from symbiosis.show.files import write_run
from symbiosis.show.footprints import footprint_files
from symbiosis.show.summary import summary
from symbiosis.show.years import result_tables
from symbiosis.solver.outcome import Outcome, Stage, Stop, Worth


def printed(tables, width=80):
    out = io.StringIO()
    for table in tables:
        Console(file=out, width=width, color_system=None).print(table)
    return out.getvalue()


def cells(text, first):
    """Return the cells of the line that begins with ``first``."""
    line = next(line for line in text.splitlines() if line.strip().startswith(first))
    return [cell.strip() for cell in line.split("  ") if cell.strip()]


def test_paragraph_tells_the_first_and_the_last_year(growing):
    """Proves that no sum over years is called a year. Without it 2025 and 2027 would read as 230 kt a year."""
    text = summary(growing, "en", audited=True)
    assert "(Base case, 2025 to 2027): in 2025 110 kt of waste arise (dry), of which 30 kt can be used" in text
    assert "in 2027 120 kt of waste arise (dry), of which 69.3 kt can be used, a rate of 57.7 %" in text
    assert "New lines: 1, new connections: 1, for an investment of 14.8 M CNY, 2.11 M CNY a year" in text
    assert "230 kt" not in text
    assert "新建生产线 1 条、输送线路 1 条，投资 1,484 万元" in summary(growing, "zh")


def test_one_row_a_year(growing):
    """Proves that every year has its own row and its own investment. Without it the cost of 2027 would hide in 2025."""
    text = printed(result_tables(growing, "en"))
    assert cells(text, "2025") == [
        "2025", "110.0", "30.0", "27.3", "79.9", "0.0", "3.70", "0.00",
    ]  # fmt: skip
    assert cells(text, "2027") == [
        "2027", "120.2", "69.3", "57.7", "50.8", "0.0", "4.86", "14.84",
    ]  # fmt: skip
    assert cells(text, "Red mud") == ["Red mud", "20.0", "53.8"]
    assert "N-base" in text
    assert "98.4 kt/a" in text
    assert "Plot" in text
    assert "6 km" in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_numbers_are_whole_on_eighty_columns(growing, lang):
    """Proves that nothing is cut off. Without it an investment would lose its unit."""
    text = printed(result_tables(growing, lang))
    assert "…" not in text
    assert ("投资" if lang == "zh" else "investment") in text
    for part in ("1,483.8", "1,184 万元", "300 万元") if lang == "zh" else ("14.84", "11.8 M CNY", "3 M CNY"):
        assert part in text, part
    text.encode("gbk")


def test_targets_year_by_year(growing):
    """Proves that a target is told for each year, in per cent. Without it a missed year would hide behind a met one."""
    limits = pd.DataFrame(
        [
            (2025, "mud", "target", "year", "park", "", "used_t/arising_t", "red_mud", ">=", 0.15, 0.2, 0.05),
            (2027, "mud", "target", "year", "park", "", "used_t/arising_t", "red_mud", ">=", 0.4, 0.538, 0.138),
        ],
        columns=growing.limits.columns,
    )
    text = printed(result_tables(replace(growing, limits=limits), "en"))
    rows = [line.split() for line in text.splitlines() if " mud  " in line and "20" in line.split()[0]]
    assert rows == [["2025", "mud", ">=", "15", "%", "20", "%"], ["2027", "mud", ">=", "40", "%", "53.8", "%"]]


def test_one_year_tells_what_is_built(growing):
    """Proves that a single year with candidates has its usual table and the lines that stand in it."""
    text = printed(result_tables(growing.in_year(2027), "en"))
    assert "waste family" in text
    assert "N-base" in text
    assert "N-base" not in printed(result_tables(growing.in_year(2025), "en"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_region_with_stocks_fits_eighty_columns(growing, lang):
    """Proves that a region's years keep their last column. Without it the investment of Shandong falls off."""
    rates = growing.rates.assign(
        arising_t=growing.rates["arising_t"] * 800, used_t=growing.rates["used_t"] * 800, stock_t=2e8
    )
    ledgers = growing.ledgers.assign(amount=growing.ledgers["amount"] * -800)
    region = replace(growing, rates=rates, ledgers=ledgers, builds=growing.builds.assign(capex_cny=1.2e9))
    text = printed(result_tables(region, lang))
    assert ("120,300" if lang == "zh" else "1,203.0") in text
    assert ("40,000" if lang == "zh" else "400.0") in text
    assert "…" not in text


def test_long_names_narrow_words_alone(growing):
    """Proves that numbers stay whole beside a long name. Without it 24.3 M CNY would be read as 24.3 M."""
    builds = growing.builds.assign(candidate="SJ-c-powder-1000")
    text = printed(built_tables(replace(growing, builds=pd.concat([builds] * 2)), "en"))
    assert text.count("11.8 M CNY") == 2
    assert text.count("SJ-c-powder-1000") == 2
    assert "investment" in text


def test_many_lines_are_summed_by_process(growing):
    """Proves that 30 lines are one row a year and process. Without it a region's plan would scroll away."""
    many = replace(growing, builds=pd.concat([growing.builds] * 30, ignore_index=True))
    text = printed(built_tables(many, "en"))
    assert cells(text, "2027")[:3] == ["2027", "Stabilised road base", "30"]
    assert "2.95 Mt/a" in text


def test_a_stop_names_what_is_reached_and_the_bound(growing):
    """Proves that a search that was stopped tells cost, bound and gap. Without it 4 % of doubt reads as a proof."""
    stages = (
        Stage("used_t", "", "max", 0.005, 1e5, 1e5, 1e5, "branch and bound", 1, Stop.OPTIMAL, Worth.PROVEN),
        Stage("cost_cny", "", "min", 0.0, 1e7, 9.6e6, 1e7, "branch and bound", 1, Stop.TIME_LIMIT, Worth.FEASIBLE),
        Stage("tkm", "", "min", 0.0, 1e6, float("-inf"), 1e6, "none", 1, Stop.TIME_LIMIT, Worth.FEASIBLE),
    )
    stopped = replace(growing, outcome=Outcome(stages, Stop.TIME_LIMIT, Worth.FEASIBLE, 0.0, "HiGHS"))
    text = summary(stopped, "en")
    assert "stopped at a limit (time limit): the plan is usable but not proved optimal" in text
    assert "As to cost, 10 M CNY is reached and 9.6 M CNY is the proven bound: at most 4 % better is possible" in text
    assert "no bound was found" in text
    assert "used out of new arisings" not in text  # that one is proved
    assert "最多还可改善 4 %" in summary(stopped, "zh")


def test_a_gap_that_was_allowed_is_told(growing):
    """Proves that "optimal" to within half a per cent says so. Without it mip_gap would hide in the settings."""
    stage = Stage("cost_cny", "", "min", 0.0, 1e7, 9.96e6, 1e7, "branch and bound", 1, Stop.OPTIMAL, Worth.PROVEN)
    near = replace(growing, outcome=Outcome((stage,), Stop.OPTIMAL, Worth.PROVEN, 0.0, "HiGHS"))
    assert "proved every objective optimal in its order to within 0.4 %" in summary(near, "en")
    assert "to within" not in summary(growing, "en")


def test_the_folder_holds_every_year(growing, tmp_path):
    """Proves that map, tables and footprints carry the year. Without it rows of two years would add up unnoticed."""
    extra = footprint_files(growing)
    names = write_run(growing, tmp_path / "run", record=run_record(growing, growing.certificate), extra=extra)
    assert {"map.html", "builds.csv", "mains.csv", "footprints.csv"} <= set(names)
    for name in ("flows", "facilities", "ledgers", "rates", "footprints"):
        table = pd.read_csv(tmp_path / "run" / f"{name}.csv")
        assert set(table["year"]) == {2025, 2027}, name
    record = tomllib.loads((tmp_path / "run/run.toml").read_text("utf-8"))
    assert record["model"]["settings"]["horizon"]["years"] == [2025, 2027]


def test_builds_are_shown_in_the_currency_of_the_park(growing):
    """Proves that an investment is converted with the rest. Without it CNY would stand beside EUR."""
    abroad = replace(growing, park=replace(growing.park, currency="EUR", cny_per_unit=8.0))
    builds = shown_tables(abroad)["builds"]
    assert builds["capex_eur"].iloc[0] == pytest.approx(growing.builds["capex_cny"].iloc[0] / 8)
    assert "capex_cny" not in csv_text(builds)
    assert "1.48 M EUR" in printed(result_tables(abroad, "en"))


def test_tie_out_year_by_year(growing):
    """Proves that what really moved in 2025 is held against 2025. Without it both years would be added."""
    actual = growing.park.tables["actual"]
    row = {**dict.fromkeys(actual.columns, ""), "line": "mud used", "year": 2025.0, "scope": "park", "ledger": "used_t",
           "family": "red_mud", "amount": 20_000.0, "tolerance_pct": 1.0}  # fmt: skip
    told = pd.DataFrame([row, {**row, "year": 2027.0, "amount": 30_000.0}])
    tables = {**growing.park.tables, "actual": told}
    table = tie_out(replace(growing, park=replace(growing.park, tables=tables)))
    assert table["year"].tolist() == [2025, 2027]
    assert table["model"].round(-1).tolist() == [20_000, 59_350]
    assert table["within"].tolist() == [True, False]
