"""Years that are decided together; small enough for paper."""

from __future__ import annotations

from typing import Any

import pytest

from symbiosis.errors import DataError, InfeasibleError

MORE = "ledger,unit\ncapex_cny,CNY\narea_ha,ha\nbuilt_t_a,t"
CHEAPEST = [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}]
LIVES = "process,fate,status,opex_cny_t,life_a\nmaking,use,industrial,0,10\ndump,disposal,industrial,50,"


def years(*names: int, **more: Any) -> dict[str, Any]:
    """Return the settings of a horizon without interest."""
    return {"horizon": {"years": list(names), "discount_rate": 0.0, **more}, "solver": {"mip_gap": 0.0}}


def by_year(answer: Any, ledger: str, kind: str = "") -> list[float]:
    """Return a ledger of the park year by year."""
    rows = answer.plan.ledgers
    rows = rows[(rows["ledger"] == ledger) & (rows["scope"] == "park") & ((rows["kind"] == kind) | (kind == ""))]
    sums = rows.groupby("year")["amount"].sum()
    return [float(sums.get(year, 0.0)) for year in answer.plan.years]


class TestAmounts:
    """What arises, what runs, and what it costs, year by year."""

    def test_growth(self, world: Any) -> None:
        """Proves that 100 t growing by 10 % a year are 100, 110 and 133.1 t in 2025, 2026 and 2028.

        Without it the answer would be 100 t in each.
        """
        offers = "plant,material,amount_t,growth_pct_a\nA,mud,100,10"
        here = world(offers=offers, settings=years(2025, 2026, 2028)).solve()
        assert by_year(here, "arising_t") == pytest.approx([100, 110, 133.1])
        assert by_year(here, "used_t") == pytest.approx([100, 110, 133.1])

    def test_growth_of_the_scenario(self, world: Any) -> None:
        """Proves that a family's rate is taken where the offer has none, from the base year on, and by no stock.

        Ash has its own 0 %. Without it the answer would be 200 t in each year.
        """
        here = world(
            offers="plant,material,amount_t,kind,growth_pct_a\nA,mud,100,,\nA,ash,100,,0\nA,old_mud,50,stock,",
            add_recipes="process,input\nmaking,fly_ash",
            settings={**years(2026, 2027, base_year=2025), "growth": {"red_mud": 10, "fly_ash": 50}},
        ).solve()
        assert by_year(here, "arising_t") == pytest.approx([210, 221])

    def test_windows(self, world: Any) -> None:
        """Proves that a road that is built in 2026 alone takes mud in 2026 alone, and works that close in 2026 too.

        Without it the answer would be 100 t used in every year.
        """
        here = world(
            facilities="facility,plant,process,capacity_t_a,from_year,to_year\n"
            "road,B,making,60,2026,2026\nworks,B,making,30,,2026\ntip,C,dump,,,",
            settings=years(2025, 2026, 2027),
        ).solve()
        assert by_year(here, "used_t") == pytest.approx([30, 90, 0])

    def test_prices_change(self, world: Any) -> None:
        """Proves that dumping costs 50 CNY/t in 2025 and 80 from 2026 on.

        Without it the answer would be 7,000 CNY in each year.
        """
        here = world(
            facilities="facility,plant,process\ntip,C,dump",
            settings={**years(2025, 2026, 2027), "from": {"2026": {"processes": {"dump": {"opex_cny_t": 80}}}}},
        ).solve()
        assert by_year(here, "cost_cny") == pytest.approx([7_000, 10_000, 10_000])

    def test_objective_weighs_periods(self, world: Any) -> None:
        """Proves that 2025 counts once, 2026 twice (until 2028) and 2028 for its three years: 600 t used in all.

        Without it the answer would be 300 t.
        """
        here = world(settings=years(2025, 2026, 2028, last_a=3)).solve()
        assert here.plan.outcome.stages[0].best == pytest.approx(600.0)

    def test_money_is_discounted(self, world: Any) -> None:
        """Proves that 1,000 CNY in each of two years are 1,000 + 1,000 / 1.25 = 1,800 CNY at 25 %.

        Without it the answer would be 2,000.
        """
        settings = years(2025, 2026)
        settings["horizon"]["discount_rate"] = 0.25
        here = world(settings=settings).solve()
        assert here.plan.outcome.stages[1].best == pytest.approx(1_800.0)

    def test_one_year_of_a_horizon_is_that_year(self, world: Any) -> None:
        """Proves that a horizon of 2026 alone is the same plan as the year 2026.

        Without it the answer would depend on how a single year is asked for.
        """
        offers = "plant,material,amount_t,year\nA,mud,100,2025\nA,mud,40,2026"
        here = world(offers=offers)
        alone, horizon = here.solve("year=2026"), here.solve("horizon.years=[2026]")
        assert alone.used == horizon.used == pytest.approx(40.0)
        assert alone.plan.flows.equals(horizon.plan.flows)


