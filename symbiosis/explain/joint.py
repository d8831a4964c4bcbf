"""One number that stands at many places: a standard looser by 0.1 everywhere is worth what it is worth at each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from symbiosis.solver.bench import Change

if TYPE_CHECKING:
    from symbiosis.explain.levers import Lever
    from symbiosis.solver.gather import Matrix
    from symbiosis.solver.highs import Point

#: The word for all facilities of all years.
EVERYWHERE = "everywhere"


@dataclass(frozen=True)
class Joint:
    """Levers of one standard that are changed together."""

    levers: tuple[Lever, ...]
    kind: str = "standard_everywhere"
    place: str = EVERYWHERE

    @property
    def item(self) -> str:
        """The standard."""
        return self.levers[0].item

    @property
    def year(self) -> int:
        """The first year in which it stands."""
        return min(lever.year for lever in self.levers)

    @property
    def now(self) -> float:
        """The limit."""
        return self.levers[0].now

    @property
    def unit(self) -> str:
        """The limit's unit."""
        return self.levers[0].unit

    @property
    def step(self) -> float:
        """What is meant by a little looser."""
        return self.levers[0].step

    def change(self, problem: Matrix, by: float) -> Change:
        """Return what ``by`` more of the limit changes at every place."""
        change = Change()
        for lever in self.levers:
            change |= lever.change(problem, by)
        return change

    def rate(self, point: Point) -> float:
        """Return what one unit more adds to the objective, to first order: the sum over the places."""
        return sum(lever.rate(point) for lever in self.levers)


def joints(known: Iterable[Lever]) -> list[Joint]:
    """Return the standards that judge at several places by the same limit."""
    found: dict[tuple[str, float], list[Lever]] = {}
    for lever in known:
        if lever.kind == "standard":
            found.setdefault((lever.item, lever.now), []).append(lever)
    return [Joint(tuple(own)) for own in found.values() if len({lever.place for lever in own}) > 1]
