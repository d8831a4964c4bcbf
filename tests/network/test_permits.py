"""The gate ``permits``: listed waste only to holders of the permit that the process asks for."""

from __future__ import annotations

from typing import Any

import pytest

MATERIALS = (
    "material,family,form,hazard\nmud,red_mud,cake,{}\nash,fly_ash,bulk,none\nold_mud,red_mud,cake,none\n"
    "sand,minerals,bulk,none\nbrick,goods,bulk,none"
)
WORLD = {
    "modes": "mode,forms,hazards,cost_cny_tkm\ntruck,cake;bulk,none;listed,1",
    "processes": "process,fate,status,permit,opex_cny_t\nmaking,use,industrial,HW48,0\ndump,disposal,industrial,,50",
}
FACILITIES = "facility,plant,process,permits\nworks,B,making,{}\ntip,C,dump,"


class TestPermits:
    """100 t from A go to works B (used, 1000), whose process asks for HW48, or else to tip C (7000)."""

    @pytest.mark.parametrize("held", ["", "HW21", "HW480", "hw21;HW22"])
    def test_without_the_permit(self, world: Any, held: str) -> None:
        """Proves that listed waste is not sent to works that do not hold HW48, whatever else they hold: 7000.

        Without it the answer would be used 100 at 1000.
        """
        here = world(**WORLD, materials=MATERIALS.format("listed"), facilities=FACILITIES.format(held))
        answer = here.solve()
        assert answer.used == 0
        assert answer.cost == pytest.approx(7000)
        en, zh = here.refusal("A|mud", "works", "truck", "permits")
        assert "works does not hold the permit HW48" in en
        assert "works 未持有危险废物许可 HW48" in zh

    @pytest.mark.parametrize("held", ["HW48", "HW21;HW48"])
    def test_with_the_permit(self, world: Any, held: str) -> None:
        """Proves that a holder takes it: used 100 at 1000.

        Without it the answer would be 7000.
        """
        here = world(**WORLD, materials=MATERIALS.format("listed"), facilities=FACILITIES.format(held))
        assert here.solve().cost == pytest.approx(1000)

    def test_ordinary_waste_needs_none(self, world: Any) -> None:
        """Proves that waste that is not listed goes to works without the permit: used 100 at 1000.

        Without it the answer would be 7000.
        """
        here = world(**WORLD, materials=MATERIALS.format("none"), facilities=FACILITIES.format(""))
        assert here.solve().cost == pytest.approx(1000)

    def test_gate_off(self, world: Any) -> None:
        """Proves that the scenario may leave the gate out: 1000.

        Without it the answer would be 7000.
        """
        gates = ["listed", "reach", "hazard", "readiness", "quality"]
        here = world(
            **WORLD, materials=MATERIALS.format("listed"), facilities=FACILITIES.format(""), settings={"gates": gates}
        )
        assert here.solve().cost == pytest.approx(1000)
