"""Optional parts: importing them, or saying which extra installs them."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple


class MissingExtra(Exception):
    """A package that an optional part needs is not installed; the message says how to get it."""


class Live(NamedTuple):
    """Real Keras.

    Attributes:
        keras: the package.
        tf: TensorFlow, which does its arithmetic.
    """

    keras: Any
    tf: Any


def load_keras(floatx: str = "float32") -> Live:
    """Import TensorFlow and Keras, without their many lines of greeting.

    Args:
        floatx: the precision of every layer made from now on.

    Returns:
        Both packages. Raises `MissingExtra` where they are not installed.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")  # recorded results come from the processor
    os.environ["KERAS_BACKEND"] = "tensorflow"
    try:
        with _silence():
            live = Live(importlib.import_module("keras"), importlib.import_module("tensorflow"))
    except ImportError:
        raise MissingExtra(
            "this needs real Keras, which is not installed: run `pip install 'nngrade[keras]'`. "
            "Everything else works without it"
        ) from None
    live.keras.backend.set_floatx(floatx)
    return live


def load_pyplot() -> Any:
    """Matplotlib's `pyplot`, drawing into files; raises `MissingExtra` where it is not installed."""
    try:
        importlib.import_module("matplotlib").use("agg")
        return importlib.import_module("matplotlib.pyplot")
    except ImportError:
        raise MissingExtra("pictures need matplotlib: run `pip install 'nngrade[keras]'`") from None


@contextmanager
def _silence() -> Iterator[None]:
    """Send what a library's own C code writes to standard error nowhere."""
    sys.stderr.flush()
    saved = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(nowhere)
