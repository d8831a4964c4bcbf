"""What follows from a model alone is worked out once: a model never changes, and much is asked of it time and again."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from symbiosis.scenario import Model

Answer = TypeVar("Answer")


def once(rule: Callable[[Model], Answer]) -> Callable[[Model], Answer]:
    """Return ``rule`` with its answers kept on the models that were asked; nobody may change an answer."""
    name = f"_{rule.__module__}.{rule.__qualname__}"

    @wraps(rule)
    def kept(model: Model) -> Answer:
        answers: dict[str, Any] = vars(model)
        if name not in answers:
            answers[name] = rule(model)
        found: Answer = answers[name]
        return found

    return kept
