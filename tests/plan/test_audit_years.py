"""The audit on a plan of three years that builds: right as it comes, refused when a column, row or rule is spoiled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from symbiosis.park import Park
from symbiosis.plan.audit import findings
from symbiosis.plan.record import PLAN_COLUMNS, Plan

_SOLVED: list[Plan] = []
TABLES = {
    "plants": "plant,km,area_ha,owner\nA,0,,Alu\nB,10,4,Brick\nD,16,4,Brick\nC,20,,City",
    "offers": "plant,material,amount_t,kind,growth_pct_a,fed_by,most_t\nA,mud,100,,10,,\nA,mud,50,stock,,pond,80\n"
    "D,ash,20,,,,",
    "facilities": "facility,plant,process,status,capacity_t_a,min_size_t_a,max_size_t_a,capex_cny,capex_cny_t_a,"
    "fixed_cny_a,lead_a,area_ha,max_partners,to_year\ntip,C,dump,existing,,,,,,,,,,\npond,A,heap,existing,,,,,,,,,,\n"
    "works,B,making,existing,30,,,,,100,,1,,2026\nline,B;D,making,candidate,,20,90,1000,10,50,1,3,1,",
    "processes": "process,fate,status,opex_cny_t,life_a,site_class\nmaking,use,industrial,0,10,dusty\n"
    "dump,disposal,industrial,50,,heap\nheap,disposal,industrial,60,,heap",
    "add_recipes": "process,input\nheap,red_mud",
    "modes": "mode,forms,hazards,where,cost_cny_tkm,min_shipment_t_a,payload_t\n"
    "truck,cake;bulk,none,anywhere,1,5,10\nbelt,cake;bulk,none,listed,0.1,,",
    "links": "from,to,mode,status,build_cny,contract_t_a,penalty_cny_t\nA,B,belt,candidate,500,,\nA,C,truck,,,60,15",
    "separations": "site_class,against,min_km\ndusty,village,0.5\ndusty,dusty,1",
    "receptors": "receptor,kind,km\nold town,village,30",
    "caps": "scope,ledger,sense,amount,span\npark,capex_cny,<=,9000,horizon\npark,capex_cny,<=,9000,year",
    "add_ledgers": "ledger,unit\ncapex_cny,CNY\narea_ha,ha\nbuilt_t_a,t\ngate_loads_d,loads",
    "settings": {
        "limits": [
            "capacity", "links", "caps", "targets", "land", "separation", "shipments", "partners", "contracts",
        ],
        "targets": [{"name": "half", "ledger": "used_t", "over": "arising_t", "value": 0.1, "year": 2028}],
        "horizon": {"years": [2025, 2026, 2028], "discount_rate": 0.05, "last_a": 2},
        "solver": {"mip_gap": 0.0},
    },
}  # fmt: skip


@pytest.fixture
def plan(world: Any) -> Plan:
    """Return the plan, solved once."""
    if not _SOLVED:
        _SOLVED.append(world(**_lived()).solve().plan)
    solved = _SOLVED[0]
    return replace(solved, **{name: table.copy() for name, table in solved.tables.items()})


def _lived() -> dict[str, Any]:
    modes = str(TABLES["modes"]).splitlines()
    return {**TABLES, "modes": "\n".join([f"{modes[0]},life_a", f"{modes[1]},", f"{modes[2]},10"])}


def _columns() -> list[tuple[str, str]]:
    every = [(table, column) for table in PLAN_COLUMNS for column in PLAN_COLUMNS[table] if table != "quality"]
    every.remove(("limits", "limit"))  # free words
    return every


def test_it_passes_and_has_everything(plan: Plan) -> None:
    """Proves that years, stock, growth, lines, belt and contract are all there. Without it the rest spoils nothing."""
    assert findings(plan) == []
    assert plan.builds["year"].tolist() == [2026]
    assert all(len(getattr(plan, name)) for name in PLAN_COLUMNS if name != "quality")
    assert plan.contracts["shortfall_t"].max() > 0


@pytest.mark.parametrize(("table", "column"), _columns())
def test_a_changed_cell_is_refused(plan: Plan, table: str, column: str) -> None:
    """Proves that the largest cell of every column is read. Without it a year, a build or a payment is unproven."""
    rows = getattr(plan, table)
    row = int(pd.to_numeric(rows[column], errors="coerce").abs().fillna(0.0).to_numpy().argmax())
    cells = rows[column].astype(object).tolist()
    old = cells[row]
    if isinstance(old, str):
        cells[row] = f"{old}?"
    else:
        cells[row] = (not old) if pd.api.types.is_bool(old) else 17.0 if pd.isna(old) else float(old) * 1.01 + 17.0
    assert findings(replace(plan, **{table: rows.assign(**{column: cells})}))


@pytest.mark.parametrize("table", [name for name in PLAN_COLUMNS if name != "quality"])
def test_a_missing_row_is_refused(plan: Plan, table: str) -> None:
    """Proves that no row of any table can go. Without it a build or a contract is left out unseen."""
    assert findings(replace(plan, **{table: getattr(plan, table).iloc[1:]}))


def _park(plan: Plan, name: str, column: str, value: Any, where: Callable[[pd.DataFrame], Any]) -> Plan:
    table = plan.park.tables[name].copy()
    cells = table[column].astype(object)
    cells[where(table)] = value
    table[column] = cells.astype(table[column].dtype)
    park: Park = replace(plan.park, tables={**plan.park.tables, name: table})
    return replace(plan, park=park)


def _setting(plan: Plan, section: str, **values: Any) -> Plan:
    settings = plan.model.settings
    changed = values if not section else {section: getattr(settings, section).model_copy(update=values)}
    return replace(plan, model=replace(plan.model, settings=settings.model_copy(update=changed)))


def _line(table: pd.DataFrame) -> Any:
    return table["facility"] == "line"


SPOILS: dict[str, tuple[Callable[[Plan], Plan], str]] = {
    "growth ignored": (lambda p: _park(p, "offers", "growth_pct_a", 0.0, lambda t: t["material"] == "mud"), "amount_t"),
    "room of a stock": (lambda p: _park(p, "offers", "most_t", 0.5, lambda t: t["kind"] == "stock"), "room for"),
    "built before its lead": (lambda p: _park(p, "facilities", "lead_a", 3.0, _line), "may begin from 2028"),
    "built before its window": (lambda p: _park(p, "facilities", "from_year", 2028.0, _line), "may begin from 2028"),
    "larger than its largest": (lambda p: _park(p, "facilities", "max_size_t_a", 21.0, _line), "size"),
    "stands beyond its last year": (lambda p: _park(p, "facilities", "to_year", 2027.0, _line), "last_year"),
    "closed works run on": (
        lambda p: _park(p, "facilities", "to_year", 2025.0, lambda t: t["facility"] == "works"), "works"),
    "budget of all years": (
        lambda p: _park(p, "caps", "amount", 10.0, lambda t: t["span"] == "horizon"), "must be <= 10"),
    "budget of a year": (lambda p: _park(p, "caps", "amount", 10.0, lambda t: t["span"] == "year"), "must be <= 10"),
    "target of a year": (
        lambda p: _setting(p, "", targets=(p.model.settings.targets[0].model_copy(update={"value": 0.99}),)), "0.99"),
    "land oversold": (lambda p: _park(p, "plants", "area_ha", 2.0, lambda t: t["plant"].isin(["B", "D"])), "2 ha"),
    "too near a village": (
        lambda p: _park(p, "receptors", "lat", p.park.plants["lat"].iloc[1], lambda t: t["kind"] == "village"),
        "old town"),
    "obligation": (
        lambda p: _setting(p, "", limits=(*p.model.settings.limits, "obligations"), obligations=(_obligation(),)),
        "obligation"),
    "least shipment": (lambda p: _mode(p, "min_shipment_t_a", 500.0), "less than the least"),
    "interest": (lambda p: _setting(p, "horizon", discount_rate=0.2), "annual_cny"),
    "price of a contract": (
        lambda p: _park(p, "links", "penalty_cny_t", 3.0, lambda t: t["contract_t_a"] > 0), "penalty"),
    "belt not built": (lambda p: replace(p, mains=p.mains.iloc[:0]), "not built"),
}  # fmt: skip


def _obligation() -> Any:
    from symbiosis.scenario.settings import Obligation

    return Obligation(name="own tip", build="dump", per="making", ratio_t_t=1.0)


def _mode(plan: Plan, column: str, value: float) -> Plan:
    table = plan.model.tables["modes"]
    changed = table.assign(**{column: value})
    tables = {**plan.model.tables, "modes": changed}
    return replace(plan, model=replace(plan.model, tables=tables, _raw=tables))


@pytest.mark.parametrize("name", SPOILS)
def test_a_broken_rule_is_told(plan: Plan, name: str) -> None:
    """Proves that the plan, held against a stricter park, breaks the rule in words. Without it the rule is not read."""
    spoil, word = SPOILS[name]
    told = findings(spoil(plan))
    assert any(word in sentence for sentence in told), told


def test_a_level_that_is_not_carried_is_told(plan: Plan) -> None:
    """Proves that a stock begun anew in 2026 is refused. Without it a pond could be used up once a year."""
    offers = plan.offers.copy()
    own = (offers["kind"] == "stock") & (offers["year"] == 2026)
    offers.loc[own, ["amount_t", "stays_t"]] += 40.0
    assert any("amount_t" in sentence for sentence in findings(replace(plan, offers=offers)))
