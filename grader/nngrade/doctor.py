"""What works here: each layer of isolation tried for real, optional parts, versions."""

from __future__ import annotations

import platform
import shutil
import sys
import tempfile
from collections.abc import Sequence
from importlib import metadata
from typing import Literal

import msgspec

from nngrade import __version__
from nngrade.course import load_course
from nngrade.sandbox.errors import IsolationError, LearnerError, WorkerDied
from nngrade.sandbox.house import House
from nngrade.sandbox.limits import LEVELS, Limits
from nngrade.sandbox.remote import Worker

PROBE = """
import os, socket, subprocess

def read(path):
    with open(path, "rb") as file:
        return len(file.read(1))

def see(path):
    return os.stat(path).st_size

def write(path):
    open(path, "wb").close()

def connect():
    socket.create_connection(("127.0.0.1", 9), timeout=0.2)

def start():
    return subprocess.run(["true"]).returncode

def fork():
    child = os.fork()
    if child == 0:
        os._exit(0)
    return os.waitpid(child, 0)[1]

def signal_parent():
    os.kill(os.getppid(), 0)

def fill():
    return len(bytearray(3 << 30))

def spin():
    while True:
        pass
"""


class Finding(msgspec.Struct, frozen=True):
    """One thing that was tried.

    Attributes:
        name: what.
        state: `ok`, `no` where it does not work, `-` where it is optional and absent.
        note: why, or what to do.
    """

    name: str
    state: Literal["ok", "no", "-"]
    note: str = ""


def examine() -> list[Finding]:
    """Try everything."""
    findings = [
        Finding(
            "nngrade", "ok", f"{__version__}, Python {platform.python_version()} on {platform.platform(terse=True)}"
        )
    ]
    findings += [_package(name) for name in ("numpy", "scikit-learn", "pytest", "msgspec", "landlockpy", "seccompy")]
    findings.append(Finding("course", "ok", f"{len(load_course().chapters)} chapters"))
    found = shutil.which("bwrap")
    findings.append(
        Finding("bwrap", "ok", found) if found else Finding("bwrap", "-", "install bubblewrap for full isolation")
    )
    best = House()
    try:
        for level in LEVELS:
            findings += _level(level)
        findings.append(Finding("isolation", "ok", f"{best.level} is what `nngrade check` uses here"))
    finally:
        best.close()
    return findings


def _package(name: str) -> Finding:
    try:
        return Finding(name, "ok", metadata.version(name))
    except metadata.PackageNotFoundError:
        needed = name not in ("landlockpy", "seccompy") or sys.platform == "linux"
        return Finding(name, "no" if needed else "-", f"pip install {name}")


def _level(level: str) -> list[Finding]:
    """Whether a level can be had, and what a worker can do at it."""
    house = House(level)
    try:
        if house.level != level:
            why = house.refused.get(level) or "; ".join(f"{layer}: {text}" for layer, text in house.refused.items())
            return [Finding(level, "no", why)]
        return [Finding(level, "ok", _open_doors(house))]
    except IsolationError as error:
        return [Finding(level, "no", str(error))]
    finally:
        house.close()


def _open_doors(house: House) -> str:
    """What the probes reach at a level that is on; honest about what stays open."""
    with tempfile.TemporaryDirectory() as folder:
        return _told(house, _attempts(f"{folder}/written"))


def _attempts(target: str) -> dict[str, tuple[str, ...]]:
    return {
        "reading the suites": ("read", __file__),
        "seeing that they exist": ("see", __file__),
        "writing a file": ("write", target),
        "the network": ("connect",),
        "a new program": ("start",),
        "a new process": ("fork",),
        "signals to the parent": ("signal_parent",),
        "3 GB of memory": ("fill",),
        "endless computing": ("spin",),
    }


def _told(house: House, attempts: dict[str, tuple[str, ...]]) -> str:
    reached = [name for name, (function, *args) in attempts.items() if _reaches(house, function, args)]
    closed = len(attempts) - len(reached)
    return f"closed: {closed} of {len(attempts)} doors" + (f"; open: {', '.join(reached)}" if reached else "")


def _reaches(house: House, function: str, args: Sequence[str]) -> bool:
    transport = house.spawn(Limits(cpu_seconds=1))
    worker = Worker(transport)
    try:
        getattr(worker.load("probe", {"probe": PROBE}), function)(*args)
        return True
    except ConnectionRefusedError:
        return True  # a refusal by the other side means that the network was reached
    except (LearnerError, WorkerDied):
        return False
    finally:
        transport.end()
