"""Facilities: as the park states them, what they took in, their loads, capacities and recipe shares."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from symbiosis.plan.audit_book import Book, called, number
from symbiosis.plan.audit_entries import keyed
from symbiosis.plan.audit_facts import Facts, words

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan


def check_facilities(book: Book, plan: Plan, lots: pd.DataFrame, facts: Facts) -> None:
    """Check that every facility that stands is in the plan as in the park, with its load within its capacity."""
    said = plan.facilities.set_index("facility", drop=False)
    missing = facts.facilities.index.difference(said.index)
    book.holds(
        "facilities listed",
        facts.facilities.index.isin(said.index),
        lambda i: f"facility {facts.facilities.index[i]}: the park lists it and the plan leaves it out",
    )
    due = facts.facilities.drop(index=missing).copy()
    said, name = said.loc[due.index], called("facility " + due.index)
    due["load_t"] = lots[lots["counts"]].groupby("facility")["t"].sum().reindex(due.index).fillna(0.0)
    capacity = due["capacity_t_a"].astype(float)
    due["load_share"] = (due["load_t"] / capacity).where(capacity > 0)
    for column in ("plant", "process", "fate"):
        book.same("facility as in the park", name, column, said[column], due[column])
    for column in ("capacity_t_a", "min_t_a", "opex_cny_t"):
        size = due[column].astype(float).abs().fillna(0.0)
        book.equal("facility as in the park", name, column, said[column], due[column], size=size)
    size = due["load_t"].clip(lower=book.floor_t)
    book.equal("facility load", name, "load_t", said["load_t"], due["load_t"], size=size)
    share = (size / capacity).where(capacity > 0, 1.0)
    book.equal("facility load", name, "load_share", said["load_share"], due["load_share"], size=share)
    if "readiness" in facts.settings.gates:
        _ready(book, due, facts)
    # What was built has its size, whatever limits a scenario asks for.
    asked = "capacity" in facts.settings.limits
    _capacities(book, due if asked else due[due["status"] == "candidate"])


def _ready(book: Book, due: pd.DataFrame, facts: Facts) -> None:
    """Check that nothing runs that is not ready, be it on bought-in materials alone."""
    status = due["process"].map(facts.processes["status"])
    allowed = status.isin(list(facts.settings.technology.statuses)) & (status != "obsolete")
    book.holds(
        "gate readiness",
        allowed | (due["load_t"] <= book.slack_t),
        lambda i: f"facility {due.index[i]}: its process {due['process'].iloc[i]} is {status.iloc[i]} and may not run",
    )


def _capacities(book: Book, due: pd.DataFrame) -> None:
    load = due["load_t"]
    size = np.maximum(book.floor_t, load)
    book.at_most(
        "capacity",
        load,
        due["capacity_t_a"],
        lambda i: (
            f"facility {due.index[i]}: its load of {number(load.iloc[i])} t exceeds its capacity of "
            f"{number(due['capacity_t_a'].iloc[i])} t"
        ),
        size=size,
    )
    book.at_most(
        "capacity",
        due["min_t_a"],
        load,
        lambda i: (
            f"facility {due.index[i]}: its load of {number(load.iloc[i])} t is below its least load of "
            f"{number(due['min_t_a'].iloc[i])} t"
        ),
        size=np.maximum(size, due["min_t_a"]),
    )


def check_intakes(book: Book, plan: Plan, lots: pd.DataFrame, facts: Facts) -> None:
    """Check the intakes table against the lots, and that only what has a price and a recipe row is bought."""
    received, taken = defaultdict[tuple[str, str], float](float), defaultdict[tuple[str, str], float](float)
    load = defaultdict[str, float](float)
    columns = (words(lots[column]) for column in ("facility", "material", "t", "bought", "counts"))
    for facility, material, tonnes, bought, counts in zip(*columns, strict=True):
        taken[facility, material] += tonnes
        received[facility, material] += 0.0 if bought else tonnes
        load[facility] += tonnes if counts else 0.0
    listed = keyed(plan.intakes, ["facility", "material"], ["received_t", "intake_t", "share"])
    keys = sorted({*taken, *listed})
    said = np.array([listed.get(key, (0.0, 0.0, np.nan)) for key in keys], dtype=float).reshape(-1, 3)
    due = np.array([(received[key], taken[key]) for key in keys], dtype=float).reshape(-1, 2)

    def name(row: int) -> str:
        return f"intake by {keys[row][0]} of {keys[row][1]}"

    for place, column in enumerate(("received_t", "intake_t")):
        right = due[:, place]
        book.equal("intakes", name, column, said[:, place], right, size=np.maximum(right, book.floor_t))
    # A share is only due where the facility runs and the row is listed.
    loads = np.array([load[facility] for facility, _ in keys], dtype=float)
    told = np.flatnonzero(np.array([key in listed for key in keys], dtype=bool) & (loads > book.slack_t))
    share, size = due[told, 1] / loads[told], book.floor_t / loads[told]
    book.equal("intakes", lambda i: name(int(told[i])), "share", said[told, 2], share, size=size)
    _intake_rows(book, plan.intakes, facts)


def _intake_rows(book: Book, intakes: pd.DataFrame, facts: Facts) -> None:
    rows = intakes.reset_index(drop=True)
    due = {
        "plant": rows["facility"].map(facts.facilities["plant"]),
        "process": rows["facility"].map(facts.facilities["process"]),
        "family": rows["material"].map(facts.family),
    }
    name = called("intake by " + rows["facility"] + " of " + rows["material"])
    for column, right in due.items():
        book.same("intake belongs", name, column, rows[column], right)
    bought = rows["bought_t"].to_numpy(dtype=float)
    price = rows["material"].map(facts.price("buy")).astype(float)
    named = [facts.accepts(p, m) for p, m in zip(due["process"], rows["material"], strict=True)]
    book.holds(
        "bought in",
        (bought <= 0.0) | (price.notna().to_numpy() & np.array(named, dtype=bool)),
        lambda i: (
            f"{name(i)}: bought_t says {number(bought[i])} and should be 0, because the material has no "
            "buying price or no recipe row names it"
        ),
    )
    said = rows["buy_cny_t"].astype(float)
    # Where nothing is bought the column may be blank.
    due_price = price.where(said.notna() | (bought > 0.0), said)
    book.equal("bought in", name, "buy_cny_t", said, due_price, size=price.abs().fillna(1.0))


def check_recipes(book: Book, lots: pd.DataFrame, facts: Facts) -> None:
    """Check every recipe row of every facility that runs, and that nothing else goes in."""
    shares: list[_Share] = []
    sums = lots.groupby(["facility", "process", "material"])["t"].sum()
    inside: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for (facility, process, material), tonnes in zip(sums.index.tolist(), sums.tolist(), strict=True):
        inside[facility, process][material] = tonnes
    for (facility, process), intakes in inside.items():
        loads = {material: tonnes for material, tonnes in intakes.items() if facts.loads(process, material)}
        shares.extend(_Share.of(facility, recipe, intakes, loads, facts) for recipe in facts.recipes[process])
        strangers = [material for material in intakes if not facts.accepts(process, material)]
        fault = f"facility {facility}: takes in {', '.join(strangers)}, which no recipe row of {process} names"
        book.holds("recipe", [not strangers], called([fault]))
    taken, size = [s.tonnes for s in shares], [max(book.floor_t, s.load) for s in shares]
    least, most = [s.least * s.base for s in shares], [s.most * s.base for s in shares]
    book.at_most(
        "recipe", least, taken, lambda i: f"{shares[i]} is below the least, {number(shares[i].least)}", size=size
    )
    book.at_most("recipe", taken, most, lambda i: f"{shares[i]} exceeds the most, {number(shares[i].most)}", size=size)


class _Share(NamedTuple):
    """A recipe row at a facility: ``least x base <= tonnes <= most x base``."""

    facility: str
    what: str
    of_what: str
    tonnes: float
    base: float
    load: float
    least: float
    most: float

    @classmethod
    def of(
        cls, facility: str, recipe: dict[str, Any], intakes: dict[str, float], loads: dict[str, float], facts: Facts
    ) -> _Share:
        """Return what the recipe row asks of the intakes of a facility, in t by material; ``loads`` count in all."""

        def tonnes(word: str) -> float:
            if not word:
                return sum(loads.values())
            return sum(t for material, t in intakes.items() if facts.matches(word, material))

        what, of_what = recipe["input"], recipe["per"]
        least, most = float(recipe["min_share"]), float(recipe["max_share"])
        return cls(facility, what, of_what, tonnes(what), tonnes(of_what), sum(loads.values()), least, most)

    def __str__(self) -> str:
        share = number(self.tonnes / self.base) if self.base else f"{number(self.tonnes)} t to nothing"
        return f"facility {self.facility}: the share of {self.what} in {self.of_what or 'total input'}, {share},"
