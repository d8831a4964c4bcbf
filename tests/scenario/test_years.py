"""What a scenario says of later years."""

from __future__ import annotations

from typing import Any

import pytest

import symbiosis
from symbiosis.errors import DataError


class TestFrom:
    """Sections ``[from.YEAR]`` hold from that year on."""

    def test_a_cell_and_a_setting_change(self, world: Any) -> None:
        """Proves that a fee of 50 CNY/t is 80 from 2027 and 90 from 2030, and that circuity changes in 2027 alone.

        Without it the answer would be 50 CNY/t in every year.
        """
        later = {
            "2030": {"processes": {"dump": {"opex_cny_t": 90}}},
            "2027": {"processes": {"dump": {"opex_cny_t": 80}}, "transport": {"circuity": 1.5}},
        }
        here = world(settings={"from": later})
        model = here.model.at(here.park)

        def told(year: int) -> tuple[float, float, int]:
            then = model.in_year(year)
            fee = then.tables["processes"].set_index("process")["opex_cny_t"]["dump"]
            return float(fee), then.settings.transport.circuity, then.settings.year

        assert [told(year) for year in (2025, 2027, 2029, 2031)] == [
            (50, 1.0, 2025), (80, 1.5, 2027), (80, 1.5, 2029), (90, 1.5, 2031),
        ]  # fmt: skip
        assert model.in_year(2031).in_year(2025).tables["processes"].equals(model.tables["processes"])

    @pytest.mark.parametrize(
        ("later", "said"),
        [
            ({"soon": {}}, "soon is no year"),
            ({"2027": {"objectives": []}}, "cannot change from year to year"),
            ({"2027": {"processes": {"dumpp": {"opex_cny_t": 1}}}}, "dumpp"),
            ({"2027": {"processes": {"dump": {"opex_cny_t": "much"}}}}, "much"),
            ({"2027": {"transportt": {}}}, "transport"),
            ({"2027": 3}, "is 3"),
            (3, "is 3"),
        ],
    )
    def test_faults_name_the_year(self, world: Any, later: Any, said: str) -> None:
        """Proves that what is wrong in a later year is told when the model is read.

        Without it a misspelt word of 2027 would change nothing, in silence.
        """
        with pytest.raises(DataError) as caught:
            _ = world(settings={"from": later}).model
        assert said in str(caught.value)
        assert "from" in str(caught.value)


class TestHorizon:
    """Years in order, words that exist."""

    @pytest.mark.parametrize(
        ("settings", "said"),
        [
            ({"horizon": {"years": [2027, 2025]}}, "the earliest first"),
            ({"horizon": {"years": [2025, 2025]}}, "the earliest first"),
            ({"horizon": {"years": [25]}}, "between 1900 and 2200"),
            ({"growth": {"red_mudd": 2}}, "red_mud"),
            ({"obligations": [{"name": "o", "build": "makin", "per": "dump", "ratio_t_t": 1}]}, "making"),
        ],
    )
    def test_faults(self, world: Any, settings: Any, said: str) -> None:
        """Proves that years out of order and unknown words are refused with the remedy.

        Without it growth of a misspelt family would be no growth, in silence.
        """
        with pytest.raises(DataError) as caught:
            _ = world(settings=settings).model
        assert said in str(caught.value)


def test_one_year_is_the_scenarios() -> None:
    """Proves that without a horizon the scenario's own year is solved."""
    settings = symbiosis.read_model("models").settings
    assert settings.years == (settings.year,)
