"""The sheet of a drawn map: where a coordinate stands on it, its graticule, its north, the outline of the place."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan

KM_PER_DEGREE = 111.2
#: Lines of the graticule that a side of the sheet has at most.
_LINES = 6
_STEPS = (10.0, 5.0, 2.0, 1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001)


@dataclass(frozen=True)
class Frame:
    """A sheet of ``width`` by ``height`` units on which north is up."""

    width: float
    height: float
    west: float
    """Longitude of the left side."""
    north: float
    """Latitude of the upper side."""
    narrow: float
    """A degree of longitude over one of latitude."""
    per_degree: float
    """Units of a degree of latitude."""

    @property
    def per_km(self) -> float:
        """Units of a kilometre."""
        return self.per_degree / KM_PER_DEGREE

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Return where a coordinate stands."""
        return (lon - self.west) * self.narrow * self.per_degree, (self.north - lat) * self.per_degree


def frame_of(plan: Plan, width: float, height: float, edge: float) -> Frame:
    """Return the sheet on which all plants of ``plan`` stand at least ``edge`` from its sides."""
    found = [(float(r["lon"]), float(r["lat"])) for r in plan.park.plants.to_dict("records")]
    found = [pair for pair in found if math.isfinite(pair[0]) and math.isfinite(pair[1])] or [(0.0, 0.0)]
    lons, lats = [pair[0] for pair in found], [pair[1] for pair in found]
    narrow = math.cos(math.radians((min(lats) + max(lats)) / 2))
    wide, tall = (max(lons) - min(lons)) * narrow, max(lats) - min(lats)
    size = min((width - 2 * edge) / max(wide, 1e-4), (height - 2 * edge) / max(tall, 1e-4))
    left, top = (width - wide * size) / 2, (height - tall * size) / 2
    return Frame(width, height, min(lons) - left / (narrow * size), max(lats) + top / size, narrow, size)


def graticule(frame: Frame) -> list[str]:
    """Return meridians and parallels at round degrees, each named at the edge of the sheet."""
    wide, tall = frame.width / (frame.narrow * frame.per_degree), frame.height / frame.per_degree
    step = next((step for step in reversed(_STEPS) if max(wide, tall) / step <= _LINES), _STEPS[0])
    out = []
    for lon in _round(frame.west, frame.west + wide, step):
        x, _ = frame.at(lon, frame.north)
        out.append(f'<path d="M{x:.1f} 0V{frame.height:.0f}" class="grid" fill="none" stroke="#e3e7ea"/>')
        out.append(f'<text class="degree" x="{x + 3:.1f}" y="11">{_degrees(lon, "E", "W", step)}</text>')
    for lat in _round(frame.north - tall, frame.north, step):
        _, y = frame.at(frame.west, lat)
        out.append(f'<path d="M0 {y:.1f}H{frame.width:.0f}" class="grid" fill="none" stroke="#e3e7ea"/>')
        out.append(f'<text class="degree" x="3" y="{y - 3:.1f}">{_degrees(lat, "N", "S", step)}</text>')
    return out


def _round(low: float, high: float, step: float) -> Iterator[float]:
    for number in range(math.ceil(low / step), math.floor(high / step) + 1):
        yield number * step


def _degrees(value: float, plus: str, minus: str, step: float) -> str:
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    return f"{abs(value):.{digits}f}°{plus if value >= 0 else minus}"


def north_arrow(frame: Frame) -> str:
    """Return an arrow to the north, at the upper right."""
    x, y = frame.width - 22.0, 22.0
    return (
        f'<path d="M{x} {y - 12}l5.5 20l-5.5 -5l-5.5 5z" fill="#30383f"/>'
        f'<text class="degree" x="{x}" y="{y + 20}" text-anchor="middle">N</text>'
    )


def outline(plan: Plan, frame: Frame) -> list[str]:
    """Return the park's own boundary as pale shapes; nothing where it has none."""
    boundary = plan.park.boundary or {}
    out = []
    for feature in boundary.get("features", []):
        for ring in _rings(feature.get("geometry") or {}):
            points = " ".join("{:.1f},{:.1f}".format(*frame.at(float(p[0]), float(p[1]))) for p in ring)
            out.append(f'<polygon points="{points}" fill="#f6f7f8" stroke="#b9c1c7" stroke-width=".8"/>')
    return out


def _rings(shape: dict[str, Any]) -> Iterator[list[list[float]]]:
    if shape.get("type") == "Polygon":
        yield from shape["coordinates"][:1]
    elif shape.get("type") == "MultiPolygon":
        for polygon in shape["coordinates"]:
            yield from polygon[:1]
