"""The limit ``caps``: most or least of any ledger, at any scope, of one family or of all."""

from __future__ import annotations

from typing import Any

import pytest

#: Three senders at one place: A 100 t, D 50 t, E 30 t; used at B (10 km) or dumped at C (20 km).
SENDERS = {
    "plants": "plant,km,owner,zone,province\nA,0,Alu,north,Guangxi\nD,0,Alu,south,Guangdong\n"
    "E,0,Other,north,Guangdong\nB,10,Brick,east,Hunan\nC,20,City,west,Hunan",
    "offers": "plant,material,amount_t\nA,mud,100\nD,mud,50\nE,mud,30",
}


def _caps(*rows: str) -> str:
    return "\n".join(["scope,name,ledger,family,sense,amount", *rows])


class TestCaps:
    """180 t of mud that would all be used."""

    @pytest.mark.parametrize(
        ("scope", "name", "used"),
        [
            ("plant", "A", 60 + 50 + 30),
            ("owner", "Alu", 60 + 30),
            ("zone", "north", 60 + 50),
            ("province", "Guangdong", 60 + 100),
            ("park", "", 60),
            ("plant", "B", 180),
        ],
    )
    def test_scope(self, world: Any, scope: str, name: str, used: float) -> None:
        """Proves that 60 t of use are booked to the sender's plant, owner, zone, province and the park.

        A and D are Alu's, A and E north, D and E in Guangdong. Without it the answer would be 180 (as for the cap on
        the works' own plant, which sends nothing and whose row has no terms).
        """
        answer = world(**SENDERS, caps=_caps(f"{scope},{name},used_t,,<=,60")).solve()
        assert answer.used == pytest.approx(used)
        assert answer.ledger("disposed_t") == pytest.approx(180 - used)
        row = answer.plan.limits.iloc[0]
        assert row["value"] == pytest.approx(0 if name == "B" else 60)
        assert row["margin"] == pytest.approx(60 if name == "B" else 0, abs=1e-6)

    def test_family(self, world: Any) -> None:
        """Proves that a cap on red mud leaves ash alone: used 60 + 40 = 100; without a family 60 in all.

        Without it the answer would be 140 or 60.
        """
        tables = {
            "offers": "plant,material,amount_t\nA,mud,100\nA,ash,40",
            "recipes": "process,input\nmaking,red_mud\nmaking,fly_ash\ndump,red_mud\ndump,fly_ash",
        }
        assert world(**tables, caps=_caps("park,,used_t,red_mud,<=,60")).solve().used == pytest.approx(100)
        assert world(**tables, caps=_caps("park,,used_t,,<=,60")).solve().used == pytest.approx(60)

    def test_at_least(self, world: Any) -> None:
        """Proves that at least 25 t must be dumped: used 75, cost 75 x 10 + 25 x 70 = 2500.

        Without it the answer would be used 100 at 1000.
        """
        answer = world(caps=_caps("park,,disposed_t,,>=,25")).solve()
        assert answer.used == pytest.approx(75)
        assert answer.cost == pytest.approx(2500)

    def test_several_caps_at_once(self, world: Any) -> None:
        """Proves that 60 t for the park and exactly 10 t for A hold together: A gives 10, D and E 50 of their 80.

        Without it the answer would be 90 (only A's cap) or more than 10 from A (only the park's).
        """
        caps = _caps("park,,used_t,,<=,60", "plant,A,used_t,,<=,10", "plant,A,used_t,,>=,10")
        answer = world(**SENDERS, caps=caps).solve()
        assert answer.used == pytest.approx(60)
        assert answer.ledger("used_t", scope="plant", name="A") == pytest.approx(10)

    def test_ledger_of_transport(self, world: Any) -> None:
        """Proves that 50 kg of CO2 at 0.1 kg/t-km are 500 t-km, 50 t over 10 km: used 50, 50 t stay.

        Without it the answer would be used 100 with 100 kg.
        """
        answer = world(
            offers="plant,material,amount_t,must_place\nA,mud,100,no", caps=_caps("park,,co2_kg,,<=,50")
        ).solve()
        assert answer.used == pytest.approx(50)
        assert answer.ledger("co2_kg") == pytest.approx(50)

    def test_cap_on_cost(self, world: Any) -> None:
        """Proves that a budget of 300 CNY uses 30 t at 10 CNY: used 30.

        Without it the answer would be used 100 at 1000.
        """
        answer = world(
            offers="plant,material,amount_t,must_place\nA,mud,100,no", caps=_caps("owner,Alu,cost_cny,,<=,300")
        ).solve()
        assert answer.used == pytest.approx(30)

    def test_cap_on_what_is_given(self, world: Any) -> None:
        """Proves that a cap of 100 t on arisings of 100 t, a row without variables, is kept and says margin 0.

        Without it the answer would be an error about a row without terms.
        """
        answer = world(caps=_caps("park,,arising_t,,<=,100")).solve()
        assert answer.used == pytest.approx(100)
        assert answer.plan.limits["margin"].tolist() == pytest.approx([0], abs=1e-6)

    def test_limit_off(self, world: Any) -> None:
        """Proves that a scenario may leave caps out: used 180.

        Without it the answer would be 60.
        """
        here = world(**SENDERS, caps=_caps("park,,used_t,,<=,60"), settings={"limits": ["capacity"]})
        assert here.solve().used == pytest.approx(180)
