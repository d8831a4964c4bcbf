"""The integrated park of Shangjie: solids, steam, power and water placed by one solve, and audited."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import symbiosis
from symbiosis.errors import AuditError
from symbiosis.plan.audit import audit
from symbiosis.plan.record import Plan

ROOT = Path(__file__).parents[2]


@cache
def _plan(scenario: str = "") -> Plan:
    park = symbiosis.read_park(ROOT / "parks" / "shangjie")
    return symbiosis.solve(park, symbiosis.read_model(ROOT / "models", scenario or None))


def _ledger(plan: Plan, name: str, family: str = "") -> float:
    rows = plan.ledgers[(plan.ledgers["scope"] == "park") & (plan.ledgers["ledger"] == name)]
    return float(rows.loc[(rows["family"] == family) | (family == ""), "amount"].sum())


def _rate(plan: Plan, family: str) -> float:
    rates = plan.rates[(plan.rates["scope"] == "park") & (plan.rates["family"] == family)]
    return float(rates["rate"].iloc[0])


def test_one_solve_places_all_four_units() -> None:
    """Proves that flows of every unit stand in one plan, and that every demand of the park is met.

    Without it solids and utilities would be solved apart.
    """
    plan = _plan()
    assert {"red_mud", "steam", "heat", "power", "water"} <= set(plan.flows["family"])
    load = plan.facilities.set_index("facility")["load_t"]
    for facility, demand in (("SJ-AO-digestion", 3.0e6), ("SJ-AL-cells", 670e3), ("SJ-AO-washing", 0.9e6)):
        assert load[facility] == pytest.approx(demand)
    assert _ledger(plan, "power_mwh") == pytest.approx(670e3)


def test_the_brick_line_is_served_by_its_load() -> None:
    """Proves 0.6 GJ of steam and 0.12 m3 of water for each of 300 kt, which stay the load of the line.

    Without it the load would be 516 thousand of nothing in particular.
    """
    plan = _plan()
    rows = plan.intakes[plan.intakes["facility"] == "SJ-BR-steam"].groupby("family")["intake_t"].sum()
    assert rows["steam"] == pytest.approx(180e3)
    assert rows["water"] == pytest.approx(36e3)
    assert plan.facilities.set_index("facility").loc["SJ-BR-steam", "load_t"] == pytest.approx(300e3)
    assert rows.drop(["steam", "water"]).sum() == pytest.approx(300e3)


def test_the_near_waste_heat_boiler_serves_the_brick_line() -> None:
    """Proves that steam of the kiln's waste heat, 1 km off, beats the boiler's: 180,000 / 0.95 GJ leave the kiln.

    Without it waste heat would be let off beside a boiler that burns coal.
    """
    flows = _plan().flows
    steam = flows[(flows["facility"] == "SJ-BR-steam") & (flows["family"] == "steam")]
    assert steam["offer"].tolist() == ["SJ-CE-whb|steam_lp"]
    assert float(steam["dry_t"].iloc[0]) == pytest.approx(180e3 / 0.95)


def test_no_utility_in_a_ledger_of_tonnes() -> None:
    """Proves that every entry of a ledger of tonnes is of a family in tonnes. Without it water would be bought_t."""
    plan = _plan()
    tonnes = plan.ledgers[plan.ledgers["unit"].isin(["t", "t km"])]
    assert not set(tonnes["family"]) & {"steam", "heat", "power", "water"}


def test_liquor_returns_and_nothing_is_discharged() -> None:
    """Proves measure 4 and the zero discharge of the guideline: 0.25 m3 of liquor a stacked tonne, all taken back.

    Without it the stack would leak, or the drain would be free.
    """
    plan = _plan()
    stacked = float(plan.facilities.set_index("facility").loc["SJ-RM-stack", "load_t"])
    liquor = plan.flows[plan.flows["material"] == "alkali_liq"]
    assert float(liquor["received_t"].sum()) == pytest.approx(0.25 * stacked)
    assert _ledger(plan, "water_discharge_m3") == pytest.approx(0)
    assert _ledger(plan, "cooling_back_m3") == pytest.approx(_ledger(plan, "cooling_out_m3"))


def test_central_grid() -> None:
    """Proves that park.toml sets both factors of the Central grid. Without it 0.5306 of the country would count."""
    factors = _plan().model.tables["factors"]
    assert factors.loc[factors["other"] == "power_kwh", "value"].tolist() == [0.5271]
    assert factors.loc[factors["kind"] == "grid power", "value"].tolist() == [527.1]


@pytest.mark.parametrize(("scenario", "red_mud", "tailings"), [("reached", 0.30, 0.30), ("advanced", 0.80, 0.50)])
def test_table_1(scenario: str, red_mud: float, tailings: float) -> None:
    """Proves that the park meets Table 1 in both grades: red mud, tailings, all electrolyte and all butts.

    Without it the scenario would be out of reach in the one kind of park that it was written for.
    """
    plan = _plan(f"guideline-{scenario}")
    assert _rate(plan, "red_mud") >= red_mud - 1e-9
    assert _rate(plan, "mining_waste") >= tailings
    assert _rate(plan, "electrolyte") == pytest.approx(1)
    assert _rate(plan, "smelter_carbon") == pytest.approx(1)


@pytest.mark.parametrize(
    ("mode", "column"), [("steam_pipe", "received_t"), ("water_pipe", "dry_t"), ("power_line", "lost_t")]
)
def test_the_audit_hears_a_spoiled_main(mode: str, column: str) -> None:
    """Proves that a flow of steam, water or power that is off by 2 % is no plan. Without it none would be audited."""
    plan = _plan()
    flows = plan.flows.copy()
    row = flows.index[(flows["mode"] == mode) & (flows["dry_t"] > 1000)][0]
    flows.loc[row, column] = flows.loc[row, column] * 1.02 + 500
    with pytest.raises(AuditError, match="flow"):
        audit(replace(plan, flows=flows))
