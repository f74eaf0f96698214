"""Names for an anonymous view: the same person has the same one each time, and nobody else can work out whose it is."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path

from nngrade.files import write_atomically

KEY = "names.key"


def pseudonyms(names: list[str], state: Path) -> dict[str, str]:
    """A name such as `person 3fa9c0` for each name.

    Args:
        names: of the submissions.
        state: the folder that keeps the key which they are made with.
    """
    key = _key(state / KEY)
    length = 6
    while True:
        made = {name: f"person {_digest(key, name)[:length]}" for name in names}
        if len(set(made.values())) == len(set(names)):
            return made
        length += 2


def _digest(key: bytes, name: str) -> str:
    return hmac.new(key, name.encode(errors="replace"), hashlib.sha256).hexdigest()


def _key(path: Path) -> bytes:
    if not path.exists():
        write_atomically(path, secrets.token_bytes(32))
        path.chmod(0o600)
    return path.read_bytes()
