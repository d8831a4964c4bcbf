"""Tie-out: what really moved, was used or was made, beside what the plan says of the same year.

A model that cannot say what happened has no claim on what could happen: the table comes before any improvement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from symbiosis.network.period import in_year
from symbiosis.network.units import ledger_units
from symbiosis.network.words import members
from symbiosis.plan.ledgers import total

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan

COLUMNS = (
    "year", "line", "scope", "name", "ledger", "family", "material", "category", "process", "facility", "from",
    "actual", "model", "difference", "difference_pct", "tolerance_pct", "within", "unit", "source", "confidence",
)  # fmt: skip

#: What narrows a line down to some of the flows; a line without any of them is read off the plan's ledgers.
DETAIL = ("material", "category", "process", "facility", "from")
#: Ledgers that can be followed flow by flow, and the kinds of offers that each counts.
BY_FLOW = {
    "": ("arising", "made", "stock", "purchase"),
    "disposed_t": ("arising", "made", "stock", "purchase"),
    "used_t": ("arising", "made"),
    "used_stock_t": ("stock",),
    "used_purchase_t": ("purchase",),
}


def tie_out(plan: Plan) -> pd.DataFrame:
    """Return one row a line of actual.csv and year of the plan: actual, model, difference, and whether it is within.

    A line is within its tolerance if the difference is at most ``tolerance_pct`` per cent of the actual amount.
    """
    tables = [_of_one_year(plan.in_year(year)) for year in plan.years]
    told = [table for table in tables if len(table)]
    return pd.concat(told, ignore_index=True) if told else tables[0]


def _of_one_year(plan: Plan) -> pd.DataFrame:
    lines = in_year(plan.park.tables["actual"], plan.model.settings.year)
    reached = [_reached(plan, line) for line in lines.to_dict("records")]
    table = lines.rename(columns={"amount": "actual"}).assign(
        model=np.array(reached, dtype=float), year=plan.model.settings.year
    )
    units = ledger_units(plan.model)
    gap = (table["model"] - table["actual"]).astype(float)
    size = table["actual"].abs().astype(float)
    table = table.assign(
        difference=gap,
        difference_pct=100.0 * gap / table["actual"].where(size > 0).astype(float),
        # Rounding of the solver is not a difference, even where nothing was allowed.
        within=gap.abs() <= size * table["tolerance_pct"] / 100.0 + 1e-6 * np.maximum(size, 1.0),
        unit=table["ledger"].map(units).fillna("t"),
    )
    return table[list(COLUMNS)].reset_index(drop=True)


def _reached(plan: Plan, line: dict[Any, Any]) -> float:
    if line["ledger"] == "made_t":
        return float(_picked(plan, _made(plan), line, "plant")["amount_t"].sum())
    if line["ledger"] and not any(line[word] for word in DETAIL):
        return sum(total(plan.ledgers, line["ledger"], line["scope"], name, line["family"]) for name in _names(line))
    flows = plan.flows[plan.flows["offer_kind"].isin(BY_FLOW[line["ledger"]])]
    flows = _picked(plan, flows, line, "from_plant")
    if line["ledger"] == "disposed_t":
        flows = flows[flows["fate"] == "disposal"]
    elif line["ledger"]:
        return float((flows["received_t"] * _kept(plan, flows)).sum())
    return float(flows["received_t"].sum())


def _made(plan: Plan) -> pd.DataFrame:
    made = plan.offers[plan.offers["kind"] == "made"]
    return made.assign(process=made["facility"].map(plan.facilities.set_index("facility")["process"]))


def _picked(plan: Plan, rows: pd.DataFrame, line: dict[Any, Any], booked: str) -> pd.DataFrame:
    """Return the rows that a line speaks of; ``booked`` is the column of the plant in whose books they stand."""
    for word in ("family", "material", "process", "facility"):
        rows = rows[(rows[word] == line[word]) | (line[word] == "")]
    if line["category"]:
        processes = plan.model.tables["processes"]
        rows = rows[rows["process"].isin(processes["process"][processes["category"] == line["category"]])]
    if line["from"]:
        rows = rows[rows[booked] == line["from"]]
    if line["scope"] != "park":
        plants = plan.park.plants.set_index("plant", drop=False)
        rows = rows[rows[booked].map(plants[line["scope"]]).isin(_names(line))]
    return rows


def _names(line: dict[Any, Any]) -> list[str]:
    return [name.strip() for name in line["name"].split(";")]


def _kept(plan: Plan, flows: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return which part of each flow counts as used: of waste that is used or avoided, what does not come back."""
    tables = plan.model.tables
    family = tables["materials"].set_index("material")["family"]
    role = tables["families"].set_index("family")["role"]
    yields = tables["yields"].assign(back=tables["yields"]["output"].map(family))
    words = members(plan.model)
    named = yields[yields["input"] != ""].merge(words.rename(columns={"word": "input"}), on="input")
    named = named[named["back"] == named["material"].map(family)]
    by_input = named.groupby(["process", "material"])["yield_t_t"].sum().to_dict()
    by_load = yields[yields["input"] == ""].groupby(["process", "back"])["yield_t_t"].sum().to_dict()
    rows = zip(flows["process"], flows["material"], flows["family"], strict=True)
    back = [by_input.get((process, lot), 0.0) + by_load.get((process, kind), 0.0) for process, lot, kind in rows]
    counts = flows["fate"].isin(["use", "avoid"]) & (flows["family"].map(role) == "waste")
    return np.where(counts, 1.0 - np.array(back, dtype=float), 0.0)
