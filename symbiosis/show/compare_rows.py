"""The tables of a comparison: side by side, gains, links, builds, what is behind and regretted, what is assumed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from symbiosis.network.units import TONNE, material_units, process_units
from symbiosis.show.compare_bars import kind_name
from symbiosis.show.compare_words import amount, gap, letters, listed, of, owner_name, quantity, share, titles
from symbiosis.show.numbers import percent
from symbiosis.show.report_words import Both, names, plant_names, same, word

if TYPE_CHECKING:
    import pandas as pd

    from symbiosis.compare.scenarios import Comparison
    from symbiosis.plan.record import Plan

#: Rows that a table of the report shows; the rest is in the CSV files.
MOST = 40
#: A regret below this many per cent is rounding.
_NOTHING_PCT = 1e-5


@dataclass(frozen=True)
class Grid:
    """A table of the report, with its heading and what it says."""

    key: str
    heads: list[Both]
    rows: list[list[Both]]
    notes: list[Both] = field(default_factory=list)
    strong: frozenset[int] = frozenset()
    """Rows in bold."""
    more: int = 0
    """Rows that are left out."""


def grids(found: Comparison) -> list[Grid]:
    """Return the tables that follow the drawings, in the order in which they are read."""
    tables = [flows(found), no_regret(found), only(found), builds(found), behind(found), *regret(found),
              assumptions(found), audit(found)]  # fmt: skip
    return [table for table in tables if table.rows or table.key in ("no_regret", "regret", "assumptions")]


#: Totals that are shown side by side, each with what it is broken down by.
_SIDE = (
    ("arising_t", ""), ("used_t", ""), ("rate", "family"), ("disposed_t", ""), ("stays_t", ""), ("sold_t", ""),
    ("cost_cny", "kind"), ("budget_cny", ""), ("co2_kg", "kind"), ("tkm", ""), ("invested_cny", ""), ("area_ha", ""),
)  # fmt: skip


def side_by_side(found: Comparison, year: int) -> Grid:
    """Return the totals of every scenario of one year beside each other, with their differences."""
    plan = _plan(found)
    ledgers = names(plan, "ledgers", "ledger") | {"rate": word("cmp_rate"), "invested_cny": word("cmp_invested_cny")}
    families = names(plan, "families", "family")
    rows: list[list[Both]] = []
    strong: set[int] = set()
    for measure, by in _SIDE:
        if not of(found, year, measure):
            continue
        strong.add(len(rows))
        rows.append([ledgers[measure], *_cells(found, year, measure)])
        table = found.totals[(found.totals["measure"] == measure) & (found.totals["by"] == by)] if by else None
        for part in dict.fromkeys(table["name"]) if table is not None else ():
            head = families.get(part, same(part)) if by == "family" else kind_name(part)
            rows.append([Both(f"　{head.zh}", f"\u2003{head.en}"), *_cells(found, year, measure, by, part)])
    marks = letters(found)
    heads = [same(""), *(titles(found)[option.name] for option in found.options)]
    base = f"{marks[found.baseline]} = "
    told = word("cmp_baseline")
    notes = [Both(f"{base}{told.zh}。{word('cmp_side_note').zh}", f"{base}{told.en}. {word('cmp_side_note').en}")]
    return Grid("side", heads, rows, notes, frozenset(strong))


def _cells(found: Comparison, year: int, measure: str, by: str = "total", name: str = "") -> list[Both]:
    rows, cells = of(found, year, measure, by, name), []
    for option in found.options:
        if option.plan is None:
            cells.append(word("cmp_cells_no_plan"))
            continue
        if option.name not in rows:
            cells.append(same("-"))
            continue
        row = rows[option.name]
        unit = str(row["unit"])
        told = amount(float(row["amount"]), unit, found)
        if option.name != found.baseline:
            change = gap(float(row["difference"]), float(row["baseline"]), unit, found)
            told = Both(f"{told.zh}（{change.zh}）", f"{told.en} ({change.en})")
        cells.append(told)
    return cells


def gains(found: Comparison, year: int) -> Grid:
    """Return the gain of every owner in every scenario, and their sum."""
    rows = found.parties
    rows = rows[(rows["scope"] == "owner") & (rows["year"] == year)]
    size = rows.groupby("name")["baseline_cny"].apply(lambda column: float(column.abs().sum()))
    others = [option.name for option in found.solved if option.name != found.baseline]
    wide = rows.groupby(["name", "scenario"])["gain_cny"].sum().unstack("scenario")  # noqa: PD010
    wide = wide.reindex(columns=others)  # who has no money at all has no row
    order = wide.abs().max(axis=1).sort_values(ascending=False, kind="stable").index
    told = [[owner_name(str(name)), *(gap(float(wide.loc[name, each]), size[name], "CNY", found) for each in others)]
            for name in order]  # fmt: skip
    whole = [gap(float(wide[each].sum()), float(size.sum()), "CNY", found) for each in others]
    heads = [word("cmp_col_owner"), *(titles(found)[each] for each in others)]
    rows_told, more = told[:MOST], max(0, len(told) - MOST)
    return Grid("gains", heads, [*rows_told, [word("cmp_park"), *whole]], [word("cmp_gains_note")],
                frozenset({len(rows_told)}), more)  # fmt: skip


def flows(found: Comparison) -> Grid:
    """Return the links between plants that change most."""
    table = found.flows[(found.flows["change"] != "same") & (found.flows["from_plant"] != found.flows["to_plant"])]
    table = table.loc[table["difference_t"].abs().sort_values(ascending=False, kind="stable").index]
    marks = letters(found)
    rows = [
        [same(marks[r["scenario"]]), *_link(found, r), word(f"cmp_{r['change']}"), _of(found, r, "baseline_t"),
         _of(found, r, "dry_t")]
        for r in table.head(MOST).to_dict("records")
    ]  # fmt: skip
    return _grid("flows", "scenario from to material mode change was value", rows, len(table))


def no_regret(found: Comparison) -> Grid:
    """Return the links between plants that every scenario uses."""
    table = found.links[found.links["no_regret"] & (found.links["from_plant"] != found.links["to_plant"])]
    rows = [[*_link(found, r), _of(found, r, "least_t"), _of(found, r, "most_t")]
            for r in table.head(MOST).to_dict("records")]  # fmt: skip
    grid = _grid("no_regret", "from to material mode least most", rows, len(table))
    return grid if rows else Grid("no_regret", [], [], [word("cmp_links_none")])


def only(found: Comparison) -> Grid:
    """Return the links between plants that one scenario alone uses."""
    table = found.links[(found.links["only"] != "") & (found.links["from_plant"] != found.links["to_plant"])]
    table, marks = table.sort_values("most_t", ascending=False, kind="stable"), letters(found)
    rows = [[same(marks[r["only"]]), *_link(found, r), _of(found, r, "most_t")]
            for r in table.head(MOST).to_dict("records")]  # fmt: skip
    return _grid("only", "only from to material mode most", rows, len(table))


def _of(found: Comparison, row: dict[Any, Any], column: str) -> Both:
    """Return an amount of what moves on a link, in the unit of its material."""
    unit = material_units(_plan(found).model).get(row["material"], TONNE)
    return quantity(float(row[column]), str(unit), found.park)


def _link(found: Comparison, row: dict[Any, Any]) -> list[Both]:
    plan = _plan(found)
    plants, materials, modes = plant_names(plan), names(plan, "materials", "material"), names(plan, "modes", "mode")
    told = [plants.get(row[end], same(row[end])) for end in ("from_plant", "to_plant")]
    return [*told, materials.get(row["material"], same(row["material"])), modes.get(row["mode"], same(row["mode"]))]


def builds(found: Comparison) -> Grid:
    """Return a row for each line or connection, a column for each scenario."""
    table, plan = found.builds, _plan(found)
    processes = names(plan, "processes", "process") | names(plan, "modes", "mode")
    plants, known, units = plant_names(plan), [option.name for option in found.solved], process_units(plan.model)
    rows: list[list[Both]] = []
    strong: set[int] = set()
    for (what, item, plant, process), part in table.groupby(["what", "item", "plant", "process"], sort=False):
        if bool(part["no_regret"].iloc[0]):
            strong.add(len(rows))
        unit = units.get(str(process), TONNE)
        cells = {str(r["scenario"]): _built(r, str(unit), found) for r in part.to_dict("records")}
        name = Both(f"{word(f'cmp_{what}').zh} {item}", f"{word(f'cmp_{what}').en} {item}")
        rows.append([name, plants.get(str(plant), same(plant)), processes.get(str(process), same(process)),
                     *(cells.get(each, word("cmp_absent")) for each in known)])  # fmt: skip
    heads = [*(word(f"cmp_col_{each}") for each in ("item", "plant", "process")), *(titles(found)[n] for n in known)]
    return Grid("builds", heads, rows[:MOST], [word("cmp_builds_note")], frozenset(strong), max(0, len(rows) - MOST))


def _built(row: dict[Any, Any], unit: str, found: Comparison) -> Both:
    size = float(row["size_t_a"])
    told, year = quantity(size, unit, found.park), int(row["year"])
    return Both(f"{year}：{told.zh}", f"{year}: {told.en}") if size == size else same(year)


def behind(found: Comparison) -> Grid:
    """Return how far each scenario stays behind the best, objective by objective."""
    ledgers, families = names(_plan(found), "ledgers", "ledger"), names(_plan(found), "families", "family")
    known, rows = [option.name for option in found.solved], []
    for (year, ledger, family), part in found.behind.groupby(["year", "ledger", "family"], sort=False):
        cells = {str(row["scenario"]): row for row in part.to_dict("records")}
        told = ledgers.get(str(ledger), same(ledger))
        if family:
            of_family = families.get(str(family), same(family))
            told = Both(f"{told.zh}（{of_family.zh}）", f"{told.en} ({of_family.en})")
        head = told if len(found.slots) == 1 else Both(f"{year} {told.zh}", f"{year} {told.en}")
        rows.append([head, *(_behind(cells[each], found) for each in known)])
    names_, least = found.least_behind
    key = "cmp_behind_one_world" if found.one_world else "cmp_behind_worlds"
    heads = [word("cmp_col_ledger"), *(titles(found)[each] for each in known)]
    return Grid("behind", heads, rows, [_named(found, key, names_, least)])


def _behind(row: dict[Any, Any], found: Comparison) -> Both:
    told = amount(float(row["amount"]), str(row["unit"]), found)
    if row["behind"] == 0:
        best = word("cmp_best")
        return Both(f"{told.zh}（{best.zh}）", f"{told.en} ({best.en})")
    part = share(float(row["behind_pct"]))
    return Both(f"{told.zh}（差 {part.zh}）", f"{told.en} ({part.en} behind)")


def _named(found: Comparison, key: str, scenarios: tuple[str, ...], least: float) -> Both:
    told, gap_told, label = listed([titles(found)[each] for each in scenarios]), share(least), word(key)
    return Both(label.zh.format(names=told.zh, gap=gap_told.zh), label.en.format(names=told.en, gap=gap_told.en))


def regret(found: Comparison) -> list[Grid]:
    """Return the classical table of regret: builds of one scenario met by another; words where nothing is built."""
    if found.regret.empty:
        return [Grid("regret", [], [], [word("cmp_regret_none")])]
    known, ledgers = [option.name for option in found.solved], names(_plan(found), "ledgers", "ledger")
    units = _plan(found).model.tables["ledgers"].set_index("ledger")["unit"]
    cells: dict[tuple[str, str], Both] = {}
    for pair, part in found.regret.groupby(["decided", "met"], sort=False):
        told = str(part["told"].iloc[0])
        if told.startswith("cannot"):
            cells[pair] = word("cmp_cannot_build")  # type: ignore[index]
        elif told not in ("own", "solved"):
            cells[pair] = word("cmp_regret_infeasible")  # type: ignore[index]
        else:
            cells[pair] = _regretted(part, ledgers, units, found)  # type: ignore[index]
    marks = letters(found)
    rows = [[titles(found)[one], *(cells[one, other] for other in known)] for one in known]
    heads = [word("cmp_col_decided"), *(same(marks[each]) for each in known)]
    scenarios, least = found.least_regret
    return [Grid("regret", heads, rows, [word("cmp_regret_note"), _named(found, "cmp_regret_least", scenarios, least)])]


def _regretted(part: pd.DataFrame, ledgers: dict[str, Both], units: pd.Series[str], found: Comparison) -> Both:
    if part["told"].iloc[0] == "own":
        return same("0")
    told = []
    for row in part.head(2).to_dict("records"):
        change = gap(float(row["amount"] - row["best"]), float(row["best"]), str(units[row["ledger"]]), found)
        name, worse = ledgers.get(row["ledger"], same(row["ledger"])), float(row["regret_pct"])
        if abs(worse) < _NOTHING_PCT:
            told.append(Both(f"{name.zh} {change.zh}", f"{name.en} {change.en}"))
            continue
        how, part_ = word("cmp_worse" if worse > 0 else "cmp_better"), share(abs(worse))
        told.append(
            Both(f"{name.zh} {change.zh}（{how.zh} {part_.zh}）", f"{name.en} {change.en} ({part_.en} {how.en})")
        )
    return Both("；".join(each.zh for each in told), "; ".join(each.en for each in told))


def assumptions(found: Comparison) -> Grid:
    """Return what the scenarios assume differently."""
    marks = letters(found)
    rows = [
        [same(marks[r["scenario"]]), word(f"cmp_{r['kind']}"), same(r["path"]), same(r["baseline"]), same(r["value"]),
         same(r["source"] or "-")]
        for r in found.assumptions.head(400).to_dict("records")
    ]  # fmt: skip
    return _grid("assumptions", "scenario kind path was value source", rows, len(found.assumptions))


def audit(found: Comparison) -> Grid:
    """Return what was proved of each plan, and what its audit compared."""
    rows = []
    for r in found.runs.to_dict("records"):
        head = titles(found)[r["scenario"]]
        if r["status"] == "no plan":
            rows.append([head, word("cmp_cells_no_plan"), *[word("cmp_absent")] * 3])
            continue
        proof = word("worth_proven" if r["status"] == "optimal" else "worth_feasible")
        rows.append(
            [head, proof, same(percent(r["gap"])), same(f"{r['comparisons']:,}"), same(f"{r['deviation']:.1e}")]
        )
    return _grid("audit", "scenario proof gap comparisons deviation", rows, len(rows))


def _grid(key: str, columns: str, rows: list[list[Both]], count: int) -> Grid:
    heads = [word(f"cmp_col_{name}") for name in columns.split()]
    return Grid(key, heads, rows, [word(f"cmp_{key}_note")], more=count - len(rows))


def _plan(found: Comparison) -> Plan:
    plan = next(option.plan for option in found.solved if option.name == found.baseline)
    assert plan is not None
    return plan
