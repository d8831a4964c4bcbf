"""How much memory a call needs beyond what is there before it (Linux; elsewhere unknown)."""

from __future__ import annotations

import ctypes
import multiprocessing
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def _status_mb(word: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith(word)) / 1024.0


def _measured(call: Callable[[], Any], end: Any) -> None:
    ctypes.CDLL(None).malloc_trim(0)  # what was freed before must not pass for free memory
    Path("/proc/self/clear_refs").write_text("5")  # sets the peak back to what is there now
    before = _status_mb("VmRSS")
    kept = call()
    end.send(_status_mb("VmHWM") - before)
    del kept


def more_mb(call: Callable[[], Any]) -> float:
    """Return the peak of resident memory during ``call``, less what was there before, in a process of its own.

    Not a number where the system does not tell.
    """
    if not sys.platform.startswith("linux"):
        return float("nan")
    fork = multiprocessing.get_context("fork")
    here, there = fork.Pipe(duplex=False)
    process = fork.Process(target=_measured, args=(call, there))
    process.start()
    there.close()
    try:
        found = float(here.recv())
    except EOFError:
        found = float("nan")
    process.join()
    return found
