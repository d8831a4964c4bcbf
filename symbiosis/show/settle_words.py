"""A settlement in sentences, in both languages: what cooperation saves, whether it is stable, who pays whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from symbiosis.compare import games
from symbiosis.compare.players import OTHERS
from symbiosis.show.numbers import percent
from symbiosis.show.report_words import Both, both_money, plant_names, same, word

if TYPE_CHECKING:
    from symbiosis.compare.settlement import Settlement

#: Groups that are told in words, names that a list says.
_TOLD, _NAMED = 3, 12


def sentences(found: Settlement) -> list[Both]:
    """Return what a settlement says, a sentence each."""
    return [*_stakes(found), *_stable(found), *_worse_off(found), *_assumed(found)]


def player_names(found: Settlement) -> list[Both]:
    """Return the names of the players, in their order."""
    plants = plant_names(found.plan)
    others = word("settle_others", count=len(found.players.rest))
    return [others if name == OTHERS else plants.get(name, same(name)) for name in found.players.names]


def group_words(found: Settlement, coalition: int) -> Both:
    """Return a group by its members, or by those who are not in it where these are few."""
    names, count = player_names(found), len(found.players.names)
    inside = [at for at in range(count) if coalition >> at & 1]
    outside = [at for at in range(count) if not coalition >> at & 1]
    if len(outside) * 2 < len(inside) and outside:
        return filled("settle_all_but", names=listed(names[at] for at in outside))
    return listed(names[at] for at in inside)


def filled(key: str, **values: Any) -> Both:
    """Return a label with values put in, each in its own language."""
    zh, en = word(key)
    pairs = {name: value if isinstance(value, Both) else same(value) for name, value in values.items()}
    return Both(
        zh.format(**{name: pair.zh for name, pair in pairs.items()}),
        en.format(**{name: pair.en for name, pair in pairs.items()}),
    )


def listed(names: Iterable[Both]) -> Both:
    """Return names as a list that a sentence can hold."""
    several = list(names)
    more = f" +{len(several) - _NAMED}" if len(several) > _NAMED else ""
    comma = word("settle_and")
    shown = several[:_NAMED]
    return Both(comma.zh.join(name.zh for name in shown) + more, comma.en.join(name.en for name in shown) + more)


def amount(found: Settlement, value: float) -> Both:
    """Return an amount of CNY as people say it; what is rounding is 0."""
    return both_money(0.0 if abs(value) < 0.5 else value, found.plan)


def price(found: Settlement, value: float) -> Both:
    """Return a price of CNY a tonne as people say it; what is rounding is 0."""
    return both_money(0.0 if abs(value) < 5e-4 else value, found.plan)


def _stakes(found: Settlement) -> Iterator[Both]:
    gain, table = found.gain_cny, found.table
    yield filled(
        "settle_gain" if gain >= -found.tolerance_cny else "settle_loss", count=len(table),
        by=word(f"settle_zone_{found.players.by}"), gain=amount(found, abs(gain)),
        alone=amount(found, float(table["alone_cny"].sum())), plan=amount(found, float(table["plan_cny"].sum())),
    )  # fmt: skip
    if found.premium_cny_t:
        total = -float(found.books.get("premium", np.zeros(1)).sum())
        yield filled("settle_premium", premium=price(found, found.premium_cny_t), total=amount(found, total))
    if found.beyond_cheapest_cny > found.tolerance_cny:
        yield filled(
            "settle_beyond", cheapest=amount(found, float(found.gains[-1])),
            beyond=amount(found, found.beyond_cheapest_cny),
        )  # fmt: skip
        if found.prices.premium_cny_t > 1e-6:
            yield filled("settle_price_target", premium=price(found, found.prices.premium_cny_t))


def _stable(found: Settlement) -> Iterator[Both]:
    if found.core.empty:
        parts = [
            filled_weight(group_words(found, coalition), weight) for coalition, weight in found.core.balanced
        ]  # fmt: skip
        short = amount(found, found.core.needed - found.gain_cny)
        proof = Both("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))
        yield filled("settle_core_empty", proof=proof, needed=amount(found, found.core.needed), short=short)
        yield word("settle_core_both_empty" if found.cheapest_core.empty else "settle_core_target")
    else:
        yield word("settle_core")
    leaving = found.blocking(most=_TOLD)
    for coalition, excess in leaving:
        yield filled("settle_blocking", names=group_words(found, coalition), amount=amount(found, excess))
    if not leaving and found.gain_cny > -found.tolerance_cny:
        yield word("settle_better_off")


def filled_weight(group: Both, weight: float) -> Both:
    """Return a group with its weight in a balanced collection."""
    return Both(f"{group.zh} × {weight:.3g}", f"{weight:.3g} × ({group.en})")


def _worse_off(found: Settlement) -> Iterator[Both]:
    names, table = player_names(found), found.table
    today = [names[at] for at in np.flatnonzero(table["saving_cny"] < -found.tolerance_cny)]
    if today:
        yield filled("settle_worse", names=listed(today))
    still = [names[at] for at in np.flatnonzero(table["share_cny"] < -found.tolerance_cny)]
    if found.outside_cny > found.tolerance_cny:
        yield filled("settle_outside", amount=amount(found, found.outside_cny))
    elif still:
        yield filled("settle_still_worse", names=listed(still))
    else:
        yield word("settle_made_whole")


def _assumed(found: Settlement) -> Iterator[Both]:
    players, plants = found.players, plant_names(found.plan)
    if players.public:
        yield filled("settle_nobodys", names=listed(plants[plant] for plant in players.public))
    if players.rest:
        key = "settle_rest" if OTHERS in players.names else "settle_apart"
        yield filled(key, names=listed(plants.get(name, same(name)) for name in players.rest))
    if len(found.plan.years) > 1:
        yield filled("settle_years", years=", ".join(map(str, found.plan.years)))
    if found.elsewhere_cny_t is not None:
        yield filled("settle_elsewhere", price=price(found, found.elsewhere_cny_t))
    worst = games.superadditive(found.gains)
    if worst is not None and worst[2] > found.tolerance_cny:
        one, other = (group_words(found, coalition) for coalition in worst[:2])
        yield filled("settle_loses", one=one, other=other, amount=amount(found, worst[2]))
    if found.gap > 0:
        yield filled("settle_gap", gap=percent(found.gap))
    if found.prices.beyond_cny > 100 * found.tolerance_cny:
        yield filled("settle_price_beyond", amount=amount(found, found.prices.beyond_cny))
