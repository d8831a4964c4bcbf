"""Tables of what is built: lines, and the connections between plants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symbiosis.network.units import process_units
from symbiosis.show.grid import grid
from symbiosis.show.labels import Lang, labels
from symbiosis.show.numbers import figure, money, tonnes

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from symbiosis.plan.record import Plan

#: More lines than this are shown by year and process; builds.csv has them all.
_LISTED = 25


def built_words(plan: Plan, lang: Lang) -> str:
    """Return one sentence on what is built and what it costs; nothing where nothing is."""
    if plan.builds.empty and plan.mains.empty:
        return ""
    capex, annual = (float(plan.builds[key].sum() + plan.mains[key].sum()) for key in ("capex_cny", "annual_cny"))
    return labels(lang)["summary_built"].format(
        lines=len(plan.builds),
        mains=len(plan.mains),
        capex=_money(capex, plan, lang),
        annual=_money(annual, plan, lang),
    )


def built_tables(plan: Plan, lang: Lang) -> list[Table]:
    """Return a table of the lines that are built and one of the connections; none where there are none."""
    tables = []
    if len(plan.builds) > _LISTED:
        tables.append(_by_process(plan, lang))
    elif len(plan.builds):
        tables.append(_lines(plan, lang))
    if len(plan.mains):
        tables.append(_mains(plan, lang))
    return tables


def _lines(plan: Plan, lang: Lang) -> Table:
    rows = plan.builds.sort_values(["year", "candidate", "plant"], kind="stable")
    plants, processes = _names(plan.park.plants, "plant", lang), _names(plan.model.tables["processes"], "process", lang)
    cells = [
        [
            str(row["year"]),
            row["candidate"],
            plants[row["plant"]],
            processes[row["process"]],
            _size(row["process"], row["size_t_a"], plan, lang),
            f"{figure(row['area_ha'])} ha" if row["area_ha"] > 0 else "",
            _money(row["capex_cny"], plan, lang),
        ]
        for row in rows.to_dict("records")
    ]
    heads = ["table_year", "built_line", "built_plant", "process", "built_size", "built_area", "table_capex"]
    return grid("built", heads, cells, lang, words=(2, 3), names=(1,))


def _by_process(plan: Plan, lang: Lang) -> Table:
    processes = _names(plan.model.tables["processes"], "process", lang)
    sums = plan.builds.groupby(["year", "process"]).agg(
        count=("facility", "size"), size=("size_t_a", "sum"), capex=("capex_cny", "sum")
    )
    cells = [
        [
            str(row["year"]),
            processes[row["process"]],
            str(row["count"]),
            _size(row["process"], row["size"], plan, lang),
            _money(row["capex"], plan, lang),
        ]
        for row in sums.reset_index().to_dict("records")
    ]
    heads = ["table_year", "process", "built_lines", "built_size", "table_capex"]
    return grid("built", heads, cells, lang, words=(1,))


def _mains(plan: Plan, lang: Lang) -> Table:
    tables = plan.model.tables
    modes = _names(tables["modes"], "mode", lang)
    materials = _names(tables["families"], "family", lang) | _names(tables["materials"], "material", lang)
    cells = [
        [
            str(row["year"]),
            row["from"],
            row["to"],
            modes[row["mode"]],
            materials.get(row["material"], labels(lang)["all_materials"]),
            f"{figure(row['km'])} km",
            _money(row["capex_cny"], plan, lang),
        ]
        for row in plan.mains.sort_values(["year", "from", "to"], kind="stable").to_dict("records")
    ]
    heads = ["table_year", "built_from", "built_to", "mode", "material", "km", "table_capex"]
    return grid("built_mains", heads, cells, lang, words=(3, 4), names=(1, 2))


def _names(table: pd.DataFrame, key: str, lang: Lang) -> dict[str, str]:
    names = table[f"name_{lang}"].where(table[f"name_{lang}"] != "", table[key])
    return dict(zip(table[key], names, strict=True))


def _size(process: str, size: float, plan: Plan, lang: Lang) -> str:
    unit = str(process_units(plan.model)[process])
    year = labels(lang)["per_year"]
    return tonnes(size, lang) + year if unit == "t" else f"{figure(size)} {unit}{year}"


def _money(value: float, plan: Plan, lang: Lang) -> str:
    return money(float(value) / plan.park.cny_per_unit, lang, plan.park.currency)
