"""The model of what is built is as open as that of what flows: fix, switch off, add, print, clone, write."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import highspy
import pyomo.environ as pyo
import pytest

from symbiosis.api import formulate, solve_formulation
from symbiosis.formulation import Formulation


@pytest.fixture
def formulation(world: Any) -> Formulation:
    """Return two years in which one of two lines and a belt may be built: 100 t dumped cost 7,000 CNY a year."""
    here = world(
        facilities="facility,plant,process,status,max_size_t_a,capex_cny,capex_cny_t_a\ntip,C,dump,existing,,,\n"
        "small,B,making,candidate,40,4000,10\nlarge,B,making,candidate,100,20000,10",
        processes="process,fate,status,opex_cny_t,life_a\nmaking,use,industrial,0,10\ndump,disposal,industrial,50,",
        add_modes="mode,forms,hazards,where,cost_cny_tkm,build_cny_km,life_a\nbelt,cake,none,listed,0,10,10",
        links="from,to,mode,status\nA,B,belt,candidate",
        settings={
            "objectives": [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}],
            "horizon": {"years": [2025, 2026], "discount_rate": 0.0},
            "solver": {"mip_gap": 0.0},
        },
    )
    return formulate(here.park, here.model)


def least(formulation: Formulation) -> float:
    """Return the least cost of all years in thousand CNY by the driver; nothing is audited."""
    return solve_formulation(formulation, audited=False).outcome.stages[0].best / 1000.0


def by_lp_file(model: pyo.ConcreteModel, path: Path) -> float:
    """Return the optimum by Pyomo's LP writer and HiGHS's own reader."""
    model.write(str(path / "model.lp"), format="lp")
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("mip_rel_gap", 0.0)
    assert highs.readModel(str(path / "model.lp")) != highspy.HighsStatus.kError
    highs.run()
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(highs.getInfo().objective_function_value)


def option(formulation: Formulation, facility: str, year: int) -> int:
    """Return the number of a way of building."""
    options = formulation.horizon.options
    (number,) = options.index[(options["facility"] == facility) & (options["start_year"] == year)]
    return int(number)


def leave_alone(formulation: Formulation) -> None:
    """Touch nothing."""


def forbid(formulation: Formulation) -> None:
    """Fix the large line not to be built in the first year."""
    formulation.model.build[option(formulation, "large", 2025)].fix(0)


def insist(formulation: Formulation) -> None:
    """Fix the small line to be built in the second year."""
    formulation.model.build[option(formulation, "small", 2026)].fix(1)


def smaller(formulation: Formulation) -> None:
    """Bound all sizes together by a constraint of one's own."""
    model = formulation.model
    model.mine = pyo.Constraint(expr=sum(model.size[i] for i in range(len(model.size))) <= 0.03)


def only_one(formulation: Formulation) -> None:
    """Allow one decision in all, lines and belts together."""
    model = formulation.model
    numbers = range(len(formulation.horizon.options)), range(len(formulation.horizon.mains))
    decisions = [model.build[i] for i in numbers[0]] + [model.laid[i] for i in numbers[1]]
    model.mine = pyo.Constraint(expr=sum(decisions) <= 1)


def unbounded(formulation: Formulation) -> None:
    """Switch the families off that bound what a line takes in by its size: a line of no size does all."""
    for name in ("built_capacity", "size_min", "size_max"):
        formulation.model.component(name).deactivate()


ACTS = [leave_alone, forbid, insist, smaller, only_one, unbounded]


@pytest.mark.parametrize("act", ACTS)
def test_driver_and_lp_writer_agree(act: Any, formulation: Formulation, tmp_path: Path) -> None:
    """Proves that the search solves what the Pyomo model says after each act, whole numbers included.

    Without it the answer would be that of the arrays, whatever a researcher did to what may be built.
    """
    act(formulation)
    assert least(formulation) == pytest.approx(by_lp_file(formulation.model, tmp_path), rel=1e-6)


@pytest.mark.parametrize("act", ACTS[1:])
def test_every_act_bites(act: Any, formulation: Formulation, tmp_path: Path) -> None:
    """Proves that the acts above change the optimum. Without it both routes could ignore an act and still agree."""
    before = by_lp_file(formulation.model, tmp_path)
    act(formulation)
    assert by_lp_file(formulation.model, tmp_path) != pytest.approx(before, rel=1e-6)


def test_on_paper(formulation: Formulation) -> None:
    """Proves the optimum: the large line for 2,100 CNY and the belt for 10 CNY a year, in both years: 4,220 CNY.

    The small one for 440 CNY would leave 60 t to be dumped, 4,200 CNY more. Without it the tests above would compare
    two readings of a wrong model.
    """
    assert least(formulation) == pytest.approx(4.22)


def test_decisions_are_whole_numbers_to_pyomo(formulation: Formulation) -> None:
    """Proves that Pyomo sees yes or no where something is decided, and sizes as what they are."""
    model = formulation.model
    assert all(model.component(name)[0].is_integer() for name in ("build", "laid"))
    assert model.size[0].is_continuous()


def test_rows_print(formulation: Formulation, capsys: pytest.CaptureFixture[str]) -> None:
    """Proves that what is built once, its capacity and its size print as Pyomo prints rows."""
    for name in ("built_once", "size_min", "size_max", "built_capacity", "built_intakes", "laid_once"):
        formulation.model.component(name)[0].pprint()
    said = capsys.readouterr().out
    assert all(word in said for word in ("build[", "size[", "laid[", "throughput[", "intake["))


def test_a_clone_is_independent(formulation: Formulation, tmp_path: Path) -> None:
    """Proves that a clone keeps whole numbers and what was fixed, and does not follow the original afterwards."""
    forbid(formulation)
    before = by_lp_file(formulation.model, tmp_path)
    clone = formulation.model.clone()
    smaller(formulation)
    assert clone.build[0].is_integer()
    assert by_lp_file(clone, tmp_path) == pytest.approx(before, rel=1e-9)
