"""What a check says of a park's own roads: how they hang together, how plants reach them, what they change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from symbiosis.geography import great_circle_km
from symbiosis.geography.roads import components
from symbiosis.show.labels import Lang

if TYPE_CHECKING:
    from symbiosis.geography.fragments import Fragment
    from symbiosis.geography.routes import Routes
    from symbiosis.network import Horizon, Network

#: Names that a line lists at most.
_MOST = 10
_NAMES = {"road": "公路", "rail": "铁路", "water": "水路"}


def roads_told(horizon: Horizon, lang: Lang) -> list[str]:
    """Return lines on every kind of way that the park brings, for the first year that is solved; none without any."""
    network = horizon.networks[0]
    lines = []
    for way, routes in horizon.park.routes.items():
        name = way if lang == "en" else _NAMES[way]
        told = [_graph(routes, lang), *_access(network, routes, lang), *_apart(network, routes, lang)]
        told += [*_pairs(network, routes, way, lang)]
        lines += [f"{name}: {line}" if lang == "en" else f"{name}：{line}" for line in told]
    return [horizon.park.roads, *lines, *_lengths(network, lang)] if lines else []


def _graph(routes: Routes, lang: Lang) -> str:
    graph = routes.graph
    parts, share = components(graph)
    oneway = int((np.isinf(graph.there_km) ^ np.isinf(graph.back_km)).sum())
    counts = f"{len(graph.lon):,}", f"{len(graph.start):,}", f"{oneway:,}", f"{parts:,}", f"{share:.1%}"
    if lang == "zh":
        return "节点 {}，路段 {}（单行 {}），互不连通的部分 {}，最大部分占节点 {}".format(*counts)
    return "{} nodes, {} stretches ({} one-way), separate parts: {}, the largest has {} of the nodes".format(*counts)


def _access(network: Network, routes: Routes, lang: Lang) -> list[str]:
    """Return how far plants lie from the road, and which lie too far."""
    plants, km = network.park.plants["plant"].to_numpy(), routes.access_km
    most = network.model.settings.transport.access_km
    near = km <= most
    lines = []
    if near.any():
        middle, last = float(np.median(km[near])), int(np.argmax(np.where(near, km, -1.0)))
        lines.append(
            f"{near.sum()} plants lie within {most:g} km of it, median {middle:.2f}, {plants[last]} {km[last]:.2f} km"
            if lang == "en"
            else f"{near.sum()} 个厂址在 {most:g} km 以内，中位 {middle:.2f} km，最远 {plants[last]} {km[last]:.2f} km"
        )
    far = [
        f"{plant} {away:.1f} km" if np.isfinite(away) else str(plant)
        for plant, away in zip(plants[~near], km[~near], strict=True)
    ]
    if far:
        lines.append(f"too far from it: {_listed(far)}" if lang == "en" else f"距离过远：{_listed(far, '、')}")
    return lines


def _apart(network: Network, routes: Routes, lang: Lang) -> list[str]:
    """Return the plants that have joined a separate part of the roads, and where the gap to the largest is least."""
    near = np.flatnonzero(routes.access_km <= network.model.settings.transport.access_km)
    plants = network.park.plants["plant"].to_numpy()
    told = [f"{plants[at]} ({_gap(part, lang)})" for at in near.tolist() if (part := routes.fragment(at))]
    if not told:
        return []
    if lang == "en":
        return [f"on separate parts, not the largest: {_listed(told)}"]
    return [f"接在互不连通的小片上：{_listed(told, '、')}"]


def _gap(part: Fragment, lang: Lang) -> str:
    gap = "" if np.isinf(part.gap_km) else f"; {part.own} - {part.other} {part.gap_km:.2f} km"
    return f"nodes: {part.nodes:,}{gap}" if lang == "en" else f"节点 {part.nodes:,}{gap.replace('; ', '；')}"


def _listed(names: list[str], comma: str = ", ") -> str:
    more = f"{comma}… ({len(names)})" if len(names) > _MOST else ""
    return comma.join(names[:_MOST]) + more


def _pairs(network: Network, routes: Routes, way: str, lang: Lang) -> list[str]:
    """Return how many pairs of plants with something to send and to take in have no way, and how long links are."""
    offers = network.offers[["plant", "material"]].rename(columns={"plant": "from"})
    takers = network.intakes[["material"]].assign(
        to=network.facilities["plant"].to_numpy()[network.intakes["facility"]]
    )
    pairs = offers.merge(takers, on="material")[["from", "to"]].drop_duplicates()
    pairs = pairs[pairs["from"] != pairs["to"]]
    number = pd.Series(range(len(network.park.plants)), index=network.park.plants["plant"].to_numpy())
    here, there = (number[pairs[end]].to_numpy(dtype=int) for end in ("from", "to"))
    near = routes.access_km <= network.model.settings.transport.access_km
    leads = routes.leads[here, there] & near[here] & near[there]
    lost = [f"{a} - {b}" for a, b in zip(pairs["from"][~leads], pairs["to"][~leads], strict=True)]
    none = f": {_listed(lost)}" if lost else ""
    line = (
        f"{len(pairs)} pairs of plants have something to send and to take in; {len(lost)} of them have no way{none}"
        if lang == "en"
        else f"有物料可送的厂址对 {len(pairs)} 个，其中 {len(lost)} 个无路可通{none}"
    )
    return [line, *_ratio(network, way, lang)]


def _ratio(network: Network, way: str, lang: Lang) -> list[str]:
    """Return how much longer links are along the way than straight."""
    links, plants = network.links, network.park.plants.set_index("plant")
    ways = network.model.tables["modes"].set_index("mode")["way"]
    measured = np.append(network.park.tables["links"]["km"].notna().to_numpy(), False)[
        links["listed"].to_numpy(dtype=int)
    ]
    links = links[(links["mode"].map(ways) == way).to_numpy() & ~measured & (links["km"] > 0).to_numpy()]
    starts = plants.loc[network.offers["plant"].to_numpy()[links["offer"]]]
    ends = plants.loc[network.facilities["plant"].to_numpy()[links["facility"]]]
    straight = great_circle_km(*(side[axis].to_numpy(float) for side in (starts, ends) for axis in ("lon", "lat")))
    ratio = links["km"].to_numpy()[straight > 0] / straight[straight > 0]
    if not len(ratio):
        return []
    low, middle, high = np.quantile(ratio, [0.1, 0.5, 0.9])
    circuity = network.model.settings.transport.circuity
    if lang == "zh":
        said = f"里程与大圆距离之比：中位 {middle:.2f}，八成在 {low:.2f} 至 {high:.2f}"
        return [f"{said}（transport.circuity 为 {circuity:g}）"]
    said = f"length over great circle: median {middle:.2f}, eight of ten links {low:.2f} to {high:.2f}"
    return [f"{said} (transport.circuity is {circuity:g})"]


def _lengths(network: Network, lang: Lang) -> list[str]:
    """Return from where the lengths of the links come, in per cent."""
    zh = {"measured": "实测", "along roads": "沿路网", "straight times circuity": "直线乘绕行系数"}
    counts = {name: network.counts.get(f"lengths {name}", 0) for name in zh}
    total = sum(counts.values())
    if not total:
        return []
    parts = [f"{name if lang == 'en' else zh[name]} {count / total:.0%}" for name, count in counts.items()]
    return [f"lengths of the links: {', '.join(parts)}" if lang == "en" else f"联系里程的来源：{'，'.join(parts)}"]
