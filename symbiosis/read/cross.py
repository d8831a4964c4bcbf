"""What a model's tables must agree on, and what a park asks of a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from symbiosis.errors import Fault
from symbiosis.read import (
    actual_rules,
    composition_rules,
    hazard_rules,
    ledger_rules,
    levy_rules,
    process_rules,
    siting_rules,
    standard_rules,
)
from symbiosis.read.park_rules import check_rows
from symbiosis.read.references import check_references
from symbiosis.schema import model_tables as model_schema
from symbiosis.schema import park_tables as park_schema

Frames = Mapping[str, pd.DataFrame]

_MODEL_RULES = (
    composition_rules.properties,
    composition_rules.compositions,
    composition_rules.ranges,
    process_rules.names,
    process_rules.processes,
    process_rules.modes,
    standard_rules.standards,
    ledger_rules.credit_holders,
    ledger_rules.factors,
    ledger_rules.ledgers,
    levy_rules.levies,
    levy_rules.levers,
    levy_rules.bans,
)


def check_model(model_tables: Frames) -> list[Fault]:
    """Return unknown names in a model and everything on which its rows contradict each other."""
    faults = check_references(model_schema(), model_tables, model_tables, prefix="models/")
    return faults + [fault for rule in _MODEL_RULES for fault in rule(model_tables)]


def _no_recipe(park: Frames, model: Frames) -> Iterator[Fault]:
    facilities = park["facilities"]
    known, fed = set(model["processes"]["process"]), set(model["recipes"]["process"])
    for row, process in zip(facilities.index, facilities["process"], strict=True):
        if process in known and process not in fed:
            wrong = f"process {process!r} takes nothing in: recipes.csv has no row for it"
            yield Fault(f"facilities.csv row {row}, process", wrong, "add its inputs to recipes.csv")


def _inside_only(park: Frames, model: Frames) -> Iterator[Fault]:
    """Yield links between two plants by a mode that works only inside one."""
    links, modes = park["links"], model["modes"]
    inside = set(modes["mode"][modes["where"] == "plant"])
    stands = dict(zip(park["facilities"]["facility"], park["facilities"]["plant"], strict=True))
    for row, sender, end, mode in zip(links.index, links["from"], links["to"], links["mode"], strict=True):
        if mode in inside and end != sender and sender not in stands.get(end, ()):
            wrong = f"{mode!r} works only inside one plant, not from {sender!r} to {end!r}"
            yield Fault(f"links.csv row {row}, mode", wrong, "name a mode that goes between plants")


def check_park(park_tables: Frames, model_tables: Frames) -> list[Fault]:
    """Return unknown names in a park, and everything on which it contradicts itself or the model."""
    # Both rooms have a table of compositions; no column refers to either.
    targets = dict(model_tables) | dict(park_tables)
    faults = check_references(park_schema(), park_tables, targets)
    faults += check_rows(park_tables)
    measured = park_tables["compositions"], model_tables["properties"], "compositions.csv", ["plant", "material"]
    faults += composition_rules.composition(*measured)
    faults += _no_recipe(park_tables, model_tables)
    faults += _inside_only(park_tables, model_tables)
    faults += hazard_rules.stored(park_tables, model_tables)
    faults += actual_rules.categories(park_tables, model_tables)
    faults += siting_rules.fits_model(park_tables, model_tables)
    return faults
