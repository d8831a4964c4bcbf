"""What to build: sizes, investment, groups, plots, mains, budgets; small enough for paper."""

from __future__ import annotations

from typing import Any

import pytest

from symbiosis.errors import DataError, InfeasibleError

MORE = "ledger,unit\ncapex_cny,CNY\narea_ha,ha\nbuilt_t_a,t\ngate_loads_d,loads"
#: What an empty park pays: 100 t dumped 20 km away at 50 CNY/t and 1 CNY/t-km.
CHEAPEST = {
    "objectives": [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}],
    "horizon": {"discount_rate": 0.0},
    "solver": {"mip_gap": 0.0},
}


def park(*candidates: str, columns: str = "") -> str:
    """Return facilities.csv with a tip and candidates given as ``name,plant,min,max,capex,capex_t``."""
    head = "facility,plant,process,status,min_size_t_a,max_size_t_a,capex_cny,capex_cny_t_a" + columns
    return "\n".join([head, "tip,C,dump,existing,,,,", *candidates])


class TestBuild:
    """A candidate pays its investment or is not built."""

    @pytest.mark.parametrize(("capex", "built"), [(55_000, True), (65_000, False)])
    def test_pays(self, world: Any, capex: int, built: bool) -> None:
        """Proves that 100 t dumped for 70 CNY/t or used 10 km on for 10 CNY/t leave 6,000 CNY a year for the line.

        Over 10 years without interest 55,000 CNY are 5,500 a year, which pays; 65,000 do not.
        Without it the answer would be a line that is free, or one that is never built.
        """
        here = world(
            facilities=park(f"line,B,making,candidate,0,100,{capex},"),
            processes="process,fate,status,opex_cny_t,life_a\nmaking,use,industrial,0,10\ndump,disposal,industrial,50,",
            settings=CHEAPEST,
            add_ledgers=MORE,
        ).solve()
        assert here.used == pytest.approx(100.0 if built else 0.0)
        assert here.cost == pytest.approx(1_000 + capex / 10 if built else 7_000)
        assert list(here.plan.builds["facility"]) == (["line"] if built else [])
        assert here.ledger("capex_cny") == pytest.approx(capex if built else 0.0)
        assert here.ledger("cost_cny", kind="building") == pytest.approx(capex / 10 if built else 0.0)

    def test_size_is_what_pays(self, world: Any) -> None:
        """Proves that a size costs 300 CNY/(t/a) over 10 years: 30 CNY/t against 60 saved, so all 100 t are built for.

        Without it the answer would be the largest size, 500 t/a, or none.
        """
        here = world(
            facilities=park("line,B,making,candidate,0,500,0,300"),
            processes="process,fate,status,opex_cny_t,life_a\nmaking,use,industrial,0,10\ndump,disposal,industrial,50,",
            settings=CHEAPEST,
            add_ledgers=MORE,
        ).solve()
        assert here.plan.builds["size_t_a"].tolist() == pytest.approx([100.0])
        assert here.cost == pytest.approx(1_000 + 3_000)
        assert here.plan.facilities.set_index("facility").loc["line", "load_share"] == pytest.approx(1.0)

    def test_annuity(self, world: Any) -> None:
        """Proves that 10,000 CNY at 10 % over 2 years are 10,000 x 0.1 / (1 - 1.1^-2) = 5,761.90 a year.

        Without it the answer would be 5,000 (no interest) or 10,000 (no annuity).
        """
        here = world(
            facilities=park("line,B,making,candidate,0,100,10000,"),
            processes="process,fate,status,opex_cny_t,life_a\nmaking,use,industrial,0,2\ndump,disposal,industrial,50,",
            settings={**CHEAPEST, "horizon": {"discount_rate": 0.1}},
            add_ledgers=MORE,
        ).solve()
        assert here.ledger("cost_cny", kind="building") == pytest.approx(5761.904762)

    def test_least_size_and_least_load(self, world: Any) -> None:
        """Proves that a line of at least 150 t/a, run with at least 120 t, is not built for 100 t of mud.

        Without it the answer would be 100 t used.
        """
        for columns, row in ((",min_t_a", "line,B,making,candidate,150,200,0,0,120"),):
            here = world(facilities=park(row, columns=columns), settings=CHEAPEST).solve()
            assert here.used == 0.0
            assert here.plan.builds.empty

    def test_one_of_several_plots(self, world: Any) -> None:
        """Proves that a line that may stand at B or C stands at one: at B, 10 km on, and not at both.

        Without it the answer would be two lines of 60 t/a.
        """
        here = world(facilities=park("line,B;C,making,candidate,60,60,0,0"), settings=CHEAPEST).solve()
        assert here.plan.builds["facility"].tolist() == ["line@B"]
        assert here.used == pytest.approx(60.0)

    def test_one_of_a_group(self, world: Any) -> None:
        """Proves that of two sizes of one line, 40 t/a for nothing and 80 t/a for 1,000 CNY a year, one is built.

        80 t save 4,800 CNY for 1,000; 40 t save 2,400. Without it the answer would be both, and 100 t used.
        """
        here = world(
            facilities=park(
                "small,B,making,candidate,40,40,0,0,0,line",
                "large,B,making,candidate,80,80,0,0,1000,line",
                columns=",fixed_cny_a,group",
            ).replace("tip,C,dump,existing,,,,", "tip,C,dump,existing,,,,,,"),
            settings=CHEAPEST,
        ).solve()
        assert here.plan.builds["facility"].tolist() == ["large"]
        assert here.used == pytest.approx(80.0)
        assert here.cost == pytest.approx(80 * 10 + 1_000 + 20 * 70)

    def test_economies_of_scale(self, world: Any) -> None:
        """Proves that 100 CNY/(t/a) at 100 t/a with exponent 0.5 are 5,000 CNY at 25 t/a and 10,000 CNY at 100 t/a.

        Without it the answer would be 2,500 CNY at 25 t/a.
        """
        for size, capex in ((25, 5_000.0), (100, 10_000.0)):
            here = world(
                facilities=park(f"line,B,making,candidate,{size},{size},,"),
                processes="process,fate,status,opex_cny_t,capex_cny_t_a,reference_t_a,scale_exponent,life_a\n"
                "making,use,industrial,0,100,100,0.5,10\ndump,disposal,industrial,50,,,,",
                settings=CHEAPEST,
                add_ledgers=MORE,
            ).solve()
            assert here.plan.builds["capex_cny"].tolist() == pytest.approx([capex])

    def test_between_the_ends_of_a_piece(self, world: Any) -> None:
        """Proves that with one piece from 25 t/a to 400 t/a a line of 100 t/a costs 5,000 + 15,000 x 75/375 = 8,000.

        The curve itself says 10,000; three pieces (ends 25, 63, 159, 400) come to 7,937 + 4,662 x 37.0/95.7 =
        9,739, 2.6 % below. Without it the answer would
        be a curve that no linear model can hold.
        """
        table = (
            "process,fate,status,opex_cny_t,capex_cny_t_a,reference_t_a,scale_exponent,life_a\n"
            "making,use,industrial,0,100,100,0.5,10\ndump,disposal,industrial,50,,,,"
        )
        for segments, capex in ((1, 8_000.0), (3, 9_738.9)):
            horizon = {"discount_rate": 0.0, "segments": segments}
            here = world(
                facilities=park("line,B,making,candidate,25,400,,"),
                processes=table,
                settings={**CHEAPEST, "horizon": horizon},
            ).solve()
            assert here.plan.builds["size_t_a"].tolist() == pytest.approx([100.0])
            assert here.plan.builds["capex_cny"].tolist() == pytest.approx([capex], rel=1e-4)


