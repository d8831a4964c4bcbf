"""Lines that must keep apart do."""

from __future__ import annotations

from typing import Any

import pytest

APART = "site_class,against,min_km\nhazardous,hazardous,3\nhazardous,village,1"
LINES = (
    "facility,plant,process,status,min_size_t_a,max_size_t_a,capex_cny\ntip,C,dump,existing,,,\n"
    "one,P,making,candidate,40,40,0\ntwo,Q,making,candidate,30,30,0\nthree,R,making,candidate,20,20,0"
)
CLASSED = (
    "process,fate,status,opex_cny_t,site_class\nmaking,use,industrial,0,hazardous\ndump,disposal,industrial,50,ordinary"
)
PLOTS = "plant,km\nA,0\nP,5\nQ,7\nR,9\nC,20"


class TestSeparation:
    """Plots 2 km apart in a row, and lines that keep 3 km from each other."""

    @pytest.mark.parametrize(("limits", "used"), [(["capacity"], 90.0), (["capacity", "separation"], 60.0)])
    def test_two_of_three(self, world: Any, limits: list[str], used: float) -> None:
        """Proves that of lines of 40, 30 and 20 t/a at km 5, 7 and 9 the first and the last stand, 4 km apart: 60 t.

        Without it the answer would be 90 t.
        """
        here = world(
            plants=PLOTS, facilities=LINES, processes=CLASSED, separations=APART, settings={"limits": limits}
        ).solve()
        assert here.used == pytest.approx(used)

    def test_village(self, world: Any) -> None:
        """Proves that a village half a km from the first plot leaves the second: 30 t, and says why.

        Without it the answer would be 60 t and a line beside the village.
        """
        here = world(
            plants=PLOTS,
            facilities=LINES,
            processes=CLASSED,
            separations=APART,
            receptors="receptor,kind,km\nold town,village,4.5",
            settings={"limits": ["capacity", "separation"]},
        )
        assert here.solve().used == pytest.approx(30.0)
        from symbiosis.api import horizon_of

        said = " ".join(horizon_of(here.park, here.model).withheld)
        assert "old town" in said
        assert "one" in said
