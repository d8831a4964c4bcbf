"""Money in the park's own currency: inside everything is CNY, what is shown is divided by cny_per_unit."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from symbiosis.plan.record import Plan
from symbiosis.show.currency import shown_tables
from symbiosis.show.data import page_data
from symbiosis.show.summary import summary, summary_table


def euro(plan: Plan, **changes: Any) -> Plan:
    """Return the plan in EUR at 8 CNY, with a target over each ledger."""
    units = pd.DataFrame([("cost_cny", "CNY"), ("used_t", "t"), ("arising_t", "t")], columns=["ledger", "unit"])
    settings = SimpleNamespace(**{**vars(plan.model.settings), "targets": changes.pop("targets", ())})
    tables = {**plan.model.tables, "ledgers": units}
    model = SimpleNamespace(**{**vars(plan.model), "tables": tables, "settings": settings})
    return replace(plan, park=replace(plan.park, currency="EUR", cny_per_unit=8.0), model=model, **changes)


def test_a_park_in_cny_is_shown_as_it_is(plan: Plan) -> None:
    """Proves that nothing is changed for CNY; without it files of earlier runs would differ."""
    assert shown_tables(plan) == plan.tables


def test_summary_and_table_divide(plan: Plan) -> None:
    """Proves it by hand: 86.4 M CNY / 8 = 10.8 M EUR, 38.3 / 8 = 4.78 a tonne; without it 86.4 M EUR would be said."""
    text = summary(euro(plan), "en")
    assert "10.8 M EUR a year, 4.78 EUR per tonne" in text
    assert "1,081 万EUR/年" in summary(euro(plan), "zh")
    heads = [str(column.header) for column in summary_table(euro(plan), "en").columns]
    assert any("M EUR/a" in head for head in heads)
    whole = list(summary_table(euro(plan), "en").columns[-1].cells)[-1]
    assert float(str(whole)) == pytest.approx(10.8, abs=0.01)


def test_the_map_divides(plan: Plan) -> None:
    """Proves that the page's cost and freights are EUR; without it its labels would say EUR over CNY."""
    cny, eur = page_data(plan, "en"), page_data(euro(plan), "en")
    assert eur["currency"] == "EUR"
    assert eur["cost"] == pytest.approx(cny["cost"] / 8)
    assert eur["flows"]["freight"] == pytest.approx([value / 8 for value in cny["flows"]["freight"]], rel=1e-6)
    assert eur["flows"]["dry_t"] == cny["flows"]["dry_t"]


def test_tables_divide_and_rename(plan: Plan) -> None:
    """Proves that a converted number never stands under a CNY name, and tonnes stay; without it they would mix."""
    tables = shown_tables(euro(plan))
    assert "freight_cny" not in tables["flows"]
    assert tables["flows"]["freight_eur"].sum() == pytest.approx(plan.flows["freight_cny"].sum() / 8)
    assert tables["flows"]["dry_t"].equals(plan.flows["dry_t"])
    ledgers = tables["ledgers"]
    assert set(ledgers.loc[ledgers["ledger"] == "cost_eur", "unit"]) == {"EUR"}
    mine, theirs = ledgers[ledgers["ledger"] == "cost_eur"], plan.ledgers[plan.ledgers["ledger"] == "cost_cny"]
    assert mine["amount"].sum() == pytest.approx(theirs["amount"].sum() / 8)
    assert "cost_cny" not in set(ledgers["ledger"])


@pytest.mark.parametrize(
    ("ledger", "over", "shown", "name"),
    [("cost_cny", "", 10.0, "cost_eur"), ("cost_cny", "arising_t", 10.0, "cost_eur/arising_t"),
     ("used_t", "cost_cny", 640.0, "used_t/cost_eur"), ("cost_cny", "cost_cny", 80.0, "cost_eur/cost_eur"),
     ("used_t", "", 80.0, "used_t")],
)  # fmt: skip
def test_limits_divide_as_their_unit_does(plan: Plan, ledger: str, over: str, shown: float, name: str) -> None:
    """Proves 80 CNY (a tonne) is 10 EUR, 80 t a CNY is 640 t a EUR, a share stays.

    Without it targets would be off by 8.
    """
    told = f"{ledger}/{over}" if over else ledger
    row = dict.fromkeys(plan.limits.columns, "") | {"kind": "target", "limit": "mine", "ledger": told}
    limits = pd.DataFrame([row | {"amount": 80.0, "value": 80.0, "margin": 0.0}])
    found = shown_tables(euro(plan, limits=limits))["limits"].iloc[0]
    assert found["amount"] == pytest.approx(shown)
    assert found["ledger"] == name
