"""Two accounts of new scrap side by side, and the old scrap in what is melted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

import symbiosis

MODELS = Path(__file__).parents[2] / "models"


@pytest.fixture(scope="module")
def sums(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, float]:
    """Return the ledgers of a melter that must take 100 t of new scrap and 60 t of old windows."""
    folder = tmp_path_factory.mktemp("scrap")
    (folder / "plants.csv").write_text("plant,name_zh,name_en,lon,lat,province\nP,厂,Works,113,23,Guangdong\n", "utf-8")
    lots = "P,scrap_new,100,arising\nP,scrap_win,60,arising\n"
    (folder / "offers.csv").write_text("plant,material,amount_t,kind\n" + lots, "utf-8")
    lines = "melt,P,melt_wrought,\nsecure,P,spl_landfill,HW48\n"
    (folder / "facilities.csv").write_text("facility,plant,process,permits\n" + lines, "utf-8")
    plan = symbiosis.solve(symbiosis.read_park(folder), symbiosis.read_model(MODELS, "least-cost"))
    whole = plan.ledgers.query("scope == 'park'")
    amounts = whole.groupby("ledger")["amount"].sum()
    kinds = whole.query("ledger == 'co2_alloc_kg'").groupby("kind")["amount"].sum()
    return {str(name): float(amount) for name, amount in [*amounts.items(), *kinds.items()]}


def test_cut_off_and_allocation(sums: Mapping[str, float]) -> None:
    """Proves that allocation by mass charges 10.2 t of CO2 per tonne of new scrap and relieves its maker of as much.

    Without it the answer would be 1020 t more for the park than it emits.
    """
    assert sums["new scrap"] == pytest.approx(100 * 10200)
    assert sums["new scrap, given"] == pytest.approx(-100 * 10200)
    assert sums["co2_alloc_kg"] == pytest.approx(sums["co2_kg"])


def test_old_scrap(sums: Mapping[str, float]) -> None:
    """Proves that 60 t of the 160 t melted count as old."""
    assert sums["post_consumer_t"] == pytest.approx(60)