class TestStock:
    """Levels between the years."""

    def test_three_years_on_paper(self, world: Any) -> None:
        """Proves a pond of 100 t, fed by what works of 60 t/a cannot use, over three years, worked out on paper.

        Arisings are 40, 80 and 20 t; the works take 60 t/a of either, new mud first as the goal says.
        2025: 40 new + 20 old -> 80 t left. 2026: 60 new, 20 put on -> 100. 2027: 20 new + 40 old -> 60.
        Without it the answer would be 100 t of old mud at hand in every year.
        """
        here = world(
            offers="plant,material,amount_t,kind,fed_by,year\nA,mud,40,,,2025\nA,mud,80,,,2026\nA,mud,20,,,2027\n"
            "A,mud,100,stock,pond,",
            facilities="facility,plant,process,capacity_t_a\nworks,B,making,60\npond,A,heap,",
            processes="process,fate,status,opex_cny_t\nmaking,use,industrial,0\ndump,disposal,industrial,50\n"
            "heap,disposal,industrial,50",
            add_recipes="process,input\nheap,red_mud",
            settings={
                **years(2025, 2026, 2027),
                "objectives": [
                    {"ledger": "used_t", "sense": "max"},
                    {"ledger": "used_stock_t", "sense": "max"},
                    *CHEAPEST,
                ],
            },
        ).solve()
        assert by_year(here, "used_t") == pytest.approx([40, 60, 20])
        assert by_year(here, "used_stock_t") == pytest.approx([20, 0, 40])
        assert by_year(here, "stays_t", "stock") == pytest.approx([80, 100, 60])
        rates = here.plan.rates
        lying = rates[(rates["scope"] == "park") & (rates["family"] == "red_mud")].set_index("year")["stock_t"]
        assert lying.tolist() == pytest.approx([100, 80, 100])

    def test_a_long_period_draws_every_year(self, world: Any) -> None:
        """Proves that 90 t for a period of three years are 30 t a year.

        Without it the answer would be 90 t in each of the three.
        """
        here = world(
            offers="plant,material,amount_t,kind\nA,old_mud,90,stock",
            settings={
                **years(2025, 2026, last_a=3),
                "objectives": [{"ledger": "used_stock_t", "sense": "max"}, *CHEAPEST],
                "from": {"2026": {"technology": {"statuses": ["industrial"]}}},
            },
            facilities="facility,plant,process,from_year\nworks,B,making,2026\ntip,C,dump,",
        ).solve()
        assert by_year(here, "used_stock_t") == pytest.approx([0, 30])

    def test_room(self, world: Any) -> None:
        """Proves that a pond with room for 120 t that holds 100 takes 20 t more, in one year or in two.

        Without it the answer would be a pond without an end.
        """
        park = {
            "offers": "plant,material,amount_t,kind,fed_by,most_t\nA,mud,15,,,\nA,mud,100,stock,pond,120",
            "facilities": "facility,plant,process,capacity_t_a\npond,A,heap,\ntip,C,dump,",
            "processes": "process,fate,status,opex_cny_t\nmaking,use,industrial,0\ndump,disposal,industrial,50\n"
            "heap,disposal,industrial,5",
            "add_recipes": "process,input\nheap,red_mud",
        }
        one = world(**park, settings={"objectives": CHEAPEST}).solve()
        assert one.sent(facility="tip") == 0.0
        two = world(**park, settings={**years(2025, 2026), "objectives": CHEAPEST}).solve()
        assert two.sent(facility="tip") == pytest.approx(10.0)
        assert by_year(two, "stays_t", "stock")[1] == pytest.approx(120.0)


