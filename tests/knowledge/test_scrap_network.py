"""A network of recycled aluminium in small: collector, hub, sorting base, melter and die caster on one road.

100 kt of mixed old scrap a year arise at C. Collectors (tier 1) bring it to the hub H at 60 km (tier 2), whose profile
scrap goes on to the sorting base S at 150 km (tier 3); melter M at 200 km makes ADC12 (molten or ingots), 6063, 3104
and 1350 out of what is sorted; die caster D at 240 km needs 10 kt of ADC12 at its machines.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

PLANTS = "plant,km\nC,0\nH,60\nS,150\nM,200\nD,240"
OFFERS = (
    "plant,material,amount_t,kind,must_place,price_cny_t\nC,scrap_old,100000,arising,yes,12500\n"
    "M,scrap_elv,30000,arising,no,13000"
)
FACILITIES = """facility,plant,process,min_t_a,permits
collect,C,scrap_collect,,
hub,H,scrap_sort_t2,90000,
base,S,scrap_sort_t3,40000,
adc12,M,melt_molten,,
casting,M,ingot_cast,,
profiles,M,melt_wrought,,
cans,M,melt_3104,,
rod,M,melt_1350,,
dross,M,dross_al,,
secure,M,spl_landfill,,HW48
tip_c,C,landfill_general,,
tip_h,H,landfill_general,,
tip_s,S,landfill_general,,
direct,D,die_molten,,
remelt,D,die_remelt,,"""
DEMAND = "scope,name,ledger,sense,amount\nplant,D,made_t,>=,10000"
USED_FIRST = (
    '[[model.objectives]]\nledger = "used_t"\nsense = "max"\n[[model.objectives]]\nledger = "cost_cny"\nsense = "min"\n'
)
Make = Callable[..., Any]


@pytest.fixture
def network(place: Make) -> Any:
    """Return the park of this file."""
    return place(plants=PLANTS, offers=OFFERS, facilities=FACILITIES, caps=DEMAND, park_toml=USED_FIRST)


def _made(plan: Any, offer: str) -> float:
    return float(plan.offers.set_index("offer").loc[offer, "amount_t"])


def _taken(plan: Any, facility: str) -> dict[str, float]:
    rows = plan.intakes[plan.intakes["facility"] == facility]
    return dict(zip(rows["material"], rows["intake_t"], strict=True))


def _sent(plan: Any, offer: str, facility: str) -> float:
    flows = plan.flows[(plan.flows["offer"] == offer) & (plan.flows["facility"] == facility)]
    return float(flows["dry_t"].sum())


class TestTiers:
    """What the three tiers lose, and what they ask."""

    def test_every_tier_loses_some(self, network: Any, ledger: Make) -> None:
        """Proves the chain: 100 kt collected, 98.0 left; 0.2 % lost on each road; 0.96 sorted; 0.93 of that clean.

        Without it the answer would be scrap that changes hands for nothing.
        """
        plan = network.solve()
        assert _made(plan, "collect|scrap_t1") == pytest.approx(98000)
        at_hub = _taken(plan, "hub")["scrap_t1"]
        assert at_hub == pytest.approx(_sent(plan, "collect|scrap_t1", "hub") * 0.998)
        assert _made(plan, "hub|scrap_win_t2") == pytest.approx(0.44 * at_hub)
        at_base = _taken(plan, "base")["scrap_win_t2"]
        assert _made(plan, "base|scrap_win") == pytest.approx(0.93 * at_base)
        assert at_base == pytest.approx(_sent(plan, "hub|scrap_win_t2", "base") * 0.998)
        residue = 0.02 * 100000 + 0.04 * at_hub + 0.05 * at_base
        assert ledger(plan, "disposed_t", family="scrap") == pytest.approx(residue)

    def test_price_ratios(self, network: Any) -> None:
        """Proves 0.875 of tier 2 for tier 1, and 0.7825 and 0.80 of the ingot for tiers 2 and 3, where each would sell.

        Without it the answer would be a tier that pays more than the next one gets.
        """
        plan = network.solve()
        price = plan.offers.set_index("offer")["sell_cny_t"]
        primary = (
            network.under().tables["prices"].set_index(["material", "side"]).loc[("al_primary", "buy"), "price_cny_t"]
        )
        assert price["collect|scrap_t1"] / price["hub|scrap_win_t2"] == pytest.approx(0.875)
        assert price["hub|scrap_win_t2"] / primary == pytest.approx(0.7825)
        assert price["base|scrap_win"] / primary == pytest.approx(0.80)

    def test_sorting_keeps_the_metal(self, network: Any) -> None:
        """Proves that what the hub gives out holds the elements of what it takes in, within rounding; so does the base.

        Without it the answer would be copper that sorting makes or destroys.
        """
        tables = network.under().tables
        known = tables["compositions"].set_index(["material", "property"])["value"]
        yields = tables["yields"]
        for process, taken in (("scrap_sort_t2", "scrap_t1"), ("scrap_sort_t3", "scrap_win_t2")):
            rows = yields[(yields["process"] == process) & (yields["output"] != "scrap_residue")]
            for element in ("Si", "Fe", "Cu", "Mg", "Mn", "Zn", "Ni"):
                out = sum(
                    t * known[material, element] for material, t in zip(rows["output"], rows["yield_t_t"], strict=True)
                )
                assert out / rows["yield_t_t"].sum() == pytest.approx(known[taken, element], rel=2e-3)


class TestDemonstration:
    """The whole network in one solve."""

    def test_where_it_all_goes(self, network: Any, ledger: Make) -> None:
        """Proves that the scrap ends in alloys, all of the molten ADC12 at D 40 km away, and the dross in metal again.

        Everything that is not residue is used: 100 kt and the vehicles' 30 kt less residue and road losses. Without it
        the answer would be links of a chain that fit one by one and not together.
        """
        plan = network.solve()
        lost = ledger(plan, "lost_t", family="scrap")
        used = ledger(plan, "used_t", family="scrap")
        assert used == pytest.approx(130000 - ledger(plan, "disposed_t", family="scrap") - lost)
        assert ledger(plan, "wrought_scrap_t") == pytest.approx(
            ledger(plan, "grade_kept_t") + ledger(plan, "grade_lost_t")
        )
        molten = ledger(plan, "molten_t")
        assert molten == pytest.approx(10000 / 0.99)
        assert molten == pytest.approx(plan.flows.loc[plan.flows["mode"] == "truck_molten", "dry_t"].sum())
        assert _made(plan, "dross|al_recovered") == pytest.approx(0.35 * _taken(plan, "dross")["dross_p"])
        assert ledger(plan, "recycled_al_t") > 0.85 * used

    def test_residue_is_not_use(self, network: Any, ledger: Make) -> None:
        """Proves that sorting alone uses nothing: with every melter shut no tonne counts as used.

        Without it the answer would be a rate that rises with every hand-over.
        """
        shut = 'technology.statuses=["industrial"]'
        facilities = "\n".join(line for line in FACILITIES.split("\n") if ",M,melt_" not in line)
        place = network.folder
        (place / "facilities.csv").write_text(facilities + "\n", "utf-8")
        (place / "caps.csv").unlink()
        plan = network.solve(shut)
        assert ledger(plan, "used_t", family="scrap") == pytest.approx(0, abs=1e-3)
        assert ledger(plan, "sold_t", family="scrap") > 80000


class TestGrade:
    """Profile scrap that can be used at its grade, at a wrought melter, or downgraded."""

    OFFERS = "plant,material,amount_t,kind,must_place\nX,scrap_win,10000,arising,yes"
    FACILITIES = (
        "facility,plant,process,opex_cny_t,capacity_t_a,permits\nhigh,X,melt_wrought,{},,\nlow,X,melt_a356,950,40000,\n"
        "tip,X,spl_landfill,,,HW48"
    )

    def test_downgrading_loses_30_percent(self, place: Make, ledger: Make) -> None:
        """Proves that a tonne of profile scrap in a casting alloy keeps 0.70 of its 16,160 CNY: 4,848 are booked lost.

        Without it the answer would be that a window in an engine block costs nobody anything.
        """
        here = place(plants="plant,km\nX,0", offers=self.OFFERS, facilities=self.FACILITIES.format(90000))
        plan = here.solve()
        assert ledger(plan, "grade_lost_t") == pytest.approx(10000)
        assert ledger(plan, "grade_kept_t") == 0
        value = here.under().tables["prices"].set_index(["material", "side"]).loc[("scrap_win", "sell"), "price_cny_t"]
        assert 1 - ledger(plan, "grade_loss_cny") / (10000 * value) == pytest.approx(0.70)

    def test_grade_preserving_target(self, place: Make, ledger: Make) -> None:
        """Proves that the scenario grade-preserving holds 35 % of the scrap at its grade where cost alone holds none.

        Without it the answer would be 0 % at the same cost.
        """
        here = place(plants="plant,km\nX,0", offers=self.OFFERS, facilities=self.FACILITIES.format(90000))
        plan = here.solve(scenario="grade-preserving")
        assert ledger(plan, "grade_kept_t") / ledger(plan, "wrought_scrap_t") == pytest.approx(0.35)
        assert ledger(plan, "cost_cny") > ledger(here.solve(), "cost_cny")


class TestImportsAndLoops:
    """Imports of the standard classes only; customers' trucks that bring scrap back."""

    IMPORTS = "facility,plant,process,permits\nlow,X,melt_ab46000,\ntip,X,spl_landfill,HW48"

    def test_duty(self, place: Make, ledger: Make) -> None:
        """Proves that a duty of 30 % on 15,000 CNY/t adds 4,500 CNY to each of 1000 t imported, and nothing else.

        Without it the answer would be the same cost.
        """
        offers = "plant,material,amount_t,kind,must_place,price_cny_t\nX,scrap_imp,1000,purchase,yes,15000"
        here = place(plants="plant,km\nX,0", offers=offers, facilities=self.IMPORTS)
        free, taxed = here.solve(), here.solve(scenario="import-duty")
        assert ledger(taxed, "cost_cny", "import duty") == pytest.approx(4500e3)
        assert ledger(taxed, "cost_cny") - ledger(free, "cost_cny") == pytest.approx(4500e3)

    def test_only_the_standard_classes_come_in(self, place: Make) -> None:
        """Proves that scrap outside the three classes stays outside, with the reason; the same lot in class goes in.

        Without it the answer would be waste that is imported as raw material.
        """
        offers = "plant,material,amount_t,kind\nX,scrap_imp_off,1000,purchase\nX,scrap_imp_wr,1000,purchase"
        here = place(plants="plant,km\nX,0", offers=offers, facilities=self.IMPORTS)
        told = here.why("X|scrap_imp_off", "low", "onsite")
        assert told["accepts"] == "the recipe of melt_ab46000 does not name scrap_imp_off"
        assert set(here.why("X|scrap_imp_wr", "low", "onsite")) == {""}

    def test_formwork_comes_back_on_the_empty_leg(self, place: Make, ledger: Make) -> None:
        """Proves a closed loop: 1000 t of formwork come 100 km on a customer's return leg at 15 + 35 CNY/t, to be 6061.

        It is wet at 0.5 %; a scrap truck would take 100 CNY/t. Without it the answer would be the scrap truck.
        """
        here = place(
            plants="plant,km\nX,0\nY,100", links="from,to,mode,material\nY,X,reverse_truck,scrap",
            offers="plant,material,amount_t,kind,must_place\nY,scrap_form,1000,arising,yes",
            facilities="facility,plant,process,permits\nloop,X,loop_form_6061,\ntip,X,spl_landfill,HW48",
        )  # fmt: skip
        plan = here.solve()
        assert set(plan.flows.loc[plan.flows["material"] == "scrap_form", "mode"]) == {"reverse_truck"}
        assert ledger(plan, "cost_cny", "freight", "scrap") == pytest.approx(1000 / 0.995 * 50)
        assert ledger(plan, "grade_kept_t") == pytest.approx(1000)
        assert _made(plan, "loop|al_billet_6061") >= 950
