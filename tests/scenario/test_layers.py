"""Layers: scenarios extend one another, the park says what it knows better, ``--set`` has the last word."""

from __future__ import annotations

from typing import Any

import pytest

import symbiosis
from symbiosis.errors import DataError, UsageError
from symbiosis.scenario.layers import merge


def _scenario(here: Any, name: str, text: str) -> None:
    folder = here.folder / "model" / "scenarios"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.toml").write_text(text, "utf-8")


def _faults(here: Any, *assignments: str, scenario: str | None = None) -> str:
    with pytest.raises(DataError) as caught:
        here.under(*assignments, scenario=scenario)
    return str(caught.value)


class TestExtends:
    """A scenario says only what differs."""

    def test_chain(self, world: Any) -> None:
        """Proves that a grandchild has its own number, its parent's and the base's: 2030, circuity 1.5, year's gates.

        Without it the answer would be that of one file.
        """
        here = world()
        _scenario(here, "child", 'extends = "../base.toml"\nyear = 2027\n[transport]\ncircuity = 1.5\n')
        _scenario(here, "grandchild", 'extends = "child.toml"\ntitle_en = "Later"\nyear = 2030\n')
        settings = here.under(scenario="grandchild").settings
        assert settings.year == 2030
        assert settings.transport.circuity == 1.5
        assert settings.gates == here.model.settings.gates
        assert here.under(scenario="grandchild").title_en == "Later"
        assert here.model.settings.year == 2025

    def test_tables_merge_and_lists_are_replaced(self, world: Any) -> None:
        """Proves that cells of both layers hold (cost 3, fixed 5) and that objectives of the later layer stand alone.

        100 t at 5 + 3 x 10 = 35. Without it the answer would be 3000 or 1500, or five objectives.
        """
        here = world()
        _scenario(here, "child", 'extends = "../base.toml"\n[modes.truck]\nfixed_cny_t = 5\ncost_cny_tkm = 2\n')
        _scenario(
            here,
            "grandchild",
            'extends = "child.toml"\n[[objectives]]\nledger = "cost_cny"\nsense = "min"\n'
            '[[objectives]]\nledger = "tkm"\nsense = "min"\n[modes.truck]\ncost_cny_tkm = 3\n',
        )
        model = here.under(scenario="grandchild")
        assert [objective.ledger for objective in model.settings.objectives] == ["cost_cny", "tkm"]
        plan = symbiosis.api.solve(here.park, model)
        assert plan.flows["freight_cny"].sum() == pytest.approx(3500)

    def test_circle(self, world: Any) -> None:
        """Proves that files that extend each other are refused by name.

        Without it the answer would be a program that never ends.
        """
        here = world()
        _scenario(here, "hen", 'extends = "egg.toml"\n')
        _scenario(here, "egg", 'extends = "hen.toml"\n')
        assert "in a circle" in _faults(here, scenario="hen")
        _scenario(here, "self", 'extends = "self.toml"\n')
        assert "in a circle" in _faults(here, scenario="self")

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ('extends = "nowhere.toml"\n', "there is no file nowhere.toml"),
            ("extends = 3\n", "name one file"),
            ("year = \n", "is not valid TOML"),
        ],
    )
    def test_file_that_cannot_be_read(self, world: Any, text: str, words: str) -> None:
        """Proves that a missing parent, a parent that is no name and broken TOML are refused with the file's name.

        Without it the answer would be the base case under another title.
        """
        here = world()
        _scenario(here, "child", text)
        message = _faults(here, scenario="child")
        assert words in message
        assert "child.toml" in message

    def test_unknown_scenario(self, world: Any) -> None:
        """Proves that a near name is proposed and that the known ones are listed where none is near.

        Without it the answer would be the base case.
        """
        here = world()
        _scenario(here, "least-cost", 'extends = "../base.toml"\n')
        assert "did you mean least-cost?" in _faults(here, scenario="leastcost")
        message = _faults(here, scenario="moonlight")
        assert "base" in message
        assert "least-cost" in message
        assert here.under(scenario="base").name == "base"

    def test_scenario_by_path(self, world: Any, tmp_path: Any) -> None:
        """Proves that a file anywhere can be a scenario: year 2031.

        Without it the answer would be 2025 or an error.
        """
        here = world()
        mine = tmp_path / "mine.toml"
        mine.write_text(f'extends = "{(here.folder / "model" / "base.toml").as_posix()}"\nyear = 2031\n', "utf-8")
        assert here.under(scenario=str(mine)).settings.year == 2031


