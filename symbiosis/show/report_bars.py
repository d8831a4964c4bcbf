"""Ledgers as stacked bars: a row a family, a part a kind; what is earned stands left of zero."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from symbiosis.show.report_words import Both, both_money, both_tonnes, names, word
from symbiosis.show.sankey import bands
from symbiosis.show.totals import park_ledger

if TYPE_CHECKING:
    from collections.abc import Callable

    from symbiosis.plan.record import Plan

#: Told apart by colour-blind readers (Okabe and Ito 2008), then greys.
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#d55e00", "#56b4e9", "#cc79a7", "#8c8c00", "#666666", "#aaaaaa")


@dataclass(frozen=True)
class Part:
    """One part of a bar, its place in per cent of the chart's width."""

    label: Both
    shown: Both
    colour: str
    left_pct: float
    width_pct: float


@dataclass(frozen=True)
class Chart:
    """Stacked bars with a common scale."""

    title: Both
    legend: list[tuple[Both, str]]
    rows: list[tuple[Both, list[Part], Both]]
    zero_pct: float


def charts(plan: Plan) -> list[Chart]:
    """Return the charts of a plan of one year: tonnes by fate, cost by kind, carbon dioxide by kind."""
    return [chart for chart in (_tonnes(plan), *(_ledger(plan, name) for name in ("cost_cny", "co2_kg"))) if chart.rows]


def _tonnes(plan: Plan) -> Chart:
    amounts: dict[tuple[str, str], float] = {}
    for band in bands(plan):
        amounts[band.family, band.fate] = amounts.get((band.family, band.fate), 0.0) + band.dry_t
    fates = {fate: word(fate if fate in {"sold", "stays"} else f"fate_{fate}") for _, fate in amounts}
    return stacked_chart(word("bars_tonnes"), amounts, names(plan, "families", "family"), fates, both_tonnes)


def _ledger(plan: Plan, ledger: str) -> Chart:
    rows = plan.ledgers[(plan.ledgers["scope"] == "park") & (plan.ledgers["ledger"] == ledger)]
    sums = rows.groupby(["family", "kind"], sort=False)["amount"].sum().reset_index()
    amounts = {(str(a), str(b)): float(value) for a, b, value in sums.itertuples(index=False, name=None)}
    kinds = {kind: word(f"kind_of_{kind.replace(' ', '_')}", kind or "-") for _, kind in amounts}
    families = names(plan, "families", "family") | {"": word("table_rest")}
    shown: Callable[[float], Both] = both_tonnes if ledger == "co2_kg" else lambda value: both_money(value, plan)
    if ledger == "co2_kg":
        amounts = {key: value / 1000.0 for key, value in amounts.items()}
    total = park_ledger(plan, ledger) / (1000.0 if ledger == "co2_kg" else 1.0)
    title, sums_to = word(f"bars_{ledger}"), shown(total)
    return stacked_chart(
        Both(f"{title.zh}：{sums_to.zh}", f"{title.en}: {sums_to.en}"), amounts, families, kinds, shown
    )


def stacked_chart(
    title: Both,
    amounts: dict[tuple[str, str], float],
    families: dict[str, Both],
    kinds: dict[str, Both],
    shown: Callable[[float], Both],
) -> Chart:
    """Return bars of ``amounts`` by (row, part); ``families`` names the rows, ``kinds`` the parts, in their order."""
    amounts = {key: value for key, value in amounts.items() if value}
    order = [family for family in families if any(family == key[0] for key in amounts)]
    high = max((_side(amounts, family, 1) for family in order), default=0.0)
    low = max((_side(amounts, family, -1) for family in order), default=0.0)
    span = (high + low) or 1.0
    colour = {kind: COLOURS[min(number, len(COLOURS) - 1)] for number, kind in enumerate(kinds)}
    rows = []
    for family in order:
        ends, parts = {True: low, False: low}, []
        for kind in kinds:
            value = amounts.get((family, kind), 0.0)
            if not value:
                continue
            start = ends[value > 0] if value > 0 else ends[False] + value
            ends[value > 0] += value
            parts.append(Part(kinds[kind], shown(value), colour[kind], 100 * start / span, 100 * abs(value) / span))
        rows.append((families[family], parts, shown(sum(v for key, v in amounts.items() if key[0] == family))))
    return Chart(title, [(kinds[kind], colour[kind]) for kind in kinds], rows, 100 * low / span)


def _side(amounts: dict[tuple[str, str], float], family: str, sign: int) -> float:
    return sum(max(sign * value, 0.0) for key, value in amounts.items() if key[0] == family)
