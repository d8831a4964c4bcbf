"""Materials and words as numbers, so that what is asked of many rows is looked up in arrays."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.network.words import members

if TYPE_CHECKING:
    from symbiosis.network.network import Network
    from symbiosis.scenario import Model

Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]


class Meanings:
    """What words stand for, by the number of a material: its row in the model's table of materials."""

    def __init__(self, model: Model) -> None:
        table = members(model)
        self._materials = pd.Index(model.tables["materials"]["material"])
        self._words = pd.Index(table["word"].unique())
        # The last row is that of a word that stands for nothing.
        self._stands = np.zeros((len(self._words) + 1, len(self._materials)), dtype=bool)
        self._stands[self._words.get_indexer(table["word"]), self.numbers(table["material"])] = True

    def numbers(self, materials: Iterable[str]) -> Integers:
        """Return the numbers of materials."""
        return np.asarray(self._materials.get_indexer(pd.Index(materials)), dtype=np.int64)

    def of(self, words: Iterable[str]) -> Truths:
        """Return whether each word (row) stands for each material (column)."""
        return np.asarray(self._stands[self._words.get_indexer(pd.Index(words))], dtype=bool)


class Codes:
    """The offers and intakes of a network by the numbers of their materials."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self.words = Meanings(network.model)

    @cached_property
    def offer(self) -> Integers:
        """Number of the material, by offer."""
        return self.words.numbers(self._network.offers["material"])

    @cached_property
    def intake(self) -> Integers:
        """Number of the material, by intake."""
        return self.words.numbers(self._network.intakes["material"])

    @cached_property
    def entry(self) -> Integers:
        """Number of the intake, by facility (row) and material (column); -1 where the facility does not take it in."""
        count = len(self._network.intakes)
        entry = np.full((len(self._network.facilities), len(self.words.of([""])[0])), -1, dtype=np.int64)
        entry[self._network.intakes["facility"].to_numpy(dtype=int), self.intake] = np.arange(count)
        return entry

    @cached_property
    def made(self) -> Integers:
        """Number of the offer that a facility (row) makes of a material (column); -1 where it makes none."""
        offers = self._network.offers
        own = np.flatnonzero(offers["kind"] == "made")
        made = np.full(self.entry.shape, -1, dtype=np.int64)
        made[offers["maker"].to_numpy(dtype=int)[own], self.offer[own]] = own
        return made

    def entries(self, facilities: Integers, materials: Truths) -> tuple[Integers, Integers]:
        """Return position and intake for what each of ``facilities`` takes in of the materials in its row."""
        row, material = np.nonzero(materials & (self.entry[facilities] >= 0))
        return row, self.entry[facilities[row], material]
