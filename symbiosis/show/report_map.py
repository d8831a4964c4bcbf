"""The map as a small drawing that prints: plants, and the flows of waste between them as curves by family."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

from symbiosis.show.data import family_colours
from symbiosis.show.map_frame import frame_of, graticule, north_arrow, outline
from symbiosis.show.report_words import Both, both_tonnes, plant_names, word

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan

WIDTH, HEIGHT, EDGE = 960.0, 560.0, 40.0
#: Flows that are drawn and plants that are named, the largest first; the rest would only blacken the sheet.
DRAWN, NAMED = 400, 24
#: The largest of them have a head that shows which way they go.
_HEADS = 60
_PLAIN = 'stroke-opacity=".55" stroke-linecap="round"'

_Places = dict[str, tuple[float, float]]


def map_svg(plan: Plan) -> str:
    """Return the drawing of a plan of one year, with its legend and its scale."""
    places, pixels_per_km = places_of(plan)
    colours = {str(row["id"]): str(row["colour"]) for row in family_colours(plan) if row["unit"] in ("", "t")}
    moved = plan.flows[plan.flows["family"].isin(list(colours)) & (plan.flows["from_plant"] != plan.flows["to_plant"])]
    bundles = moved.groupby(["family", "from_plant", "to_plant"], sort=False)["dry_t"].sum().reset_index()
    ranked = sorted(
        ((float(t), str(a), str(b), str(c)) for a, b, c, t in bundles.itertuples(index=False, name=None)), reverse=True
    )
    most = max((row[0] for row in ranked), default=1.0)
    out = [f'<svg class="map" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="img" xmlns="http://www.w3.org/2000/svg">']
    frame = frame_of(plan, WIDTH, HEIGHT, EDGE)
    out += [*outline(plan, frame), *graticule(frame)]
    out += [
        curve(places[start], places[end], colours[family], 0.8 + 7.2 * math.sqrt(tonnes / most))
        for tonnes, family, start, end in ranked[:DRAWN]
    ]
    out += [
        _head(places[start], places[end], colours[family], 0.8 + 7.2 * math.sqrt(tonnes / most))
        for tonnes, family, start, end in ranked[:_HEADS]
    ]
    out += [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.4" fill="#fff" stroke="#222" stroke-width="1.4"/>'
        for x, y in places.values()
    ]
    out += [*place_names(plan, places), scale_bar(pixels_per_km), north_arrow(frame)]
    if len(ranked) > DRAWN:
        left = both_tonnes(sum(row[0] for row in ranked[DRAWN:]))
        told = word("map_left_out")
        count = len(ranked) - DRAWN
        note = Both(told.zh.format(count=count, tonnes=left.zh), told.en.format(count=count, tonnes=left.en))
        out.append(svg_text(note, WIDTH / 2, HEIGHT - 10, "middle", "label"))
    return "\n".join([*out, "</svg>"])


def places_of(plan: Plan) -> tuple[_Places, float]:
    """Return where each plant stands in the drawing and how many units a kilometre has; north is up."""
    frame = frame_of(plan, WIDTH, HEIGHT, EDGE)
    rows = [(str(r["plant"]), float(r["lon"]), float(r["lat"])) for r in plan.park.plants.to_dict("records")]
    places = {name: frame.at(lon, lat) for name, lon, lat in rows if math.isfinite(lon) and math.isfinite(lat)}
    return places, frame.per_km


def curve(start: tuple[float, float], end: tuple[float, float], colour: str, width: float, style: str = "") -> str:
    """Return a movement as a curve; ``style`` holds further attributes of the path."""
    (x0, y0), (x1, y1) = start, end
    x, y = (x0 + x1) / 2 + (y1 - y0) * 0.15, (y0 + y1) / 2 - (x1 - x0) * 0.15  # bent to the left, so both ways show
    return (
        f'<path d="M{x0:.1f} {y0:.1f}Q{x:.1f} {y:.1f} {x1:.1f} {y1:.1f}" fill="none" stroke="{escape(colour)}" '
        f'stroke-width="{width:.1f}" {style or _PLAIN}/>'
    )


def _head(start: tuple[float, float], end: tuple[float, float], colour: str, width: float) -> str:
    """Return the head of an arrow in the middle of a movement's curve; none where its ends all but touch."""
    (x0, y0), (x1, y1) = start, end
    length = math.hypot(x1 - x0, y1 - y0)
    if length < 30.0:
        return ""
    ahead, aside = ((x1 - x0) / length, (y1 - y0) / length), (-(y1 - y0) / length, (x1 - x0) / length)
    x, y = (x0 + x1) / 2 + (y1 - y0) * 0.075, (y0 + y1) / 2 - (x1 - x0) * 0.075  # where the curve is at its half
    size = 3.0 + 0.9 * width
    tip = (x + ahead[0] * size, y + ahead[1] * size)
    feet = [(x - ahead[0] * size + side * aside[0] * size * 0.8, y - ahead[1] * size + side * aside[1] * size * 0.8)
            for side in (1, -1)]  # fmt: skip
    points = " ".join(f"{a:.1f},{b:.1f}" for a, b in (tip, *feet))
    return f'<polygon points="{points}" fill="{escape(colour)}"/>'


def place_names(plan: Plan, places: _Places) -> list[str]:
    """Return the names of the busiest plants, each only where it covers no other name."""
    named = plant_names(plan)
    busy = (
        plan.flows.groupby("from_plant")["dry_t"]
        .sum()
        .add(plan.flows.groupby("to_plant")["dry_t"].sum(), fill_value=0.0)
    )
    taken: list[tuple[float, float, float]] = []
    out = []
    for plant in [str(name) for name in busy.sort_values(ascending=False, kind="stable").index]:
        if plant not in places or len(taken) == NAMED:
            continue
        x, y = places[plant]
        pair = Both(_cut(named[plant].zh, 18), _cut(named[plant].en, 28))
        width = max(_width(text) for text in pair)
        right = x + width + 8 < WIDTH
        box = (x, x + width + 8, y) if right else (x - width - 8, x, y)
        if any(box[0] < other[1] and other[0] < box[1] and abs(y - other[2]) < 13 for other in taken):
            continue
        taken.append(box)
        out.append(svg_text(pair, x + 6 if right else x - 6, y + 4, "start" if right else "end", "label place"))
    return out


def _cut(text: str, most: int) -> str:
    """Return a name short enough for the map: without what stands in brackets, else cut."""
    text = text if len(text) <= most else text.partition(" (")[0]
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _width(text: str) -> float:
    """Return about how wide a label is."""
    return sum(12.0 if ord(letter) > 0x2E80 else 6.4 for letter in text)


def scale_bar(pixels_per_km: float) -> str:
    """Return a length in kilometres."""
    km = 10.0 ** math.floor(math.log10(180.0 / pixels_per_km))
    km *= next(step for step in (5.0, 2.0, 1.0) if step * km * pixels_per_km <= 180.0)
    x, y = 20.0, HEIGHT - 14.0
    line = f'<path d="M{x} {y - 5}v5h{km * pixels_per_km:.1f}v-5" fill="none" stroke="#222"/>'
    return line + svg_text(Both(f"{km:g} km", f"{km:g} km"), x, y - 9, "start", "label")


def svg_text(pair: Both, x: float, y: float, anchor: str, kind: str) -> str:
    """Return a text of a drawing in both languages, of which the page shows one."""
    return "".join(
        f'<text lang="{lang}" class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
        for lang, text in (("zh-CN", pair.zh), ("en", pair.en))
    )
