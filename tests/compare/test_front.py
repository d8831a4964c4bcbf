"""Fronts of a park worked out on paper: cost curve, marginal costs, knee, plans at a point, several years, words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import symbiosis
from symbiosis.compare.asked import read_asked
from symbiosis.compare.front import ParkFront, cost_curve
from symbiosis.errors import UsageError
from symbiosis.show.front import front_html, front_rows, front_words, shown_front

#: 100 t of mud. The tip takes a tonne for 70 CNY (20 km, 50), the near works 40 t for 90, the far works 30 t for 170.
TWO_WORKS = {
    "plants": "plant,km,name_zh,name_en\nA,0,甲,\nB,10,,\nC,20,,\nD,30,,",
    "facilities": "facility,plant,process,capacity_t_a\nnear,B,making,40\nfar,D,dear_making,30\ntip,C,dump,",
    "processes": "process,fate,status,opex_cny_t\nmaking,use,industrial,80\ndear_making,use,industrial,140\n"
    "dump,disposal,industrial,50",
    "recipes": "process,input\nmaking,red_mud\ndear_making,red_mud\ndump,red_mud",
}


@pytest.fixture
def here(world: Any) -> Any:
    return world(**TWO_WORKS)


@pytest.fixture
def curve(here: Any) -> ParkFront:
    return symbiosis.front(here.park, here.model, "used_t,cost_cny", points=8)


def test_the_cost_curve(curve: ParkFront) -> None:
    """Proves eight points 10 t apart: 20 CNY more a tonne for the near works, then 100 for the far ones.

    Without it a reader would see 10,800 CNY for 70 t, 54 a tonne over all, and not that the last 30 cost five times it.
    """
    table = curve.table
    assert table["point"].tolist() == list(range(1, 9))
    assert table["used_t"].tolist() == pytest.approx([0, 10, 20, 30, 40, 50, 60, 70], abs=1e-6)
    assert table["cost_cny"].tolist() == pytest.approx([7000, 7200, 7400, 7600, 7800, 8800, 9800, 10800])
    assert table["step_cost_cny_per_used_t"].tolist()[1:] == pytest.approx([20] * 4 + [100] * 3)
    assert table["cost_cny_per_used_t"].tolist()[1:4] == pytest.approx([20] * 3)
    assert table["cost_cny_per_used_t"].tolist()[5:7] == pytest.approx([100] * 2)
    assert table["rate_red_mud"].tolist() == pytest.approx([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7])
    assert table.loc[table["knee"], "point"].tolist() == [5]
    assert curve.proven


def test_a_plan_at_a_point_is_a_run_like_any_other(curve: ParkFront) -> None:
    """Proves the plan of point 6: 40 t to the near works and 10 t to the far ones, audited, its tonnes as a target.

    Without the target in its model the run could not be repeated from what it records.
    """
    plan = curve.plan_at(6)
    sent = plan.flows.groupby("facility")["dry_t"].sum()
    assert sent.to_dict() == pytest.approx({"near": 40, "far": 10, "tip": 50}, rel=1e-5)
    assert plan.certificate is not None
    assert plan.limits["limit"].tolist() == ["front point 6: used_t"]
    again = symbiosis.solve(plan.park, symbiosis.Model.under(curve.model, *plan.model.assignments))
    assert again.outcome.stages[0].best == pytest.approx(8800, rel=1e-6)
    with pytest.raises(UsageError, match="points 1 to 8"):
        curve.plan_at(9)


def test_three_objectives(here: Any) -> None:
    """Proves that emissions (2 kg a tonne to the tip, 1 near, 3 far) agree with the near works and not with the far.

    Least emissions are 160 kg at 40 t; the most use, 70 t, emits 190 kg. So the front is a line from nothing used
    through 40 t, where cost and use part, and no point has less than 160 kg or lies off the cost curve.
    """
    found = symbiosis.front(here.park, here.model, ["used_t", "cost_cny", "co2_kg"], points=9)
    payoff = found.payoff.set_index("best")
    assert payoff.loc["cost_cny"].tolist() == pytest.approx([7000, 0, 200], abs=1e-6)
    assert payoff.loc["used_t"].tolist() == pytest.approx([10800, 70, 190])
    assert payoff.loc["co2_kg"].tolist() == pytest.approx([7800, 40, 160])
    for row in found.table.to_dict("records"):
        used = row["used_t"]
        assert row["cost_cny"] == pytest.approx(7000 + 20 * min(used, 40) + 100 * max(used - 40, 0))
        assert row["co2_kg"] == pytest.approx(200 - min(used, 40) + max(used - 40, 0))
    assert len(found.table) >= 9


def test_several_years_are_added_up(here: Any) -> None:
    """Proves two years of 70 t give 140 t at most, undiscounted, and that a plan at a point holds their sum."""
    model = here.under("horizon.years=[2025,2026]", "horizon.discount_rate=0.0")
    found = symbiosis.front(here.park, model, points=3)
    assert found.table["used_t"].tolist() == pytest.approx([0, 70, 140], abs=1e-6)
    assert found.table["cost_cny"].tolist() == pytest.approx([14000, 15400, 21600])
    plan = found.plan_at(2)
    assert float(plan.rates.loc[plan.rates["scope"] == "park", "used_t"].sum()) == pytest.approx(70, rel=1e-5)
    assert "all years together" in front_words(found).en


def test_the_curve_of_a_run(here: Any) -> None:
    """Proves the curve beside a run is that of the front, under the run's own objectives and their slack."""
    found = cost_curve(symbiosis.formulate(here.park, here.model), 8)
    assert found is not None
    assert found.table["cost_cny"].tolist() == pytest.approx([7000, 7200, 7400, 7600, 7800, 8800, 9800, 10800])
    years = symbiosis.formulate(here.park, here.under("horizon.years=[2025,2026]", "horizon.discount_rate=0.0"))
    assert cost_curve(years) is None
    with pytest.raises(UsageError, match="--curve"):
        cost_curve(years, 8)


