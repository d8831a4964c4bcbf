"""One paragraph and one table that an official can read at the end of a run."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from symbiosis.show.built import built_words
from symbiosis.show.labels import Lang, check_lang, labels
from symbiosis.show.numbers import money, percent, tonnes
from symbiosis.show.proof import proof
from symbiosis.show.totals import FamilyTotals, family_totals, park_ledger, whole
from symbiosis.show.trust import trust

if TYPE_CHECKING:
    from rich.table import Table

    from symbiosis.plan.record import Plan

_NAMED = 5
_COLUMNS = ("arising", "used", "rate", "disposed", "sold", "stays")


def summary(plan: Plan, lang: Lang = "zh", *, audited: bool = False) -> str:
    """Return one paragraph: what arises, what can be used, what is built, what it costs, what was proved.

    ``audited`` says that the audit ran on this plan and found nothing; the paragraph states either case.
    """
    check_lang(lang)
    from symbiosis.show.years import years_words

    words = labels(lang)
    text = _one_year(plan, lang) if len(plan.years) == 1 else years_words(plan, lang)
    text += built_words(plan, lang) + proof(plan, lang)
    return text + words["summary_audited" if audited else "summary_unaudited"] + trust(plan, lang)


def name_of(plan: Plan, lang: Lang) -> dict[str, str]:
    """Return the names of park and scenario as they are shown."""
    return {
        "park": (plan.park.title_zh if lang == "zh" else plan.park.title_en) or plan.park.name,
        "scenario": (plan.model.title_zh if lang == "zh" else plan.model.title_en) or plan.model.name,
    }


def _one_year(plan: Plan, lang: Lang) -> str:
    words, rows = labels(lang), family_totals(plan)
    arising, used = sum(row.arising for row in rows), sum(row.used for row in rows)
    text = words["summary_head"].format(
        **name_of(plan, lang),
        year=_year(plan, lang),
        arising=tonnes(arising, lang),
        used=tonnes(used, lang),
        rate=percent(used / arising if arising > 0 else math.nan),
    )
    text += _families(plan, rows, lang)
    text += words["summary_rest"].format(
        disposed=tonnes(sum(row.disposed for row in rows), lang), stays=tonnes(sum(row.stays for row in rows), lang)
    )
    stock = sum(row.stock for row in rows)
    if stock > 0:
        text += words["summary_stock"].format(
            stock=tonnes(stock, lang), used=tonnes(sum(r.used_stock for r in rows), lang)
        )
    return text + _cost_words(plan, arising, lang)


def _cost_words(plan: Plan, arising: float, lang: Lang) -> str:
    cost, currency = park_ledger(plan, "cost_cny") / plan.park.cny_per_unit, plan.park.currency
    each = abs(cost) / arising if arising > 0 else math.nan
    words = labels(lang)["summary_cost" if cost >= 0 else "summary_gain"]
    return words.format(cost=money(abs(cost), lang, currency), each=money(each, lang, currency))


def _year(plan: Plan, lang: Lang) -> str:
    year = getattr(plan.model.settings, "year", None)
    return labels(lang)["summary_year"].format(year=year) if year else ""


def _families(plan: Plan, rows: list[FamilyTotals], lang: Lang) -> str:
    words, names = labels(lang), _family_names(plan, lang)
    named = sorted((row for row in rows if row.arising > 0), key=lambda row: -row.arising)
    if len(named) < 2:
        return words["summary_list_short"]
    parts = [
        words["summary_family"].format(
            name=names[row.family],
            used=tonnes(row.used, lang),
            arising=tonnes(row.arising, lang),
            rate=percent(row.rate),
        )
        for row in named[:_NAMED]
    ]
    if len(named) > _NAMED:
        parts.append(words["summary_more"].format(count=len(named) - _NAMED))
    return words["summary_list"].format(families=words["summary_comma"].join(parts))


def _family_names(plan: Plan, lang: Lang) -> dict[str, str]:
    table = plan.model.tables["families"]
    return dict(zip(table["family"], table[f"name_{lang}"], strict=True))


def summary_table(plan: Plan, lang: Lang = "zh") -> Table:
    """Return one row a waste family: arising, used, rate, disposed, stays and net cost."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    check_lang(lang)
    words, rows, names = labels(lang), family_totals(plan), _family_names(plan, lang)
    costs = [row.cost for row in rows]
    sums, total = whole(rows), park_ledger(plan, "cost_cny")
    shown = [key for key in _COLUMNS if key != "sold" or sums.sold > 0]
    columns = [_tonnes_column(key, rows, sums, lang) for key in shown]
    money = [cost / plan.park.cny_per_unit for cost in (*costs, total - sum(costs), total)]
    columns.append(cost_column(money, lang, plan.park.currency))
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column(words["table_family"], overflow="fold")
    for key, (unit, cells) in zip([*shown, "cost"], columns, strict=True):
        # A column of numbers is never narrowed: a number without its end would be a wrong number.
        table.add_column(f"{words[f'table_{key}']}\n{unit}", justify="right", min_width=max(map(len, cells)))
    heads = [Text(names[row.family]) for row in rows]
    heads += [Text(words["table_rest"]), Text(words["table_total"])]
    for number, head in enumerate(heads):
        table.add_row(head, *(cells[number] for _, cells in columns), end_section=number == len(rows))
    return table


def _tonnes_column(key: str, rows: list[FamilyTotals], sums: FamilyTotals, lang: Lang) -> tuple[str, list[str]]:
    """Return the unit and the cells of a column, rest and total included."""
    values = [float(getattr(row, key)) for row in [*rows, sums]]
    if key == "rate":
        cells = [f"{100 * value:.1f}" if math.isfinite(value) else "-" for value in values]
        return "%", [*cells[:-1], "", cells[-1]]
    unit, size, places = ("万t/年", 1e4, 2) if lang == "zh" else ("kt/a", 1e3, 1)
    places -= sums.arising >= 1e7 or (lang == "zh" and sums.arising >= 1e6)
    cells = [fixed(value / size, places) for value in values]
    return unit, [*cells[:-1], "", cells[-1]]


def cost_column(costs: list[float], lang: Lang, currency: str) -> tuple[str, list[str]]:
    """Return the unit and the cells of a column of money."""
    size, places = (1e4, 1) if lang == "zh" else (1e6, 2)
    places -= max(map(abs, costs)) >= 1e8
    unit = f"M {currency}/a" if lang == "en" else "万元/年" if currency == "CNY" else f"万{currency}/年"
    return unit, [fixed(cost / size, places) for cost in costs]


def fixed(value: float, places: int) -> str:
    """Return ``value`` with so many places; a little is told as less than the least of them."""
    least = 10.0**-places
    if 1e-9 < abs(value) < least / 2:  # a little is not nothing: 3 t must not read as 0
        return f"{'<' if value > 0 else '>-'}{least:.{places}f}"
    return f"{value if abs(value) > 1e-9 else 0.0:,.{places}f}"
