"""Molten metal or ingots: the two published cost stacks, the break-even that the solver finds, and where it must end.

Melter A holds 1000 t of ADC12 at 20,000 CNY/t; die caster B takes it molten, or as ingots that A casts and B remelts.
The published comparison counts neither the casting of the ingots nor their way (a delivered price), so the park
contracts both at 0 CNY/t; ``_shipped`` leaves them at what the model says.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

PLANTS = "plant,km,coord_precision\nA,0,plant\nB,{km},{precision}"
OFFERS = "plant,material,amount_t,kind,price_cny_t,must_place\nA,al_molten,1000,purchase,20000,yes"
FACILITIES = "facility,plant,process,opex_cny_t\ncasting,A,ingot_cast,{}\nremelt,B,die_remelt,\ndirect,B,die_molten,"
DELIVERED = "from,to,mode,material,cost_cny_t,km\nA,B,truck_flat,al_ingot_adc12,0,\nA,A,onsite,al_molten,0,"
MEASURED = DELIVERED + "\nA,B,truck_molten,,,{}"
#: B is the only customer: A sells nothing at its own gate.
CAPS = "scope,name,ledger,sense,amount\nplant,A,sold_t,<=,0"
Make = Callable[..., Any]


def _park(place: Make, km: float, precision: str = "plant", links: str = DELIVERED, casting: str = "0") -> Any:
    plants = PLANTS.format(km=km, precision=precision)
    return place(plants=plants, offers=OFFERS, facilities=FACILITIES.format(casting), links=links, caps=CAPS)


def _shipped(place: Make, km: float) -> Any:
    return _park(place, km, links="from,to,mode", casting="")


def _molten(plan: Any) -> float:
    return float(plan.flows.loc[plan.flows["mode"] == "truck_molten", "dry_t"].sum())


def _stack(plan: Any, ledger: Make) -> dict[str, Any]:
    """Return CNY per tonne of alloy by kind; the burn is what was paid for and not sold."""
    kinds = set(plan.ledgers.loc[plan.ledgers["ledger"] == "cost_cny", "kind"])
    parts = {kind: ledger(plan, "cost_cny", kind) / 1000 for kind in kinds}
    parts["burn"] = parts.pop("offer") + parts.pop("sale")
    return {kind: pytest.approx(amount) for kind, amount in parts.items() if abs(amount) > 1e-6}


class TestStacks:
    """What a tonne of alloy costs the die caster, as the tool's own cost ledger books it."""

    def test_molten_at_30_km(self, place: Make, ledger: Make) -> None:
        """Proves 70 + 50 + (200 + 150) + 100 + 30 = 600 CNY/t at 30 km, each part where the table prints it.

        Without it the answer would be a sum that fits by chance.
        """
        plan = _park(place, 30).solve()
        assert _molten(plan) == pytest.approx(1000)
        assert _stack(plan, ledger) == {
            "holding": 70, "molten-metal equipment": 50, "burn": 200, "freight": 150, "special vehicles": 100,
            "sundries": 30,
        }  # fmt: skip
        assert ledger(plan, "cost_cny") == pytest.approx(600e3)
        assert ledger(plan, "lost_t") == pytest.approx(10)

    def test_ingots(self, place: Make, ledger: Make) -> None:
        """Proves 400 + 50 + 400 + 50 + 30 = 930 CNY/t for ingots, whatever the distance: here 200 km.

        Without it the answer would be a stack without the 2 % that burns when ingots are melted again.
        """
        plan = _park(place, 200).solve()
        assert _molten(plan) == 0
        assert _stack(plan, ledger) == {
            "remelting energy": 400, "melting depreciation": 50, "burn": 400, "labour": 50, "sundries": 30,
        }  # fmt: skip
        assert ledger(plan, "cost_cny") == pytest.approx(930e3)

    @pytest.mark.parametrize(("km", "cost"), [(50, 660), (100, 810), (139, 927)])
    def test_molten_further_on(self, place: Make, ledger: Make, km: float, cost: float) -> None:
        """Proves 660 CNY/t at 50 km and 810 at 100, and 927 just before the switch.

        Without it the answer would be a tariff that fits only at 30 km.
        """
        plan = _park(place, km).solve()
        assert _molten(plan) == pytest.approx(1000)
        assert ledger(plan, "cost_cny") == pytest.approx(cost * 1000)


class TestBreakEven:
    """Where the solver changes from molten to ingots."""

    def test_130_and_150_km(self, place: Make, ledger: Make) -> None:
        """Proves that all goes molten at 130 km (900 CNY/t) and as ingots at 150 km (930, where molten would be 960).

        Without it the answer would be one way of supply at both.
        """
        near, far = _park(place, 130).solve(), _park(place, 150).solve()
        assert _molten(near) == pytest.approx(1000)
        assert ledger(near, "cost_cny") == pytest.approx(900e3)
        assert _molten(far) == 0
        assert ledger(far, "cost_cny") == pytest.approx(930e3)
        assert set(far.flows["mode"]) == {"onsite", "truck_flat"}

    def test_the_switch_is_at_140_km(self, place: Make) -> None:
        """Proves, by halving 130-150 km down to 0.4 km, that the switch is at 140 km: 250 + 200 + 60 + 3 d = 930.

        Without it the answer would be a break-even put in by hand.
        """
        molten, ingots = 130.0, 150.0
        while ingots - molten > 0.4:
            km = (molten + ingots) / 2
            if _molten(_park(place, km).solve()) > 500:
                molten = km
            else:
                ingots = km
        assert (molten + ingots) / 2 == pytest.approx(140, abs=1)

    def test_with_the_ingots_own_way_molten_pays_to_the_limit(self, place: Make, ledger: Make) -> None:
        """Proves that casting at 50 and a truck at 12 + 0.45 d move the break-even to 190 km: molten at 159 km.

        Without it the answer would be 140 km for everybody; it holds only where ingots come at a delivered price.
        At 161 km the reach of the ladle decides, and ingots go.
        """
        assert _molten(_shipped(place, 159).solve()) == pytest.approx(1000)
        far = _shipped(place, 161).solve()
        assert _molten(far) == 0
        assert ledger(far, "cost_cny") == pytest.approx((2 + 50 + 12 + 0.45 * 161 + 930) * 1000)


