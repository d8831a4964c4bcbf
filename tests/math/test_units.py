"""Tonnes, GJ, MWh and m3 meet in one process and one solve, and are never added up."""

from __future__ import annotations

from typing import Any

import pytest

from symbiosis.errors import DataError

#: 100 t of mud go to an autoclave at B that needs 2 GJ of steam a tonne (bought at 30 CNY/GJ) or to the tip at C.
AUTOCLAVE = {
    "families": "family,role,unit\nred_mud,waste,t\nfly_ash,waste,t\nminerals,raw,t\ngoods,product,t\n"
    "steam,utility,GJ\npower,utility,MWh\nwater,utility,m3",
    "add_materials": "material,family,form\nhot,steam,steam\nwarm,steam,steam\ncurrent,power,gas\nfresh,water,liquid\n"
    "grey,water,liquid\nblack,water,liquid",
    "recipes": "process,input,min_share,max_share\nmaking,red_mud,0,1\nmaking,hot,2,2\ndump,red_mud,0,1",
    "yields": "process,input,output,yield_t_t\nmaking,,brick,1.1",
    "prices": "material,side,price_cny_t\nhot,buy,30\nbrick,sell,80\nfresh,buy,3",
}


class TestService:
    """What comes in another unit than tonnes serves the process and is no part of its load."""

    def test_load_is_of_tonnes(self, world: Any) -> None:
        """Proves that 100 t with 200 GJ are a load of 100 t and 110 t of brick, at 1000 + 6000 - 8800 = -1800 CNY.

        Without it the answer would be a load of 300, and 330 t of brick out of 100 t of mud.
        """
        answer = world(**AUTOCLAVE).solve()
        assert answer.used == pytest.approx(100)
        assert answer.intake("works", "hot") == pytest.approx(200)
        assert answer.plan.facilities.set_index("facility").loc["works", "load_t"] == pytest.approx(100)
        assert answer.ledger("made_t") == pytest.approx(110)
        assert answer.cost == pytest.approx(-1800)

    def test_ledgers_of_tonnes_hold_tonnes(self, world: Any) -> None:
        """Proves that 200 GJ bought are no tonnes bought: bought_t is 0, and a ledger of its own says 200 GJ.

        Without it the answer would be bought_t 200.
        """
        ledgers = "ledger,unit\nsteam_gj,GJ"
        factors = "ledger,basis,process,material,value\nsteam_gj,input,,steam,1"
        answer = world(**AUTOCLAVE, add_ledgers=ledgers, factors=factors).solve()
        assert answer.ledger("bought_t") == pytest.approx(0)
        assert answer.ledger("steam_gj") == pytest.approx(200)

    def test_capacity_counts_tonnes(self, world: Any) -> None:
        """Proves that a capacity of 60 is 60 t a year, with 120 GJ. Without it the answer would be 20 t of mud."""
        here = world(**AUTOCLAVE, facilities="facility,plant,process,capacity_t_a\nworks,B,making,60\ntip,C,dump,")
        answer = here.solve()
        assert answer.used == pytest.approx(60)
        assert answer.intake("works", "hot") == pytest.approx(120)

    def test_nothing_is_let_off_in_an_idle_line(self, world: Any) -> None:
        """Proves that steam which must go somewhere cannot vanish in a line without load: at most 2 GJ a tonne.

        240 GJ are given off at B; 200 go into the line, 40 to the condenser at 5 CNY/GJ: 1000 + 200 - 8800 = -7600.
        Without the upper share the answer would be -7800, and 240 GJ in the line.
        """
        here = world(
            **AUTOCLAVE | {"recipes": AUTOCLAVE["recipes"] + "\ncondense,steam,0,1"},
            add_processes="process,fate,status,opex_cny_t\ncondense,disposal,industrial,5",
            facilities="facility,plant,process\nworks,B,making\ntip,C,dump\ncond,B,condense",
            offers="plant,material,amount_t\nA,mud,100\nB,hot,240",
            add_modes="mode,forms,hazards,where\npipe,steam,none,plant",
        )
        answer = here.solve()
        assert answer.sent("B|hot", "works") == pytest.approx(200)
        assert answer.sent("B|hot", "cond") == pytest.approx(40)
        assert answer.ledger("disposed_t") == pytest.approx(0)
        assert answer.ledger("arising_t") == pytest.approx(100)
        assert answer.cost == pytest.approx(-7600)

    def test_two_units_without_tonnes_are_refused(self, world: Any) -> None:
        """Proves that a load of GJ and MWh together is refused by name. Without it the load would be their sum."""
        here = world(**AUTOCLAVE | {"recipes": "process,input\nmaking,hot\nmaking,current\ndump,red_mud"})
        with pytest.raises(DataError, match=r"'current' is in MWh, while process 'making' is measured in GJ"):
            here.model  # noqa: B018


