"""Charts as SVG text: lines, stairs, points, bars and histograms, in one language or in both.

Every text may be a pair (``Both``), of which a chart shows one; values come in base units (t, CNY), and an axis that
knows how to say them (``shown=both_tonnes``) labels its ticks with the unit that suits each language. Nothing global
is touched, the same chart gives the same bytes on every machine, and text stays text.
"""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from symbiosis.show.labels import Lang
from symbiosis.show.report_bars import COLOURS
from symbiosis.show.report_words import Both

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Words = Both | str

#: Size in pixels; the width is that of the report's other drawings.
WIDTH, HEIGHT = 960.0, 380.0
_FONTS = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif"
_INK, _GRID = "#1c2226", "#dfe3e6"
_MARKERS = "os^Dv*Phd"


@dataclass(frozen=True)
class Series:
    """Points that belong together, in the units of the axes."""

    name: Words
    x: Sequence[float]
    y: Sequence[float]
    labels: Sequence[Words] = ()
    """A text beside each point; a blank one is left out."""
    low: Sequence[float] = ()
    """With ``high``, a band around the line of ``line``."""
    high: Sequence[float] = ()


@dataclass(frozen=True)
class Axis:
    """What an axis says: its label, how its values are written, its ends, and values that are marked by a line."""

    label: Words = ""
    shown: Callable[[float], Words] | None = None
    low: float | None = None
    high: float | None = None
    marks: Sequence[tuple[float, Words]] = ()


def line(
    series: Sequence[Series], *, title: Words, x: Axis, y: Axis, lang: Lang, height: float = HEIGHT, dots: bool = True
) -> str:
    """Return a line chart; a series with ``low`` and ``high`` has a band."""

    def draw(axes: Axes) -> None:
        for number, one in enumerate(series):
            marker = _MARKERS[number % len(_MARKERS)] if dots else ""
            axes.plot(one.x, one.y, color=_colour(number), marker=marker, markersize=5, linewidth=1.8)
            axes.lines[-1].set_label(_roomy(one.name, lang))
            if len(one.low):
                axes.fill_between(one.x, one.low, one.high, color=_colour(number), alpha=0.18, linewidth=0)
            _labels(axes, one, lang)

    return _chart(draw, title, x, y, lang, height)


def step(
    series: Sequence[Series], *, title: Words, x: Axis, y: Axis, lang: Lang, height: float = HEIGHT, fill: bool = False
) -> str:
    """Return a stair chart: ``x`` holds the edges (one more than ``y``), or the start of each stair."""

    def draw(axes: Axes) -> None:
        for number, one in enumerate(series):
            name, colour = _roomy(one.name, lang), _colour(number)
            if len(one.x) == len(one.y) + 1:
                axes.stairs(one.y, one.x, baseline=0 if fill else None, color=colour, linewidth=1.8, label=name)
                if fill:
                    axes.stairs(one.y, one.x, fill=True, color=colour, alpha=0.18)
            else:
                axes.step(one.x, one.y, where="post", color=colour, linewidth=1.8, label=name)

    return _chart(draw, title, x, y, lang, height)


def scatter(series: Sequence[Series], *, title: Words, x: Axis, y: Axis, lang: Lang, height: float = HEIGHT) -> str:
    """Return points, each with its label where it has one."""

    def draw(axes: Axes) -> None:
        for number, one in enumerate(series):
            marker = _MARKERS[number % len(_MARKERS)]
            axes.scatter(one.x, one.y, s=36, color=_colour(number), marker=marker, label=_roomy(one.name, lang))
            _labels(axes, one, lang)

    return _chart(draw, title, x, y, lang, height)


def bars(
    names: Sequence[Words],
    groups: Sequence[tuple[Words, Sequence[float]]],
    *,
    title: Words,
    axis: Axis,
    lang: Lang,
    stacked: bool = False,
    height: float | None = None,
) -> str:
    """Return lying bars, a row a name with a bar a group (or its parts end to end, what is negative left of zero)."""
    wide = 0.8 if stacked else 0.8 / max(len(groups), 1)

    def draw(axes: Axes) -> None:
        ends = {True: [0.0] * len(names), False: [0.0] * len(names)}
        for number, (name, values) in enumerate(groups):
            at = [row + (0.0 if stacked else (number + 0.5) * wide - 0.4) for row in range(len(names))]
            left = [ends[value >= 0][row] if stacked else 0.0 for row, value in enumerate(values)]
            axes.barh(at, values, wide, left=left, color=_colour(number), label=_roomy(name, lang))
            for row, value in enumerate(values):
                ends[value >= 0][row] += value
        axes.set_yticks(range(len(names)), [_roomy(name, lang, before=True) for name in names])
        axes.invert_yaxis()
        axes.axvline(0.0, color=_INK, linewidth=0.8)

    tall = 125.0 + len(names) * max(22.0, 14.0 * (1 if stacked else len(groups)))
    return _chart(draw, title, axis, None, lang, height or tall)


def histogram(
    groups: Sequence[tuple[Words, Sequence[float]]],
    *,
    title: Words,
    x: Axis,
    y: Axis,
    lang: Lang,
    bins: int = 20,
    height: float = HEIGHT,
) -> str:
    """Return how often values fall into each of ``bins`` equal parts of their common range."""

    def draw(axes: Axes) -> None:
        every = [value for _, values in groups for value in values]
        span = (min(every), max(every)) if every else (0.0, 1.0)
        for number, (name, values) in enumerate(groups):
            style: dict[str, Any] = {"color": _colour(number), "alpha": 0.75 if len(groups) == 1 else 0.5}
            axes.hist(values, bins=bins, range=span, label=_roomy(name, lang), edgecolor="white", **style)

    return _chart(draw, title, x, y, lang, height)


