"""Every reason that ``why`` gives, once: each gate that there is, each verdict, rules of every common kind."""

from __future__ import annotations

from typing import Any

import pytest

import symbiosis
from symbiosis.explain import explain_link
from symbiosis.network import gates as gate_room

LAB = "process,fate,status,policy,opex_cny_t\nmaking,use,{},{},0\ndump,disposal,industrial,,50"
#: For each gate, a world of which it alone refuses the works of B, 10 km off.
GATES: dict[str, dict[str, Any]] = {
    "accepts": {"recipes": "process,input\nmaking,fly_ash\ndump,red_mud"},
    "carries": {"modes": "mode,forms,hazards,where,cost_cny_tkm\ntruck,bulk,none,anywhere,1\nonsite,cake,none,plant,0",
                "facilities": "facility,plant,process\nworks,B,making\ntip,A,dump"},
    "listed": {"links": "from,to,mode,allowed\nA,B,truck,no"},
    "reach": {"modes": "mode,forms,hazards,where,max_km,cost_cny_tkm\ntruck,cake,none,anywhere,8,1\n"
              "onsite,cake,none,plant,,0", "facilities": "facility,plant,process\nworks,B,making\ntip,A,dump"},
    "hazard": {"plants": "plant,km,province\nA,0,Guangxi\nB,10,Guangdong\nC,20,Guangxi",
               "materials": "material,family,form,hazard\nmud,red_mud,cake,listed",
               "modes": "mode,forms,hazards,where,cost_cny_tkm\ntruck,cake,listed,anywhere,1"},
    "permits": {"processes": "process,fate,status,permit,opex_cny_t\nmaking,use,industrial,HW48,0\n"
                "dump,disposal,industrial,,50",
                "materials": "material,family,form,hazard\nmud,red_mud,cake,listed",
                "modes": "mode,forms,hazards,where,cost_cny_tkm\ntruck,cake,listed,anywhere,1"},
    "readiness": {"processes": LAB.format("laboratory", "")},
    "policy": {"processes": LAB.format("industrial", "restricted"),
               "settings": {"technology": {"policies": ["encouraged"]}}},
    "quality": {"standards": "standard,processes,property,sense,limit,on\nsoda,making,Na2O,<=,5,feed"},
    "precision": {"plants": "plant,km,coord_precision\nA,0,plant\nB,10,county_seat\nC,20,plant",
                  "rules": "rule,gate,material,mode,process,value,preferred\nmolten,precision,mud,truck,,,"},
    "banned": {"rules": "rule,gate,material,mode,process,value,preferred\nban,banned,,,making,,"},
    "roads": {"roads": "from,to,km,oneway\nA,C,22,no\nB,C,15,yes"},
}  # fmt: skip


@pytest.mark.parametrize("gate", sorted(gate_room.known()))
def test_every_gate(world: Any, gate: str) -> None:
    """Proves that each gate that there is says no in its own name, in both languages. Without it one could be mute."""
    tables = {"compositions": "material,property,value", **GATES[gate]}
    own = dict(tables.pop("settings", {}))
    here = world(**tables, settings={"gates": ["accepts", "carries", "listed", gate], **own})
    (answer,) = explain_link(symbiosis.formulate(here.park, here.model), "A|mud", "works")
    assert answer.verdict == "gate"
    assert any(words.en.startswith(f"{gate}: ") for words in answer.words), answer.words
    assert all("：" in words.zh and len(words.zh) > len(gate) + 3 for words in answer.words)


#: For each kind of rule, a world in which it alone keeps the mud from going, or from going altogether.
RULES: dict[str, dict[str, Any]] = {
    "capacity": {"facilities": "facility,plant,process,capacity_t_a\nworks,B,making,60\ntip,C,dump,"},
    "links": {"links": "from,to,mode,capacity_t_a\nA,works,truck,0"},
    "standards": {"standards": "standard,processes,property,sense,limit,on\nsoda,making,Na2O,<=,2,feed",
                  "compositions": "material,property,value\nmud,Na2O,4"},
    "caps": {"caps": "scope,name,ledger,sense,amount\nplant,A,used_t,<=,0"},
    "targets": {"settings": {"targets": [{"name": "little", "ledger": "used_t", "sense": "<=", "value": 40}]}},
    "recipe_max": {"recipes": "process,input,max_share\nmaking,red_mud,0.3\nmaking,sand,\ndump,red_mud,",
                   "prices": "material,side,price_cny_t\nsand,buy,1",
                   "facilities": "facility,plant,process,capacity_t_a\nworks,B,making,100\ntip,C,dump,"},
    "recipe_min": {"recipes": "process,input,min_share\nmaking,red_mud,\nmaking,sand,0.5\ndump,red_mud,",
                   "prices": "material,side,price_cny_t\nsand,buy,1",
                   "facilities": "facility,plant,process,capacity_t_a\nworks,B,making,100\ntip,C,dump,"},
    "shares": {"offers": "plant,material,amount_t\nA,mud,100\nC,mud,30",
               "settings": {"limits": ["capacity", "shares"],
                            "shares": [{"name": "mix", "of": "red_mud", "by": "plant", "most": 0.5}]}},
}  # fmt: skip


@pytest.mark.parametrize("family", sorted(RULES))
def test_every_rule(world: Any, family: str) -> None:
    """Proves that a rule that holds the mud back is named in both languages. Without it the price would be blamed."""
    here = world(**RULES[family])
    (answer,) = explain_link(symbiosis.formulate(here.park, here.model), "A|mud", "works")
    assert answer.verdict in ("rule", "rules", "goes")
    assert family in {rule.family for rule in answer.rules}, answer.words
    rule = next(rule for rule in answer.rules if rule.family == family)
    assert any(rule.words.en in words.en for words in answer.words)
    assert any(rule.words.zh in words.zh for words in answer.words)


def test_rules_together(world: Any) -> None:
    """Proves that a cap of 0 and a connection of 0 t/a must both give way, and are told as both.

    Without it neither would be named, as neither alone lets a tonne through.
    """
    here = world(
        links="from,to,mode,capacity_t_a\nA,works,truck,0", caps="scope,name,ledger,sense,amount\nplant,A,used_t,<=,0"
    )
    (answer,) = explain_link(symbiosis.formulate(here.park, here.model), "A|mud", "works")
    assert answer.verdict == "rules", answer.words
    assert {rule.family for rule in answer.rules} == {"links", "caps"}
    assert "需同时放开" in answer.words[0].zh


def test_tie(world: Any) -> None:
    """Proves that of two works at 10 km that cost the same one takes all, and the other is told as a tie or shares it.

    Without it a difference would be told that is none.
    """
    here = world(
        plants="plant,km\nA,0\nB,10\nC,20\nD,-10",
        facilities="facility,plant,process\nworks,B,making\nfar,D,making\ntip,C,dump",
        settings={"objectives": [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}]},
    )
    formulation = symbiosis.formulate(here.park, here.model)
    found = [explain_link(formulation, "A|mud", name)[0].verdict for name in ("works", "far")]
    assert sorted(found) in (["goes", "tie"], ["goes", "goes"])
