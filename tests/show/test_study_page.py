"""Pages of studies: texts are escaped, both languages are there, nothing is fetched."""

from __future__ import annotations

from symbiosis.show.report_words import Both, words
from symbiosis.show.study_page import Block, both_cny, study_html, two

HOSTILE = Both("<script>alert(1)</script>", "</td><img src=x onerror=alert(1)>")


def test_texts_of_users_stay_texts() -> None:
    """Proves that names in titles, sentences and cells cannot become part of the page. Without it one could run."""
    block = Block(HOSTILE, HOSTILE, ['<svg class="plot"></svg>'], [HOSTILE], [[HOSTILE], [Both("1 %", "1 %")]])
    page = study_html(HOSTILE, HOSTILE, [HOSTILE, HOSTILE], [block, Block(HOSTILE, columns=[HOSTILE])], "zh")
    assert "<script>alert" not in page
    assert "<img" not in page
    assert '<svg class="plot"></svg>' in page
    assert page.count("<script>") == 1
    assert '<html lang="zh-CN">' in page
    assert "default-src 'none'" in page


def test_words_take_values_in_both_languages(plan) -> None:  # type: ignore[no-untyped-def]
    """Proves that values stand in their own language, and that every label of the studies has both.

    Without it a page in English would show Chinese numbers.
    """
    told = two("policy_earns", amount=both_cny(2_500_000, plan.park))
    assert told.zh == "财政收入250 万元"
    assert told.en == "the budget earns 2.5 M CNY"
    own = {key: pair for key, pair in words().items() if key.startswith(("policy_", "chances_"))}
    assert len(own) > 90
    assert all(pair.zh for pair in own.values())
