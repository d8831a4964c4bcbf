"""Where the tonnes go: bands from waste families through processes to what becomes of them, as one inline SVG.

Both languages sit in the same drawing, so that the page's switch reaches its labels too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from symbiosis.show.data import family_colours
from symbiosis.show.report_map import svg_text
from symbiosis.show.report_words import Both, both_tonnes, names, word

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan

WIDTH, HEIGHT, TOP, NODE, GAP, LINE = 960, 560, 34, 14, 7, 15
#: Left edge of the three columns; the labels of the first stand on its left, those of the others on their right.
COLUMNS = (215.0, 470.0, 800.0)
#: Processes that are named; the smaller ones of each fate are drawn as one.
NAMED = 14

_Key = TypeVar("_Key")


class Band(NamedTuple):
    """Dry tonnes of a family that go through a process to a fate; a blank process is no process at all."""

    family: str
    process: str
    fate: str
    dry_t: float


@dataclass
class Node:
    """A box of one column, with the room that its bands have taken so far on either side."""

    label: Both
    dry_t: float
    colour: str
    y: float = 0.0
    taken: dict[str, float] = field(default_factory=lambda: {"in": 0.0, "out": 0.0})


def bands(plan: Plan) -> list[Band]:
    """Return where the waste of a plan of one year goes, the largest first; stock that stays is left out."""
    families = plan.model.tables["families"]
    waste = set(families.loc[(families["role"] == "waste") & (families["unit"].isin(["", "t"])), "family"])
    flows = plan.flows[plan.flows["family"].isin(waste)]
    moved = flows.groupby(["family", "process", "fate"], sort=False)["dry_t"].sum().reset_index()
    found = [Band(str(a), str(b), str(c), float(t)) for a, b, c, t in moved.itertuples(index=False, name=None)]
    offers = plan.offers[plan.offers["family"].isin(waste) & plan.offers["kind"].isin(["arising", "made"])]
    for fate in ("sold", "stays"):
        left = offers.groupby("family", sort=False)[f"{fate}_t"].sum()
        found += [Band(str(family), "", fate, float(tonnes)) for family, tonnes in left.items()]
    return sorted((band for band in _folded(found) if band.dry_t > 0), key=lambda band: -band.dry_t)


def _folded(found: list[Band]) -> list[Band]:
    """Return the bands with the processes beyond the NAMED largest as one a fate."""
    sums = _sums((band.process, band.dry_t) for band in found if band.process)
    kept = {"", *sorted(sums, key=lambda name: -sums[name])[:NAMED]}
    together = _sums(
        ((band.family, band.process if band.process in kept else f"*{band.fate}", band.fate), band.dry_t)
        for band in found
    )
    return [Band(*key, tonnes) for key, tonnes in together.items()]


def _sums(pairs: Iterable[tuple[_Key, float]]) -> dict[_Key, float]:
    sums: dict[_Key, float] = {}
    for key, value in pairs:
        sums[key] = sums.get(key, 0.0) + value
    return sums


def sankey_svg(plan: Plan) -> str:
    """Return the drawing of a plan of one year; blank where no waste moves."""
    found = bands(plan)
    if not found:
        return ""
    colours = {str(row["id"]): str(row["colour"]) for row in family_colours(plan)}
    columns = _nodes(plan, found, colours)
    unit = _place(columns)
    out = [
        _head(_bottom(columns, unit)),
        *(_column_title(number) for number in range(3)),
        *_ribbons(found, columns, colours, unit),
    ]
    for number, column in enumerate(columns):
        out += _boxes(column, number, unit)
    return "\n".join([*out, "</svg>"])


def _nodes(plan: Plan, found: list[Band], colours: Mapping[str, str]) -> list[dict[str, Node]]:
    families, processes = names(plan, "families", "family"), names(plan, "processes", "process")
    columns: list[dict[str, Node]] = [{}, {}, {}]
    order = {fate: number for number, fate in enumerate(dict.fromkeys(band.fate for band in found))}
    ways = sorted(found, key=lambda band: order[band.fate])  # processes of one fate stand together: fewer crossings
    for column, rows, key in ((0, found, "family"), (1, ways, "way"), (2, found, "fate")):
        for band in rows:
            name = _way(band) if key == "way" else str(getattr(band, key))
            if name not in columns[column]:
                if column == 0:
                    label, colour = families.get(name, Both(name, name)), colours.get(name, "#777777")
                elif column == 1:
                    other = word("sankey_other")
                    label = other if name.startswith("*") else processes.get(name, Both(name, name))
                    colour = "" if name.startswith("|") else "#5b6770"
                else:
                    label, colour = _fate(name), "#30383f"
                columns[column][name] = Node(label, 0.0, colour)
            columns[column][name].dry_t += band.dry_t
    return columns


def _way(band: Band) -> str:
    return band.process or f"|{band.fate}"


def _fate(name: str) -> Both:
    return word(f"fate_{name}") if name not in {"sold", "stays"} else word(name)


def _place(columns: list[dict[str, Node]]) -> float:
    """Set where each box stands and return the height of a tonne."""
    total = sum(node.dry_t for node in columns[0].values())
    unit = (HEIGHT - TOP - LINE * max(len(column) for column in columns)) / total
    for column in columns:
        steps = [max(unit * node.dry_t + GAP, LINE) for node in column.values()]
        y = TOP + max(0.0, (HEIGHT - TOP - sum(steps)) / 2)
        for node, step in zip(column.values(), steps, strict=True):
            node.y, y = y, y + step
    first = min(node.y for column in columns for node in column.values())
    for node in (node for column in columns for node in column.values()):
        node.y -= first - TOP
    return unit


def _bottom(columns: list[dict[str, Node]], unit: float) -> float:
    """Return where the lowest box or label ends."""
    return max(node.y + max(unit * node.dry_t, LINE) for column in columns for node in column.values())


def _ribbons(found: list[Band], columns: list[dict[str, Node]], colours: Mapping[str, str], unit: float) -> list[str]:
    levels = _levels(found, columns, unit)
    out = []
    for band, (start, into, away, end) in zip(found, levels, strict=True):
        colour, height = colours.get(band.family, "#777777"), max(unit * band.dry_t, 0.6)
        out.append(_ribbon(COLUMNS[0] + NODE, start, COLUMNS[1], into, height, colour))
        if not band.process:  # nothing is worked here, so no box interrupts the band
            out.append(_ribbon(COLUMNS[1], into, COLUMNS[1] + NODE, away, height, colour))
        out.append(_ribbon(COLUMNS[1] + NODE, away, COLUMNS[2], end, height, colour))
    return out


def _levels(found: list[Band], columns: list[dict[str, Node]], unit: float) -> list[list[float]]:
    """Return where each band leaves its family, enters and leaves its process and meets its fate."""
    rank = [{name: number for number, name in enumerate(column)} for column in columns]
    keys = [(band.family, _way(band), band.fate) for band in found]
    order = [(rank[0][family], rank[1][way], rank[2][fate]) for family, way, fate in keys]
    levels = [[0.0] * 4 for _ in found]
    # Bands leave a box in the order in which they arrive at the next, so that they cross as little as can be.
    for end, column, side, sort in (
        (0, 0, "out", (0, 1)),
        (1, 1, "in", (1, 0)),
        (2, 1, "out", (1, 0)),
        (3, 2, "in", (2, 1, 0)),
    ):
        for number in sorted(range(len(found)), key=lambda n: [order[n][place] for place in sort]):
            box = columns[column][keys[number][column]]
            levels[number][end] = box.y + box.taken[side]
            box.taken[side] += unit * found[number].dry_t
    return levels


def _ribbon(x0: float, y0: float, x1: float, y1: float, height: float, colour: str) -> str:
    half = (x0 + x1) / 2
    path = (
        f"M{x0:.1f} {y0:.1f}C{half:.1f} {y0:.1f} {half:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"
        f"V{y1 + height:.1f}C{half:.1f} {y1 + height:.1f} {half:.1f} {y0 + height:.1f} {x0:.1f} {y0 + height:.1f}Z"
    )
    return f'<path d="{path}" fill="{escape(colour)}" fill-opacity=".42"/>'


def _head(bottom: float) -> str:
    return f'<svg class="sankey" viewBox="0 0 {WIDTH} {bottom + 12:.0f}" role="img" xmlns="http://www.w3.org/2000/svg">'


def _column_title(number: int) -> str:
    anchor, x = ("end", COLUMNS[0] + NODE) if number == 0 else ("start", COLUMNS[number])
    return svg_text(word(f"sankey_column_{number}"), x, 16, anchor, "head")


def _boxes(column: Mapping[str, Node], number: int, unit: float) -> list[str]:
    out = []
    for node in column.values():
        if not node.colour:
            continue
        height = max(unit * node.dry_t, 1.0)
        out.append(
            f'<rect x="{COLUMNS[number]:.0f}" y="{node.y:.1f}" width="{NODE}" height="{height:.1f}" '
            f'fill="{escape(node.colour)}"/>'
        )
        y, amount = node.y + height / 2 + 4, both_tonnes(node.dry_t)
        label = Both(f"{_cut(node.label.zh, 15)} {amount.zh}", f"{_cut(node.label.en, 26)} {amount.en}")
        x, anchor = (COLUMNS[0] - 6, "end") if number == 0 else (COLUMNS[number] + NODE + 6, "start")
        out.append(svg_text(label, x, y, anchor, "label"))
    return out


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
