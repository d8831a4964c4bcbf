"""The column pages parks/README.md and models/README.md, written from the schema.

``python -m symbiosis.schema.pages`` writes both; a test holds them equal to the schema.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from symbiosis.schema.column import Column, Table, model_tables, park_tables

PAGES = {"park": "parks/README.md", "model": "models/README.md"}

_NOTE = "<!-- Written by `python -m symbiosis.schema.pages` from symbiosis/schema; change it there. -->\n"


def _prose(*path: str) -> str:
    return files("symbiosis.schema").joinpath(*path).read_text("utf-8")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _number(bound: float) -> str:
    return f"{bound:.12g}"


def _values(column: Column) -> str:
    """Return in one cell what values a column takes."""
    parts = []
    if column.choices:
        parts.append(", ".join(f"`{word}` {label}".strip() for word, label in column.choices.items()))
    if column.min is not None and column.max is not None:
        parts.append(f"{_number(column.min)} to {_number(column.max)}")
    elif column.min is not None:
        parts.append(f"at least {_number(column.min)}")
    elif column.max is not None:
        parts.append(f"at most {_number(column.max)}")
    if column.refers:
        parts.append("in " + " or ".join(f"{target}.{name}" for target, name in column.refers))
    return "; ".join(parts)


def _row(column: Column) -> str:
    needed = "**required**" if column.required else f"`{column.default}`" if column.default else ""
    shown = (
        f"`{column.name}`", column.name_zh, column.type, column.unit, needed, _values(column), column.meaning_en,
        column.meaning_zh,
    )  # fmt: skip
    return "| " + " | ".join(map(_cell, shown)) + " |"


def _section(table: Table) -> list[str]:
    must = "must be there" if table.required else "may be absent"
    key = " + ".join(f"`{name}`" for name in table.key)
    return [
        "",
        f"## {table.name}.csv · {table.title_zh}",
        "",
        f"{table.title_en}. The table {must}; a row is named by {key}.",
        "",
        "| column | 列名 | type | unit | required or default | values | meaning | 含义 |",
        "|---|---|---|---|---|---|---|---|",
        *(_row(column) for column in table.columns.values()),
    ]


def page(room: str) -> str:
    """Return the column page of a room, "park" or "model", in Markdown."""
    tables = park_tables() if room == "park" else model_tables()
    lines = [line for table in tables.values() for line in _section(table)]
    return "\n".join([_NOTE, _prose(room, "about.md"), _prose("writing.md"), *lines[1:]]) + "\n"


def write_pages(root: Path) -> None:
    """Write both column pages below the root of the repository."""
    for room, name in PAGES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(room), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_pages(Path(__file__).resolve().parents[2])
