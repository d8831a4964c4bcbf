"""Which names of materials and families stand for the same matter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd


class Matter:
    """The materials of a model and the families they belong to."""

    def __init__(self, frames: Mapping[str, pd.DataFrame]) -> None:
        materials = frames["materials"]
        self.family: dict[str, str] = dict(zip(materials["material"], materials["family"], strict=True))
        self.families = set(frames["families"]["family"])
        self._units: dict[str, str] = dict(zip(frames["families"]["family"], frames["families"]["unit"], strict=True))

    def unit(self, name: str) -> str:
        """Return the unit of a material or family; tonnes where the name is not known."""
        return self._units.get(self.family.get(name, name), "t")

    def serves(self, recipes: pd.DataFrame) -> pd.Series:
        """Tell which recipe rows are no part of the load: those in another unit than the process is measured in."""
        units = recipes["input"].map(self.unit)
        weighed = set(recipes["process"][units == "t"])
        first = dict(zip(reversed(recipes["process"].tolist()), reversed(units.tolist()), strict=True))
        return units != recipes["process"].map(lambda process: "t" if process in weighed else first[process])

    def overlap(self, one: str, other: str) -> bool:
        """Tell whether two names, each a material or a family, can mean the same tonne; blank means every one."""
        if not one or not other or one == other:
            return True
        return self.family.get(one) == other or self.family.get(other) == one

    def overlaps_any(self, one: str, others: Iterable[str]) -> bool:
        """Tell whether a name can mean the same tonne as one of several."""
        return any(self.overlap(one, other) for other in others)


def grouped(frame: pd.DataFrame, key: str, value: str) -> dict[str, list[str]]:
    """Return the values of a column by the values of another, in the order of the rows."""
    groups: dict[str, list[str]] = {}
    for name, word in zip(frame[key], frame[value], strict=True):
        groups.setdefault(name, []).append(word)
    return groups
