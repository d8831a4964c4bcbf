"""The words and the table at the end of a run."""

from __future__ import annotations

import io
from dataclasses import replace
from types import SimpleNamespace

import pytest
from rich.console import Console

from symbiosis.show.labels import labels
from symbiosis.show.numbers import figure, money, percent, tonnes
from symbiosis.show.summary import summary, summary_table
from symbiosis.solver.outcome import Outcome, Stage, Stop, Worth


def render(table, width: int = 140) -> str:
    out = io.StringIO()
    Console(file=out, width=width, color_system=None).print(table)
    return out.getvalue()


def outcome(stop: Stop, worth: Worth, bound: float = 1e6) -> Outcome:
    stage = Stage("used_t", "", "max", 0.005, 1e6, bound, 1e6, "ipx", 10, stop, worth)
    return Outcome((stage,), stop, worth, 0.0, "HiGHS")


def test_paragraph_says_what_counts(plan):
    text = summary(plan, "en", audited=True)
    # 2.1 + 0.129 + 0.03 Mt arise; 459,540 + 128,871 + 29,970 t arrive in use.
    for part in (
        "Trial park",
        "Base, 2025",
        "2.26 Mt",
        "618 kt",
        "27.4 %",
        "red mud 460 kt of 2.1 Mt (21.9 %)",
        "1.54 Mt",
    ):
        assert part in text, part
    assert "Of 5 Mt of legacy stock 400 t are used" in text
    assert "86.4 M CNY a year, 38.3 CNY per tonne" in text
    assert "found no fault" in text
    assert "has not been audited" in summary(plan, "en")


def test_a_return_is_not_a_negative_cost(plan):
    ledgers = plan.ledgers.assign(amount=plan.ledgers["amount"].where(plan.ledgers["ledger"] != "cost_cny", -1e6))
    assert "net return is 4 M CNY" in summary(replace(plan, ledgers=ledgers), "en")
    assert "净收益 400 万元" in summary(replace(plan, ledgers=ledgers), "zh")


def test_paragraph_in_chinese(plan):
    text = summary(plan, "zh", audited=True)
    for part in (
        "226 万t",
        "61.8 万t",
        "27.4 %",
        "赤泥 46 万t/210 万t（21.9 %）",
        "8,644 万元",
        "38.3 元",
        "未发现差错",
    ):
        assert part in text, part


def test_paragraph_tells_proof_from_a_stop(plan):
    """Proves that a stopped solve is never called optimal. Without it a bound of 10 % reads as a proof."""
    proved = replace(plan, outcome=outcome(Stop.OPTIMAL, Worth.PROVEN))
    assert "proved every objective optimal" in summary(proved, "en")
    assert "0.5 %" in summary(proved, "en")
    stopped = replace(plan, outcome=outcome(Stop.TIME_LIMIT, Worth.FEASIBLE, 1.1e6))
    assert "proved every" not in summary(stopped, "en")
    assert "time limit" in summary(stopped, "en")
    assert "at most 10 %" in summary(stopped, "en")
    assert "到达时限" in summary(stopped, "zh")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_consoles_of_the_gbk_code_page_can_print_it(plan, lang):
    plain = replace(plan, park=replace(plan.park, title_zh="园区", title_en="Park"))
    summary(plain, lang, audited=True).encode("gbk")
    render(summary_table(plain, lang)).encode("gbk")
    for key, text in labels(lang).items():
        if key.startswith(("summary_", "table_", "stop_")):
            text.encode("gbk")


def test_table_adds_up(plan):
    text = render(summary_table(plan, "en"))
    lines = {line.split("  ")[1].strip(): line.split() for line in text.splitlines() if "." in line}
    assert lines["red mud"][-6:] == ["2,100.0", "459.5", "21.9", "1,538.5", "100.0", "62.32"]
    assert lines["total"][-6:-1] == ["2,259.0", "618.4", "27.4", "1,538.5", "100.0"]
    costs = [float(line[-1]) for name, line in lines.items() if name != "total"]
    assert sum(costs) == pytest.approx(float(lines["total"][-1]), abs=0.03)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_numbers_are_whole_on_a_console_of_eighty_columns(plan, lang):
    """Proves that no number loses its end. Without it 10,020.4 reads as 10,020 and an ellipsis."""
    rates = plan.rates.assign(arising_t=plan.rates["arising_t"] * 20, used_t=plan.rates["used_t"] * 20)
    ledgers = plan.ledgers.assign(amount=plan.ledgers["amount"] * 25)
    text = render(summary_table(replace(plan, rates=rates, ledgers=ledgers), lang), width=80)
    assert "…" not in text
    assert ("4,518.0" if lang == "zh" else "45,180") in text
    cost = ledgers.loc[ledgers["ledger"] == "cost_cny", "amount"].sum()
    assert (f"{cost / 1e4:,.0f}" if lang == "zh" else f"{cost / 1e6:,.1f}") in text


def test_table_takes_names_as_text_and_shows_a_little(plan):
    families = plan.model.tables["families"].assign(name_en=["[red]mud[/]", "ash", "gypsum", "cement"])
    model = SimpleNamespace(**{**vars(plan.model), "tables": {**plan.model.tables, "families": families}})
    ledgers = plan.ledgers.copy()
    ledgers.loc[(ledgers["ledger"] == "disposed_t") & (ledgers["family"] == "gypsum"), "amount"] = 3.0
    text = render(summary_table(replace(plan, model=model, ledgers=ledgers), "en"))
    assert "[red]mud[/]" in text
    assert "<0.1" in text


def test_a_park_without_waste_has_a_summary(plan):
    empty = replace(plan, rates=plan.rates.iloc[:0], ledgers=plan.ledgers.iloc[:0])
    assert "0 t of waste" in summary(empty, "en")
    assert "total" in render(summary_table(empty, "en"))


def test_numbers():
    assert [figure(v) for v in (0, 1234.5, 12.345, 0.012345, -3.2, float("nan"), -1e-12)] == [
        "0",
        "1,234",
        "12.3",
        "0.0123",
        "-3.2",
        "-",
        "0",
    ]
    assert [tonnes(v, "zh") for v in (2.5e8, 12_345, 999)] == ["2.5 亿t", "1.23 万t", "999 t"]
    assert [tonnes(v, "en") for v in (2.5e8, 12_345, 999)] == ["250 Mt", "12.3 kt", "999 t"]
    assert [money(v, "zh") for v in (3.2e8, 45_600, -12)] == ["3.2 亿元", "4.56 万元", "-12 元"]
    assert money(1.5e6, "en", "EUR") == "1.5 M EUR"
    assert percent(0.12345) == "12.3 %"
