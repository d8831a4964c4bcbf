"""The folder of a run, written whole or not at all: map, tables, record, log."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symbiosis.errors import UsageError
from symbiosis.show.cells import csv_text, toml_text
from symbiosis.show.currency import shown_tables

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan

#: By this file a folder is known as one that a run has written.
RECORD = "run.toml"
LOG = "run.log"


def write_run(
    plan: Plan,
    folder: Path | str,
    *,
    record: Mapping[str, Any],
    lang: str = "zh",
    log: Iterable[str] = (),
    extra: Mapping[str, str | bytes] | None = None,
) -> tuple[str, ...]:
    """Write map, tables, ``record`` and ``log`` of ``plan`` into ``folder`` and return the names of the files.

    An older result is replaced only by a complete new one; files in it that no run has written are kept. The same
    plan and record give the same bytes, except in run.log, which holds the times.

    Parameters
    ----------
    record
        What the plan was made from and how it was solved; goes into run.toml with the hash of every file.
    extra
        Further files by name.

    Raises
    ------
    UsageError
        ``folder`` holds something that is not a run, or cannot be written.
    """
    from symbiosis.show.map import map_html

    target = Path(folder).resolve()
    check_target(target)
    for name in extra or {}:
        if Path(name).name != name or name.startswith(".") or name in {RECORD, LOG}:
            raise ValueError(f"{name!r} cannot be the name of a file of a run")
    contents: dict[str, bytes] = {"map.html": map_html(plan, lang).encode()}
    contents |= {f"{name}.csv": csv_text(table).encode("utf-8-sig") for name, table in shown_tables(plan).items()}
    contents |= {name: text.encode() if isinstance(text, str) else text for name, text in (extra or {}).items()}
    stages = [f"{stage}: {spent:.3f} s" for stage, spent in getattr(plan.outcome, "seconds", {}).items()]
    return write_folder(target, contents, record=record, log=[*stages, *log])


def write_folder(
    folder: Path, contents: Mapping[str, bytes], *, record: Mapping[str, Any], log: Iterable[str] = ()
) -> tuple[str, ...]:
    """Write files by name, ``record`` with their hashes and ``log`` into ``folder``, whole or not at all.

    Returns the names of all files. Raises UsageError where ``folder`` holds something that is not a run.
    """
    target = Path(folder).resolve()
    check_target(target)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    whole = {**contents, RECORD: toml_text({**record, "files": hashes}).encode(), LOG: _log(log).encode()}
    _write(target, whole)
    return tuple(whole)


def check_target(folder: Path) -> None:
    """Raise UsageError unless ``folder`` is new, empty, or an earlier run; worth calling before a long solve."""
    try:
        if not folder.exists():
            return
        if not folder.is_dir():
            raise UsageError(f"{folder}: is a file; results need a folder, choose another one with --out")
        if any(folder.iterdir()) and not (folder / RECORD).is_file():
            raise UsageError(
                f"{folder}: holds files but no {RECORD}, so no run has written it and it is left alone; "
                "choose a new or an empty folder with --out"
            )
    except OSError as error:
        raise _unwritable(folder, error) from error


def _unwritable(folder: Path, error: OSError) -> UsageError:
    why = error.strerror or str(error)
    return UsageError(
        f"{folder}: cannot be written ({why}); close programs that use it or choose another one with --out"
    )


def _log(lines: Iterable[str]) -> str:
    return "\n".join([f"written {datetime.now().astimezone().isoformat(timespec='seconds')}", *lines, ""])


def _write(target: Path, contents: Mapping[str, bytes]) -> None:
    token = secrets.token_hex(4)
    fresh, old = (target.with_name(f".{target.name}.{word}-{token}") for word in ("new", "old"))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh.mkdir()
        with ThreadPoolExecutor() as pool:  # a disk that is asked for all files at once is done ten times sooner
            list(pool.map(_write_file, (fresh / name for name in contents), contents.values()))
        _sync(fresh)
        _swap(fresh, target, old)
    except OSError as error:
        raise _unwritable(target, error) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _write_file(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _swap(fresh: Path, target: Path, old: Path) -> None:
    had = target.exists()
    if had:
        target.rename(old)
    try:
        fresh.rename(target)
    except BaseException:
        if had:
            old.rename(target)
        raise
    _sync(target.parent)
    if had:
        _keep_foreign(old, target)
        shutil.rmtree(old, ignore_errors=True)


def _keep_foreign(old: Path, target: Path) -> None:
    # What the user has put beside an earlier result is hers.
    ours = _files_of_run(old)
    for path in sorted(old.iterdir()):
        if path.name not in ours and not (target / path.name).exists():
            path.rename(target / path.name)


def _files_of_run(folder: Path) -> set[str]:
    import tomllib

    try:
        record = tomllib.loads((folder / RECORD).read_text("utf-8"))
        return {RECORD, LOG, *record["files"]}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError):
        return {RECORD, LOG}


def _sync(folder: Path) -> None:
    # A folder cannot be opened, and so not synced, on Windows.
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
