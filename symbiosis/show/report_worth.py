"""The tables of the report that the prices fill: what one more unit is worth, and why tonnes are left without a use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from symbiosis.explain.unplaced import left_over
from symbiosis.explain.words import kind_words, place_words, range_words, step_words
from symbiosis.show.numbers import figure, money
from symbiosis.show.report_rows import Section, section
from symbiosis.show.report_words import Both, both_tonnes, names, plant_names, same, word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symbiosis.explain.findings import Findings
    from symbiosis.plan.record import Plan

#: Prices of each objective that the report shows; the rest is in prices.csv.
TOP = 12


def prices(plan: Plan, found: Findings | None) -> Section:
    """Return what the plan is held back by, objective by objective, the dearest first."""
    columns = "objective limit now step worth range checked"
    if found is None or not found.asked:
        return section("prices", columns, [], none="report_prices_not_asked")
    table = found.prices[found.prices["rank"] <= TOP]
    ledgers, several = names(plan, "ledgers", "ledger"), len(plan.years) > 1
    rows = []
    for r in table.to_dict("records"):
        kind, what, step = kind_words(r["kind"]), place_words(r, dated=several), step_words(r)
        objective = ledgers.get(str(r["objective"]).split(" ")[0], same(r["objective"]))
        rows.append([
            objective, Both(f"{kind.zh} {what.zh}", f"{kind.en} {what.en}"), same(_amount(r["now"], r["unit"])),
            Both(step.zh, step.en), _worth(plan, r), same(range_words(r)), word(f"basis_{r['basis'] or 'none'}"),
        ])  # fmt: skip
    return section("prices", columns, rows, rest=len(found.prices) - len(rows))


def _amount(value: float, unit: str) -> str:
    return figure(float(value), 4) + (f" {unit}" if unit not in ("", "1") else "")


def _worth(plan: Plan, row: Mapping[Any, Any]) -> Both:
    """Return what a step is worth, in the currency of the park where it is money."""
    value, unit = float(row["worth"]), str(row["objective_unit"])
    if unit == plan.park.currency:  # prices are in the park's currency already
        pair = Both(*(money(value, lang, unit) for lang in ("zh", "en")))
    else:
        pair = both_tonnes(value) if unit == "t" else same(f"{figure(value)} {unit}")
    return Both(*(text if text.startswith("-") else f"+{text}" for text in pair))


def unplaced(plan: Plan, found: Findings | None) -> Section:
    """Return new tonnes that stay or are disposed of, offer by offer, each with what stands in its way."""
    plants, materials = plant_names(plan), names(plan, "materials", "material")
    reasons = {} if found is None else {
        (int(r["year"]), r["offer"]): Both(r["zh"], r["en"]) for r in found.reasons.to_dict("records")
    }  # fmt: skip
    offers = plan.offers.set_index(["year", "offer"])
    used = set(plan.flows.loc[plan.flows["fate"] == "use", "material"])
    rows = []
    for r in left_over(plan).to_dict("records"):
        own = offers.loc[(r["year"], r["offer"])]
        stays = float(own["stays_t"])
        amounts = [both_tonnes(amount) for amount in (float(own["amount_t"]), r["left_t"] - stays, stays)]
        why = reasons.get((int(r["year"]), r["offer"]))
        if why is None or not isinstance(why.en, str) or not why.en:
            why = word("why_full" if r["material"] in used else "why_no_outlet")
        place, matter = plants.get(r["plant"], same(r["plant"])), materials.get(r["material"], same(r["material"]))
        rows.append([same(r["year"]), place, matter, *amounts, why])
    return section("unplaced", "year plant material arising disposed stays reason", rows)
