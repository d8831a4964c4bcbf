"""Small parks under the shipped model, written as files and read as a user's files are."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import symbiosis
from symbiosis.api import solve
from symbiosis.park import Park
from symbiosis.plan.record import Plan
from symbiosis.scenario import Model

MODELS = Path(__file__).parents[2] / "models"
#: Degrees of latitude of one km on the sphere of radius 6371.0088 km.
DEGREES_PER_KM = 180.0 / (math.pi * 6371.0088)


@dataclass(frozen=True)
class Place:
    """A park in a folder of its own, solved under the shipped model with roads as straight as the crow flies."""

    folder: Path

    @property
    def park(self) -> Park:
        """The park, read anew from its files."""
        return symbiosis.read_park(self.folder)

    def under(self, *assignments: str, scenario: str = "least-cost") -> Model:
        """Return the shipped model under a scenario and ``--set`` texts."""
        return symbiosis.read_model(MODELS, scenario, ["transport.circuity=1", *assignments])

    def solve(self, *assignments: str, scenario: str = "least-cost") -> Plan:
        """Return the audited plan."""
        return solve(self.park, self.under(*assignments, scenario=scenario))

    def why(self, offer: str, facility: str, mode: str, *assignments: str) -> dict[str, str]:
        """Return what each gate says against a movement by a mode; the key is blank where it can go."""
        rows = symbiosis.why(self.park, self.under(*assignments), offer, facility)
        rows = rows[rows["mode"] == mode]
        return dict(zip(rows["gate"], rows["en"], strict=True))


def _placed(plants: str) -> str:
    """Turn the column km of a plants table into a longitude and a latitude on one meridian."""
    rows = list(csv.DictReader(io.StringIO(plants.strip())))
    for row in rows:
        row |= {"lon": "112", "lat": repr(23.0 + float(row.pop("km")) * DEGREES_PER_KM)}
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.fixture
def place(tmp_path: Path) -> Callable[..., Place]:
    """Return a maker of places: ``place(plants=..., offers=..., park_toml=...)``, each table as the text of its CSV."""
    made: list[Path] = []

    def make(*, plants: str, park_toml: str = "", **tables: str) -> Place:
        folder = tmp_path / f"place{len(made)}"
        made.append(folder)
        folder.mkdir()
        for name, text in {"plants": _placed(plants), **tables}.items():
            (folder / f"{name}.csv").write_text(text.strip() + "\n", "utf-8")
        (folder / "park.toml").write_text(park_toml, "utf-8")
        return Place(folder)

    return make


@pytest.fixture
def ledger() -> Callable[..., float]:
    """Return a reader of a plan's ledgers of the park: a total, or one kind's or one family's part."""

    def read(plan: Plan, name: str, kind: str | None = None, family: str | None = None) -> float:
        rows = plan.ledgers[(plan.ledgers["ledger"] == name) & (plan.ledgers["scope"] == "park")]
        for column, word in (("kind", kind), ("family", family)):
            rows = rows if word is None else rows[rows[column] == word]
        return float(rows["amount"].sum())

    return read
