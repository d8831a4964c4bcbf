"""Footprints by hand: boundaries, loops, several outputs, new scrap, credits, green power, levy."""

from __future__ import annotations

import io
from typing import Any

import pandas as pd
import pytest

import symbiosis
from symbiosis.plan.audit_footprints import footprint_findings
from symbiosis.show.footprints import footprint_files

FACTORS = "ledger,kind,basis,process,material,mode,property,other,value,boundary"
#: A has 100 t of mud, 10 km from works B; no freight emissions unless said.
QUIET = (
    "mode,forms,hazards,where,cost_cny_tkm,co2_kg_tkm\ntruck,cake;bulk;power,none,anywhere,1,0\n"
    "onsite,cake;bulk;power,none;listed,plant,0,0"
)


def _table(answer: Any) -> pd.DataFrame:
    """Return the footprints by offer, after the second look at them found nothing."""
    table = symbiosis.footprints(answer.plan)
    assert footprint_findings(answer.plan, table) == []
    ledger = "co2_alloc_kg" if answer.plan.model.settings.accounting.new_scrap == "mass" else "co2_kg"
    assert table["final_kg"].sum() == pytest.approx(answer.ledger(ledger))
    return table.set_index("offer")


def _rows(*rows: str) -> str:
    return "\n".join([FACTORS, *rows])


#: Half mud, half bought sand; 0.8 t of brick a tonne.
BRICKS = {
    "recipes": "process,input,min_share,max_share\nmaking,red_mud,0.5,0.5\nmaking,sand,0.5,0.5\ndump,red_mud,,",
    "yields": "process,input,output,yield_t_t\nmaking,,brick,0.8",
    "prices": "material,side,price_cny_t\nsand,buy,20\nbrick,sell,300",
    "factors": _rows(
        "co2_kg,direct,input,making,,,,,30,",
        "power_kwh,process,input,making,,,,,10,",
        "co2_kg,power,ledger,,,,,power_kwh,0.5,",
        "co2_kg,bought in,input,,sand,,,,7,upstream",
        "co2_avoided_kg,clay brick,output,,brick,,,,200,",
    ),
    "add_ledgers": "ledger,unit,credit\npower_kwh,kWh,no\nco2_avoided_kg,kg,yes",
}


class TestBoundaries:
    """What is inside which gate."""

    def test_gate_and_cradle(self, world: Any) -> None:
        """Proves that 200 t in for 160 t of brick make 200 x (30 + 5) / 160 = 43.75 kg gate to gate.

        Cradle to gate adds 100 t x 10 km x 0.1 kg = 100 of freight and 100 x 7 = 700 of sand: 7800 / 160 = 48.75.
        Without it the answer would be 35 (per tonne in), or -151.25 with the 200 kg of credit taken off.
        """
        brick = _table(world(**BRICKS).solve()).loc["works|brick"]
        assert brick["gate_kg_t"] == pytest.approx(43.75)
        assert brick["cradle_kg_t"] == pytest.approx(48.75)
        assert (brick["final_kg"], brick["credit_kg_t"], brick["credit_kg"]) == pytest.approx((7800, 200, 32000))

    def test_credit_of_the_supplier(self, world: Any) -> None:
        """Proves that the product keeps only the credit of bought sand, 16000 kg; A's half is no product's.

        Without it the answer would show 32000 kg at the brick while A books half of it.
        """
        table = _table(world(**BRICKS, settings={"accounting": {"credits": "supplier"}}).solve())
        assert table.loc["works|brick", "credit_kg"] == pytest.approx(16000)
        assert table.loc[table["kind"] == "unborne", "credit_kg"].sum() == pytest.approx(16000)

    def test_levy(self, world: Any) -> None:
        """Proves that 546 CNY a tonne of CO2 is 26.6175 CNY on a tonne of brick cradle to gate, 23.8875 gate to gate.

        Without it the answer would charge the 48.75 kg at once, a thousand times too much.
        """
        for boundary, due in (("cradle", 26.6175), ("gate", 23.8875)):
            levy = {"price_cny_t": 546, "materials": ["goods"], "boundary": boundary}
            table = _table(world(**BRICKS, settings={"accounting": {"levy": levy}}).solve())
            assert table.loc["works|brick", "levy_cny_t"] == pytest.approx(due)

    def test_two_years(self, world: Any) -> None:
        """Proves that years are worked out apart: half of everything in 2026 has the same 48.75 kg a tonne.

        Without it the answer would divide both years' emissions by one year's brick, or add 2026 to 2025.
        """
        offers = "plant,material,amount_t,growth_pct_a\nA,mud,100,-50"
        horizon = {"years": [2025, 2026], "discount_rate": 0.0}
        plan = world(**BRICKS, offers=offers, settings={"horizon": horizon}).solve().plan
        table = symbiosis.footprints(plan)
        brick = table[table["offer"] == "works|brick"].set_index("year")
        assert brick["cradle_kg_t"].to_dict() == pytest.approx({2025: 48.75, 2026: 48.75})
        assert brick["final_kg"].to_dict() == pytest.approx({2025: 7800, 2026: 3900})
        assert footprint_findings(plan, table) == []

    def test_file_in_euro(self, world: Any) -> None:
        """Proves that the file of a run shows the levy in the park's currency: 26.6175 CNY are 3.3271875 EUR at 8.

        Without it the answer would stand in CNY under the name of the euro.
        """
        levy = {"price_cny_t": 546, "materials": ["brick"]}
        euro = 'currency = "EUR"\ncny_per_unit = 8\ncurrency_source = "paper"'
        plan = world(**BRICKS, park_toml=euro, settings={"accounting": {"levy": levy}}).solve().plan
        rows = pd.read_csv(io.BytesIO(footprint_files(plan)["footprints.csv"]))
        assert "levy_cny_t" not in rows
        assert rows.set_index("offer").loc["works|brick", "levy_eur_t"] == pytest.approx(3.3271875)

    def test_spoiled_footprints_are_caught(self, world: Any) -> None:
        """Proves that the second look names the works whose brick says 40 instead of 48.75 kg.

        Without it the answer would be trusted because one solver wrote it.
        """
        answer = world(**BRICKS).solve()
        table = symbiosis.footprints(answer.plan)
        said = footprint_findings(answer.plan, table.assign(cradle_cut_off_kg_t=40.0))
        assert any("cut_off" in line and "works" in line for line in said)
        assert footprint_findings(answer.plan, table.assign(final_kg=table["final_kg"] * 2))


