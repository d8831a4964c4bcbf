"""Corners of siting and of years: names that meet, stocks above their room, plots that become free."""

from __future__ import annotations

from typing import Any

import pytest

from symbiosis.api import formulate, solve_formulation

CHEAPEST = [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}]
OLD_FIRST = [{"ledger": "used_stock_t", "sense": "max"}, *CHEAPEST]
HEAP = {
    "processes": "process,fate,status,opex_cny_t,life_a\nmaking,use,industrial,0,10\ndump,disposal,industrial,50,\n"
    "heap,disposal,industrial,5,",
    "add_recipes": "process,input\nheap,red_mud",
}


def years(*names: int) -> dict[str, Any]:
    """Return the settings of a horizon without interest."""
    return {"horizon": {"years": list(names), "discount_rate": 0.0}, "solver": {"mip_gap": 0.0}}


def by_year(answer: Any, ledger: str) -> list[float]:
    """Return a ledger of the park year by year."""
    rows = answer.plan.ledgers
    sums = rows[(rows["ledger"] == ledger) & (rows["scope"] == "park")].groupby("year")["amount"].sum()
    return [float(sums.get(year, 0.0)) for year in answer.plan.years]


class TestStock:
    """What lies, what is put on it, and what may lie there."""

    def test_full(self, world: Any) -> None:
        """Proves that a pond which is exactly full takes nothing more: 15 t go to the dear tip.

        Without it the answer would be 115 t in a pond for 100.
        """
        here = world(
            offers="plant,material,amount_t,kind,fed_by,most_t\nA,mud,15,,,\nA,mud,100,stock,pond,100",
            facilities="facility,plant,process\npond,A,heap\ntip,C,dump",
            settings={"objectives": CHEAPEST},
            **HEAP,
        ).solve()
        assert here.sent(facility="tip") == pytest.approx(15.0)

    def test_carried_though_its_name_changes(self, world: Any) -> None:
        """Proves that 100 t are used once in three years of 40 t although their offer is called by its kind in one.

        New mud arises in 2025 alone, so the stock is A|mud|stock in 2025 and A|mud afterwards.
        Without it the answer would be 120 t, the stock begun anew in 2026.
        """
        here = world(
            offers="plant,material,amount_t,kind,from_year,to_year\nA,mud,10,,,2025\nA,mud,100,stock,,",
            facilities="facility,plant,process,capacity_t_a\nworks,B,making,40\ntip,C,dump,",
            settings={**years(2025, 2026, 2027), "objectives": OLD_FIRST},
        ).solve()
        assert sum(by_year(here, "used_stock_t")) == pytest.approx(100.0)

    @pytest.mark.parametrize("status", ["existing", "candidate"])
    def test_above_its_room(self, world: Any, status: str) -> None:
        """Proves that all 100 t of a pond with room for 60 can go to a line, be it there or to be built.

        Without it the answer would be 60 t for the line that is built, by a bound that is none.
        """
        here = world(
            offers="plant,material,amount_t,kind,fed_by,most_t\nA,mud,100,stock,pond,60",
            facilities="facility,plant,process,status,capacity_t_a,capex_cny\npond,A,heap,,,\n"
            f"line,B,making,{status},200,0",
            settings={"objectives": OLD_FIRST, "solver": {"mip_gap": 0.0}},
            **HEAP,
        ).solve()
        assert here.ledger("used_stock_t") == pytest.approx(100.0)

    def test_put_on_and_taken_off_in_one_year(self, world: Any) -> None:
        """Proves that a belt which is built carries the 90 t put on a pond of 10 t in the year, and the 10: 100 t.

        Without it the answer would be 10 t, what the pond holds.
        """
        here = world(
            offers="plant,material,amount_t,kind,fed_by,most_t\nD,mud,90,,,\nA,mud,10,stock,pond,10",
            plants="plant,km\nA,0\nB,10\nC,20\nD,30",
            facilities="facility,plant,process\npond,A,heap\nworks,B,making",
            modes="mode,forms,hazards,where,build_cny_km\ntruck,cake;bulk,none,listed,\nbelt,cake;bulk,none,listed,0",
            links="from,to,mode,status\nD,A,truck,\nA,B,belt,candidate",
            settings={"objectives": OLD_FIRST, "solver": {"mip_gap": 0.0}},
            **HEAP,
        ).solve()
        assert here.ledger("used_stock_t") == pytest.approx(100.0)


class TestBuilt:
    """What is built, and where."""

    def test_group_called_like_a_candidate(self, world: Any) -> None:
        """Proves that a candidate is not part of a group that happens to have its name: 40 + 50 t.

        Without it the answer would be 50 t.
        """
        here = world(
            facilities="facility,plant,process,status,min_size_t_a,max_size_t_a,capex_cny,group\n"
            "tip,C,dump,existing,,,,\nline,B,making,candidate,40,40,0,\nother,B,making,candidate,50,50,0,line",
        ).solve()
        assert here.used == pytest.approx(90.0)

    def test_no_size(self, world: Any) -> None:
        """Proves that a line which a researcher has built with no size stands, idle, for its life of ten years.

        Without it the answer would be a plan that fails its own audit.
        """
        here = world(
            facilities="facility,plant,process,status,max_size_t_a,capex_cny_t_a\n"
            "tip,C,dump,existing,,\nline,B,making,candidate,40,100",
            settings=years(2025),
            **HEAP,
        )
        formulation = formulate(here.park, here.model)
        formulation.model.build[0].fix(1)
        formulation.model.size[0].fix(0)
        plan = solve_formulation(formulation)
        assert plan.builds["last_year"].tolist() == [2034]
        assert plan.facilities.set_index("facility").loc["line", "load_t"] == 0.0

    def test_closure_frees_land(self, world: Any) -> None:
        """Proves that a plot of 4 ha has room for a line of 3 ha once the 3 ha that stand there close, from 2026 on.

        Without it the answer would be no line in any year.
        """
        here = world(
            plants="plant,km,area_ha\nA,0,\nB,10,4\nC,20,",
            facilities="facility,plant,process,status,max_size_t_a,capex_cny,area_ha,to_year\n"
            "tip,C,dump,existing,,,,\nold,B,dump,existing,,,3,2025\nline,B,making,candidate,100,0,3,",
            settings={**years(2025, 2026, 2027), "limits": ["capacity", "links", "land"]},
        ).solve()
        assert by_year(here, "used_t") == pytest.approx([0, 100, 100])

    @pytest.mark.parametrize(("limit", "used"), [("land", 0.0), ("separation", 100.0), ("zoning", 0.0)])
    def test_only_what_is_asked(self, world: Any, limit: str, used: float) -> None:
        """Proves that a plot of 2 ha is no hindrance to 3 ha where land is not asked for, nor zoning where it is not.

        Without it the answer would be a plan that fails its own audit.
        """
        here = world(
            plants="plant,km,area_ha,zoning\nA,0,,\nB,10,2," + ("heap" if limit == "zoning" else "") + "\nC,20,,",
            facilities="facility,plant,process,status,max_size_t_a,capex_cny,area_ha\n"
            "tip,C,dump,existing,,,\nline,B,making,candidate,100,0,3",
            settings={"limits": ["capacity", "links", "separation" if limit == "zoning" else limit]},
        ).solve()
        assert here.used == pytest.approx(used)
