"""One table: what live Keras and the recorded results agree on, and to how many digits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nngrade.keras.verifying import Agreement

ROW = "{:<15} {:<22} {:>8} {:>12}   {}"


def render_agreement(found: Sequence[Agreement]) -> Iterator[str]:
    """The table's lines and a last line that sums them up.

    Args:
        found: what was compared.
    """
    yield ROW.format("chapter", "quantity", "numbers", "difference", "agrees")
    for row in found:
        words = f"to {row.digits} digits" if row.agrees else f"NO, only to {row.digits} digits"
        yield ROW.format(row.chapter, row.quantity, row.numbers, f"{row.difference:.1e}", words)
    departed = sum(not row.agrees for row in found)
    compared = sum(row.numbers for row in found)
    yield (
        f"{departed} of {len(found)} quantities depart: run `nngrade keras record`, and read what changed"
        if departed
        else f"live Keras agrees with all {compared} recorded numbers"
    )