class TestSeveralOutputs:
    """A works with two products and a waste: 100 t of mud give 50 t of brick, 10 t of gravel, 20 t of old mud."""

    def _world(self, world: Any, **accounting: str) -> Any:
        return world(
            materials="material,family,form\nmud,red_mud,cake\nold_mud,fly_ash,bulk\nsand,minerals,bulk\n"
            "brick,goods,bulk\ngravel,goods,bulk\npaste,goods,bulk",
            plants="plant,km,owner,zone,province\nA,0,,,\nB,0.001,,,\nC,0.002,,,",
            facilities="facility,plant,process\nworks,B,making\npaver,C,paving\ntip,C,dump",
            processes="process,fate,status,opex_cny_t\nmaking,use,industrial,0\npaving,use,industrial,0\n"
            "dump,disposal,industrial,50",
            recipes="process,input\nmaking,mud\npaving,old_mud\ndump,red_mud",
            yields="process,input,output,yield_t_t\nmaking,,brick,0.5\nmaking,,gravel,0.1\nmaking,,old_mud,0.2\n"
            "paving,,paste,1",
            prices="material,side,price_cny_t\nbrick,sell,30\ngravel,sell,50\npaste,sell,0",
            factors=_rows(
                "co2_kg,direct,input,making,,,,,24,",
                "co2_kg,direct,input,paving,,,,,1,",
                "co2_alloc_kg,emitted,ledger,,,,,co2_kg,1,",
            ),
            add_ledgers="ledger,unit\nco2_alloc_kg,kg",
            modes=QUIET,
            settings={"accounting": accounting},
        ).solve()

    def test_three_ways(self, world: Any) -> None:
        """Proves that 2400 kg are 40 a tonne on 60 t of product, 30 on all 80 t, or 60 and 36 by price.

        By price: brick 1500 CNY, gravel 500 CNY: 1800 / 50 = 36 and 600 / 10 = 60; the waste has no price and bears
        nothing. The paste made of it bears 1, 31 or 1 kg. Without it the answer would burden the waste by cut-off.
        """
        table = _table(self._world(world, new_scrap="mass"))
        due = {
            "cut_off": {"works|brick": 40, "works|gravel": 40, "works|old_mud": 0, "paver|paste": 1},
            "mass": {"works|brick": 30, "works|gravel": 30, "works|old_mud": 30, "paver|paste": 31},
            "value": {"works|brick": 36, "works|gravel": 60, "works|old_mud": 0, "paver|paste": 1},
        }
        for method, kg in due.items():
            assert table[f"cradle_{method}_kg_t"].dropna().to_dict() == pytest.approx(kg)
        assert table["cradle_kg_t"].dropna().to_dict() == pytest.approx(due["mass"])
        assert table["gate_mass_kg_t"].dropna().to_dict() == pytest.approx(due["mass"] | {"paver|paste": 1})

    def test_the_sum_is_what_was_emitted(self, world: Any) -> None:
        """Proves that the products take away 2400 + 20 kg by either method.

        Without it the answer would count the 600 kg in the waste at the works and in the paste.
        """
        for method in ("cut_off", "mass"):
            assert _table(self._world(world, new_scrap=method))["final_kg"].sum() == pytest.approx(2420)


