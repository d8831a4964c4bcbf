"""What simple bounds show about a park without a plan."""

from __future__ import annotations
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from symbiosis.formulation import Formulation


def reasons(formulation: Formulation) -> list[str]:
    return []
