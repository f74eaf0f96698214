"""A real PostgreSQL server for tests, in a folder of its own, without a port."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def postgres() -> Iterator[str]:
    """Start a server and yield the URL of its first database; skips where PostgreSQL is not installed, which the gate does not let pass."""
    programs = _programs()
    if programs is None:
        pytest.skip("tests of PostgreSQL need its server: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    data, account = folder / "data", _account()
    if account is not None:  # the server refuses to run as root
        os.chown(folder, account, -1)
    subprocess.run(
        [programs / "initdb", "--pgdata", data, "--username=nngrade", "--auth=trust", "--no-sync", "--encoding=UTF8"],
        check=True,
        capture_output=True,
        user=account,
        cwd=folder,
    )
    with open(folder / "server.log", "wb") as log:
        words = ["-D", data, "-k", folder, "-c", "listen_addresses=", "-F"]
        server = subprocess.Popen([programs / "postgres", *words], stdout=log, stderr=log, user=account, cwd=folder)
    try:
        _await(folder, server)
        yield f"postgresql+psycopg2://nngrade@/postgres?host={folder}"
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(folder)


def _programs() -> Path | None:
    """Where the server's programs are: Debian keeps them off the path."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((folder for folder in reversed(folders) if (folder / "postgres").exists()), None)


def _account() -> int | None:
    """Whose server it is: where we are root, that of the account that comes with the package."""
    if os.geteuid():
        return None
    names = [name for name in ("postgres", "nobody") if any(each.pw_name == name for each in pwd.getpwall())]
    return pwd.getpwnam(names[0]).pw_uid


def _await(folder: Path, server: subprocess.Popen[bytes]) -> None:
    import psycopg2

    for _ in range(300):
        assert server.poll() is None, (folder / "server.log").read_text()
        try:
            psycopg2.connect(host=str(folder), user="nngrade", dbname="postgres").close()
            return
        except psycopg2.OperationalError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")
