"""Two blends with published optima: an alloy bought together, and aluminium scrap into an alloy.

Both are standards on the feed of one facility whose load is given; some lots are offered, some are bought in, and both
kinds must meet in the same blend.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

COST_FIRST = {"objectives": [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}]}
MODES = "mode,forms,hazards,where\nonsite,bulk,none,plant"


def furnace(
    world: Callable[..., Any],
    *,
    load_t: float,
    price: Mapping[str, float],
    offered: tuple[str, ...],
    content: Mapping[str, Mapping[str, float]],
    bounds: Mapping[str, tuple[float, float]],
    most: Mapping[str, float] | None = None,
) -> float:
    """Return the least cost of ``load_t`` tonnes whose contents (in %) lie within ``bounds``.

    Lots in ``offered`` are purchases at the plant, all others are bought in; ``most`` limits shares.
    """
    limits = [
        f"{name}_{side},melting,{name},{sense},{bound!r}"
        for name, (low, high) in bounds.items()
        for side, sense, bound in (("least", ">=", low), ("most", "<=", high))
        if 0 < bound < 100
    ]
    known = [f"{lot},{name},{content[lot].get(name, 0.0)!r}" for lot in price for name in bounds]
    rows = [f"melting,{lot},{(most or {}).get(lot, 1.0)!r}" for lot in price]
    buy = [f"{lot},buy,{cny!r}" for lot, cny in price.items() if lot not in offered]
    answer = world(
        settings=COST_FIRST,
        plants="plant,km\nworks,0",
        offers="\n".join(
            [
                "plant,material,kind,amount_t,price_cny_t",
                *(f"works,{o},purchase,{load_t!r},{price[o]!r}" for o in offered),
            ]
        ),
        facilities=f"facility,plant,process,capacity_t_a,min_t_a\nfurnace,works,melting,{load_t!r},{load_t!r}",
        families="family,role\nmetal,raw",
        materials="\n".join(["material,family,form", *(f"{lot},metal,bulk" for lot in price)]),
        properties="\n".join(["property,unit", *(f"{name},%" for name in bounds)]),
        compositions="\n".join(["material,property,value", *known]),
        processes="process,fate,status\nmelting,use,industrial",
        recipes="\n".join(["process,input,max_share", *rows]),
        standards="\n".join(["standard,processes,property,sense,limit", *limits]),
        prices="\n".join(["material,side,price_cny_t", *buy]),
        modes=MODES,
    ).solve()
    assert answer.ledger("bought_t") + answer.sent() == pytest.approx(load_t, rel=1e-6)
    return float(answer.cost)


@pytest.mark.parametrize("offered", [("A", "D", "G"), ("I",), tuple("ABCDEFGHI")])
def test_dantzig_blend(offered: tuple[str, ...], world: Callable[..., Any]) -> None:
    """A lead-zinc-tin alloy from nine alloys on the market: 4.98 a pound (Dantzig 1963, chapter 3.4; GAMS blend).

    Proves standards from both sides on one property, over offered and bought-in lots alike.
    """
    lead = (10, 10, 40, 60, 30, 30, 30, 50, 20)
    zinc = (10, 30, 50, 30, 30, 40, 20, 40, 30)
    tin = (80, 60, 10, 10, 40, 30, 50, 10, 50)
    price = dict(zip("ABCDEFGHI", (4.1, 4.3, 5.8, 6.0, 7.6, 7.5, 7.3, 6.9, 7.3), strict=True))
    content = {
        name: {"lead": float(a), "zinc": float(b), "tin": float(c)}
        for name, a, b, c in zip("ABCDEFGHI", lead, zinc, tin, strict=True)
    }
    bounds = {"lead": (30.0, 30.0), "zinc": (30.0, 30.0), "tin": (40.0, 40.0)}
    cost = furnace(world, load_t=1000.0, price=price, offered=offered, content=content, bounds=bounds)
    assert cost / 1000.0 == pytest.approx(4.98, rel=1e-6)


#: Lots of the furnace: price a pound, then contents in 1e-4 of the mass.
LOTS: Mapping[str, tuple[float, Mapping[str, float]]] = {
    "al1": (0.28, {"Fe": 4, "Si": 5}),
    "al2": (0.26, {"Fe": 6, "Si": 6}),
    "al3": (0.25, {"Fe": 11, "Si": 7}),
    "al4": (0.23, {"Fe": 26, "Si": 12}),
    "copper": (0.31, {"Cu": 10000}),
    "magnesium": (0.38, {"Mg": 10000}),
    "beryllium_al": (3.60, {"Be": 600}),
    "zinc": (0.22, {"Zn": 9500}),
    "chromium_al": (0.27, {"Cr": 300}),
    "scrap1": (0.21, {"Zn": 9, "Cu": 444, "Mg": 42, "Cr": 1, "Fe": 24, "Si": 101, "Mn": 79, "Ni": 1, "Ti": 4, "Pb": 1,
                      "Sn": 1, "other": 1}),
    "scrap2": (0.20, {"Zn": 12, "Cu": 26, "Mg": 60, "Cr": 18, "Fe": 26, "Si": 106, "Mn": 3, "Ni": 2, "Ti": 4, "Pb": 1,
                      "Sn": 1, "other": 2}),
    "scrap3": (0.21, {"Zn": 568, "Cu": 152, "Mg": 248, "Cr": 20, "Fe": 16, "Si": 13, "Mn": 5, "Ti": 4, "Pb": 3,
                      "Sn": 3}),
    "scrap4": (0.20, {"Zn": 563, "Cu": 149, "Mg": 238, "Cr": 19, "Fe": 19, "Si": 11, "Mn": 4, "Ti": 4, "Pb": 3,
                      "Sn": 3}),
    "scrap5": (0.21, {"Zn": 460, "Cu": 71, "Mg": 343, "Cr": 13, "Fe": 17, "Si": 13, "Mn": 18, "Ti": 2, "Pb": 2,
                      "Sn": 2}),
    "scrap6": (0.20, {"Zn": 455, "Cu": 71, "Mg": 343, "Fe": 16, "Si": 11, "Mn": 17, "Ti": 2, "Pb": 2, "Sn": 2}),
    "scrap7": (0.21, {"Zn": 9, "Cu": 447, "Mg": 143, "Fe": 26, "Si": 13, "Mn": 52, "Ti": 3, "Pb": 1, "Sn": 1}),
    "scrap8": (0.20, {"Zn": 6, "Cu": 623, "Fe": 17, "Si": 10, "Mn": 25, "Ti": 5, "Pb": 1, "Sn": 1, "other": 25}),
    "scrap9": (0.21, {"Zn": 9, "Cu": 34, "Mg": 93, "Cr": 19, "Fe": 30, "Si": 62, "Mn": 2, "Ti": 3, "Bi": 5}),
    "scrap10": (0.20, {"Zn": 8, "Cu": 3, "Mg": 249, "Cr": 16, "Fe": 15, "Si": 11, "Mn": 2}),
    "scrap11": (0.21, {"Zn": 675, "Cu": 195, "Mg": 265, "Cr": 20, "Fe": 14, "Si": 8, "Mn": 2}),
}  # fmt: skip
#: Least and most pounds in a furnace of 10,000 pounds.
POUNDS: Mapping[str, tuple[float, float]] = {
    "Zn": (555, 590), "Cu": (140, 190), "Mg": (245, 275), "Cr": (19, 22), "Be": (2, 4), "Fe": (0, 15), "Si": (0, 10),
    "Mn": (0, 3), "Ni": (0, 2), "Ti": (0, 2), "Pb": (0, 2), "Sn": (0, 2), "Bi": (0, 8), "other": (0, 8),
}  # fmt: skip


def test_aluminium_scrap_into_alloy(world: Callable[..., Any]) -> None:
    """ALLOY: 10,000 pounds of an aluminium alloy from scrap, pure metals and master alloys for 2149.247891.

    Aluminium Alloy Blending, IBM data processing application; as an MPS file by A. Makhorin among the examples of GLPK.

    Proves a blend of the trade itself: scraps offered, metals bought in, fourteen elements, one scrap limited.
    """
    content = {lot: {name: parts / 100.0 for name, parts in row.items()} for lot, (_, row) in LOTS.items()}
    bounds = {name: (low / 100.0, high / 100.0) for name, (low, high) in POUNDS.items()}
    cost = furnace(
        world,
        load_t=1e6,
        price={lot: price for lot, (price, _) in LOTS.items()},
        offered=tuple(lot for lot in LOTS if lot.startswith("scrap")),
        content=content,
        bounds=bounds,
        most={"scrap1": 900 / 10_000},
    )
    # A hundred tonnes stand for a pound.
    assert cost / 100.0 == pytest.approx(2149.247891, rel=1e-6)
