"""The gate ``readiness``: a process is used only at a status that the scenario allows."""

from __future__ import annotations

from typing import Any

import pytest

from symbiosis.errors import DataError

PROCESSES = "process,fate,status,opex_cny_t\nmaking,use,{},0\ndump,disposal,industrial,50"


class TestReadiness:
    """100 t from A go to works B (used, 1000) or else to tip C (7000)."""

    @pytest.mark.parametrize("status", ["demonstration", "pilot", "laboratory"])
    def test_status_that_is_not_allowed(self, world: Any, status: str) -> None:
        """Proves that a process short of industrial use takes nothing (7000) until its status is allowed (1000).

        Without it the answer would be used 100 at 1000, by a line that does not exist.
        """
        here = world(processes=PROCESSES.format(status))
        answer = here.solve()
        assert answer.used == 0
        assert answer.cost == pytest.approx(7000)
        en, zh = here.refusal("A|mud", "works", "truck", "readiness")
        assert f"making is at status {status}; the scenario allows industrial" in en
        assert status in zh
        assert "industrial" in zh
        allowed = here.solve(f'technology.statuses=["industrial", "{status}"]')
        assert allowed.cost == pytest.approx(1000)

    def test_gate_off(self, world: Any) -> None:
        """Proves that without the gate a pilot line is used: 1000.

        Without it the answer would be 7000.
        """
        gates = ["listed", "reach", "hazard", "permits", "quality"]
        here = world(processes=PROCESSES.format("pilot"), settings={"gates": gates})
        assert here.solve().cost == pytest.approx(1000)

    def test_obsolete_is_never_used(self, world: Any) -> None:
        """Proves that no scenario can allow an obsolete process: 7000, and naming the status is refused.

        Without it the answer would be used 100 at 1000.
        """
        here = world(processes=PROCESSES.format("obsolete"))
        every = 'technology.statuses=["industrial", "demonstration", "pilot", "laboratory"]'
        assert here.solve(every).cost == pytest.approx(7000)
        with pytest.raises(DataError, match=r"technology\.statuses"):
            here.under('technology.statuses=["industrial", "obsolete"]')

    def test_bought_in_inputs_do_not_start_it_either(self, world: Any) -> None:
        """Proves that a laboratory line that pays from bought-in sand (10 in, 100 out) stands still: cost 1000.

        Without it the answer would be 1000 + 50 x 10 - 50 x 100 = -3500, earned by a line that does not exist.
        """
        here = world(
            processes="process,fate,status\nmaking,use,industrial\ndump,disposal,industrial\nlab,use,laboratory",
            recipes="process,input\nmaking,red_mud\ndump,red_mud\nlab,sand",
            yields="process,input,output,yield_t_t\nlab,,brick,1",
            prices="material,side,price_cny_t\nsand,buy,10\nbrick,sell,100",
            facilities="facility,plant,process,capacity_t_a\nworks,B,making,\ntip,C,dump,\nbench,B,lab,50",
        )
        assert here.solve('technology.statuses=["industrial", "laboratory"]').cost == pytest.approx(-3500)
        answer = here.solve()
        assert answer.bought("bench", "sand") == 0
        assert answer.cost == pytest.approx(1000)
