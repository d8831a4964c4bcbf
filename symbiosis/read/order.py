"""Pairs of columns of which one must not exceed the other."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from symbiosis.errors import Fault


def shown(number: float) -> str:
    """Return a number as a user would type it."""
    return f"{number:.12g}"


def check_order(frame: pd.DataFrame, low: str, high: str, file: str) -> Iterator[Fault]:
    """Yield the rows in which ``low`` exceeds ``high``; blanks exceed nothing."""
    values = frame[[low, high]].to_numpy(float)
    for row, (least, most) in zip(frame.index, values, strict=True):
        if least > most:
            wrong = f"{low} {shown(least)} is more than {high} {shown(most)}"
            right = f"write a {low} of at most {shown(most)}, or a {high} of at least {shown(least)}"
            yield Fault(f"{file} row {row}, {low}", wrong, right)
