"""Spread: lots at the margin for which the settings ask, worked out from the compositions of park and model."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from symbiosis.plan.audit_facts import Facts, Rows, records


class Spread:
    """Lots as much above or below their value as ``[quality] margin_sd`` says; at 0 they are at their value."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self.margin = float(facts.settings.quality.margin_sd)
        self._terms: dict[str, Any] = {row["property"]: row["terms"] for row in records(facts.model("properties"))}
        self._sd: dict[tuple[str, str, str], float] = {}
        self._range: dict[tuple[str, str], tuple[float, float]] = {}
        if not self.margin:
            return
        for row in records(facts.park("compositions")):
            self._sd[row["plant"], row["material"], row["property"]] = float(row["sd"])
        within = float(facts.settings.quality.range_sd)
        for row in records(facts.model("compositions")):
            fall, rise = float(row["value"]) - float(row["low"]), float(row["high"]) - float(row["value"])
            fall, rise = (rise if np.isnan(fall) else fall), (fall if np.isnan(rise) else rise)
            self._range[row["material"], row["property"]] = (fall / within, rise / within)

    def qualities(self, lots: Rows, prop: str, direction: int) -> NDArray[np.float64]:
        """Return the property of every lot, ``direction`` 1 at its highest, -1 at its lowest, 0 at its value."""
        if not (self.margin and direction):
            return self._facts.qualities(lots, prop)
        return self._facts.by_source(lots, lambda plant, material: self._at(plant, material, prop, direction))

    def _at(self, plant: str, material: str, prop: str, direction: int) -> float:
        """Return one property of one lot; the parts of a derived one move so that it moves as far as it can."""
        parts = self._terms.get(prop)
        if parts:
            return float(
                sum(c * self._at(plant, material, base, direction if c > 0 else -direction) for base, c in parts)
            )
        value = self._facts.quality(plant, material, prop)
        sd = self._sd.get((plant, material, prop), np.nan)
        if np.isnan(sd):
            fall, rise = self._range.get((material, prop), (0.0, 0.0))
            sd = rise if direction > 0 else fall
        sd = 0.0 if np.isnan(sd) else sd
        if direction > 0:
            return value + self.margin * sd
        return max(value - self.margin * sd, min(value, 0.0))
