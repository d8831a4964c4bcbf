"""What is sent is worth sending."""

from __future__ import annotations

from typing import Any

import pytest


class TestShipments:
    """What is sent is worth sending."""

    def test_least_shipment(self, world: Any) -> None:
        """Proves that 60 t to B and 40 t to D are not sent in lots below 50 t: 60 to B, or 50 to D, never 40.

        B takes 60 t. D must get at least 50 of the 100, so B gets 50. Without it the answer would be 60 and 40.
        """
        here = world(
            plants="plant,km\nA,0\nB,10\nC,200\nD,30",
            facilities="facility,plant,process,capacity_t_a\nworks,B,making,60\nfar,D,making,\ntip,C,dump,",
            modes="mode,forms,hazards,where,cost_cny_tkm,min_shipment_t_a\ntruck,cake;bulk,none,anywhere,1,50",
            settings={"limits": ["capacity", "links", "shipments"]},
        ).solve()
        assert here.sent(facility="works") == pytest.approx(50.0)
        assert here.sent(facility="far") == pytest.approx(50.0)

    def test_least_of_a_listed_connection(self, world: Any) -> None:
        """Proves that a row of links.csv has its own least: rail from 120 t on is no way for 100 t.

        Without it the answer would be rail, which is cheaper.
        """
        here = world(
            add_modes="mode,forms,hazards,where,cost_cny_tkm\nrail,cake;bulk,none,listed,0.1",
            links="from,to,mode,km,min_t_a\nA,B,rail,10,120",
            settings={"limits": ["capacity", "links", "shipments"]},
        ).solve()
        assert here.sent(mode="rail") == 0.0
