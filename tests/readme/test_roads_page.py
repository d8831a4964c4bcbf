"""What docs/roads.md shows of a check and of a missing road is what they say."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import symbiosis
from symbiosis.api import horizon_of
from symbiosis.show.check import check_report

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/roads.md").read_text("utf-8")


def test_the_example(tmp_path: Path) -> None:
    """Proves that the roads of the page, put beside parks/tiny, are told as the page tells them.

    Without it the page would drift from what a planner sees.
    """
    park = tmp_path / "mine"
    shutil.copytree(ROOT / "parks/tiny", park)
    table = re.search(r"```csv\n(.*?)```", PAGE, re.DOTALL)
    assert table is not None
    (park / "roads.csv").write_text(table[1], "utf-8")
    (park / "road_nodes.csv").write_text("node,lon,lat\nJ,106.68,24.04\n", "utf-8")
    model = symbiosis.read_model(ROOT / "models")
    report = check_report(horizon_of(symbiosis.read_park(park), model))
    assert all(f"  {line}\n" in PAGE for line in report["roads"])
    shut = table[1].replace("A,R,17.4,yes", "A,R,17.4,-1").replace("J,A,12.0,no", "J,A,12.0,yes")
    (park / "roads.csv").write_text(shut, "utf-8")
    answer = symbiosis.why(symbiosis.read_park(park), model, "A|rm_bayer_gx", "R-base")
    (said,) = answer.loc[answer["gate"] == "roads", "en"].unique()
    assert f"  roads: {said}\n" in PAGE
