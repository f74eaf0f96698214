"""What a worker may read: the standard library and the packages it needs. Never a whole site-packages: suites may lie there."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
import sysconfig
from pathlib import Path
from typing import NamedTuple

DEVICES = ("/dev/null", "/dev/urandom", "/dev/zero")
ALWAYS = ("numpy", "msgspec", "landlockpy", "seccompy")
LIBRARIES = {"numpy": ("numpy.libs",)}
"""Folders beside a package that it loads from, known without a search."""


class View(NamedTuple):
    """Paths that a worker may read.

    Attributes:
        roots: system folders.
        hidden: folders below a root that must not be seen.
        packages: files and folders of the packages.
        search: folders in which Python looks for the packages.
        sandbox: the folder of the worker's own code.
    """

    roots: tuple[str, ...]
    hidden: tuple[str, ...]
    packages: tuple[str, ...]
    search: tuple[str, ...]
    sandbox: str

    def readable(self) -> list[str]:
        """Every path to grant, so that nothing hidden lies below one."""
        granted = [*self.packages, *(device for device in DEVICES if os.path.exists(device))]
        for root in self.roots:
            granted += _without(root, self.hidden)
        return granted


def worker_view(allows: tuple[str, ...] = ()) -> View:
    """The view of a worker that may import the named packages.

    Args:
        allows: packages besides NumPy.
    """
    packages: list[str] = []
    search: list[str] = []
    for name in (*ALWAYS, *allows):
        spec = importlib.util.find_spec(name)
        if spec is None or not spec.submodule_search_locations:
            continue
        folder = Path(next(iter(spec.submodule_search_locations)))
        search.append(str(folder.parent))
        beside = _companions(name) if name in allows else LIBRARIES.get(name, ())
        packages += [str(folder.parent / item) for item in (folder.name, *beside)]
    sandbox = Path(__file__).resolve().parent
    checkout = sandbox.parent.parent.parent / "grader"  # not there in an installed wheel
    hidden = {*_site_folders(), str(sandbox.parent), str(checkout)}
    return View(
        roots=_system_roots(),
        hidden=tuple(sorted(path for path in hidden if os.path.isdir(path))),
        packages=tuple(path for path in dict.fromkeys(packages) if os.path.exists(path)),
        search=tuple(dict.fromkeys(search)),
        sandbox=str(sandbox),
    )


def _companions(package: str) -> list[str]:
    """What lies in site-packages of a package and of all that it requires."""
    from importlib import metadata

    found: set[str] = set()
    names = list(metadata.packages_distributions().get(package, ()))
    for name in names:  # grows while it runs
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:  # not required on this system
            continue
        found.update(file.parts[0] for file in distribution.files or () if file.parts[0] not in ("..", "__pycache__"))
        needed = [re.split(r"[^\w.-]", text)[0] for text in distribution.requires or () if "extra ==" not in text]
        names += [other for other in needed if other not in names]
    return sorted(found)


def interpreter() -> str:
    """The base interpreter: a worker gets its packages by path, not through a virtual environment."""
    return os.path.realpath(sys.executable)


def _system_roots() -> tuple[str, ...]:
    multiarch = sysconfig.get_config_var("MULTIARCH") or ""
    base = {"platbase": sys.base_exec_prefix}  # a virtual environment would name a folder of its own
    wanted = [
        sysconfig.get_path("stdlib"),
        sysconfig.get_path("platstdlib", vars=base),
        *(f"{lib}/{multiarch}" for lib in ("/lib", "/usr/lib") if multiarch),
        "/lib64",
        "/usr/lib64",
        "/etc/ld.so.cache",
        "/usr/share/zoneinfo",
        *(str(library) for library in Path(sys.base_prefix, "lib").glob("libpython*.so*")),
    ]
    return tuple(dict.fromkeys(os.path.realpath(path) for path in wanted if path and os.path.exists(path)))


def _site_folders() -> list[str]:
    """Every folder of installed packages that lies within the standard library's folder or beside it."""
    stdlib = Path(sysconfig.get_path("stdlib"))
    near = [stdlib / name for name in ("site-packages", "dist-packages")]
    near += [Path(sysconfig.get_path(name)) for name in ("purelib", "platlib")]
    return [os.path.realpath(path) for path in near if path.is_dir()]


def _without(root: str, hidden: tuple[str, ...]) -> list[str]:
    """The root, or what is in it where something hidden lies below."""
    if root in hidden:
        return []
    if not any(path.startswith(root + os.sep) for path in hidden):
        return [root]
    return [path for name in sorted(os.listdir(root)) for path in _without(os.path.join(root, name), hidden)]
