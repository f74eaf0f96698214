"""Lets an author run one suite with plain pytest; `nngrade check` does not read this file."""

from nngrade.suite.debug import *  # noqa: F403  # fixtures and hooks are found by name
from nngrade.suite.debug import pytest_addoption, pytest_configure, pytest_runtest_setup

__all__ = ["pytest_addoption", "pytest_configure", "pytest_runtest_setup"]
