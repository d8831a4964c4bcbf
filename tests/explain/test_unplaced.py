"""Why tonnes are left without a use, each reason once, worked out on paper; and what a solve tells beside its plan."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import symbiosis
from symbiosis.explain.findings import Findings, findings
from symbiosis.explain.unplaced import left_over, unplaced_reasons
from symbiosis.solver.chain import Chain, loaded_values

WORKS = "facility,plant,process,capacity_t_a\nworks,B,making,{}\ntip,C,dump,"
COST = {"objectives": [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}]}


def told(here: Any) -> tuple[Findings, pd.Series[Any]]:
    """Return the findings, and the one reason in them."""
    formulation = symbiosis.formulate(here.park, here.model)
    found = findings(formulation, symbiosis.solve_formulation(formulation))
    assert found.asked
    assert len(found.reasons) == 1
    return found, found.reasons.iloc[0]


def test_no_recipe(world: Any) -> None:
    """Proves that mud that no works know is told so. Without it the answer would be a distance or a price."""
    _, row = told(world(recipes="process,input\nmaking,fly_ash\ndump,red_mud"))
    assert (row["verdict"], row["left_t"]) == ("no_use", pytest.approx(100))
    assert "no facility that uses waste has a recipe for mud" in row["en"]


def test_gate(world: Any) -> None:
    """Proves that works 10 km off are refused to a truck of 8 km, by name and gate; the tip stands at A.

    Without it the answer would be that there is a use which something holds back.
    """
    _, row = told(world(
        modes="mode,forms,hazards,where,max_km,cost_cny_tkm\ntruck,cake,none,anywhere,8,1\nonsite,cake,none,plant,,0",
        facilities="facility,plant,process\nworks,B,making\ntip,A,dump",
    ))  # fmt: skip
    assert (row["verdict"], row["facility"]) == ("gate", "works")
    assert "reach: 10.0 km is beyond the hard limit of 8 km" in row["en"]
    assert "works" in row["zh"]


def test_rule_with_its_price(world: Any) -> None:
    """Proves that works of 60 t/a leave 40 t, held back by that capacity, a tonne of which is a tonne used.

    Without it the answer would be that there are uses, held back by something.
    """
    _, row = told(world(facilities=WORKS.format(60)))
    assert (row["verdict"], row["left_t"]) == ("rule", pytest.approx(40))
    assert "held back by the capacity of works, 60 t/a (+1 t/a: used_t +1 t)" in row["en"]
    assert "works 的产能 60 t/a（+1 t/a：used_t +1 t）" in row["zh"]


def test_price(world: Any) -> None:
    """Proves that works at 100 CNY/t, 10 km off, are 40 CNY/t dearer than a tip at 50 CNY/t, 20 km off.

    Without it the answer would be a rule where there is none.
    """
    _, row = told(world(
        processes="process,fate,status,opex_cny_t\nmaking,use,industrial,100\ndump,disposal,industrial,50",
        settings=COST,
    ))  # fmt: skip
    assert (row["verdict"], row["more_cny_t"]) == ("price", pytest.approx(40.0))
    assert "works by truck, 10 km: at least 40 CNY/t dearer than what it would replace" in row["en"]
    assert "贵 40 元" in row["zh"]


def test_price_behind_a_rule(world: Any) -> None:
    """Proves that beside full works of 60 t/a the far ones are named with what they cost more: 130 - 70 = 60 CNY/t.

    The far works stand 30 km off, pay 100 CNY/t, and are not worth it where cost comes first.
    Without it the answer would end at the first obstacle.
    """
    _, row = told(world(
        plants="plant,km\nA,0\nB,10\nC,20\nD,30",
        facilities="facility,plant,process,capacity_t_a,opex_cny_t\nworks,B,making,60,0\nfar,D,making,,100\ntip,C,dump,,50",
        settings=COST,
    ))  # fmt: skip
    assert row["verdict"] == "rule"
    assert "held back by the capacity of works" in row["en"]
    assert "else far by truck, 30 km: at least 60 CNY/t dearer" in row["en"]


def test_not_built(world: Any) -> None:
    """Proves that mud that only a line could use that does not pay is told that it is not built.

    Without it the answer would be that the line would do as well.
    """
    _, row = told(world(
        facilities="facility,plant,process,status,min_size_t_a,max_size_t_a,capex_cny\n"
        "tip,C,dump,existing,,,\nline,B,making,candidate,0,100,90000",
        processes="process,fate,status,opex_cny_t,life_a\nmaking,use,industrial,0,10\ndump,disposal,industrial,50,",
        settings={**COST, "horizon": {"discount_rate": 0.0}}, add_ledgers="ledger,unit\ncapex_cny,CNY\nbuilt_t_a,t",
    ))  # fmt: skip
    assert (row["verdict"], row["facility"]) == ("decision", "line")
    assert "line is not built in this plan" in row["en"]


def test_years_by_themselves(world: Any) -> None:
    """Proves that each year has its own reason and its own money: 10 years of 40 CNY/t stay 40 CNY/t a year.

    Without it the answer would be 400 CNY/t for a year that stands for ten.
    """
    here = world(
        processes="process,fate,status,opex_cny_t\nmaking,use,industrial,100\ndump,disposal,industrial,50",
        settings={**COST, "horizon": {"years": [2025, 2035], "last_a": 10, "discount_rate": 0.05, "base_year": 2025}},
    )
    formulation = symbiosis.formulate(here.park, here.model)
    plan = symbiosis.solve_formulation(formulation)
    rows = unplaced_reasons(Chain(formulation, loaded_values(formulation)), plan)
    assert rows["year"].tolist() == [2025, 2035]
    assert rows["more_cny_t"].tolist() == pytest.approx([40.0, 40.0])


def test_the_largest_first_and_no_more(world: Any) -> None:
    """Proves that of two offers with tonnes left the larger is told first, and alone where one is asked for.

    Without it a park of a thousand offers would be asked a thousand times.
    """
    here = world(facilities=WORKS.format(10), offers="plant,material,amount_t\nA,mud,30\nC,mud,90")
    formulation = symbiosis.formulate(here.park, here.model)
    plan = symbiosis.solve_formulation(formulation)
    assert left_over(plan)["left_t"].sum() == pytest.approx(110)
    rows = unplaced_reasons(Chain(formulation, loaded_values(formulation)), plan, most=1)
    assert rows["offer"].tolist() == ["C|mud"]


def test_findings_are_left_out_where_the_park_is_large(world: Any) -> None:
    """Proves that nothing is asked above a size. Without it the largest parks would take twice the time."""
    here = world(facilities=WORKS.format(60))
    formulation = symbiosis.formulate(here.park, here.model)
    found = findings(formulation, symbiosis.solve_formulation(formulation), largest=3)
    assert not found.asked
    assert found.prices.empty


def test_findings_hold_prices_with_words(world: Any) -> None:
    """Proves that the price of the capacity is in the findings, solved again, in both languages.

    Without it the report would have no price of what binds.
    """
    found, _ = told(world(facilities=WORKS.format(60)))
    row = found.prices.iloc[0]
    assert (row["kind"], row["place"], row["price"], row["basis"]) == ("capacity", "works", pytest.approx(1), "price")
    assert row["en"].startswith("capacity of works (60 t/a) +1 t/a: +1 t")
    assert row["zh"].startswith("产能 works（60 t/a）+1 t/a：+1 t")


def test_money_is_the_park_s(world: Any) -> None:
    """Proves that a park in euro of 8 CNY is told 5 EUR/t, not 40 CNY/t. Without it money would be misread."""
    _, row = told(world(
        processes="process,fate,status,opex_cny_t\nmaking,use,industrial,100\ndump,disposal,industrial,50",
        settings=COST, park_toml='currency = "EUR"\ncny_per_unit = 8\ncurrency_source = "paper"\n',
    ))  # fmt: skip
    assert "at least 5 EUR/t dearer" in row["en"]
