"""What a run leaves beside its map and tables: the report, the workbook and the GeoPackage."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from typing import TYPE_CHECKING, cast

from symbiosis.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from symbiosis.compare.front import ParkFront
    from symbiosis.explain.findings import Findings
    from symbiosis.plan.record import Plan
    from symbiosis.show.labels import Lang

#: What may be asked for with ``--formats``, and the file that it gives.
FORMATS = {"report": "report.html", "xlsx": "plan.xlsx", "gpkg": "plan.gpkg", "png": "map.png"}


def read_formats(text: str, lang: str = "en") -> tuple[str, ...]:
    """Return the formats that ``--formats`` names, apart by commas; UsageError where one cannot be written here."""
    wanted = tuple(word.strip() for word in text.split(",") if word.strip() not in {"", "none"})
    if unknown := [word for word in wanted if word not in FORMATS]:
        raise UsageError(f"--formats: {unknown[0]!r} is not a format; it would be one of {', '.join(FORMATS)}, none")
    if "gpkg" in wanted and find_spec("pyogrio") is None:
        raise UsageError("--formats: gpkg needs pyogrio; pip install 'symbiosis[gis]', or leave gpkg out")
    if "png" in wanted:
        from symbiosis.show.map_png import check_picture

        check_picture(chinese=lang == "zh")
    return wanted


def report_files(
    plan: Plan,
    lang: str,
    formats: Iterable[str] = tuple(FORMATS),
    found: Findings | None = None,
    curve: ParkFront | None = None,
) -> dict[str, bytes]:
    """Return the files asked for by name; the libraries of those not asked for are not imported."""
    wanted, made = set(formats), {}
    if "report" in wanted:
        from symbiosis.show.report import report_html

        made["report.html"] = report_html(plan, lang, found, curve).encode()
    if "xlsx" in wanted:
        from symbiosis.show.currency import shown_tables
        from symbiosis.show.workbook import book_bytes

        made["plan.xlsx"] = book_bytes(shown_tables(plan) | found_tables(found, plan), plan.park.currency)
    if "gpkg" in wanted:
        from symbiosis.show.geopackage import geopackage_bytes

        made["plan.gpkg"] = geopackage_bytes(plan)
    if "png" in wanted:
        from symbiosis.show.map_png import map_png

        made["map.png"] = map_png(plan, cast("Lang", lang))
    return made


def found_tables(found: Findings | None, plan: Plan) -> dict[str, pd.DataFrame]:
    """Return the tables of what was found, by the name of their file and sheet; nothing where nothing was asked."""
    from symbiosis.show.currency import shown

    return {"prices": found.prices, "unplaced": shown(found.reasons, plan)} if found and found.asked else {}