class TestWords:
    """What is missing is told before anything is solved."""

    @pytest.mark.parametrize(
        ("row", "said"),
        [
            ("line,B,making,candidate,,,5,", "largest size"),
            ("line,B,making,candidate,0,100,,", "investment"),
            ("line,B,making,candidate,0,100,5,", "life"),
        ],
    )
    def test_faults(self, world: Any, row: str, said: str) -> None:
        """Proves that a candidate without size, investment or life is refused.

        Without it the answer would be a line that is free.
        """
        with pytest.raises(DataError, match=said):
            world(facilities=park(row), settings=CHEAPEST).solve()

    def test_no_rate(self, world: Any) -> None:
        """Proves that an investment without a rate of discount is refused.

        Without it the answer would be interest of nothing.
        """
        with pytest.raises(DataError, match="discount_rate"):
            world(
                facilities=park("line,B,making,candidate,0,100,5,"),
                processes="process,fate,status,opex_cny_t,life_a\nmaking,use,industrial,0,9\ndump,disposal,industrial,50,",
            ).solve()


class TestCaps:
    """Budgets and loads through the gates."""

    def test_budget(self, world: Any) -> None:
        """Proves that an owner with 3,000 CNY builds 30 t/a at 100 CNY/(t/a).

        Without it the answer would be 100 t.
        """
        here = world(
            facilities=park("line,B,making,candidate,0,500,0,100"),
            processes="process,fate,status,opex_cny_t,life_a\nmaking,use,industrial,0,9\ndump,disposal,industrial,50,",
            caps="scope,name,ledger,sense,amount\nowner,Brick,capex_cny,<=,3000",
            settings={"horizon": {"discount_rate": 0.08}},
            add_ledgers=MORE,
        ).solve()
        assert here.used == pytest.approx(30.0)

    def test_gate_loads(self, world: Any) -> None:
        """Proves that 3,300 t on trucks of 10 t over 330 days are one load a day out of A and one into B.

        A cap of half a load lets half through. Without it the answer would be no limit on the village road.
        """
        table = "mode,forms,hazards,where,cost_cny_tkm,payload_t\ntruck,cake;bulk,none,anywhere,1,10"
        here = world(offers="plant,material,amount_t,must_place\nA,mud,3300,no", modes=table, add_ledgers=MORE)
        assert here.solve().ledger("gate_loads_d", scope="plant", name="B") == pytest.approx(1.0)
        assert here.solve().ledger("gate_loads_d") == pytest.approx(2.0)
        capped = world(
            offers="plant,material,amount_t,must_place\nA,mud,3300,no",
            modes=table,
            caps="scope,name,ledger,sense,amount\nplant,B,gate_loads_d,<=,0.5",
            add_ledgers=MORE,
        )
        assert capped.solve().used == pytest.approx(1650.0)


