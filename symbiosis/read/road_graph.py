"""Roads as a graph file (GraphML), as networkx and OSMnx write it."""

from __future__ import annotations

import io
from typing import Any

import pandas as pd

from symbiosis.errors import Fault, UsageError
from symbiosis.read.road_words import in_our_words
from symbiosis.read.tables import check_table, empty_table

Frames = dict[str, pd.DataFrame]

_AXES = {"lon": ("lon", "x", "longitude", "经度"), "lat": ("lat", "y", "latitude", "纬度")}


def read_graphml(data: bytes, file: str) -> tuple[Frames, list[Fault]]:
    """Return the tables ``roads`` and ``road_nodes`` of a GraphML file, and everything that is wrong with them.

    An edge of a directed graph goes one way, whatever else it says. Faults name the node or the edge.
    """
    try:
        import networkx as nx
    except ImportError:
        raise UsageError("reading GraphML needs networkx: pip install 'symbiosis[gis]'") from None
    from xml.etree.ElementTree import ParseError

    nothing = {name: empty_table(name, "park") for name in ("roads", "road_nodes")}
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        return nothing, [Fault(file, "declares entities, which no graph needs", "save it anew from networkx or OSMnx")]
    if not data.strip():
        return nothing, [Fault(file, "is empty", "save the roads from networkx or OSMnx, or take the file away")]
    try:
        graph: Any = nx.read_graphml(io.BytesIO(data), force_multigraph=True)
    except (ParseError, nx.NetworkXError, ValueError, KeyError, TypeError) as error:
        right = "save it anew with networkx.write_graphml or osmnx.save_graphml"
        return nothing, [Fault(file, f"cannot be read as GraphML ({error})", right)]
    if not graph.number_of_edges():
        return nothing, [Fault(file, "has no edges", "save the roads as edges between nodes with x and y")]
    nodes, faults = _nodes(graph, file)
    roads, more = _edges(graph, file)
    return {"roads": roads, "road_nodes": nodes}, [*_twice(data, file), *faults, *more]


def _twice(data: bytes, file: str) -> list[Fault]:
    """Return nodes that the file has more than once: the library keeps the last in silence."""
    from xml.etree.ElementTree import iterparse

    seen: set[str] = set()
    faults = []
    for _, part in iterparse(io.BytesIO(data)):
        if part.tag.rpartition("}")[2] == "node" and (name := str(part.get("id"))) in seen:
            faults.append(Fault(f"{file}, node {name!r}", "stands twice", "keep one of the two"))
        elif part.tag.rpartition("}")[2] == "node":
            seen.add(name)
    return faults


def _nodes(graph: Any, file: str) -> tuple[pd.DataFrame, list[Fault]]:
    rows = []
    for node, said in graph.nodes(data=True):
        words = {str(key).casefold(): value for key, value in said.items()}
        place = {axis: next((words[name] for name in names if name in words), "") for axis, names in _AXES.items()}
        rows.append({"node": str(node)} | {axis: str(value) for axis, value in place.items()})
    text = pd.DataFrame(rows, columns=["node", "lon", "lat"], dtype=object)
    if (text[["lon", "lat"]] == "").all(axis=None):
        wrong = "no node says where it lies, so no plant can be brought onto the roads"
        return empty_table("road_nodes", "park"), [
            Fault(file, wrong, "give each node x and y (longitude and latitude in degrees)")
        ]
    text.index = pd.RangeIndex(2, len(text) + 2, name="row")
    nodes, faults = check_table("road_nodes", "park", text, file)
    names = text["node"]
    return nodes, [Fault(_named(fault.where, file, "node", names), fault.wrong, fault.right) for fault in faults]


def _edges(graph: Any, file: str) -> tuple[pd.DataFrame, list[Fault]]:
    rows = [
        {**{str(key): str(value) for key, value in said.items() if key not in ("geometry", "source", "target", "id")},
         "from": str(here), "to": str(there), "edge": f"{key}"}
        for here, there, key, said in graph.edges(keys=True, data=True)
    ]  # fmt: skip
    text = pd.DataFrame(rows, dtype=object).fillna("")
    text.index = pd.RangeIndex(2, len(text) + 2, name="row")
    if graph.is_directed():
        text = text.drop(columns=["oneway", "one_way"], errors="ignore").assign(oneway="forward")
    text, faults = in_our_words(text, file, metres=True)
    roads, more = check_table("roads", "park", text, file)
    ends = text["from"] + " - " + text["to"]
    return roads, [
        Fault(_named(fault.where, file, "edge", ends), fault.wrong, fault.right) for fault in [*faults, *more]
    ]


def _named(where: str, file: str, kind: str, names: pd.Series) -> str:
    """Return where a fault is, with the node or edge named instead of its row; row 1 is that of the column names."""
    row, _, column = where.removeprefix(f"{file} row ").partition(", ")
    if not row.isdigit() or row == "1":
        return f"{file}, {column or where}"
    return f"{file}, {kind} {names[int(row)]!r}" + (f", {column}" if column else "")
