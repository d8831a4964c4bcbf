"""Steam, heat, power and water under the shipped model: grades, mains, grid regions, direct lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import symbiosis

Make = Callable[..., Any]

#: Grade of each water, the cleanest first (guideline: clean before alkaline before foul, treated for low uses).
GRADES = {"water_fresh": 0, "water_clean": 1, "water_alk": 2, "alkali_liq": 2, "water_treated": 3, "water_foul": 4}
#: The worst grade that each use may be fed with.
WORST = {
    "water_use_cool": 1, "water_use_alk": 2, "water_use_wash": 2, "water_use_raw": 3, "water_use_gas": 4,
    "water_use_ash": 4,
}  # fmt: skip
#: Table of the grid regions of 2023 in kg/kWh, pages that quote the ministry; kept here to see that a park can choose.
REGIONS = {"north": 0.6361, "northeast": 0.5122, "east": 0.55, "central": 0.5271, "northwest": 0.5543}

PLANTS = "plant,km\nA,0\nB,10"
#: A load of 1000 MWh at A; a solar field at B sells as much at 500 CNY/MWh over a line of its own.
POWER = {
    "plants": PLANTS,
    "offers": "plant,material,amount_t,kind,price_cny_t\nB,power_green,5000,purchase,500",
    "facilities": "facility,plant,process,min_t_a,capacity_t_a\ncells,A,power_use,1000,1000",
    "links": "from,to,mode,material,km\nB,A,power_direct,power_green,10",
}

#: A park must list an offer; this one nobody asks for.
IDLE = "plant,material,amount_t,kind\nB,anode_butt,1,purchase"


def _facilities(*rows: str) -> str:
    return "\n".join(["facility,plant,process,min_t_a,capacity_t_a", *rows])


class TestGrades:
    """The order of water grades as the shipped recipes state it."""

    def test_a_lower_grade_never_feeds_a_higher_use(self) -> None:
        """Proves that no use names a water below its own grade, and that each takes everything cleaner than its worst.

        Without it a row typed in haste could feed gas-station water into the cooling towers.
        """
        recipes = symbiosis.read_model("models").tables["recipes"]
        for process, worst in WORST.items():
            named = set(recipes.loc[recipes["process"] == process, "input"])
            assert named <= set(GRADES), process
            assert max(GRADES[water] for water in named) == worst, process
            assert {GRADES[water] for water in named} == set(range(worst + 1)), process

    def test_only_treatment_raises_a_grade(self) -> None:
        """Proves that what comes out of a use is no cleaner than the cleanest that it may be fed with.

        Only the works of measures 3 and 6 clean water. Without it a loop would clean for nothing.
        """
        model = symbiosis.read_model("models")
        recipes, yields = model.tables["recipes"], model.tables["yields"]
        assert yields["process"].isin(list(WORST)).any()
        for process in WORST:
            made = yields.loc[yields["process"] == process, "output"]
            cleanest = min(GRADES[water] for water in recipes.loc[recipes["process"] == process, "input"])
            assert all(GRADES[water] > cleanest for water in made), process

    def test_foul_water_is_kept_out_of_cooling(self, place: Make) -> None:
        """Proves that foul water ends in treatment or in the drain, even with fresh water at 6 CNY/m3, and never cools.

        100 m3 of foul: 95 m3 treated leave at 4 CNY, 380, and 150 of treatment, against 400 for the drain; 530 > 400.
        Without it the answer would be less than 1000 m3 of fresh water for the cooling.
        """
        here = place(
            plants=PLANTS,
            offers="plant,material,amount_t\nA,water_foul,100",
            facilities=_facilities(
                "cool,A,water_use_cool,1000,1000", "treat,A,water_treat,,", "out,A,water_discharge,,"
            ),
        )
        plan = here.solve("prices.water_fresh.buy.price_cny_t=6", "processes.water_discharge.opex_cny_t=4")
        bought = plan.intakes.set_index(["facility", "material"])["bought_t"]
        # 350 m3 of blow-down come back as 30 % of the make-up at most: 700 m3 of fresh water remain.
        assert bought["cool", "water_fresh"] == pytest.approx(700)
        drained = plan.flows[(plan.flows["facility"] == "out") & (plan.flows["material"] == "water_foul")]["dry_t"]
        assert float(drained.sum()) == pytest.approx(100)
        assert "does not name water_foul" in here.why("A|water_foul", "cool", "onsite_main")["accepts"]


class TestPower:
    """1000 MWh out of the grid of a region, or by a line of its own."""

    @pytest.mark.parametrize("region", REGIONS)
    def test_the_park_chooses_its_grid(self, place: Make, ledger: Make, region: str) -> None:
        """Proves that a park's own factor counts: 1000 MWh are 636.1 t of CO2 in the north and 512.2 in the northeast.

        Without it the answer would be 530.6 t everywhere.
        """
        factor = 1000 * REGIONS[region]
        toml = f'[model.factors.co2_kg."grid power".input.power_grid]\nvalue = {factor}\n'
        plan = place(plants=PLANTS, offers=IDLE, facilities=POWER["facilities"], park_toml=toml)
        assert ledger(plan.solve(), "co2_kg") == pytest.approx(1000 * factor)
        national = place(plants=PLANTS, offers=IDLE, facilities=POWER["facilities"])
        assert ledger(national.solve(), "co2_kg") == pytest.approx(530_600)

    def test_direct_line(self, place: Make, ledger: Make) -> None:
        """Proves that 10 km lose 1 - 0.9995^10 = 0.4989 %: 1005.014 MWh at 500 CNY beat the grid at 550, with no CO2.

        Without it the answer would be 550,000 CNY and 530.6 t of CO2.
        """
        plan = place(**POWER).solve()
        assert ledger(plan, "cost_cny") == pytest.approx(502_507, abs=1)
        assert ledger(plan, "co2_kg") == pytest.approx(0)
        assert ledger(plan, "power_green_mwh") == pytest.approx(1000)

    def test_no_tonnes(self, place: Make, ledger: Make) -> None:
        """Proves that no MWh gets into a ledger of tonnes. Without it bought_t would be 1000 t of power."""
        plan = place(**POWER).solve("prices.power_grid.buy.price_cny_t=400")
        assert ledger(plan, "power_mwh") == pytest.approx(1000)
        assert [ledger(plan, name) for name in ("bought_t", "lost_t", "tkm", "made_t")] == [0, 0, 0, 0]


class TestSteam:
    """A user of 1000 GJ of low-pressure steam at A, over the shipped steam main of 5 % a km."""

    @pytest.mark.parametrize(("km", "far"), [(4.3, True), (4.4, False)])
    def test_break_even(self, place: Make, km: float, far: bool) -> None:
        """Proves that 40 CNY/GJ beats 50 next door up to ln 0.8 / ln 0.95 = 4.350 km, and no further.

        Without the loss on each km the far boiler would win up to the 10 km that a main may have.
        """
        plan = place(
            plants=PLANTS,
            offers="plant,material,amount_t,kind,price_cny_t\nA,steam_lp,5000,purchase,50\nB,steam_lp,5000,purchase,40",
            facilities=_facilities("user,A,steam_use_lp,1000,1000"),
            links=f"from,to,mode,material,km\nB,A,steam_pipe,steam,{km}",
        ).solve()
        assert (float(plan.flows.loc[plan.flows["from_plant"] == "B", "dry_t"].sum()) > 0) is far

    def test_waste_heat_first(self, place: Make, ledger: Make) -> None:
        """Proves that 1000 GJ of waste heat (6 CNY, 70 %) save 700 of the 1000 GJ of steam.

        0.7 GJ of steam for 6 CNY are worth 8.57 CNY/GJ against 50. Without it the heat would be let off at 1 CNY/GJ.
        """
        plan = place(
            plants=PLANTS,
            offers="plant,material,amount_t,kind,price_cny_t\nA,waste_heat,1000,arising,0\nA,steam_lp,5000,purchase,50",
            facilities=_facilities("user,A,steam_use_lp,1000,1000", "whb,A,whb_lp,,", "flue,A,heat_reject,,"),
        ).solve()
        assert ledger(plan, "heat_recovered_gj") == pytest.approx(1000)
        assert ledger(plan, "cost_cny") == pytest.approx(6000 + 300 * 50)
        assert ledger(plan, "arising_t") == pytest.approx(0)