class TestPark:
    """base < park < scenario < --set."""

    PARK = "[model.transport]\ncircuity = 1.4\n[model.modes.truck]\ncost_cny_tkm = 2\n"

    def _freight(self, here: Any, *assignments: str, scenario: str | None = None) -> float:
        plan = symbiosis.api.solve(here.park, here.under(*assignments, scenario=scenario))
        return float(plan.flows["freight_cny"].sum())

    def test_order_of_layers(self, world: Any) -> None:
        """Proves 1000 (base), 100 x 14 x 2 = 2800 (park), 100 x 16 x 2 = 3200 (scenario), 100 x 16 x 5 = 8000 (--set).

        Without it the answer would be the same number twice.
        """
        assert self._freight(world()) == pytest.approx(1000)
        here = world(park_toml=self.PARK)
        _scenario(here, "winding", 'extends = "../base.toml"\n[transport]\ncircuity = 1.6\n')
        assert self._freight(here) == pytest.approx(2800)
        assert self._freight(here, scenario="winding") == pytest.approx(3200)
        assert self._freight(here, "modes.truck.cost_cny_tkm=5", scenario="winding") == pytest.approx(8000)
        assert self._freight(here, "transport.circuity=1.0") == pytest.approx(2000)

    def test_model_itself_is_not_changed(self, world: Any) -> None:
        """Proves that a model used at one park is as before at the next: 2800, then 1000.

        Without it the answer would be 2800 or 2000 at the second.
        """
        first, second = world(park_toml=self.PARK), world()
        model = first.model
        assert symbiosis.api.solve(first.park, model).flows["freight_cny"].sum() == pytest.approx(2800)
        assert symbiosis.api.solve(second.park, model).flows["freight_cny"].sum() == pytest.approx(1000)

    @pytest.mark.parametrize(
        "text", ["[model]\nspeed = 3\n", "[model.transport]\ncircuity = 0.5\n", "[model.modes.cart]\nmax_km = 3\n"]
    )
    def test_fault_names_the_park(self, world: Any, text: str) -> None:
        """Proves that what a park says of the model is checked like a scenario.

        Without it the answer would be 1000 with the park's word unheard.
        """
        here = world(park_toml=text)
        with pytest.raises(DataError, match="at park"):
            symbiosis.network_of(here.park, here.model)


