"""Targets of the documents: what each scenario asks for, exactly, and that the tool can meet or refuse it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import symbiosis
from symbiosis.scenario.settings import Target

ROOT = Path(__file__).parents[2]
SCENARIOS = sorted(path.stem for path in (ROOT / "models" / "scenarios").glob("*.toml"))


@cache
def _model(scenario: str) -> symbiosis.Model:
    return symbiosis.read_model(ROOT / "models", scenario)


def _asked(scenario: str) -> dict[str, Target]:
    return {target.name: target for target in _model(scenario).settings.targets}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scenario_reads(scenario: str) -> None:
    """Proves that every scenario reads, has a title in both languages and a source for each of its targets."""
    model = _model(scenario)
    assert model.title_zh
    assert model.title_en
    ledgers = set(model.tables["ledgers"]["ledger"])
    for target in model.settings.targets:
        assert target.source
        assert {target.ledger, target.over} - {""} <= ledgers


@pytest.mark.parametrize(("scenario", "value", "year"), [("target-2027", 0.15, 2027), ("target-2030", 0.25, 2030)])
def test_action_plan(scenario: str, value: float, year: int) -> None:
    """Proves that the plan asks for new red mud used over new red mud: stock has other ledgers, above and below."""
    (target,) = _model(scenario).settings.targets
    assert (target.ledger, target.over, target.family) == ("used_t", "arising_t", "red_mud")
    assert (target.value, target.sense, target.scope) == (value, ">=", "park")
    assert _model(scenario).settings.year == year


@pytest.mark.parametrize(
    ("name", "reached", "advanced"),
    [("cooling water", 1, 1), ("tailings", 0.3, 0.5), ("red mud", 0.3, 0.8), ("spent electrolyte", 1, 1)],
)
def test_table_1(name: str, reached: float, advanced: float) -> None:
    """Proves both columns of the guideline's Table 1; over 100 % is read as 100 %."""
    assert _asked("guideline-reached")[name].value == reached
    assert _asked("guideline-advanced")[name].value == advanced


@pytest.fixture(scope="module")
def shangjie() -> symbiosis.Plan:
    """Return the integrated park under the column that was to be reached."""
    return symbiosis.solve(symbiosis.read_park(ROOT / "parks/shangjie"), _model("guideline-reached"))


def test_an_integrated_park_reaches_it(shangjie: symbiosis.Plan) -> None:
    """Proves that the park meets every row at once; the audit has compared the values."""
    targets = shangjie.limits[shangjie.limits["limit"].isin(list(_asked("guideline-reached")))]
    assert len(targets) == len(_asked("guideline-reached"))
    assert (targets["margin"] >= -1e-6).all()


def test_a_region_does_not_reach_80_percent() -> None:
    """Proves that 80 % of red mud is refused for Baise with the most that any plan reaches, not with an error."""
    with pytest.raises(symbiosis.SymbiosisError, match=r"red mud.*80\.00%.*most that any plan reaches"):
        symbiosis.solve(symbiosis.read_park(ROOT / "parks/baise"), _model("guideline-advanced"))


def test_one_owner() -> None:
    """Proves that a rate can be asked of one owner: 37.3 % of Chalco's red mud in Baise, met exactly at least cost."""
    plan = symbiosis.solve(symbiosis.read_park(ROOT / "parks/baise"), _model("owner-37"))
    limit = plan.limits.set_index("limit").loc["red mud of one owner"]
    assert limit["value"] == pytest.approx(0.373, abs=1e-4)
