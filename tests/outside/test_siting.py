"""Facility location with published optima, encoded as parks: which sites to open, and whom each of them serves.

A customer is a plant with an arising that must be placed; a site is a candidate of one size whose only cost is that of
standing there; what a tonne costs from a customer to a site is the freight of a listed road. The data of the sixteen
sites of the OR-Library are read from the folder of published cases beside the repository; they are not part of it.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).resolve().parents[2].parent / "shared" / "cases" / "siting"
SETTINGS = {
    "objectives": [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}],
    "solver": {"mip_gap": 0.0},
}
#: A road that exists only where the park lists it, at the freight that the park lists.
MODES = "mode,forms,hazards,where\nroad,bulk,none,listed\nonsite,bulk,none,plant"
#: From the table of instances; here, so that a missing folder shows which cases were skipped.
NAMES = [f"cap{number}" for number in (41, 42, 43, 44, 51, 61, 62, 63, 64, 71, 72, 73, 74)]


def _table(head: str, *lines: tuple[Any, ...]) -> str:
    """Return CSV text; numbers keep all their digits."""
    return "\n".join([head, *(",".join(map(str, line)) for line in lines)])


def located(
    world: Callable[..., Any],
    demand: Sequence[float],
    capacity: Sequence[float],
    fixed: Sequence[float],
    freight: Sequence[Sequence[float]],
    **more: str,
) -> Any:
    """Return the world of a location problem; ``freight[site][customer]`` is the cost of a unit, which is a tonne."""
    sites, customers = range(len(capacity)), range(len(demand))
    places = [(f"C{j}", j) for j in customers] + [(f"S{i}", 100 + i) for i in sites]
    head = "facility,plant,process,status,min_size_t_a,max_size_t_a,capex_cny,fixed_cny_a"
    lines = [(f"site{i}", f"S{i}", "serving", "candidate", capacity[i], capacity[i], 0, fixed[i]) for i in sites]
    roads = [(f"C{j}", f"S{i}", "road", freight[i][j]) for i in sites for j in customers]
    return world(
        settings=SETTINGS,
        plants=_table("plant,km", *places),
        offers=_table("plant,material,amount_t", *((f"C{j}", "goods", demand[j]) for j in customers)),
        facilities=_table(head, *lines),
        links=_table("from,to,mode,cost_cny_t", *roads),
        families="family,role\nwares,waste",
        materials="material,family,form\ngoods,wares,bulk",
        processes="process,fate,status\nserving,use,industrial",
        recipes="process,input\nserving,goods",
        modes=MODES,
        **more,
    )


@cache
def _library() -> tuple[Mapping[str, Any], Mapping[str, Mapping[str, str]]]:
    """Return demands and costs of the sixteen sites, and what each instance says."""
    base, instances = CASES / "orlib_16x50_base.json", CASES / "orlib_cap_instances.csv"
    if not (base.is_file() and instances.is_file()):
        pytest.skip(f"the published siting cases are not there: they lie beside the repository, in {CASES}")
    rows = csv.DictReader(instances.read_text("utf-8").splitlines())
    return json.loads(base.read_text("utf-8")), {row["instance"]: row for row in rows}


def test_the_library_is_whole() -> None:
    """Proves that every instance of the table is tried, and that demand totals 58,268 as published."""
    base, instances = _library()
    assert sorted(instances) == NAMES
    assert sum(base["demand"]) == 58268


@pytest.mark.parametrize("name", NAMES)
def test_or_library(world: Callable[..., Any], name: str) -> None:
    """Sixteen sites, fifty customers (OR-Library, J. E. Beasley 1988), customers may be split among sites.

    Proves that a candidate's cost of standing is paid once and whole, and its size is never exceeded. With a relaxed
    decision to build, the answer would lie below the published one.
    """
    base, instances = _library()
    case = instances[name]
    sites, demand = range(base["sites"]), base["demand"]
    fixed = [float(case["fixed_cost_each_except_free_site"])] * len(sites)
    fixed[10] = 0.0  # the free site, by the note of the case
    freight = [[cost / demand[j] for j, cost in enumerate(base["cost_full_demand"][i])] for i in sites]
    answer = located(world, demand, [float(case["capacity_each"])] * len(sites), fixed, freight).solve()
    assert answer.cost == pytest.approx(float(case["published_optimum_split_allowed"]), rel=1e-6)


#: Warehouses' demand, plants' capacity and fixed cost in the facility location example of Frontline Systems
#: (solver.com/disfacility.htm), which solver makers reprint with its optimum: all plants but the third, 210,500.
FRONTLINE = (
    [15, 18, 14, 20],
    [20, 22, 17, 19, 18],
    [12000, 15000, 17000, 13000, 16000],
    [
        [4000, 2500, 1200, 2200],
        [2000, 2600, 1800, 2600],
        [3000, 3400, 2600, 3100],
        [2500, 3000, 4100, 3700],
        [4500, 4000, 3000, 3200],
    ],
)
#: The capacitated example of J. P. Pedroso and M. Kubo (flp of the examples of PySCIPOpt): sites 2 and 3, 5,610.
PEDROSO_KUBO = (
    [80, 270, 250, 160, 180],
    [500, 500, 500],
    [1000, 1000, 1000],
    [[4, 5, 6, 8, 10], [6, 4, 3, 5, 8], [9, 7, 4, 3, 4]],
)


@pytest.mark.parametrize(
    ("case", "optimum", "opened"), [(FRONTLINE, 210500, {0, 1, 3, 4}), (PEDROSO_KUBO, 5610, {1, 2})]
)
def test_textbooks(world: Callable[..., Any], case: Any, optimum: float, opened: set[int]) -> None:
    """Proves optimum and sites of two printed examples. Without it only costs, not what is built, would be compared."""
    answer = located(world, *case).solve()
    assert answer.cost == pytest.approx(optimum, rel=1e-6)
    assert {number for number in range(len(case[1])) if answer.sent(facility=f"site{number}") > 1e-6} == opened


def test_a_dominated_site_changes_nothing(world: Callable[..., Any]) -> None:
    """Proves that a site that is dearer and smaller than another of the same freight is not built."""
    demand, capacity, fixed, freight = PEDROSO_KUBO
    answer = located(world, demand, [*capacity, 400], [*fixed, 1100], [*freight, freight[1]]).solve()
    assert answer.cost == pytest.approx(5610, rel=1e-6)


@pytest.mark.parametrize(("closed", "optimum"), [(0, 5610), (1, 6050), (2, 6840)])
def test_closing_a_site_never_helps(world: Callable[..., Any], closed: int, optimum: float) -> None:
    """Proves that without site 1 the optimum stays, and without 2 or 3 it rises to 6,050 and 6,840.

    Sites 1 and 3: each customer at the nearer would give site 3 590 of 500 units; 90 of the third customer move at +2:
    2,000 + 320 + 1,350 + 540 + 640 + 480 + 720. Sites 1 and 2: site 2 would have 860; 270 of the second move at +1 and
    90 of the fifth at +2: 2,000 + 320 + 1,350 + 750 + 800 + 720 + 900. Without the capacities: 5,870 and 6,390.
    """
    demand, capacity, fixed, freight = PEDROSO_KUBO
    kept = [number for number in range(3) if number != closed]
    size, standing, roads = [capacity[k] for k in kept], [fixed[k] for k in kept], [freight[k] for k in kept]
    assert located(world, demand, size, standing, roads).solve().cost == pytest.approx(optimum, rel=1e-6)
