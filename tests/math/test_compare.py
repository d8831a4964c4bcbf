"""Scenarios side by side: who gains, which links stay, what is regretted; small enough for paper."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from symbiosis.compare.links import flows
from symbiosis.compare.options import slots_of
from symbiosis.compare.regret import least_regret
from symbiosis.compare.scenarios import Comparison, _baseline, compare
from symbiosis.compare.totals import parties
from symbiosis.errors import DataError, InfeasibleError, UsageError

#: A tonne costs 10 + 65 used at B, 20 + 50 dumped at C; the fee makes that 20 + 80.
PROCESSES = "process,fate,status,opex_cny_t\nmaking,use,industrial,65\ndump,disposal,industrial,50"
FACILITIES = "facility,plant,process,capacity_t_a\nworks,B,making,60\ntip,C,dump,"
CHEAPEST = {"objectives": [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}]}
FEE = "processes.dump.opex_cny_t=80"
#: Name of the scenario with the fee.
TAXED = f"base: {FEE}"
_SOLVED: list[Comparison] = []
TOO_MUCH = 'targets=[{name="nine tenths", ledger="used_t", over="arising_t", value=0.9}]'


@pytest.fixture
def here(world: Any) -> Any:
    """Two owners and a city: a fee on dumping moves 60 t from the tip to the works."""
    return world(processes=PROCESSES, facilities=FACILITIES, settings=CHEAPEST)


@pytest.fixture
def found(here: Any) -> Comparison:
    """Return the base case and the fee side by side, solved once for all tests that only look."""
    if not _SOLVED:
        _SOLVED.append(compare(here.park, [here.model, here.under(FEE)]))
    return _SOLVED[0]


def gains(found: Comparison, scope: str, scenario: str) -> dict[str, float]:
    """Return what every party gains in a scenario."""
    rows = found.parties[(found.parties["scope"] == scope) & (found.parties["scenario"] == scenario)]
    return {str(name): float(gain) for name, gain in rows.groupby("name")["gain_cny"].sum().items()}


def amount(found: Comparison, measure: str, scenario: str, column: str = "amount") -> float:
    """Return a total of a scenario."""
    rows = found.totals[(found.totals["measure"] == measure) & (found.totals["by"] == "total")]
    return float(rows.loc[rows["scenario"] == scenario, column].iloc[0])


class TestFee:
    """A fee of 30 CNY/t on what is dumped."""

    def test_who_gains_and_who_loses(self, found: Comparison) -> None:
        """Proves that freight 2,000 -> 1,400, works 0 -> 3,900 and tip 5,000 -> 3,200 are told to whom they fall.

        Without it the 1,500 CNY that the park loses would hide that the alumina works gain 600 and the city 1,800.
        """
        assert found.baseline == "base"
        assert gains(found, "owner", TAXED) == pytest.approx({"Alu": 600.0, "Brick": -3_900.0, "City": 1_800.0})
        assert gains(found, "plant", TAXED) == pytest.approx({"A": 600.0, "B": -3_900.0, "C": 1_800.0})
        assert gains(found, "owner", "base") == pytest.approx({"Alu": 0.0, "Brick": 0.0, "City": 0.0})
        freight = found.parties.query("scope == 'owner' and name == 'Alu' and kind == 'freight'")
        assert freight["amount_cny"].tolist() == pytest.approx([2_000.0, 1_400.0])

    def test_amounts_add_up_to_the_parks_difference(self, found: Comparison) -> None:
        """Proves that the gains of a scope are the park's loss of 1,500 turned round. Without it some would be lost."""
        assert amount(found, "cost_cny", TAXED, "difference") == pytest.approx(1_500.0)
        for scope in ("owner", "plant"):
            assert sum(gains(found, scope, TAXED).values()) == pytest.approx(-1_500.0, abs=1e-6)

    def test_a_plant_without_an_owner_counts(self, found: Comparison) -> None:
        """Proves that C's 1,800 stand under a blank owner. Without it the owners would not add up to the park."""
        plants = found.park.plants.assign(owner=["Alu", "Brick", ""])
        bare = replace(found.park, tables={**found.park.tables, "plants": plants})
        options = [replace(each, plan=replace(each.plan, park=bare)) for each in found.solved]
        again = replace(found, parties=parties(options, found.slots, "base"))
        assert gains(again, "owner", TAXED) == pytest.approx({"Alu": 600.0, "Brick": -3_900.0, "": 1_800.0})

    def test_totals(self, found: Comparison) -> None:
        """Proves the totals: 60 % used instead of nothing, 8,500 instead of 7,000 CNY, 1,400 instead of 2,000 tkm."""
        assert [amount(found, "rate", name) for name in ("base", TAXED)] == pytest.approx([0.0, 0.6])
        assert [amount(found, "cost_cny", name) for name in ("base", TAXED)] == pytest.approx([7_000.0, 8_500.0])
        assert amount(found, "cost_cny", TAXED, "difference_pct") == pytest.approx(100 * 1_500 / 7_000)
        assert amount(found, "tkm", TAXED, "difference") == pytest.approx(-600.0)

    def test_links(self, found: Comparison) -> None:
        """Proves that the works' link appears, the tip's shrinks to 40 t, and 40 t of it are in every option."""
        changes = found.flows[found.flows["scenario"] == TAXED].set_index("facility")
        assert changes["change"].to_dict() == {"tip": "shrinks", "works": "appears"}
        assert changes["difference_t"].to_dict() == pytest.approx({"tip": -60.0, "works": 60.0})
        links = found.links.set_index("facility")
        assert links["no_regret"].to_dict() == {"tip": True, "works": False}
        assert links["least_t"].to_dict() == pytest.approx({"tip": 40.0, "works": 0.0})
        assert links["only"].to_dict() == {"tip": "", "works": TAXED}

    def test_against_another_baseline(self, found: Comparison) -> None:
        """Proves that seen from the fee the works' link vanishes and Alu loses. Without it signs could be fixed."""
        turned = flows(found.options, found.slots, TAXED)
        changes = turned[turned["scenario"] == "base"].set_index("facility")
        assert changes["change"].to_dict() == {"tip": "grows", "works": "vanishes"}
        again = replace(found, parties=parties(found.options, found.slots, TAXED))
        assert gains(again, "owner", "base")["Alu"] == pytest.approx(-600.0)

    def test_how_far_behind(self, found: Comparison) -> None:
        """Proves that base is behind by 600 of 1,400 tkm (42.9 %), the fee by 1,500 of 7,000 CNY (21.4 %), so least.

        Without it the option named would be the one that wins most ledgers, not the one that loses least.
        """
        table = found.behind.set_index(["scenario", "ledger"])["behind_pct"]
        assert table["base", "tkm"] == pytest.approx(100 * 600 / 1_400)
        assert table["base", "cost_cny"] == 0.0
        assert found.least_behind == ((TAXED,), pytest.approx(100 * 1_500 / 7_000, abs=1e-5))
        assert not found.one_world

    def test_what_is_assumed_differently(self, found: Comparison) -> None:
        """Proves that the one cell is named with old and new value. Without it nobody could say why plans differ."""
        rows = found.assumptions[["kind", "path", "baseline", "value"]].to_dict("records")
        assert rows == [{"kind": "world", "path": "processes.dump.opex_cny_t", "baseline": "50", "value": "80"}]
        assert found.assumptions["baseline_source"].tolist() == ["worked out on paper"]

    def test_without_a_plan_and_in_another_year(self, here: Any) -> None:
        """Proves that 90 % of use, with works for 60 %, is told with its reason, and the others are compared.

        The single years 2025 and 2030 stand beside each other, and the year is told as a difference.
        """
        later = "base: year=2030, growth.mud=0"
        found = compare(here.park, [here.under(TOO_MUCH), here.model, here.under("year=2030", "growth.mud=0")])
        assert found.runs["status"].tolist() == ["no plan", "optimal", "optimal"]
        assert found.baseline == "base"
        assert "nine tenths" in " ".join(found.options[0].reasons)
        assert dict(found.slots[0]) == {f"base: {TOO_MUCH}": 2025, "base": 2025, later: 2030}
        assert set(found.flows["scenario"]) == {"base", later}
        assert (found.flows["change"] == "same").all()
        assert found.links["no_regret"].tolist() == [True]
        paths = found.assumptions.groupby("scenario")["path"].apply(list).to_dict()
        assert paths == {f"base: {TOO_MUCH}": ["targets.nine tenths"], later: ["year", "growth.mud"]}
        with pytest.raises(InfeasibleError, match="nine tenths"):
            _baseline(found.options[:1], 0)

    def test_what_cannot_be_compared(self, here: Any) -> None:
        """Proves that one scenario, a twin, and years without one in common are refused in words."""
        with pytest.raises(UsageError, match="two scenarios"):
            compare(here.park, [here.model])
        with pytest.raises(UsageError, match="named twice"):
            compare(here.park, [here.model, here.under()])
        many = ["horizon.years=[2030,2031]", "horizon.discount_rate=0.0"]
        with pytest.raises(DataError, match="at least one year"):
            compare(here.park, [here.model, here.under(*many)])


