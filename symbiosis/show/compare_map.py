"""What a scenario changes on the map: links that appear, vanish, grow and shrink, told by colour and by line."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from symbiosis.compare.links import changes
from symbiosis.network.units import TONNE, material_units
from symbiosis.show.report_map import DRAWN, HEIGHT, WIDTH, curve, place_names, places_of, scale_bar
from symbiosis.show.report_words import Both, word

if TYPE_CHECKING:
    import pandas as pd

    from symbiosis.compare.scenarios import Comparison

#: Colour (Okabe and Ito 2008, darkened where it must stand on white) and dashes of each change, the faintest first.
STYLES = {
    "same": ("#9aa3a9", ""),
    "shrinks": ("#b3478a", "9 4 2 4"),
    "grows": ("#0072b2", "16 5"),
    "vanishes": ("#d55e00", "2 5"),
    "appears": ("#007a5a", ""),
}


def difference_map(found: Comparison, scenario: str, year: int) -> str:
    """Return the drawing of a scenario against the baseline in the baseline's ``year``."""
    base = next(option.plan for option in found.solved if option.name == found.baseline)
    assert base is not None
    places, pixels_per_km = places_of(base)
    bundles = _bundles(found, scenario, year, places)
    most = float(bundles["gap"].max()) if len(bundles) else 0.0
    out = [f'<svg class="map" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="img" xmlns="http://www.w3.org/2000/svg">']
    for change, (colour, dashes) in STYLES.items():
        for row in bundles[bundles["change"] == change].to_dict("records"):
            width = 0.9 if change == "same" else 1.6 + 6.0 * math.sqrt(row["gap"] / most)
            ends = places[row["from_plant"]], places[row["to_plant"]]
            out.append(curve(*ends, colour, width, _style(change, dashes, width)))
    out += [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.4" fill="#fff" stroke="#222" stroke-width="1.4"/>'
        for x, y in places.values()
    ]
    return "\n".join([*out, *place_names(base, places), scale_bar(pixels_per_km), "</svg>"])


def legend() -> list[tuple[Both, str]]:
    """Return the name of each change and a line drawn as it is, the strongest first."""
    return [(word(f"cmp_{change}"), _sample(change)) for change in reversed(STYLES)]


def _sample(change: str) -> str:
    colour, dashes = STYLES[change]
    width = 1.0 if change == "same" else 4.0
    line = f'<path d="M2 6h44" fill="none" stroke="{colour}" stroke-width="{width:g}" {_style(change, dashes, width)}/>'
    return f'<svg class="sample" viewBox="0 0 48 12" aria-hidden="true">{line}</svg>'


def _style(change: str, dashes: str, width: float) -> str:
    opacity = ".6" if change == "same" else ".85"
    if not dashes:
        return f'stroke-opacity="{opacity}" stroke-linecap="round" data-change="{change}"'
    # Dots of a wide line are as long as it is wide, or they would look like bars across it.
    scaled = " ".join(f"{float(part) * (0.6 + 0.2 * width):.1f}" for part in dashes.split())
    return f'stroke-opacity="{opacity}" stroke-dasharray="{scaled}" data-change="{change}"'


def _bundles(found: Comparison, scenario: str, year: int, places: dict[str, tuple[float, float]]) -> pd.DataFrame:
    """Return what moves between two plants now and before, tonnes only, the largest changes."""
    rows = found.flows[(found.flows["scenario"] == scenario) & (found.flows["year"] == year)]
    units = rows["material"].map(material_units(found.solved[0].model))
    rows = rows[(rows["from_plant"] != rows["to_plant"]) & (units == TONNE)]
    rows = rows[rows["from_plant"].isin(list(places)) & rows["to_plant"].isin(list(places))]
    sums = rows.groupby(["from_plant", "to_plant"], sort=False)[["dry_t", "baseline_t"]].sum().reset_index()
    most = float(sums[["dry_t", "baseline_t"]].to_numpy().max(initial=0.0))
    told = changes(sums["dry_t"].to_numpy(dtype=float), sums["baseline_t"].to_numpy(dtype=float), most)
    sums = sums.assign(change=told, gap=(sums["dry_t"] - sums["baseline_t"]).abs())
    return sums.sort_values("gap", ascending=False, kind="stable").head(DRAWN)
