"""How a solve ended: why it stopped is kept apart from what the point is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Stop(StrEnum):
    """Why the solver stopped."""

    OPTIMAL = "optimal"
    TIME_LIMIT = "time limit"
    INTERRUPTED = "interrupted"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    TROUBLE = "numerical trouble"


class Worth(StrEnum):
    """What the point at hand is worth."""

    PROVEN = "proven optimal"
    FEASIBLE = "feasible, not proven optimal"
    NONE = "no usable point"


@dataclass(frozen=True)
class Stage:
    """One objective of the ordered list and how it was solved."""

    ledger: str
    family: str
    sense: str
    slack: float
    """Part of the best value that later objectives may give up."""
    best: float
    """Value reached in this stage, in the ledger's unit."""
    bound: float
    """Proven bound on the best value; equals ``best`` within the tolerance where the stage is proven optimal."""
    final: float
    """Value in the plan, after all stages."""
    method: str
    """Algorithm that solved the stage: ipx, simplex, primal simplex on the optimal face, ..."""
    iterations: int
    stop: Stop
    worth: Worth

    @property
    def gap(self) -> float:
        """Relative distance between ``best`` and ``bound``."""
        return abs(self.best - self.bound) / max(1.0, abs(self.best))


@dataclass(frozen=True)
class Outcome:
    """All stages of a solve, and the quality of the final point."""

    stages: tuple[Stage, ...]
    stop: Stop
    worth: Worth
    primal_infeasibility: float
    """Largest violation of any row or bound at the final point, in the unit of the row (kt, thousand CNY, ...)."""
    solver: str
    """Name and version of the solver."""
    options: Mapping[str, str | float | int] = field(default_factory=dict)
    size: Mapping[str, int] = field(default_factory=dict)
    """Rows, columns and nonzeros of the matrix."""
    seconds: Mapping[str, float] = field(default_factory=dict)
    """Wall time by stage; kept out of run.toml, which must not change from run to run."""

    @property
    def status(self) -> str:
        """``optimal`` where every stage is proven, else ``stopped``."""
        return "optimal" if self.worth is Worth.PROVEN else "stopped"
