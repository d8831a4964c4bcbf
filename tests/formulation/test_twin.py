"""The engine against the same model in ordinary Pyomo rules, solved through Pyomo's own routes.

Proves that the arrays say what the definitions say: the twin is written from the definitions, shares no line with the
formulation, and reaches HiGHS through Pyomo's LP writer or Pyomo's own interface.
Without it a coefficient wrong in the arrays and in the plan alike would pass every test made with the engine.
"""

from __future__ import annotations

from pathlib import Path

import highspy
import pyomo.environ as pyo
import pytest
from pyomo.contrib.solver.common.factory import SolverFactory

import symbiosis
from benchmarks.region import Shape, region
from benchmarks.twin import twin
from symbiosis.api import network_of, solve
from symbiosis.errors import InfeasibleError
from symbiosis.park import Park
from symbiosis.scenario import Model

ROOT = Path(__file__).resolve().parents[2]

SHAPES = {
    "plain": Shape(sources=6, receivers=6),
    "listed links": Shape(sources=6, receivers=6, listed=12),
    "no tips": Shape(sources=6, receivers=6, tips=False, optional=0.9, stocks=0.3),
    "no market": Shape(market=False, sources=6, receivers=9),
    "binding caps": Shape(sources=6, receivers=6, caps=0.5, room=4.0),
    "least loads": Shape(sources=6, receivers=6, least=0.1, room=0.6),
    "target": Shape(sources=6, receivers=6, target=0.2, room=3.0),
    "typical wastes only": Shape(sources=6, receivers=6, measured=False, zeros=0.2),
}


def _by_file(model: pyo.ConcreteModel, folder: Path) -> float:
    """Return the optimum by Pyomo's LP writer and HiGHS's LP reader."""
    path = folder / "twin.lp"
    model.write(str(path), io_options={"symbolic_solver_labels": False})
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.readModel(str(path))
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise ArithmeticError(highs.modelStatusToString(highs.getModelStatus()))
    return float(highs.getInfo().objective_function_value)


def _by_interface(model: pyo.ConcreteModel) -> float:
    """Return the optimum by Pyomo's interface to HiGHS."""
    results = SolverFactory("highs").solve(model)
    return float(results.incumbent_objective)


def _engine(park: Park, model: Model) -> float:
    return solve(park, model).outcome.stages[0].best / 1000.0


@pytest.mark.parametrize("name", SHAPES)
def test_the_engine_and_the_twin_agree_on_random_regions(name: str, tmp_path: Path) -> None:
    park, model = region(SHAPES[name], 2)
    plain = twin(network_of(park, model))
    try:
        expected = _engine(park, model)
    except InfeasibleError:
        with pytest.raises(ArithmeticError):
            _by_file(plain, tmp_path)
        return
    assert _by_file(plain, tmp_path) == pytest.approx(expected, rel=1e-7)


@pytest.mark.parametrize("ledger", ["cost_cny", "co2_kg", "soda_kg", "lost_t", "sold_t", "bought_t", "made_t", "tkm"])
def test_the_engine_and_the_twin_agree_on_every_ledger(ledger: str, tmp_path: Path) -> None:
    """A ledger as first objective brings all its coefficients to bear, with the sense that does not run away."""
    park, model = region(Shape(sources=6, receivers=6, listed=6), 3)
    sense = "min" if ledger in ("cost_cny", "co2_kg", "tkm", "lost_t") else "max"
    goals = [{"ledger": ledger, "sense": sense}, {"ledger": "tkm", "sense": "min"}]
    base = model._layers[0]
    changed = Model(model.name, model.settings, model.tables, _raw=model._raw, _layers=({**base, "objectives": goals},))
    plain = twin(network_of(park, changed))
    assert _by_file(plain, tmp_path) == pytest.approx(_engine(park, changed), rel=1e-7, abs=1e-9)


def test_the_engine_and_the_twin_agree_through_pyomos_interface() -> None:
    park, model = region(Shape(sources=6, receivers=6), 4)
    assert _by_interface(twin(network_of(park, model))) == pytest.approx(_engine(park, model), rel=1e-7)


@pytest.mark.parametrize("place", ["tiny", "baise"])
def test_the_engine_and_the_twin_agree_on_the_parks_of_the_house(place: str, tmp_path: Path) -> None:
    park, model = symbiosis.read_park(ROOT / "parks" / place), symbiosis.read_model(ROOT / "models")
    plain = twin(network_of(park, model))
    assert _by_file(plain, tmp_path) == pytest.approx(_engine(park, model), rel=1e-7)
