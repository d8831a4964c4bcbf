"""A comparison in words: names of scenarios, amounts with their differences, and one paragraph."""

from __future__ import annotations

import math
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any

from symbiosis.network.units import TONNE, material_units
from symbiosis.show.numbers import figure, money, percent
from symbiosis.show.report_words import Both, both_tonnes, same, word

if TYPE_CHECKING:
    import pandas as pd

    from symbiosis.compare.options import Option
    from symbiosis.compare.scenarios import Comparison
    from symbiosis.park import Park

#: A difference below this part of an amount is rounding of the solver.
_ROUNDING = 1e-7


def letters(found: Comparison) -> dict[str, str]:
    """Return a letter (or number) for every scenario, by which tables call it."""
    marks = list(ascii_uppercase) if len(found.options) <= len(ascii_uppercase) else map(str, range(1, 10_000))
    return {option.name: mark for option, mark in zip(found.options, marks, strict=False)}


def title(option: Option) -> Both:
    """Return a scenario's title, with what ``--set`` says of it."""
    own = f" ({option.variant})" if option.variant else ""
    return Both(option.model.title_zh + own, option.model.title_en + own)


def titles(found: Comparison) -> dict[str, Both]:
    """Return the letter and title of every scenario by its name."""
    marks = letters(found)
    return {each.name: join(same(marks[each.name]), title(each), " ") for each in found.options}


def join(first: Both, second: Both, between: str) -> Both:
    """Return two texts as one."""
    return Both(f"{first.zh}{between}{second.zh}", f"{first.en}{between}{second.en}")


def listed(texts: list[Both]) -> Both:
    """Return texts one after the other."""
    return Both("、".join(text.zh for text in texts), ", ".join(text.en for text in texts))


def amount(value: float, unit: str, found: Comparison) -> Both:
    """Return an amount of a ledger as people write it; a blank unit is a share."""
    return quantity(value, unit, found.park)


def quantity(value: float, unit: str, park: Park) -> Both:
    """Return an amount with its unit, money in the currency of ``park``; a blank unit is a share."""
    if unit == "t":
        return both_tonnes(value)
    if unit == "kg":
        return both_tonnes(value / 1000.0)
    if unit == "CNY":
        return Both(*(money(value / park.cny_per_unit, lang, park.currency) for lang in ("zh", "en")))
    if unit == "":
        return same(percent(value))
    return Both(*(f"{large(value, lang)} {unit}" for lang in ("zh", "en")))


def large(value: float, lang: str) -> str:
    """Return a number that may be large in the words of a language, such as millions of tonne-km."""
    steps = ((1e8, "亿"), (1e4, "万")) if lang == "zh" else ((1e9, "G"), (1e6, "M"))
    size, word_ = next((step for step in steps if abs(value) >= step[0]), (1.0, ""))
    return f"{figure(value / size)} {word_}".strip()


def cny(value: float, found: Comparison) -> Both:
    """Return an amount of CNY in the currency of the park."""
    return quantity(value, "CNY", found.park)


def gap(value: float, size: float, unit: str, found: Comparison) -> Both:
    """Return a difference with its sign; one that is rounding of ``size`` is 0. That of a share is in points."""
    return gap_of(value, size, unit, found.park)


def gap_of(value: float, size: float, unit: str, park: Park) -> Both:
    """Return a difference as ``gap`` does, in the currency of ``park``."""
    value = 0.0 if abs(value) <= _ROUNDING * max(abs(size), 1e-9) else value
    sign = "+" if value > 0 else "±" if value == 0 else ""
    if unit == "":
        return word("cmp_points", value=f"{sign}{figure(100 * value)}")
    told = quantity(value, unit, park)
    return Both(sign + told.zh, sign + told.en)


def of(found: Comparison, year: int, measure: str, by: str = "total", name: str = "") -> dict[str, dict[Any, Any]]:
    """Return the rows of a total, by scenario."""
    table = found.totals
    rows = table[
        (table["year"] == year) & (table["measure"] == measure) & (table["by"] == by) & (table["name"] == name)
    ]
    return {str(row["scenario"]): row for row in rows.to_dict("records")}


def paragraph(found: Comparison) -> Both:
    """Return what a reader should know first: what each scenario changes, for whom, and what all have in common."""
    told = [_head(found)]
    year = found.slots[-1][found.baseline]
    told += [_option(found, option, year) for option in found.solved if option.name != found.baseline]
    told.append(_shared(found))
    missing = [titles(found)[option.name] for option in found.options if option.plan is None]
    if missing:
        names = listed(missing)
        told.append(filled("cmp_sum_infeasible", names=names))
    told.append(_proof(found))
    return Both("".join(text.zh for text in told), " ".join(text.en.strip() for text in told))


