"""Cells of the model tables that a scenario or ``--set`` overrides."""

from __future__ import annotations

from typing import Any

import pytest

from symbiosis.errors import DataError

BRICKS = {
    "recipes": "process,input,min_share,max_share,per\nmaking,red_mud,,0.5,\nmaking,sand,,,\n"
    "making,fly_ash,,0.2,red_mud\ndump,red_mud,,,",
    "prices": "material,side,price_cny_t\nsand,buy,20\nsand,sell,9",
    "compositions": "material,property,value\nmud,Na2O,5",
    "rules": "rule,gate,material,value,preferred\nnear,reach,mud,300,",
}


def _faults(here: Any, *assignments: str) -> str:
    with pytest.raises(DataError) as caught:
        here.under(*assignments)
    return str(caught.value)


class TestCells:
    """100 t of mud with as much sand at 20 CNY/t: 1000 + 2000 = 3000."""

    @pytest.mark.parametrize(
        ("assignment", "cost"),
        [
            ("modes.truck.cost_cny_tkm=2", 4000),
            ("modes.truck.cost_cny_tkm=0.5", 2500),
            ("transport.truck.cost_cny_tkm=2", 4000),
            ("prices.sand.buy.price_cny_t=30", 4000),
            ("recipes.making.red_mud.max_share=0.8", 1500),
            ("processes.making.opex_cny_t=1", 3200),
            ("modes.truck.loss_pct=10", 2800),
            ("rules.near.value=5", None),
            ('processes.making.status="pilot"', None),
        ],
    )
    def test_cell_changes_the_plan(self, world: Any, assignment: str, cost: float | None) -> None:
        """Proves each override by its cost; where the works are closed the mud is dumped for 100 x 70 = 7000.

        Rule "near" at 5 km holds mud back everywhere, so there it may stay for 0. Without it the answer would be 3000.
        """
        here = world(**BRICKS, offers="plant,material,amount_t,must_place\nA,mud,100,no")
        assert here.solve().cost == pytest.approx(3000)
        assert here.solve(assignment).cost == pytest.approx(0 if cost is None else cost)

    @pytest.mark.parametrize(
        ("assignment", "table", "key", "column", "value"),
        [
            ("recipes.making.fly_ash.red_mud.max_share=0.3", "recipes", ("making", "fly_ash"), "max_share", 0.3),
            ("compositions.mud.Na2O.value=4", "compositions", ("mud", "Na2O"), "value", 4),
            ("prices.sand.sell.price_cny_t=8", "prices", ("sand", "sell"), "price_cny_t", 8),
            ('modes.truck.forms=["cake", "slurry"]', "modes", ("truck",), "forms", ("cake", "slurry")),
            ("materials.mud.form=slurry", "materials", ("mud",), "form", "slurry"),
            ("standards.soda.limit=3", "standards", ("soda",), "limit", 3),
            ("standards.soda.ignited=true", "standards", ("soda",), "ignited", True),
        ],
    )
    def test_cell_by_its_key(
        self, world: Any, assignment: str, table: str, key: tuple[str, ...], column: str, value: object
    ) -> None:
        """Proves that composite keys, lists, words and yes/no land in one cell and in no other.

        Without it the answer would be another row of the same table.
        """
        here = world(**BRICKS, standards="standard,processes,property,sense,limit\nsoda,making,Na2O,<=,5")
        before, after = here.model.tables[table], here.under(assignment).tables[table]
        changed = [
            (row, name)
            for row in before.index
            for name in before.columns
            if not (before.at[row, name] == after.at[row, name] or before.at[row, name] != before.at[row, name])
        ]
        assert [name for _, name in changed] == [column]
        row = after.loc[changed[0][0]]
        assert all(part in tuple(row.astype(object)) for part in key)
        assert row[column] == value
        assert before is here.model.tables[table]

    def test_blank_number_can_be_set(self, world: Any) -> None:
        """Proves that a limit can be put where the table has none: a truck of at most 8 km leaves the mud where it is.

        Without it the answer would be used 100.
        """
        here = world(offers="plant,material,amount_t,must_place\nA,mud,100,no")
        assert here.solve("modes.truck.max_km=8").used == 0

    @pytest.mark.parametrize(
        ("assignment", "words"),
        [
            ("modes.trck.max_km=3", ["modes.trck.max_km", "no row trck", "did you mean truck"]),
            ("transport.trck.max_km=3", ["modes", "no row trck", "did you mean truck"]),
            ("recipes.making.red_mut.max_share=0.3", ["no row making.red_mut", "did you mean making.red_mud"]),
            ("prices.sand.price_cny_t=3", ["no row sand", "sand.buy"]),
            ("modes.truck.speed=3", ["no column speed", "cost_cny_tkm"]),
            ("modes.truck.mode=3", ["no column mode that can be set"]),
            ("modes.truck.cost_cny_tkm=cheap", ["'cheap'", "number"]),
            ("modes.truck.cost_cny_tkm=true", ["True", "number"]),
            ("modes.truck.cost_cny_tkm=nan", ["nan", "number"]),
            ("modes.truck.cost_cny_tkm=inf", ["inf", "number"]),
            ("modes.truck.cost_cny_tkm=-1", ["-1", "at least 0"]),
            ("modes.truck.loss_pct=100", ["100", "0", "99"]),
            ("modes.truck.forms=jelly", ["jelly", "cake"]),
            ("materials.mud.form=jelly", ["'jelly'", "cake"]),
            ("processes.making.status=3", ["3", "pilot"]),
            ("modes=3", ["modes", "names neither a row", "modes.mode.COLUMN=VALUE"]),
            ("modes.truck=3", ["modes.truck", "or only one of the two", "modes.mode.COLUMN=VALUE"]),
        ],
    )
    def test_refused(self, world: Any, assignment: str, words: list[str]) -> None:
        """Proves that the cell, the value and what would be right are named.

        Without it the answer would be 3000, the override unheard.
        """
        message = _faults(world(**BRICKS), assignment)
        assert all(word in message for word in words), message

    @pytest.mark.parametrize(
        ("assignment", "word"),
        [
            ("modes.truck.forms=['cak']", "cak"),
            ("materials.mud.family=nowhere", "nowhere"),
            ("recipes.making.red_mud.min_share=0.9", "0.9"),
            ("recipes.making.red_mud.max_share=1.5", "1.5"),
            ("compositions.mud.Na2O.value=140", "140"),
        ],
    )
    def test_changed_tables_are_checked_as_a_whole(self, world: Any, assignment: str, word: str) -> None:
        """Proves that what no reader would take from a file is not taken from a scenario: unknown names, min over max.

        Without it the answer would be a plan on tables that contradict themselves.
        """
        assert word in _faults(world(**BRICKS), assignment)


