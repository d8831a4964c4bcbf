"""A facility takes from so many plants and no more."""

from __future__ import annotations

from typing import Any

import pytest

from symbiosis.errors import DataError


class TestPartners:
    """A facility takes from so many plants and no more."""

    def test_partners(self, world: Any) -> None:
        """Proves that a kiln which takes from two plants takes 50 + 40 t and leaves the third's 30.

        Without it the answer would be 120 t.
        """
        here = world(
            plants="plant,km\nA,0\nD,2\nE,4\nB,10\nC,20",
            offers="plant,material,amount_t\nA,mud,50\nD,mud,40\nE,mud,30",
            facilities="facility,plant,process,max_partners,capacity_t_a\nworks,B,making,2,200\ntip,C,dump,,",
            settings={"limits": ["capacity", "links", "partners"]},
        ).solve()
        assert here.used == pytest.approx(90.0)

    def test_nothing_bounds_it(self, world: Any) -> None:
        """Proves that a switch on a flow that nothing bounds is refused in words.

        Without it the model would need a constant out of thin air.
        """
        with pytest.raises(DataError, match="nothing bounds"):
            world(
                offers="plant,material,amount_t\nA,mud,100",
                facilities="facility,plant,process,max_partners\nworks,B,making,\nbuyer,C,dump,1",
                add_recipes="process,input\nmaking,sand\ndump,goods",
                prices="material,side,price_cny_t\nsand,buy,1",
                yields="process,input,output,yield_t_t\nmaking,,brick,1",
                settings={"limits": ["capacity", "links", "partners"]},
            ).solve()