class TestReach:
    """Molten metal cools: 160 km at most, 50 km preferred."""

    def test_beyond_160_km(self, place: Make) -> None:
        """Proves that 161 km are refused with the reason, and 159 km are not.

        Without it the answer would be metal that freezes in the ladle.
        """
        told = _shipped(place, 161).why("A|al_molten", "direct", "truck_molten")
        assert "161.0 km is beyond the hard limit of 160 km for al_molten by truck_molten" in told["reach"]
        assert "" in _shipped(place, 159).why("A|al_molten", "direct", "truck_molten")

    def test_preferred_distance(self, place: Make) -> None:
        """Proves that a scenario of preferred distances stops molten metal at 50 km: 1000 t at 49 km, none at 51.

        Without it the answer would be 1000 both times.
        """
        assert _molten(_shipped(place, 49).solve("reach.use=preferred")) == pytest.approx(1000)
        assert _molten(_shipped(place, 51).solve("reach.use=preferred")) == 0

    def test_only_the_molten_truck_carries_it(self, place: Make) -> None:
        """Proves that no other truck takes molten metal, and that the molten truck takes no ingots.

        Without it the answer would be ingots at the price of a ladle.
        """
        here = _shipped(place, 40)
        assert "carries" in here.why("A|al_molten", "direct", "truck_bulk")
        assert "carries" in here.why("casting|al_ingot_adc12", "remelt", "truck_molten")

    def test_no_stock(self, place: Make, ledger: Make) -> None:
        """Proves that what B does not take molten the same day is cast to ingots: 600 t direct, 400 t through casting.

        Without it the answer would be molten metal that is kept, or sold to nobody at the melter's gate.
        """
        facilities = "facility,plant,process,opex_cny_t,capacity_t_a\ncasting,A,ingot_cast,0,\nremelt,B,die_remelt,,\n"
        here = place(
            plants=PLANTS.format(km=30, precision="plant"), offers=OFFERS, links=DELIVERED, caps=CAPS,
            facilities=facilities + "direct,B,die_molten,,594",
        )  # fmt: skip
        plan = here.solve()
        assert _molten(plan) == pytest.approx(600)
        assert ledger(plan, "stays_t") == 0
        assert ledger(plan, "sold_t") == pytest.approx(594 + 0.98 * 400)


class TestPrecision:
    """Coordinates of county precision never decide a molten link."""

    @pytest.mark.parametrize("word", ["county_seat", "county_centroid", "city"])
    def test_a_county_decides_nothing(self, place: Make, word: str) -> None:
        """Proves that B known only to its county gets ingots at 30 km, and that the reason says what to measure.

        Without it the answer would be a molten link that the county's middle invented.
        """
        here = _park(place, 30, word)
        assert _molten(here.solve()) == 0
        told = here.why("A|al_molten", "direct", "truck_molten")
        assert f"B (coord_precision {word}); measure the distance in links.csv" in told["precision"]

    def test_a_measured_way_does(self, place: Make, ledger: Make) -> None:
        """Proves that 40 km measured on the road open the link: 1000 t molten at 630 CNY/t.

        Without it the answer would be 930, or 600 for the 30 km as the crow flies.
        """
        plan = _park(place, 30, "city", MEASURED.format(40)).solve()
        assert _molten(plan) == pytest.approx(1000)
        assert ledger(plan, "cost_cny") == pytest.approx(630e3)


class TestShare:
    """A part of the alloy that must leave molten."""

    TARGET = """
[[model.targets]]
name = "molten share"
ledger = "molten_t"
over = "recycled_al_t"
value = 0.70
"""

    def test_seven_tenths_molten(self, place: Make, ledger: Make) -> None:
        """Proves 0.65 Mt x 0.70 = 0.455 Mt molten, at 150 km where cost alone would send ingots only.

        A melter makes 0.65 Mt of ADC12 out of dear scrap, no tonne more. Without the target the answer would be 0 Mt
        molten: at this distance nobody pays for it.
        """
        tables = {
            "plants": PLANTS.format(km=150, precision="plant"),
            "offers": "plant,material,amount_t,kind,price_cny_t\nA,scrap_cast,900000,purchase,21000\n"
            "A,scrap_wheel,900000,purchase,21000",
            "facilities": FACILITIES.format(0).replace("opex_cny_t", "opex_cny_t,permits").replace(",0\n", ",0,\n")
            + ",\nmelt,A,melt_molten,,\ntip,A,spl_landfill,,HW48",
            "links": DELIVERED,
            "caps": CAPS + "\nplant,A,recycled_al_t,>=,650000",
        }
        free = place(**tables).solve()
        assert ledger(free, "recycled_al_t") == pytest.approx(650e3)
        assert ledger(free, "molten_t") == pytest.approx(0, abs=1e-3)
        held = place(**tables, park_toml=self.TARGET).solve()
        assert ledger(held, "recycled_al_t") == pytest.approx(650e3)
        assert ledger(held, "molten_t") == pytest.approx(455e3)
