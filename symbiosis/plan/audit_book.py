"""The book in which the audit writes: what was compared, how far it was off, and every fault as a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
#: Says which row is meant, or what is wrong with it, by its position.
Sentence = Callable[[int], str]


@dataclass(frozen=True)
class Check:
    """One line of the certificate."""

    name: str
    comparisons: int
    """How many values were compared."""
    largest: float
    """Largest deviation found, relative to the size of the terms compared."""


def number(value: Any) -> str:
    """Return ``value`` as it stands in a sentence."""
    return "blank" if np.isnan(value) else f"{value:.9g}"


class Book:
    """Collects comparisons and findings; a deviation above ``tolerance`` of its size is a finding."""

    def __init__(self, tolerance: float, largest_flow_t: float = 0.0) -> None:
        self.tolerance = tolerance
        self.floor_t = max(1.0, largest_flow_t)
        """Size in tonnes below which a balance is not judged more strictly: the solver's rows share one tolerance."""
        self.findings: list[str] = []
        self._lines: dict[str, tuple[int, float]] = {}

    @property
    def slack_t(self) -> float:
        """Tonnes that count as nothing."""
        return self.tolerance * self.floor_t

    @property
    def checks(self) -> tuple[Check, ...]:
        """The lines of the certificate, in the order of the first comparison."""
        return tuple(Check(name, count, largest) for name, (count, largest) in self._lines.items())

    def equal(self, check: str, name: Sentence, label: str, says: Any, due: Any, *, size: Any = 1.0) -> None:
        """Compare numbers; two blanks are equal, a blank and a number are not. Sizes below 1 count as 1."""
        left, right = np.atleast_1d(_numbers(says)), np.atleast_1d(_numbers(due))
        blanks = np.isnan(left).astype(int) + np.isnan(right).astype(int)
        gap = np.abs(np.nan_to_num(left) - np.nan_to_num(right)) / np.maximum(_numbers(size), 1.0)
        self._enter(
            check,
            np.where(blanks == 1, np.inf, np.where(blanks == 2, 0.0, gap)),
            lambda i: f"{name(i)}: {label} says {number(left[i])} and should be {number(right[i])}",
        )

    def same(self, check: str, name: Sentence, label: str, says: Iterable[Any], due: Iterable[Any]) -> None:
        """Compare words."""
        left, right = _words(says), _words(due)
        self.holds(
            check,
            [a == b for a, b in zip(left, right, strict=True)],
            lambda i: f"{name(i)}: {label} says {left[i]!r} and should be {right[i]!r}",
        )

    def at_most(self, check: str, found: Any, most: Any, sentence: Sentence, *, size: Any = 1.0) -> None:
        """Ask that ``found <= most``; a blank ``most`` is no bound."""
        excess = np.nan_to_num(_numbers(found) - _numbers(most), nan=0.0)
        self._enter(check, np.maximum(excess, 0.0) / np.maximum(_numbers(size), 1.0), sentence)

    def holds(self, check: str, truths: Iterable[Any], sentence: Sentence) -> None:
        """Ask that every one of ``truths`` is true."""
        wrong = ~np.array(truths if hasattr(truths, "__len__") else list(truths), dtype=bool)
        self._enter(check, np.where(wrong, np.inf, 0.0), sentence)

    def _enter(self, check: str, gap: Numbers, sentence: Sentence) -> None:
        gap = np.atleast_1d(gap)
        count, largest = self._lines.get(check, (0, 0.0))
        worst = float(gap.max()) if gap.size else 0.0
        self._lines[check] = (count + int(gap.size), max(largest, worst))
        self.findings.extend(sentence(int(row)) for row in np.flatnonzero(gap > self.tolerance))


def called(names: Iterable[Any]) -> Sentence:
    """Return the names of rows by position."""
    return [str(name) for name in names].__getitem__


def _words(values: Iterable[Any]) -> list[Any]:
    """Return the values as a list; a column of pandas would hand them out cell by cell."""
    return list(np.asarray(values, dtype=object)) if hasattr(values, "dtype") else list(values)


def _numbers(values: Any) -> Numbers:
    return np.asarray(values, dtype=np.float64)
