"""Words and tables for several years that were decided together."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from symbiosis.show.built import built_tables
from symbiosis.show.grid import grid
from symbiosis.show.labels import Lang, labels
from symbiosis.show.numbers import figure, money, percent, tonnes
from symbiosis.show.summary import cost_column, fixed, name_of, summary_table
from symbiosis.show.totals import FamilyTotals, family_totals, park_ledger, whole

if TYPE_CHECKING:
    from rich.table import Table

    from symbiosis.plan.record import Plan


def result_tables(plan: Plan, lang: Lang) -> list[Table]:
    """Return what is printed after the paragraph: totals, year by year where there are several, and what is built."""
    if len(plan.years) == 1:
        return [summary_table(plan, lang), *built_tables(plan, lang)]
    targets = _targets(plan, lang)
    return [_totals(plan, lang), _rates(plan, lang), *([targets] if targets else []), *built_tables(plan, lang)]


def years_words(plan: Plan, lang: Lang) -> str:
    """Return what arises, is used and costs in the first and in the last year, and how the stock changes."""
    words, ends = labels(lang), (plan.years[0], plan.years[-1])
    parts = [_one_year(plan, year, lang) for year in ends]
    head = words["summary_head_years"].format(**name_of(plan, lang), first=ends[0], last=ends[1])
    text = head + words["summary_semicolon"].join(parts) + words["summary_full_stop"]
    stocks = [_stock(family_totals(plan, year)) for year in ends]
    if max(stocks) > 0:
        text += words["summary_stock_years"].format(
            first=ends[0], last=ends[1], begin=tonnes(stocks[0], lang), end=tonnes(stocks[1], lang)
        )
    return text


def _one_year(plan: Plan, year: int, lang: Lang) -> str:
    words, total = labels(lang), whole(family_totals(plan, year))
    cost = park_ledger(plan, "cost_cny", year=year)
    how = words["summary_cost_short" if cost >= 0 else "summary_gain_short"].format(cost=_money(abs(cost), plan, lang))
    return words["summary_in_year"].format(
        year=year,
        arising=tonnes(total.arising, lang),
        used=tonnes(total.used, lang),
        rate=percent(total.rate),
        money=how,
    )


def _stock(rows: list[FamilyTotals]) -> float:
    return sum(row.stock for row in rows)


def _totals(plan: Plan, lang: Lang) -> Table:
    """Return one row a year: arising, used, rate, disposed, stays, stock, cost, investment."""
    words, totals = labels(lang), [whole(family_totals(plan, year)) for year in plan.years]
    unit, size, places = ("万t", 1e4, 2) if lang == "zh" else ("kt", 1e3, 1)
    if max(total.arising for total in totals) >= 1e7:
        unit, size, places = ("万t", 1e4, 0) if lang == "zh" else ("Mt", 1e6, 1)
    columns = [("table_year", "", [str(year) for year in plan.years])]
    for key in ("arising", "used", "rate", "disposed", "stays", "stock"):
        amounts = [getattr(total, key) for total in totals]
        if key == "rate":
            columns.append(("table_rate", "%", [_share(rate) for rate in amounts]))
        elif key != "stock" or max(amounts) > 0:
            columns.append((f"table_{key}", unit, [fixed(amount / size, places) for amount in amounts]))
    each, currency = plan.park.cny_per_unit, plan.park.currency
    costs = [park_ledger(plan, "cost_cny", year=year) / each for year in plan.years]
    spent = [_invested(plan, year) / each for year in plan.years]
    paid, price = cost_column(costs, lang, currency)
    columns += [
        ("table_cost", paid, price),
        ("table_capex", paid.rpartition("/")[0], cost_column(spent, lang, currency)[1]),
    ]
    heads = [f"{words[head]}\n{below}" if below else words[head] for head, below, _ in columns]
    cells = list(zip(*(column for *_, column in columns), strict=True))
    return grid("built_years", heads, cells, lang)


def _invested(plan: Plan, year: int) -> float:
    return float(sum(table.loc[table["year"] == year, "capex_cny"].sum() for table in (plan.builds, plan.mains)))


def _rates(plan: Plan, lang: Lang) -> Table:
    """Return the utilisation rate of every family in every year."""
    families = plan.model.tables["families"].set_index("family")[f"name_{lang}"]
    rates = {year: {row.family: row.rate for row in family_totals(plan, year)} for year in plan.years}
    shown = [family for family in families.index if any(family in known for known in rates.values())]
    cells = [
        [str(families[family]), *(_share(rates[year].get(family, math.nan)) for year in plan.years)] for family in shown
    ]
    return grid("built_rates", ["table_family", *map(str, plan.years)], cells, lang, words=(0,))


def _share(rate: float) -> str:
    return f"{100 * rate:.1f}" if math.isfinite(rate) else "-"


def _targets(plan: Plan, lang: Lang) -> Table | None:
    """Return what every target asks and what is reached, year by year; None where nothing is asked."""
    rows = plan.limits[plan.limits["kind"] == "target"]
    if rows.empty:
        return None
    units = plan.model.tables["ledgers"].set_index("ledger")["unit"].to_dict()
    cells = []
    for row in rows.sort_values(["limit", "year"], kind="stable").to_dict("records"):
        of = [units.get(ledger, "") for ledger in row["ledger"].split("/")]
        asked, reached = (_reached(float(row[key]), of, lang) for key in ("amount", "value"))
        cells.append([str(row["year"]), row["limit"], row["name"], f"{row['sense']} {asked}", reached])
    heads = ["table_year", "target", "target_where", "target_asked", "target_reached"]
    return grid("built_targets", heads, cells, lang, words=(1, 2))


def _reached(value: float, units: list[str], lang: Lang) -> str:
    """Return a ledger or a ratio of two: per cent where both have one unit, else with its unit."""
    if len(units) == 2 and units[0] == units[1]:
        return percent(value)
    if units == ["t"]:
        return tonnes(value, lang)
    return f"{figure(value, 4)} {'/'.join(units)}".strip()


def _money(value: float, plan: Plan, lang: Lang) -> str:
    return money(value / plan.park.cny_per_unit, lang, plan.park.currency)
