"""Loss on each km: steam cools on its way, so a near boiler beats a far one that makes cheaper steam."""

from __future__ import annotations

import math
from typing import Any

import pytest

#: A user of 100 GJ at B; a dear boiler (50 CNY/GJ) and, in the far plant, a cheap one (40 CNY/GJ). The main loses 4 %
#: of what is left on each km.
BOILERS = {
    "families": "family,role\nred_mud,waste\nmedia,utility",
    "materials": "material,family,form,unit\nmud,red_mud,cake,t\nhot,media,steam,GJ",
    "processes": "process,fate,status,opex_cny_t\ndump,disposal,industrial,50\nheating,market,industrial,0",
    "recipes": "process,input\ndump,red_mud\nheating,hot",
    "facilities": "facility,plant,process,min_t_a,capacity_t_a\ntip,C,dump,,\nuser,B,heating,100,100",
    "modes": "mode,forms,hazards,where,loss_pct_km\ntruck,cake,none,,\nmain,steam,none,listed,4",
    "offers": "plant,material,amount_t,kind,price_cny_t\nA,mud,100,arising,0\nB,hot,1000,purchase,50\n"
    "C,hot,1000,purchase,40",
}


def _boilers(world: Any, km: float) -> Any:
    return world(**BOILERS, links=f"from,to,mode,material,km\nB,user,main,hot,0\nC,user,main,hot,{km}").solve()


class TestLossPerKm:
    """100 t of mud from A to works B, 10 km apart."""

    def test_compound(self, world: Any) -> None:
        """Proves that each km takes 2 % of what is left: 100 x 0.98^10 = 81.707 t arrive, the freight is on 100 t.

        Without it the answer would be 98 t (once), or 80 t (2 % of the first 100 t on each km).
        """
        answer = world().solve("modes.truck.loss_pct_km=2")
        assert answer.used == pytest.approx(81.7073, rel=1e-5)
        assert answer.ledger("lost_t") == pytest.approx(18.2927, rel=1e-5)
        assert answer.cost == pytest.approx(1000)

    def test_with_handling(self, world: Any) -> None:
        """Proves that the loss of handling comes first and the way after it: 100 x 0.95 x 0.98^10 = 77.622 t.

        Without it the answer would be 76.7 t, both losses of the first 100 t.
        """
        answer = world().solve("modes.truck.loss_pct=5", "modes.truck.loss_pct_km=2")
        assert answer.used == pytest.approx(77.6219, rel=1e-5)

    def test_nothing_lost_without_a_way(self, world: Any) -> None:
        """Proves that a measured length of 0 km, to a neighbour, loses nothing. Without it it would be 98 t or less."""
        next_door = "plant,km\nA,0\nB,1\nC,20"
        answer = world(plants=next_door, links="from,to,mode,km\nA,B,truck,0").solve("modes.truck.loss_pct_km=2")
        assert answer.used == pytest.approx(100)


class TestNearAndFarBoiler:
    """40 / 0.96^km = 50 where km = ln(0.8) / ln(0.96) = 5.4663."""

    def test_break_even_on_paper(self) -> None:
        """Proves the distance itself. Without it the two tests below would test a number from nowhere."""
        assert math.log(40 / 50) / math.log(0.96) == pytest.approx(5.4663, abs=1e-4)

    def test_far_boiler_within(self, world: Any) -> None:
        """Proves that at 5.4 km the far boiler wins: 100 / 0.96^5.4 = 124.662 GJ sent, 4986.5 CNY, under 5000.

        Without the compound loss (5.4 x 4 % = 21.6 % of what is sent) it would be 127.55 GJ at 5102 CNY, and lose.
        """
        answer = _boilers(world, 5.4)
        assert answer.sent("C|hot") == pytest.approx(124.6624, rel=1e-5)
        assert answer.sent("B|hot") == pytest.approx(0, abs=1e-6)

    def test_near_boiler_beyond(self, world: Any) -> None:
        """Proves that at 5.6 km the near boiler wins: the far one would need 125.684 GJ, 5027 CNY, against 5000.

        Without loss per km the far boiler would win at any distance.
        """
        answer = _boilers(world, 5.6)
        assert answer.sent("B|hot") == pytest.approx(100)
        assert answer.sent("C|hot") == pytest.approx(0, abs=1e-6)
