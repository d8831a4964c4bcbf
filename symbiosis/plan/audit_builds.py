"""What is built: candidates of the park, in a year that allows it, of a size in its range, at what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from symbiosis.plan.audit_book import Book, called, number
from symbiosis.plan.audit_facts import Facts, records
from symbiosis.plan.audit_sites import check_sites

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan


def check_builds(book: Book, plan: Plan) -> None:
    """Check every row of ``builds`` against the park's candidates, and that nothing is built twice."""
    table = plan.park.tables["facilities"]
    rows = records(table[table["status"] == "candidate"])
    builds = records(plan.builds)
    for build in builds:
        name = f"build of {build['facility']} in {build['year']}"
        own = [row for row in rows if row["facility"] == build["candidate"] and _holds(row["year"], build["year"])]
        book.holds("builds listed", [bool(own)], called([f"{name}: the park has no such candidate"]))
        if own:
            _check_build(book, plan, build, own[0], name)
    for word in ("candidate", "group"):
        names = [build[word] for build in builds if build[word]]
        twice = sorted({known for known in names if names.count(known) > 1})
        fault = f"builds: {', '.join(twice)} is built more than once, or more than one of the {word}"
        book.holds("built once", [not twice], called([fault]))


def _holds(stated: Any, year: int) -> bool:
    return bool(np.isnan(float(stated)) or int(stated) == int(year))


def _check_build(book: Book, plan: Plan, build: dict[str, Any], row: dict[str, Any], name: str) -> None:
    said, year = called([name]), int(build["year"])
    model = plan.model.in_year(year)
    process = model.tables["processes"].set_index("process").loc[row["process"]]
    plants = row["plant"]
    book.holds("builds belong", [build["plant"] in plants], called([f"{name}: {build['plant']} is no plant of it"]))
    facility = row["facility"] if len(plants) == 1 else f"{row['facility']}@{build['plant']}"
    for column, due in (("facility", facility), ("process", row["process"]), ("group", row["group"])):
        book.same("builds belong", said, column, [build[column]], [due])
    alone = len(plan.years) == 1
    first = max(_number(row["from_year"], -np.inf), plan.years[0] + (0 if alone else _number(row["lead_a"], 0.0)))
    last = _number(row["to_year"], np.inf)
    fault = f"{name}: it may begin from {first:g} to {last:g}"
    book.holds("builds in time", [first <= year <= last], called([fault]))
    if "readiness" in model.settings.gates:
        ready = process["status"] in model.settings.technology.statuses
        book.holds("builds ready", [ready], called([f"{name}: its process is {process['status']}"]))
    low = _number(row["min_size_t_a"], 0.0)
    high = _number(row["max_size_t_a"], _number(row["capacity_t_a"], np.nan))
    size = float(build["size_t_a"])
    fault = f"{name}: its size of {number(size)} t/a is not between {number(low)} and {number(high)}"
    slack = book.tolerance * max(1.0, high)
    book.holds("build sizes", [low - slack <= size <= high + slack], called([fault]))
    capex = _capex(row, process, (low, high), size, model.settings.horizon.segments)
    # A line of no size has the life of one that cost something.
    invested = bool(capex) or _capex(row, process, (low, high), high, model.settings.horizon.segments) > 0
    life = float(process["life_a"])
    rate = _annuity(model.settings.horizon.discount_rate, life) if invested else 0.0
    annual = rate * capex + _number(row["fixed_cny_a"], 0.0)
    ends = min(year + life - 1.0 if invested and not np.isnan(life) else np.inf, last)
    for column, due in (("capex_cny", capex), ("annual_cny", annual), ("area_ha", _number(row["area_ha"], 0.0))):
        book.equal("build costs", said, column, build[column], due, size=max(1.0, abs(due)))
    stated = np.nan if np.isinf(ends) else ends
    book.equal("builds in time", said, "last_year", build["last_year"], stated)


def _capex(row: dict[str, Any], process: pd.Series, sizes: tuple[float, float], size: float, segments: int) -> float:
    """Return the investment: linear as the candidate says, else read off the chords of the process's power law."""
    own = [float(row["capex_cny"]), float(row["capex_cny_t_a"])]
    if not np.isnan(own).all():
        fixed, slope = np.nan_to_num(own)
        return float(fixed + slope * size)
    unit, power = float(process["capex_cny_t_a"]), float(process["scale_exponent"])
    if np.isnan(power) or power == 1.0 or unit == 0.0:
        return unit * size
    reference, (low, high) = float(process["reference_t_a"]), sizes
    knots = low * (high / low) ** (np.arange(segments + 1) / segments)
    return float(np.interp(size, knots, unit * reference * (knots / reference) ** power))


def _annuity(rate: float | None, life: float) -> float:
    """Return the yearly payment whose present value over ``life`` years is 1."""
    worth = sum((1.0 + (rate or 0.0)) ** -year for year in range(1, int(life) + 1))
    part = life - int(life)
    if part and rate:
        worth = (1.0 - (1.0 + rate) ** -life) / rate
    return 1.0 / (worth if worth and not part else (worth if rate else life))


def check_standing(book: Book, facts: Facts) -> None:
    """Check what stands in a year: its plots, and what whoever builds one thing must build of another."""
    table, asked = facts.facilities, facts.settings.limits
    stands = table[table["status"] == "candidate"]
    if "separation" in asked or "land" in asked:
        built = stands[["facility", "plant", "process"]].reset_index(drop=True).assign(year=facts.year)
        built = built.assign(area_ha=stands["area_ha"].fillna(0.0).to_numpy())
        check_sites(book, built, facts, land="land" in asked, apart="separation" in asked)
    if "obligations" in asked:
        for rule in facts.settings.obligations:
            _check_obligation(book, rule, stands, facts)


def _check_obligation(book: Book, rule: Any, stands: pd.DataFrame, facts: Facts) -> None:
    category = stands["process"].map(facts.processes["category"])
    scope = stands["plant"].map(facts.plants[rule.scope]) if rule.scope != "park" else pd.Series("", stands.index)
    size = stands["capacity_t_a"].astype(float)
    for name in scope.unique():
        own = scope == name
        has, owes = (
            float(size[own & ((stands["process"] == word) | (category == word))].sum())
            for word in (rule.build, rule.per)
        )
        due = rule.ratio_t_t * owes
        fault = f"obligation {rule.name} {name}: {number(has)} t/a of {rule.build} stand and {number(due)} are due"
        book.at_most("obligations", due, has, called([fault]), size=max(1.0, due))


def _number(value: Any, blank: float) -> float:
    return blank if np.isnan(float(value)) else float(value)
