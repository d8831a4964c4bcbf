"""Two networks of the GAMS Model Library, encoded as parks: transport between plants, and steel made in stages.

The data are read from the folder of published cases beside the repository; they are not part of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).resolve().parents[2].parent / "shared" / "cases" / "network"
COST_FIRST = {"objectives": [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}]}
#: A road that exists only where the park lists it, at the freight that the park lists.
MODES = "mode,forms,hazards,where\nroad,bulk,none,listed\nonsite,bulk,none,plant"


def published(name: str) -> Any:
    """Return a published case, or skip."""
    path = CASES / f"{name}.json"
    if not path.is_file():
        pytest.skip(f"the published case {name} is not there: it lies beside the repository, in {CASES}")
    return json.loads(path.read_text("utf-8"))


def table(head: str, *lines: tuple[Any, ...]) -> str:
    """Return CSV text; numbers keep all their digits."""
    return "\n".join([head, *(",".join(map(str, line)) for line in lines)])


def test_gams_trnsport(world: Callable[..., Any]) -> None:
    """Cases of goods from canning plants to markets (Dantzig 1963, chapter 3.3): 153.675 thousand dollars.

    Proves that supply, demand as a least load, and a contracted freight per tonne mean what they say.
    """
    case = published("gams_trnsport")
    supply, demand, thousand_miles = (case["data"]["indexed_params"][key] for key in "abd")
    freight = case["data"]["scalar_params"]["f"] / 1000.0
    ways = [key.split("|") for key in thousand_miles]
    answer = world(
        settings=COST_FIRST,
        plants=table("plant,km", *((name, 10 * number) for number, name in enumerate([*supply, *demand]))),
        offers=table(
            "plant,material,kind,amount_t", *((name, "goods", "purchase", 1000 * a) for name, a in supply.items())
        ),
        facilities=table(
            "facility,plant,process,min_t_a",
            *((f"{name} market", name, "sale", 1000 * b) for name, b in demand.items()),
        ),
        links=table(
            "from,to,mode,cost_cny_t", *((a, b, "road", freight * thousand_miles[f"{a}|{b}"]) for a, b in ways)
        ),
        families="family,role\nproducts,product",
        materials="material,family,form\ngoods,products,bulk",
        processes="process,fate,status\nsale,market,industrial",
        recipes="process,input\nsale,goods",
        modes=MODES,
    ).solve()
    # A case of goods stands as a thousand tonnes.
    assert answer.cost / 1000.0 == pytest.approx(case["published"]["value"], rel=1e-6)
    for market, cases in demand.items():
        assert answer.sent(facility=f"{market} market") == pytest.approx(1000 * cases, rel=1e-6)


#: What each unit of the steel industry is called as a process, and what it makes.
UNITS = {
    "blast-furn": "pig-iron", "direct-red": "sponge", "openhearth": "steel-oh", "bof": "steel-bof",
    "elec-arc": "steel-el",
}  # fmt: skip
MADE = {"pig-iron": "pig-iron", "sponge": "sponge"}


def _inputs(coefficients: Mapping[str, float], process: str) -> dict[str, float]:
    """Return tonnes of each input per tonne made."""
    pairs = ((key.split("|"), value) for key, value in coefficients.items())
    return {material: -value for (material, named), value in pairs if named == process and value < 0}


def _steel_processes(coefficients: Mapping[str, float]) -> dict[str, str]:
    """Return recipes and yields of fixed coefficients: all shares but the last are fixed, so the last is too."""
    recipes, yields = [], []
    for process in UNITS.values():
        inputs = _inputs(coefficients, process)
        total = sum(inputs.values())
        *fixed, last = inputs
        recipes += [(process, name, inputs[name] / total, inputs[name] / total) for name in fixed]
        recipes.append((process, last, 0, 1))
        yields.append((process, MADE.get(process, "steel"), 1.0 / total))
    recipes += [("sale", "steel", 0, 1), ("export", "steel", 0, 1)]
    lines = [(name, "use", "industrial") for name in UNITS.values()]
    return {
        "processes": table("process,fate,status", *lines, *((n, "market", "industrial") for n in ("sale", "export"))),
        "recipes": table("process,input,min_share,max_share", *recipes),
        "yields": table("process,output,yield_t_t", *yields),
    }


def _steel_facilities(data: Mapping[str, Any]) -> str:
    """Return units with a capacity in tonnes of input, markets with a least load, and the export quay."""
    lines: list[tuple[Any, ...]] = []
    for key, capacity in data["indexed_params"]["k"].items():
        unit, plant = key.split("|")
        total = sum(_inputs(data["indexed_params"]["a"], UNITS[unit]).values())
        lines.append((f"{plant} {unit}", plant, UNITS[unit], 1e6 * capacity * total, 0, 0))
    for key, demand in data["indexed_params"]["d"].items():
        market = key.split("|")[1]
        lines.append((f"{market} market", market, "sale", "", 1e6 * demand, 0))
    # The quay pays the export price: a cost below nothing.
    price = data["indexed_params"]["pe"]["steel"]
    lines.append(("quay", "sea", "export", 1e6 * data["scalar_params"]["eb"], 0, -price))
    return table("facility,plant,process,capacity_t_a,min_t_a,opex_cny_t", *lines)


def _steel_links(data: Mapping[str, Any]) -> str:
    mills, markets, numbers = data["sets"]["i"], data["sets"]["j"], data["indexed_params"]
    lines = [(i, j, "road", numbers["muf"].get(f"{i}|{j}", 0.0)) for i in mills for j in markets]
    lines += [("abroad", j, "road", numbers["muv"][j]) for j in markets]
    lines += [(i, "sea", "road", numbers["mue"].get(i, 0.0)) for i in mills]
    return table("from,to,mode,cost_cny_t", *lines)


def test_gams_mexss(world: Callable[..., Any]) -> None:
    """Mexican steel (Kendrick, Meeraus and Alatorre 1984), small static version: 538.8112 million dollars.

    Proves chains of made offers inside one plant, recipes with fixed coefficients and yields, capacities on input,
    bought-in raw materials, imports as purchases and exports as a facility that pays.
    """
    case = published("gams_mexss")
    data = case["data"]
    places = [*data["sets"]["i"], *data["sets"]["j"], "sea", "abroad"]
    prices = data["indexed_params"]["pd"]
    imported = ("abroad", "steel", "purchase", 1e8, data["indexed_params"]["pv"]["steel"])
    answer = world(
        settings=COST_FIRST,
        plants=table("plant,km", *((name, 10 * number) for number, name in enumerate(places))),
        offers=table("plant,material,kind,amount_t,price_cny_t", imported),
        facilities=_steel_facilities(data),
        links=_steel_links(data),
        families="family,role\nmatter,raw",
        materials=table("material,family,form", *((name, "matter", "bulk") for name in data["sets"]["c"])),
        prices=table("material,side,price_cny_t", *((name, "buy", price) for name, price in prices.items())),
        modes=MODES,
        **_steel_processes(data["indexed_params"]["a"]),
    ).solve()
    assert answer.cost / 1e6 == pytest.approx(case["our_run"]["value"], rel=1e-6)
    assert answer.cost / 1e6 == pytest.approx(538.8112, rel=1e-6)