class TestTurbine:
    """10 GJ of high-pressure steam: a turbine makes 8.5 GJ of low pressure and 0.3 MWh; a valve makes 10 GJ."""

    WORLD = AUTOCLAVE | {
        "recipes": "process,input,min_share,max_share\nmaking,red_mud,0,1\nmaking,warm,2,2\ndump,red_mud,0,1\n"
        "turbine,hot,0,1\nvalve,hot,0,1",
        "yields": "process,input,output,yield_t_t\nturbine,,warm,0.85\nturbine,,current,0.03\nvalve,,warm,1",
        "add_processes": "process,fate,status,opex_cny_t\nturbine,use,industrial,0\nvalve,use,industrial,0",
        "facilities": "facility,plant,process\nworks,B,making\ntip,C,dump\nset,B,turbine\nbypass,B,valve",
        "add_modes": "mode,forms,hazards,where\npipe,steam,none,plant",
    }

    @pytest.mark.parametrize(("price", "through", "cost"), [(160, 235.294, 1000 + 5929.41), (140, 0, 1000 + 6000)])
    def test_break_even_with_the_valve(self, world: Any, price: float, through: float, cost: float) -> None:
        """Proves that the turbine pays where 0.03 p / 0.85 exceeds the 30 (1 / 0.85 - 1) CNY of steam that it eats.

        That is above p = 150 CNY/MWh. At 160: 200 / 0.85 = 235.294 GJ x 30 = 7058.82 less 7.0588 MWh x 160 = 1129.41.
        Without yields in another unit than the input, one side of the break-even would be missing.
        """
        prices = f"material,side,price_cny_t\nhot,buy,30\ncurrent,sell,{price}"
        answer = world(**self.WORLD | {"prices": prices}).solve()
        assert answer.intake("set", "hot") == pytest.approx(through, rel=1e-5, abs=1e-6)
        assert answer.cost == pytest.approx(cost, rel=1e-5)
        assert answer.ledger("made_t") == pytest.approx(0)
        assert answer.ledger("sold_t") == pytest.approx(0)


class TestWaterCascade:
    """Fresh water at 3 CNY/m3 feeds a clean use; its blow-down, grey, may serve the low use and nothing cleaner."""

    WORLD = AUTOCLAVE | {
        "recipes": "process,input\nmaking,red_mud\ndump,red_mud\ncooling,fresh\nsluicing,fresh\nsluicing,grey\n"
        "sewer,grey\nsewer,black",
        "yields": "process,input,output,yield_t_t\ncooling,,grey,0.5\nsluicing,,black,0.2",
        "add_processes": "process,fate,status,opex_cny_t\ncooling,use,industrial,0\nsluicing,use,industrial,0\n"
        "sewer,disposal,industrial,2",
        "facilities": "facility,plant,process,min_t_a,capacity_t_a\nworks,B,making,,\ncool,B,cooling,100,100\n"
        "sluice,B,sluicing,80,80\ndrain,B,sewer,,",
        "add_modes": "mode,forms,hazards,where\npipe,liquid,none,plant",
    }

    def test_grades_go_down(self, world: Any) -> None:
        """Proves that 50 m3 of grey spare 50 of the 80 m3: 130 m3 are bought, not 180, and 16 m3 discharged.

        Cost 1000 + 130 x 3 + 16 x 2 = 1422. Without the cascade it would be 1000 + 540 + 66 x 2 = 1672.
        """
        answer = world(**self.WORLD).solve()
        assert answer.sent("cool|grey", "sluice") == pytest.approx(50)
        assert answer.bought("sluice", "fresh") == pytest.approx(30)
        assert answer.bought("cool", "fresh") == pytest.approx(100)
        assert answer.cost == pytest.approx(1422)

    def test_never_up(self, world: Any) -> None:
        """Proves that even at 1000 CNY/m3 no grey or black comes back into the cooling: the recipe does not name it.

        Without it the answer would be less than 100 m3 bought for the cooling.
        """
        here = world(**self.WORLD)
        answer = here.solve("prices.fresh.buy.price_cny_t=1000")
        assert answer.bought("cool", "fresh") == pytest.approx(100)
        english, _ = here.refusal("cool|grey", "cool", "pipe", "accepts")
        assert "does not name grey" in english
        here.refusal("sluice|black", "sluice", "pipe", "accepts")
