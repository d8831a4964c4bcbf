"""Regimes: which system of standards holds where."""

from __future__ import annotations

from typing import Any

import pytest

from symbiosis.errors import DataError

#: 5 % soda in mud, 0.5 % in sand at 20 CNY/t; freight of the mud 1000 CNY.
HERE = {
    "recipes": "process,input\nmaking,red_mud\nmaking,sand\ndump,red_mud",
    "prices": "material,side,price_cny_t\nsand,buy,20",
    "standards": "standard,processes,property,sense,limit,regime\n"
    "practice,making,Na2O,<=,4.1,\n"
    "cn,making,Na2O,<=,2,CN\n"
    "eu,making,Na2O,<=,3.5,EU",
    "compositions": "material,property,value\nmud,Na2O,5\nsand,Na2O,0.5",
}


@pytest.mark.parametrize(
    ("regimes", "sand", "standards"),
    [("[]", 25, ["practice"]), ('["EU"]', 50, ["practice", "eu"]), ('["CN"]', 200, ["practice", "cn"]),
     ('["CN", "EU"]', 200, ["practice", "cn", "eu"])],
)  # fmt: skip
def test_only_the_regimes_named_hold(world: Any, regimes: str, sand: float, standards: list[str]) -> None:
    """Proves it on 100 t of mud: 5 - 4.5 s <= limit gives s = 0.2 by practice, 1/3 by EU, 2/3 by CN.

    That is 25, 50 and 200 t of sand.     Without it the answer would be 200 t everywhere.
    """
    answer = world(**HERE).solve(f"regimes={regimes}")
    assert answer.bought("works", "sand") == pytest.approx(sand)
    assert answer.cost == pytest.approx(1000 + 20 * sand)
    assert answer.plan.quality["standard"].tolist() == standards


def test_a_park_names_its_own_regimes(world: Any) -> None:
    """Proves that regimes in park.toml take the place of those of base.toml; without it the answer would be 200 t."""
    import dataclasses

    here = world(**HERE, settings={"regimes": ["CN"]})
    assert here.solve().bought("works", "sand") == pytest.approx(200)
    there = dataclasses.replace(here.park, settings={"regimes": ["EU"]})
    assert here.model.at(there).settings.regimes == ("EU",)


def test_a_standard_elsewhere_asks_for_no_analysis(world: Any) -> None:
    """Proves that a mud of unknown soda flows where no standard asks for it; without it 0 t would be used."""
    unknown = HERE | {"compositions": "material,property,value\nsand,Na2O,0.5"}
    unknown["standards"] = (
        "standard,processes,property,sense,limit,regime\ncn,making,Na2O,<=,2,CN\neu,making,CaO,<=,9,EU"
    )
    unknown["compositions"] += "\nmud,CaO,5\nsand,CaO,1"
    assert world(**unknown).solve('regimes=["EU"]').used == pytest.approx(100)
    assert world(**unknown).solve('regimes=["CN"]').used == pytest.approx(0)


def test_an_unknown_regime_is_a_fault(world: Any) -> None:
    """Proves that the fault names the setting, the word and the known ones; without it every limit would be dropped."""
    with pytest.raises(DataError) as found:
        world(**HERE).solve('regimes=["Eu"]')
    text = str(found.value)
    assert all(part in text for part in ("regimes", "names Eu", "CN, EU"))
