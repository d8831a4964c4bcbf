"""Connections that are built, contracts on connections, least shipments, partners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from symbiosis.geography.distance import great_circle_km
from symbiosis.plan.audit_book import Book, called, number
from symbiosis.plan.audit_builds import _annuity
from symbiosis.plan.audit_facts import Facts, records

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan

ENDS = ["from", "to", "mode", "material"]


def check_mains(book: Book, plan: Plan) -> None:
    """Check every row of ``mains`` against the candidates among the park's links, and that none is built twice."""
    links = plan.park.tables["links"]
    known = {tuple(row[column] for column in ENDS): row for row in records(links[links["status"] == "candidate"])}
    for main in records(plan.mains):
        name = f"main from {main['from']} to {main['to']} by {main['mode']}"
        row = known.get(tuple(main[column] for column in ENDS))
        book.holds("mains listed", [row is not None], called([f"{name}: links.csv has no such candidate"]))
        if row is not None:
            _check_main(book, plan, main, row, name)
    twice = plan.mains.duplicated(ENDS)
    book.holds("built once", ~twice, lambda i: f"mains row {i}: it is built twice")


def _check_main(book: Book, plan: Plan, main: dict[str, Any], row: dict[str, Any], name: str) -> None:
    model, said = plan.model.in_year(int(main["year"])), called([name])
    mode = model.tables["modes"].set_index("mode").loc[row["mode"]]
    km = float(row["km"])
    if np.isnan(km):
        plants = plan.park.tables["plants"].set_index("plant")
        homes = plan.park.tables["facilities"].drop_duplicates("facility").set_index("facility")["plant"]
        there = row["to"] if row["to"] in plants.index else homes[row["to"]][0]
        ends = [np.array([float(plants.loc[end, axis])]) for end in (row["from"], there) for axis in ("lon", "lat")]
        km = float(great_circle_km(*ends)[0]) * float(model.settings.transport.circuity)
    capex, life = float(row["build_cny"]), float(mode["life_a"])
    capex = float(mode["build_cny_km"]) * km if np.isnan(capex) else capex
    annual = capex * _annuity(model.settings.horizon.discount_rate, life) if capex else 0.0
    for column, due in (("km", km), ("capex_cny", capex), ("annual_cny", annual)):
        book.equal("main costs", said, column, main[column], due, size=max(1.0, abs(due)))
    ends_in = float(main["year"]) + life - 1.0 if capex and not np.isnan(life) else np.nan
    book.equal("mains in time", said, "last_year", main["last_year"], ends_in)


def check_shipments(book: Book, flows: pd.DataFrame, facts: Facts) -> None:
    """Check that nothing moves on what is not built, that no shipment is too small and no facility has too many."""
    links = facts.park("links").reset_index(drop=True)
    at = flows["link"].to_numpy(dtype=int)
    _check_laid(book, flows, links, at, facts)
    if "shipments" in facts.settings.limits:
        _check_least(book, flows, links, at, facts)
    if "partners" in facts.settings.limits:
        _check_partners(book, flows, facts)


def _check_least(book: Book, flows: pd.DataFrame, links: pd.DataFrame, at: Any, facts: Facts) -> None:
    own = np.append(links["min_t_a"].to_numpy(dtype=float), 0.0)[at]
    common = flows["mode"].map(facts.modes["min_shipment_t_a"]).to_numpy(dtype=float)
    inside = (flows["from_plant"] == flows["to_plant"]).to_numpy()
    table = flows[["from_plant", "to_plant", "mode", "dry_t"]].assign(
        least=np.where(own > 0, own, np.where(inside, 0.0, common)), row=np.where(own > 0, at, -1)
    )
    keys = ["from_plant", "to_plant", "mode", "row"]
    table = table[table["least"] > 0]
    if table.empty:
        book.at_most("least shipment", [], [], str)
        return
    sums = table.groupby(keys, as_index=False).agg(t=("dry_t", "sum"), least=("least", "max"))
    sums = sums[sums["t"] > book.slack_t]
    book.at_most(
        "least shipment",
        sums["least"],
        sums["t"],
        lambda i: (
            f"shipment from {sums['from_plant'].iloc[i]} to {sums['to_plant'].iloc[i]} by {sums['mode'].iloc[i]}: "
            f"{number(sums['t'].iloc[i])} t are less than the least, {number(sums['least'].iloc[i])} t"
        ),
        size=np.maximum(book.floor_t, sums["least"]),
    )


def _check_laid(book: Book, flows: pd.DataFrame, links: pd.DataFrame, at: Any, facts: Facts) -> None:
    laid = {tuple(row[column] for column in ENDS) for row in records(facts.mains)}
    keys = [tuple(row) for row in links[ENDS].itertuples(index=False)]
    candidate = (links["status"] == "candidate").tolist()
    book.holds(
        "mains built",
        [row < 0 or not candidate[row] or keys[row] in laid for row in at],
        lambda i: (
            f"flow of {flows['offer'].iloc[i]} to {flows['facility'].iloc[i]} by {flows['mode'].iloc[i]}: "
            "the connection is not built"
        ),
    )


def _check_partners(book: Book, flows: pd.DataFrame, facts: Facts) -> None:
    sent = flows[(flows["dry_t"] > book.slack_t) & (flows["from_plant"] != flows["to_plant"])]
    count = sent.groupby("facility")["from_plant"].nunique()
    most = facts.facilities["max_partners"].astype(float).reindex(count.index)
    book.at_most(
        "partners",
        count,
        most,
        lambda i: f"facility {count.index[i]}: {count.iloc[i]} plants send to it, and {number(most.iloc[i])} may",
    )


def check_contracts(book: Book, plan: Plan, flows: pd.DataFrame, facts: Facts) -> None:
    """Check the contracts table: what was sent under each, what is missing, and what is paid for that."""
    if "contracts" not in facts.settings.limits:
        return
    links = facts.park("links").reset_index(drop=True)
    laid = {tuple(row[column] for column in ENDS) for row in records(facts.mains)}
    sent = flows.groupby("link")["dry_t"].sum()
    said = {tuple(row[column] for column in ENDS): row for row in records(plan.contracts)}
    due = 0
    for place, link in enumerate(records(links)):
        key = tuple(link[column] for column in ENDS)
        built = link["status"] != "candidate" or key in laid
        name = f"contract from {link['from']} to {link['to']} by {link['mode']}"
        if not link["contract_t_a"] > 0 or (not built and key not in said):
            continue
        due += 1
        book.holds("contracts listed", [key in said], called([f"{name}: the table leaves it out"]))
        if key not in said:
            continue
        row, moved = said[key], float(sent.get(place, 0.0))
        missing = max(0.0, float(link["contract_t_a"]) - moved) if built else 0.0
        size = max(book.floor_t, float(link["contract_t_a"]))
        for column, right in (
            ("contract_t_a", float(link["contract_t_a"])), ("sent_t", moved), ("shortfall_t", missing),
        ):  # fmt: skip
            book.equal("contracts", called([name]), column, row[column], right, size=size)
        price = float(link["penalty_cny_t"])
        book.equal("contracts", called([name]), "penalty_cny_t", row["penalty_cny_t"], price, size=price)
        paid = price * float(row["shortfall_t"])
        book.equal("contracts", called([name]), "penalty_cny", row["penalty_cny"], paid, size=max(1.0, price * size))
    book.holds("contracts listed", [due == len(said)], called([f"contracts: {len(said)} rows, not {due}"]))