class TestAlias:
    """``transport.<mode>`` is another way to write ``modes.<mode>``; the later layer wins either way."""

    def test_both_ways_in_one_layer(self, world: Any) -> None:
        """Proves that a fixed 5 written one way and a rate of 2 written the other both hold: 100 x (5 + 20) = 2500.

        Without it the answer would be 2000 or 1500, one of them lost.
        """
        answer = world().solve("modes.truck.fixed_cny_t=5", "transport.truck.cost_cny_tkm=2")
        assert answer.cost == pytest.approx(2500)
        answer = world().solve("transport.truck.cost_cny_tkm=2", "modes.truck.fixed_cny_t=5")
        assert answer.cost == pytest.approx(2500)

    @pytest.mark.parametrize(("file", "said"), [("modes", "transport"), ("transport", "modes")])
    def test_the_last_word_wins(self, world: Any, file: str, said: str) -> None:
        """Proves that --set at 2 CNY beats the file at 9 CNY however each is written: 2000.

        Without it the answer would be 9000, with --set unheard.
        """
        truck = {"truck": {"cost_cny_tkm": 9}}
        settings = {"modes": truck} if file == "modes" else {"transport": {"circuity": 1.0} | truck}
        here = world(settings=settings)
        assert here.solve().cost == pytest.approx(9000)
        assert here.solve(f"{said}.truck.cost_cny_tkm=2").cost == pytest.approx(2000)
