"""One self-contained HTML page: nothing is fetched, from anywhere, ever.

Scripts and styles are inlined and named by hash in a strict Content-Security-Policy, so that even a slip in escaping
somewhere could not run a script or send a request.
"""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.resources import files
from pathlib import Path

from symbiosis.errors import UsageError

_CSS_URL = re.compile(r"""url\(\s*(['"]?)([^)'"]+)\1\s*\)""")
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_FETCHED = re.compile(
    r"""<(?:script|img|iframe|link|source|object|embed)\b[^>]*\b(?:src|href|data)\s*=\s*["']?(?!data:)[^\s"'>]+""", re.I
)
_MEDIA = {".png": "image/png", ".svg": "image/svg+xml", ".gif": "image/gif"}


def asset(name: str) -> str:
    """Return the text of a file of assets, its lines ended alike on every system."""
    return files("symbiosis.show").joinpath("assets", name).read_text("utf-8").replace("\r\n", "\n")


def script(text: str) -> str:
    """Return ``text`` as an inline script."""
    if re.search(r"</script|<!--", text, re.IGNORECASE):
        raise ValueError("a script must not hold '</script' or '<!--'")
    return f"<script>{text}</script>"


def style(text: str, folder: Path | None = None) -> str:
    """Return ``text`` as an inline style sheet, its pictures (found in ``folder``) as data URIs."""

    def inline(match: re.Match[str]) -> str:
        address = match.group(2)
        if address.startswith(("data:", "#")):
            return match.group(0)
        path = (folder / address) if folder is not None else None
        if path is None or not path.is_file() or path.suffix not in _MEDIA:
            raise UsageError(f"the page would have to fetch {address!r}; only files that can be inlined are allowed")
        return f"url(data:{_MEDIA[path.suffix]};base64,{base64.b64encode(path.read_bytes()).decode()})"

    if "</style" in text.lower() or "@import" in text.lower():
        raise UsageError("a style sheet must hold neither '</style' nor '@import'")
    return f"<style>{_CSS_URL.sub(inline, text)}</style>"


def seal(html: str, lang: str) -> str:
    """Return ``html`` with its language and a policy that allows exactly its own scripts; raise if it would fetch."""
    html = html.replace("\r\n", "\n")
    bare = _SCRIPT.sub("", html)
    if found := _FETCHED.search(bare):
        raise UsageError(f"the page would have to fetch {found.group(0)[:120]!r}; maps are drawn without outside files")
    hashes = " ".join(f"'sha256-{_sha256(code)}'" for code in _SCRIPT.findall(html))
    policy = (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    head = f'<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{policy}">'
    code = {"zh": "zh-CN"}.get(lang, lang)
    return html.replace("<html>", f'<html lang="{code}">', 1).replace("<head>", head, 1)


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
