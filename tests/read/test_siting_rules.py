"""Bad rows on building, years, stocks, connections and contracts: each is told with file, row, column and a way out."""

from __future__ import annotations

from typing import Any

import pytest

from symbiosis.errors import DataError

BUILT = "facility,plant,process,status,capacity_t_a,min_t_a,min_size_t_a,max_size_t_a,capex_cny,group,max_partners,"
BUILT += "from_year,to_year,year\ntip,C,dump,existing,,,,,,,,,,\n"
LOTS = "plant,material,amount_t,kind,growth_pct_a,fed_by,most_t,from_year,to_year,year\nA,ash,1,,,,,,,\n"
ENDS = "from,to,mode,capacity_t_a,min_t_a,contract_t_a,penalty_cny_t,status,build_cny,allowed\n"
LINE = "line,B,making,candidate,,,0,100,0,,,,,\n"

CASES = {
    "window of a facility": ({"facilities": BUILT + "works,B,making,existing,,,,,,,,2030,2026,"},
                             "facilities.csv row 3, from_year", "2030"),
    "window of an offer": ({"offers": LOTS + "A,mud,100,,,,,2030,2026,"}, "offers.csv row 3, from_year", "2030"),
    "year outside its window": ({"offers": LOTS + "A,mud,100,,,,,2026,,2025"}, "offers.csv row 3, from_year", "2026"),
    "sizes": ({"facilities": BUILT + "line,B,making,candidate,,,300,100,0,,,,,"},
              "facilities.csv row 3, min_size_t_a", "300"),
    "load above the size": ({"facilities": BUILT + "line,B,making,candidate,,120,0,100,0,,,,,"},
                            "facilities.csv row 3, min_t_a", "120"),
    "least size above a capacity": ({"facilities": BUILT + "line,B,making,candidate,100,,300,,0,,,,,"},
                                    "facilities.csv row 3, min_size_t_a", "300"),
    "group of what exists": ({"facilities": BUILT + "works,B,making,existing,,,,,,one,,,,"},
                             "facilities.csv row 3, group", "one"),
    "size of what exists": ({"facilities": BUILT + "works,B,making,existing,,,,90,,,,,,"},
                            "facilities.csv row 3, max_size_t_a", "90"),
    "no partner": ({"facilities": BUILT + "works,B,making,existing,,,,,,,0,,,"},
                   "facilities.csv row 3, max_partners", "0"),
    "once existing, once a candidate": (
        {"facilities": BUILT + "line,B,making,existing,,,,,,,,,,2025\nline,B,making,candidate,,,0,9,0,,,,,2026"},
        "facilities.csv row 4, status", "existing"),
    "a candidate of two processes": (
        {"facilities": BUILT + "line,B,making,candidate,,,0,9,0,,,,,2025\nline,B,dump,candidate,,,0,9,0,,,,,2026"},
        "facilities.csv row 4, process", "making"),
    "called like a plot of a candidate": (
        {"facilities": BUILT + "line,B;C,making,candidate,,,0,9,0,,,,,\nline@B,B,making,existing,,,,,,,,,,"},
        "facilities.csv row 4, facility", "line@B"),
    "room of an arising": ({"offers": LOTS + "A,mud,100,,,,50,,,"}, "offers.csv row 3, most_t", "50"),
    "feeder of an arising": ({"offers": LOTS + "A,mud,100,,,tip,,,,"}, "offers.csv row 3, fed_by", "tip"),
    "feeder nobody knows": ({"offers": LOTS + "A,mud,100,stock,,pond,,,,"}, "offers.csv row 3, fed_by", "pond"),
    "feeder elsewhere": ({"offers": LOTS + "A,mud,100,stock,,tip,,,,"}, "offers.csv row 3, fed_by", "tip"),
    "feeder on several plots": (
        {"offers": LOTS + "B,mud,100,stock,,line,,,,", "facilities": BUILT + LINE.replace("B", "B;C")},
        "offers.csv row 3, fed_by", "line"),
    "feeder that does not take it": (
        {"offers": LOTS + "B,ash,100,stock,,line,,,,", "facilities": BUILT + LINE},
        "offers.csv row 3, fed_by", "making"),
    "stock that grows": ({"offers": LOTS + "A,mud,100,stock,5,,,,,"}, "offers.csv row 3, growth_pct_a", "5"),
    "nothing left": ({"offers": LOTS + "A,mud,100,,-100,,,,,"}, "offers.csv row 3, growth_pct_a", "-100"),
    "less than nothing": ({"offers": LOTS + "A,mud,100,,-120,,,,,"}, "offers.csv row 3, growth_pct_a", "-120"),
    "negative size": ({"facilities": BUILT + "line,B,making,candidate,,,-5,100,0,,,,,"},
                      "facilities.csv row 3, min_size_t_a", "-5"),
    "negative investment": ({"facilities": BUILT + "line,B,making,candidate,,,0,100,-5,,,,,"},
                            "facilities.csv row 3, capex_cny", "-5"),
    "several ends": ({"facilities": BUILT + LINE.replace("B", "B;C"), "links": ENDS + "A,line,truck,,,,,,,"},
                     "links.csv row 2, to", "line"),
    "mode without a life": ({"links": ENDS + "A,B,truck,,,,,candidate,5,"}, "links.csv row 2, mode", "truck"),
    "built though it exists": ({"links": ENDS + "A,B,truck,,,,,,5,"}, "links.csv row 2, build_cny", "5"),
    "least above capacity": ({"links": ENDS + "A,B,truck,5,9,,,,,"}, "links.csv row 2, min_t_a", "9"),
    "contract above capacity": ({"links": ENDS + "A,B,truck,5,,9,1,,,"}, "links.csv row 2, contract_t_a", "9"),
    "contract that is forbidden": ({"links": ENDS + "A,B,truck,,,9,1,,,no"}, "links.csv row 2, contract_t_a", "9"),
    "penalty without contract": ({"links": ENDS + "A,B,truck,,,,1,,,"}, "links.csv row 2, penalty_cny_t", "1"),
    "no payload": ({"add_modes": "mode,forms,hazards,where,payload_t\ncart,cake,none,anywhere,0"},
                   "modes.csv row 4, payload_t", "0"),
    "a year for all years": (
        {"caps": "scope,ledger,sense,amount,span,year\npark,used_t,<=,5,horizon,2026"}, "caps.csv row 2, year", "2026"),
    "contract that no gate allows": (
        {"links": ENDS + "A,B,onsite,,,9,1,,,"}, "links.csv row 2, mode", "onsite"),
    "contract for nobody": (
        {"links": ENDS + "B,C,truck,,,9,1,,,", "settings": {"limits": ["capacity", "contracts"]}},
        "links.csv row 2, contract_t_a", "9"),
    "scenario of less than nothing": ({"settings": {"growth": {"red_mud": -120}}}, "growth", "-100"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_is_told(world: Any, name: str) -> None:
    """Proves that the row, the column, the value and a way out are told. Without it the row is ignored in silence."""
    tables, where, value = CASES[name]
    with pytest.raises(DataError) as caught:
        world(**tables).solve()
    told = [fault for fault in caught.value.faults if fault.where.endswith(where) or where in fault.where]
    assert told, [str(fault) for fault in caught.value.faults]
    assert value in f"{told[0].wrong} {told[0].right}"
    assert told[0].right


def test_what_is_right_passes(world: Any) -> None:
    """Proves that none of the rules refuses rows that are right. Without it a good park is turned away."""
    here = world(
        offers=LOTS + "A,mud,100,,5,,,2025,2030,\nC,mud,100,stock,,tip,500,,,",
        facilities=BUILT + LINE + "two,B;C,making,candidate,90,10,5,,0,one,2,2025,2030,\n"
        "dated,B,making,candidate,,,0,9,0,,,,,2025\ndated,B,making,candidate,,,0,12,0,,,,,2026",
        links=ENDS + "A,B,truck,100,5,50,3,,,",
    )
    assert here.solve().used == pytest.approx(100.0)
