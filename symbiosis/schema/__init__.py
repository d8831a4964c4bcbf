"""The tables as data: one CSV file a table says its columns, units, types, ranges and meaning.

The reader, the checks, the generated column pages and the tests all read this description; nothing else says
what a table looks like.
"""

from __future__ import annotations

from symbiosis.schema.column import Column, Table, model_tables, park_tables, table

__all__ = ["Column", "Table", "model_tables", "park_tables", "table"]
