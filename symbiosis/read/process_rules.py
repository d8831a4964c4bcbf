"""Rules on processes: recipes that admit a mix, yields of something taken in, modes and colours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from symbiosis.errors import Fault
from symbiosis.read.matter import Matter, grouped
from symbiosis.read.order import check_order, shown

Frames = Mapping[str, pd.DataFrame]

_SLACK = 1e-9


def _share_bounds(frames: Frames, matter: Matter) -> Iterator[Fault]:
    recipes = frames["recipes"]
    yield from check_order(recipes, "min_share", "max_share", "models/recipes.csv")
    of_total = recipes[(recipes["per"] == "") & ~matter.serves(recipes)]
    for column in ("min_share", "max_share"):
        for row, share in zip(of_total.index, of_total[column].to_numpy(float), strict=True):
            if share > 1:
                wrong = f"{shown(share)} is more than the total input"
                right = f"write a share between 0 and 1; if {shown(share)} % is meant, write {shown(share / 100)}"
                yield Fault(f"models/recipes.csv row {row}, {column}", wrong, right)


def _least(shares: Iterable[tuple[str, float]], matter: Matter) -> float:
    """Return the least sum of shares; a family and its own materials are the same tonnes."""
    own: dict[str, float] = {}
    members: dict[str, float] = {}
    for name, share in shares:
        if name in matter.family:
            family = matter.family[name]
            members[family] = members.get(family, 0.0) + share
        else:
            own[name] = share
    return sum(max(own.get(family, 0.0), members.get(family, 0.0)) for family in own.keys() | members.keys())


def _most(shares: Iterable[tuple[str, float]], matter: Matter) -> float:
    """Return the greatest sum of shares, a bound from above where shares refer to other inputs."""
    most: dict[str, float] = {}
    for name, share in shares:
        most[name] = min(most.get(name, np.inf), share)
    total = 0.0
    for name, share in most.items():
        family = matter.family.get(name)
        # A family's own row bounds all its materials, named or not.
        total += 0.0 if family != name and family in most else share
    return total


def _mixes(frames: Frames, matter: Matter) -> Iterator[Fault]:
    recipes = frames["recipes"][~matter.serves(frames["recipes"])]
    mixes: dict[str, list[tuple[Any, ...]]] = {}
    columns = ("input", "min_share", "max_share", "per")
    for row, process, *said in zip(recipes.index, recipes["process"], *(recipes[c] for c in columns), strict=True):
        mixes.setdefault(process, []).append((row, *said))
    for process, rows in mixes.items():
        where = f"models/recipes.csv row {rows[0][0]}"
        least = _least([(name, share) for _, name, share, _, per in rows if per == ""], matter)
        if least > 1 + _SLACK:
            wrong = f"the least shares of process {process!r} add up to {least:.6g}"
            yield Fault(f"{where}, min_share", wrong, "lower them to at most 1 in all: no mix is possible")
        most = _most([(name, share) for _, name, _, share, _ in rows], matter)
        if most < 1 - _SLACK:
            wrong = f"the most shares of process {process!r} add up to {most:.6g}"
            yield Fault(f"{where}, max_share", wrong, "raise them to at least 1 in all, or add the missing input")


def _several_units(frames: Frames, matter: Matter) -> Iterator[Fault]:
    """Yield inputs that a load cannot be measured in: something must be in tonnes, or all in one unit."""
    recipes = frames["recipes"]
    units = recipes["input"].map(matter.unit)
    weighed = (units == "t").groupby(recipes["process"]).transform("any")
    for row in recipes.index[matter.serves(recipes) & ~weighed]:
        process, name = recipes.loc[row, ["process", "input"]]
        first = units[recipes["process"] == process].iloc[0]
        wrong = f"{name!r} is in {units[row]}, while process {process!r} is measured in {first}"
        right = "part it into two processes: only what takes in tonnes may be served in another unit"
        yield Fault(f"models/recipes.csv row {row}, input", wrong, right)


def _bases(frames: Frames, matter: Matter) -> Iterator[Fault]:
    recipes = frames["recipes"]
    inputs = grouped(recipes, "process", "input")
    for row, process, name, per in zip(
        *(recipes.index, recipes["process"], recipes["input"], recipes["per"]), strict=True
    ):
        where = f"models/recipes.csv row {row}, per"
        if per and per == name:
            yield Fault(where, f"{per!r} refers to itself", "name another input, or leave it blank for the total input")
        elif per and not matter.overlaps_any(per, inputs[process]):
            wrong = f"{per!r} is no input of process {process!r}"
            yield Fault(where, wrong, f"name one of {', '.join(inputs[process])}, or add a row for it")


def _yields(frames: Frames, matter: Matter) -> Iterator[Fault]:
    yields = frames["yields"]
    inputs = grouped(frames["recipes"], "process", "input")
    for row, process, name in zip(yields.index, yields["process"], yields["input"], strict=True):
        if name and process in inputs and not matter.overlaps_any(name, inputs[process]):
            wrong = f"{name!r} is no input of process {process!r}"
            right = f"name one of {', '.join(inputs[process])}, or leave it blank for every tonne taken in"
            yield Fault(f"models/yields.csv row {row}, input", wrong, right)


def processes(frames: Frames) -> Iterator[Fault]:
    """Yield recipes without a possible mix and yields of what is not taken in."""
    matter = Matter(frames)
    yield from _share_bounds(frames, matter)
    yield from _several_units(frames, matter)
    yield from _mixes(frames, matter)
    yield from _bases(frames, matter)
    yield from _yields(frames, matter)


def names(frames: Frames) -> Iterator[Fault]:
    """Yield names that mean a material and also a family with other members, and colours that are none."""
    matter = Matter(frames)
    materials, families = frames["materials"], frames["families"]
    members = grouped(materials, "family", "material")
    for row, name in zip(materials.index, materials["material"], strict=True):
        if name in matter.families and members.get(name, []) != [name]:
            wrong = f"{name!r} is also a family, which holds other materials"
            yield Fault(
                f"models/materials.csv row {row}, material", wrong, "give the material or the family another name"
            )
    for row, colour in zip(families.index, families["colour"], strict=True):
        if colour and not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
            yield Fault(f"models/families.csv row {row}, colour", f"{colour!r} is no colour", "write it as #b7410e")


def modes(frames: Frames) -> Iterator[Fault]:
    """Yield modes preferred further than they go."""
    yield from check_order(frames["modes"], "best_km", "max_km", "models/modes.csv")
