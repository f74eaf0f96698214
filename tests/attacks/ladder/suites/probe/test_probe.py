"""Each check tries one door; it fails where the submission got through."""

import ast
import hashlib
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from nngrade.suite import LearnerError, check, require

SECRET = secrets.token_hex(16)
PROBES = Path(__file__).parents[2] / "exercises" / "probe.py"
NAMES = [
    node.name
    for node in ast.parse(PROBES.read_text(encoding="utf-8")).body
    if isinstance(node, ast.FunctionDef) and [argument.arg for argument in node.args.args] == ["facts"]
]


@pytest.fixture(scope="module")
def facts():
    """What an attacker could know or guess: paths, ports, numbers of processes."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)
        yield from within(Path(folder))


def within(folder):
    victim = folder / "victim.txt"
    for name in ("victim.txt", "victim.txt.spare"):
        (folder / name).write_text("precious")
        os.chmod(folder / name, 0o666)
    (folder / "link").symlink_to(__file__)
    os.environ["NNGRADE_TEST_SECRET"] = SECRET
    abstract, path = secrets.token_hex(8), str(folder / "socket")
    with (
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
        socket.socket(socket.AF_UNIX) as nameless,
        socket.socket(socket.AF_UNIX) as named,
        subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as bystander,
    ):
        udp.bind(("127.0.0.1", 0))
        nameless.bind("\0" + abstract)
        named.bind(path)
        os.chmod(path, 0o777)
        for listener in (nameless, named):
            listener.listen()
        yield {
            "hidden": __file__,
            "solution": str(Path(__file__).parents[2] / "solutions" / "probe.py"),
            "victim": str(victim),
            "link": str(folder / "link"),
            "temporary": tempfile.gettempdir(),
            "grader": os.getpid(),
            "bystander": bystander.pid,
            "port": tcp.getsockname()[1],
            "udp": udp.getsockname()[1],
            "abstract": abstract,
            "socket": path,
            "secret": hashlib.sha256(SECRET.encode()).hexdigest(),
        }
        bystander.kill()


@pytest.mark.parametrize("name", NAMES)
@check("probe")
def test_probe(learner, facts, name):
    """The door is closed."""
    try:
        evidence = getattr(learner, name)(facts)
    except LearnerError as error:
        require(isinstance(error, OSError), "the probe itself is broken", error=f"{error.type_name}: {error}")
    else:
        require(False, "open", evidence=evidence)
