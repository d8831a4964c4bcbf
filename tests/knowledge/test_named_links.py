"""Links that the sources name and no park holds: molten ZL114A for cylinder heads, hydrogen from coke-oven gas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Make = Callable[..., Any]


def _foundry(place: Make, km: float) -> Any:
    """Melter A has 1000 t of wheel scrap; the foundry B takes molten ZL114A ``km`` away."""
    return place(
        plants=f"plant,km,coord_precision\nA,0,plant\nB,{km},plant",
        offers="plant,material,amount_t,must_place\nA,scrap_wheel,1000,no",
        facilities="facility,plant,process,permits\nmelter,A,melt_zl114a,\nheads,B,foundry_zl114a,\nsecure,A,spl_landfill,HW48",
    )


def test_wheels_into_molten_zl114a(place: Make) -> None:
    """Proves that wheels take up magnesium to the most of ZL114A: 0.33 s + 99.8 m = 0.75 (s + m), m = 4.24 kg per t.

    Magnesium costs 18,000 CNY/t and the alloy earns 21,400, so the most binds (a little silicon bought in for the same
    reason takes some more). Under the most of A356, 0.45 %, it would be 1.2 kg. The alloy arrives molten, 1 % burnt.
    """
    plan = _foundry(place, 30).solve()
    lots = plan.intakes[plan.intakes["facility"] == "melter"].set_index("material")
    assert lots["received_t"]["scrap_wheel"] == pytest.approx(1000)
    assert lots["bought_t"]["mg_metal"] == pytest.approx(0.42 * 1000 / 99.05, rel=0.02)
    quality = plan.quality.set_index("standard")
    assert quality["margin"]["zl114a_mg_max"] == pytest.approx(0, abs=1e-6)
    assert quality["margin"]["zl114a_fe_max"] > 0
    moved = plan.flows[plan.flows["material"] == "al_molten_zl114a"]
    assert moved["mode"].tolist() == ["truck_molten"]
    assert moved["lost_t"].sum() == pytest.approx(0.01 * moved["dry_t"].sum(), rel=0.2)


def test_molten_zl114a_reaches_no_further_than_adc12(place: Make) -> None:
    """Proves that the reach of 160 km holds for the new alloy too; without its own rule it could go anywhere."""
    here = _foundry(place, 170)
    assert (here.solve().flows["mode"] != "truck_molten").all()


def test_hydrogen_from_coke_oven_gas(place: Make) -> None:
    """Proves 1000 t of coke-oven gas x 0.097 = 97 t of hydrogen, and 900 t x 26 = 23,400 GJ of steam from the rest.

    Hydrogen earns 97 x 14,000 = 1.358 M CNY against 0.5 M to make it; flaring all of it would earn nothing.
    """
    plan = place(
        plants="plant,km\nA,0",
        offers="plant,material,amount_t\nA,coke_gas,1000",
        facilities="facility,plant,process\nh2,A,h2_coke_gas\nboiler,A,boiler_gas\nflare,A,gas_flare\n"
        "cooler,A,steam_condense\nturbine,A,turbine_cond\nload,A,power_export",
    ).solve()
    made = plan.offers.set_index("offer")["amount_t"]
    assert made["h2|hydrogen"] == pytest.approx(97)
    assert made["h2|coke_tail_gas"] == pytest.approx(900)
    assert made["boiler|steam_hp"] == pytest.approx(23_400)
