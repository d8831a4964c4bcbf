"""The gate ``banned``: what a row of rules.csv names is not moved."""

from __future__ import annotations

from typing import Any

import pytest

from symbiosis.errors import DataError

GATES = ["accepts", "carries", "listed", "reach", "hazard", "permits", "readiness", "quality", "banned"]
RULES = "rule,gate,material,mode,process,value,document\nban,banned,{},decree 7"


def _world(world: Any, words: str, **more: Any) -> Any:
    return world(rules=RULES.format(words), settings={"gates": GATES}, **more)


class TestBanned:
    """100 t from A go to works B (used, 1000) or else to tip C (7000)."""

    def test_a_process(self, world: Any) -> None:
        """Proves that a banned process takes nothing, so that the mud is dumped at 7000, and says so with the document.

        Without it the answer would be used 100 at 1000.
        """
        here = _world(world, ",,making,")
        answer = here.solve()
        assert answer.used == 0
        assert answer.cost == pytest.approx(7000)
        en, zh = here.refusal("A|mud", "works", "truck", "banned")
        assert en == "it is banned by ban (decree 7)"
        assert zh == "被规则 ban 禁止（decree 7）"

    @pytest.mark.parametrize("words", [",,making,0", "fly_ash,,,1", "mud,onsite,,1", "ash,,making,1"])
    def test_what_is_not_named_moves(self, world: Any, words: str) -> None:
        """Proves that a ban out of force, of another family or mode or material changes nothing: 1000."""
        assert _world(world, words).solve().cost == pytest.approx(1000)

    def test_a_material_by_its_family_and_by_a_mode(self, world: Any) -> None:
        """Proves that a second mode of 3 CNY/t km carries what the truck may not: 3000. Without it 1000."""
        modes = "mode,forms,hazards,where,cost_cny_tkm,co2_kg_tkm\ntruck,cake;bulk,none,anywhere,1,0\n"
        here = _world(world, "red_mud,truck,,1", modes=modes + "cart,cake;bulk,none,anywhere,3,0")
        assert here.solve().cost == pytest.approx(3000)

    def test_gate_off(self, world: Any) -> None:
        """Proves that the ban means nothing without the gate. Without it the answer would be 7000."""
        assert world(rules=RULES.format(",,making,")).solve().cost == pytest.approx(1000)

    def test_a_ban_on_nothing(self, world: Any) -> None:
        """Proves that a ban in force must name something. Without it every movement would be refused."""
        with pytest.raises(DataError, match="would ban every movement"):
            _world(world, ",,,1").solve()
