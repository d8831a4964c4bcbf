"""The trade of a random region: materials, processes, recipes, standards and modes, as a checked model."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from benchmarks.typed import checked, typed
from symbiosis.errors import DataError
from symbiosis.read import check_model
from symbiosis.read.ledger_rules import COUNTED
from symbiosis.scenario import Model
from symbiosis.scenario.settings import Settings
from symbiosis.schema import model_tables

#: Wastes that plants give off.
WASTES = ("mud_bayer", "mud_sinter", "ash_fly", "ash_bottom", "gypsum", "slag", "dust", "silt")
#: Uses that a receiver may run; ``tip`` and ``yard`` (a market) stand apart.
USES = ("brick", "clinker", "cement", "block", "road", "backfill", "recovery", "board")
#: Measured properties, with the range in which a lot's value lies.
PROPERTIES = {
    "Fe2O3": (2.0, 45.0),
    "Na2O": (0.1, 6.0),
    "K2O": (0.1, 2.0),
    "SiO2": (5.0, 35.0),
    "CaO": (1.0, 20.0),
    "LOI": (1.0, 10.0),
    "Ra226": (20.0, 500.0),
    "SO3": (0.1, 4.0),
}


_TABLES = {
    "families": """family,role,unit
red_mud,waste,t
fly_ash,waste,t
sulphate,waste,t
slags,waste,t
fines,waste,t
minerals,raw,t
goods,product,t
heat,utility,GJ""",
    "materials": """material,family,form,moisture_pct
mud_bayer,red_mud,cake,30
mud_sinter,red_mud,cake,25
tailings,red_mud,cake,20
ash_fly,fly_ash,powder,0
ash_bottom,fly_ash,bulk,10
gypsum,sulphate,cake,10
slag,slags,bulk,5
dust,fines,powder,0
silt,fines,cake,40
sand,minerals,bulk,3
limestone,minerals,bulk,1
lime,minerals,powder,0
binder,minerals,powder,0
iron,goods,bulk,8
ware,goods,bulk,0
steam,heat,steam,0""",
    "properties": "property,unit,terms,in_total\n"
    + "\n".join(f"{name},{'Bq/kg' if name == 'Ra226' else '%'},," for name in PROPERTIES)
    + "\nNa2Oeq,%,Na2O 1; K2O 0.658,",
    "processes": """process,fate,status,opex_cny_t
brick,use,industrial,35
clinker,use,industrial,60
cement,use,industrial,40
block,use,industrial,45
road,use,industrial,20
backfill,use,industrial,25
recovery,use,industrial,55
board,use,industrial,50
tip,disposal,industrial,80
yard,market,industrial,0""",
    "recipes": """process,input,min_share,max_share,per
brick,red_mud,0.05,0.4,
brick,fly_ash,0,0.5,
brick,slags,0,0.3,
brick,fines,0,0.2,
brick,sand,0.1,0.9,
clinker,red_mud,0,0.08,
clinker,slags,0,0.15,
clinker,fly_ash,0,0.12,
clinker,sulphate,0,0.03,
clinker,limestone,0.6,0.95,
cement,slags,0,0.4,
cement,fly_ash,0,0.3,
cement,gypsum,0.02,0.06,
cement,fines,0,0.05,
cement,binder,0.4,0.96,
block,fly_ash,0.3,0.8,
block,sulphate,0,0.08,
block,lime,0.1,0.3,
block,slags,0,0.25,
block,fines,0,0.5,fly_ash
block,steam,0.1,0.4,
road,red_mud,0,0.6,
road,fly_ash,0.1,0.6,
road,slags,0,0.5,
road,binder,0.05,0.3,
backfill,red_mud,0.2,0.85,
backfill,sulphate,0,0.2,
backfill,fly_ash,0,0.5,
backfill,binder,0.03,0.3,
recovery,mud_bayer,0,1,
recovery,mud_sinter,0,1,
board,gypsum,0.7,1,
board,lime,0,0.05,
board,fines,0,0.3,
board,steam,0.2,1.5,gypsum
tip,red_mud,0,1,
tip,fly_ash,0,1,
tip,sulphate,0,1,
tip,slags,0,1,
tip,fines,0,1,
yard,iron,0,1,""",
    "yields": """process,input,output,yield_t_t
