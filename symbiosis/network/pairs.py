"""Movements under consideration: an offer, an intake of a facility, a mode."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

    from symbiosis.park import Park
    from symbiosis.scenario import Model


@dataclass(frozen=True)
class Pairs:
    """Movements under consideration, and the tables that their numbers refer to.

    ``table`` has the columns offer, intake (-1 where the recipe does not name the material), facility, mode (numbers),
    km, listed (row of ``park.links`` that describes it, -1 where none does).
    """

    park: Park
    model: Model
    offers: pd.DataFrame
    facilities: pd.DataFrame
    standards: pd.DataFrame
    offer_quality: pd.DataFrame
    table: pd.DataFrame

    def __len__(self) -> int:
        return len(self.table)

    @cached_property
    def modes(self) -> pd.DataFrame:
        """Modes, numbered."""
        return self.model.tables["modes"].reset_index(drop=True)

    def of_offer(self, column: str) -> NDArray[Any]:
        """Return a column of the offers, movement by movement."""
        return np.asarray(self.offers[column].to_numpy()[self.table["offer"].to_numpy()])

    def of_facility(self, column: str) -> NDArray[Any]:
        """Return a column of the facilities, movement by movement."""
        return np.asarray(self.facilities[column].to_numpy()[self.table["facility"].to_numpy()])

    def of_mode(self, column: str) -> NDArray[Any]:
        """Return a column of the modes, movement by movement."""
        return np.asarray(self.modes[column].to_numpy()[self.table["mode"].to_numpy()])

    def of_link(self, column: str, absent: Any) -> NDArray[Any]:
        """Return a column of the park's links, movement by movement; ``absent`` where none describes it."""
        listed = self.table["listed"].to_numpy()
        values = self.park.tables["links"][column].to_numpy(dtype=object)
        if not len(values):
            return np.full(len(listed), absent, dtype=object)
        return np.asarray(np.where(listed >= 0, values[np.maximum(listed, 0)], absent))

    @property
    def one_plant(self) -> NDArray[np.bool_]:
        """Whether the movement stays inside one plant."""
        return np.asarray(self.of_offer("plant") == self.of_facility("plant"), dtype=bool)
