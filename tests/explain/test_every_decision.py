"""What ``why`` says of a line, a shipment or a connection that is a matter of decision: each limit of siting, once."""

from __future__ import annotations

from typing import Any

import pytest

import symbiosis
from symbiosis.explain import explain_link

LINES = "facility,plant,process,status,min_size_t_a,max_size_t_a,capex_cny,area_ha\ntip,C,dump,existing,,,,"
LEDGERS = "ledger,unit\ncapex_cny,CNY\narea_ha,ha\nbuilt_t_a,t\ngate_loads_d,loads"
#: For each limit: a world in which it keeps the mud from the works, the verdict, and what is said.
LIMITS: dict[str, tuple[dict[str, Any], str, str]] = {
    # A truck brings 120 t or nothing, and there are 100.
    "shipments": ({
        "modes": "mode,forms,hazards,where,cost_cny_tkm,min_shipment_t_a\ntruck,cake;bulk,none,anywhere,1,120\n"
                 "onsite,cake,none,plant,0,",
        "facilities": "facility,plant,process\nworks,B,making\ntip,A,dump",
    }, "rule", "least shipment"),
    # The works take from two plants: 50 and 40 t, not A's 10.
    "partners": ({
        "plants": "plant,km\nA,9\nD,2\nE,4\nB,10\nC,20",
        "offers": "plant,material,amount_t\nA,mud,10\nD,mud,50\nE,mud,40",
        "facilities": "facility,plant,process,max_partners,capacity_t_a\nworks,B,making,2,200\ntip,C,dump,,",
    }, "rule", "partners"),
    # 2 of 4 ha are taken, the line needs 3.
    "land": ({
        "plants": "plant,km,area_ha\nA,0,\nB,10,4\nC,20,",
        "facilities": LINES + "\nold,B,dump,existing,,,,2\nworks,B,making,candidate,100,100,0,3",
    }, "site", "does not fit on B: it needs 3 ha"),
    # A village half a km off, where a whole one is asked.
    "separation": ({
        "facilities": LINES + "\nworks,B,making,candidate,100,100,0,0",
        "processes": "process,fate,status,opex_cny_t,site_class\nmaking,use,industrial,0,hazardous\n"
                     "dump,disposal,industrial,50,ordinary",
        "receptors": "receptor,kind,km\nV,village,10.5",
        "separations": "site_class,against,min_km\nhazardous,village,1",
    }, "site", "where 1 km are asked"),
    # Brick may build its line only with a tip of its own, and has none to build.
    "obligations": ({
        "facilities": LINES + "\nworks,B,making,candidate,80,80,0,0\nheap,C,dump,candidate,10,100,0,0",
        "processes": "process,fate,status,opex_cny_t,life_a\nmaking,use,industrial,0,9\ndump,disposal,industrial,50,9",
        "settings": {"horizon": {"discount_rate": 0.0}, "obligations": [
            {"name": "own tip", "build": "dump", "per": "making", "ratio_t_t": 0.5, "scope": "owner"}]},
    }, "decision", "nor would it with works built"),
    # A contract on 80 t to a place 12 CNY/t dearer, whose penalty of 5 leaves 7.
    "contracts": ({
        "plants": "plant,km\nA,0\nB,32\nC,20", "facilities": "facility,plant,process\ntip,C,dump\nworks,B,dump",
        "links": "from,to,mode,contract_t_a,penalty_cny_t\nA,B,truck,80,5",
    }, "price", "break-even gate fee: 7 CNY"),
}  # fmt: skip


@pytest.mark.parametrize("limit", sorted(LIMITS))
def test_every_limit_of_siting(world: Any, limit: str) -> None:
    """Proves that each limit which decides whether something stands or moves is told as the reason, in both languages.

    Without it a line that has no room would be called unknown, and one that may not stand alone too dear.
    """
    tables, verdict, said = LIMITS[limit]
    own = dict(tables.get("settings", {}))
    here = world(
        **{name: text for name, text in tables.items() if name != "settings"}, add_ledgers=LEDGERS,
        settings={"limits": ["capacity", "links", limit], **own},
    )  # fmt: skip
    (answer,) = explain_link(symbiosis.formulate(here.park, here.model), "A|mud", "works")
    assert answer.verdict == verdict, answer.words
    assert any(said in words.en for words in answer.words), answer.words
    assert all(words.zh and words.zh != words.en for words in answer.words)
