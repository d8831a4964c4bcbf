"""The map as a picture: drawn, in one language, with what a map needs; and refused in a sentence where it cannot be."""

from __future__ import annotations

import struct
import sys
from dataclasses import replace

import pytest

from symbiosis.errors import UsageError
from symbiosis.show import map_png as room
from symbiosis.show.map_frame import frame_of, graticule
from symbiosis.show.picture import draw
from symbiosis.show.report_files import read_formats, report_files


def size_of(content: bytes) -> tuple[int, int]:
    """Return width and height of a PNG file."""
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", content[16:24])
    return int(width), int(height)


def test_one_language_with_scale_north_degrees_and_legend(plan):
    """Proves that the Chinese picture has Chinese names only, and what a map needs. Without it both would overlap."""
    zh, en = room.picture_svg(plan, "zh"), room.picture_svg(plan, "en")
    assert "赤泥" in zh
    assert "red mud" in en
    assert "赤泥" not in en
    assert 'lang="en"' not in zh
    for text in (" km<", "°E<", "°N<", ">N<", "线宽按吨数"):
        assert text in zh, text
    assert "<script>alert(1)</script>" not in zh


def test_the_same_plan_gives_the_same_picture(plan):
    """Proves that the PNG is drawn at twice its size, and the same bytes each time. Without it hashes would differ."""
    pytest.importorskip("resvg_py")
    first, again = (report_files(plan, "en", ["png"])["map.png"] for _ in range(2))
    width, height = size_of(first)
    assert (width, height > 1120) == (1920, True)
    assert first == again


def test_chinese_leaves_ink(plan, tmp_path):
    """Proves that Chinese signs are drawn where a font has them, else refused by name. Without it names were blank."""
    pytest.importorskip("resvg_py")
    if not room._knows_chinese():
        with pytest.raises(UsageError, match="font"):
            room.map_png(plan, "zh")
        return
    named = room.map_png(plan, "zh")
    plants = plan.park.plants.assign(name_zh="百色", name_en="百色")
    other = replace(plan, park=replace(plan.park, tables={**plan.park.tables, "plants": plants}))
    assert room.map_png(other, "zh") != named
    path = draw(plan, "zh").save(tmp_path / "map.png")
    assert path.read_bytes() == named


def test_what_cannot_be_drawn_is_said_before_anything_is_solved(monkeypatch):
    """Proves that a missing library or font is one sentence with the remedy. Without it a run would end in a trace."""
    pytest.importorskip("resvg_py")
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(UsageError, match=r"symbiosis\[png\]"):
        read_formats("report,png", "en")
    monkeypatch.undo()
    monkeypatch.setattr(room, "_knows_chinese", lambda: False)
    with pytest.raises(UsageError, match="no font on this machine has Chinese signs"):
        read_formats("png", "zh")
    assert read_formats("png", "en") == ("png",)


def test_degrees_are_round_and_few(plan):
    """Proves that a sheet has at most seven lines a side, at round degrees. Without it 105.3726° would be on a map."""
    frame = frame_of(plan, 960.0, 560.0, 40.0)
    lines = [line for line in graticule(frame) if line.startswith("<path")]
    assert 2 <= len(lines) <= 14
    # A degree of latitude is 111.2 km.
    assert frame.at(frame.west, frame.north) == (0.0, 0.0)
    assert frame.at(frame.west, frame.north - 1.0)[1] == pytest.approx(111.2 * frame.per_km)
