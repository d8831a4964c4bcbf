"""Rules found by their folder: the files of a package are its members, and their names are what users write."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from symbiosis.errors import DataError, Fault


def known(package: ModuleType) -> tuple[str, ...]:
    """Return the names of all members of ``package``."""
    return tuple(sorted(module.name for module in iter_modules(package.__path__)))


def load(package: ModuleType, names: Iterable[str], kind: str, where: str) -> dict[str, ModuleType]:
    """Return members by name, in the order given.

    ``kind`` is what a member is called. Raises DataError for unknown names, at ``where``, with near or known ones.
    """
    all_names, faults = known(package), []
    for name in names:
        if name not in all_names:
            near = get_close_matches(name, all_names, n=1)
            hint = f"did you mean {near[0]}?" if near else f"the known {kind}s are {', '.join(all_names)}"
            faults.append(Fault(where, f"there is no {kind} {name}", hint))
    if faults:
        raise DataError(faults)
    return {name: import_module(f"{package.__name__}.{name}") for name in names}
