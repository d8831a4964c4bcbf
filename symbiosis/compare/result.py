"""What is kept of a solved scenario: small, plain, the same on whichever machine it was solved."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from symbiosis.errors import InfeasibleError, SymbiosisError, UnsolvedError

if TYPE_CHECKING:
    import pandas as pd

    from symbiosis.compare.job import Job
    from symbiosis.plan.record import Plan

Row = dict[str, Any]

#: How a job may end: the first two leave a plan, the others a reason.
STATUSES = ("optimal", "stopped", "infeasible", "unsolved", "faulty", "refused", "failed")

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "ledgers": ("year", "ledger", "kind", "family", "amount", "unit"),
    "links": ("year", "offer", "facility", "mode", "material", "fate", "dry_t"),
    "builds": ("year", "last_year", "candidate", "facility", "plant", "process", "size_t_a", "capex_cny"),
}


@dataclass(frozen=True)
class Result:
    """How one job ended, in plain types; tonnes are dry, money is CNY, None stands for what is unknown."""

    name: str
    key: str
    """Content hash of the job: the same key, the same answer."""
    scenario: str
    """Name of the scenario file."""
    assignments: tuple[str, ...]
    status: str
    """``optimal`` or ``stopped`` (a plan, not proven optimal); else ``infeasible``, ``unsolved`` (nothing found in
    time), ``faulty`` (data), ``refused`` (by the audit), ``failed`` (the worker died, or symbiosis has a fault)."""
    reason: tuple[str, ...] = ()
    """Why there is no plan; empty where there is one."""
    reason_zh: tuple[str, ...] = ()
    """The same in Chinese where it is told; else empty."""
    totals: Mapping[str, float] = field(default_factory=dict)
    """Every ledger over the park; of several years the sum, each as long as its period lasts."""
    objectives: tuple[Row, ...] = ()
    """``ledger, family, sense, best, final, status`` in their order."""
    rates: tuple[Row, ...] = ()
    """``family, arising_t, used_t, rate`` of each waste family over the park and all years."""
    ledgers: tuple[Row, ...] = ()
    """Ledgers of scope park by year, kind and family."""
    links: tuple[Row, ...] = ()
    """Links with tonnes: ``year, offer, facility, mode, material, fate, dry_t``."""
    builds: tuple[Row, ...] = ()
    """What is built."""
    owners: tuple[Row, ...] = ()
    """``owner, ledger, amount`` of every ledger of money, over all years; what is nothing is left out."""
    audited: int = 0
    """Comparisons that the audit made and passed."""
    seconds: float = field(default=0.0, compare=False)
    """Wall time of the job in its worker."""

    @property
    def solved(self) -> bool:
        """Whether there is a plan."""
        return self.status in STATUSES[:2]

    @property
    def rate(self) -> float | None:
        """Used over newly arising, all wastes; None where nothing arises or there is no plan."""
        arising = self.totals.get("arising_t", 0.0)
        return self.totals.get("used_t", 0.0) / arising if arising > 0 else None

    def as_dict(self) -> Row:
        """Return what JSON can hold."""
        return asdict(self)


def from_dict(data: Mapping[str, Any]) -> Result:
    """Return the result that ``as_dict`` told; raises KeyError, TypeError or ValueError where it is none."""
    values = {one.name: data[one.name] for one in fields(Result)}
    if values["status"] not in STATUSES:
        raise ValueError(f"{values['status']!r} is no status")
    lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return Result(**{**values, **lists})


def without_plan(result: Result, en: str, zh: str) -> SymbiosisError:
    """Return the error to raise for a job without a plan, told after a head: as if the job were solved by itself."""
    if result.status != "infeasible":
        return UnsolvedError(f"{en}: {'; '.join(result.reason)}")
    return InfeasibleError([en, *result.reason], [zh, *(result.reason_zh or result.reason)])


def ended(
    job: Job, key: str, scenario: str, status: str, reason: Sequence[str], reason_zh: Sequence[str] = ()
) -> Result:
    """Return the result of a job that has no plan."""
    return Result(job.name, key, scenario, job.assignments, status, tuple(reason), tuple(reason_zh))


def summed(job: Job, key: str, plan: Plan) -> Result:
    """Return what is kept of a plan."""
    lengths = _lengths(plan)
    park = plan.ledgers[plan.ledgers["scope"] == "park"]
    amounts = (park["amount"] * park["year"].map(lengths)).groupby(park["ledger"]).sum()
    totals = {str(ledger): float(amounts.get(ledger, 0.0)) for ledger in plan.model.tables["ledgers"]["ledger"]}
    return Result(
        job.name,
        key,
        plan.model.name,
        job.assignments,
        plan.outcome.status,
        totals=totals,
        objectives=tuple(
            {
                "ledger": stage.ledger, "family": stage.family, "sense": stage.sense,
                "best": _plain(stage.best), "final": _plain(stage.final), "status": str(stage.worth),
            }
            for stage in plan.outcome.stages
        ),
        rates=_rates(plan, lengths) if "rates" in job.keep else (),
        ledgers=_rows(park, "ledgers") if "ledgers" in job.keep else (),
        links=_rows(plan.flows, "links") if "links" in job.keep else (),
        builds=_rows(plan.builds, "builds") if "builds" in job.keep else (),
        owners=_owners(plan, lengths) if "owners" in job.keep else (),
        audited=plan.certificate.comparisons if plan.certificate else 0,
    )  # fmt: skip


def _lengths(plan: Plan) -> dict[int, int]:
    """Return how many years each year of a plan stands for."""
    from symbiosis.network.period import periods

    return {period.year: period.length_a for period in periods(plan.model.settings)}


def _rates(plan: Plan, lengths: Mapping[int, int]) -> tuple[Row, ...]:
    rows = plan.rates[plan.rates["scope"] == "park"]
    years = rows["year"].map(lengths)
    sums = rows[["arising_t", "used_t"]].mul(years, axis=0).groupby(rows["family"]).sum()
    return tuple(
        {"family": str(family), "arising_t": arising, "used_t": used, "rate": used / arising if arising > 0 else None}
        for family, arising, used in zip(sums.index, sums["arising_t"].tolist(), sums["used_t"].tolist(), strict=True)
    )


def _owners(plan: Plan, lengths: Mapping[int, int]) -> tuple[Row, ...]:
    money = plan.ledgers[(plan.ledgers["scope"] == "owner") & (plan.ledgers["unit"] == "CNY")]
    years = money["year"].map(lengths)
    sums = (money["amount"] * years).groupby([money["name"], money["ledger"]]).sum().reset_index(name="amount")
    named = zip(sums["name"].tolist(), sums["ledger"].tolist(), sums["amount"].tolist(), strict=True)
    return tuple({"owner": owner, "ledger": ledger, "amount": amount} for owner, ledger, amount in named)


def _rows(table: pd.DataFrame, name: str) -> tuple[Row, ...]:
    """Return the rows of a table in plain types."""
    names = _COLUMNS[name]
    columns = [[_plain(value) for value in table[column].tolist()] for column in names]
    return tuple(dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True))


def _plain(value: Any) -> Any:
    """Return a value that JSON has, equal to itself."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
