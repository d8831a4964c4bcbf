"""Legality of every flow: the gates that the settings switch on, judged again from the tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from symbiosis.plan.audit_book import Book, number
from symbiosis.plan.audit_facts import Facts, records, words
from symbiosis.plan.audit_flows import name_flow

Gate = Callable[[Book, pd.DataFrame, Facts], None]


def check_gates(book: Book, flows: pd.DataFrame, facts: Facts) -> None:
    """Check every flow, however small; acceptance by the recipe and carriage by the mode always hold."""
    for name, gate in GATES.items():
        if name in ("accepts", "carries", "roads") or name in facts.settings.gates:
            gate(book, flows, facts)


def _each(flows: pd.DataFrame, columns: list[str], judge: Callable[..., Any]) -> list[Any]:
    """Return ``judge`` of the columns for every flow, asked once for each different combination."""
    cases = list(zip(*(words(flows[column]) for column in columns), strict=True))
    answers = {case: judge(*case) for case in dict.fromkeys(cases)}
    return [answers[case] for case in cases]


def _accepts(book: Book, flows: pd.DataFrame, facts: Facts) -> None:
    book.holds(
        "gate accepts",
        _each(flows, ["process", "material"], facts.accepts),
        lambda i: (
            f"{name_flow(flows, i)}: no recipe row of {flows['process'].iloc[i]} names {flows['material'].iloc[i]}"
        ),
    )


def _carries(book: Book, flows: pd.DataFrame, facts: Facts) -> None:
    modes = {row["mode"]: row for row in records(facts.modes)}
    materials = {row["material"]: row for row in records(facts.materials)}

    def refusal(mode: str, material: str) -> str:
        carrier, cargo = modes[mode], materials[material]
        for what, column, allowed in (
            ("the form", "form", carrier["forms"]),
            ("the hazard class", "hazard", carrier["hazards"]),
            ("the family", "family", carrier["families"]),
        ):
            if cargo[column] not in allowed and (allowed or column != "family"):
                return f"{mode} does not carry {what} {cargo[column]} of {material}"
        return ""

    reasons = _each(flows, ["mode", "material"], refusal)
    book.holds("gate carries", [not r for r in reasons], lambda i: f"{name_flow(flows, i)}: {reasons[i]}")


def _reach(book: Book, flows: pd.DataFrame, facts: Facts) -> None:
    rules = [rule for rule in records(facts.model("rules")) if rule["gate"] == "reach"]
    preferred = facts.settings.reach.use == "preferred"

    hard, best = (facts.modes[column].astype(float).to_dict() for column in ("max_km", "best_km"))

    def farthest(mode: str, material: str, process: str) -> float:
        bounds = [hard[mode], *([best[mode]] if preferred else [])]
        for rule in rules:
            applies = facts.matches(rule["material"], material)
            if applies and rule["mode"] in ("", mode) and rule["process"] in ("", process):
                bounds.extend([float(rule["value"]), *([float(rule["preferred"])] if preferred else [])])
        return min((bound for bound in bounds if not np.isnan(bound)), default=np.nan)

    most = _each(flows, ["mode", "material", "process"], farthest)
    book.at_most(
        "gate reach",
        flows["km"],
        most,
        lambda i: f"{name_flow(flows, i)}: {number(flows['km'].iloc[i])} km exceed the reach of {number(most[i])} km",
        size=flows["km"],
    )


def _hazard(book: Book, flows: pd.DataFrame, facts: Facts) -> None:
    approved = {tuple(pair) for pair in facts.settings.hazard.approved_transfers}
    start, end = (flows[plant].map(facts.plants["province"]) for plant in ("from_plant", "to_plant"))
    listed = flows["material"].map(facts.materials["hazard"]) == "listed"
    book.holds(
        "gate hazard",
        [not h or a == b or (a, b) in approved for h, a, b in zip(listed, words(start), words(end), strict=True)],
        lambda i: (
            f"{name_flow(flows, i)}: listed hazardous {flows['material'].iloc[i]} crosses from {start.iloc[i]!r} to "
            f"{end.iloc[i]!r}, a transfer that is not approved"
        ),
    )


def _readiness(book: Book, flows: pd.DataFrame, facts: Facts) -> None:
    allowed = set(facts.settings.technology.statuses) - {"obsolete"}
    status = flows["process"].map(facts.processes["status"])
    book.holds(
        "gate readiness",
        status.isin(list(allowed)),
        lambda i: (
            f"{name_flow(flows, i)}: the process {flows['process'].iloc[i]} is {status.iloc[i]}; "
            f"only {', '.join(sorted(allowed))} may be used"
        ),
    )


def _policy(book: Book, flows: pd.DataFrame, facts: Facts) -> None:
    allowed = set(facts.settings.technology.policies)
    policy = flows["process"].map(facts.processes["policy"])
    uses = flows["process"].map(facts.processes["fate"]).isin(["use", "avoid"])
    book.holds(
        "gate policy",
        ~uses | policy.isin(list(allowed)),
        lambda i: (
            f"{name_flow(flows, i)}: the process {flows['process'].iloc[i]} is {policy.iloc[i]}; "
            f"only what is {' or '.join(sorted(allowed))} may be used"
        ),
    )


def _permits(book: Book, flows: pd.DataFrame, facts: Facts) -> None:
    asked, hazard = facts.processes["permit"].to_dict(), facts.materials["hazard"].to_dict()
    held = facts.facilities["permits"].to_dict()

    def lacking(facility: str, process: str, material: str) -> str:
        permit = str(asked[process])
        return permit if hazard[material] == "listed" and permit and permit not in held[facility] else ""

    missing = _each(flows, ["facility", "process", "material"], lacking)
    book.holds(
        "gate permits",
        [not permit for permit in missing],
        lambda i: (
            f"{name_flow(flows, i)}: {flows['facility'].iloc[i]} lacks the permit {missing[i]} for "
            f"{flows['material'].iloc[i]}"
        ),
    )


def _quality(book: Book, flows: pd.DataFrame, facts: Facts) -> None:
    def unknown(plant: str, material: str, process: str) -> str:
        needed = sorted(facts.needed(process, material))
        return ", ".join(prop for prop in needed if np.isnan(facts.quality(plant, material, prop)))

    blanks = _each(flows, ["from_plant", "material", "process"], unknown)
    book.holds(
        "gate quality",
        [not blank for blank in blanks],
        lambda i: (
            f"{name_flow(flows, i)}: {blanks[i]} of {flows['material'].iloc[i]} is not known, which the standards of "
            f"{flows['process'].iloc[i]} need"
        ),
    )


def _listed(book: Book, flows: pd.DataFrame, facts: Facts) -> None:
    where = flows["mode"].map(facts.modes["where"])
    inside = flows["from_plant"] == flows["to_plant"]
    book.holds(
        "gate listed",
        ((where != "listed") | (flows["link"] >= 0)) & ((where != "plant") | inside),
        lambda i: (
            f"{name_flow(flows, i)}: the mode runs "
            + ("only inside one plant" if where.iloc[i] == "plant" else "only where the links table lists it")
        ),
    )
    book.holds(
        "gate listed",
        flows["allowed"],
        lambda i: f"{name_flow(flows, i)}: the links table forbids it (allowed = no)",
    )


def _precision(book: Book, flows: pd.DataFrame, facts: Facts) -> None:
    rules = [rule for rule in records(facts.model("rules")) if rule["gate"] == "precision"]
    measured = facts.park("links")["km"].astype(float).tolist()
    precision = facts.plants["coord_precision"].to_dict()

    def vague(start: str, end: str, mode: str, material: str, process: str, link: int) -> str:
        named = any(
            facts.matches(rule["material"], material)
            and rule["mode"] in ("", mode)
            and rule["process"] in ("", process)
            for rule in rules
        )
        if not named or start == end or (link >= 0 and not np.isnan(measured[link])):
            return ""
        words = {place: str(precision[place]) for place in (start, end)}
        return ", ".join(f"{p}: {w}" for p, w in words.items() if w in ("county_seat", "county_centroid", "city"))

    ends = _each(flows, ["from_plant", "to_plant", "mode", "material", "process", "link"], vague)
    book.holds(
        "gate precision",
        [not words for words in ends],
        lambda i: (
            f"{name_flow(flows, i)}: the coordinates ({ends[i]}) are too coarse for a distance that nobody has measured"
        ),
    )


def _banned(book: Book, flows: pd.DataFrame, facts: Facts) -> None:
    rules = [rule for rule in records(facts.model("rules")) if rule["gate"] == "banned" and rule["value"] != 0]

    def bans(mode: str, material: str, process: str) -> str:
        named = [
            rule["rule"]
            for rule in rules
            if facts.matches(rule["material"], material)
            and rule["mode"] in ("", mode)
            and rule["process"] in ("", process)
        ]
        return ", ".join(named)

    reasons = _each(flows, ["mode", "material", "process"], bans)
    book.holds("gate banned", [not r for r in reasons], lambda i: f"{name_flow(flows, i)}: banned by {reasons[i]}")


def _roads(book: Book, flows: pd.DataFrame, facts: Facts) -> None:
    if facts.park("roads").empty:
        return
    book.holds(
        "gate roads",
        flows["km"].notna(),
        lambda i: (
            f"{name_flow(flows, i)}: no way leads from {flows['from_plant'].iloc[i]} to {flows['to_plant'].iloc[i]} "
            "along the roads of the park"
        ),
    )


GATES: dict[str, Gate] = {
    "accepts": _accepts,
    "carries": _carries,
    "reach": _reach,
    "hazard": _hazard,
    "readiness": _readiness,
    "policy": _policy,
    "permits": _permits,
    "quality": _quality,
    "listed": _listed,
    "precision": _precision,
    "banned": _banned,
    "roads": _roads,
}
