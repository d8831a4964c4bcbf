"""The coverage table names every row of the source documents once, and nothing that is not there."""

from __future__ import annotations

import csv
import importlib.util
import re
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
FACTS = ROOT.parent / "shared" / "facts"
SEEDS = FACTS / "seed_systems.csv"
#: Which kinds of place can carry a kind of row: at least one part of ``where`` must be of it.
CARRIES = {
    "material": r"^(materials|compositions)\.csv ", "process": r"^(processes|yields)\.csv ",
    "recipe": r"^recipes\.csv ",
    "standard": r"^standards\.csv ", "mode": r"^modes\.csv ", "rule": r"^rules\.csv ", "factor": r"^factors\.csv ",
    "price": r"^prices\.csv ", "ledger": r"^ledgers\.csv ", "target": r"^scenarios/", "scenario": r"^(scenarios/|base)",
    "park": r"^parks/", "test": r"^tests/",
}  # fmt: skip


@cache
def _lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("coverage_page", ROOT / "docs" / "coverage.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LINES = _lines(ROOT / "docs" / "coverage.csv")
TARGETS = _lines(ROOT / "docs" / "coverage_targets.csv")
PLACED = [line for line in LINES + TARGETS if line["how"] not in ("context", "not yet")]


def _exists(place: str) -> bool:
    """Tell whether a place is there: ``table.csv words``, ``path words``, ``path::test`` or a path."""
    if "::" in place:
        path, name = place.split("::", 1)
        return f"def {name}(" in (ROOT / path).read_text("utf-8") if (ROOT / path).exists() else False
    path, *words = place.split()
    folder = ROOT if path.startswith("parks/") else ROOT / "models"
    if not (folder / path).exists():
        return False
    return not words or any(set(words) <= set(line.values()) for line in _lines(folder / path))


def test_ids_are_those_of_the_documents() -> None:
    """Proves that each of the 398 rows has one line and no line is made up."""
    if not SEEDS.exists():
        pytest.skip("the list of rows is not beside the repository")
    assert [line["seed"] for line in LINES] == [line["id"] for line in _lines(SEEDS)]


def test_targets_are_those_of_the_facts() -> None:
    """Proves that each of the 37 targets has one line, in their order."""
    if not SEEDS.exists():
        pytest.skip("the list of targets is not beside the repository")
    assert [line["target"] for line in TARGETS] == [line["target"] for line in _lines(FACTS / "targets.csv")]


def test_ids_are_unique() -> None:
    """Proves that 398 different rows are named, of the documents S0 to S4."""
    names = [line["seed"] for line in LINES]
    assert len(set(names)) == len(names) == 398
    assert all(re.fullmatch(r"S[0-4]-\d{3}", name) for name in names)


@pytest.mark.parametrize("line", PLACED, ids=lambda line: line.get("seed", "target"))
def test_place_exists(line: dict[str, str]) -> None:
    """Proves that every place named is there, and that one of them is of the kind that the line says."""
    places = [part.strip() for part in line["where"].split(";")]
    missing = [place for place in places if not _exists(place)]
    assert not missing
    assert any(re.search(CARRIES[line["how"]], place) for place in places)


def test_what_is_missing_has_a_reason() -> None:
    """Proves that context and what is not yet there say why, and name no place."""
    told = [line for line in LINES + TARGETS if line["how"] in ("context", "not yet")]
    assert told
    assert all(line["note"].strip() and not line["where"] for line in told)


def test_page_is_what_the_generator_writes() -> None:
    """Proves that docs/coverage.md was written from the table as it stands."""
    generator = _generator()
    assert {line["how"] for line in LINES} <= set(generator.KINDS)
    assert (ROOT / "docs" / "coverage.md").read_text("utf-8") == generator.page()


def test_topics_are_short() -> None:
    """Proves that a topic is a few words of our own, not a sentence."""
    assert all(0 < len(line["topic"].split()) <= 9 for line in LINES)
