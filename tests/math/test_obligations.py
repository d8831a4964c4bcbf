"""Who builds one thing must build another."""

from __future__ import annotations

from typing import Any

import pytest


def facilities(*candidates: str) -> str:
    """Return facilities.csv with a tip and candidates given as ``name,plant,process,status,min,max,capex,capex_t``."""
    head = "facility,plant,process,status,min_size_t_a,max_size_t_a,capex_cny,capex_cny_t_a"
    return "\n".join([head, "tip,C,dump,existing,,,,", *candidates])


class TestObligations:
    """Who builds one thing must build another."""

    def test_obligation(self, world: Any) -> None:
        """Proves that 80 t/a of new making may only be built with 0.5 x 80 = 40 t/a of a new tip.

        The tip is worth nothing by itself. Without it the answer would be no new tip.
        """
        rule = {"name": "with a tip", "build": "dump", "per": "making", "ratio_t_t": 0.5}
        here = world(
            facilities=facilities("line,B,making,candidate,80,80,0,0", "heap,C,dump,candidate,10,100,0,7"),
            processes="process,fate,status,opex_cny_t,life_a\nmaking,use,industrial,0,9\ndump,disposal,industrial,50,9",
            settings={
                "limits": ["capacity", "links", "obligations"],
                "obligations": [rule],
                "horizon": {"discount_rate": 0.0},
            },
        ).solve()
        sizes = here.plan.builds.set_index("facility")["size_t_a"]
        assert sizes["line"] == pytest.approx(80.0)
        assert sizes["heap"] == pytest.approx(40.0)

    def test_obligation_by_owner(self, world: Any) -> None:
        """Proves that what another owner builds does not count where each must do it himself.

        Brick may build nothing of the kind, so it may build no line. Without it the answer would be 80 t used.
        """
        rule = {"name": "own tip", "build": "dump", "per": "making", "ratio_t_t": 0.5, "scope": "owner"}
        here = world(
            facilities=facilities("line,B,making,candidate,80,80,0,0", "heap,C,dump,candidate,10,100,0,0"),
            settings={"limits": ["capacity", "links", "obligations"], "obligations": [rule]},
        ).solve()
        assert here.used == 0.0
