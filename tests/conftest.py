"""A world of three plants in a few lines, written as files and read as a user's files are.

``world()`` is the default one: plant A gives off 100 t of mud, plant B (10 km on) uses mud, plant C (20 km on) dumps
it; a truck costs 1 CNY per tonne-km. A keyword replaces a table (``offers="..."``), ``add_<table>`` adds rows to it,
``settings`` changes base.toml. Blank required names and the provenance of each row are filled in.
"""

from __future__ import annotations

import csv
import gc
import io
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import tomli_w

import symbiosis
from symbiosis.api import solve
from symbiosis.park import Park
from symbiosis.plan.record import Plan
from symbiosis.scenario import Model
from symbiosis.schema import model_tables, park_tables

# Every solve leaves a great many small objects that live on; looking through them all the time costs a tenth of a run.
gc.set_threshold(200_000, 50, 1000)

#: Degrees of latitude of one km on the sphere of radius 6371.0088 km.
DEGREES_PER_KM = 180.0 / (math.pi * 6371.0088)

LEDGERS = (
    "arising_t", "used_t", "used_stock_t", "used_purchase_t", "disposed_t", "stays_t", "lost_t", "sold_t", "bought_t",
    "made_t", "tkm", "cost_cny", "co2_kg",
)  # fmt: skip

PARK: Mapping[str, str] = {
    # km is not a column of plants and receptors: the helper turns it into a latitude on one meridian.
    "plants": "plant,km,owner,zone,province\nA,0,Alu,north,Guangxi\nB,10,Brick,north,Guangxi\nC,20,City,south,Guangxi",
    "offers": "plant,material,amount_t\nA,mud,100",
    "facilities": "facility,plant,process\nworks,B,making\ntip,C,dump",
}
MODEL: Mapping[str, str] = {
    "families": "family,role\nred_mud,waste\nfly_ash,waste\nminerals,raw\ngoods,product",
    "materials": "material,family,form\nmud,red_mud,cake\nold_mud,red_mud,cake\nash,fly_ash,bulk\nsand,minerals,bulk\n"
    "brick,goods,bulk",
    "properties": "property,unit,terms\nNa2O,%,\nK2O,%,\nCaO,%,\nSiO2,%,\nLOI,%,\nNa2Oeq,%,Na2O 1; K2O 0.658",
    "compositions": "material,property,value",
    "processes": "process,fate,status,opex_cny_t\nmaking,use,industrial,0\ndump,disposal,industrial,50",
    "recipes": "process,input\nmaking,red_mud\ndump,red_mud\ndump,fly_ash",
    "yields": "process,input,output,yield_t_t",
    "standards": "standard,processes,property,sense,limit",
    "modes": "mode,forms,hazards,where,cost_cny_tkm,co2_kg_tkm\ntruck,cake;bulk,none,anywhere,1,0.1\n"
    "onsite,cake;bulk,none;listed,plant,0,0",
    "ledgers": "ledger,unit\n" + "\n".join(f"{name},{'CNY' if name == 'cost_cny' else 't'}" for name in LEDGERS),
    "factors": "ledger,basis,value",
    "prices": "material,side,price_cny_t",
    "rules": "rule,gate,material,mode,process,value,preferred",
}
SETTINGS: Mapping[str, Any] = {
    "year": 2025,
    "gates": ["accepts", "carries", "listed", "reach", "hazard", "permits", "readiness", "quality"],
    "limits": ["capacity", "links", "standards", "caps", "targets"],
    "transport": {"circuity": 1.0},
    "objectives": [
        {"ledger": "used_t", "sense": "max"},
        {"ledger": "cost_cny", "sense": "min"},
        {"ledger": "tkm", "sense": "min"},
    ],
}


@dataclass(frozen=True)
class Answer:
    """A plan, and the few questions that the tests put to it."""

    plan: Plan

    def sent(self, offer: str = "", facility: str = "", mode: str = "") -> float:
        """Return the dry tonnes that left an offer (``A|mud``) for a facility by a mode; a blank asks for all."""
        flows = self.plan.flows
        for column, word in (("offer", offer), ("facility", facility), ("mode", mode)):
            flows = flows[(flows[column] == word) | (word == "")]
        return float(flows["dry_t"].sum())

    def ledger(self, ledger: str, *, family: str = "", kind: str = "", scope: str = "park", name: str = "") -> float:
        """Return a total out of the plan's ledgers."""
        rows = self.plan.ledgers
        rows = rows[(rows["ledger"] == ledger) & (rows["scope"] == scope) & (rows["name"] == name)]
        rows = rows[((rows["family"] == family) | (family == "")) & ((rows["kind"] == kind) | (kind == ""))]
        return float(rows["amount"].sum())

    def intake(self, facility: str, material: str) -> float:
        """Return the dry tonnes of a material that a facility takes in, bought-in ones included."""
        rows = self.plan.intakes
        return float(rows.loc[(rows["facility"] == facility) & (rows["material"] == material), "intake_t"].sum())

    def bought(self, facility: str, material: str) -> float:
        """Return the dry tonnes of a material that a facility buys in."""
        rows = self.plan.intakes
        return float(rows.loc[(rows["facility"] == facility) & (rows["material"] == material), "bought_t"].sum())

    def offer(self, offer: str) -> pd.Series[Any]:
        """Return the row of an offer."""
        return self.plan.offers.set_index("offer").loc[offer]

    def quality(self, facility: str, standard: str) -> pd.Series[Any]:
        """Return the row of a standard at a facility."""
        return self.plan.quality.set_index(["facility", "standard"]).loc[(facility, standard)]

    @property
    def used(self) -> float:
        """Tonnes used out of new arisings."""
        return self.ledger("used_t")

    @property
    def cost(self) -> float:
        """All costs less sales, in CNY."""
        return self.ledger("cost_cny")


