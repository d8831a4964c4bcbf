"""How far red mud could be used in China: the most that can be reached, what a further point costs, what it hangs on.

``python -m benchmarks.china`` prints the tables of docs/china-2024.md. Siting comes later; here lines may be opened at
every refinery without choosing among them: iron recovery wherever the mud is rich enough, the other routes up to a
multiple of what the country ran in 2024, spread over the refineries by their red mud. A new line pays back its capital.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np
import pandas as pd

import symbiosis
from symbiosis.errors import UnsolvedError
from symbiosis.park import Park
from symbiosis.plan.ledgers import total
from symbiosis.plan.record import Plan

#: Routes that may grow with their market, each named by its process.
ROUTES = ("binder_rm", "powder_rm", "road_base", "steel_flux")
IRON, RICH = "iron_hgms", ("rm_bayer_sd", "rm_bayer_gx")
#: What binder lines buy from works outside the park, and the price in CNY/t (unverified).
COMPANIONS = {"bf_slag": 70.0, "fa_f": 40.0, "fgd_gyp": 20.0}
INTEREST = 0.08


@dataclass(frozen=True)
class Case:
    """One set of assumptions; the defaults are the central one."""

    market: float = 3.0
    """Size of the routes other than iron, as a multiple of 2024."""
    iron: bool = True
    """Whether iron lines may be opened wherever the mud is rich enough."""
    outlet: float = 1.0
    """Size of the outlets for iron powder."""
    arising: float = 1.0
    """Red mud that arises, as a multiple of 2024."""
    local: bool = False
    """Whether the works of Henan and Shanxi that are taken to run on imported ore run on local ore instead."""
    sets: Sequence[str] = field(default=())
    """What differs in the model, as ``--set`` texts."""


def annuity(life: float) -> float:
    """Return the yearly payment per unit of capital."""
    return float(INTEREST / (1.0 - (1.0 + INTEREST) ** -life))


def without_smelters(park: Park) -> Park:
    """Return the park without smelters: nothing that they give off meets red mud."""
    plants = park.plants[park.plants["kind"] != "aluminium_smelter"]
    tables = dict(park.tables) | {"plants": plants, "actual": park.tables["actual"].iloc[:0]}
    stands = park.facilities["plant"].map(lambda names: names[0])
    tables["facilities"] = park.facilities[stands.isin(plants["plant"])]
    tables["offers"] = park.offers[park.offers["plant"].isin(plants["plant"])]
    return replace(park, tables=MappingProxyType(tables))


def under(park: Park, processes: pd.DataFrame, case: Case) -> Park:
    """Return the park as ``case`` sees it, with the lines that may be opened."""
    offers, facilities = park.offers.copy(), park.facilities.copy()
    mud = offers["material"].str.startswith("rm_")
    province = offers["plant"].map(park.plants.set_index("plant")["province"])
    if case.local:
        offers.loc[mud & province.isin(["Henan", "Shanxi"]), "material"] = "rm_bayer_hn"
    sizes = facilities[facilities["process"].isin(ROUTES)].groupby("process")["capacity_t_a"].sum()
    sinter = facilities["process"] == "sinter_blend"
    facilities.loc[sinter, "capacity_t_a"] *= case.outlet
    share = offers.loc[mud, "amount_t"] / offers.loc[mud, "amount_t"].sum()
    offers.loc[mud, "amount_t"] *= case.arising
    lines = []
    for plant, kind, part in zip(offers.loc[mud, "plant"], offers.loc[mud, "material"], share, strict=True):
        grown = {route: (case.market - 1.0) * sizes[route] * part for route in ROUTES if case.market > 1.0}
        if case.iron and kind in RICH:
            grown[IRON] = np.nan
        lines += [_line(facilities, processes, plant, process, size) for process, size in grown.items()]
    bought = [_bought(offers, plant, name) for plant in offers.loc[mud, "plant"] for name in COMPANIONS]
    tables = dict(park.tables)
    known = offers.set_index(["plant", "material"]).index
    fresh = [row for row in bought if (row["plant"], row["material"]) not in known]
    tables["offers"] = _stacked(offers, fresh)
    tables["facilities"] = _stacked(facilities, lines)
    return replace(park, tables=MappingProxyType(tables))


def _stacked(table: pd.DataFrame, rows: list[dict[str, object]]) -> pd.DataFrame:
    more = pd.DataFrame(
        rows, columns=table.columns, index=range(table.index.max() + 1, table.index.max() + 1 + len(rows))
    )
    return pd.concat([table, more]) if rows else table


def _line(
    facilities: pd.DataFrame, processes: pd.DataFrame, plant: str, process: str, size: float
) -> dict[str, object]:
    opex, capex, life = processes.loc[[process], ["opex_cny_t", "capex_cny_t_a", "life_a"]].to_numpy(float)[0]
    cost = opex + capex * annuity(life)
    new = {"facility": f"{plant}-open-{process}", "plant": (plant,), "process": process, "capacity_t_a": size}
    blank: dict[str, object] = dict(zip(facilities.columns, facilities.iloc[0], strict=True))
    return blank | new | {"opex_cny_t": cost, "permits": (), "source": "opened in this study", "confidence": "assumed"}


def _bought(offers: pd.DataFrame, plant: str, material: str) -> dict[str, object]:
    blank: dict[str, object] = dict(zip(offers.columns, offers.iloc[0], strict=True))
    blank |= {"must_place": None, "source": "bought in this study", "confidence": "assumed"}
    return blank | {"plant": plant, "material": material, "amount_t": 5e6, "kind": "purchase",
                    "price_cny_t": COMPANIONS[material]}  # fmt: skip


MOST = 'objectives=[{ledger="used_t",family="red_mud",sense="max"},{ledger="cost_cny",sense="min"}]'
CHEAP = 'objectives=[{ledger="cost_cny",sense="min"},{ledger="tkm",sense="min"}]'


def target(rate: float) -> str:
    """Return the assignment that asks for a rate of use."""
    return (
        f'targets=[{{name="red mud",ledger="used_t",over="arising_t",family="red_mud",sense=">=",value={rate!r},'
        'scope="park",source="this study"}]'
    )


def solved(case: Case, *assignments: str, park: str = "parks/china-2024", models: str = "models") -> Plan:
    """Return the plan of the country under ``case``."""
    model = symbiosis.read_model(models, None, [*case.sets, *assignments])
    here = without_smelters(symbiosis.read_park(park))
    processes = model.tables["processes"].set_index("process")
    plan = symbiosis.solve(under(here, processes, case), model)
    if plan.outcome.status != "optimal":
        raise UnsolvedError(f"{case}: {plan.outcome.status}, {plan.outcome.stop}")
    return plan


def rate(plan: Plan) -> float:
    """Return the part of the new red mud that is used."""
    return total(plan.ledgers, "used_t", "park", "", "red_mud") / total(
        plan.ledgers, "arising_t", "park", "", "red_mud"
    )


def cost(plan: Plan) -> float:
    """Return the net cost in million CNY a year."""
    return total(plan.ledgers, "cost_cny", "park", "", "") / 1e6


def by_route(plan: Plan) -> dict[str, float]:
    """Return the load of the processes that take red mud, in Mt of it, by process; tailings count as red mud."""
    flows = plan.flows[(plan.flows["family"] == "red_mud") & (plan.flows["fate"] == "use")]
    sums = flows.groupby("process")["received_t"].sum()
    return {str(process): float(amount) / 1e6 for process, amount in sums.items()}


def curve(case: Case, rates: Sequence[float]) -> pd.DataFrame:
    """Return the least cost at each rate, and what the last point of use cost per tonne used."""
    rows = []
    for wanted in rates:
        plan = solved(case, CHEAP, target(wanted))
        rows.append({"rate": wanted, "cost": cost(plan), "reached": rate(plan)} | by_route(plan))
    table = pd.DataFrame(rows).fillna(0.0)
    arising = 115.0 * case.arising
    return table.assign(each=table["cost"].diff() / (table["reached"].diff() * arising))


NO_RADIONUCLIDE_LIMIT = (
    'standards_off=["clinker_low_alkali","gb175_low_alkali","board_cl","board_purity","gb6566_ira","gb6566_ir"]'
)


def either(one: str, other: str) -> tuple[Case, Case]:
    """Return the cases of two ``--set`` texts."""
    return Case(sets=(one,)), Case(sets=(other,))


def powder_yield(tonnes: float) -> Case:
    """Return the case in which a tonne of mud gives so much iron powder."""
    cell = "yields.iron_hgms.{}.yield_t_t={}"
    return Case(sets=(cell.format("rm_iron_powder", tonnes), cell.format("rm_tail_fe", 1.0 - tonnes)))


REACH, RAW_MEAL = "rules.reach_red_mud.value={}", "recipes.clinker_raw.red_mud.max_share={}"
POWDER_PRICE, FREIGHT = "prices.rm_iron_powder.sell.price_cny_t={}", "modes.truck_bulk.cost_cny_tkm={}"
#: The pessimistic and the optimistic end of each assumption; the central value stands in brackets.
CASES: Mapping[str, tuple[Case, Case]] = {
    "other routes 2 / 5 times 2024 (3)": (Case(market=2.0), Case(market=5.0)),
    "iron powder 0.15 / 0.25 t per t (0.20)": (powder_yield(0.15), powder_yield(0.25)),
    "raw meal 1 / 5 % red mud (2)": either(RAW_MEAL.format(0.01), RAW_MEAL.format(0.05)),
    "outlets for iron powder half / double": (Case(outlet=0.5), Case(outlet=2.0)),
    "red mud arising +10 / -10 %": (Case(arising=1.1), Case(arising=0.9)),
    "truck reach 80 / 250 km (150)": either(REACH.format(80), REACH.format(250)),
    "Henan and Shanxi all on local ore / as assumed": (Case(local=True), Case()),
    "GB 6566 as it is / lifted": (Case(), Case(sets=(NO_RADIONUCLIDE_LIMIT,))),
    "iron powder sold at 120 / 480 CNY/t (280)": either(POWDER_PRICE.format(120), POWDER_PRICE.format(480)),
    "freight 0.60 / 0.35 CNY/t-km (0.45)": either(FREIGHT.format(0.60), FREIGHT.format(0.35)),
}


CHEAP_POWDER = Case(sets=("prices.rm_iron_powder.sell.price_cny_t=120",))


def ends(case: Case) -> str:
    """Return the most that can be used, and the least net cost of using a quarter, where that can be."""
    most = rate(solved(case, MOST))
    quarter = f"{cost(solved(case, CHEAP, target(0.25))):.0f}" if most >= 0.25 else "out of reach"
    return f"{100 * most:.1f} % ({quarter})"


def main() -> None:
    """Print the most that can be used, the curves and the sensitivities."""
    say: Callable[[str], None] = print
    held = Case(market=1.0, iron=False)
    for word, case in (("existing lines and kilns", held), ("iron opened", Case(market=1.0)), ("all opened", Case())):
        plan = solved(case, MOST)
        say(f"{word}: {rate(plan):.4f} at {cost(plan):.0f} M CNY; {by_route(plan)}")
    existing, opened = (0.0, 0.12, 0.125, 0.13, 0.135, 0.14, 0.145), (0.0, *(point / 100 for point in range(15, 27)))
    for word, case, rates in (
        ("existing", held, existing), ("opened", Case(), opened), ("opened, powder at 120", CHEAP_POWDER, opened),
    ):  # fmt: skip
        say(f"{word}\n{curve(case, rates).round(4).to_string(index=False)}")
    say(f"central: most (M CNY a year at 25 %): {ends(Case())}")
    for word, pair in CASES.items():
        say(f"{word}: {' / '.join(ends(case) for case in pair)}")


if __name__ == "__main__":
    main()
