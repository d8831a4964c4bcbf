"""The limit ``shares``: most that one source may give of what is taken in."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from symbiosis.errors import DataError
from symbiosis.plan.audit_balances import lots_of
from symbiosis.plan.audit_book import Book
from symbiosis.plan.audit_facts import Facts
from symbiosis.plan.audit_flows import recomputed_flows
from symbiosis.plan.audit_shares import check_shares

LIMITS = ["capacity", "links", "standards", "caps", "targets", "shares"]
#: A has 100 t of mud and D 30 t of old mud; the works are at B and E, the tip at C.
TABLES = {
    "plants": "plant,km,owner,zone,province\nA,0,Alu,north,Guangxi\nB,10,Brick,north,Guangxi\nC,20,City,south,Guangxi\n"
    "D,0,Dig,south,Guangxi\nE,10,Brick,south,Hunan",
    "offers": "plant,material,amount_t\nA,mud,100\nD,old_mud,30",
}


def _share(world: Any, share: dict[str, Any], **more: Any) -> Any:
    share = {"name": "mix", "of": "red_mud", "by": "plant"} | share
    return world(**(TABLES | more), settings={"limits": LIMITS, "shares": [share]})


def _faults(plan: Any, share: dict[str, Any] | None = None) -> list[str]:
    """Return what the audit's own check of shares finds, under other shares if some are given."""
    facts = Facts(plan)
    lots = lots_of(plan, recomputed_flows(plan, facts), facts)
    if share:
        share = {"name": "mix", "of": "red_mud", "by": "plant", "scope": "facility"} | share
        facts.settings = SimpleNamespace(limits=LIMITS, shares=(SimpleNamespace(**share),))
    book = Book(1e-6, 100.0)
    check_shares(book, lots, facts)
    return book.findings


class TestShares:
    """Freight is 10 CNY/t to the works; all that is not used goes to the tip."""

    def test_one_sender(self, world: Any) -> None:
        """Proves that A may give at most 75 % beside the 30 t of D: x <= 0.75 (x + 30), x = 90, used 120.

        D gives 25 %. Without it the answer would be 130.
        """
        answer = _share(world, {"most": 0.75}).solve()
        assert answer.sent("A|mud", "works") == pytest.approx(90)
        assert answer.used == pytest.approx(120)
        assert _faults(answer.plan) == []

    def test_nobody_gives_all(self, world: Any) -> None:
        """Proves that a single sender cannot be half of what comes in: nothing is used. Without it 100 t would be."""
        offers = "plant,material,amount_t\nA,mud,100"
        assert _share(world, {"most": 0.5}, offers=offers).solve().used == pytest.approx(0)

    def test_disposal_is_free(self, world: Any) -> None:
        """Proves that only what uses is bound: the tip takes all 100 t of A alone."""
        offers = "plant,material,amount_t\nA,mud,100"
        answer = _share(world, {"most": 0.5}, offers=offers).solve()
        assert answer.sent("A|mud", "tip") == pytest.approx(100)

    def test_owners_add_up(self, world: Any) -> None:
        """Proves that all plants of an owner are one source: with D owned by Alu too, nothing comes in below 100 %.

        By plant the answer would be 120.
        """
        plants = TABLES["plants"].replace("D,0,Dig", "D,0,Alu")
        assert _share(world, {"most": 0.75, "by": "owner"}, plants=plants).solve().used == pytest.approx(0)
        assert _share(world, {"most": 0.75}, plants=plants).solve().used == pytest.approx(120)

    def test_by_material(self, world: Any) -> None:
        """Proves that kinds of one family are sources: mud at most 60 % beside 30 t of old mud, x = 45, used 75."""
        answer = _share(world, {"most": 0.6, "by": "material"}).solve()
        assert answer.sent("A|mud", "works") == pytest.approx(45)
        assert _faults(answer.plan) == []

    def test_what_is_bought_in_widens_the_whole(self, world: Any) -> None:
        """Proves that bought mud counts in the whole and comes from no plant: 100 <= 0.5 (100 + x), x = 100 bought.

        Used tonnes are those of A; the cost is 100 x 10 of freight and 100 x 3 of bought mud.
        """
        answer = _share(
            world,
            {"most": 0.5},
            offers="plant,material,amount_t\nA,mud,100",
            prices="material,side,price_cny_t\nold_mud,buy,3",
        ).solve()
        assert answer.bought("works", "old_mud") == pytest.approx(100)
        assert answer.cost == pytest.approx(1300)
        assert _faults(answer.plan) == []

    def test_park_and_facility(self, world: Any) -> None:
        """Proves the two scopes: D may send to a second works E only, over the park A may still give 75 %.

        At each facility apart B would hear from A alone and take nothing in.
        """
        more = {
            "facilities": "facility,plant,process\nworks,B,making\nnew,E,making\ntip,C,dump",
            "links": "from,to,mode,allowed\nA,E,truck,no\nD,B,truck,no",
        }
        park = _share(world, {"most": 0.75, "scope": "park"}, **more).solve()
        assert park.sent("A|mud", "works") == pytest.approx(90)
        assert park.used == pytest.approx(120)
        assert _faults(park.plan) == []
        assert _share(world, {"most": 0.75}, **more).solve().used == pytest.approx(0)

    def test_tighter_never_uses_more(self, world: Any) -> None:
        """Proves that use falls with the share: 30 + 30 s / (1 - s), at most 130, and 0 where D would be above it."""
        used = [_share(world, {"most": most}).solve().used for most in (1.0, 0.7, 0.6, 0.5, 0.4)]
        assert used == pytest.approx([130, 100, 75, 60, 0])

    def test_the_audit_counts_for_itself(self, world: Any) -> None:
        """Proves that the audit's check finds the share that a plan made without the limit breaks, and names it."""
        plan = world(**TABLES).solve().plan
        (fault,) = _faults(plan, {"most": 0.75})
        assert fault.startswith("share mix: A gives 100 t of 130 t of red_mud taken in at works")
        assert len(_faults(plan, {"most": 0.6, "by": "material"})) == 1
        assert _faults(plan, {"most": 0.77}) == []

    def test_an_unknown_word(self, world: Any) -> None:
        """Proves that a share of nothing known is a fault that names the share."""
        mine = _share(world, {"most": 0.5, "of": "mudd"})
        with pytest.raises(DataError, match="share 'mix', of: 'mudd' is not known"):
            mine.solve()