@dataclass(frozen=True)
class World:
    """A park and a model in folders of their own."""

    folder: Path

    @cached_property
    def park(self) -> Park:
        """The park, read anew from its files."""
        return symbiosis.read_park(self.folder / "park")

    @cached_property
    def model(self) -> Model:
        """The model under base.toml."""
        return symbiosis.read_model(self.folder / "model")

    def under(self, *assignments: str, scenario: str | None = None) -> Model:
        """Return the model under a scenario and ``--set`` texts."""
        return symbiosis.read_model(self.folder / "model", scenario, assignments)

    def solve(self, *assignments: str) -> Answer:
        """Return the audited answer."""
        return Answer(solve(self.park, self.under(*assignments)))

    def refusal(self, offer: str, facility: str, mode: str, gate: str, *assignments: str) -> tuple[str, str]:
        """Return what a gate says against a movement, in English and Chinese; it must say one thing."""
        rows = self.why(offer, facility, *assignments)
        rows = rows[(rows["mode"] == mode) & (rows["gate"] == gate)]
        assert len(rows) == 1, f"{gate} does not refuse {offer} to {facility} by {mode}"
        return str(rows["en"].iloc[0]), str(rows["zh"].iloc[0])

    def why(self, offer: str, facility: str, *assignments: str) -> pd.DataFrame:
        """Return why a movement can or cannot exist, one row per mode and refusing gate."""
        return symbiosis.why(self.park, self.under(*assignments), offer, facility)


def _rows(text: str) -> tuple[list[str], list[dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(text.strip()))
    return list(reader.fieldnames or []), [{key: value or "" for key, value in row.items()} for row in reader]


def _filled(name: str, columns: list[str], rows: list[dict[str, str]], room: str) -> str:
    schema = (park_tables() if room == "park" else model_tables())[name]
    extra = {column: schema.key[0] for column in ("name_zh", "name_en") if column in schema.columns}
    columns = [column for column in dict.fromkeys([*columns, *extra, "lon", "lat"]) if column in schema.columns]
    lines = [[*columns, "source", "confidence"]]
    for row in rows:
        if row.get("km") and room == "park" and name in ("plants", "receptors"):
            row = {"lon": "106", "lat": repr(20.0 + float(row["km"]) * DEGREES_PER_KM), **row}
        row = {column: row.get(own, "") for column, own in extra.items()} | {k: v for k, v in row.items() if v}
        lines.append([*(row.get(column, "") for column in columns), "worked out on paper", "assumed"])
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(lines)
    return out.getvalue()


def _merged(base: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    both = dict(base)
    for key, value in change.items():
        old = both.get(key)
        both[key] = _merged(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return both


def _write(folder: Path, room: str, defaults: Mapping[str, str], words: dict[str, str]) -> None:
    folder.mkdir(parents=True)
    tables = park_tables() if room == "park" else model_tables()
    for name in tables:
        # Compositions of the park's own lots are called ``measured``; ``compositions`` are the model's.
        word = "measured" if (room, name) == ("park", "compositions") else name
        columns, rows = _rows(words.pop(word, defaults.get(name, "")))
        more_columns, more = _rows(words.pop(f"add_{word}", ""))
        if columns or more_columns:
            text = _filled(name, [*columns, *more_columns], [*rows, *more], room)
            (folder / f"{name}.csv").write_text(text, "utf-8")


@pytest.fixture
def world(tmp_path: Path) -> Callable[..., World]:
    """Return a maker of worlds; see the module's first lines."""
    made = []

    def make(*, settings: Mapping[str, Any] | None = None, park_toml: str = "", **tables: str) -> World:
        folder = tmp_path / f"world{len(made)}"
        made.append(folder)
        _write(folder / "park", "park", PARK, tables)
        _write(folder / "model", "model", MODEL, tables)
        assert not tables, f"no table is called {', '.join(tables)}"
        if park_toml:
            (folder / "park" / "park.toml").write_text(park_toml, "utf-8")
        (folder / "model" / "base.toml").write_text(tomli_w.dumps(_merged(SETTINGS, settings or {})), "utf-8")
        return World(folder)

    return make
