"""No movement where the park's own roads lead nowhere: no way, or a plant too far from any road.

It is asked wherever a park brings roads, railways or waterways, for the modes that go by them. What the park measured
needs no road.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from symbiosis.network.gates import Words
from symbiosis.network.pairs import Pairs

if TYPE_CHECKING:
    from symbiosis.geography.fragments import Fragment

_WAYS = {
    "road": ("road", "roads", "公路"), "rail": ("railway", "railways", "铁路"),
    "water": ("waterway", "waterways", "水路"),
}  # fmt: skip


def refuses(pairs: Pairs) -> NDArray[np.bool_]:
    """Return True where the movement has no way, and so no length."""
    return np.asarray(np.isnan(pairs.table["km"].to_numpy(dtype=float)), dtype=bool)


def reason(pairs: Pairs, row: int) -> Words:
    """Return which plant lies too far from the road, or that no road leads there."""
    start, end = str(pairs.of_offer("plant")[row]), str(pairs.of_facility("plant")[row])
    return no_way(pairs, str(pairs.of_mode("way")[row]), start, end)


def no_way(pairs: Pairs, way: str, start: str, end: str) -> Words:
    """Return why no way of a kind leads from a plant to another."""
    one, many, zh = _WAYS[way]
    routes, file = pairs.park.routes[way], pairs.park.roads
    most = pairs.model.settings.transport.access_km
    place = {plant: number for number, plant in enumerate(pairs.park.plants["plant"])}
    far = [(plant, float(routes.access_km[place[plant]])) for plant in (start, end)]
    far = [(plant, km) for plant, km in far if not km <= most]
    if far:
        return _too_far(far, most, (one, zh, file))
    en, chinese = f"no {one} leads from {start} to {end} in {file}", f"{file} 中没有从 {start} 到 {end} 的{zh}"
    if routes.leads[place[end], place[start]]:
        en += f", though one leads back: one-way {many} are in between"
        return Words(en=en, zh=f"{chinese}，但反方向可通，途中有单行路段")
    for plant in (start, end):
        if part := routes.fragment(place[plant]):
            told = _parted(plant, part)
            en, chinese = f"{en}; {told.en}", f"{chinese}；{told.zh}"
    return Words(en=en, zh=chinese)


def _parted(plant: str, part: Fragment) -> Words:
    """Return that a plant has joined a part that hangs together with nothing else, and where the gap is least."""
    gap = np.isfinite(part.gap_km)
    return Words(
        en=f"{plant} joins a separate part, nodes: {part.nodes:,}"
        + (f", its node {part.own} is {part.gap_km:.2f} km from {part.other} of the largest part" if gap else ""),
        zh=f"{plant} 所接路段自成一片（{part.nodes:,} 个节点）"
        + (f"，其节点 {part.own} 距最大一片的 {part.other} {part.gap_km:.2f} km" if gap else ""),
    )


def _too_far(far: list[tuple[str, float]], most: float, words: tuple[str, str, str]) -> Words:
    one, zh, file = words
    if lost := [plant for plant, km in far if np.isinf(km)]:
        en = f"{' and '.join(lost)} cannot be brought onto a {one}: no node of {file} has the name or coordinates"
        return Words(en=en, zh=f"{'、'.join(lost)} 无法接入{zh}：{file} 中没有同名节点，节点也没有经纬度")
    en = " and ".join(f"{plant} lies {km:.1f} km from the nearest {one} of {file}" for plant, km in far)
    told = "、".join(f"{plant} 距 {file} 中最近的{zh} {km:.1f} km" for plant, km in far)
    return Words(
        en=f"{en}, more than the {most:g} km of transport.access_km",
        zh=f"{told}，超过 transport.access_km 的 {most:g} km",
    )
