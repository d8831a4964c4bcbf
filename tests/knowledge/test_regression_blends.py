"""The published figures on blends, distance and definitions come out again (facts, section 2, items 5 to 10)."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

import symbiosis

MODELS = Path(__file__).parents[2] / "models"


def shipped(table: str, **where: str) -> list[dict[str, str]]:
    """Return the rows of a shipped table."""
    with (MODELS / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if all(row[key] == value for key, value in where.items())]


def _text(rows: list[dict[str, str]], *columns: str) -> str:
    """Return rows as CSV text for a world."""
    return "\n".join([",".join(columns), *(",".join(row[column] for column in columns) for row in rows)])


class TestFreeMud:
    """Item 5: a stack at A costs 40 CNY/t, a user at B pays nothing; the truck is the shipped one, the mud dry."""

    @pytest.mark.parametrize(("km", "tax", "goes"), [(61, 0, True), (63, 0, False), (117, 25, True), (119, 25, False)])
    def test_radius(self, world: Any, km: float, tax: float, goes: bool) -> None:
        """Proves that free mud pays up to (40 - 12) / 0.45 = 62 km, and 118 km where a tax of 25 is saved as well."""
        truck = shipped("modes", mode="truck_bulk")[0]
        answer = world(
            plants=f"plant,km,owner,province\nA,0,Alu,Guangxi\nB,{km},Brick,Guangxi",
            facilities="facility,plant,process\nworks,B,making\nstack,A,dump",
            processes=f"process,fate,status,opex_cny_t\nmaking,use,industrial,0\ndump,disposal,industrial,{40 + tax}",
            modes="mode,forms,hazards,where,cost_cny_tkm,fixed_cny_t\nonsite,cake;bulk,none,plant,0,0\n"
            f"truck,cake;bulk,none,anywhere,{truck['cost_cny_tkm']},{truck['fixed_cny_t']}",
            settings={"objectives": [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}]},
        ).solve()
        assert answer.used == pytest.approx(100 if goes else 0)

    def test_wet_mud_goes_less_far(self) -> None:
        """Proves why the shipped model gives less: freight is on wet tonnes, and mud of 30 % water pays to 36 km only.

        Arithmetic on shipped rows: (40 x 0.7 - 12) / 0.45.
        """
        truck = shipped("modes", mode="truck_bulk")[0]
        mud = shipped("materials", material="rm_bayer_gx")[0]
        stack = shipped("processes", process="stockpile_dry")[0]
        dry = 1 - float(mud["moisture_pct"]) / 100
        radius = (float(stack["opex_cny_t"]) * dry - float(truck["fixed_cny_t"])) / float(truck["cost_cny_tkm"])
        assert radius == pytest.approx(35.6, abs=0.05)


#: The midpoint of the published unfired brick: mud 33, then these parts of the other 67.
OTHERS = {"fa_f": 23, "sand": 32, "lime": 9, "fgd_gyp": 2, "cement_bought": 1}


def _brick(world: Any, mud: str, standards: str) -> Any:
    """Return a works of 100 t whose other ingredients keep their proportions, under shipped activities and indices."""
    matter = [mud, *OTHERS]
    nuclides = ("Ra226", "Th232", "K40")
    lots = [row for row in shipped("compositions") if row["material"] in matter and row["property"] in nuclides]
    indices = [row for row in shipped("properties") if row["property"] in (*nuclides, "IRa", "Ir")]
    materials = "material,family,form\n" + "\n".join(
        f"{name},{'red_mud' if name == mud else 'minerals'},bulk" for name in matter
    )
    ratios = (f"making,{name},{parts / 32!r},{parts / 32!r},sand" for name, parts in OTHERS.items() if name != "sand")
    recipes = f"making,{mud},0,1,\nmaking,sand,0,1,\ndump,{mud},0,1,\n" + "\n".join(ratios)
    return world(
        materials=materials,
        properties=_text(indices, "property", "unit", "terms"),
        compositions=_text(lots, "material", "property", "value"),
        recipes=f"process,input,min_share,max_share,per\n{recipes}",
        offers=f"plant,material,amount_t\nA,{mud},1000",
        prices="material,side,price_cny_t\n" + "\n".join(f"{name},buy,1" for name in OTHERS),
        facilities="facility,plant,process,capacity_t_a\nworks,B,making,100\ntip,C,dump,",
        standards=f"standard,processes,property,sense,limit\n{standards}",
    ).solve()


class TestRadionuclides:
    """Item 6: how much mud an unfired brick bears; the solver finds the share at which the index meets its limit."""

    @pytest.mark.parametrize(
        ("mud", "limit", "published", "found"),
        [("rm_bayer_gz", 1.0, 23.5, 24.0), ("rm_bayer_gz", 1.3, 35.7, 36.1), ("rm_bayer_sd", 1.0, 43.0, 43.7)],
    )
    def test_most_mud(self, world: Any, mud: str, limit: float, published: float, found: float) -> None:
        """Proves the greatest share within 0.8 points of the printed one.

        They differ because the activities of ash, sand, lime and cement are from memory and ours are a little lower.
        """
        answer = _brick(world, mud, f"ir,making,Ir,<=,{limit}")
        share = 100 * answer.intake("works", mud) / 100
        assert share == pytest.approx(found, abs=0.1)
        assert share == pytest.approx(published, abs=0.8)
        assert answer.quality("works", "ir")["value"] == pytest.approx(limit)

    def test_thorium_binds(self, world: Any) -> None:
        """Proves that the internal index (radium alone) would let far more mud in: the external one binds."""
        radium = _brick(world, "rm_bayer_gz", "ira,making,IRa,<=,1").intake("works", "rm_bayer_gz")
        both = _brick(world, "rm_bayer_gz", "ira,making,IRa,<=,1\nir,making,Ir,<=,1").intake("works", "rm_bayer_gz")
        assert radium > 45
        assert both == pytest.approx(24.0, abs=0.1)

    @pytest.mark.parametrize(("least", "ira", "ir"), [(1.0, 1.75, 2.88), (0.33, None, 1.22)])
    def test_indices(self, world: Any, least: float, ira: float | None, ir: float) -> None:
        """Proves the indices of the mud alone (350, 490, 200 Bq/kg) and of the midpoint brick: above 1.0, below 1.3."""
        limits = "ira,making,IRa,<=,9\nir,making,Ir,<=,9"
        answer = _brick(world, "rm_bayer_gz", limits if least == 1 else f"{limits}\nmix,making,Ir,<=,1.2220")
        assert answer.quality("works", "ir")["value"] == pytest.approx(ir, abs=0.005)
        if ira is None:
            assert answer.intake("works", "rm_bayer_gz") == pytest.approx(33, abs=0.1)
        else:
            assert answer.quality("works", "ira")["value"] == pytest.approx(ira)


@pytest.mark.parametrize(("soda", "share"), [(5, 1.9), (8, 1.2)])
def test_alkali(world: Any, soda: float, share: float) -> None:
    """Proves item 7: 0.15 % of room in clinker, 1.55 t of meal a tonne: 1.9 % of mud with 5 % Na2O, 1.2 % with 8 %.

    The other meal is taken without soda and the room as the limit; the solver finds the share.
    """
    answer = world(
        recipes="process,input\nmaking,red_mud\nmaking,sand\ndump,red_mud",
        prices="material,side,price_cny_t\nsand,buy,1\nbrick,sell,1",
        yields=f"process,input,output,yield_t_t\nmaking,,brick,{1 / 1.55!r}",
        facilities="facility,plant,process,capacity_t_a\nworks,B,making,1000\ntip,C,dump,",
        compositions=f"material,property,value\nmud,Na2O,{soda}\nmud,K2O,0\nsand,Na2O,0\nsand,K2O,0",
        standards="standard,processes,property,sense,limit,on,product\nsoda,making,Na2Oeq,<=,0.15,product,brick",
    ).solve()
    assert answer.intake("works", "mud") / 10 == pytest.approx(share, abs=0.05)


class TestFluoride:
    """Item 8."""

    def test_kiln_feed(self, world: Any) -> None:
        """Proves that 0.5 % F in the feed allows 3.6 % of potlining with 14 % F."""
        potlining = shipped("compositions", material="spl_mix", property="F")[0]["value"]
        limit = shipped("standards", standard="kiln_f")[0]["limit"]
        answer = world(
            recipes="process,input\nmaking,red_mud\nmaking,sand\ndump,red_mud",
            prices="material,side,price_cny_t\nsand,buy,1",
            facilities="facility,plant,process,capacity_t_a\nworks,B,making,1000\ntip,C,dump,",
            properties="property,unit\nF,%",
            compositions=f"material,property,value\nmud,F,{potlining}\nsand,F,0",
            standards=f"standard,processes,property,sense,limit\nf,making,F,<=,{limit}",
        ).solve()
        assert answer.intake("works", "mud") / 10 == pytest.approx(3.6, abs=0.05)

    def test_share_cap_comes_first(self) -> None:
        """Proves that the shipped recipe holds potlining at 0.5 % of the meal, seven times below the limit."""
        cap = shipped("recipes", process="spl_kiln", input="potlining")[0]
        assert float(cap["max_share"]) == 0.005

    def test_smelter(self) -> None:
        """Proves 0.36 kg of fluoride a tonne by arithmetic on printed figures: no smelter process is in the model."""
        left = 18 * (1 - 0.98)
        assert left == pytest.approx(0.36)


class TestGypsumAndCarbideSlag:
    """Item 9."""

    def test_gypsum(self) -> None:
        """Proves 2.69 t of gypsum a tonne of SO2 and 0.048 t a tonne of coal with 1 % sulphur, by molar masses.

        The parks take 0.045 t/t coal (published default), which their offers name.
        """
        per_so2 = 172 / 64
        assert round(per_so2, 2) == 2.69
        assert 0.01 * 2 * 0.90 * per_so2 == pytest.approx(0.048, abs=5e-4)

    def test_carbide_slag(self) -> None:
        """Proves 93 CNY per t/a of the shipped kiln, and that its slag of 64 % CaO saves 0.50 t of CO2, not 0.584.

        Arithmetic on shipped rows. The printed 184/315 = 0.584 t/t would need slag of 74 % CaO; the published
        composition (64 %) gives less, and the model keeps to it.
        """
        assert float(shipped("processes", process="clinker_carbide")[0]["capex_cny_t_a"]) == 93
        lime = float(shipped("compositions", material="carbide_slag", property="CaO")[0]["value"])
        factor = shipped("factors", ledger="co2_kg", kind="calcination", process="clinker_carbide")[0]
        saved = lime * float(factor["value"]) / 1000
        assert saved == pytest.approx(0.502, abs=5e-4)
        printed = 184 / 315
        assert printed == pytest.approx(0.584, abs=5e-4)
        assert printed / float(factor["value"]) * 1000 == pytest.approx(74.4, abs=0.1)


def _recycled(world: Any, over: str) -> Any:
    """Return 7.4 Mt of recycled and 37.08 Mt of primary metal, and a target of 19 % by one of two definitions."""
    return world(
        offers="plant,material,amount_t\nA,mud,37.08e6\nA,ash,7.4e6",
        facilities="facility,plant,process\npots,A,making\nmelter,A,melting",
        processes="process,fate,status\nmaking,use,industrial\nmelting,use,industrial",
        recipes="process,input\nmaking,mud\nmelting,ash",
        add_ledgers="ledger,unit\nrecycled_t,t\nprimary_t,t\nmetal_t,t",
        factors="ledger,kind,basis,process,value\nrecycled_t,,input,melting,1\nprimary_t,,input,making,1\n"
        "metal_t,a,input,melting,1\nmetal_t,b,input,making,1",
        settings={"targets": [{"name": "share", "ledger": "recycled_t", "over": over, "value": 0.19}]},
    )


class TestTwoDefinitions:
    """Item 10: the share of recycled metal in 2020, of primary and of all."""

    def test_of_primary(self, world: Any) -> None:
        """Proves 7.4 / 37.08 = 20 % of primary: a target of 19 % is met."""
        limit = _recycled(world, "primary_t").solve().plan.limits.set_index("limit").loc["share"]
        assert limit["value"] == pytest.approx(0.1996, abs=5e-5)

    def test_of_all(self, world: Any) -> None:
        """Proves that the same metal fails the same 19 % of all: 7.4 / 44.48 = 16.6 % (printed as 16.8 %)."""
        with pytest.raises(symbiosis.SymbiosisError, match=r"16\.6"):
            _recycled(world, "metal_t").solve()
