"""Levers: rows of levers.csv, or any number of a scenario, at levels that are asked for."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np

from symbiosis.errors import UsageError

if TYPE_CHECKING:
    from symbiosis.scenario import Model

#: Levels where none are asked for, both ends included.
_LEVELS = 9
#: More levels than this are a slip of the pen.
_MOST = 500
_HOW = "write NAME, NAME=LOW:HIGH:STEP or NAME=1,2,3"


@dataclass(frozen=True)
class Lever:
    """What is turned, and to which levels."""

    name: str
    """As it was asked for, such as ``subsidy:brick_nf``."""
    name_zh: str
    name_en: str
    unit: str
    sets: tuple[str, ...]
    """Assignments with ``{level}`` in them."""
    levels: tuple[float, ...]
    source: str = ""
    step: float = 0.0
    """Smallest difference between two levels; 0 where they may lie anywhere."""

    def at(self, level: float) -> tuple[str, ...]:
        """Return the assignments that put the lever to ``level``."""
        return tuple(text.replace("{level}", f"{level:.12g}") for text in self.sets)

    def job(self, level: float) -> str:
        """Return a name for the job at ``level`` that a folder can have."""
        return re.sub(r"[^\w.+-]+", "-", f"{self.name}={level:.12g}").strip("-.")[:90]


def read_levers(texts: Iterable[str], model: Model) -> tuple[Lever, ...]:
    """Return the levers that texts such as ``landfill_fee=0:200:25`` ask for.

    A name is a row of levers.csv, with a word after a colon where the row has a place for one
    (``subsidy:brick_nf``), or the path of any number, as after ``--set``.

    Raises UsageError for a lever or level that is not understood, and for a lever that is asked for twice.
    """
    levers = tuple(read_lever(text, model) for text in texts)
    if not levers:
        known = ", ".join(model.tables["levers"]["lever"])
        raise UsageError(f"--lever: none is given; {_HOW}; levers.csv has {known or 'no row'}")
    names = [lever.name for lever in levers]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise UsageError(f"--lever: {twice[0]} is asked for twice; give all its levels at once")
    return levers


def read_lever(text: str, model: Model) -> Lever:
    """Return the lever that one text asks for."""
    asked, equals, span = (part.strip() for part in text.partition("="))
    name, _, word = (part.strip() for part in asked.partition(":"))
    if "." in name:
        if not equals:
            raise UsageError(f"--lever {text}: levels are missing; write {asked}=LOW:HIGH:STEP")
        return Lever(asked, asked, asked, "", (f"{asked}={{level}}",), _levels(span, text), "")
    rows = {str(row["lever"]): row for row in model.tables["levers"].to_dict("records")}
    if name not in rows:
        near = get_close_matches(name, rows, n=1)
        hint = f"did you mean {near[0]}?" if near else f"levers.csv has {', '.join(rows) or 'no row'}"
        raise UsageError(f"--lever {text}: there is no lever {name or '(none named)'}; {hint}")
    row: Any = rows[name]
    levels = _levels(span, text) if equals else _own_levels(row)
    named = f" ({word})" if word else ""
    return Lever(
        asked, f"{row['name_zh']}{named}", f"{row['name_en']}{named}", str(row["unit"]), _sets(row, word, text), levels,
        str(row["source"]), float(row["step"]),
    )  # fmt: skip


def _own_levels(row: Any) -> tuple[float, ...]:
    low, high, step = (float(row[column]) for column in ("low", "high", "step"))
    count = min(_LEVELS, round((high - low) / step) + 1) if step else _LEVELS
    return tuple(np.linspace(low, high, count).tolist())


def _sets(row: Any, word: str, text: str) -> tuple[str, ...]:
    templates = [part.strip() for part in str(row["sets"]).split("|") if part.strip()]
    if word and not any("{word}" in part for part in templates):
        raise UsageError(f"--lever {text}: {row['lever']} takes no word; leave :{word} out")
    return tuple(part.replace("{word}", word) for part in templates if word or "{word}" not in part)


def _levels(span: str, text: str) -> tuple[float, ...]:
    """Return the levels that ``0:200:25`` or ``0,50,100`` say, the lowest first."""
    try:
        if ":" in span:
            low, high, step = (float(part) for part in span.split(":"))
            if not (step > 0 and high >= low and math.isfinite(high - low)):
                raise UsageError(f"--lever {text}: {span} has no levels; give a low end, a high end and a step above 0")
            count = math.floor((high - low) / step + 1e-9) + 1
            levels = [low + step * number for number in range(min(count, _MOST + 1))]
        else:
            levels = sorted({float(part) for part in span.split(",")})
    except ValueError:
        raise UsageError(f"--lever {text}: {span or '(nothing)'} are no levels; {_HOW}") from None
    if len(levels) > _MOST or not all(map(math.isfinite, levels)):
        raise UsageError(f"--lever {text}: {span} is more than {_MOST} levels, or no end; take a larger step")
    return tuple(levels)
