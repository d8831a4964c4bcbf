"""What the map's page needs to know of what is built, of plots and of what lies around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan


def lines_built(plan: Plan) -> list[dict[str, Any]]:
    """Return the lines that stand in the year of ``plan``, as they were decided."""
    return [
        {
            "facility": row["facility"],
            "plant": row["plant"],
            "process": row["process"],
            "year": int(row["year"]),
            "size": _round(row["size_t_a"]),
            "capex": _money(row["capex_cny"], plan),
            "annual": _money(row["annual_cny"], plan),
            "area_ha": _round(row["area_ha"]),
        }
        for row in plan.builds.to_dict("records")
    ]


def mains_built(plan: Plan) -> list[dict[str, Any]]:
    """Return the connections that stand in the year of ``plan``; ends that are facilities become their plants."""
    if plan.mains.empty:
        return []
    facilities = plan.park.facilities
    places = {name: plants[0] for name, plants in zip(facilities["facility"], facilities["plant"], strict=True)}
    return [
        {
            "from": row["from"],
            "to": places.get(row["to"], row["to"]),
            "mode": row["mode"],
            "material": row["material"],
            "year": int(row["year"]),
            "km": _round(row["km"]),
            "capex": _money(row["capex_cny"], plan),
            "annual": _money(row["annual_cny"], plan),
        }
        for row in plan.mains.to_dict("records")
    ]


def plots(plan: Plan) -> list[dict[str, Any]]:
    """Return the outlines of plants that have one."""
    rows = plan.park.plants
    if "outline" not in rows:
        return []
    return [
        {"plant": row["plant"], "rings": rings(row["outline"])}
        for row in rows[rows["outline"] != ""].to_dict("records")
    ]


def receptors(plan: Plan) -> list[dict[str, Any]]:
    """Return what new lines keep away from."""
    if "receptors" not in plan.park.tables:
        return []
    return [
        {
            "name": [
                row["name_zh"] or row["name_en"] or row["receptor"],
                row["name_en"] or row["name_zh"] or row["receptor"],
            ],
            "kind": row["kind"],
            "lon": round(float(row["lon"]), 6),
            "lat": round(float(row["lat"]), 6),
            "rings": rings(row["outline"]) if row["outline"] else [],
        }
        for row in plan.park.tables["receptors"].to_dict("records")
    ]


def receptor_kinds() -> dict[str, list[str]]:
    """Return the names of the kinds of receptors."""
    from symbiosis.schema import table

    choices = table("park", "receptors").columns["kind"].choices
    return {kind: [zh, kind.replace("_", " ")] for kind, zh in choices.items()}


def rings(outline: str) -> list[list[list[float]]]:
    """Return the corners of every ring or line of a well-known text, longitude first; a ring ends as it begins."""
    import shapely

    shape = shapely.from_wkt(outline)
    parts = shapely.get_parts(shape)
    lines = [line for part in parts for line in (shapely.get_rings([part]) if part.geom_type == "Polygon" else [part])]
    return [[[round(x, 6), round(y, 6)] for x, y in shapely.get_coordinates(line).tolist()] for line in lines]


def _round(value: Any) -> float:
    return float(f"{float(value):.7g}")


def _money(value: Any, plan: Plan) -> float:
    return _round(float(value) / plan.park.cny_per_unit)