def both(draw: Callable[..., str], *args: Any, **kwargs: Any) -> str:
    """Return a chart in Chinese and in English as HTML, of which the page's language switch shows one."""
    return "".join(
        f'<div class="drawn" lang="{code}">{draw(*args, lang=lang, **kwargs)}</div>'
        for lang, code in (("zh", "zh-CN"), ("en", "en"))
    )


def said(text: Words, lang: Lang) -> str:
    """Return ``text`` in one language."""
    return text if isinstance(text, str) else text.zh if lang == "zh" else text.en


def _chart(draw: Callable[[Axes], None], title: Words, x: Axis, y: Axis | None, lang: Lang, height: float) -> str:
    from matplotlib.figure import Figure

    with _settings():
        figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72, layout="constrained")
        axes = figure.add_subplot()
        draw(axes)
        axes.set_title(said(title, lang), loc="left", fontweight="bold", fontsize=14)
        _dress(axes, x, "x", lang)
        if y is not None:
            _dress(axes, y, "y", lang)
        axes.grid(visible=True, axis="both" if y is not None else "x", color=_GRID, linewidth=0.8)
        axes.set_axisbelow(True)
        axes.spines[["top", "right"]].set_visible(False)
        if any(text.strip() and not text.startswith("_") for text in axes.get_legend_handles_labels()[1]):
            figure.legend(loc="outside lower left", ncols=4, frameon=False)
        return _svg(figure, said(title, lang))


def _dress(axes: Axes, axis: Axis, side: str, lang: Lang) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    part, upright = (axes.xaxis, True) if side == "x" else (axes.yaxis, False)
    part.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 2.5, 5, 10]))
    if axis.shown is not None:
        shown = axis.shown
        part.set_major_formatter(FuncFormatter(lambda value, _: _roomy(shown(value), lang, before=not upright)))
    part.set_label_text(said(axis.label, lang))
    if axis.low is not None or axis.high is not None:
        (axes.set_xlim if upright else axes.set_ylim)(axis.low, axis.high)
    for value, text in axis.marks:
        (axes.axvline if upright else axes.axhline)(value, color=_INK, linewidth=1.0, linestyle="--")
        place = (value, 1.0) if upright else (1.0, value)
        axes.annotate(
            said(text, lang), place, (4, -12) if upright else (-4, 4), fontsize=11, textcoords="offset points",
            xycoords=("data", "axes fraction") if upright else ("axes fraction", "data"),
            ha="left" if upright else "right",
        )  # fmt: skip


def _labels(axes: Axes, series: Series, lang: Lang) -> None:
    for x, y, text in zip(series.x, series.y, series.labels, strict=False):
        if said(text, lang):
            axes.annotate(said(text, lang), (x, y), (6, -12), textcoords="offset points", fontsize=11)


def _colour(number: int) -> str:
    return COLOURS[number % len(COLOURS)]


def _roomy(text: Words, lang: Lang, *, before: bool = False) -> str:
    """Return ``text`` with blanks that make up for what matplotlib's own font takes Chinese signs too narrow by."""
    plain = said(text, lang)
    blanks = "\N{NO-BREAK SPACE}" * round(1.3 * sum(ord(sign) > 0x2E7F for sign in plain))
    return blanks + plain if before else plain + blanks


@contextmanager
def _settings() -> Iterator[None]:
    """Draw by settings of our own for a while, whatever the user's are; a browser's fonts have the Chinese signs."""
    import matplotlib as mpl

    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        mpl.rcdefaults()
        mpl.rcParams.update(
            {
                "svg.fonttype": "none", "svg.hashsalt": "symbiosis", "text.parse_math": False, "font.size": 12,
                "font.family": "DejaVu Sans", "text.color": _INK, "axes.edgecolor": _INK, "axes.labelcolor": _INK,
                "xtick.color": _INK, "ytick.color": _INK, "savefig.facecolor": "none",
            }
        )  # fmt: skip
        yield


def _svg(figure: Figure, title: str) -> str:
    """Return the drawing as one element for a page: no prologue, no rules for the page, ids of its own."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    stream = io.StringIO()
    canvas: Any = FigureCanvasSVG(figure)
    canvas.print_svg(stream, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    text = stream.getvalue()
    view = re.search(r'viewBox="[^"]+"', text)
    body = text[text.index(">", text.index("<svg")) + 1 :]
    body = re.sub(r"<metadata>.*?</metadata>|<style[^>]*>.*?</style>|<!--.*?-->", "", body, flags=re.DOTALL)
    body = re.sub(
        r"font-family: ?[^;\"]*;?|font: ?(\d+px)[^;\"]*", lambda m: f"font-size: {m[1]}" if m[1] else "", body
    )
    wanted = set(re.findall(r'(?:url\(|href=")#([^)"]+)', body))
    body = re.sub(r' id="([^"]*)"', lambda m: m[0] if m[1] in wanted else "", body)
    own = hashlib.sha256((title + body).encode()).hexdigest()[:8]
    body = re.sub(r'(url\(#|href="#| id=")', rf"\g<1>c{own}", body)
    assert view is not None, "matplotlib writes a viewBox"
    return (
        f'<svg class="plot" {view[0]} role="img" aria-label="{escape(title)}" xmlns="http://www.w3.org/2000/svg" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" style="stroke-linejoin:round;stroke-linecap:butt;'
        f'font-family:{_FONTS}">{body.strip()}'
    )
