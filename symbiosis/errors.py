"""What can go wrong, as a tree.

SymbiosisError
    DataError         the tables or settings of a user are at fault; carries every Fault of the stage
    UsageError        a call cannot be meant as it stands (an unknown name, two things that exclude each other)
    InfeasibleError   no plan satisfies all rules; carries the reasons that simple bounds show
    UnsolvedError     the solver stopped without a usable plan
    AuditError        a plan contradicts the tables it was made from; carries every finding
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One fault in a user's data: where it is, what is wrong, what would be right."""

    where: str
    """File, row and column (or section), such as ``offers.csv row 4, amount_t``."""
    wrong: str
    """What is wrong, with the value."""
    right: str
    """What would be right."""

    def __str__(self) -> str:
        return f"{self.where}: {self.wrong}; {self.right}"


class SymbiosisError(Exception):
    """Anything that symbiosis raises on purpose."""


class DataError(SymbiosisError):
    """All faults found in one stage of reading."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class UsageError(SymbiosisError):
    """A call that cannot be meant as it stands."""


class InfeasibleError(SymbiosisError):
    """No plan satisfies all rules; what is in conflict and what would do: ``reasons``, ``reasons_zh`` in Chinese."""

    def __init__(self, reasons: Sequence[str], reasons_zh: Sequence[str] = ()) -> None:
        self.reasons = tuple(reasons)
        self.reasons_zh = tuple(reasons_zh) or self.reasons
        super().__init__(self.told("en"))

    def told(self, lang: str) -> str:
        """Return the whole message in ``zh`` or ``en``."""
        head, rows = ("没有方案能满足全部规则", self.reasons_zh) if lang == "zh" else (
            "no plan satisfies all rules", self.reasons
        )  # fmt: skip
        return head + "".join(f"\n- {row}" for row in rows)


class UnsolvedError(SymbiosisError):
    """The solver stopped without a usable plan; ``why`` is the reason it gave."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"no plan was found: {why}")


class AuditError(SymbiosisError):
    """A plan contradicts its tables; ``findings`` are sentences."""

    def __init__(self, findings: Sequence[str]) -> None:
        self.findings = tuple(findings)
        super().__init__("the plan fails its audit" + "".join(f"\n- {finding}" for finding in self.findings))
