"""A small invented park with difficult names, and a large one, as solved plans made by hand."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

import symbiosis
from symbiosis.park import Park
from symbiosis.plan.record import PLAN_COLUMNS, Plan

SCRIPT = "<script>alert(1)</script>"
TEMPLATE = "{{ 7 * 7 }}{% endraw %}{{ 7 * 7 }}"

FAMILIES = [
    ("red_mud", "赤泥", "red mud", "waste", "#b5402a"),
    ("fly_ash", "粉煤灰", "fly ash", "waste", ""),
    ("gypsum", "脱硫石膏", "desulphurisation gypsum", "waste", "not a colour"),
    ("cement", "水泥", "cement", "product", ""),
]
MATERIALS = [
    ("rm_bayer", "拜耳法赤泥", "Bayer red mud", "red_mud", "none", 30.0),
    ("fa_2", "二级粉煤灰", "fly ash, grade II", "fly_ash", "none", 1.0),
    ("fgd", "脱硫石膏", "FGD gypsum", "gypsum", "none", 10.0),
    ("cem", "水泥", "cement", "cement", "none", 0.0),
]
PROCESSES = [
    ("kiln", "水泥生料", "raw meal", "use"),
    ("brick_nf", "免烧砖", "unfired brick & block", "use"),
    ("stack", "赤泥堆场", "red mud stack", "disposal"),
]
#: plant, zh, en, lon, lat, kind
PLANTS = [
    ("AO1", "甲氧化铝厂 😀", "Alumina \"One\"", 106.41, 23.14, "alumina_refinery"),
    ("AO2", SCRIPT, SCRIPT, 106.95, 23.62, "alumina_refinery"),
    ("PP1", "乙电厂", "Power & Light", 106.41, 23.14, "coal_power"),
    ("CE1", "丙水泥", TEMPLATE, 106.60, 24.21, "cement"),
    ("BR1", "丁砖厂", "Brick 'n' block", 107.12, 23.54, "brick"),
    ("ST1", "=cmd()", "+stock", 107.40, 23.30, "tar works"),
]  # fmt: skip
#: from, material, facility, mode, km, dry_t
FLOWS = [
    ("AO1", "rm_bayer", "CE1.kiln", "truck", 152.3, 210_000.0),
    ("AO1", "rm_bayer", "AO1.stack", "conveyor", 0.0, 1_500_000.0),
    ("AO1", "rm_bayer", "BR1.nf", "truck", 104.5, 90_000.0),
    ("AO2", "rm_bayer", "BR1.nf", "truck", 24.0, 160_000.0),
    ("AO2", "rm_bayer", "AO1.stack", "truck", 96.0, 40_000.0),
    ("PP1", "fa_2", "CE1.kiln", "truck", 152.3, 120_000.0),
    ("PP1", "fa_2", "BR1.nf", "truck", 104.5, 9_000.0),
    ("PP1", "fgd", "CE1.kiln", "truck", 152.3, 30_000.0),
    ("ST1", "fgd", "BR1.nf", "truck", 47.0, 400.0),
]
#: facility, process, capacity
FACILITIES = [
    ("CE1.kiln", "kiln", 1_000_000.0),
    ("BR1.nf", "brick_nf", 400_000.0),
    ("AO1.stack", "stack", float("nan")),
]
#: plant, material, kind, amount
OFFERS = [
    ("AO1", "rm_bayer", "arising", 1_900_000.0),
    ("AO2", "rm_bayer", "arising", 200_000.0),
    ("PP1", "fa_2", "arising", 129_000.0),
    ("PP1", "fgd", "arising", 30_000.0),
    ("ST1", "fgd", "stock", 5_000_000.0),
]


def frame(rows: list[tuple[Any, ...]], columns: str) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns.split())


def make_model() -> Any:
    tables = {
        "families": frame(FAMILIES, "family name_zh name_en role colour").assign(unit="t"),
        "ledgers": frame(
            [("used_t", "利用量", "Used", "t"), ("cost_cny", "成本", "Cost", "CNY")], "ledger name_zh name_en unit"
        ),
        "materials": frame(MATERIALS, "material name_zh name_en family hazard moisture_pct"),
        "processes": frame(PROCESSES, "process name_zh name_en fate"),
        "recipes": frame([(row[0], "red_mud") for row in PROCESSES], "process input"),
        "modes": frame([("truck", "汽车", "truck"), ("conveyor", "皮带", "conveyor")], "mode name_zh name_en"),
        "properties": frame([("Na2O", "氧化钠", "Na2O"), ("IRa", "内照射指数", "IRa")], "property name_zh name_en"),
    }
    return SimpleNamespace(
        tables=tables,
        settings=SimpleNamespace(year=2025, years=(2025,)),
        name="base",
        title_zh="基准",
        title_en="Base",
        hashes={},
    )


def make_park(plants: list[tuple[Any, ...]], boundary: dict[str, Any] | None = None) -> Park:
    table = frame(plants, "plant name_zh name_en lon lat kind")
    table = table.assign(
        owner="某 <b>集团</b>", zone="靖西", province="Guangxi", area_ha=float("nan"), coord_precision="plant"
    )
    return Park("trial", "试验园区 <i>&", "Trial park <i>&", {"plants": table}, boundary=boundary)


def flow_rows(flows: list[tuple[Any, ...]], facilities: dict[str, str]) -> pd.DataFrame:
    family = {row[0]: row[3] for row in MATERIALS}
    moisture = {row[0]: row[5] for row in MATERIALS}
    fate = {row[0]: row[3] for row in PROCESSES}
    rows = []
    for plant, material, facility, mode, km, dry in flows:
        process = facilities[facility]
        wet = dry / (1 - moisture[material] / 100)
        rows.append((
            2025, f"{plant}|{material}", plant, material, family[material], "arising", facility, facility.split(".")[0],
            process, fate[process], mode, km, km > 150, dry, dry * 0.001, dry * 0.999, wet, wet * km,
            wet * (12 + 0.4 * km), wet * km * 0.06,
        ))  # fmt: skip
    return pd.DataFrame(rows, columns=list(PLAN_COLUMNS["flows"]))


def offer_rows(offers: list[tuple[Any, ...]], flows: pd.DataFrame) -> pd.DataFrame:
    family = {row[0]: row[3] for row in MATERIALS}
    rows = []
    for plant, material, kind, amount in offers:
        mine = flows[(flows["from_plant"] == plant) & (flows["material"] == material)]
        sent = float(mine["dry_t"].sum())
        rows.append((
            2025, f"{plant}|{material}", plant, material, family[material], kind, "", False, 0.0, float("nan"), amount,
            sent, 0.0, amount - sent,
        ))  # fmt: skip
    return pd.DataFrame(rows, columns=list(PLAN_COLUMNS["offers"]))


def book(flows: pd.DataFrame, offers: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    ledgers, rates = [], []

    def enter(ledger: str, kind: str, family: str, amount: float, unit: str) -> None:
        ledgers.append((2025, ledger, kind, family, "park", "", amount, unit))

    for family in ("red_mud", "fly_ash", "gypsum"):
        fresh = offers[(offers["family"] == family) & (offers["kind"] == "arising")]
        stock = offers[(offers["family"] == family) & (offers["kind"] == "stock")]
        mine = flows[flows["family"] == family]
        from_stock = mine["from_plant"].isin(stock["plant"])
        used = mine[(mine["fate"] == "use") & ~from_stock]["received_t"].sum()
        used_stock = mine[(mine["fate"] == "use") & from_stock]["received_t"].sum()
        enter("disposed_t", "", family, mine[mine["fate"] == "disposal"]["received_t"].sum(), "t")
        enter("stays_t", "arising", family, fresh["stays_t"].sum(), "t")
        enter("stays_t", "stock", family, stock["stays_t"].sum(), "t")
        enter("cost_cny", "freight", family, mine["freight_cny"].sum(), "CNY")
        arising = fresh["amount_t"].sum()
        rate = used / arising if arising else float("nan")
        rates.append((2025, "park", "", family, arising, used, rate, stock["amount_t"].sum(), used_stock))
    enter("cost_cny", "processing", "", 12_345_678.9, "CNY")
    return (
        pd.DataFrame(ledgers, columns=list(PLAN_COLUMNS["ledgers"])),
        pd.DataFrame(rates, columns=list(PLAN_COLUMNS["rates"])),
    )


#: Tables of a plan that nothing here needs filled.
EMPTY = ("limits", "builds", "mains", "contracts")


def make_plan(
    plants: list[tuple[Any, ...]],
    flows: list[tuple[Any, ...]],
    facilities: list[tuple[str, str, float]],
    offers: list[tuple[Any, ...]],
    boundary: dict[str, Any] | None = None,
) -> Plan:
    """Return a plan whose tables agree with each other as far as the pictures can tell."""
    process = {facility: name for facility, name, _ in facilities}
    fate = {row[0]: row[3] for row in PROCESSES}
    moved = flow_rows(flows, process)
    lots = offer_rows(offers, moved)
    ledgers, rates = book(moved, lots)
    works, intakes, quality = [], [], []
    for facility, name, capacity in facilities:
        plant = facility.split(".")[0]
        taken = moved[moved["facility"] == facility].groupby("material")["received_t"].sum()
        load = float(taken.sum())
        works.append((2025, facility, plant, name, fate[name], capacity, 0.0, 15.0, load, load / capacity))
        for material, tonnes in taken.items():
            family = next(row[3] for row in MATERIALS if row[0] == material)
            intakes.append(
                (2025, facility, plant, name, material, family, tonnes, 0.0, tonnes, tonnes / load, float("nan"))
            )
        if name == "kiln" and load:
            quality.append((
                2025, facility, plant, name, "clinker_alkali", "Na2O", "", "feed", "", "", "<=", 1.0, 0.83, 0.17, "%",
                "GB 175-2023", "published",
            ))  # fmt: skip
    return Plan(
        park=make_park(plants, boundary),
        model=make_model(),
        flows=moved,
        offers=lots,
        facilities=pd.DataFrame(works, columns=list(PLAN_COLUMNS["facilities"])),
        intakes=pd.DataFrame(intakes, columns=list(PLAN_COLUMNS["intakes"])),
        quality=pd.DataFrame(quality, columns=list(PLAN_COLUMNS["quality"])),
        ledgers=ledgers,
        rates=rates,
        **{
            name: pd.DataFrame([], columns=list(PLAN_COLUMNS[name]))
            for name in ("limits", "builds", "mains", "contracts")
        },
        outcome=SimpleNamespace(status="optimal", stages=()),  # type: ignore[arg-type]
        network={"offers": len(lots), "facilities": len(works), "pairs": 15, "kept": len(moved)},
    )


@pytest.fixture
def plan() -> Plan:
    """Return a solved park of six plants with difficult names."""
    return make_plan(PLANTS, FLOWS, FACILITIES, OFFERS)


def large_plan(plants: int = 500, flows: int = 3000) -> Plan:
    """Return a random plan of the given size, the same on every call."""
    draw = random.Random(7)
    kinds = ["alumina_refinery", "coal_power", "cement", "brick", "steel", "aluminium_smelter"]
    places = []
    for i in range(plants):
        x, y = draw.gauss(0, 1.4), draw.gauss(0, 1.0)
        places.append((f"P{i}", f"第{i}厂", f"Works {i}", 108 + x, 24 + y, draw.choice(kinds)))
    works = [(f"P{i}.nf", "brick_nf", 1e7) for i in range(0, plants, 2)]
    lots: dict[tuple[str, str], float] = {}
    moves = []
    for _ in range(flows):
        start, end = 2 * draw.randrange(plants // 2) + 1, 2 * draw.randrange((plants + 1) // 2)
        material = draw.choice(["rm_bayer", "fa_2", "fgd"])
        dry = round(draw.lognormvariate(9, 1.6), 1)
        moves.append((f"P{start}", material, f"P{end}.nf", "truck", round(draw.uniform(5, 300), 1), dry))
        lots[f"P{start}", material] = lots.get((f"P{start}", material), 0.0) + dry
    offers = [(plant, material, "arising", amount * 1.3) for (plant, material), amount in lots.items()]
    return make_plan(places, moves, works, offers)


ROOT = Path(__file__).resolve().parents[2]
MADE_UP = "made up,assumed"
HEADS = {
    "facilities": "facility,plant,process,status,capacity_t_a,min_size_t_a,max_size_t_a,"
    "capex_cny,capex_cny_t_a,area_ha,from_year,source,confidence",
    "links": "from,to,mode,material,km,status,build_cny,source,confidence",
}
PLOT = "POLYGON((106.648 24.0985, 106.652 24.0985, 106.652 24.1015, 106.648 24.1015, 106.648 24.0985))"
VILLAGE = "POLYGON((106.668 24.119, 106.672 24.119, 106.672 24.121, 106.668 24.121, 106.668 24.119))"
#: The tiny park with two plots, one line that may be built from 2027 on, a belt to it, a village and a river.
GROWING = {
    "facilities": f"""{HEADS["facilities"]}
