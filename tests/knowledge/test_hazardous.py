"""Law on listed hazardous waste: stored for a year at most; potlining stays dry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import symbiosis
from symbiosis.errors import DataError

Make = Callable[..., Any]
PLANTS = "plant,km,province\nA,0,Henan\nB,10,Henan"
SECURE = "facility,plant,process,permits\nsecure,B,spl_landfill,HW48"


def _lot(place: Make, row: str, facilities: str = SECURE) -> Any:
    offers = f"plant,material,amount_t,kind,must_place\nA,{row}"
    return place(plants=PLANTS, offers=offers, facilities=facilities)


class TestStorage:
    """1000 t of potlining at A, and a secure landfill at B that costs far more than leaving them would."""

    def test_what_arises_is_sent_within_the_year(self, place: Make) -> None:
        """Proves that all 1000 t leave at least cost; without it the answer would be to keep them for nothing."""
        plan = _lot(place, "spl_mix,1000,arising,").solve()
        assert plan.flows["dry_t"].sum() == pytest.approx(1000)
        assert plan.offers["stays_t"].sum() == pytest.approx(0)

    def test_it_cannot_be_let_stay(self, place: Make) -> None:
        """Proves that must_place = no is a fault for listed waste that arises, with the remedy, and not for others."""
        here = _lot(place, "spl_mix,1000,arising,no")
        with pytest.raises(DataError, match="may be stored for a year at most"):
            here.solve()
        assert _lot(place, "rm_bayer_hn,1000,arising,no").solve().offers["stays_t"].sum() == pytest.approx(1000)

    def test_an_approved_stock_may_stay(self, place: Make) -> None:
        """Proves that a stock is left to its owner: at least cost it stays."""
        assert _lot(place, "spl_mix,1000,stock,").solve().offers["stays_t"].sum() == pytest.approx(1000)


def test_potlining_stays_dry(place: Make) -> None:
    """Proves that no mode that carries water takes potlining: it is no slurry, and a pipe refuses it and says so.

    Potlining gives off hydrogen, methane and cyanide in water. Without it a pipe beside a stack could carry it cheaply.
    """
    here = place(
        plants=PLANTS,
        offers="plant,material,amount_t\nA,spl_mix,1000",
        facilities=SECURE,
        links="from,to,mode,km\nA,B,slurry_pipe,10",
    )
    assert "carries" in here.why("A|spl_mix", "secure", "slurry_pipe")
    assert set(here.solve().flows["mode"]) == {"truck_hazmat"}
    model = symbiosis.read_model("models").tables
    lining = model["materials"].loc[model["materials"]["family"] == "potlining"]
    raw = lining[~lining["material"].isin(["spl_residue", "spl_detoxed"])]  # these have been through water
    assert set(raw["form"]) == {"bulk"}
    modes = model["modes"][model["modes"]["where"] != "plant"]  # inside one plant nothing is pumped by that mode alone
    slurries = modes[["slurry" in forms for forms in modes["forms"]]]
    assert len(slurries)
    assert not any("bulk" in forms or "listed" in cargo for forms, cargo in slurries[["forms", "hazards"]].to_numpy())
