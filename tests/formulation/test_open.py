"""The columnar model is open to everything Pyomo allows, and the driver sees it.

Every act is solved twice: by the driver, and through Pyomo's own LP writer read back into HiGHS. Both must agree.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import highspy
import pyomo.environ as pyo
import pytest

import symbiosis
from symbiosis.errors import UsageError
from symbiosis.formulation import Formulation
from symbiosis.solver import gather
from symbiosis.solver.highs import Solver

ROOT = Path(__file__).resolve().parents[2]


PARK = {
    "plants.csv": """plant,lon,lat,kind,province
A,110,23,alumina_refinery,Guangxi
B,110,23.3,brick,Guangxi
C,110.2,23.1,coal_power,Guangxi
""",
    "offers.csv": """plant,material,amount_t
A,rm_bayer_gx,1000000
C,fa_f,300000
C,fgd_gyp,50000
""",
    "facilities.csv": """facility,plant,process,capacity_t_a
A-stack,A,stockpile_dry,
A-iron,A,iron_hgms,400000
B-brick,B,brick_nf,200000
C-store,C,ash_store,
C-gypsum,C,gypsum_store,
""",
}


@pytest.fixture
def formulation(tmp_path: Path) -> Formulation:
    """Return a small park with a blend, a standard that binds, residues and bought-in materials."""
    folder = tmp_path / "park"
    folder.mkdir()
    for name, text in PARK.items():
        (folder / name).write_text(text, "utf-8")
    return symbiosis.formulate(symbiosis.read_park(folder), symbiosis.read_model(ROOT / "models"))


def by_driver(model: pyo.ConcreteModel, formulation: Formulation) -> float:
    """Return the optimum of the active objective by our matrix and driver."""
    problem = gather(model, model.used_layout if hasattr(model, "used_layout") else formulation.columns.layout)
    solver = Solver(problem, {"threads": 1})
    objective = next(model.component_data_objects(pyo.Objective, active=True))
    solver.set_cost(problem.cost(objective), "max" if objective.sense == pyo.maximize else "min")
    point = solver.run()
    assert point.stop == "optimal"
    return point.objective


def by_lp_file(model: pyo.ConcreteModel, path: Path) -> float:
    """Return the optimum by Pyomo's LP writer and HiGHS's own reader."""
    model.write(str(path / "model.lp"), format="lp")
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    assert highs.readModel(str(path / "model.lp")) != highspy.HighsStatus.kError
    highs.run()
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return highs.getInfo().objective_function_value


def ash_to_bricks(formulation: Formulation) -> int:
    """Return the number of the only link by which ash reaches the bricks, which cannot do without it."""
    network = formulation.network
    offer = network.offers.index[network.offers["offer"] == "C|fa_f"][0]
    facility = network.facilities.index[network.facilities["facility"] == "B-brick"][0]
    links = network.links
    (link,) = links.index[(links["offer"] == offer) & (links["facility"] == facility)]
    return int(link)


def leave_alone(model: pyo.ConcreteModel, link: int) -> None:
    """Touch nothing."""


def add_constraint(model: pyo.ConcreteModel, link: int) -> None:
    """Add an ordinary constraint on one flow."""
    model.mine = pyo.Constraint(expr=2 * model.flow[link] <= 10)


def add_constraint_on_ledger(model: pyo.ConcreteModel, link: int) -> None:
    """Add an ordinary constraint on a total, without touching any flow."""
    model.mine = pyo.Constraint(expr=model.ledger[0] <= 7.5)


def add_variable(model: pyo.ConcreteModel, link: int) -> None:
    """Add a variable of one's own that holds the flow to 2 kt."""
    model.half = pyo.Var(bounds=(0, 4))
    model.mine = pyo.Constraint(expr=model.flow[link] == 0.5 * model.half)


def fix_variable(model: pyo.ConcreteModel, link: int) -> None:
    """Fix one flow."""
    model.flow[link].fix(3.0)


def bound_variable(model: pyo.ConcreteModel, link: int) -> None:
    """Change the bound of one flow."""
    model.flow[link].setub(6.0)


def rewrite_row(model: pyo.ConcreteModel, link: int) -> None:
    """Rewrite a row with ``set_value``; a columnar model that does not look would go on with the old row."""
    row = next(row for row in model.capacity.values() if row.upper is not None)
    row.set_value(row.body <= 0.5 * pyo.value(row.upper))


def replace_row(model: pyo.ConcreteModel, link: int) -> None:
    """Assign to a row that nobody has touched before: half the capacity of the first facility that has one."""
    model.capacity[0] = model.throughput[1] <= 200.0


def deactivate_row(model: pyo.ConcreteModel, link: int) -> None:
    """Switch one row off."""
    model.capacity[0].deactivate()


def deactivate_limit(model: pyo.ConcreteModel, link: int) -> None:
    """Switch a whole limit off."""
    model.standards.deactivate()


def deactivate_all_but_one(model: pyo.ConcreteModel, link: int) -> None:
    """Switch a limit off and one row of it on again; the rows nobody touched must stay off."""
    model.standards.deactivate()
    model.standards[0].activate()


def in_a_block(model: pyo.ConcreteModel, link: int) -> None:
    """Put constraints into a block of one's own, and switch another block off."""
    model.study = pyo.Block()
    model.study.most = pyo.Constraint(expr=model.flow[link] <= 2.0)
    model.other = pyo.Block()
    model.other.none = pyo.Constraint(expr=model.flow[link] == 0.0)
    model.other.deactivate()


