"""The folder of many jobs: a sub-folder each, with its result; written whole or not at all, found again by hash."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

from symbiosis.compare.result import Result, from_dict
from symbiosis.errors import UsageError

#: By this file a folder is known as one that jobs were kept in.
MARK = "jobs.json"
RESULT = "result.json"
#: Sub-folder of a job with everything that a single solve would leave.
RUN = "run"


def open_folder(folder: Path) -> None:
    """Make ``folder``, or take up an earlier one; raises UsageError where it holds something else."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()) and not (folder / MARK).is_file():
            raise UsageError(
                f"{folder}: holds files but no {MARK}, so it is left alone; choose a new or an empty folder"
            )
        if not (folder / MARK).is_file():
            write_text(folder / MARK, "{}\n")
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageError(f"{folder}: cannot be written ({why}); choose another folder") from None


def kept(folder: Path, name: str, key: str) -> Result | None:
    """Return the result of an earlier run with the same key; None where there is none, or none that can be read."""
    try:
        result = from_dict(json.loads((folder / name / RESULT).read_text("utf-8")))
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError):
        return None
    return result if result.key == key and result.status != "failed" else None


def keep(folder: Path, result: Result, *, with_run: bool) -> None:
    """Write a result; a run that another result had left is taken away."""
    own = folder / result.name
    if not (with_run and result.solved):
        shutil.rmtree(own / RUN, ignore_errors=True)
    write_text(own / RESULT, json.dumps(result.as_dict(), ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    write_whole(path, text.encode())


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, in folders made for it; raises UsageError where it cannot be written."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageError(f"{path}: cannot be written ({why}); make room, or choose another place with --out") from None
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
