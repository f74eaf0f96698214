"""Starting zygotes and single workers. Imports little, so that a zygote can warm up while the grader is still importing."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
from typing import Any

from nngrade.sandbox.view import View, interpreter, worker_view

ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "HOME": "/nonexistent",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONUTF8": "1",
    **dict.fromkeys(
        ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "NUMEXPR_NUM_THREADS"],
        "1",
    ),
}

_BOOT = """
import gc, json, sys, types
gc.disable()  # what is imported stays
facts = json.loads(sys.argv[1])
sys.path += facts["search"]
for name, folders in (("nngrade", []), ("nngrade.sandbox", [facts["sandbox"]])):
    module = types.ModuleType(name)
    module.__path__ = folders
    sys.modules[name] = module
from nngrade.sandbox import zygote
"""
"""The worker's side sees the folder `sandbox` of this package and nothing else of it."""


class ZygoteProcess:
    """A started zygote, perhaps still warming up.

    Args:
        level: `full`, `strong` or `reduced`: what is tried.
        allows: packages that its workers may import besides NumPy; they are loaded beforehand.
        spare: whether it forks a worker ahead, as soon as one has ended.
    """

    boot = _BOOT

    def __init__(self, level: str, allows: tuple[str, ...] = (), spare: bool = True) -> None:
        self.level = level
        self.allows = allows
        view = worker_view(allows)
        wrapper = bwrap_command(view) if level == "full" else []
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        layers = [
            layer for layer in ("rlimits", "user", "landlock", "seccomp") if level != "reduced" or layer != "landlock"
        ]
        settings = {"readable": view.readable(), "layers": layers, "preload": preload(allows), "spare": spare}
        script = f"{self.boot}\nimport socket\nzygote.main(socket.socket(fileno={theirs.fileno()}), facts['settings'])"
        try:
            self.process = subprocess.Popen(
                [*wrapper, *python_command(view, settings, script)],
                pass_fds=[theirs.fileno()],
                env=ENVIRONMENT,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError:
            self.control.close()
            raise
        finally:
            theirs.close()

    def close(self) -> None:
        """Hang up; the zygote and its workers end."""
        self.control.close()
        if self.process.stderr is not None:
            self.process.stderr.close()
        try:
            self.process.wait(2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def preload(allows: tuple[str, ...]) -> list[str]:
    """Modules to import before the first fork, for the packages that a chapter allows."""
    extra = {"sklearn": ["sklearn.datasets", "sklearn.model_selection", "sklearn.preprocessing"]}
    return [module for package in allows for module in extra.get(package, [package])]


def python_command(view: View, settings: dict[str, Any], script: str) -> list[str]:
    """A bare interpreter that runs a script with the worker's own search path."""
    facts = {"search": list(view.search), "sandbox": view.sandbox, "settings": settings}
    return [interpreter(), "-S", "-s", "-P", "-c", script, json.dumps(facts)]


def bwrap_command(view: View) -> list[str]:
    """Namespaces around the zygote, paid for once: hidden files do not exist in there, nor does any other process."""
    program = shutil.which("bwrap")
    if program is None:
        raise FileNotFoundError("bwrap is not installed")
    command = [program, "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--tmpfs", "/"]
    for path in dict.fromkeys(["/usr/lib", "/usr/lib64", *view.roots, interpreter()]):
        if os.path.exists(path):
            command += ["--ro-bind", path, path]
    for link in ("/lib", "/lib64"):
        command += _link_or_bind(link)
    for path in _covered(view):
        command += ["--tmpfs", path]
    for path in (*view.packages, view.sandbox):
        command += ["--ro-bind", path, path]
    return [*command, "--proc", "/proc", "--dev", "/dev", "--remount-ro", "/", "--"]


def _link_or_bind(path: str) -> list[str]:
    if os.path.islink(path):
        return ["--symlink", os.readlink(path), path]
    return ["--ro-bind", path, path] if os.path.isdir(path) else []


def _covered(view: View) -> list[str]:
    """Hidden folders that a bound one would show."""
    bound = ("/usr/lib/", "/usr/lib64/", *(root + os.sep for root in view.roots))
    return [path for path in view.hidden if path.startswith(bound)]


class SingleProcess:
    """A started single worker: a process of its own, connected over loopback, for systems without a safe fork.

    Args:
        allows: packages that it may import besides NumPy.
        limits: `cpu_seconds` and `memory_mb`.
    """

    def __init__(self, allows: tuple[str, ...], limits: dict[str, float]) -> None:
        view = worker_view(allows)
        self.token = os.urandom(32)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.settimeout(60)
            settings = {
                "layers": ["rlimits", "user"],
                "readable": list(view.packages),
                "preload": preload(allows),
                "limits": limits,
                "address": list(listener.getsockname()),
                "token": self.token.hex(),
            }
            script = f"{_BOOT}\nzygote.single(json.loads(sys.stdin.readline()))"
            self.process = subprocess.Popen(
                python_command(view, {}, script),
                env={**os.environ, **ENVIRONMENT} if sys.platform == "win32" else ENVIRONMENT,
                cwd=os.path.abspath(os.sep),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            assert self.process.stdin is not None
            self.process.stdin.write(json.dumps(settings).encode() + b"\n")
            self.process.stdin.close()
            self.socket = self._accept(listener)

    def _accept(self, listener: socket.socket) -> socket.socket:
        """The connection that knows the token; any other caller on this machine is turned away."""
        while True:
            sock, _ = listener.accept()
            sock.settimeout(10)
            with contextlib.suppress(OSError):
                if sock.recv(32, socket.MSG_WAITALL) == self.token:
                    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    sock.settimeout(None)
                    return sock
            sock.close()
