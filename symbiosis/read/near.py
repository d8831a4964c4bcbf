"""The known word that a misspelt one most likely stands for; nothing where the likeness is weak."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

#: Below this likeness a proposal does more harm than good.
_LIKE = 0.8
#: Comparing every unknown with every known word is quadratic; beyond this only equal spellings are found.
_MOST_COMPARED = 2000


def fold(text: str) -> str:
    """Return a text as identifiers are compared: width and case do not count."""
    return text.casefold() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text))


class Nearest:
    """Finds the nearest of a set of known words."""

    def __init__(self, known: Iterable[str], names: Mapping[str, str] | None = None) -> None:
        """Take the known words, and other names by which somebody may call them (name -> known word)."""
        self._known = list(dict.fromkeys(known))
        self._exact: dict[str, set[str]] = {}
        for word in self._known:
            self._exact.setdefault(_squeezed(word), set()).add(word)
        for name, word in (names or {}).items():
            self._exact.setdefault(_squeezed(name), set()).add(word)

    def __call__(self, text: str) -> str | None:
        """Return the word that ``text`` most likely stands for.

        Words that differ in a digit never stand for each other: P05 is not a misspelt P09.
        """
        wanted = _squeezed(text)
        if same := self._exact.get(wanted):
            return next(iter(same)) if len(same) == 1 else None
        if len(self._known) > _MOST_COMPARED or len(wanted) < 3:
            return None
        digits = re.sub(r"\D", "", wanted)
        scored = [
            (SequenceMatcher(None, wanted, other).ratio(), word)
            for word in self._known
            if abs(len(other := _squeezed(word)) - len(wanted)) <= 3 and re.sub(r"\D", "", other) == digits
        ]
        best = sorted((pair for pair in scored if pair[0] >= _LIKE), reverse=True)[:2]
        # Two equally good proposals are no proposal.
        return best[0][1] if best and (len(best) == 1 or best[0][0] > best[1][0]) else None


def propose(text: str, nearest: Nearest, known: Iterable[str], what: str, *, most: int = 12) -> str:
    """Return a remedy for an unknown word: the near match, or the known words where they are few."""
    word = nearest(text)
    if word is not None:
        return f"write {word!r} if that is meant"
    words = sorted(known)
    if not words:
        return f"{what} has no rows yet; add one"
    more = f" and {len(words) - most} more" if len(words) > most else ""
    return f"use one that {what} has: {', '.join(words[:most])}{more}"
