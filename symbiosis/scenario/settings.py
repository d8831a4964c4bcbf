"""Settings of a model: what a scenario file may say besides overriding cells of the tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from symbiosis.scenario.layers import by_name

Scope = Literal["park", "plant", "owner", "zone", "province"]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Transport(_Section):
    """How far a road is."""

    circuity: float = Field(default=1.25, ge=1, le=5)
    """Road km per great-circle km."""
    circuity_source: str = ""
    access_km: float = Field(default=5.0, ge=0)
    """Farthest that a plant may lie from the roads which a park brings, as the crow flies."""
    working_days_a: float = Field(default=330, gt=0, le=366)
    """Days a year on which vehicles pass the gates."""


class Technology(_Section):
    """Which processes may be used."""

    statuses: tuple[Literal["industrial", "demonstration", "pilot", "laboratory"], ...] = ("industrial",)
    policies: tuple[Literal["encouraged", "permitted", "restricted"], ...] = ("encouraged", "permitted", "restricted")


class Reach(_Section):
    """Which distance limits a movement."""

    use: Literal["hard", "preferred"] = "hard"


class Hazard(_Section):
    """Transfers of hazardous waste."""

    approved_transfers: tuple[tuple[str, str], ...] = ()
    """Pairs of provinces, from and to, between which transfers are approved."""


class Quality(_Section):
    """How safely a blend keeps a standard."""

    margin_sd: float = Field(default=0.0, ge=0, le=10)
    """Standard deviations by which every lot is shifted against the standard that judges it; 0 judges at the value."""
    range_sd: float = Field(default=2.0, gt=0, le=10)
    """Standard deviations from a typical value to the ends of its range (low and high of compositions.csv)."""


class Levy(_Section):
    """A levy on what is sold, worked out after the plan from footprints; it moves no tonne."""

    price_cny_t: float = Field(default=0.0, ge=0)
    """Price of a tonne of CO2."""
    materials: tuple[str, ...] = ()
    """Materials and families of products that pay it."""
    boundary: Literal["gate", "cradle"] = "cradle"
    """Footprint that it is charged on: gate to gate or cradle to gate."""
    source: str = ""


class Accounting(_Section):
    """To whom the books give credits, and which footprint is the run's own."""

    credits: Literal["user", "supplier"] = "user"
    """Who holds the credit for what is replaced: the facility that uses, or the plants that supplied the lots."""
    new_scrap: Literal["cut_off", "mass"] = "cut_off"
    """Whether new scrap and wastes come free, or with the emissions that fall on them by mass."""
    levy: Levy = Field(default_factory=Levy)


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
    year: int | None = None
    """Only this year; None means every year that is solved."""
    source: str = ""


class Horizon(_Section):
    """The years that are decided together; each stands for the time until the next."""

    years: tuple[int, ...] = ()
    """First years of the periods; none means the one year of the scenario."""
    last_a: int = Field(default=1, ge=1, le=100)
    """Years that the last period lasts."""
    base_year: int | None = None
    """Year for which amounts that grow are stated; None means the first one solved."""
    discount_rate: float | None = Field(default=None, ge=0, lt=1)
    """A year's rate for investment and for money of later years."""
    segments: int = Field(default=3, ge=1, le=50)
    """Straight pieces by which an investment with economies of scale is followed."""

    @field_validator("years")
    @classmethod
    def _in_order(cls, years: tuple[int, ...]) -> tuple[int, ...]:
        if list(years) != sorted(set(years)):
            raise ValueError("should name every year once, the earliest first")
        if any(not 1900 <= year <= 2200 for year in years):
            raise ValueError("should name years between 1900 and 2200")
        return years


class Obligation(_Section):
    """Size that must be built of one thing for the size that is built of another."""

    name: str
    build: str
    """Process, or category of processes, that must be built."""
    per: str
    """Process, or category of processes, that obliges whoever builds it."""
    ratio_t_t: float = Field(gt=0)
    """Size of the first per size of the second."""
    scope: Scope = "park"
    """Within which it must be met: the whole park, or each owner, zone or province by itself."""
    source: str = ""


class Share(_Section):
    """The most that one source may give of what is taken in."""

    name: str
    of: str
    """Material or family that is taken in."""
    by: Literal["material", "plant", "owner", "zone", "province"]
    """What counts as one source: a material of the family, or all plants of one sender."""
    most: float = Field(gt=0, le=1)
    scope: Literal["facility", "park"] = "facility"
    """Whether it holds at each facility that uses, or over all of them together."""
    source: str = ""


class Repair(_Section):
    """How far a number may be changed where a park has no plan, as a part of what it is: 1 lets it double.

    Targets and caps are somebody's wish and have no ceiling.
    """

    capacity: float = Field(default=1.0, ge=0)
    connection: float = Field(default=1.0, ge=0)
    share: float = Field(default=0.5, ge=0)
    """Most and least shares of recipes."""
    standard: float = Field(default=0.1, ge=0)
    least_load: float = Field(default=1.0, ge=0, le=1)
    """Downwards."""
    offer: float = Field(default=1.0, ge=0, le=1)
    """Part of a lot that need not be placed."""


class Solver(_Section):
    """How HiGHS is run."""

    method: Literal["auto", "ipx", "simplex", "sifting"] = "auto"
    """Algorithm of a linear problem; auto is simplex for small ones, sifting for many links, else interior point."""
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
    accounting: Accounting = Field(default_factory=Accounting)
    quality: Quality = Field(default_factory=Quality)
    regimes: tuple[str, ...] = ()
    """Systems of standards that hold; standards that name none hold everywhere."""
    standards_off: tuple[str, ...] = ()
    objectives: tuple[Objective, ...] = Field(min_length=2)
    targets: tuple[Target, ...] = ()
    shares: tuple[Share, ...] = ()
    horizon: Horizon = Field(default_factory=Horizon)
    growth: dict[str, Annotated[float, Field(gt=-100)]] = Field(default_factory=dict)
    """Growth of what arises, in % a year, by family or material; an offer's own rate goes before."""
    obligations: tuple[Obligation, ...] = ()
    repair: Repair = Field(default_factory=Repair)
    solver: Solver = Field(default_factory=Solver)

    @field_validator("targets", "shares", "obligations", mode="before")
    @classmethod
    def _by_name(cls, value: Any) -> Any:
        """Take a table by name, such as ``[targets.quota]``, for a list of one item a name."""
        return by_name(value) if isinstance(value, Mapping) else value

    @property
    def years(self) -> tuple[int, ...]:
        """Years that are solved together, the earliest first."""
        return self.horizon.years or (self.year,)