brick,,ware,0.95
cement,,ware,1
clinker,,steam,0.2
block,,ware,1.1
road,,ware,1
board,gypsum,ware,0.8
recovery,,iron,0.2
recovery,red_mud,tailings,0.72""",
    "standards": """standard,processes,property,over,sense,limit,on,input,product,retained,ignited
alkali,brick;block,Na2Oeq,,<=,3,feed,,,,yes
radium,brick;block;road,Ra226,,<=,250,feed,,,,
kiln_alkali,clinker,Na2Oeq,,<=,0.9,feed,,,,
kiln_lime,clinker,CaO,SiO2,>=,2,feed,,,,
ash_loss,cement;road,LOI,,<=,9,input,fly_ash,,,
sulphur,cement;block,SO3,,<=,3.5,product,,ware,1,
iron_grade,recovery,Fe2O3,,>=,18,feed,,,,
fill_sodium,backfill,Na2O,,<=,4,feed,,,,
board_soda,board,Na2O,,<=,4.5,input,gypsum,,,""",
    "modes": "mode,forms,hazards,where,cost_cny_tkm,fixed_cny_t,min_charge_cny_t,max_km,best_km,co2_kg_tkm,"
    """loss_pct,loss_pct_km
belt,cake;bulk;powder,none,anywhere,0.1,3,0,25,,0.01,0,
truck,cake;bulk;powder,none,anywhere,0.45,12,15,250,80,0.08,0.5,0.002
rail,cake;bulk,none,anywhere,0.15,35,0,420,,0.02,0.2,
main,steam,none,anywhere,0,1,0,40,,0,5,1""",
    "ledgers": "ledger,unit\n" + "\n".join(f"{name},t" for name in COUNTED) + "\ncost_cny,CNY\nco2_kg,kg\nsoda_kg,kg",
    "factors": """ledger,kind,basis,process,material,mode,property,other,value
soda_kg,feed,property,brick,,,Na2O,,10
soda_kg,feed,property,road,red_mud,,Na2O,,10
co2_kg,process,input,clinker,,,,,520
co2_kg,avoided,output,,ware,,,,-30
co2_kg,dust,tkm,,,truck,,,0.001
cost_cny,carbon,ledger,,,,,co2_kg,0.06""",
    "prices": """material,side,price_cny_t
sand,buy,60
limestone,buy,35
lime,buy,420
binder,buy,330
steam,buy,60
steam,sell,5
ware,sell,150
iron,sell,400""",
    "rules": "rule,gate,material,mode,process,value,preferred",
}

SETTINGS: dict[str, Any] = {
    "title_en": "Random region",
    "year": 2025,
    "gates": ["accepts", "carries", "listed", "reach", "hazard", "permits", "readiness", "quality"],
    "limits": ["capacity", "links", "standards", "caps", "targets"],
    "objectives": [
        {"ledger": "used_t", "sense": "max"},
        {"ledger": "cost_cny", "sense": "min"},
        {"ledger": "tkm", "sense": "min"},
    ],
}


def trade(random: np.random.Generator, settings: dict[str, Any] | None = None) -> Model:
    """Return the model of a random region; typical compositions are drawn by ``random``."""
    tables = {name: checked("model", name, _TABLES.get(name, "")) for name in model_tables()}
    tables["compositions"] = _compositions(tables["materials"], random)
    faults = check_model(tables)
    if faults:
        raise DataError(faults)
    return model_of(tables, {**SETTINGS, **(settings or {})})


def model_of(tables: dict[str, pd.DataFrame], settings: dict[str, Any]) -> Model:
    """Return a model that lives in memory only."""
    checked_settings = Settings.model_validate(settings)
    return Model("random", checked_settings, tables, _raw=tables, _layers=(settings,))


def _compositions(materials: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    names = materials["material"].to_numpy()
    low, high = np.array(list(PROPERTIES.values())).T
    values = random.uniform(low, high, size=(len(names), len(low)))
    # What is bought in is clean, else hardly any blend would meet its standards.
    values[materials["family"].isin(("minerals", "goods")).to_numpy()] *= 0.1
    place = {name: number for number, name in enumerate(PROPERTIES)}
    values[names == "limestone", place["CaO"]] = 52.0
    values[names == "lime", place["CaO"]] = 85.0
    columns = {
        "material": np.repeat(names, len(low)),
        "property": np.tile(np.array(list(PROPERTIES), dtype=object), len(names)),
        "value": values.round(3).ravel(),
    }
    return typed("model", "compositions", columns)
