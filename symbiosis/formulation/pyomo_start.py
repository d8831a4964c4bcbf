"""Pyomo, loaded without the parts of itself and of other libraries that nothing here uses.

``pyomo.core`` builds and prints models and, with the writers, writes them, in half the time of ``pyomo.environ``, which
also loads every transformation and solver. A program that wants those imports ``pyomo.environ`` itself, now or later.

Where scipy is there, Pyomo imports ``scipy.stats`` at once, which takes longer than all the rest of Pyomo. Empty
modules stand in for it while Pyomo is loaded; whoever asks scipy for its statistics afterwards gets the real ones.
Where matplotlib comes later, Pyomo adds ``matplotlib.pyplot`` and its windows; here it has to ask for them itself.
"""

from __future__ import annotations

import sys
from types import ModuleType

import scipy  # noqa: F401 - Pyomo asks for its parts as soon as it is there, so it has to come first

__all__ = ["pyo"]

_STOOD_IN = [name for name in ("scipy.stats", "scipy.integrate", "scipy.spatial") if name not in sys.modules]
sys.modules.update({name: ModuleType(name) for name in _STOOD_IN})
try:
    import pyomo.core as pyo
    from pyomo.repn import plugins

    plugins.load()
finally:
    for _name in _STOOD_IN:
        del sys.modules[_name]

from pyomo.common import dependencies  # noqa: E402 - only now

getattr(dependencies.DeferredImportCallbackFinder, "_callbacks", {}).pop("matplotlib", None)
