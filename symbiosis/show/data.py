"""What the map's page needs to know of a plan, as plain values ready for JSON."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from symbiosis.errors import UsageError
from symbiosis.network.units import material_units, process_units
from symbiosis.show.labels import labels
from symbiosis.show.sited import lines_built, mains_built, plots, receptor_kinds, receptors
from symbiosis.show.totals import FamilyTotals, family_totals, park_ledger

if TYPE_CHECKING:
    import pandas as pd

    from symbiosis.plan.record import Plan
    from symbiosis.scenario import Model

#: Colours for families that the model gives none: told apart by colour-blind readers (Okabe and Ito 2008, reordered).
PALETTE = ("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f5539", "#4b4b8f", "#8c8c00", "#666666")

_ARROW = ("from_plant", "to_plant", "facility", "material", "mode", "fate", "km", "beyond_best", "dry_t", "wet_t")
_FLOW = (*_ARROW, "received_t", "freight", "co2_kg")
_OFFER = ("plant", "material", "kind", "amount_t", "sent_t", "sold_t", "stays_t")
_FACILITY = ("plant", "facility", "process", "fate", "capacity_t_a", "load_t")
_INTAKE = ("facility", "material", "intake_t", "bought_t", "share")
_QUALITY = ("facility", "standard", "property", "over", "on", "sense", "limit", "value", "margin", "unit", "document")


def page_data(plan: Plan, lang: str, year: int | None = None) -> dict[str, Any]:
    """Return everything that the page shows; names stay in both languages, ``lang`` is shown first.

    Where the plan has several years and none is named, the page opens at the last and has the others in ``more``.
    """
    known = _years(plan)
    if year is not None and known and year not in known:
        raise UsageError(f"year: the plan has no year {year}; it would be one of {known}")
    shown = year if year is not None else known[-1] if known else None
    return {
        "lang": lang,
        "labels": {"zh": dict(labels("zh")), "en": dict(labels("en"))},
        "title": _pair(plan.park.title_zh, plan.park.title_en, plan.park.name),
        "scenario": _pair(plan.model.title_zh, plan.model.title_en, plan.model.name),
        "status": status(plan),
        "currency": plan.park.currency,
        "families": family_colours(plan),
        "names": {
            "material": _names(
                _with_unit(plan, "materials", "material", material_units), "material", ("family", "hazard", "unit")
            ),
            "process": _names(_with_unit(plan, "processes", "process", process_units), "process", ("unit",)),
            "mode": _names(plan.model.tables["modes"], "mode"),
            "property": _names(plan.model.tables["properties"], "property"),
            "receptor": receptor_kinds(),
        },
        "plants": _plants(plan),
        "plots": plots(plan),
        "receptors": receptors(plan),
        "boundary": plan.park.boundary,
        **_one_year(plan, shown),
        "more": [_one_year(plan, other) for other in known if other != shown] if year is None else [],
    }


def _one_year(plan: Plan, year: int | None) -> dict[str, Any]:
    """Return what the page shows of one year."""
    here = plan.in_year(year) if year is not None and len(plan.years) > 1 else plan
    tables = here.tables
    # All money of a plan is CNY; the page speaks the park's currency.
    rate, flows = plan.park.cny_per_unit, tables["flows"]
    return {
        "year": year,
        "totals": [_total(row) for row in family_totals(here, year)],
        "cost": _value(park_ledger(here, "cost_cny", year=year) / rate),
        "flows": _rows(flows.assign(freight=flows["freight_cny"] / rate), _FLOW),
        "offers": _rows(tables["offers"], _OFFER),
        "facilities": _rows(tables["facilities"], _FACILITY),
        "intakes": _rows(tables["intakes"], _INTAKE),
        "quality": _rows(tables["quality"], _QUALITY),
        "built": lines_built(here),
        "mains": mains_built(here),
    }


def status(plan: Plan) -> str:
    """Return why the solver ended, as a word that the labels know."""
    word = str(getattr(plan.outcome, "status", "") or "unknown")
    return word if f"status_{word}" in labels("en") else "unknown"


def _total(row: FamilyTotals) -> dict[str, Any]:
    return {
        key: _value(getattr(row, key)) for key in ("family", "arising", "used", "rate", "disposed", "sold", "stays")
    }


def _years(plan: Plan) -> list[int]:
    return sorted({int(year) for table in (plan.offers, plan.flows) for year in table["year"].dropna()})


def _pair(zh: str, en: str, name: str) -> list[str]:
    return [zh or en or name, en or zh or name]


def _names(table: pd.DataFrame, key: str, extra: Iterable[str] = ()) -> dict[str, list[Any]]:
    more = [column for column in extra if column in table]
    if table.empty:
        return {}
    rows = table[[key, "name_zh", "name_en", *more]].itertuples(index=False, name=None)
    return {name: [*_pair(zh, en, name), *rest] for name, zh, en, *rest in rows}


def _with_unit(plan: Plan, table: str, key: str, units: Callable[[Model], pd.Series[str]]) -> pd.DataFrame:
    rows = plan.model.tables[table]
    return rows.assign(unit=rows[key].map(units(plan.model)))


def family_colours(plan: Plan) -> list[dict[str, Any]]:
    """Return the families of the plan in the order of the model: id, names, whether waste, colour."""
    table = plan.model.tables["families"]
    named = {row["family"]: row for row in table.to_dict("records")}
    there = {*plan.flows["family"], *plan.offers["family"]}
    shown = [family for family in named if family in there]
    families = []
    for number, family in enumerate(shown):
        row = named[family]
        colour = str(row.get("colour") or "")
        families.append({
            "id": family,
            "name": _pair(row["name_zh"], row["name_en"], family),
            "waste": row["role"] == "waste",
            "unit": row["unit"],
            "colour": colour if _is_colour(colour) else PALETTE[number % len(PALETTE)],
        })  # fmt: skip
    return families


def _is_colour(text: str) -> bool:
    return len(text) == 7 and text[0] == "#" and all(letter in "0123456789abcdefABCDEF" for letter in text[1:])


def _plants(plan: Plan) -> list[dict[str, Any]]:
    rows = plan.park.plants.to_dict("records")
    return [
        {
            "id": row["plant"],
            "name": _pair(row.get("name_zh", ""), row.get("name_en", ""), row["plant"]),
            "lon": round(float(row["lon"]), 6),
            "lat": round(float(row["lat"]), 6),
            "kind": row.get("kind") or "other",
            "owner": row.get("owner", ""),
            "place": "  ".join(part for part in (row.get("province", ""), row.get("zone", "")) if part),
            "exact": row.get("coord_precision", "plant") in {"", "plant", "complex", "park"},
        }
        for row in rows
    ]


def _rows(table: pd.DataFrame, columns: Iterable[str]) -> dict[str, list[Any]]:
    # Column by column: names are not repeated, which keeps a page of 3,000 flows small.
    return {column: [_value(value) for value in table[column]] for column in columns}


def _value(value: Any) -> Any:
    if isinstance(value, str | bool) or value is None:
        return value
    if isinstance(value, Mapping | list | tuple):
        raise TypeError(f"a plan's cell must be plain, not {value!r}")
    number = float(value)
    if not math.isfinite(number):
        return None
    short = float(f"{number:.7g}")
    return int(short) if short.is_integer() and abs(short) < 1e15 else short
