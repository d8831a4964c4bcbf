"""The gate ``policy``: what is placed is used only by techniques of a class that the scenario allows."""

from __future__ import annotations

from typing import Any

import pytest

from symbiosis.errors import DataError

PROCESSES = "process,fate,status,policy,opex_cny_t\nmaking,use,industrial,{},0\ndump,disposal,industrial,,50"
GATES = ["accepts", "carries", "listed", "reach", "hazard", "permits", "readiness", "quality", "policy"]


def _world(world: Any, policy: str, **more: Any) -> Any:
    return world(processes=PROCESSES.format(policy), settings={"gates": GATES}, **more)


class TestPolicy:
    """100 t from A go to works B (used, 1000) or else to tip C (7000)."""

    def test_only_what_is_encouraged(self, world: Any) -> None:
        """Proves that a permitted line takes nothing (7000) where only encouraged ones may, and the tip is not asked.

        Without it the answer would be used 100 at 1000.
        """
        here = _world(world, "permitted")
        assert here.solve().cost == pytest.approx(1000)
        strict = 'technology.policies=["encouraged"]'
        answer = here.solve(strict)
        assert answer.used == 0
        assert answer.cost == pytest.approx(7000)
        en, zh = here.refusal("A|mud", "works", "truck", "policy", strict)
        assert "making is permitted by the lists of techniques; the scenario allows encouraged" in en
        assert "permitted" in zh
        assert _world(world, "encouraged").solve(strict).cost == pytest.approx(1000)

    def test_blank_is_permitted(self, world: Any) -> None:
        """Proves that a process of which the lists say nothing is permitted, not restricted."""
        here = _world(world, "")
        assert here.solve('technology.policies=["permitted"]').used == pytest.approx(100)
        assert here.solve('technology.policies=["restricted"]').used == 0

    def test_gate_off(self, world: Any) -> None:
        """Proves that the classes mean nothing without the gate. Without it the answer would be 7000."""
        here = world(processes=PROCESSES.format("restricted"))
        assert here.solve('technology.policies=["encouraged"]').used == pytest.approx(100)

    def test_an_unknown_class(self, world: Any) -> None:
        """Proves that a class that does not exist is a fault, in the table and in the settings."""
        with pytest.raises(DataError, match="policy"):
            _world(world, "liked").solve()
        with pytest.raises(DataError, match="policies"):
            _world(world, "").solve('technology.policies=["liked"]')