class TestMains:
    """Connections that must be built."""

    BELT = "mode,forms,hazards,where,cost_cny_tkm,build_cny_km,life_a\nbelt,cake;bulk,none,listed,0,{},10"

    @pytest.mark.parametrize(("per_km", "built"), [(900, True), (1100, False)])
    def test_pays(self, world: Any, per_km: int, built: bool) -> None:
        """Proves that a belt of 10 km that saves 100 t x 10 CNY a year is built for 900 CNY/km over 10 years.

        900 CNY a year pay, 1,100 do not. Without it the answer would be a belt that is free.
        """
        here = world(
            add_modes=self.BELT.format(per_km),
            links="from,to,mode,status\nA,B,belt,candidate",
            settings=CHEAPEST,
            add_ledgers=MORE,
        ).solve()
        assert here.sent(mode="belt") == pytest.approx(100.0 if built else 0.0)
        assert len(here.plan.mains) == int(built)
        assert here.cost == pytest.approx(900.0 if built else 1_000.0)
        assert here.ledger("capex_cny") == pytest.approx(9_000.0 if built else 0.0)

    def test_no_figure(self, world: Any) -> None:
        """Proves that a main without an investment is refused.

        Without it the answer would be a belt for nothing.
        """
        with pytest.raises(DataError, match="cost"):
            world(
                add_modes=self.BELT.format(""), links="from,to,mode,status\nA,B,belt,candidate", settings=CHEAPEST
            ).solve()


def test_closing_a_candidate_never_helps(world: Any) -> None:
    """Proves that a target that needs a candidate is out of reach without it.

    Without it the answer would be a target that is met by nothing.
    """
    target = {"name": "half", "ledger": "used_t", "over": "arising_t", "value": 0.5}
    settings = {**CHEAPEST, "targets": [target]}
    assert world(facilities=park("line,B,making,candidate,0,90,0,0"), settings=settings).solve().used == pytest.approx(
        90
    )
    with pytest.raises(InfeasibleError):
        world(facilities=park(), settings=settings).solve()
