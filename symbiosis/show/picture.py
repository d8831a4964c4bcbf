"""A page as an object: shown in a notebook, saved where it is wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan


@dataclass(frozen=True)
class Picture:
    """One self-contained HTML page, and the same as a picture."""

    html: str
    png: Callable[[], bytes] | None = None
    """Draws it as a picture."""

    def save(self, path: str | Path) -> Path:
        """Write the page to ``path``, or the picture where its name ends in .png, and return it."""
        target = Path(path)
        if target.suffix.lower() == ".png" and self.png is not None:
            target.write_bytes(self.png())
        else:
            target.write_text(self.html, "utf-8")
        return target

    def _repr_html_(self) -> str:
        # A frame of its own keeps the page's styles and scripts away from the notebook's.
        return f'<iframe srcdoc="{escape(self.html, quote=True)}" style="width:100%;height:640px;border:0"></iframe>'


def draw(plan: Plan, lang: Literal["zh", "en"] = "en") -> Picture:
    """Return the map of ``plan``; a notebook shows it, ``save`` writes it, and no network is needed to open it."""
    from symbiosis.show.map import map_html
    from symbiosis.show.map_png import map_png

    return Picture(map_html(plan, lang), lambda: map_png(plan, lang))
