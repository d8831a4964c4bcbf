"""Every process of the model library has a blend that its recipe and its standards allow; the solver finds it."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

import symbiosis

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "models"
#: Groups of routes whose feasibility is proved elsewhere (metal, steam, power and water) or needs none (stores).
MINE = (
    "mineral extraction", "steel", "cementitious", "building materials", "road materials", "backfill", "soil",
    "pre-treatment", "powder materials", "reduction", "small routes", "tailings", "fly ash", "gypsum", "potlining",
    "dross", "loops", "alumina and smelting",
)  # fmt: skip
#: A mud richer in iron than the typical one, within the range of its kind, for routes that ask for 40 %.
RICH = {"dri_rm": "rm_bayer_sd", "electro_rm": "rm_bayer_sd"}
STORES = {
    "stack": "stockpile_dry", "ash": "ash_store", "gypsum": "gypsum_store", "slag": "slag_yard",
    "tip": "landfill_general", "secure": "spl_landfill",
}  # fmt: skip


@cache
def _rows(name: str) -> list[dict[str, str]]:
    with (MODELS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _taken(process: str) -> list[str]:
    """Return the materials that a recipe names, families told out, without what can be bought."""
    inputs = {row["input"] for row in _rows("recipes") if row["process"] == process}
    bought = {row["material"] for row in _rows("prices") if row["side"] == "buy"}
    named = [row["material"] for row in _rows("materials") if {row["material"], row["family"]} & inputs]
    return [material for material in named if material not in bought]


#: Markets stand apart: where one takes a product, its makers may no longer sell it at the gate.
MARKETS = [row["process"] for row in _rows("processes") if row["fate"] == "market" and row["category"] in MINE]
PROCESSES = [
    row["process"] for row in _rows("processes")
    if row["category"] in MINE and row["fate"] != "market" and _taken(row["process"])
]  # fmt: skip


def _write(folder: Path, name: str, head: str, lines: list[str]) -> None:
    (folder / f"{name}.csv").write_text("\n".join([head, *lines, ""]), "utf-8")


def _park(folder: Path, processes: list[str]) -> Path:
    """Write a plant per process that holds 1000 t of all it takes, must run 100 t and has every store beside it."""
    folder.mkdir()
    plants, offers, facilities, lots = [], [], [], []
    for number, process in enumerate(processes):
        plants.append(f"P_{process},厂,Works,{100 + number % 10},{25 + number // 10},Henan")
        offers += [f"P_{process},{material},1000,purchase" for material in _taken(process)]
        facilities.append(f"{process},P_{process},{process},HW48,100,200")
        facilities += [f"{store}_{process},P_{process},{way},HW48,," for store, way in STORES.items()]
        if process in RICH:
            lots.append(f"P_{process},{RICH[process]},Fe2O3,45")
    _write(folder, "plants", "plant,name_zh,name_en,lon,lat,province", plants)
    _write(folder, "offers", "plant,material,amount_t,kind", offers)
    _write(folder, "facilities", "facility,plant,process,permits,min_t_a,capacity_t_a", facilities)
    _write(folder, "compositions", "plant,material,property,value", lots)
    return folder


def _solved(folder: Path, processes: list[str]) -> symbiosis.Plan:
    """Return the plan in which every process runs alone at its plant: no road leads out of it."""
    statuses = '["industrial", "demonstration", "pilot", "laboratory"]'
    here = [f'modes.{row["mode"]}.where="listed"' for row in _rows("modes") if row["where"] == "anywhere"]
    model = symbiosis.read_model(MODELS, "least-cost", [f"technology.statuses={statuses}", *here])
    return symbiosis.solve(symbiosis.read_park(_park(folder / "park", processes)), model)


def _load(plan: symbiosis.Plan, facility: str) -> float:
    """Return the load of a facility."""
    return float(plan.facilities.loc[plan.facilities["facility"] == facility, "load_t"].sum())


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> symbiosis.Plan:
    """Return the plan of all processes but markets."""
    return _solved(tmp_path_factory.mktemp("feasible"), PROCESSES)


@pytest.mark.parametrize("process", PROCESSES)
def test_process_can_run(process: str, plan: symbiosis.Plan) -> None:
    """Proves that a load of 100 t exists which meets every share and every standard (the audit agrees with it)."""
    assert _load(plan, process) >= 100 - 1e-6


@pytest.mark.parametrize("process", MARKETS)
def test_market_can_buy(process: str, tmp_path: Path) -> None:
    """Proves the same of markets, each alone."""
    plan = _solved(tmp_path, [process])
    assert _load(plan, process) >= 100 - 1e-6


@pytest.mark.parametrize("process", PROCESSES)
def test_mass_does_not_grow(process: str, plan: symbiosis.Plan) -> None:
    """Proves that at most 15 % more leaves than came in: water of bricks, soda or lime are not in the recipes."""
    made = plan.offers.loc[plan.offers["offer"].str.startswith(f"{process}|"), "amount_t"].sum()
    assert made <= 1.15 * _load(plan, process)


def test_status_decides(tmp_path: Path) -> None:
    """Proves that a laboratory route and an obsolete one are refused under the base case, their status named."""
    model = symbiosis.read_model(MODELS)
    park = symbiosis.read_park(_park(tmp_path / "park", ["h2_plasma", "stockpile_wet"]))
    for process, status in (("h2_plasma", "laboratory"), ("stockpile_wet", "obsolete")):
        said = symbiosis.why(park, model, f"P_{process}|rm_bayer_gx", process)
        words = said.loc[said["gate"] == "readiness", "en"]
        assert not words.empty
        assert words.str.contains(status).all()
