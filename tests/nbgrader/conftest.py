"""A course folder for real nbgrader, made once, and its commands as an instructor types them."""

from __future__ import annotations

import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.nbgrader.folder import Folder
from tests.nbgrader.postgres import postgres

FEW = ("neuron", "activations")


def make(root: Path, *options: str) -> Folder:
    """Make a course folder with the command for it."""
    command = [sys.executable, "-m", "nngrade", "nbgrader", "init", str(root), *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return Folder(root)


@pytest.fixture(scope="session")
def whole_folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Every chapter, generated."""
    folder = make(tmp_path_factory.mktemp("whole") / "course")
    folder.generate(*sorted(path.name for path in (folder.root / "source").iterdir()))
    return folder


@pytest.fixture(scope="session")
def few_folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Two chapters, generated; not to be changed."""
    folder = make(tmp_path_factory.mktemp("few") / "course", *(word for name in FEW for word in ("--chapter", name)))
    folder.generate(*FEW)
    return folder


@pytest.fixture
def folder(few_folder: Folder, tmp_path: Path) -> Folder:
    """A copy of the two chapters for one test."""
    shutil.copytree(few_folder.root, tmp_path / "course")
    return Folder(tmp_path / "course")


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a PostgreSQL server's first database."""
    with postgres() as url:
        yield url


@pytest.fixture
def database(server: str) -> str:
    """The URL of an empty PostgreSQL database."""
    name = f"made_{uuid.uuid4().hex}"
    with create_engine(server, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'gradebook.db'}"
    made: str = request.getfixturevalue("database")
    return made
