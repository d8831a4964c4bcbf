"""Links and builds of every scenario: what appears and what vanishes, what all share, what only one has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from symbiosis.compare.against import against
from symbiosis.compare.options import Option, Slot
from symbiosis.compare.totals import parts

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan

#: What names a link.
LINK = ("offer", "from_plant", "material", "family", "facility", "to_plant", "process", "fate", "mode")
_BUILD = ("what", "item", "plant", "process")
#: A flow counts as another one where it differs by more than this part of it, or of the largest of all.
_SAME, _DUST = 1e-3, 1e-7


def flows(options: Sequence[Option], slots: Sequence[Slot], baseline: str) -> pd.DataFrame:
    """Return every link that a scenario uses, with the baseline's tonnes and what becomes of it.

    Columns: year, what names the link, scenario, dry_t, baseline_t, difference_t, change: appears, vanishes, grows,
    shrinks (by more than a thousandth) or same.
    """
    named = [option.name for option in options if option.plan is not None]
    found = [_moved(plan, year, option.name) for year, option, plan in parts(options, slots, baseline)]
    amounts = pd.concat([table for table in found if len(table)] or found[:1], ignore_index=True)
    table = against(amounts, ["year", *LINK], named, baseline)
    tonnes, before = (table[name].to_numpy(dtype=float) for name in ("amount", "baseline"))
    most = max(float(np.abs(tonnes).max(initial=0.0)), float(np.abs(before).max(initial=0.0)))
    table["change"] = changes(tonnes, before, most)
    table = table[table["change"] != "absent"].reset_index(drop=True)
    columns = {"amount": "dry_t", "baseline": "baseline_t", "difference": "difference_t"}
    return table.drop(columns="difference_pct").rename(columns=columns)


def _moved(plan: Plan, year: int, scenario: str) -> pd.DataFrame:
    # Without kilometres: a link is the same link where a scenario makes its road longer.
    rows = plan.flows[list(LINK)].assign(amount=plan.flows["dry_t"].astype(float))
    return rows.assign(year=year, scenario=scenario)


def changes(tonnes: np.ndarray, before: np.ndarray, most: float) -> list[str]:
    """Return what becomes of each flow against the one before."""
    dust = _DUST * most
    words = np.select(
        [
            (tonnes <= dust) & (before <= dust), before <= dust, tonnes <= dust,
            np.abs(tonnes - before) <= _SAME * np.maximum(tonnes, before), tonnes > before,
        ],
        ["absent", "appears", "vanishes", "same", "grows"],
        default="shrinks",
    )  # fmt: skip
    return [str(word) for word in words]


def shared_links(table: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return every link of ``flows`` with the number of scenarios that use it and the least and most over them.

    Columns: year, what names the link, scenarios (count), least_t and most_t (over all scenarios), no_regret (whether
    all use it), only (the scenario's name where one alone does).
    """
    used = table[table["change"] != "vanishes"]
    keys = ["year", *LINK]
    groups = used.groupby(keys, sort=False)
    found = groups.agg(
        scenarios=("scenario", "size"), least_t=("dry_t", "min"), most_t=("dry_t", "max"), only=("scenario", "first")
    )
    found = found.reset_index()
    every = found["scenarios"] == len(names)
    found["least_t"] = found["least_t"].where(every, 0.0)
    found["no_regret"] = every
    found["only"] = found["only"].where((found["scenarios"] == 1) & (len(names) > 1), "")
    order = [*keys, "scenarios", "least_t", "most_t", "no_regret", "only"]
    return found[order].sort_values(["year", "no_regret", "least_t", "most_t"], ascending=[True, False, False, False],
                                    ignore_index=True)  # fmt: skip


def builds(options: Sequence[Option]) -> pd.DataFrame:
    """Return every line and connection that a scenario builds, and by how many it is built.

    Columns: what (line, connection), item, plant, process (or mode), scenario, year (first in which it stands),
    size_t_a, capex_cny, area_ha, scenarios (count), no_regret (whether all build it).
    """
    plans = [(option.name, option.plan) for option in options if option.plan is not None]
    found = [table for name, plan in plans for table in (_lines(plan, name), _mains(plan, name)) if len(table)]
    columns = [*_BUILD, "scenario", "year", "size_t_a", "capex_cny", "area_ha", "scenarios", "no_regret"]
    if not found:
        return pd.DataFrame(columns=columns)
    table = pd.concat(found, ignore_index=True)
    count = table.groupby(list(_BUILD))["scenario"].transform("nunique")
    table = table.assign(scenarios=count, no_regret=count == len(plans))
    return table.sort_values(["no_regret", *_BUILD], ascending=[False, True, True, True, True], ignore_index=True)[
        columns
    ]


def _lines(plan: Plan, scenario: str) -> pd.DataFrame:
    rows = plan.builds
    return rows[["plant", "process", "year", "size_t_a", "capex_cny", "area_ha"]].assign(
        what="line", item=rows["facility"], scenario=scenario
    )


def _mains(plan: Plan, scenario: str) -> pd.DataFrame:
    rows = plan.mains
    item = rows["from"] + " > " + rows["to"] + (" " + rows["material"]).where(rows["material"] != "", "")
    return pd.DataFrame(
        {"what": "connection", "item": item, "plant": rows["from"], "process": rows["mode"], "scenario": scenario,
         "year": rows["year"], "size_t_a": np.nan, "capex_cny": rows["capex_cny"], "area_ha": np.nan}
    )  # fmt: skip
