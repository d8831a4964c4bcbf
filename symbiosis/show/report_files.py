"""What a run leaves beside its map and tables: the report, the workbook and the GeoPackage."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan

#: What may be asked for with ``--formats``, and the file that it gives.
FORMATS = {"report": "report.html", "xlsx": "plan.xlsx", "gpkg": "plan.gpkg"}


def report_files(plan: Plan, lang: str, formats: Iterable[str] = tuple(FORMATS)) -> dict[str, bytes]:
    """Return the files asked for by name; the libraries of those not asked for are not imported."""
    wanted, made = set(formats), {}
    if "report" in wanted:
        from symbiosis.show.report import report_html

        made["report.html"] = report_html(plan, lang).encode()
    if "xlsx" in wanted:
        from symbiosis.show.workbook import workbook_bytes

        made["plan.xlsx"] = workbook_bytes(plan)
    if "gpkg" in wanted:
        from symbiosis.show.geopackage import geopackage_bytes

        made["plan.gpkg"] = geopackage_bytes(plan)
    return made
