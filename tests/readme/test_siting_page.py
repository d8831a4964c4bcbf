"""What docs/siting.md tells planners to write is read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import symbiosis
from symbiosis.schema import table

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/siting.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    """Return every block of ``language``."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)


def test_the_scenario_of_the_page_is_read(tmp_path: Path) -> None:
    """Proves that every setting of the page exists. Without it a planner would copy a word that is refused."""
    (text,) = blocks("toml")
    own = tmp_path / "mine.toml"
    own.write_text(text.replace("../base.toml", (ROOT / "models/base.toml").as_posix()), "utf-8")
    model = symbiosis.read_model(ROOT / "models", own)
    assert model.settings.years == (2025, 2027, 2030)
    modes = model.in_year(2027).tables["modes"].set_index("mode")
    assert modes.loc["truck_bulk", "cost_cny_tkm"] == 0.55


@pytest.mark.parametrize(("name", "text"), [*zip(["facilities", "caps"], blocks("csv"), strict=True)])
def test_the_columns_of_the_page_exist(name: str, text: str) -> None:
    """Proves that the rows of the page have the columns of the schema, and as many cells as columns."""
    head, *rows = text.strip().splitlines()
    columns = head.split(",")
    assert set(columns) <= {*table("park", name).columns, "source", "confidence"}
    assert {row.count(",") for row in rows} == {len(columns) - 1}
