"""A real Jupyter server for tests of its pages."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TOKEN = "for-this-test"


@contextmanager
def jupyter(folder: Path, state: Path) -> Iterator[str]:
    """Serve a folder; yields the address.

    Args:
        folder: what is served.
        state: where the server keeps its own files.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = f"""--no-browser --allow-root --ServerApp.ip=127.0.0.1 --port={port} --ServerApp.port_retries=0
        --IdentityProvider.token={TOKEN} --LabApp.expose_app_in_browser=True --LabApp.news_url= --ServerApp.root_dir={folder}"""
    homes = {
        name: str(state / name.lower())
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    }
    with open(state / "server.log", "wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyter", "lab", *words.split()],
            cwd=folder,
            stdout=log,
            stderr=log,
            env={**os.environ, **homes, "JUPYTER_PREFER_ENV_PATH": "1"},
        )
        try:
            _await(f"http://127.0.0.1:{port}/api/status?token={TOKEN}", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _await(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert server.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError("the server does not answer")