class TestLoop:
    """Two works that feed each other."""

    def test_circle(self, world: Any) -> None:
        """Proves a circle: X emits 900 and takes back half of Y's output; Y emits 100 and takes all that X makes.

        Mud 100 t into X with r t of return; X gives 1 t a tonne to Y, Y gives half of its intake back and sells half:
        x = 100 + x / 2 = 200 t. Emissions 9 x 200 = 1800 at X and 1 x 200 = 200 at Y, so the 100 t sold bear 2000 kg:
        20 kg a tonne; so does the return, and X's output bears (1800 + 100 x 20) / 200 = 19.
        Without it the answer would be 10 a tonne at Y (one round only).
        """
        answer = world(
            materials="material,family,form\nmud,red_mud,cake\nmix,goods,bulk\nbrick,goods,bulk\nreturns,goods,bulk",
            facilities="facility,plant,process\nX,B,mixing\nY,B,firing\ntip,C,dump",
            processes="process,fate,status,opex_cny_t\nmixing,use,industrial,0\nfiring,use,industrial,0\n"
            "dump,disposal,industrial,50",
            recipes="process,input\nmixing,red_mud\nmixing,returns\nfiring,mix\ndump,red_mud",
            yields="process,input,output,yield_t_t\nmixing,,mix,1\nfiring,,brick,0.5\nfiring,,returns,0.5",
            prices="material,side,price_cny_t\nbrick,sell,300",
            factors=_rows("co2_kg,direct,input,mixing,,,,,9,", "co2_kg,direct,input,firing,,,,,1,"),
            modes=QUIET,
        ).solve()
        table = _table(answer)
        assert table["cradle_kg_t"].to_dict() == pytest.approx({"X|mix": 19, "Y|brick": 20, "Y|returns": 20})
        assert table["final_kg"].to_dict() == pytest.approx({"X|mix": 0, "Y|brick": 2000, "Y|returns": 0}, abs=1e-6)


class TestNewScrap:
    """New scrap comes free, or with the metal's emissions."""

    @pytest.mark.parametrize(("method", "kg"), [("cut_off", 5), ("mass", 5 + 90)])
    def test_taker(self, world: Any, method: str, kg: float) -> None:
        """Proves that 90 kg a tonne come with new scrap by mass, and leave the plant that gave it.

        Without it the answer would carry 90 kg under both methods, or make the park emit 9000 kg that nobody did.
        """
        answer = world(
            yields="process,input,output,yield_t_t\nmaking,,brick,1",
            prices="material,side,price_cny_t\nbrick,sell,300",
            factors=_rows(
                "co2_kg,direct,input,making,,,,,5,",
                "co2_alloc_kg,emitted,ledger,,,,,co2_kg,1,",
                "co2_alloc_kg,new scrap,handed,making,mud,,,,90,",
            ),
            add_ledgers="ledger,unit\nco2_alloc_kg,kg",
            modes=QUIET,
            settings={"accounting": {"new_scrap": method}},
        ).solve()
        table = _table(answer)
        assert table.loc["works|brick", "cradle_kg_t"] == pytest.approx(kg)
        assert table["final_kg"].sum() == pytest.approx(500)


class TestPower:
    """The footprint follows the power that a facility really took."""

    @pytest.mark.parametrize(("green", "kg", "per_cent"), [(50, 0, 100), (0, 265.3, 0), (20, 159.18, 40)])
    def test_what_was_taken(self, world: Any, green: float, kg: float, per_cent: float) -> None:
        """Proves that 0.5 MWh a tonne are 265.3 kg off the grid (530.6 a MWh), 0 green, 159.18 with two fifths green.

        Without it the answer would take the grid for all, or the attribute from a certificate.
        """
        answer = world(
            families="family,role,unit\nred_mud,waste,\ngoods,product,\npower,utility,MWh",
            materials="material,family,form\nmud,red_mud,cake\nbrick,goods,bulk\ngrid,power,power\nsun,power,power",
            offers=f"plant,material,amount_t,must_place\nA,mud,100,\nA,sun,{green},yes",
            facilities="facility,plant,process\nworks,B,making",
            processes="process,fate,status\nmaking,use,industrial",
            recipes="process,input,min_share,max_share\nmaking,red_mud,1,1\nmaking,power,0.5,0.5",
            yields="process,input,output,yield_t_t\nmaking,red_mud,brick,1",
            prices="material,side,price_cny_t\nbrick,sell,300\ngrid,buy,550",
            modes=QUIET,
            factors=_rows("co2_kg,grid power,input,,grid,,,,530.6,", "power_green_mwh,,input,,sun,,,,1,"),
            add_ledgers="ledger,unit\npower_green_mwh,MWh",
        ).solve()
        brick = _table(answer).loc["works|brick"]
        assert (brick["cradle_kg_t"], brick["green_power_pct"]) == pytest.approx((kg, per_cent))
        assert brick["gate_kg_t"] == pytest.approx(kg)