def with_a_binary(model: pyo.ConcreteModel, link: int) -> None:
    """Add a yes/no of one's own: the flow is at least 9 kt or nothing."""
    model.runs = pyo.Var(domain=pyo.Binary)
    model.least = pyo.Constraint(expr=model.flow[link] >= 9.0 * model.runs)
    model.most = pyo.Constraint(expr=model.flow[link] <= 1000.0 * model.runs)
    model.room = pyo.Constraint(expr=model.flow[link] <= 8.0)


ACTS: list[Callable[[pyo.ConcreteModel, int], None]] = [
    leave_alone, add_constraint, add_constraint_on_ledger, add_variable, fix_variable, bound_variable, rewrite_row,
    replace_row, deactivate_row, deactivate_limit, deactivate_all_but_one, in_a_block, with_a_binary,
]  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
def test_driver_and_lp_writer_agree(
    act: Callable[[pyo.ConcreteModel, int], None], formulation: Formulation, tmp_path: Path
) -> None:
    """Proves that the driver solves what the Pyomo model says after each act.

    Without it the answer would be that of the arrays, whatever an author did to the model.
    """
    link = ash_to_bricks(formulation)
    act(formulation.model, link)
    assert by_driver(formulation.model, formulation) == pytest.approx(by_lp_file(formulation.model, tmp_path), rel=1e-7)


@pytest.mark.parametrize("act", [act for act in ACTS if act not in (leave_alone, deactivate_all_but_one)])
def test_every_act_bites(act: Callable[[pyo.ConcreteModel, int], None], formulation: Formulation) -> None:
    """Proves that the acts above change the optimum, so that their agreement says something.

    Without it both routes could ignore an act and still agree.
    """
    link = ash_to_bricks(formulation)
    before = by_driver(formulation.model, formulation)
    act(formulation.model, link)
    assert by_driver(formulation.model, formulation) != pytest.approx(before, rel=1e-6)


def test_clone_and_pickle(formulation: Formulation, tmp_path: Path) -> None:
    """Proves that a clone is independent and solves the same, with rewritten rows still rewritten."""
    link = ash_to_bricks(formulation)
    before = by_driver(formulation.model, formulation)
    rewrite_row(formulation.model, link)
    changed = by_driver(formulation.model, formulation)
    clone = formulation.model.clone()
    clone.used_layout = clone.offers.layout
    revived = pickle.loads(pickle.dumps(formulation.model))
    revived.used_layout = revived.offers.layout
    add_constraint(formulation.model, link)
    assert by_driver(clone, formulation) == pytest.approx(changed, rel=1e-9)
    assert by_driver(revived, formulation) == pytest.approx(changed, rel=1e-9)
    assert by_lp_file(clone, tmp_path) == pytest.approx(changed, rel=1e-7)
    assert changed != pytest.approx(before, rel=1e-6)


def test_a_row_prints(formulation: Formulation, capsys: pytest.CaptureFixture[str]) -> None:
    """Proves that a row prints as Pyomo prints rows, and that nothing else was made for it."""
    model = formulation.model
    model.offers[0].pprint()
    printed = capsys.readouterr().out
    assert "flow[" in printed
    assert "unsent[0]" in printed
    assert len(dict(model.offers.members())) == 1


def test_touching_nothing_makes_nothing(formulation: Formulation) -> None:
    """Proves that building, gathering and solving make no Pyomo object for a flow."""
    symbiosis.solve_formulation(formulation)
    assert not dict(formulation.model.flow.members())


def test_values_come_back(formulation: Formulation) -> None:
    """Proves that values are loaded into the Pyomo model, before and after a member is touched."""
    touched = formulation.model.flow[0]
    plan = symbiosis.solve_formulation(formulation)
    total = sum(pyo.value(formulation.model.flow[i]) for i in range(len(formulation.model.flow)))
    assert touched.value is not None
    assert total * 1000 == pytest.approx(plan.flows["dry_t"].sum(), rel=1e-9)


def test_fixing_a_whole_family(formulation: Formulation) -> None:
    """Proves that ``flow.fix(0)`` reaches members that nobody has touched.

    Without it a loop over the family would find it empty and fix nothing.
    """
    formulation.model.bought.fix(0)
    fixed = [variable.fixed for variable in formulation.model.bought.values()]
    assert fixed
    assert all(fixed)


def test_deleting_a_row_is_refused(formulation: Formulation) -> None:
    """Proves that a deletion that would not last is refused in words."""
    with pytest.raises(TypeError, match="deactivate"):
        del formulation.model.offers[0]


def test_what_cannot_be_handed_over_is_refused(formulation: Formulation) -> None:
    """Proves that products of variables and unknown components raise instead of being left out."""
    model = formulation.model
    model.bad = pyo.Constraint(expr=model.flow[0] * model.flow[1] <= 1)
    with pytest.raises(UsageError, match="bad is not linear"):
        gather(model, formulation.columns.layout)
    del model.bad
    model.sets = pyo.SOSConstraint(var=model.flow, sos=1)
    with pytest.raises(UsageError, match="SOSConstraint"):
        gather(model, formulation.columns.layout)


def test_own_objective(formulation: Formulation) -> None:
    """Proves that an author's own objective is solved in place of the ordered ones, and two at once are refused."""
    model = formulation.model
    model.own = pyo.Objective(expr=model.ledger[0], sense=pyo.minimize)
    with pytest.raises(UsageError, match="more than one active objective"):
        symbiosis.solve_formulation(formulation)
    model.objective.deactivate()
    plan = symbiosis.solve_formulation(formulation)
    assert [stage.ledger for stage in plan.outcome.stages] == ["own"]
    assert plan.outcome.stages[0].best == pytest.approx(0.0, abs=1e-9)
