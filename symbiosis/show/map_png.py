"""The map as a picture: the report's drawing with title, legend, scale, graticule and north, as a PNG file."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import TYPE_CHECKING

from symbiosis.errors import UsageError
from symbiosis.show.data import family_colours
from symbiosis.show.labels import Lang, check_lang
from symbiosis.show.numbers import percent
from symbiosis.show.report_map import HEIGHT, WIDTH, map_svg
from symbiosis.show.report_words import Both, both_tonnes, parts, word
from symbiosis.show.totals import family_totals

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan

#: Pixels of a unit of the drawing.
ZOOM = 2
_HEAD, _ROW, _MARGIN, _KEYS = 58.0, 20.0, 16.0, 4
_FONTS = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, SimHei, WenQuanYi Zen Hei, sans-serif"
_STYLE = (
    f"text {{ font-family: {_FONTS}; font-size: 12px; fill: #1c2226; }} "
    ".title { font-size: 20px; font-weight: bold; } "
    ".note { fill: #59636b; } .end { fill: #59636b; text-anchor: end; } .degree { font-size: 9.5px; fill: #8a949b; } "
    ".label { paint-order: stroke; stroke: #fff; stroke-width: 3px; stroke-linejoin: round; }"
)
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def map_png(plan: Plan, lang: Lang = "zh") -> bytes:
    """Return the map of ``plan`` as a PNG file in one language; years that were solved together stand below each other.

    Raises
    ------
    UsageError
        Where resvg-py is not installed, or no font has the Chinese signs that the map needs.
    """
    drawing = picture_svg(plan, lang)
    check_picture(chinese=bool(_CHINESE.search(drawing)))
    return _drawn(drawing, ZOOM)


def check_picture(*, chinese: bool) -> None:
    """Raise UsageError unless a picture can be drawn here; worth calling before a long solve."""
    try:
        import resvg_py  # noqa: F401
    except ImportError:
        raise UsageError("png needs resvg-py; pip install 'symbiosis[png]', or leave png out of --formats") from None
    if chinese and not _knows_chinese():
        raise UsageError(
            "png: no font on this machine has Chinese signs, so names would be blank; install one (Noto Sans CJK SC, "
            "WenQuanYi Zen Hei, ...), or leave png out of --formats"
        )


def picture_svg(plan: Plan, lang: Lang = "zh") -> str:
    """Return the picture as an SVG drawing in one language."""
    check_lang(lang)
    years = parts(plan)
    keys = [row for row in family_colours(plan) if row["unit"] in ("", "t")]
    foot = _MARGIN + _ROW * -(-len(keys) // _KEYS)
    height = _HEAD + len(years) * (HEIGHT + _HEAD / 2 * (len(years) > 1)) + foot + _MARGIN
    out = [_text(_title(plan), _MARGIN, 27, "title", lang), _text(_subtitle(plan), _MARGIN, 48, "note", lang)]
    y = _HEAD
    for year, part in years:
        if len(years) > 1:
            y += _HEAD / 2
            out.append(_text(Both(f"{year} 年", str(year)), _MARGIN, y - 9, "label", lang))
        inner = map_svg(part).replace("<svg ", f'<svg x="0" y="{y:.0f}" width="{WIDTH:.0f}" height="{HEIGHT:.0f}" ', 1)
        out += [
            f'<rect x=".5" y="{y:.1f}" width="{WIDTH - 1:.0f}" height="{HEIGHT}" fill="#fff" stroke="#d4d9dc"/>',
            inner,
        ]
        y += HEIGHT
    out.append(_text(word("png_note"), WIDTH - 10, y - 10, "end", lang))
    for number, row in enumerate(keys):
        x, line = _MARGIN + number % _KEYS * (WIDTH - 2 * _MARGIN) / _KEYS, y + _MARGIN + _ROW * (number // _KEYS)
        out.append(f'<rect x="{x:.1f}" y="{line - 2:.1f}" width="11" height="11" fill="{escape(row["colour"])}"/>')
        out.append(_text(Both(*row["name"]), x + 16, line + 8, "key", lang))
    size = f'viewBox="0 0 {WIDTH:.0f} {height:.0f}" width="{WIDTH:.0f}" height="{height:.0f}"'
    whole = "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" {size}><style>{_STYLE}</style>', *out, "</svg>"])
    other = "en" if lang == "zh" else "zh-CN"
    return re.sub(rf'<text lang="{other}".*?</text>', "", whole, flags=re.DOTALL)


def _title(plan: Plan) -> Both:
    park = plan.park
    return Both(park.title_zh or park.title_en or park.name, park.title_en or park.title_zh or park.name)


def _subtitle(plan: Plan) -> Both:
    """Return scenario, years, and how much of what arises is used in the last of them."""
    year, part = parts(plan)[-1]
    rows = family_totals(part)
    arising, used = sum(row.arising for row in rows), sum(row.used for row in rows)
    rate = percent(used / arising) if arising else "-"
    model, amounts = plan.model, (both_tonnes(arising), both_tonnes(used))
    return word(
        "png_subtitle", scenario=Both(model.title_zh or model.name, model.title_en or model.name), year=year,
        arising=amounts[0], used=amounts[1], rate=rate,
    )  # fmt: skip


def _text(pair: Both, x: float, y: float, kind: str, lang: Lang) -> str:
    text = pair.zh if lang == "zh" else pair.en
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'


@cache
def _knows_chinese() -> bool:
    """Say whether a Chinese sign leaves ink."""
    frame = '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24">{}</svg>'
    sign = f'<text x="2" y="18" style="font-family: {_FONTS}; font-size: 16px">赤</text>'
    return _drawn(frame.format(sign), 1) != _drawn(frame.format(""), 1)


def _drawn(drawing: str, zoom: int) -> bytes:
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=drawing, background="#ffffff", zoom=zoom))
