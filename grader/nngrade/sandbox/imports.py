"""Which modules a learner's code may import inside a worker."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import linecache
import sys
import types
from collections.abc import Sequence

ALWAYS = frozenset({"numpy"})


class Modules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds modules by name: shipped sources first, then what is allowed; everything else is refused with the reason.

    Args:
        sources: source text of each module that was shipped; the learner's own and the network upstream of it.
        later: chapters that exist but are not open to this one.
        allowed: top-level packages that may be imported besides the standard library and NumPy.
        refused: modules of these that the learner's code may not import.
        secret: shipped modules whose source text must not be readable afterwards.
    """

    def __init__(
        self,
        sources: dict[str, str],
        later: frozenset[str],
        allowed: frozenset[str],
        refused: frozenset[str],
        secret: frozenset[str],
    ) -> None:
        self.codes = {name: _compiled(name, sources[name]) for name in secret}
        sources.update(dict.fromkeys(secret, ""))  # the caller's too: the learner's code can look through its frames
        self.sources = sources
        self.later = later
        self.allowed, self.refused = allowed | ALWAYS, refused
        self.secret = secret

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The spec of a shipped module, None for an allowed one; raises ImportError for any other."""
        top = fullname.partition(".")[0]
        if fullname in self.sources:
            return importlib.machinery.ModuleSpec(fullname, self, origin=f"{fullname}.py")
        if top in self.later:
            raise ModuleNotFoundError(f"{top} comes in a later chapter and cannot be imported here", name=fullname)
        open_to_it = top in self.allowed or top in sys.stdlib_module_names
        if (open_to_it and fullname not in self.refused) or _importing_module() not in self.sources:
            return None
        if open_to_it:  # no ModuleNotFoundError, which `from package import module` would replace by its own words
            raise ImportError(f"build it yourself: {fullname} cannot be imported here", name=fullname)
        raise ModuleNotFoundError(f"build it yourself: {top} cannot be imported here", name=fullname)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType | None:
        """Use the default."""
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        """Run a shipped source; its lines stay known to tracebacks unless it is secret."""
        name = module.__name__
        source, filename = self.sources[name], f"{name}.py"
        module.__file__ = filename
        if name not in self.secret:
            linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
        exec(self.codes.get(name) or _compiled(name, source), module.__dict__)


def _compiled(name: str, source: str) -> types.CodeType:
    return compile(source, f"{name}.py", "exec", dont_inherit=True)


def _importing_module() -> str:
    """The top-level name of the module whose import statement is being served."""
    frame: types.FrameType | None = sys._getframe(2)
    while frame is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if not name.startswith("importlib") and "_frozen" not in name:
            return name.partition(".")[0]
        frame = frame.f_back
    return ""
