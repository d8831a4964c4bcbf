"""The generated column pages and the description that they come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from symbiosis.schema import model_tables, park_tables
from symbiosis.schema.pages import PAGES, page, write_pages

ROOT = Path(__file__).parents[2]
TYPES = {"id", "text", "number", "integer", "yesno", "choice", "list", "ref", "refs", "terms"}
COLUMNS = [
    pytest.param(table, column, id=f"{room}-{table.name}-{column.name}")
    for room, tables in (("park", park_tables()), ("model", model_tables()))
    for table in tables.values()
    for column in table.columns.values()
]


@pytest.mark.parametrize("room", PAGES)
def test_the_committed_page_is_what_the_schema_says(room: str) -> None:
    """Proves that the column pages follow the schema. Without it a reader fills in columns that are gone."""
    committed = (ROOT / PAGES[room]).read_text("utf-8")
    assert committed == page(room), "run python -m symbiosis.schema.pages"


def test_pages_name_every_table_and_column() -> None:
    """Proves that nothing the reader knows is left out of the pages."""
    for room, tables in (("park", park_tables()), ("model", model_tables())):
        text = page(room)
        for table in tables.values():
            assert f"## {table.name}.csv" in text
            for column in table.columns.values():
                assert f"| `{column.name}` | {column.name_zh} |" in text


def test_pages_are_written_whole(tmp_path: Path) -> None:
    """Proves that writing makes the folders it needs and gives the same bytes twice."""
    write_pages(tmp_path)
    first = {name: (tmp_path / name).read_bytes() for name in PAGES.values()}
    write_pages(tmp_path)
    assert first == {name: (tmp_path / name).read_bytes() for name in PAGES.values()}


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_column_is_described_in_full(table, column) -> None:  # type: ignore[no-untyped-def]
    """Proves that each column has a type, two names and two meanings, and refers only to columns that exist.

    Without it a misspelt reference would switch its own check off.
    """
    assert column.type in TYPES
    assert column.name_zh
    assert column.meaning_en
    assert column.meaning_zh
    assert not (column.required and column.default), "a column that must be filled has no default"
    assert bool(column.choices) == (column.type == "choice")
    assert bool(column.refers) or column.type not in {"ref", "refs"}
    everything = dict(park_tables()) | dict(model_tables())
    for target, name in column.refers:
        assert name in everything[target].columns
    assert set(table.key) <= set(table.columns)


@pytest.mark.parametrize("table", [*park_tables().values(), *model_tables().values()], ids=lambda table: table.name)
def test_no_two_columns_of_a_table_share_a_name(table) -> None:  # type: ignore[no-untyped-def]
    """Proves that an English or Chinese heading means one column. Without it a column could be read as another."""
    names = [name.casefold() for column in table.columns.values() for name in {column.name, column.name_zh}]
    assert len(names) == len(set(names))
