"""Settings of a model: what a scenario file may say besides overriding cells of the tables."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Scope = Literal["park", "plant", "owner", "zone", "province"]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Transport(_Section):
    """How far a road is."""

    circuity: float = Field(default=1.25, ge=1, le=5)
    """Road km per great-circle km."""
    circuity_source: str = ""


class Technology(_Section):
    """Which processes may be used."""

    statuses: tuple[Literal["industrial", "demonstration", "pilot", "laboratory"], ...] = ("industrial",)


class Reach(_Section):
    """Which distance limits a movement."""

    use: Literal["hard", "preferred"] = "hard"


class Hazard(_Section):
    """Transfers of hazardous waste."""

    approved_transfers: tuple[tuple[str, str], ...] = ()
    """Pairs of provinces, from and to, between which transfers are approved."""


class Objective(_Section):
    """A ledger to be made large or small, in its place in the order."""

    ledger: str
    sense: Literal["max", "min"]
    family: str = ""
    """Only this family's part; blank means all of it."""
    slack: float = Field(default=0.0, ge=0, lt=1)
    """Part of the best value that later objectives may give up."""


class Target(_Section):
    """A ratio of ledgers (or one ledger) that must be reached."""

    name: str
    ledger: str
    over: str = ""
    """Ledger that it is divided by; blank compares the ledger itself with ``value``."""
    family: str = ""
    sense: Literal[">=", "<="] = ">="
    value: float
    scope: Scope = "park"
    scope_name: str = ""
    source: str = ""


class Solver(_Section):
    """How HiGHS is run."""

    method: Literal["auto", "ipx", "simplex"] = "auto"
    presolve: Literal["on", "off"] = "on"
    feasibility_tolerance: float = Field(default=1e-7, ge=1e-10, le=1e-4)
    optimality_tolerance: float = Field(default=1e-7, ge=1e-10, le=1e-4)
    time_limit_s: float = Field(default=3600.0, gt=0)
    """For all objectives together."""
    mip_gap: float = Field(default=1e-4, ge=0, lt=1)
    threads: int = Field(default=1, ge=1, le=256)
    seed: int = Field(default=0, ge=0)


class Settings(_Section):
    """Everything a model says besides its tables."""

    title_zh: str = ""
    title_en: str = ""
    year: int = Field(ge=1900, le=2200)
    gates: tuple[str, ...]
    limits: tuple[str, ...]
    transport: Transport = Field(default_factory=Transport)
    technology: Technology = Field(default_factory=Technology)
    reach: Reach = Field(default_factory=Reach)
    hazard: Hazard = Field(default_factory=Hazard)
    regimes: tuple[str, ...] = ()
    """Systems of standards that hold; standards that name none hold everywhere."""
    standards_off: tuple[str, ...] = ()
    objectives: tuple[Objective, ...] = Field(min_length=2)
    targets: tuple[Target, ...] = ()
    solver: Solver = Field(default_factory=Solver)
