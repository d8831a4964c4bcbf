"""Prices: what one more of something is worth, worked out on paper and met by a run of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import symbiosis
from symbiosis.explain import prices
from symbiosis.explain.words import price_words

ROOT = Path(__file__).resolve().parents[2]

WORKS = "facility,plant,process,capacity_t_a\nworks,B,making,{}\ntip,C,dump,"


def price_of(here: Any, objective: str, kind: str, place: str, item: str = "", *assignments: str) -> pd.Series[Any]:
    """Return the one row of the table of prices."""
    table = prices(symbiosis.formulate(here.park, here.under(*assignments)))
    rows = table[(table["objective"] == objective) & (table["kind"] == kind) & (table["place"] == place)]
    rows = rows[(rows["item"] == item) | (item == "")]
    assert len(rows) == 1, table.to_string()
    return rows.iloc[0]


class TestCapacity:
    """Works of 60 t/a, 100 t of mud: the works are 10 km off, the tip 20 km and 50 CNY/t."""

    def test_a_tonne_is_a_tonne(self, world: Any) -> None:
        """Proves that one more tonne of capacity is one more tonne used, from 0 t/a up to the 100 t/a that there are.

        Without it the answer would be no price, or one without an end.
        """
        row = price_of(world(facilities=WORKS.format(60)), "used_t", "capacity", "works")
        assert row["price"] == pytest.approx(1.0)
        assert (row["low"], row["high"]) == pytest.approx((0.0, 100.0), abs=1e-6)
        assert row["basis"] == "price"

    def test_new_run_saves_the_tip(self, world: Any) -> None:
        """Proves that a new run with one more tonne pays 10 CNY/t for the works and saves 70 CNY/t at the tip: -60.

        Without it the answer would be the 10 alone, or nothing, as the use is held.
        """
        table = prices(symbiosis.formulate(*_of(world(facilities=WORKS.format(60), settings=_slack(0.5)))))
        row = table[(table["objective"] == "cost_cny") & (table["kind"] == "capacity")].iloc[0]
        assert row["price"] == pytest.approx(-60.0)
        assert row["new_run"] == pytest.approx(-60.0)

    def test_nothing_binds(self, world: Any) -> None:
        """Proves that a capacity of 500 t/a for 100 t has no price.

        Without it the answer would be a row for every number of the park.
        """
        table = prices(symbiosis.formulate(*_of(world(facilities=WORKS.format(500)))))
        assert "capacity" not in set(table["kind"])

    def test_least_load(self, world: Any) -> None:
        """Proves that a tip that must run at 30 t/a costs a tonne of use for each tonne: -1 for one more, from 0 up.

        Without it the answer would be silence about the rule that takes the tonnes.
        """
        facilities = "facility,plant,process,capacity_t_a,min_t_a\nworks,B,making,,\ntip,C,dump,,30"
        row = price_of(world(facilities=facilities), "used_t", "least_load", "tip")
        assert row["price"] == pytest.approx(-1.0)
        assert row["step"] == -1.0
        assert row["worth"] == pytest.approx(1.0)


def _of(here: Any) -> tuple[Any, Any]:
    return here.park, here.model


def _slack(part: float) -> dict[str, Any]:
    first = {"ledger": "used_t", "sense": "max", "slack": part}
    return {"objectives": [first, {"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}]}


class TestOthers:
    """Caps, targets, standards, shares, connections, offers."""

    def test_cap(self, world: Any) -> None:
        """Proves that 50 kg of CO2 at 0.1 kg/t-km over 10 km use 50 t: a kg more is a tonne more, 1 % is 0.5 t.

        Without it the answer would be a cap that nobody can argue about.
        """
        here = world(
            offers="plant,material,amount_t,must_place\nA,mud,100,no",
            caps="scope,name,ledger,sense,amount\npark,,co2_kg,<=,50",
        )
        row = price_of(here, "used_t", "cap", "park", "co2_kg")
        assert row["price"] == pytest.approx(1.0)
        assert row["worth"] == row["worth_1pct"] == pytest.approx(0.5)
        assert "cap of park co2_kg (50 t) looser by 1 % (+0.5 t): +0.5 t" in price_words(row).en
        assert "放宽 1 %（+0.5 t）" in price_words(row).zh
        assert (row["low"], row["high"]) == pytest.approx((0.0, 100.0), abs=1e-6)

    def test_target(self, world: Any) -> None:
        """Proves that a target of 80 % for least cost of 0 km tip and dear works costs 0.01 x 100 t x the difference.

        The tip of plant C costs 70 CNY/t, works at 100 CNY/t of running cost 110: a point of the rate costs 40 CNY.
        Without it the answer would be a target without a price.
        """
        goals = [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}]
        rate = {"name": "rate", "ledger": "used_t", "over": "arising_t", "value": 0.8}
        here = world(
            processes="process,fate,status,opex_cny_t\nmaking,use,industrial,100\ndump,disposal,industrial,50",
            settings={"objectives": goals, "targets": [rate]},
        )
        row = price_of(here, "cost_cny", "target", "park", "rate")
        assert row["worth"] == pytest.approx(-40.0)
        assert (row["low"], row["high"]) == pytest.approx((0.0, 1.0), abs=1e-6)

    def test_standard(self, world: Any) -> None:
        """Proves the price of Na2O <= 2 % on a blend of 4 % mud and clean sand, 100 t/a: mud may be limit / 4.

        One point more is 25 t more mud; a limit looser by 0.1 is worth 2.5 t, up to 4 % where all is mud.
        Without it the answer would be a price per row of a matrix that nobody can read.
        """
        row = price_of(_blended(world), "used_t", "standard", "works", "soda")
        assert row["price"] == pytest.approx(25.0)
        assert row["worth"] == pytest.approx(2.5)
        assert row["unit"] == "%"

    def test_standard_everywhere(self, world: Any) -> None:
        """Proves that one limit at two works of 100 t/a is worth twice 2.5 t when it is looser by 0.1 at both.

        Without it the answer would be a price a facility, and nobody would add them up.
        """
        here = _blended(world, facilities=TWO, plants="plant,km\nA,0\nB,10\nC,20\nD,15", amount=1000)
        row = price_of(here, "used_t", "standard_everywhere", "everywhere", "soda")
        assert row["worth"] == pytest.approx(5.0)
        assert row["basis"] == "price"
        assert price_words(row).en.startswith("standard soda at every facility (2 %) +0.1 %: +5 t")
        assert "标准限值 soda（全部设施）" in price_words(row).zh

    def test_standard_meets_its_run(self, world: Any) -> None:
        """Proves that the run with the limit at 2.1 % uses what the price says, 52.5 t for 50 t.

        Without it the answer would be a price that no run bears out.
        """
        row = price_of(_blended(world), "used_t", "standard", "works", "soda")
        now, then = (_blended(world, limit).solve().used for limit in (2.0, 2.1))
        assert then - now == pytest.approx(row["worth"])

    def test_share(self, world: Any) -> None:
        """Proves that mud of at most 30 % of 100 t/a gives 30 t, and a point more of the share one tonne more.

        Without it the answer would be a recipe that cannot be talked about.
        """
        here = world(
            recipes="process,input,max_share\nmaking,red_mud,0.3\nmaking,sand,\ndump,red_mud,\ndump,fly_ash,",
            prices="material,side,price_cny_t\nsand,buy,1",
            facilities=WORKS.format(100),
        )
        row = price_of(here, "used_t", "most_share", "works", "red_mud")
        assert row["worth"] == pytest.approx(1.0)
        assert row["high"] == pytest.approx(1.0)

    def test_connection(self, world: Any) -> None:
        """Proves that a listed connection of 40 t/a carries a tonne more of use for each tonne of its capacity.

        Without it the answer would be the works' capacity, which does not bind.
        """
        here = world(links="from,to,mode,capacity_t_a\nA,works,truck,40")
        assert price_of(here, "used_t", "connection", "A -> works")["price"] == pytest.approx(1.0)

    def test_offer(self, world: Any) -> None:
        """Proves that a tonne more of mud is a tonne more used, and costs 10 CNY to carry when all may be used.

        Without it the answer would be no price of a waste, which a settlement needs.
        """
        row = price_of(world(), "used_t", "offer", "A", "mud")
        assert row["price"] == pytest.approx(1.0)
        assert row["new_run"] == pytest.approx(1.0)


TWO = "facility,plant,process,capacity_t_a\nworks,B,making,100\nmore,D,making,100\ntip,C,dump,"


def _blended(world: Any, limit: float = 2.0, amount: float = 100, **more: str) -> Any:
    tables = {"facilities": WORKS.format(100)} | more
    return world(
        offers=f"plant,material,amount_t\nA,mud,{amount}",
        **tables,
        standards=f"standard,processes,property,sense,limit,on\nsoda,making,Na2O,<=,{limit},feed",
        compositions="material,property,value\nmud,Na2O,4\nsand,Na2O,0",
        recipes="process,input\nmaking,red_mud\nmaking,sand\ndump,red_mud\ndump,fly_ash",
        prices="material,side,price_cny_t\nsand,buy,1",
    )


class TestSmallSteps:
    """A price times a small step is what a run of its own comes to: up and down within the range, not beyond it."""

    @pytest.mark.parametrize("step", [-20.0, 20.0, 39.0])
    def test_capacity(self, world: Any, step: float) -> None:
        """Proves that works of 60 t/a moved by -20, +20 and +39 t/a use as many tonnes less or more of 100 t.

        Without it the price would be a number that no run bears out.
        """
        row = price_of(world(facilities=WORKS.format(60)), "used_t", "capacity", "works")
        assert row["low"] <= 60 + step <= row["high"]
        moved = world(facilities=WORKS.format(60 + step)).solve()
        assert moved.used - 60.0 == pytest.approx(row["price"] * step)

    def test_beyond_the_range(self, world: Any) -> None:
        """Proves that 50 t/a more than the 60 are worth the 40 t up to the end of the range, 100 t/a, and no more.

        Without it the range would say nothing.
        """
        row = price_of(world(facilities=WORKS.format(60)), "used_t", "capacity", "works")
        gained = world(facilities=WORKS.format(110)).solve().used - 60.0
        assert gained == pytest.approx(row["price"] * (row["high"] - row["now"])) == pytest.approx(40.0)

    @pytest.mark.parametrize("limit", [1.6, 2.4])
    def test_standard(self, world: Any, limit: float) -> None:
        """Proves that Na2O at most 1.6 % and 2.4 % use 40 t and 60 t, the price of 2 % times 0.4 either way.

        Without it a price of a coefficient would hold for the step that was tried, and for no other.
        """
        row = price_of(_blended(world), "used_t", "standard", "works", "soda")
        assert _blended(world, limit).solve().used - 50.0 == pytest.approx(row["price"] * (limit - 2.0))


class TestShapes:
    """Several years, decisions, the shipped park."""

    def test_two_years(self, world: Any) -> None:
        """Proves that a tonne of capacity in a year that stands for ten is worth ten tonnes, and names its year.

        Works of 60 t/a, 100 t of mud in 2025 and 2035. Without it both years would read alike.
        """
        years = {"horizon": {"years": [2025, 2035], "last_a": 1, "discount_rate": 0.05, "base_year": 2025}}
        here = world(facilities=WORKS.format(60), settings=years)
        table = prices(symbiosis.formulate(here.park, here.model))
        rows = table[(table["objective"] == "used_t") & (table["kind"] == "capacity")].set_index("year")
        assert rows["price"].to_dict() == pytest.approx({2025: 10.0, 2035: 1.0})
        words = price_words(rows.reset_index().iloc[0], dated=True)
        assert "capacity of works in 2025 (60 t/a)" in words.en
        assert "产能 2025 年 works" in words.zh

    def test_decisions_are_fixed(self, world: Any) -> None:
        """Proves that a line of at most 80 t/a is built for 100 t, and that the price of the mud is that of the tip.

        The line is full, so one more tonne goes 20 km to the tip: 70 CNY, its size as decided.
        Without it the answer would be no price where anything is to be decided.
        """
        facilities = (
            "facility,plant,process,status,min_size_t_a,max_size_t_a,capex_cny\n"
            "tip,C,dump,existing,,,\nline,B,making,candidate,0,80,1000"
        )
        here = world(
            facilities=facilities,
            processes="process,fate,status,opex_cny_t,life_a\nmaking,use,industrial,0,10\ndump,disposal,industrial,50,",
            settings={
                "objectives": [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}],
                "horizon": {"discount_rate": 0.0},
            },
            add_ledgers="ledger,unit\ncapex_cny,CNY\nbuilt_t_a,t",
        )
        row = price_of(here, "cost_cny", "offer", "A", "mud")
        assert row["price"] == pytest.approx(70.0)

    def test_tiny(self) -> None:
        """Proves the figures of parks/tiny/SOURCES.md: a tonne of road base is 0.4 t used and saves 3.96 CNY.

        Without it the answer would differ from the one worked with a pencil.
        """
        formulation = symbiosis.formulate(
            symbiosis.read_park(ROOT / "parks/tiny"), symbiosis.read_model(ROOT / "models")
        )
        table = prices(formulation).set_index(["objective", "kind", "place", "item"])
        assert table.loc[("used_t", "capacity", "R-base", ""), "price"] == pytest.approx(0.4)
        assert table.loc[("cost_cny", "capacity", "R-base", ""), "price"] == pytest.approx(-3.96, abs=0.005)
        assert table.loc[("used_t", "most_share", "R-base", "red_mud"), "worth"] == pytest.approx(500)