class TestSettings:
    """Unknown keys, wrong types and values out of range are refused, all at once."""

    @pytest.mark.parametrize(
        ("assignment", "words"),
        [
            ("yeer=2026", ["yeer", "did you mean year?"]),
            ("moonlight=1", ["moonlight", "gates", "limits", "objectives", "transport"]),
            ("transport.moonlight=1", ["transport.moonlight", "circuity"]),
            ("solver.metod=ipx", ["solver.metod", "did you mean method?"]),
            ("solver.method=magic", ["solver.method", "'magic'", "simplex"]),
            ("transport.circuity=0.9", ["transport.circuity", "0.9", "greater than or equal to 1"]),
            ("transport.circuity=long", ["transport.circuity", "'long'", "number"]),
            ("transport.circuity=nan", ["transport.circuity", "finite"]),
            ("year=1800", ["year", "1800", "1900"]),
            ("year=soon", ["year", "'soon'"]),
            ("reach.use=both", ["reach.use", "'both'", "preferred"]),
            ("gates=reach", ["gates", "'reach'"]),
            ("hazard.approved_transfers=[['Guangxi']]", ["hazard.approved_transfers"]),
            ('standards_off=["nothing"]', ["standards_off", "nothing", "standards.csv"]),
            ("solver.time_limit_s=0", ["solver.time_limit_s", "greater than 0"]),
        ],
    )
    def test_refused(self, world: Any, assignment: str, words: list[str]) -> None:
        """Proves that the setting, the value and what would be right are named.

        Without it the answer would be the default, used in silence.
        """
        message = _faults(world(), assignment)
        assert all(word in message for word in words), message

    def test_all_at_once(self, world: Any) -> None:
        """Proves that three faults are told together.

        Without it the answer would be three runs.
        """
        with pytest.raises(DataError) as caught:
            world().under("yeer=2026", "transport.circuity=0.9", "modes.cart.max_km=3")
        assert len(caught.value.faults) == 3

    @pytest.mark.parametrize("what", ["ledger", "family"])
    @pytest.mark.parametrize("where", ["objectives", "targets"])
    def test_unknown_names(self, world: Any, where: str, what: str) -> None:
        """Proves that objectives and targets name ledgers and families that exist.

        Without it the answer would be a plan that seeks the most of nothing.
        """
        word = {"ledger": "usd_t", "family": "red_mut"}[what]
        wrong = {"ledger": "used_t", "sense": "max", "family": "red_mud"} | {what: word}
        if where == "targets":
            wrong = {"name": "t", "value": 1.0} | wrong | {"sense": ">="}
        items = [wrong, {"ledger": "cost_cny", "sense": "min"}] if where == "objectives" else [wrong]
        with pytest.raises(DataError, match=f"{word}.*did you mean"):
            world(settings={where: items}).model  # noqa: B018

    def test_one_objective_is_not_enough(self, world: Any) -> None:
        """Proves that a lone objective is refused: the strict corner is a bad plan.

        Without it the answer would be any of the plans that tie.
        """
        with pytest.raises(DataError, match="objectives"):
            world(settings={"objectives": [{"ledger": "used_t", "sense": "max"}]}).model  # noqa: B018

    @pytest.mark.parametrize("text", ["year", "=3", " =3"])
    def test_assignment_that_is_none(self, world: Any, text: str) -> None:
        """Proves that --set wants section.name=value.

        Without it the answer would be a setting called "".
        """
        with pytest.raises(UsageError, match="--set"):
            world().under(text)


class TestNamed:
    """Lists of things that have names."""

    def test_by_name(self) -> None:
        """Proves that a later table changes the item of its name and adds one that is new; other lists are replaced.

        Without it ``--set targets.quota.value=0.3`` could only replace every target.
        """
        base = {"targets": [{"name": "a", "value": 1, "ledger": "x"}, {"name": "b", "value": 2}], "years": [1, 2]}
        both = merge([base, {"targets": {"b": {"value": 3}, "c": {"value": 4}}, "years": [3]}])
        assert both["targets"] == [
            {"name": "a", "value": 1, "ledger": "x"},
            {"name": "b", "value": 3},
            {"name": "c", "value": 4},
        ]
        assert both["years"] == [3]
        assert base["targets"][1]["value"] == 2, "what was given stays as it was"

    def test_a_target_by_table(self, world: Any) -> None:
        """Proves that a table alone is a list of one: a quota of 0.4 of 100 t at least cost uses 40.

        The tip costs 70 a tonne, works that ask 100 cost 110. Without it the answer would be a fault, or used 0.
        """
        processes = "process,fate,status,opex_cny_t\nmaking,use,industrial,100\ndump,disposal,industrial,50"
        objectives = [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}]
        here = world(processes=processes, settings={"objectives": objectives})
        quota = ("targets.quota.ledger=used_t", "targets.quota.over=arising_t", "targets.quota.value=0.4")
        assert here.solve(*quota).used == pytest.approx(40)
        with pytest.raises(DataError, match=r"targets\.0\.value"):
            here.under(*quota[:2])
