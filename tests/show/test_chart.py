"""Charts: text that stays text, in two languages, the same bytes every time, and nothing global touched."""

from __future__ import annotations

import re
import subprocess
import sys
from xml.etree import ElementTree as ET

import matplotlib as mpl
import pytest

from symbiosis.show import chart
from symbiosis.show.report_words import Both, both_tonnes

TITLE = Both("利用 <b>$x$", "Use & <i>$x$")
X, Y = chart.Axis(Both("利用量", "used"), both_tonnes), chart.Axis("CNY/t", marks=[(15.0, "</svg>")])
ONE = chart.Series(Both("甲<", "one<"), [0.0, 1e6, 2e6], [10.0, 20.0, 45.0], labels=["", "knee", ""])
NAMED = [(Both("甲", "used"), [1e6, 2e6]), (Both("乙", "left"), [-5e5, 3e5])]


def _drawn(lang: str) -> list[str]:
    texts = {"title": TITLE, "lang": lang}
    return [
        chart.line([ONE], x=X, y=Y, **texts),  # type: ignore[arg-type]
        chart.step([chart.Series("", [0, 1e6, 2e6], [10.0, 20.0])], x=X, y=Y, fill=True, **texts),  # type: ignore[arg-type]
        chart.scatter([ONE], x=X, y=Y, **texts),  # type: ignore[arg-type]
        chart.bars(["<a>", "b"], NAMED, axis=X, stacked=True, **texts),  # type: ignore[arg-type]
        chart.histogram(NAMED, x=X, y=Y, **texts),  # type: ignore[arg-type]
    ]


@pytest.fixture(scope="module")
def drawn() -> dict[str, list[str]]:
    return {lang: _drawn(lang) for lang in ("zh", "en")}


def test_every_chart_is_one_element_whose_texts_are_text(drawn: dict[str, list[str]]) -> None:
    """Proves each kind is well-formed XML that holds its title and ticks as text of its language.

    Without it a plant called "</svg>" could end a drawing, "$x$" would be set as mathematics, and a search in the page
    would find no number.
    """
    for lang, tick in (("zh", "100 万t"), ("en", "1 Mt")):
        for svg in drawn[lang]:
            root = ET.fromstring(svg)
            texts = [part.text or "" for part in root.iter("{http://www.w3.org/2000/svg}text")]
            assert getattr(TITLE, lang) in texts
            assert tick in [text.strip() for text in texts]
            assert not [part for part in root.iter() if part.tag.rpartition("}")[2] in ("style", "script", "metadata")]


def test_no_drawing_refers_to_another(drawn: dict[str, list[str]]) -> None:
    """Proves ids differ from chart to chart and from language to language.

    Without it a chart would take its markers from the hidden drawing in the other language, and show none.
    """
    ids = [found for svgs in drawn.values() for svg in svgs for found in set(re.findall(r' id="([^"]+)"', svg))]
    assert ids
    assert len(ids) == len(set(ids))


def test_both_gives_each_language_a_box_of_its_own() -> None:
    """Proves ``both`` marks what belongs to which language. Without it the page would show two charts, or none."""
    html = chart.both(chart.line, [ONE], title=TITLE, x=X, y=Y)
    zh, en = html.split('<div class="drawn" lang="en">')
    assert zh.startswith('<div class="drawn" lang="zh-CN">')
    assert "利用量" in zh
    assert "利用量" not in en


def test_same_chart_same_bytes_and_no_setting_changed(drawn: dict[str, list[str]]) -> None:
    """Proves a user's settings of matplotlib neither show in a chart nor are changed by one, nor is pyplot loaded.

    Without it a run drawn in a notebook would differ from the same run on the command line.
    """
    with mpl.rc_context({"font.size": 30, "svg.fonttype": "path", "text.usetex": False}):
        assert _drawn("zh") == drawn["zh"]
        assert mpl.rcParams["font.size"] == 30
        assert mpl.rcParams["svg.fonttype"] == "path"
    code = (
        "import sys; from symbiosis.show import chart; A = chart.Axis();"
        "chart.line([chart.Series('', [0, 1], [0, 1])], title='', x=A, y=A, lang='en');"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
