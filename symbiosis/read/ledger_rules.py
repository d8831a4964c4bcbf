"""Rules on ledgers and the factors that fill them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from symbiosis.errors import Fault
from symbiosis.read.composition_rules import cycle_from
from symbiosis.read.matter import Matter, grouped

Frames = Mapping[str, pd.DataFrame]

#: Ledgers of tonnes that the engine counts; a factor on top would falsify rates and balances.
COUNTED = (
    "arising_t", "used_t", "used_stock_t", "used_purchase_t", "disposed_t", "stays_t", "lost_t", "sold_t", "bought_t",
    "made_t", "tkm",
)  # fmt: skip
#: All ledgers that the engine fills itself; factors may add to the last two.
BUILT_IN = (*COUNTED, "cost_cny", "co2_kg")

#: The columns that each basis reads; any other would be passed over in silence.
_READS = {
    "input": {"process", "material"},
    "handed": {"process", "material"},
    "output": {"process", "material"},
    "tkm": {"mode", "material"},
    "property": {"process", "material", "property"},
    "ledger": {"other"},
}
_NEEDS = {"property": "property", "ledger": "other"}


def _columns(row: Any) -> Iterator[tuple[str, str, str]]:
    needed = _NEEDS.get(row.basis)
    if needed and not getattr(row, needed):
        yield (
            needed,
            f"is blank while basis is {row.basis}",
            f"name the {needed}" + (" ledger" if needed == "other" else ""),
        )
    for column in ("process", "material", "mode", "property", "other"):
        word = getattr(row, column)
        if word and column not in _READS.get(row.basis, {column}):
            yield column, f"{word!r} has no meaning while basis is {row.basis}", "leave it blank, or change the basis"
    if row.boundary == "upstream" and row.basis != "input":
        yield "boundary", f"'upstream' has no meaning while basis is {row.basis}", "leave it blank, or make it input"
    if row.ledger in COUNTED:
        yield "ledger", f"{row.ledger!r} is counted, not computed", "let the factor fill a ledger of its own"


def _matter(row: Any, taken: Mapping[str, list[str]], made: Mapping[str, list[str]], matter: Matter) -> Iterator[str]:
    """Yield why a factor of one process and one material can never apply."""
    if not row.process or not row.material:
        return
    if row.basis in ("input", "handed", "property") and not matter.overlaps_any(
        row.material, taken.get(row.process, [row.material])
    ):
        yield f"process {row.process!r} does not take in {row.material!r}"
    if row.basis == "output" and not matter.overlaps_any(row.material, made.get(row.process, ())):
        yield f"process {row.process!r} does not give out {row.material!r}"


def factors(frames: Frames) -> Iterator[Fault]:
    """Yield factors that lack what their basis needs, name what it does not read, or can never apply."""
    matter = Matter(frames)
    taken = grouped(frames["recipes"], "process", "input")
    made = grouped(frames["yields"], "process", "output")
    for row in frames["factors"].itertuples():
        where = f"models/factors.csv row {row.Index}"
        for column, wrong, right in _columns(row):
            yield Fault(f"{where}, {column}", wrong, right)
        for wrong in _matter(row, taken, made, matter):
            yield Fault(f"{where}, material", wrong, "correct the process or the material, or leave one blank")


def credit_holders(frames: Frames) -> Iterator[Fault]:
    """Yield credits that could not be held against the supplier of a lot."""
    held = set(frames["ledgers"].loc[frames["ledgers"]["credit"], "ledger"])
    for name in sorted(held.intersection(BUILT_IN)):
        yield Fault("models/ledgers.csv, credit", f"{name!r} is filled by the engine and is no credit", "say no")
    for row in frames["factors"].itertuples():
        if row.ledger in held and (row.basis in ("tkm", "handed") or (row.basis == "ledger" and row.other not in held)):
            wrong = f"{row.basis!r} fills the credits of {row.ledger!r}, and knows no supplier"
            right = "use input, output, property, or another ledger of credits"
            yield Fault(f"models/factors.csv row {row.Index}, basis", wrong, right)


def ledgers(frames: Frames) -> Iterator[Fault]:
    """Yield built-in ledgers that are absent and ledgers that are filled from themselves."""
    known = set(frames["ledgers"]["ledger"])
    for name in BUILT_IN:
        if name not in known:
            yield Fault("models/ledgers.csv, ledger", f"{name!r} is missing", "add a row for it: the engine fills it")
    factors = frames["factors"]
    from_other = factors[(factors["basis"] == "ledger") & (factors["other"] != "")]
    edges = grouped(from_other, "ledger", "other")
    for row, name in zip(from_other.index, from_other["ledger"], strict=True):
        if way := cycle_from(name, edges):
            wrong = f"{name!r} is filled from itself ({' -> '.join(way)})"
            yield Fault(f"models/factors.csv row {row}, other", wrong, "break the circle")
