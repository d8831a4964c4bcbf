"""The audit passes a plan that is right by hand, and says what it compared."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd
import pytest

import symbiosis.plan
from symbiosis.plan.audit import audit, findings
from symbiosis.plan.record import Plan

CHECKS = {
    "bought in", "build costs", "build sizes", "builds belong", "builds in time", "builds listed", "builds ready",
    "built once", "capacity", "caps", "columns", "contracts", "contracts listed", "facilities listed",
    "facility as in the park", "facility load", "flow belongs", "flow co2_kg", "flow freight_cny", "flow km",
    "flow lost_t", "flow received_t", "flow tkm", "flow wet_t", "gate accepts", "gate carries", "gate hazard",
    "gate listed", "gate permits", "gate policy", "gate quality", "gate reach", "gate readiness", "gate roads",
    "intake belongs", "intakes", "known ids", "least shipment", "ledger unit", "ledgers", "limits listed",
    "limits margin", "limits reached", "link capacity", "made offers", "main costs", "mains built", "mains in time",
    "mains listed",
    "no negative amount", "no row twice", "numbers", "offer amount_t", "offer family", "offer id", "offer must_place",
    "offer price_cny_t", "offer sell_cny_t", "offers balance", "offers listed", "partners",
    "quality as in the standard", "quality limit", "quality listed", "quality margin", "quality value", "rates",
    "rates listed", "recipe", "room of a stock", "sold at the gate", "standards", "targets", "total mass", "year",
}  # fmt: skip


def test_the_plan_worked_out_on_paper_passes(plan: Plan) -> None:
    """Proves that the audit agrees with paper arithmetic on every definition (the sums are in paper/README.md).

    Without it the audit could disagree with the definitions in the same way as the solver does.
    """
    certificate = audit(plan)
    assert findings(plan) == []
    assert {check.name for check in certificate.checks} == CHECKS
    assert all(check.comparisons > 0 and check.largest <= 1e-6 for check in certificate.checks)
    assert certificate.comparisons > 1500


def test_the_certificate_reads_as_a_table(plan: Plan) -> None:
    """Proves that a reader sees what was compared. Without it "audited" is a word."""
    certificate = audit(plan)
    assert str(certificate).startswith("audit certificate: ")
    assert list(certificate.table.columns) == ["check", "comparisons", "largest_deviation"]
    assert certificate.table["comparisons"].sum() == certificate.comparisons


def test_an_empty_plan_of_an_empty_park_passes(plan: Plan) -> None:
    """Proves that no check trips over a table without rows. Without it a park without offers ends in a traceback."""
    plan.model.settings.targets = ()  # type: ignore[misc]
    park = replace(plan.park, tables={name: table.iloc[:0] for name, table in plan.park.tables.items()})
    assert findings(replace(plan, park=park, **{name: table.iloc[:0] for name, table in plan.tables.items()})) == []


def test_gates_and_limits_that_are_off_are_not_required(plan: Plan) -> None:
    """Proves that only what the settings switch on is asked for. Without it a what-if scenario never passes."""
    settings = plan.model.settings
    plan.model.tables["modes"]["max_km"] = 1.0
    plan.park.tables["facilities"]["permits"] = [()] * len(plan.park.tables["facilities"])
    plan.park.tables["caps"]["amount"] = -1e9
    assert len(findings(plan)) > 10
    settings.gates, settings.limits = ("accepts", "carries"), ("targets",)  # type: ignore[misc]
    assert findings(replace(plan, quality=plan.quality.iloc[:0], limits=plan.limits.iloc[2:])) == []


@pytest.mark.parametrize(("off_t", "passes"), [(1e-4, True), (1e-2, False)])
def test_tolerance_follows_the_largest_flow(plan: Plan, off_t: float, passes: bool) -> None:
    """Proves that 400 t, the largest flow, forgives 400 x 1e-6 t and no more: 1e-4 t pass, 1e-2 t do not.

    Without it a solver's rounding fails good plans, or an error of tonnes passes.
    """
    plan.offers.loc[plan.offers["offer"] == "P|ash", "stays_t"] += off_t
    assert (findings(plan) == [] or not any("P|ash" in finding for finding in findings(plan))) is passes


def test_the_audit_shares_no_code_with_what_it_audits() -> None:
    """Proves that no module of the audit imports the rooms it judges. Without it one error could vouch for itself."""
    rooms = ("errors", "park", "plan.record", "scenario", "geography.distance")
    allowed = {f"symbiosis.{room}" for room in rooms}
    modules = sorted(Path(symbiosis.plan.__path__[0]).glob("audit*.py"))
    assert len(modules) > 5
    for module in modules:
        tree = ast.walk(ast.parse(module.read_text("utf-8")))
        names = [node for node in tree if isinstance(node, ast.Import | ast.ImportFrom)]
        for node in names:
            imported = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            assert not (isinstance(node, ast.ImportFrom) and node.level), f"{module.name}: a relative import"
            for name in imported:
                own = name.startswith("symbiosis.plan.audit")
                room = name.partition(".")[0]
                assert own or name in allowed or room not in {"symbiosis", "pyomo", "highspy"}, f"{module.name}: {name}"


def _many(plan: Plan, copies: int) -> Plan:
    """Return a plan of ``copies`` power stations like P, each with its share of the ash; everything else stays."""
    park = dict(plan.park.tables)
    plants, offers, links = park["plants"], park["offers"], park["links"]
    names = [f"P{i}" for i in range(copies)]

    def spread(table: pd.DataFrame, chosen: pd.Series, amounts: tuple[str, ...] = ()) -> pd.DataFrame:
        own = table[chosen].loc[table.index[chosen].repeat(copies)].reset_index(drop=True)
        for column in ("plant", "from_plant", "name"):
            if column in own:
                own[column] = np.tile(names, int(chosen.sum()))
        if "offer" in own:
            own["offer"] = np.tile([f"{name}|ash" for name in names], int(chosen.sum()))
        for column in amounts:
            own[column] /= copies
        return pd.concat([table[~chosen], own], ignore_index=True)

    park["plants"] = spread(plants, plants["plant"] == "P")
    park["offers"] = spread(offers, offers["plant"] == "P", ("amount_t",))
    park["links"] = links[links["from"] != "P"]
    tonnes = ("dry_t", "lost_t", "received_t", "wet_t", "tkm", "freight_cny", "co2_kg")
    tables = {
        "flows": spread(plan.flows, plan.flows["from_plant"] == "P", tonnes),
        "offers": spread(plan.offers, plan.offers["plant"] == "P", ("amount_t", "sent_t", "stays_t")),
        "ledgers": spread(
            plan.ledgers, (plan.ledgers["scope"] == "plant") & (plan.ledgers["name"] == "P"), ("amount",)
        ),
        "rates": spread(plan.rates, plan.rates["name"] == "P", ("arising_t", "used_t", "stock_t", "used_stock_t")),
    }
    return replace(plan, park=replace(plan.park, tables=park), **tables)


def test_twenty_thousand_flows_take_seconds(plan: Plan) -> None:
    """Proves that the audit can run on every solve. Without it a country is not audited because it takes too long."""
    many = _many(plan, 20_000)
    assert len(many.flows) == 20_007
    start = perf_counter()
    assert findings(many) == []
    assert perf_counter() - start < 30  # two or three on a quiet machine