A-stack,A,stockpile_dry,,,,,,,,,{MADE_UP}
P-store,P,ash_store,,,,,,,,,{MADE_UP}
R-base,R,road_base,,50000,,,,,,,{MADE_UP}
N-base,L1;L2,road_base,candidate,,20000,100000,2000000,100,4,2027,{MADE_UP}
""",
    "plants": f"""plant,name_zh,name_en,lon,lat,kind,area_ha,outline,source,confidence
P,小电厂,Small power station,106.6,23.9,coal_power,,,{MADE_UP}
R,路基材料厂,Road-base works,106.6,23.971946,road,,,{MADE_UP}
A,小氧化铝厂,Small alumina refinery,106.6,24.115837,alumina_refinery,,,{MADE_UP}
L1,甲地块 <b>,Plot <b>one</b>,106.65,24.1,other,10,"{PLOT}",{MADE_UP}
L2,乙地块,Plot two,106.65,24.05,other,3,,{MADE_UP}
""",
    "links": f"{HEADS['links']}\nA,L1,conveyor,rm_bayer_gx,6,candidate,3000000,{MADE_UP}\n",
    "receptors": f"""receptor,name_zh,name_en,kind,lon,lat,outline,source,confidence
V,某村 <i>,Village <i>one</i>,village,106.67,24.12,"{VILLAGE}",{MADE_UP}
W,河,River,river,106.63,24.08,"LINESTRING(106.63 24.05, 106.63 24.08, 106.62 24.11)",{MADE_UP}
""",
}  # fmt: skip


def growing_park(folder: Path) -> Path:
    """Write the park that may grow into ``folder`` and return it."""
    shutil.copytree(ROOT / "parks/tiny", folder, ignore=shutil.ignore_patterns("caps.csv"))
    for name, text in GROWING.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    with (folder / "park.toml").open("a", encoding="utf-8") as file:
        file.write("\n[model.horizon]\ndiscount_rate = 0.08\n")
    return folder


@pytest.fixture(scope="session")
def growing(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """Return the plan of 2025 and 2027 of the park that may grow: a line and a belt are built for 2027."""
    park = symbiosis.read_park(growing_park(tmp_path_factory.mktemp("parks") / "growing"))
    years = ["horizon.years=[2025,2027]", "growth.red_mud=5"]
    return symbiosis.solve(park, symbiosis.read_model(ROOT / "models", None, years))


@pytest.fixture(scope="session")
def big_plan() -> Plan:
    """Return a plan of 500 plants and 3,000 flows."""
    return large_plan()
