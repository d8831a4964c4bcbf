"""What a scenario says of later years: sections ``[from.2027]`` that hold from that year on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symbiosis.errors import Fault
from symbiosis.scenario.cells import canonical
from symbiosis.scenario.layers import Layer, merge

#: What all years share, because they are decided together.
_SHARED = ("year", "horizon", "objectives", "solver", "limits", "growth", "park", "from", "extends")


def changes(section: Any, where: str) -> tuple[dict[int, Layer], list[Fault]]:
    """Return the layers by the year from which they hold, the earliest first, and the faults found."""
    if not isinstance(section, Mapping):
        return {}, [Fault(f"{where}, from", f"is {section!r}", "write a section for each year, such as [from.2027]")]
    layers: dict[int, Layer] = {}
    faults = []
    for name, layer in section.items():
        place = f"{where}, from.{name}"
        if not (str(name).isdecimal() and 1900 <= int(name) <= 2200):
            faults.append(Fault(place, f"{name} is no year", "write a year, such as [from.2027]"))
        elif not isinstance(layer, Mapping):
            faults.append(Fault(place, f"is {layer!r}", "write a section with the settings and cells that change"))
        else:
            layers[int(name)] = canonical(layer)
            faults += [
                Fault(f"{place}.{word}", "cannot change from year to year", f"say {word} once, for all years")
                for word in _SHARED
                if word in layer
            ]
    return dict(sorted(layers.items())), faults


def in_force(whole: Layer, later: Mapping[int, Layer], year: int) -> Layer:
    """Return the merged layer as it stands in ``year``."""
    return merge([whole, *(layer for first, layer in later.items() if first <= year)])