class TestBuild:
    """When to build."""

    def test_lead_time(self, world: Any) -> None:
        """Proves that a line that takes two years from the decision in 2025 runs from 2027 on.

        Without it the answer would be 100 t in every year.
        """
        here = world(
            facilities="facility,plant,process,status,min_size_t_a,max_size_t_a,capex_cny,lead_a\n"
            "tip,C,dump,existing,,,,\nline,B,making,candidate,0,100,0,2",
            settings=years(2025, 2026, 2027, 2028),
        ).solve()
        assert by_year(here, "used_t") == pytest.approx([0, 0, 100, 100])
        assert here.plan.builds["year"].tolist() == [2027]

    def test_built_when_it_pays(self, world: Any) -> None:
        """Proves that a line of 4,000 CNY a year is built in the year in which 60 CNY/t on 50, 70, 90 t first pay it.

        60 x 50 = 3,000, 60 x 70 = 4,200. Without it the answer would be a line from the first year on, or none.
        """
        here = world(
            offers="plant,material,amount_t,year\nA,mud,50,2025\nA,mud,70,2026\nA,mud,90,2027",
            facilities="facility,plant,process,status,min_size_t_a,max_size_t_a,capex_cny\n"
            "tip,C,dump,existing,,,\nline,B,making,candidate,0,100,40000",
            processes=LIVES,
            settings={**years(2025, 2026, 2027), "objectives": CHEAPEST},
            add_ledgers=MORE,
        ).solve()
        assert here.plan.builds["year"].tolist() == [2026]
        assert by_year(here, "used_t") == pytest.approx([0, 70, 90])
        assert by_year(here, "capex_cny") == pytest.approx([0, 40_000, 0])
        assert by_year(here, "cost_cny", "building") == pytest.approx([0, 4_000, 4_000])

    def test_life_ends(self, world: Any) -> None:
        """Proves that a line of two years' life that starts in 2025 is gone in 2027.

        Without it the answer would be 100 t in every year.
        """
        here = world(
            facilities="facility,plant,process,status,min_size_t_a,max_size_t_a,capex_cny,to_year\n"
            "tip,C,dump,existing,,,,\nline,B,making,candidate,0,100,1,2026",
            processes=LIVES.replace("0,10", "0,2"),
            settings=years(2025, 2026, 2027),
        ).solve()
        assert by_year(here, "used_t") == pytest.approx([100, 100, 0])

    @pytest.mark.parametrize(("span", "used"), [("year", [30, 60]), ("horizon", [30, 30])])
    def test_budget_of_a_year_and_of_all(self, world: Any, span: str, used: list[float]) -> None:
        """Proves that 3,000 CNY a year build two lines of 30 t/a, one a year, and 3,000 CNY in all build one.

        Without it the answer would be 60 t in both years.
        """
        here = world(
            facilities="facility,plant,process,status,min_size_t_a,max_size_t_a,capex_cny\n"
            "tip,C,dump,existing,,,\none,B,making,candidate,30,30,3000\ntwo,B,making,candidate,30,30,3000",
            processes=LIVES,
            caps=f"scope,ledger,sense,amount,span\npark,capex_cny,<=,3000,{span}",
            settings=years(2025, 2026),
            add_ledgers=MORE,
        ).solve()
        assert by_year(here, "used_t") == pytest.approx(used)

    def test_budget_of_a_long_period(self, world: Any) -> None:
        """Proves that 3,000 CNY a year in a period of two years build for 6,000 CNY at its start.

        Without it the answer would be 30 t.
        """
        here = world(
            facilities="facility,plant,process,status,min_size_t_a,max_size_t_a,capex_cny_t_a\n"
            "tip,C,dump,existing,,,\nline,B,making,candidate,0,90,100",
            processes=LIVES,
            caps="scope,ledger,sense,amount\npark,capex_cny,<=,3000",
            settings=years(2025, 2027),
            add_ledgers=MORE,
        ).solve()
        assert by_year(here, "used_t") == pytest.approx([60, 60])


class TestTargets:
    """Targets of a year."""

    def test_only_its_year(self, world: Any) -> None:
        """Proves that 50 % in 2026 alone are met in 2026 alone where use costs more than dumping.

        Without it the answer would be 50 t in both years, or in none.
        """
        target = {"name": "half", "ledger": "used_t", "over": "arising_t", "value": 0.5, "year": 2026}
        here = world(
            plants="plant,km\nA,0\nB,200\nC,20",
            settings={**years(2025, 2026), "objectives": CHEAPEST, "targets": [target]},
        ).solve()
        assert by_year(here, "used_t") == pytest.approx([0, 50])
        assert here.plan.limits["year"].tolist() == [2026]

    def test_out_of_reach_names_the_year(self, world: Any) -> None:
        """Proves that a target that cannot be met in 2026 is told with its year and the most that can be reached.

        Without it the answer would be the bare word infeasible.
        """
        target = {"name": "most", "ledger": "used_t", "over": "arising_t", "value": 0.9, "year": 2026}
        with pytest.raises(InfeasibleError, match=r"2026.*60"):
            world(
                facilities="facility,plant,process,capacity_t_a\nworks,B,making,60\ntip,C,dump,",
                settings={**years(2025, 2026), "targets": [target]},
            ).solve()


def test_no_rate(world: Any) -> None:
    """Proves that several years without a rate of discount are refused.

    Without it the answer would be that money in 2040 is money now, in silence.
    """
    with pytest.raises(DataError, match="discount_rate"):
        world(settings={"horizon": {"years": [2025, 2026]}}).solve()