def filled(key: str, **values: Both | str | int) -> Both:
    """Return a label with pairs put in, each language its own."""
    pair, out = word(key), []
    for place, text in enumerate(pair):
        said = {name: value[place] if isinstance(value, Both) else value for name, value in values.items()}
        out.append(text.format(**said))
    return Both(*out)


def _head(found: Comparison) -> Both:
    park, base = found.park, titles(found)[found.baseline]
    name = Both(park.title_zh or park.title_en or park.name, park.title_en or park.title_zh or park.name)
    years = list(dict.fromkeys(found.slots[0].values()))
    when = filled("cmp_sum_years", years=", ".join(map(str, years))) if len(years) > 1 else same("")
    if len(found.slots) > 1:
        when = filled("cmp_sum_last", year=found.slots[-1][found.baseline])
    return filled("cmp_sum_head", park=name, baseline=base, year=when)


def _option(found: Comparison, option: Option, year: int) -> Both:
    said: dict[str, Both] = {"name": titles(found)[option.name]}
    for key, measure in (("rate", "rate"), ("cost", "cost_cny"), ("co2", "co2_kg")):
        rows = of(found, year, measure)
        if option.name not in rows:
            said[key], said[f"{key}_gap"] = same("-"), same("-")
            continue
        row = rows[option.name]
        said[key] = amount(float(row["amount"]), str(row["unit"]), found)
        said[f"{key}_gap"] = gap(float(row["difference"]), float(row["baseline"]), str(row["unit"]), found)
    changes = found.flows[(found.flows["scenario"] == option.name) & (found.flows["year"] == year)]["change"]
    counts = {word_: int((changes == word_).sum()) for word_ in ("appears", "vanishes")}
    said["links"] = filled("cmp_sum_appear", **counts) if any(counts.values()) else same("")
    said |= _ends(found, option, year)
    return filled("cmp_sum_option", **said)


def owner_gains(found: Comparison, scenario: str, year: int) -> pd.Series[float]:
    """Return the gain of every owner in CNY, the largest first; rounding is left out."""
    rows = found.parties
    rows = rows[(rows["scope"] == "owner") & (rows["scenario"] == scenario) & (rows["year"] == year)]
    sums = rows.groupby("name")[["gain_cny", "baseline_cny"]].sum()
    counts = sums["gain_cny"].abs() > _ROUNDING * rows["baseline_cny"].abs().sum()
    return sums.loc[counts, "gain_cny"].sort_values(ascending=False, kind="stable")


def owner_name(name: str) -> Both:
    """Return an owner's name, or that none is named."""
    return same(name) if name else word("cmp_no_owner")


def _ends(found: Comparison, option: Option, year: int) -> dict[str, Both]:
    """Return who gains most and who loses most."""
    gains, out = owner_gains(found, option.name, year), {}
    for key, place in (("gain", 0), ("lose", -1)):
        value = float(gains.iloc[place]) if len(gains) else 0.0
        if (value > 0) == (key == "gain") and value:
            told = {"name": owner_name(str(gains.index[place])), "amount": gap(value, value, "CNY", found)}
            out[key] = filled(f"cmp_sum_{key}", **told)
        else:
            out[key] = same("")
    return out


def _shared(found: Comparison) -> Both:
    rows = found.links[found.links["no_regret"] & (found.links["from_plant"] != found.links["to_plant"])]
    units = rows["material"].map(material_units(found.solved[0].model))
    rows = rows[(rows["year"] == found.slots[-1][found.baseline]) & (units == TONNE)]
    if rows.empty:
        return word("cmp_sum_none_shared")
    return filled("cmp_sum_no_regret", count=len(rows), tonnes=both_tonnes(float(rows["least_t"].sum())))


def _proof(found: Comparison) -> Both:
    stopped = [titles(found)[o.name] for o in found.solved if o.plan is not None and o.plan.outcome.status != "optimal"]
    how = filled("cmp_sum_stopped", names=listed(stopped)) if stopped else word("cmp_sum_proved")
    return filled("cmp_sum_proof", proof=how)


def share(value: float) -> Both:
    """Return per cent that may be without limit."""
    return same("∞" if math.isinf(value) else percent(value / 100.0))
