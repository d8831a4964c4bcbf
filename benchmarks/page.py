"""What a page says of measured records stands between marks, so that it can be put in anew."""

from __future__ import annotations

import re
from collections.abc import Mapping


def filled(page: str, bodies: Mapping[str, str]) -> str:
    """Return a page with each body between ``<!-- NAME -->`` and ``<!-- end of NAME -->``, both of which must stand."""
    for name, body in bodies.items():
        begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
        pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
        if not pattern.search(page):
            raise SystemExit(f"the page has no {begin} and {end}")
        before, after = pattern.split(page, maxsplit=1)
        page = f"{before}{begin}\n{body}\n{end}{after}"
    return page
