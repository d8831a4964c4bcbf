"""The column pages parks/README.md and models/README.md, written from the schema.

``python -m symbiosis.schema.pages`` writes both; a test holds them equal to the schema.
"""

from __future__ import annotations

from pathlib import Path

from symbiosis.schema.column import Column, Table, model_tables, park_tables

PAGES = {"park": "parks/README.md", "model": "models/README.md"}

_INTRO = {
    "park": """# Parks: what is there · 园区：现状

One folder a park: `plants.csv`, `offers.csv` and `facilities.csv` must be there, the other tables may be. Copy `tiny/`
to begin. Every column below may be headed by its English or by its Chinese name.

每个园区一个文件夹：`plants.csv`、`offers.csv`、`facilities.csv` 必须有，其余可选。可从复制 `tiny/` 开始。列名用英文或中文均可。

## park.toml (optional · 可选)

| key | meaning | 含义 |
|---|---|---|
| `title_zh`, `title_en` | Names of the park on maps and reports | 园区名称 |
| `datum` | Datum of lon and lat: `WGS84` (default; CGCS2000 counts as it), `GCJ-02` (Amap, Tencent) or `BD-09` (Baidu) | \
经纬度的坐标系 |
| `currency` | Only `CNY` in this version | 货币，目前仅人民币 |
| `boundary` | Name of a GeoJSON file in WGS84 to draw below the map | 底图边界文件（GeoJSON，WGS84） |
| `[model]` | Settings of the model that this place knows better, such as `[model.transport]` and `circuity = 1.28` | \
本地更准确的模型设置 |
""",
    "model": """# Models: what we assume and what we ask · 模型：假设与问题

One folder a model: the tables below, `base.toml` and `scenarios/*.toml`. A number is changed in one cell, or for one
question in a scenario; every row says its `source` and how far it can be trusted (`confidence`).

一个模型一个文件夹：下列各表、`base.toml` 和 `scenarios/*.toml`。改一个数只需改一个单元格，或在情景文件中只写不同之处；每行都注明来源与可信度。
""",
}
_HOW = """
## How to write the tables · 填表须知

- CSV from any spreadsheet program: UTF-8 (with or without BOM), UTF-16 or GB18030; comma, semicolon or tab between cells.
- Numbers are plain: `1200000` or `0.25`, never `120万`, `1,200,000`, `1.2Mt` or `约120`. A blank cell means the default.
- A unit in brackets may follow a column name if it is the column's own: `amount_t (t/a)`, `数量（吨/年）`.
- Yes and no are `yes` and `no` or `是` and `否`; several names in one cell are separated by `;`.
- Names that others refer to must be spelled alike everywhere; they hold no `;` and no `|`.
- 数字只写数字；空白即取默认值；列名后可用括号注明与本列一致的单位；多个名称用 `;` 分隔；编号在各表中写法须一致。
"""


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
    note = "<!-- Written by `python -m symbiosis.schema.pages` from symbiosis/schema; change it there. -->\n\n"
    lines = [line for table in tables.values() for line in _section(table)]
    return note + _INTRO[room] + _HOW + "\n".join(lines) + "\n"


def write_pages(root: Path) -> None:
    """Write both column pages below the root of the repository."""
    for room, name in PAGES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(room), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_pages(Path(__file__).resolve().parents[2])
