"""The gate ``hazard``: listed waste leaves its province only with approval."""

from __future__ import annotations

from typing import Any

import pytest

WORLD = {
    "materials": "material,family,form,hazard\nmud,red_mud,cake,{}\nash,fly_ash,bulk,none\nold_mud,red_mud,cake,none\n"
    "sand,minerals,bulk,none\nbrick,goods,bulk,none",
    "modes": "mode,forms,hazards,cost_cny_tkm\ntruck,cake;bulk,none;listed,1",
    "plants": "plant,km,province\nA,0,{}\nB,10,{}\nC,20,{}",
    "rules": "rule,gate,document\nlaw,hazard,Solid Waste Law Art. 82",
}


def _world(world: Any, hazard: str, *provinces: str, **more: Any) -> Any:
    tables = WORLD | {
        "materials": WORLD["materials"].format(hazard), "plants": WORLD["plants"].format(*provinces),
    }  # fmt: skip
    return world(**tables, **more)


class TestHazard:
    """100 t from A must go to works B (10 km, used) or tip C (20 km and 50 CNY/t); used costs 1000, dumped 7000."""

    def test_border(self, world: Any) -> None:
        """Proves that listed waste of Guangxi stays out of works in Guangdong: used 0, cost 100 x (20 + 50) = 7000.

        Without it the answer would be used 100 at 1000.
        """
        here = _world(world, "listed", "Guangxi", "Guangdong", "Guangxi")
        answer = here.solve()
        assert answer.used == 0
        assert answer.cost == pytest.approx(7000)
        en, zh = here.refusal("A|mud", "works", "truck", "hazard")
        assert "from Guangxi to Guangdong is not approved (Solid Waste Law Art. 82)" in en
        assert "自 Guangxi 转移至 Guangdong 未获批准" in zh

    def test_approved_transfer_has_a_direction(self, world: Any) -> None:
        """Proves that approval from Guangxi to Guangdong opens the way (1000) and the reverse one does not (7000).

        Without it the answer would be 7000 both times, or 1000 both times.
        """
        here = _world(world, "listed", "Guangxi", "Guangdong", "Guangxi")
        right = here.solve('hazard.approved_transfers=[["Guangxi", "Guangdong"]]')
        assert right.used == pytest.approx(100)
        assert right.cost == pytest.approx(1000)
        wrong = here.solve('hazard.approved_transfers=[["Guangdong", "Guangxi"]]')
        assert wrong.cost == pytest.approx(7000)

    def test_ordinary_waste_crosses_freely(self, world: Any) -> None:
        """Proves that the border is nothing to waste that is not listed: used 100 at 1000.

        Without it the answer would be used 0 at 7000.
        """
        assert _world(world, "none", "Guangxi", "Guangdong", "Guangxi").solve().cost == pytest.approx(1000)

    def test_gate_off(self, world: Any) -> None:
        """Proves that the scenario may leave the gate out: used 100 at 1000.

        Without it the answer would be 7000 in every scenario.
        """
        gates = ["listed", "reach", "permits", "readiness", "quality"]
        here = _world(world, "listed", "Guangxi", "Guangdong", "Guangxi", settings={"gates": gates})
        assert here.solve().cost == pytest.approx(1000)

    def test_blank_province_is_not_the_same_province(self, world: Any) -> None:
        """Proves that a works whose province is not given gets no listed waste of Guangxi: used 0, cost 7000.

        Without it the answer would be used 100 at 1000, on the strength of an empty cell.
        """
        here = _world(world, "listed", "Guangxi", "", "Guangxi")
        assert here.solve().cost == pytest.approx(7000)
        en, zh = here.refusal("A|mud", "works", "truck", "hazard")
        assert "from Guangxi to a province not given" in en
        assert "province" not in zh
