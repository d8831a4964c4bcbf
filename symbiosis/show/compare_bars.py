"""Scenarios as stacked bars: tonnes by fate, cost and CO2 by kind, and the gain or loss of every owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symbiosis.show.compare_words import cny, owner_gains, owner_name, titles
from symbiosis.show.report_bars import Chart, stacked_chart
from symbiosis.show.report_words import Both, both_tonnes, word
from symbiosis.show.sankey import bands

if TYPE_CHECKING:
    from symbiosis.compare.scenarios import Comparison

#: Owners that have a bar of their own; the others are one.
_OWNERS = 12


def charts(found: Comparison, year: int, slot: int) -> list[Chart]:
    """Return the charts of one year compared: a row a scenario."""
    return [chart for chart in (_tonnes(found, slot), *(_ledger(found, year, name) for name in ("cost_cny", "co2_kg")))
            if chart.rows]  # fmt: skip


def _tonnes(found: Comparison, slot: int) -> Chart:
    amounts: dict[tuple[str, str], float] = {}
    for option in found.solved:
        assert option.plan is not None
        for band in bands(option.plan.in_year(found.slots[slot][option.name])):
            amounts[option.name, band.fate] = amounts.get((option.name, band.fate), 0.0) + band.dry_t
    fates = {fate: word(fate if fate in {"sold", "stays"} else f"fate_{fate}") for _, fate in amounts}
    return stacked_chart(word("cmp_tonnes"), amounts, titles(found), fates, both_tonnes)


def kind_name(kind: str) -> Both:
    """Return the name of a kind of cost or emission."""
    return word(f"kind_of_{kind.replace(' ', '_')}", kind or "-")


def _ledger(found: Comparison, year: int, ledger: str) -> Chart:
    rows = found.totals
    rows = rows[(rows["year"] == year) & (rows["measure"] == ledger) & (rows["by"] == "kind")]
    size = 1000.0 if ledger == "co2_kg" else 1.0
    amounts = {(str(row["scenario"]), str(row["name"])): float(row["amount"]) / size for row in rows.to_dict("records")}
    kinds = {kind: kind_name(kind) for _, kind in amounts}
    shown = both_tonnes if ledger == "co2_kg" else lambda value: cny(value, found)
    return stacked_chart(word(f"cmp_{ledger}"), amounts, titles(found), kinds, shown)


def gains_chart(found: Comparison, scenario: str, year: int) -> Chart:
    """Return the gain (right of zero) and loss of every owner in a scenario, by kind of cost."""
    gains = owner_gains(found, scenario, year)
    largest = gains.abs().sort_values(ascending=False, kind="stable").head(_OWNERS).index
    rows = found.parties
    rows = rows[(rows["scope"] == "owner") & (rows["scenario"] == scenario) & (rows["year"] == year)]
    rows = rows[rows["name"].isin(gains.index)]
    kept = rows["name"].where(rows["name"].isin(largest), "\0")
    sums = rows.assign(name=kept).groupby(["name", "kind"], sort=False)["gain_cny"].sum().reset_index()
    amounts = {(str(a), str(b)): float(value) for a, b, value in sums.itertuples(index=False, name=None)}
    names = {str(name): owner_name(str(name)) for name in gains.index if name in largest} | {"\0": word("cmp_others")}
    kinds = {kind: kind_name(kind) for _, kind in amounts}
    told = titles(found)[scenario]
    head = word("cmp_gains_chart")
    title = Both(head.zh.format(name=told.zh), head.en.format(name=told.en))
    return stacked_chart(title, amounts, names, kinds, lambda value: _signed(value, found))


def _signed(value: float, found: Comparison) -> Both:
    told = cny(value, found)
    return Both(f"+{told.zh}", f"+{told.en}") if value > 0 else told