def test_words_rows_and_money_in_both_languages(curve: ParkFront) -> None:
    """Proves the sentence, the table and the CSV of a park in euro (8 CNY each): 20 CNY a tonne is 2.5 EUR a tonne."""
    euro = replace(curve, park=replace(curve.park, currency="EUR", cny_per_unit=8.0))
    assert "The first step costs 2.5 EUR/t, the last 12.5 EUR/t" in front_words(euro).en
    assert "第一步代价 20 元/t，最后一步 100 元/t" in front_words(curve).zh
    shown = shown_front(euro)
    assert shown["cost_eur"].iloc[0] == pytest.approx(875)
    assert shown["cost_eur_per_used_t"].iloc[1] == pytest.approx(2.5)
    assert shown_front(euro, euro.payoff)["best"].tolist() == ["cost_eur", "used_t"]
    head, rows = front_rows(curve)
    assert len(rows) == 8
    assert {len(row) for row in rows} == {len(head)}


def test_the_page_escapes_names(curve: ParkFront) -> None:
    """Proves a title that is markup stays text in a page that fetches nothing (``seal`` raises otherwise)."""
    wild = replace(curve, park=replace(curve.park, title_zh="<script>x</script>", title_en='"><img src=//x>'))
    html = front_html(wild, "en")
    assert "&lt;script&gt;x" in html
    assert "<img" not in html
    assert '<html lang="en">' in html


def test_what_is_asked_is_understood_or_told(here: Any) -> None:
    """Proves senses, families and faults: a ledger that is none, one twice, one alone, one without a usual sense."""
    model = here.model
    asked = read_asked("used_t/red_mud, cost_cny:max", model)
    assert [(each.ledger, each.family, each.sense) for each in asked] == [
        ("cost_cny", "", "max"), ("used_t", "red_mud", "max"),
    ]  # fmt: skip
    for text, told in (
        ("used,cost_cny", "did you mean used_t"), ("used_t,used_t:min", "twice"), ("used_t", "two objectives"),
        ("stays_t,cost_cny", "say stays_t:max or stays_t:min"), ("used_t:up,cost_cny", "used_t:max or used_t:min"),
        ("used_t/mud,cost_cny", "no family 'mud'"),
    ):  # fmt: skip
        with pytest.raises(UsageError, match=told):
            read_asked(text, model)
