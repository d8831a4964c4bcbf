"""Rules on standards: what is judged must be named, taken in or made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from symbiosis.errors import Fault
from symbiosis.read.composition_rules import IGNITION_LOSS
from symbiosis.read.matter import Matter, grouped

Frames = Mapping[str, pd.DataFrame]
Where = tuple[str, str, str]


def _columns_used(row: Any) -> Iterator[Where]:
    """Yield columns that the object of a standard needs, and those that it would pass over in silence."""
    if row.on == "input" and not row.input:
        yield "input", "is blank while on is input", "name the input that is judged"
    if row.on == "product" and not row.product:
        yield "product", "is blank while on is product", "name the product that is judged"
    if row.on != "input" and row.input:
        yield "input", f"{row.input!r} has no meaning while on is {row.on}", "leave it blank, or write input under on"
    if row.on != "product" and row.product:
        yield (
            "product",
            f"{row.product!r} has no meaning while on is {row.on}",
            "leave it blank, or write product under on",
        )
    if row.on != "product" and row.retained != 1:
        yield "retained", f"{row.retained:.12g} has no meaning while on is {row.on}", "leave it blank"
    if row.over and row.over == row.property:
        yield "over", f"{row.over!r} is divided by itself", "name another property, or leave it blank"


def _ignited(row: Any, properties: set[str]) -> Iterator[Where]:
    if row.ignited and row.on == "product":
        yield "ignited", "yes has no meaning while on is product", "write no: the product's tonnes are what they are"
    elif row.ignited and IGNITION_LOSS not in properties:
        yield "ignited", f"yes needs the property {IGNITION_LOSS}", f"add {IGNITION_LOSS} to properties.csv"


def _matter(
    row: Any, inputs: Mapping[str, list[str]], outputs: Mapping[str, list[str]], matter: Matter
) -> Iterator[Where]:
    for process in row.processes:
        if row.on == "product" and row.product and row.product not in outputs.get(process, ()):
            made = ", ".join(outputs.get(process, ())) or "nothing"
            yield (
                "product",
                f"process {process!r} does not give out {row.product!r} (but {made})",
                "add its row to yields.csv",
            )
        if (
            row.on == "input"
            and row.input
            and process in inputs
            and not matter.overlaps_any(row.input, inputs[process])
        ):
            taken = ", ".join(inputs[process])
            yield (
                "input",
                f"process {process!r} does not take in {row.input!r} (but {taken})",
                "add its row to recipes.csv",
            )


def standards(frames: Frames) -> Iterator[Fault]:
    """Yield standards that judge nothing or something that is not there."""
    matter = Matter(frames)
    inputs = grouped(frames["recipes"], "process", "input")
    outputs = grouped(frames["yields"], "process", "output")
    properties = set(frames["properties"]["property"])
    for row in frames["standards"].itertuples():
        found = [*_columns_used(row), *_ignited(row, properties), *_matter(row, inputs, outputs, matter)]
        for column, wrong, right in found:
            yield Fault(f"models/standards.csv row {row.Index}, {column}", wrong, right)
