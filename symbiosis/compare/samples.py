"""Draws of everything that is not known for sure, by Latin hypercube: the same seed, the same draws."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.compare.job import Job
from symbiosis.compare.uncertain import Shape, Uncertain

#: What a result of a draw keeps.
_KEPT = ("rates", "links", "builds")


def drawn(inputs: Sequence[Uncertain], draws: int, seed: int, shape: Shape = "triangular") -> pd.DataFrame:
    """Return the value of each input in each draw: a row a draw, a column an input, by path.

    Each input is cut into as many equally likely parts as there are draws, and every part is met once. Compositions
    stay physical: none below 0, and what is part of the 100 % adds up to no more than that.
    """
    from scipy.stats import qmc

    quantiles = qmc.LatinHypercube(d=len(inputs), rng=np.random.default_rng(seed)).random(draws)
    values = np.column_stack([one.at(quantiles[:, number], shape) for number, one in enumerate(inputs)])
    lots = pd.Series([one.lot for one in inputs])
    for lot in lots[lots != ""].unique():
        parts = np.flatnonzero(lots == lot).tolist()
        low = np.array([inputs[number].low for number in parts])
        values[:, parts] = _within(values[:, parts], low, inputs[parts[0]].room)
    return pd.DataFrame(values, columns=[one.path for one in inputs])


def _within(values: NDArray[np.float64], low: NDArray[np.float64], most: float) -> NDArray[np.float64]:
    """Return rows that add up to no more than ``most``: each part goes back towards its low end by the same share."""
    room, above = most - low.sum(), (values - low).sum(axis=1, keepdims=True)
    share = np.minimum(1.0, np.divide(max(room, 0.0), above, out=np.ones_like(above), where=above > 0))
    return np.asarray(low + (values - low) * share, dtype=float)


def jobs_of(values: pd.DataFrame) -> list[Job]:
    """Return a job a draw."""
    digits = len(str(len(values)))
    return [
        Job(f"draw-{number:0{digits}d}", tuple(f"{path}={value:.9g}" for path, value in row.items()), keep=_KEPT)
        for number, (_, row) in enumerate(values.iterrows(), start=1)
    ]
