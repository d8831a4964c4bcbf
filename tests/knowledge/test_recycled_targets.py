"""National amounts of recycled aluminium as targets on a park that holds the scrap of the country as one lot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from symbiosis.errors import InfeasibleError

Make = Callable[..., Any]
#: Primary metal, silicon and magnesium may be bought in but are no scrap; here they are switched off.
SCRAP_ALONE = tuple(f"recipes.melt_a356.{metal}.max_share=0" for metal in ("al_primary", "si_metal", "mg_metal"))


def _country(place: Make, scrap_mt: float) -> Any:
    """Return melters of A356 without limit for wheel scrap, of which 96 % becomes alloy and 4 % dross."""
    return place(
        plants="plant,km\nA,0",
        offers=f"plant,material,amount_t,must_place\nA,scrap_wheel,{scrap_mt * 1e6:.0f},no",
        facilities="facility,plant,process,permits\nmelters,A,melt_a356,\nsecure,A,spl_landfill,HW48",
    )


@pytest.mark.parametrize(("scenario", "target"), [("recycled-2025", 11.5), ("recycled-2027", 15.0)])
def test_the_amount_is_asked_of_alloy_made(place: Make, scenario: str, target: float) -> None:
    """Proves that 11.5 (15) Mt of alloy ask for 11.98 (15.63) Mt of scrap: 1 % more is enough, 1 % less is not.

    Without it the target could be met by the scrap collected.
    """
    plan = _country(place, 1.01 * target / 0.96).solve(*SCRAP_ALONE, scenario=scenario)
    assert plan.limits.set_index("limit")["value"]["recycled aluminium"] >= target * 1e6 * (1 - 1e-9)
    short = _country(place, 0.99 * target / 0.96)
    with pytest.raises(InfeasibleError):
        short.solve(*SCRAP_ALONE, scenario=scenario)


def test_2024_fell_short_of_both() -> None:
    """Proves that 10.55 Mt of 2024 are 91.7 % of 11.50 and 70.3 % of 15.00 Mt; 11.5 Mt at 24 % are 47.9 Mt of metal."""
    made, of_2025, of_2027, share = 10.55, 11.50, 15.00, 0.24
    assert made / of_2025 == pytest.approx(0.917, abs=5e-4)
    assert made / of_2027 == pytest.approx(0.703, abs=5e-4)
    assert of_2025 / share == pytest.approx(47.9, abs=0.05)
