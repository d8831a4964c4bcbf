"""A second look at footprints, by substitution: what comes in must go out, facility by facility, and all adds up.

Nothing is solved here. What a facility emits itself is worked out anew from the factors, one by one; what it takes over
is read off the footprints of its suppliers as they stand in the table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from symbiosis.plan.audit_facts import Facts, records

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan

Row = dict[str, Any]

#: Bases of factors that speak of what comes in.
_TAKEN_IN = ("input", "property", "handed")


def footprint_findings(plan: Plan, table: pd.DataFrame, tolerance: float = 1e-6) -> list[str]:
    """Return what is wrong with the footprints of a plan, as sentences; empty where they add up."""
    years = ((plan.in_year(year), table[table["year"] == year]) for year in plan.years)
    return [line for one, rows in years for line in _of_one_year(one, rows, tolerance)]


def _of_one_year(plan: Plan, table: pd.DataFrame, tolerance: float) -> list[str]:
    facts = Facts(plan)
    found = [] if table.empty else list(_total(plan, table, tolerance))
    for method in ("cut_off", "mass", "value"):
        kg_t = dict(zip(table["offer"], table[f"cradle_{method}_kg_t"], strict=True))
        own = _own(plan, facts, mass=method == "mass")
        found += _balances(plan, facts, kg_t, own, method, tolerance)
        found += _alike(plan, facts, kg_t, method, tolerance) if method != "value" else []
    return found


def _total(plan: Plan, table: pd.DataFrame, tolerance: float) -> Iterator[str]:
    ledger = {"cut_off": "co2_kg", "mass": "co2_alloc_kg"}[table["method"].iloc[0]]
    rows = plan.ledgers[plan.ledgers["scope"] == "park"]
    for column, name in (("final_kg", ledger), ("credit_kg", "co2_avoided_kg")):
        said, kept = float(table[column].sum()), rows[rows["ledger"] == name]
        if name not in set(plan.model.tables["ledgers"]["ledger"]):
            continue
        if abs(said - kept["amount"].sum()) > tolerance * max(
            table[column].abs().sum(), kept["amount"].abs().sum(), 1.0
        ):
            yield f"footprints: {column} adds up to {said:.9g} and ledger {name} holds {kept['amount'].sum():.9g}"


def _lots(plan: Plan) -> Iterator[Row]:
    for flow in records(plan.flows):
        yield {**flow, "t": flow["received_t"], "plant": flow["from_plant"], "origin": flow["offer_kind"]}
    for lot in records(plan.intakes):
        if lot["bought_t"]:
            yield {**lot, "t": lot["bought_t"], "origin": "bought"}


def _leaves(factors: list[Row], ledger: str, times: float = 1.0) -> Iterator[tuple[Row, float]]:
    for factor in factors:
        if factor["ledger"] == ledger and factor["value"]:
            if factor["basis"] == "ledger":
                yield from _leaves(factors, str(factor["other"]), times * float(factor["value"]))
            else:
                yield factor, times * float(factor["value"])


def _means(factor: Row, process: str, material: str, facts: Facts) -> bool:
    if factor["process"] not in ("", process):
        return False
    if factor["material"]:
        return facts.matches(str(factor["material"]), material)
    return facts.unit[material] == (facts.load_unit(process) if factor["process"] else "t")


def _own(plan: Plan, facts: Facts, *, mass: bool) -> dict[str, float]:
    """Return what each facility bears before its suppliers in the park are asked, freight in included."""
    factors = records(facts.model("factors"))
    leaves = list(_leaves(factors, "co2_kg"))
    new_scrap = [(f, float(f["value"])) for f in factors if f["ledger"] == "co2_alloc_kg" and f["basis"] == "handed"]
    taken_in = _Meant([leaf for leaf in leaves + (new_scrap if mass else []) if leaf[0]["basis"] in _TAKEN_IN], facts)
    by_road = _Meant([({**f, "process": ""}, value) for f, value in leaves if f["basis"] == "tkm"], facts)
    given_out = _Meant([leaf for leaf in leaves if leaf[0]["basis"] == "output"], facts)
    own: dict[str, float] = defaultdict(float)
    for lot in _lots(plan):
        own[lot["facility"]] += float(lot.get("co2_kg", 0.0))
        for factor, value in by_road.of("", lot["material"]) if "mode" in lot else []:
            own[lot["facility"]] += value * lot["tkm"] * (factor["mode"] in ("", lot["mode"]))
        for factor, value in taken_in.of(lot["process"], lot["material"]):
            upstream = factor["boundary"] == "upstream" or factor["basis"] == "handed"
            if not (upstream and lot["origin"] == "made"):
                part = facts.quality(lot["plant"], lot["material"], factor["property"]) if factor["property"] else 1.0
                own[lot["facility"]] += value * part * lot["t"]
    process = dict(zip(plan.facilities["facility"], plan.facilities["process"], strict=True))
    for offer in records(plan.offers[plan.offers["kind"] == "made"]):
        for _, value in given_out.of(process[offer["facility"]], offer["material"]):
            own[offer["facility"]] += value * offer["amount_t"]
    return own


class _Meant:
    """Factors by the processes and materials that they mean, each pair of them judged once."""

    def __init__(self, factors: list[tuple[Row, float]], facts: Facts) -> None:
        self._factors, self._facts = factors, facts
        self._known: dict[tuple[str, str], list[tuple[Row, float]]] = {}

    def of(self, process: str, material: str) -> list[tuple[Row, float]]:
        """Return the factors that mean what a process takes in or gives out of a material."""
        pair = (process, material)
        if pair not in self._known:
            self._known[pair] = [leaf for leaf in self._factors if _means(leaf[0], process, material, self._facts)]
        return self._known[pair]


def _used(plan: Plan, facts: Facts) -> dict[str, float]:
    """Return the tonnes of each output that bear: all of a product, and of a waste what is not dumped or left."""
    dumped = plan.flows[plan.flows["fate"] == "disposal"].groupby("offer")["dry_t"].sum()
    made = plan.offers[plan.offers["kind"] == "made"]
    return {
        row["offer"]: row["amount_t"]
        if facts.role[row["family"]] != "waste"
        else row["sent_t"] + row["sold_t"] - float(dumped.get(row["offer"], 0.0))
        for row in records(made)
    }


def _balances(
    plan: Plan, facts: Facts, kg_t: dict[str, float], own: dict[str, float], method: str, tolerance: float
) -> Iterator[str]:
    used = _used(plan, facts)
    out: dict[str, float] = defaultdict(float)
    bears: dict[str, float] = defaultdict(float)
    home = dict(zip(plan.offers["offer"], plan.offers["facility"], strict=True))
    for offer, tonnes in used.items():
        if offer in kg_t and tonnes > 0:
            out[home[offer]] += kg_t[offer] * tonnes
            bears[home[offer]] += abs(kg_t[offer]) * tonnes
    taken: dict[str, float] = defaultdict(float)
    for flow in records(plan.flows):
        waste = facts.role[flow["family"]] == "waste"
        if flow["offer"] in kg_t and not (waste and flow["fate"] == "disposal"):
            taken[flow["facility"]] += kg_t[flow["offer"]] * flow["dry_t"]
    for facility in bears:
        due = own[facility] + taken[facility]
        # A loop that nothing leaves hands nothing on; its burden stands in a row of its own.
        if bears[facility] and abs(out[facility] - due) > tolerance * max(bears[facility], abs(due), 1.0):
            yield f"footprints by {method}: {facility} hands on {out[facility]:.9g} kg and bears {due:.9g}"


def _alike(plan: Plan, facts: Facts, kg_t: dict[str, float], method: str, tolerance: float) -> Iterator[str]:
    """Yield outputs in tonnes of one facility that bear unlike burdens though they should share by mass."""
    made = plan.offers[plan.offers["kind"] == "made"]
    used = _used(plan, facts)
    by_home: dict[str, list[Row]] = defaultdict(list)
    for row in records(made):
        if row["offer"] in kg_t and used[row["offer"]] > 0 and facts.unit[row["material"]] == "t":
            by_home[row["facility"]].append(row)
    for facility, rows in by_home.items():
        goods = [row for row in rows if facts.role[row["family"]] != "waste"]
        sharing = rows if method == "mass" or not goods else goods
        kg = [kg_t[row["offer"]] for row in sharing]
        if max(kg) - min(kg) > tolerance * max(1.0, *map(abs, kg)):
            yield f"footprints by {method}: {facility} hands on from {min(kg):.9g} to {max(kg):.9g} kg per tonne"
        free = [row["offer"] for row in rows if row not in sharing and kg_t[row["offer"]] != 0]
        if free:
            yield f"footprints by {method}: {', '.join(free)} is waste and bears something"
