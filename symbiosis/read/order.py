"""Pairs of columns of which one must not exceed the other."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from symbiosis.errors import Fault


def shown(number: float) -> str:
    """Return a number as a user would type it."""
    return f"{number:.12g}"


def check_order(frame: pd.DataFrame, low: str, high: str, file: str) -> Iterator[Fault]:
    """Yield the rows in which ``low`` exceeds ``high``; blanks exceed nothing."""
    lows, highs = (frame[name].to_numpy(dtype=float) for name in (low, high))
    for place in np.flatnonzero(lows > highs).tolist():
        least, most = shown(lows[place]), shown(highs[place])
        wrong = f"{low} {least} is more than {high} {most}"
        right = f"write a {low} of at most {most}, or a {high} of at least {least}"
        yield Fault(f"{file} row {frame.index[place]}, {low}", wrong, right)
