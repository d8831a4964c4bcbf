"""Rules on what is paid to the state and by it, on levers, and on bans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from symbiosis.errors import Fault
from symbiosis.read.composition_rules import cycle_from
from symbiosis.read.matter import Matter, grouped

Frames = Mapping[str, pd.DataFrame]
Where = tuple[str, str, str]

#: The ledger of what the state takes in, less what it pays out.
BUDGET = "budget_cny"
#: The columns that each basis reads; any other would be passed over in silence.
_READS = {
    "ledger": {"ledger", "materials"},
    "input": {"processes", "materials"},
    "output": {"processes", "materials"},
    "tkm": {"materials", "modes"},
}


def _columns(row: Any) -> Iterator[Where]:
    for column in ("ledger", "processes", "materials", "modes"):
        value = getattr(row, column)
        if value and column not in _READS[row.basis]:
            words = value if isinstance(value, str) else ";".join(value)
            yield column, f"{words!r} has no meaning while basis is {row.basis}", "leave it blank, or change the basis"
    if row.basis == "ledger" and not row.ledger:
        yield "ledger", "is blank while basis is ledger", "name the ledger whose units are charged"
    if row.ledger == "capex_cny":
        wrong = "'capex_cny' is paid once while costs are yearly"
        yield "ledger", wrong, "lower capex_cny_t_a of the process, or levy on built_t_a"
    if (row.scope == "park") != (not row.scope_name):
        wrong = f"is {row.scope_name!r} while scope is {row.scope}"
        yield "scope_name", wrong, "leave it blank" if row.scope == "park" else f"name the {row.scope}"


def _materials(row: Any, matter: Matter) -> Iterator[Where]:
    for word in row.materials if row.basis == "ledger" else ():
        if word in matter.family:
            wrong = f"{word!r} is a material, and ledgers are kept by family"
            yield "materials", wrong, f"name its family {matter.family[word]}, or take another basis"
    for word in row.materials:
        if matter.family.get(word) in row.materials:
            yield "materials", f"{word!r} would be charged twice, its family stands beside it", "leave one of them out"
    if row.rate_cny and row.basis in ("input", "output") and not (row.processes or row.materials):
        wrong = "processes and materials are blank, so all that any facility takes in or makes would be charged"
        yield "processes", wrong, "name the processes or the materials"


def levies(frames: Frames) -> Iterator[Fault]:
    """Yield levies that lack what their basis needs, name what it does not read, or are charged on themselves."""
    table, matter = frames["levies"], Matter(frames)
    if len(table) and BUDGET not in set(frames["ledgers"]["ledger"]):
        wrong = f"{BUDGET!r} is missing while levies.csv has rows"
        yield Fault("models/ledgers.csv, ledger", wrong, "add a row for it: the engine fills it with what is levied")
    factors = frames["factors"]
    edges = grouped(factors[(factors["basis"] == "ledger") & (factors["other"] != "")], "ledger", "other")
    for row in table.itertuples():
        where = f"models/levies.csv row {row.Index}"
        for column, wrong, right in (*_columns(row), *_materials(row, matter)):
            yield Fault(f"{where}, {column}", wrong, right)
        for paid in ("cost_cny", BUDGET) if row.ledger else ():
            # The ledger is circular where what it is filled from comes back to what the levy fills.
            if row.ledger == paid or cycle_from(paid, {**edges, paid: [*edges.get(paid, []), str(row.ledger)]}):
                wrong = f"{row.ledger!r} is filled from {paid}, which the levy fills"
                yield Fault(f"{where}, ledger", wrong, "levy on what is moved, taken in or emitted")
                break
    yield from _filled(factors)


def _filled(factors: pd.DataFrame) -> Iterator[Fault]:
    for row in factors.index[factors["ledger"] == BUDGET]:
        right = "write a row of levies.csv, which the payer's cost holds as well"
        yield Fault(f"models/factors.csv row {row}, ledger", f"{BUDGET!r} is filled by levies alone", right)


def levers(frames: Frames) -> Iterator[Fault]:
    """Yield levers that set nothing by their level."""
    for row in frames["levers"].itertuples():
        if "{level}" not in str(row.sets):
            wrong = f"{row.sets!r} does not say where the level goes"
            yield Fault(f"models/levers.csv row {row.Index}, sets", wrong, "write a.b.c={level}")


def bans(frames: Frames) -> Iterator[Fault]:
    """Yield bans in force that name nothing."""
    rules = frames["rules"]
    for row in rules[(rules["gate"] == "banned") & (rules["value"].fillna(1.0) != 0)].itertuples():
        if not (row.material or row.mode or row.process):
            wrong = "names no material, mode or process, so it would ban every movement"
            yield Fault(f"models/rules.csv row {row.Index}, material", wrong, "name what is banned, or set value to 0")
