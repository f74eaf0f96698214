"""How a submission is judged."""

from __future__ import annotations

import msgspec


class Options(msgspec.Struct, frozen=True):
    """How to judge.

    Attributes:
        seed: every input is drawn from it.
        disclose: whether inputs, expected values, prints and exception texts are shown.
        diagnose: whether known mistakes are looked for.
    """

    seed: int
    disclose: bool = True
    diagnose: bool = True
