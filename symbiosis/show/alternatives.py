"""Different networks on the console and as files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from symbiosis.show.cells import csv_text
from symbiosis.show.compare_words import filled, gap_of, quantity
from symbiosis.show.currency import shown_of
from symbiosis.show.numbers import percent
from symbiosis.show.report_words import Both, names, same, word
from symbiosis.show.workbook import book_bytes

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from symbiosis.compare.alternatives import Alternatives


def alternatives_tables(found: Alternatives) -> dict[str, pd.DataFrame]:
    """Return the tables of a search by name, money in the currency of the park."""
    from symbiosis.show.compare_files import shown_rows

    plan = found.plans[0]
    units = plan.model.tables["ledgers"].set_index("ledger")["unit"]
    objectives = found.objectives
    objectives.insert(4, "unit", objectives["ledger"].map(units))
    tables = {"objectives": shown_rows(objectives, plan.park), "networks": found.networks, "flows": found.flows}
    return tables | ({"builds": shown_of(found.builds, plan.park)} if found.exact else {})


def alternatives_files(found: Alternatives) -> dict[str, bytes]:
    """Return a CSV file a table and a workbook, by name."""
    tables = alternatives_tables(found)
    files = {f"{name}.csv": csv_text(table).encode("utf-8-sig") for name, table in tables.items()}
    return files | {"alternatives.xlsx": book_bytes(tables, found.plans[0].park.currency)}


def alternatives_record(found: Alternatives) -> dict[str, Any]:
    """Return what goes into run.toml."""
    from symbiosis.plan.run_record import run_record

    search = {"count": len(found.plans), "exact": found.exact, "within": found.within, "apart": found.apart,
              "ended": found.ended}  # fmt: skip
    best = found.plans[0]
    return {**run_record(best, best.certificate), "alternatives": search}


def sentences(found: Alternatives) -> list[Both]:
    """Return what was searched, what is promised and why the search ended."""
    park, model = found.plans[0].park, found.plans[0].model
    head = filled(
        "alt_head", count=len(found.plans), within=percent(found.within),
        park=Both(park.title_zh or park.title_en or park.name, park.title_en or park.title_zh or park.name),
        scenario=Both(model.title_zh, model.title_en),
    )  # fmt: skip
    ended = filled(f"alt_{found.ended}", apart=percent(found.apart))
    return [head, word("alt_exact" if found.exact else "alt_variety"), ended]


def printed(found: Alternatives, lang: str) -> Table:
    """Return a row a network: what it reaches, how it differs, what it builds."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    plan = found.plans[0]
    ledgers = names(plan, "ledgers", "ledger")
    goals = [ledgers.get(stage.ledger, same(stage.ledger)) for stage in plan.outcome.stages]
    heads = [word("cmp_col_rank"), *goals, word("alt_differs"), word("cmp_col_links"), word("cmp_col_new")]
    heads += [word("cmp_col_builds")] if found.exact else []
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for place, head in enumerate(heads):
        table.add_column(_pick(head, lang), justify="left" if place == len(goals) + 4 else "right", overflow="fold")
    for cells in _rows(found):
        table.add_row(*(Text(_pick(cell, lang)) for cell in cells))
    return table


def _rows(found: Alternatives) -> list[list[Both]]:
    park, units = found.plans[0].park, found.plans[0].model.tables["ledgers"].set_index("ledger")["unit"]
    objectives, rows = found.objectives, []
    for network in found.networks.to_dict("records"):
        goals = []
        for goal in objectives[objectives["rank"] == network["rank"]].to_dict("records"):
            unit = str(units[goal["ledger"]])
            told = quantity(float(goal["amount"]), unit, park)
            if network["rank"] > 1:
                change = gap_of(float(goal["amount"] - goal["best"]), float(goal["best"]), unit, park)
                told = Both(f"{told.zh}（{change.zh}）", f"{told.en} ({change.en})")
            goals.append(told)
        differs = same(percent(network["differs_pct"] / 100.0))
        if network["rank"] > 2:
            near = filled("alt_nearest", rank=int(network["nearest"]), gap=percent(network["nearest_pct"] / 100.0))
            differs = Both(f"{differs.zh}；{near.zh}", f"{differs.en}; {near.en}")
        cells = [same(network["rank"]), *goals, differs, same(network["links"]), same(network["new_links"])]
        if found.exact:
            cells.append(_built(network))
        rows.append(cells)
    return rows


def _built(network: dict[Any, Any]) -> Both:
    """Return what the best network builds, and of another what it builds besides and what not."""
    if network["rank"] == 1:
        return same(str(network["builds"]).replace("; ", "\n")) if network["builds"] else word("alt_builds_none")
    more = [f"+ {name}" for name in str(network["builds_new"]).split("; ") if name]
    less = [f"- {name}" for name in str(network["builds_dropped"]).split("; ") if name]
    return same("\n".join([*more, *less]))


def _pick(pair: Both, lang: str) -> str:
    return pair.zh if lang == "zh" else pair.en
