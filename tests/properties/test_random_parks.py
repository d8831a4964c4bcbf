"""What must hold of every park, tried on random ones of many odd shapes; the seeds are fixed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
import pytest

from benchmarks.shapes import CASES, SHAPES, case, optimum, renamed, shuffled, times, with_model, with_park
from symbiosis.api import solve
from symbiosis.errors import InfeasibleError
from symbiosis.park import Park
from symbiosis.scenario import Model

#: Shapes in which something binds, or which are odd in another way.
TELLING = [
    "plain", "zero amounts", "made offers in chains", "nowhere to tip", "much room", "little room", "binding caps",
    "a target", "listed links",
]  # fmt: skip
#: Distance from rounding, relative to the value compared.
ROUNDING = 1e-6


@cache
def base(name: str, seed: int) -> float:
    return optimum(*case(name, seed))


@pytest.mark.parametrize(("name", "seed"), CASES)
def test_every_plan_passes_its_audit_and_a_park_without_a_plan_says_so(name: str, seed: int) -> None:
    """Proves that audit and engine agree on parks that nobody thought of; ``solve`` raises AuditError otherwise."""
    park, model = case(name, seed)
    try:
        plan = solve(park, model)
    except InfeasibleError:
        return
    assert plan.outcome.status == "optimal"
    assert plan.certificate is not None
    for stage in plan.outcome.stages:
        # The dual bound is worked out from duals alone: it proves the optimum without trusting the solver's verdict.
        assert stage.best == pytest.approx(stage.bound, rel=ROUNDING, abs=1.0)


def test_the_shapes_hold_parks_with_and_without_a_plan() -> None:
    """Without it all shapes could turn out infeasible one day and every comparison below would hold of nothing."""
    found = [base(name, 0) for name in TELLING]
    found += [base(name, 2) for name in TELLING]
    assert sum(value > 0 for value in found) >= 12
    assert sum(np.isneginf(value) for value in found) >= 1


def _looser_caps(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(amount=table["amount"] + table["amount"].abs() * 0.5 + 1.0)


def _looser_standards(table: pd.DataFrame) -> pd.DataFrame:
    upper = table["sense"] == "<="
    return table.assign(limit=table["limit"] * np.where(upper, 1.2, 0.8))


def _looser_shares(table: pd.DataFrame) -> pd.DataFrame:
    most = np.where(table["per"] == "", np.minimum(1.0, table["max_share"] * 1.3), table["max_share"] * 1.3)
    return table.assign(min_share=table["min_share"] * 0.7, max_share=most)


LOOSENED: dict[str, Callable[[Park, Model], tuple[Park, Model]]] = {
    "capacity": lambda park, model: (with_park(park, facilities=times(1.5, "capacity_t_a")), model),
    "least load": lambda park, model: (with_park(park, facilities=times(0.0, "min_t_a")), model),
    "standards": lambda park, model: (park, with_model(model, standards=_looser_standards)),
    "shares": lambda park, model: (park, with_model(model, recipes=_looser_shares)),
    "caps": lambda park, model: (with_park(park, caps=_looser_caps), model),
    "reach": lambda park, model: (park, with_model(model, modes=times(1.5, "max_km"))),
    "link capacity": lambda park, model: (with_park(park, links=times(2.0, "capacity_t_a")), model),
}
#: Limits that some shape must feel, so that the comparison is not one of equals only.
FELT = {
    "capacity": ("little room", 0),
    "least load": ("least loads", 0),
    "standards": ("much room", 5),
    "shares": ("much room", 5),
    "caps": ("binding caps", 0),
    "reach": ("much room", 5),
    "link capacity": ("listed links", 2),
}


@pytest.mark.parametrize("name", ["made offers in chains", "much room", "little room", "binding caps", "listed links"])
def test_loosening_every_limit_in_turn_never_lowers_the_optimum(name: str) -> None:
    (park, model), before = case(name, 0), base(name, 0)
    for loosen in LOOSENED.values():
        park, model = loosen(park, model)
        after = optimum(park, model)
        assert after >= before - ROUNDING * max(1.0, abs(before))
        before = after


@pytest.mark.parametrize("limit", FELT)
def test_loosening_a_limit_that_binds_raises_the_optimum(limit: str) -> None:
    """Without it a limit that does nothing at all would pass the test above."""
    name, seed = FELT[limit]
    before, after = base(name, seed), optimum(*LOOSENED[limit](*case(name, seed)))
    assert after > before + (0.0 if np.isneginf(before) else 1e-3 * before)


@pytest.mark.parametrize("name", TELLING)
def test_seven_times_the_tonnes_give_seven_times_the_optimum(name: str) -> None:
    park, model = case(name, 2)
    larger = with_park(
        park,
        offers=times(7.0, "amount_t"),
        facilities=times(7.0, "capacity_t_a", "min_t_a"),
        caps=times(7.0, "amount"),
        links=times(7.0, "capacity_t_a"),
    )
    assert optimum(larger, model) == pytest.approx(7.0 * base(name, 2), rel=ROUNDING)


def _under_other_names(park: Park) -> Park:
    """Return the park with every plant, owner, zone and facility renamed in reverse order, and all rows shuffled."""
    plants, facilities = park.plants, park.facilities["facility"]
    names = {
        old: f"{kind}-{len(plants) + len(facilities) - number}"
        for kind, column in (
            ("厂", plants["plant"]),
            ("主", plants["owner"]),
            ("区", plants["zone"]),
            ("线", facilities),
        )
        for number, old in enumerate(dict.fromkeys(column))
    }
    columns = {
        "plants": ("plant", "owner", "zone"), "offers": ("plant",), "facilities": ("facility", "plant"),
        "compositions": ("plant",), "links": ("from", "to"), "caps": ("name",),
    }  # fmt: skip
    tables = {name: renamed(park.tables[name], names, *columns[name]) for name in columns}
    return with_park(park, **{name: lambda _, table=table: shuffled(7)(table) for name, table in tables.items()})


@pytest.mark.parametrize("name", TELLING)
def test_names_and_the_order_of_rows_change_nothing(name: str) -> None:
    park, model = case(name, 0)
    mixed = with_model(model, **dict.fromkeys(("recipes", "standards", "modes", "materials", "yields"), shuffled(3)))
    assert optimum(_under_other_names(park), mixed) == pytest.approx(base(name, 0), rel=ROUNDING)


@pytest.mark.parametrize("name", TELLING)
def test_a_plant_out_of_reach_changes_nothing(name: str) -> None:
    """The plant runs a use, at the other end of the world, with nothing in reach to take."""
    park, model = case(name, 0)

    def with_plant(table: pd.DataFrame) -> pd.DataFrame:
        far = table.iloc[[0]].assign(plant="far", lon=-70.0, lat=-40.0, zone="elsewhere", owner="nobody")
        return pd.concat([table, far]).set_axis([*table.index, table.index[-1] + 1])

    def with_line(table: pd.DataFrame) -> pd.DataFrame:
        line = table.iloc[[0]].assign(facility="far_line", process="road", capacity_t_a=1e6, min_t_a=0.0)
        line["plant"] = [("far",)]
        return pd.concat([table, line]).set_axis([*table.index, table.index[-1] + 1])

    more = with_park(park, plants=with_plant, facilities=with_line)
    assert optimum(more, model) == pytest.approx(base(name, 0), rel=ROUNDING)


def test_every_telling_shape_is_a_shape() -> None:
    assert set(TELLING) <= set(SHAPES)
