"""What a sweep varies: parameters with their values, as lists or ranges, and the points that they span."""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from symbiosis.errors import UsageError

#: The parameter that names scenarios instead of a number.
SCENARIO = "scenario"

_HOW = (
    "write PARAMETER=0.3,0.4,0.5 or PARAMETER=START:STOP:STEP or PARAMETER=START:STOP/COUNT, "
    "such as transport.truck_bulk.cost_cny_tkm=0.3:0.6:0.1"
)
#: The equals sign may be part of a quoted name: park.caps.park."co2_kg"."<=".amount.
_PARTS = re.compile(r'((?:[^="]|"[^"]*")+)=(.*)', re.DOTALL)
_RANGE = re.compile(r"([^:/]+):([^:/]+)(?::([^:/]+)|/([^:/]+))")
#: More values of one parameter are a slip of the pen.
_MOST_VALUES = 100_000


@dataclass(frozen=True)
class Axis:
    """A parameter and its values, as texts that ``--set`` takes."""

    path: str
    values: tuple[str, ...]

    @property
    def numbers(self) -> tuple[float, ...] | None:
        """The values as numbers; None where one of them is not."""
        try:
            return tuple(float(value) for value in self.values)
        except ValueError:
            return None


def read_axis(text: str) -> Axis:
    """Return the axis that ``parameter=values`` says; raises UsageError with what would be right."""
    found = _PARTS.fullmatch(text)
    if not found or not found[1].strip():
        raise UsageError(f"--vary {text!r} is not understood; {_HOW}")
    path, said = found[1].strip(), found[2].strip()
    spread = _RANGE.fullmatch(said) if path != SCENARIO else None
    values = _spread(text, *spread.groups()) if spread else tuple(_listed(said))
    return _checked(Axis(path, values), text)


def axis_of(path: str, values: Sequence[Any]) -> Axis:
    """Return the axis of a parameter with Python values."""
    texts = tuple(value if path == SCENARIO else json.dumps(value, ensure_ascii=False) for value in values)
    return _checked(Axis(path, texts), path)


def axes_of(vary: Mapping[str, Sequence[Any]] | Sequence[str]) -> tuple[Axis, ...]:
    """Return axes from a mapping of parameters to values, or from texts; raises UsageError where one comes twice."""
    if isinstance(vary, str):
        vary = [vary]
    if isinstance(vary, Mapping):
        axes = tuple(axis_of(path, values) for path, values in vary.items())
    else:
        axes = tuple(read_axis(text) for text in vary)
    paths = [axis.path for axis in axes]
    if not axes:
        raise UsageError(f"nothing is varied; {_HOW}")
    if twice := next((path for path in paths if paths.count(path) > 1), None):
        raise UsageError(f"--vary names {twice} twice; give all its values at once")
    return axes


def points(axes: Sequence[Axis], *, side_by_side: bool, most: int) -> list[tuple[str, ...]]:
    """Return one value of each axis for every point: all combinations, or the first of each, the second, ...

    Raises
    ------
    UsageError
        Where lists side by side differ in length, a point comes twice, or there are more than ``most``.
    """
    sizes = [len(axis.values) for axis in axes]
    if side_by_side:
        if len(set(sizes)) > 1:
            told = ", ".join(f"{axis.path} has {size}" for axis, size in zip(axes, sizes, strict=True))
            raise UsageError(f"--zip takes values side by side, but {told}; give each as many values")
        count = sizes[0]
    else:
        count = 1
        for size in sizes:
            count *= size
    if count > most:
        product = "" if side_by_side else f" ({' x '.join(map(str, sizes))})"
        raise UsageError(
            f"the sweep has {count:,} points{product}, more than {most:,}; take fewer values, --zip them, "
            f"or allow it with --most {count}"
        )
    values = [axis.values for axis in axes]
    found = list(zip(*values, strict=True)) if side_by_side else list(itertools.product(*values))
    for point, often in Counter(found).items():
        if often > 1:
            told = ", ".join(f"{axis.path}={value}" for axis, value in zip(axes, point, strict=True))
            raise UsageError(f"the sweep has the point {told} twice; name each value once")
    return found


def _checked(axis: Axis, text: str) -> Axis:
    if not axis.values or any(not value.strip() for value in axis.values):
        raise UsageError(f"--vary {text!r} leaves a value blank; {_HOW}")
    return axis


def _listed(text: str) -> list[str]:
    """Return the values of a list; commas within brackets or quotes part nothing."""
    parts, depth, quote = [""], 0, ""
    for sign in text:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in "[{":
            depth += 1
        elif sign in "]}":
            depth -= 1
        if sign == "," and not quote and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]


def _spread(text: str, first: str, last: str, by: str | None, count: str | None) -> tuple[str, ...]:
    """Return the values of a range with both ends, in decimal numbers, so that 0.1 + 0.2 is 0.3."""
    start, stop = _number(first, text), _number(last, text)
    if count is not None:
        if not count.strip().isdecimal() or not 2 <= int(count) <= _MOST_VALUES:
            raise UsageError(f"--vary {text!r}: {count.strip()} is no count of values; write a whole number from 2 on")
        steps = int(count) - 1
        return tuple(_said(start + (stop - start) * place / steps) for place in range(steps + 1))
    step = _number(by or "", text)
    if step == 0:
        raise UsageError(f"--vary {text!r}: a step of 0 leads nowhere; write a step that is not 0")
    if (stop - start) * step < 0:
        raise UsageError(
            f"--vary {text!r}: a step of {_said(step)} never gets from {_said(start)} to {_said(stop)}; "
            f"write {_said(start)}:{_said(stop)}:{_said(-step)}"
        )
    steps = int((stop - start) / step)
    if steps >= _MOST_VALUES:
        raise UsageError(f"--vary {text!r}: has {steps + 1:,} values; take a longer step")
    return tuple(_said(start + step * place) for place in range(steps + 1))


def _number(word: str, text: str) -> Decimal:
    try:
        number = Decimal(word.strip())
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite():
        raise UsageError(f"--vary {text!r}: {word.strip()!r} is not a plain number; {_HOW}")
    return number


def _said(number: Decimal) -> str:
    """Return a number as it would be typed, with up to twelve digits."""
    short = Decimal(f"{number:.12g}").normalize()
    return f"{short:f}" if short else "0"
