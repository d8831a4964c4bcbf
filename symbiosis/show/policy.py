"""The policy lab as sentences, charts and tables, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from symbiosis.show import chart
from symbiosis.show.numbers import figure, percent
from symbiosis.show.report_words import Both, both_tonnes, same, word
from symbiosis.show.study_page import Block, both_cny, study_html, two

if TYPE_CHECKING:
    from symbiosis.compare.levers import Lever
    from symbiosis.compare.policy import Responses
    from symbiosis.park import Park

#: Steps of one lever that are told in words.
_TOLD = 3
#: Owners that the page shows of each lever, those that gain or lose most; owners.csv has all of them.
_OWNERS_SHOWN = 8
LEVELS = (
    "lever", "level", "used_t", "rate", "extra_t", "cost_cny", "budget_cny", "budget_cost_cny_t",
    "marginal_budget_cost_cny_t", "owners_cost_cny_t", "society_cost_cny_t", "co2_kg",
)  # fmt: skip
_EQUAL = (
    "extra_t", "lever", "level", "budget_cost_cny_t", "owners_cost_cny_t", "society_cost_cny_t", "budget_rank",
    "owners_rank", "society_rank",
)  # fmt: skip
_OWNERS = ("lever", "level", "owner", "own_cost_cny", "paid_to_state_cny", "change_cny")


def policy_html(found: Responses, lang: str = "zh") -> str:
    """Return the page of a policy lab."""
    park, model = found.park, found.model
    name = Both(park.title_zh or park.title_en or park.name, park.title_en or park.title_zh or park.name)
    title = Both(*(text.format(park=own) for text, own in zip(word("policy_title"), name, strict=True)))
    scenario = Both(model.title_zh or model.name, model.title_en or model.name)
    return study_html(title, scenario, sentences(found), list(_blocks(found)), lang)


def sentences(found: Responses) -> list[Both]:
    """Return what the lab has found, a sentence each."""
    none, told = found.none.totals, []
    budget = both_cny(none.get("budget_cny", 0.0), found.park)
    rate = percent(found.none.rate if found.none.rate is not None else np.nan)
    told.append(two("policy_start", tonnes=both_tonnes(none["used_t"]), rate=rate, budget=budget))
    if not found.cost_decides:
        told.append(word("policy_not_cost"))
    for lever in found.levers:
        told += _steps(found, lever)
    told.append(_cheapest(found))
    return told


def _steps(found: Responses, lever: Lever) -> Iterator[Both]:
    steps = found.steps[found.steps["lever"] == lever.name]
    if steps.empty:
        last = found.levels[(found.levels["lever"] == lever.name) & found.levels["budget_cny"].notna()].tail(1)
        more = float(found.none.totals.get("budget_cny", 0.0) - last["budget_cny"].sum())
        amount, level = paid(more, found.park), figure(float(last["level"].sum()))
        yield two("policy_none_moves", lever=_name(lever), level=level, unit=lever.unit, amount=amount)
    for row in steps.head(_TOLD).to_dict("records"):
        yield two(
            "policy_step", lever=_name(lever), low=figure(row["from_level"]), high=figure(row["to_level"]),
            unit=lever.unit, before=both_tonnes(row["used_before_t"]), after=both_tonnes(row["used_after_t"]),
        )  # fmt: skip
    if len(steps) > _TOLD:
        yield two("policy_steps_more", lever=_name(lever), count=len(steps) - _TOLD)
    failed = found.levels[(found.levels["lever"] == lever.name) & (found.levels["reason"].fillna("") != "")].head(1)
    for row in failed.to_dict("records"):
        reason, level = str(row["reason"]).partition(" | ")[0], figure(row["level"])
        yield two("policy_no_plan", lever=_name(lever), level=level, unit=lever.unit, reason=reason)


def _cheapest(found: Responses) -> Both:
    if found.equal.empty:
        return word("policy_nothing")
    last = found.equal[found.equal["asked_t"] == found.equal["asked_t"].max()]
    first = last[last["budget_rank"] == 1].iloc[0]
    lever = next(lever for lever in found.levers if lever.name == first["lever"])
    best = {who: _listed(found, last[last[f"{who}_rank"] == 1]["lever"]) for who in ("owners", "society")}
    return two(
        "policy_cheapest", tonnes=both_tonnes(first["asked_t"]), lever=_name(lever), level=figure(first["level"]),
        unit=lever.unit, amount=paid(first["budget_cost_cny_t"], found.park), **best,
    )  # fmt: skip


def paid(cost_cny: float, park: Park) -> Both:
    """Return in words what the budget pays, or earns."""
    if abs(cost_cny) < 0.005:
        return word("policy_neither")
    return two("policy_costs" if cost_cny > 0 else "policy_earns", amount=both_cny(abs(cost_cny), park))


def _listed(found: Responses, names: pd.Series[str]) -> Both:
    own = [_name(lever) for lever in found.levers if lever.name in set(names)]
    return Both("、".join(name.zh for name in own), ", ".join(name.en for name in own))


def _name(lever: Lever) -> Both:
    return Both(lever.name_zh, lever.name_en)


def shown_cell(name: str, value: Any, found: Responses) -> Both:
    """Return a cell of a table of the lab as people write it."""
    if isinstance(value, str):
        return next((_name(lever) for lever in found.levers if name == "lever" and lever.name == value), same(value))
    if value is None or not np.isfinite(value):
        return same("-")
    if name.endswith("_rank"):
        return same(int(value))
    if "cny" in name.split("_"):
        return both_cny(value, found.park)
    if name == "rate":
        return same(percent(value))
    if name == "co2_kg":
        return both_tonnes(value / 1000.0)
    return both_tonnes(value) if name.endswith("_t") else same(figure(value))


def shown_rows(table: pd.DataFrame, columns: tuple[str, ...], found: Responses) -> list[list[Both]]:
    """Return the rows of a table of the lab as people write them."""
    records = table.reindex(columns=list(columns)).to_dict("records")
    return [[shown_cell(name, row[name], found) for name in columns] for row in records]


def _blocks(found: Responses) -> Iterator[Block]:
    yield _front(found)
    moving = [lever for lever in found.levers if (found.steps["lever"] == lever.name).any()]
    yield Block(word("policy_responses"), charts=[_response(found, lever) for lever in moving])
    yield _table("policy_equal", found.equal, _EQUAL, found)
    highest = found.owners[found.owners["level"] == found.owners.groupby("lever")["level"].transform("max")]
    order = highest["change_cny"].abs().sort_values(ascending=False, kind="stable").index
    moved = highest.loc[order].groupby("lever", sort=False).head(_OWNERS_SHOWN)
    highest = moved[moved["change_cny"].abs() >= 1.0].sort_values("lever", kind="stable")
    yield _table("policy_owners", highest.rename(columns={"cost_cny": "own_cost_cny"}), _OWNERS, found)
    yield _table("policy_levels", found.levels, LEVELS, found)


def _table(key: str, table: pd.DataFrame, columns: tuple[str, ...], found: Responses) -> Block:
    heads = [word(f"policy_{name}") for name in columns]
    return Block(word(key), word(f"{key}_note"), columns=heads, rows=shown_rows(table, columns, found))


def _front(found: Responses) -> Block:
    """Return the chart of what the budget pays for how many extra tonnes, lever by lever."""
    levels = found.levels[found.levels["status"].isin(["optimal", "stopped"])]
    before = found.none.totals.get("budget_cny", 0.0)
    lines = []
    for lever in found.levers:
        own = levels[levels["lever"] == lever.name]
        lines.append(chart.Series(_name(lever), own["extra_t"].tolist(), (before - own["budget_cny"]).tolist()))
    drawn = chart.both(
        chart.line, lines, title=word("policy_front"), x=chart.Axis(word("policy_extra"), both_tonnes),
        y=chart.Axis(word("policy_budget"), _money_axis(found.park)),
    )  # fmt: skip
    return Block(word("policy_front"), word("policy_front_note"), charts=[drawn])


def _money_axis(park: Park) -> Callable[[float], Both]:
    return lambda value: both_cny(value, park)


def _response(found: Responses, lever: Lever) -> str:
    """Return the chart of the rates of use against the level, for all wastes and each family that the lever moves."""
    levels = found.levels[(found.levels["lever"] == lever.name) & found.levels["status"].isin(["optimal", "stopped"])]
    families = found.families[found.families["lever"] == lever.name]
    lines = [chart.Series(word("policy_all"), levels["level"].tolist(), (100 * levels["rate"]).tolist())]
    rows = found.model.tables["families"].set_index("family")
    for family, own in families.groupby("family", sort=False):
        if own["rate"].max() - own["rate"].min() > 1e-6:
            name = Both(str(rows["name_zh"][family]) or str(family), str(rows["name_en"][family]) or str(family))
            lines.append(chart.Series(name, own["level"].tolist(), (100 * own["rate"].astype(float)).tolist()))
    title = two("policy_response", lever=_name(lever))
    rate = Both(*(f"{text} %" for text in word("policy_rate")))
    return chart.both(chart.line, lines, title=title, x=chart.Axis(lever.unit or lever.name), y=chart.Axis(rate, low=0))


def levels_text(found: Responses, lang: str) -> Iterator[list[str]]:
    """Yield the table of levels for the console: its heads, then its rows."""
    side = 0 if lang == "zh" else 1
    columns = tuple(name for name in LEVELS if name not in ("cost_cny", "co2_kg", "marginal_budget_cost_cny_t"))
    yield [word(f"policy_{name}")[side] for name in columns]
    asked = found.levels["lever"].tolist()  # the short name: a console is narrow
    for lever, row in zip(asked, shown_rows(found.levels, columns, found), strict=True):
        yield [lever, *(cell[side] for cell in row[1:])]
