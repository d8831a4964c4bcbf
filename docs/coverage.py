"""Write docs/coverage.md from coverage.csv and coverage_targets.csv: which row of the source documents lives where.

Run ``python docs/coverage.py`` after changing the table.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
TABLE = HERE / "coverage.csv"
TARGETS = HERE / "coverage_targets.csv"
PAGE = HERE / "coverage.md"

#: Ways in which a row can be represented, in the order of the page.
KINDS = (
    "material", "process", "recipe", "standard", "mode", "rule", "factor", "price", "ledger", "target", "scenario",
    "park", "test", "context", "not yet",
)  # fmt: skip

#: The five source documents by the letter of their rows.
DOCUMENTS = {
    "S0": "Red mud: two review articles of 2025 · 赤泥综合利用综述",
    "S1": "Guideline on circular economy of the aluminium industry, explanatory notes · 铝工业循环经济导则编制说明",
    "S2": "Green metallurgy, review of 2022 · 绿色冶金",
    "S3": "Carbon peak of the aluminium industry · 铝工业碳达峰",
    "S4": "Recycled aluminium, report of RMI and CMRA · 再生铝共塑价值链",
}

HEAD = """<!-- Written by `python docs/coverage.py` from coverage.csv; change it there. -->

# Coverage: what the source documents name, and where it lives · 覆盖表

Every one of the {total} rows that were drawn out of the five documents has one line. A line names the row of a table in
`models/`, a scenario, a park or a test that represents it. *context* is told for its own sake and needs no row;
*not yet* is missing, with the reason. {here} rows are represented, {context} are context, {missing} are not yet.

五份资料共{total}条，每条一行：已表示{here}条，仅作背景{context}条，尚未表示{missing}条（附原因）。
"""


def rows(table: Path = TABLE) -> list[dict[str, str]]:
    """Return the lines of a table."""
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _counts(lines: list[dict[str, str]]) -> list[str]:
    per = Counter((line["how"], line["seed"][:2]) for line in lines)
    head = ["| how | " + " | ".join(DOCUMENTS) + " | all |", "|---|" + "---:|" * (len(DOCUMENTS) + 1)]
    for kind in KINDS:
        numbers = [per[kind, document] for document in DOCUMENTS]
        head.append(f"| {kind} | " + " | ".join(str(number or "") for number in numbers) + f" | {sum(numbers)} |")
    sums = [sum(per[kind, document] for kind in KINDS) for document in DOCUMENTS]
    return [*head, "| **all** | " + " | ".join(map(str, sums)) + f" | {sum(sums)} |"]


def _places(line: dict[str, str]) -> str:
    return "<br>".join(f"`{part.strip()}`" for part in line["where"].split(";") if part.strip())


def _targets() -> list[str]:
    table = ["", "## Targets · 目标", "", "| target | how | where | definition or reason |", "|---|---|---|---|"]
    lines = rows(TARGETS)
    return table + [f"| {line['target']} | {line['how']} | {_places(line)} | {line['note']} |" for line in lines]


def _section(document: str, lines: list[dict[str, str]]) -> list[str]:
    table = [
        "",
        f"## {document} {DOCUMENTS[document]}",
        "",
        "| row | topic | how | where | note |",
        "|---|---|---|---|---|",
    ]
    mine = (line for line in lines if line["seed"].startswith(document))
    table += [
        f"| {line['seed']} | {line['topic']} | {line['how']} | {_places(line)} | {line['note']} |" for line in mine
    ]
    return table


def page() -> str:
    """Return the text of the page."""
    lines = rows()
    how = Counter(line["how"] for line in lines)
    told = how["context"] + how["not yet"]
    head = HEAD.format(total=len(lines), here=len(lines) - told, context=how["context"], missing=how["not yet"])
    body = [part for document in DOCUMENTS for part in _section(document, lines)]
    return "\n".join([head, *_counts(lines), *_targets(), *body, ""])


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
