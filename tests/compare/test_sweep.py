"""A sweep solved on paper: two works compete for 100 t of mud, and one turns dearer step by step.

By truck at 1 CNY/t-km: ``works`` 10 km on at a fee that is varied, ``kiln`` 20 km on at 10 CNY/t. Both use all of it,
so the cheaper one gets it: 10 + fee against 20 + 10. They break even at a fee of 20.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from symbiosis.compare.job import read_base
from symbiosis.compare.result import Result, ended
from symbiosis.compare.sweep import Sweep, check_points, design, sweep
from symbiosis.compare.sweep_tables import link_table, sweep_table, switch_table
from symbiosis.errors import DataError
from symbiosis.show.sweep import sweep_html
from symbiosis.show.sweep_console import sweep_json, sweep_lines
from symbiosis.show.sweep_files import write_sweep
from symbiosis.show.sweep_words import parameters

FEE = "park.facilities.works.opex_cny_t"
TWO_WORKS = {
    "facilities": "facility,plant,process,opex_cny_t\nworks,B,making,0\nkiln,C,making,10\ntip,C,dump,",
    "park_toml": 'currency = "EUR"\ncny_per_unit = 10\ncurrency_source = "round"',
}


@pytest.fixture(scope="module")
def kept() -> dict[str, Any]:
    return {}


@pytest.fixture
def done(world: Any, kept: dict[str, Any]) -> Sweep:
    """Return the sweep, solved once."""
    if not kept:
        here = world(**TWO_WORKS)
        kept["done"] = sweep(here.park, here.model, {FEE: [5, 15, 25]})
    solved: Sweep = kept["done"]
    return solved


def test_the_cheaper_works_gets_it(done: Sweep) -> None:
    """Proves cost and link on either side of the break-even at 20, and that the turn is told.

    Without it the answer would be 1500, 2500, 3500: dearer, and still brought to the works.
    """
    table, links, switches = sweep_table(done), link_table(done), switch_table(done)
    assert table[FEE].tolist() == [5, 15, 25]
    assert table["cost_cny"].tolist() == pytest.approx([1500, 2500, 3000])
    assert table["rate"].tolist() == pytest.approx([1, 1, 1])
    assert links[["facility", "dry_t"]].values.tolist() == [["works", 100], ["works", 100], ["kiln", 100]]
    turns = switches.set_index("facility")["turns"].to_dict()
    assert turns == {"works": "off 15..25", "kiln": "on 15..25"}
    assert switches.set_index("facility")["points"].to_dict() == {"works": 2, "kiln": 1}
    assert all(result.audited > 0 for result in done.results)


def test_files_and_words(done: Sweep, tmp_path: Path) -> None:
    """Proves the files: money in the park's currency, the parameter in its own, the same bytes twice, escaped.

    Without it the answer would be 3000 EUR, ten times too much.
    """
    names = write_sweep(done, tmp_path, "en")
    first = {name: (tmp_path / name).read_bytes() for name in names}
    rows = list(csv.DictReader((tmp_path / "sweep.csv").read_text("utf-8-sig").splitlines()))
    assert [float(row["cost_eur"]) for row in rows] == pytest.approx([150, 250, 300])
    assert [row[FEE] for row in rows] == ["5", "15", "25"]
    assert "cost_cny" not in rows[0]
    write_sweep(done, tmp_path, "en")
    assert {name: (tmp_path / name).read_bytes() for name in names} == first
    (told,) = parameters(done)
    assert (told.unit, told.now, told.name.en) == ("CNY/t", "0", "works opex_cny_t")
    page = first["sweep.html"].decode()
    assert page.count("<svg") >= 4
    assert "off 15..25" in page
    assert "works opex_cny_t" in page
    assert "300 EUR" in " ".join(sweep_lines(done, "en"))
    assert "参数" in page
    assert sweep_json(done)["points"][2]["totals"]["cost_cny"] == pytest.approx(3000)


def _made(here: Any, vary: Sequence[str], answers: Sequence[tuple[float, str]], *, zipped: bool = False) -> Sweep:
    """Return a sweep with made-up answers: what is used, and the status, of each point."""
    plan = design(vary, side_by_side=zipped)
    results = []
    for job, (used, status) in zip(plan.jobs, answers, strict=True):
        if status != "optimal":
            results.append(ended(job, "key", "base", status, ["<b>because</b>"], ["因为"]))
            continue
        totals = {"arising_t": 100.0, "used_t": used, "cost_cny": 10 * used, "co2_kg": 0.0}
        link = {"year": 2025, "offer": "A|mud", "facility": "works", "mode": "truck", "material": "mud", "fate": "use"}
        links = ({**link, "dry_t": used},) if used else ()
        results.append(Result(job.name, "key", "base", job.assignments, status, totals=totals, links=links))
    return Sweep(here.park, here.model, plan, tuple(results))


def test_two_parameters_and_points_without_a_plan(world: Any) -> None:
    """Proves a coloured table for two parameters, words as parameters, and the reason of each point without a plan.

    Without it a sweep that is infeasible half-way would have no page, or one that runs its reasons as HTML.
    """
    here = world()
    grid = ["modes.truck.cost_cny_tkm=1,2", "park.offers.A|mud.amount_t=50,100"]
    made = _made(here, grid, [(10, "optimal"), (20, "optimal"), (0, "optimal"), (0, "infeasible")])
    page = sweep_html(made, "zh")
    assert page.count('<td class="heat"') == 2 * 4
    assert "&lt;b&gt;because" in page
    assert "<b>because" not in page
    assert switch_table(made)[["points", "of", "steady", "turns"]].values.tolist() == [[2, 3, False, ""]]
    assert sweep_table(made)["reason"].tolist() == ["", "", "", "<b>because</b>"]
    texts = _made(here, ['materials.mud.form="cake","bulk"'], [(10, "optimal"), (0, "failed")])
    assert "<svg" not in sweep_html(texts)
    zipped = _made(here, grid, [(10, "optimal"), (0, "optimal")], zipped=True)
    assert switch_table(zipped)["turns"].tolist() == ["off 1, 50..2, 100"]
    assert "<svg" in sweep_html(zipped)
    nothing = _made(here, ["scenario=a,b"], [(0, "infeasible")] * 2)
    assert "<svg" not in sweep_html(nothing)


@pytest.mark.parametrize(
    ("vary", "words"),
    [
        (["modes.truc.cost_cny_tkm=1,2"], ["no row truc", "did you mean truck"]),
        (["transport.circuit=1,2"], ["transport.circuit", "did you mean circuity"]),
        (["park.facilities.works.capacity_t_a=1,-1"], ["-1", "out of range"]),
        (["modes.truck.cost_cny_tkm=1,x", "park.offers.B|mud.amount_t=1"], ["'x' is not a plain number", "B|mud"]),
        (["park.facilities.works.min_t_a=1:3:1", "park.facilities.works.capacity_t_a=2,5"], ["min_t_a 3 is more"]),
    ],
)
def test_faults_before_anything_is_solved(world: Any, vary: list[str], words: list[str]) -> None:
    """Proves that unknown parameters and values that cannot be theirs are told at once, whichever point they are in.

    Without it the fault of the last point would come after the last solve but one.
    """
    here, plan = world(), design(vary)
    with pytest.raises(DataError) as caught:
        check_points(read_base(here.park, here.model, plan.jobs), plan)
    assert all(word in str(caught.value) for word in words), str(caught.value)
