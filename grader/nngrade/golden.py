"""Recorded results of real Keras: arrays beside the suite that uses them, and a note on how they came about."""

from __future__ import annotations

import hashlib
import io
import math
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from nngrade.files import write_atomically

Array = np.ndarray[Any, Any]

ARRAYS, NOTE = "keras.npz", "keras.json"


class GoldenError(Exception):
    """Recorded results are missing or are not what was recorded; the message says what to do."""


class Provenance(msgspec.Struct, frozen=True):
    """How a file of arrays came about.

    Attributes:
        file: the file of arrays.
        sha256: of its bytes.
        command: makes it anew.
        seed: every input was drawn from it.
        versions: of Python and of the packages that took part.
        machine: the kind of processor.
        about: what was recorded, in one line.
    """

    file: str
    sha256: str
    command: str
    seed: int
    versions: dict[str, str]
    machine: str
    about: str


class Golden:
    """Recorded arrays by name; a name that others begin with gives a dict, list or tuple of them.

    Args:
        arrays: the arrays by their full names, such as `adam/after/1/0/0`.
    """

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self.arrays = dict(arrays)

    def __getitem__(self, name: str) -> Any:
        if name in self.arrays:
            return self.arrays[name].copy()
        children: dict[str, None] = {}
        for other in self.arrays:
            if other.startswith(f"{name}/"):
                children[other[len(name) + 1 :].split("/")[0]] = None
        if not children:
            raise GoldenError(f"nothing was recorded under {name!r}: run `nngrade keras record`")
        if not all(child.isdigit() for child in children):
            return {child: self[f"{name}/{child}"] for child in children}
        items = [self[f"{name}/{child}"] for child in sorted(children, key=int)]
        return tuple(items) if all(isinstance(item, np.ndarray) for item in items) else items


def flat(tree: Any, name: str = "") -> Iterator[tuple[str, Array]]:
    """Every array of nested dicts, lists and tuples, with its full name.

    Args:
        tree: what was recorded; a number, or a list of plain numbers, counts as an array.
        name: what all names begin with.
    """
    pairs: Sequence[tuple[Any, Any]]
    if isinstance(tree, Mapping):
        pairs = list(tree.items())
    elif isinstance(tree, (list, tuple)) and not all(isinstance(item, (bool, int, float)) for item in tree):
        pairs = list(enumerate(tree))
    else:
        yield name, np.asarray(tree)
        return
    for key, value in pairs:
        yield from flat(value, f"{name}/{key}" if name else str(key))


def read_golden(folder: Path) -> Golden:
    """What was recorded for a suite.

    Args:
        folder: the suite's folder of recorded results.
    """
    path = folder / ARRAYS
    if not path.is_file():
        raise GoldenError(f"{path} does not exist: run `nngrade keras record`")
    with np.load(path, allow_pickle=False) as file:
        return Golden(dict(_cut(file["numbers"], msgspec.json.decode(file["index"].tobytes(), type=list[_Entry]))))


class _Entry(msgspec.Struct, frozen=True, array_like=True):
    """Where one array lies: its name, shape and kind of number."""

    name: str
    shape: tuple[int, ...]
    dtype: str


def _cut(numbers: Array, index: Sequence[_Entry]) -> Iterator[tuple[str, Array]]:
    start = 0
    for entry in index:
        end = start + math.prod(entry.shape)
        yield entry.name, numbers[start:end].reshape(entry.shape).astype(entry.dtype)
        start = end


def read_provenance(folder: Path) -> Provenance:
    """The note beside recorded arrays; raises `GoldenError` where it does not fit them."""
    try:
        note = msgspec.json.decode((folder / NOTE).read_bytes(), type=Provenance)
        found = digest((folder / ARRAYS).read_bytes())
    except (OSError, msgspec.MsgspecError) as error:
        raise GoldenError(f"{folder}: {error}; run `nngrade keras record`") from None
    if found != note.sha256:
        raise GoldenError(f"{folder / ARRAYS} is not the file that {NOTE} describes: run `nngrade keras record`")
    return note


def write_golden(folder: Path, data: bytes, note: Provenance) -> None:
    """Write arrays and the note on them.

    Args:
        folder: made if it does not exist.
        data: from `packed`.
        note: how they came about.
    """
    folder.mkdir(exist_ok=True)
    write_atomically(folder / ARRAYS, data)
    write_atomically(folder / NOTE, msgspec.json.format(msgspec.json.encode(note), indent=2) + b"\n")


def packed(arrays: Mapping[str, Array]) -> bytes:
    """The bytes of an `.npz` file: equal arrays give equal bytes, which `np.savez` does not promise (it writes the time).

    All numbers stand in one row in float64, with an index of names and shapes: a file for each small array would be mostly headers.
    """
    index = [_Entry(name, array.shape, array.dtype.str) for name, array in arrays.items()]
    numbers = np.concatenate([array.astype(np.float64).ravel() for array in arrays.values()])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, array in (("index", np.frombuffer(msgspec.json.encode(index), np.uint8)), ("numbers", numbers)):
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            inside = io.BytesIO()
            np.lib.format.write_array(inside, array, allow_pickle=False)
            archive.writestr(entry, inside.getvalue(), compresslevel=9)
    return buffer.getvalue()


def digest(data: bytes) -> str:
    """The sha256 of bytes."""
    return hashlib.sha256(data).hexdigest()