def test_which_years_are_compared() -> None:
    """Proves that years of all are compared, in order, and single years beside each other; else it is refused."""
    assert slots_of({"a": (2025, 2027, 2030), "b": (2027, 2025)}) == [{"a": 2025, "b": 2025}, {"a": 2027, "b": 2027}]
    assert slots_of({"a": (2025,), "b": (2030,)}) == [{"a": 2025, "b": 2030}]
    with pytest.raises(DataError, match="at least one year"):
        slots_of({"a": (2025, 2027), "b": (2030,)})


BUILDING = {**CHEAPEST, "horizon": {"discount_rate": 0.0}, "solver": {"mip_gap": 0.0}}
CANDIDATE = (
    "facility,plant,process,status,min_size_t_a,max_size_t_a,capex_cny,capex_cny_t_a\n"
    "tip,C,dump,existing,,,,\nline,B,making,candidate,0,100,65000,"
)
LIFE = "process,fate,status,opex_cny_t,life_a\nmaking,use,industrial,0,10\ndump,disposal,industrial,50,"


class TestRegret:
    """A line of 6,500 CNY a year saves 60 CNY a tonne now, and 90 under a fee."""

    def test_classical_table(self, world: Any) -> None:
        """Proves 2,500 CNY of regret (10,000 for 7,500) for not building under the fee, 500 for building without it.

        So building is least regretted, but for a world in which it is not allowed. Without it each world's own optimum
        would look free of regret, and nothing would be said for building.
        """
        here = world(facilities=CANDIDATE, processes=LIFE, settings=BUILDING)
        off = "processes.making.status=laboratory"
        found = compare(here.park, [here.model, here.under(FEE), here.under(off)])
        never = f"base: {off}"
        table = found.regret[found.regret["ledger"] == "cost_cny"].set_index(["decided", "met"])
        assert table.loc[("base", TAXED), "amount"] == pytest.approx(10_000.0)
        assert table.loc[("base", TAXED), "regret"] == pytest.approx(2_500.0)
        assert table.loc[(TAXED, "base"), "regret"] == pytest.approx(500.0)
        assert table.loc[(TAXED, TAXED), "regret"] == 0.0
        assert table.loc[(TAXED, never), "told"] == "cannot be built there: line"
        assert table.loc[(TAXED, never), "regret_pct"] == float("inf")
        assert found.builds["no_regret"].tolist() == [False]

        assert found.least_regret == (("base", never), pytest.approx(100 * 2_500 / 7_500, abs=1e-5))
        both = found.regret[found.regret["decided"].ne(never) & found.regret["met"].ne(never)]
        assert least_regret(both) == ((TAXED,), pytest.approx(100 * 500 / 7_000, abs=1e-5))

    def test_nothing_built(self, found: Comparison) -> None:
        """Proves that where nothing is built the table is empty. Without it flows would pass for decisions."""
        assert found.regret.empty
        assert found.least_regret[0] == ()
