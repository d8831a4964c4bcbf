"""What a longer reach would be worth: a gate has no price, so the network is widened and solved again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from symbiosis.errors import UsageError
from symbiosis.explain.currency import currency_of
from symbiosis.explain.words import signed
from symbiosis.network import build_horizon
from symbiosis.network.gates import Words
from symbiosis.solver.bench import Change
from symbiosis.solver.chain import Chain

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation
    from symbiosis.scenario import Model

#: What makes a link the same link in the wider network.
_LINK = ["year", "offer", "facility", "mode"]
#: A change below this part of a total is rounding.
_NOTHING = 1e-9


def reach_worth(formulation: Formulation, km: float = 10.0) -> pd.DataFrame:
    """Return what every limit of reach longer by ``km`` is worth, one row a material, the most first.

    Columns: material, km, links (new ones), and the change of each objective in a run of its own.

    Raises
    ------
    UsageError
        Where things are to be decided: what a longer reach would have built cannot be told with decisions fixed.
    """
    from symbiosis.formulation import build

    if any(family.integer for family in formulation.years[0].columns.layout.families):
        raise UsageError("a longer reach may change what is built or shipped; change the rule and solve again")
    horizon = formulation.horizon
    wide = build(build_horizon(horizon.park, _longer(horizon.model, km)))
    known = pd.MultiIndex.from_frame(_links(formulation)[_LINK])
    links = _links(wide)
    fresh = ~pd.MultiIndex.from_frame(links[_LINK]).isin(known)
    wide.model.flow.upper_array[fresh] = 0.0  # closed until it is asked what they would bring
    chain = Chain(wide)
    rows = []
    for material, new in links[fresh].groupby("material"):
        run = chain.rerun(Change(columns={int(column): (0.0, np.inf) for column in new["column"]}))
        if run is not None:
            gains = (run.totals - chain.totals) * 1000.0
            gains[np.abs(gains) < _NOTHING * np.maximum(np.abs(chain.totals) * 1000.0, 1.0)] = 0.0
            named = {goal.name: float(gain) for goal, gain in zip(chain.goals, gains, strict=True)}
            rows.append({"material": material, "km": km, "links": len(new), **named})
    table = pd.DataFrame(rows, columns=["material", "km", "links", *(goal.name for goal in chain.goals)])
    first = chain.goals[0].name
    return table.sort_values(first, ascending=chain.goals[0].sense == "min", ignore_index=True)


def reach_words(table: pd.DataFrame, formulation: Formulation) -> list[Words]:
    """Return the table of ``reach_worth`` in sentences, one a material that gains; the others together in one."""
    if table.empty:
        return [Words("a longer reach opens no further link", "放宽运距不会新增任何联系")]
    ledgers = formulation.horizon.model.tables["ledgers"].set_index("ledger").astype(str)
    money, told, idle = currency_of(formulation.horizon.park), [], []
    for row in table.to_dict("records"):
        en, zh = [], []
        for name in table.columns[3:]:
            if abs(row[name]) > 0:
                ledger = ledgers.loc[str(name).split(" ")[0]]
                unit = str(ledger["unit"])
                amount = f"{signed(money.of(row[name], unit))} {money.unit(unit)}"
                en.append(f"{ledger['name_en'] or name} {amount}")
                zh.append(f"{ledger['name_zh'] or name} {amount}")
        if not en:
            idle.append(str(row["material"]))
            continue
        told.append(Words(
            f"reach of {row['material']} +{row['km']:g} km ({row['links']} new links): {', '.join(en)}",
            f"{row['material']} 运距放宽 {row['km']:g} km（新增联系 {row['links']} 条）：{'，'.join(zh)}",
        ))  # fmt: skip
    if idle:
        names, km = ", ".join(idle), f"{table['km'].iloc[0]:g} km"
        told.append(Words(f"{km} more of reach gain nothing for {names}", f"运距放宽 {km} 对下列物料无益：{names}"))
    return told


def _longer(model: Model, km: float) -> Model:
    """Return the model with every limit of reach longer by ``km``."""
    modes, rules = model.tables["modes"], model.tables["rules"]
    further = {name: modes[name] + km for name in ("max_km", "best_km")}
    reach = rules["gate"] == "reach"
    looser = {name: rules[name].where(~reach, rules[name] + km) for name in ("value", "preferred")}
    tables = {**model.tables, "modes": modes.assign(**further), "rules": rules.assign(**looser)}
    return replace(model, tables=tables)


def _links(formulation: Formulation) -> pd.DataFrame:
    """Return the links of all years with the names of their ends and their column."""
    parts = []
    for year in formulation.years:
        links, offers = year.network.links, year.network.offers
        parts.append(
            pd.DataFrame(
                {
                    "year": year.network.period.year,
                    "offer": offers["offer"].to_numpy()[links["offer"]],
                    "material": offers["material"].to_numpy()[links["offer"]],
                    "facility": year.network.facilities["facility"].to_numpy()[links["facility"]],
                    "mode": links["mode"].to_numpy(),
                    "column": year.columns.flow,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
