"""Sixteen sites and fifty customers (OR-Library): the whole way from files to an audited plan against the bare solver.

``python -m benchmarks.siting --cases ../shared/cases/siting``. The bare run gets the finished matrix of our own
formulation, with the first objective and the same options. Process CPU time of one thread, both in one run, the median
of the repeats; only the ratios mean something on another machine.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

import highspy
import numpy as np
import tomli_w

import symbiosis
from symbiosis.park import Park
from symbiosis.scenario import Model
from symbiosis.solver.choice import solver_options
from symbiosis.solver.gather import Matrix, gather
from symbiosis.solver.highs import Solver
from symbiosis.solver.stages import solve_stages

SETTINGS: dict[str, Any] = {
    "year": 2025,
    "gates": ["accepts", "carries", "listed"],
    "limits": ["capacity", "links"],
    "transport": {"circuity": 1.0},
    "objectives": [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}],
    "solver": {"mip_gap": 0.0},
}
MODEL = {
    "families": ("family,name_zh,name_en,role", "wares,wares,wares,waste"),
    "materials": ("material,name_zh,name_en,family,form", "goods,goods,goods,wares,bulk"),
    "properties": ("property,name_zh,name_en,unit",),
    "compositions": ("material,property,value",),
    "processes": ("process,name_zh,name_en,fate,status", "serving,serving,serving,use,industrial"),
    "recipes": ("process,input", "serving,goods"),
    "yields": ("process,input,output,yield_t_t",),
    "standards": ("standard,processes,property,sense,limit",),
    "modes": ("mode,name_zh,name_en,forms,hazards,where", "road,road,road,bulk,none,listed"),
    "factors": ("ledger,basis,value",),
    "prices": ("material,side,price_cny_t",),
    "rules": ("rule,gate",),
}


@dataclass(frozen=True)
class Case:
    """A location problem with its published optimum."""

    name: str
    demand: Sequence[float]
    capacity: Sequence[float]
    fixed: Sequence[float]
    freight: Sequence[Sequence[float]]
    optimum: float


def cases(folder: Path) -> list[Case]:
    """Return the instances of the OR-Library that lie in ``folder``."""
    base = json.loads((folder / "orlib_16x50_base.json").read_text("utf-8"))
    sites, demand = range(base["sites"]), base["demand"]
    freight = [[cost / demand[j] for j, cost in enumerate(base["cost_full_demand"][i])] for i in sites]
    found = []
    for row in csv.DictReader((folder / "orlib_cap_instances.csv").read_text("utf-8").splitlines()):
        fixed = [float(row["fixed_cost_each_except_free_site"])] * len(sites)
        fixed[10] = 0.0  # the free site, by the note of the case
        size, best = float(row["capacity_each"]), float(row["published_optimum_split_allowed"])
        found.append(Case(row["instance"], demand, [size] * len(sites), fixed, freight, best))
    return found


def write(case: Case, folder: Path) -> tuple[Park, Model]:
    """Write a case as files and read them as a user's are read."""
    sites, customers = range(len(case.capacity)), range(len(case.demand))
    park = {
        "plants": ("plant,lon,lat", *(f"C{j},106,{20 + j / 100}" for j in customers),
                   *(f"S{i},106,{21 + i / 100}" for i in sites)),
        "offers": ("plant,material,amount_t", *(f"C{j},goods,{case.demand[j]}" for j in customers)),
        "facilities": ("facility,plant,process,status,min_size_t_a,max_size_t_a,capex_cny,fixed_cny_a",
                       *(f"site{i},S{i},serving,candidate,{case.capacity[i]},{case.capacity[i]},0,{case.fixed[i]}"
                         for i in sites)),
        "links": ("from,to,mode,cost_cny_t",
                  *(f"C{j},S{i},road,{case.freight[i][j]!r}" for i in sites for j in customers)),
    }  # fmt: skip
    ledgers = Path("models/ledgers.csv").read_text("utf-8")
    for room, tables in (("park", park), ("model", MODEL)):
        (folder / room).mkdir()
        for name, lines in tables.items():
            head, *rows = lines
            text = "\n".join([f"{head},source,confidence", *(f"{row},OR-Library,published" for row in rows)])
            (folder / room / f"{name}.csv").write_text(text + "\n", "utf-8")
    (folder / "model" / "ledgers.csv").write_text(ledgers, "utf-8")
    (folder / "model" / "base.toml").write_text(tomli_w.dumps(SETTINGS), "utf-8")
    return symbiosis.read_park(folder / "park"), symbiosis.read_model(folder / "model")


def bare(problem: Matrix, cost: Any, options: dict[str, Any]) -> tuple[float, float]:
    """Return the CPU seconds and the optimum of HiGHS alone on the finished matrix."""
    solver = Solver(problem, options)  # only to load it; what counts begins below
    solver.set_cost(cost, "min")
    highs: highspy.Highs = solver._highs
    began = process_time()
    highs.run()
    return process_time() - began, float(highs.getInfo().objective_function_value) * 1000.0


def measure(case: Case, repeats: int) -> dict[str, float]:
    """Return the medians of one case: the whole way, the solving within it, and the bare solver, in CPU seconds."""
    laps: dict[str, list[float]] = {"whole": [], "solving": [], "bare": []}
    answer = alone = 0.0
    for _ in range(repeats):
        with TemporaryDirectory() as folder:
            began = process_time()
            park, model = write(case, Path(folder))
            plan = symbiosis.solve(park, model)
            laps["whole"].append(process_time() - began)
        formulation = symbiosis.formulate(park, model)
        began = process_time()
        solve_stages(formulation)
        laps["solving"].append(process_time() - began)
        problem = gather(formulation.model, formulation.columns.layout)
        first = next(iter(formulation.model.objective.values()))
        options = solver_options(model.settings.solver)
        seconds, alone = bare(problem, problem.cost(first), options)
        laps["bare"].append(seconds)
        answer = plan.outcome.stages[0].final
    worst = max(abs(answer / case.optimum - 1), abs(alone / case.optimum - 1))
    return {name: median(times) for name, times in laps.items()} | {"off": worst}


def main() -> None:
    """Measure all cases and print times, ratios and how far off the published optimum the answers are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path, default=Path("../shared/cases/siting"))
    parser.add_argument("--repeats", type=int, default=3)
    asked = parser.parse_args()
    sums = np.zeros(3)
    print(f"{'case':<8}{'whole s':>9}{'solving s':>11}{'bare s':>9}{'whole/bare':>12}{'solving/bare':>14}{'off':>10}")
    for case in cases(asked.cases):
        seen = measure(case, asked.repeats)
        whole, solving, alone = (seen[name] for name in ("whole", "solving", "bare"))
        sums += (whole, solving, alone)
        print(f"{case.name:<8}{whole:>9.3f}{solving:>11.3f}{alone:>9.3f}{whole / alone:>12.2f}{solving / alone:>14.2f}"
              f"{seen['off']:>10.1e}")  # fmt: skip
    print(f"all     {sums[0]:>9.3f}{sums[1]:>11.3f}{sums[2]:>9.3f}{sums[0] / sums[2]:>12.2f}{sums[1] / sums[2]:>14.2f}")


if __name__ == "__main__":
    main()
