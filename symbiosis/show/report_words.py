"""Words of the report in both languages at once: a reader switches inside the page, so every text is a pair."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Protocol

from symbiosis.show.labels import labels
from symbiosis.show.numbers import money, tonnes

if TYPE_CHECKING:
    from symbiosis.park import Park
    from symbiosis.plan.record import Plan
    from symbiosis.scenario import Model

#: Files of labels besides ``labels.csv``, which the map and the console share.
_LABELS = (
    "report_labels.csv", "compare_labels.csv", "front_labels.csv", "sweep_labels.csv", "study_labels.csv",
    "settle_labels.csv",
)  # fmt: skip


class Both(NamedTuple):
    """One text in Chinese and in English."""

    zh: str
    en: str


class _OfModel(Protocol):
    """What was made under a model: a plan, a front."""

    @property
    def model(self) -> Model: ...


@cache
def words() -> Mapping[str, Both]:
    """Return every label of the outputs and of the report by key."""
    pairs = {key: Both(text, labels("en")[key]) for key, text in labels("zh").items()}
    for name in _LABELS:
        text = files("symbiosis.show").joinpath(name).read_text("utf-8")
        pairs |= {row["key"]: Both(row["zh"], row["en"]) for row in csv.DictReader(text.splitlines())}
    return MappingProxyType(pairs)


def word(key: str, fallback: str = "", **values: object) -> Both:
    """Return the label ``key`` with ``values`` put in; ``fallback`` (or the key) where there is none."""
    pair = words().get(key)
    if pair is None:
        return same(fallback or key)
    return Both(*(text.format(**values) if values else text for text in pair))


def same(text: object) -> Both:
    """Return a text that reads alike in both languages, such as a name or a number."""
    return Both(str(text), str(text))


def both_tonnes(value: float) -> Both:
    """Return tonnes with the unit that suits them in each language."""
    return Both(tonnes(value, "zh"), tonnes(value, "en"))


def both_money(value_cny: float, plan: Plan) -> Both:
    """Return an amount of CNY in the currency of the park, with the unit that suits it in each language."""
    return both_cny(value_cny, plan.park)


def both_cny(value_cny: float, park: Park) -> Both:
    """Return an amount of CNY in the currency of ``park``, with the unit that suits it in each language."""
    amount, currency = value_cny / park.cny_per_unit, park.currency
    return Both(money(amount, "zh", currency), money(amount, "en", currency))


def names(plan: _OfModel, table: str, key: str) -> dict[str, Both]:
    """Return both names of each row of a model table by its key; a blank one is filled from the other."""
    rows = plan.model.tables[table]
    if rows.empty:
        return {}
    found = rows[[key, "name_zh", "name_en"]].itertuples(index=False, name=None)
    return {str(name): Both(zh or en or name, en or zh or name) for name, zh, en in found}


def plant_names(plan: Plan) -> dict[str, Both]:
    """Return both names of each plant."""
    rows = plan.park.plants.to_dict("records")
    named = [(str(r["plant"]), r.get("name_zh", ""), r.get("name_en", "")) for r in rows]
    return {plant: Both(zh or en or plant, en or zh or plant) for plant, zh, en in named}


def years_of(plan: Plan) -> tuple[int, ...]:
    """Return the years of a plan, the earliest first."""
    settings = plan.model.settings
    return tuple(getattr(settings, "years", ()) or (settings.year,))


def parts(plan: Plan) -> list[tuple[int, Plan]]:
    """Return the plan of each year."""
    years = years_of(plan)
    return [(year, plan if len(years) == 1 else plan.in_year(year)) for year in years]
