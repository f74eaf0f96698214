"""One departure from Keras, as it is told."""

from __future__ import annotations

import msgspec

PREDICTION, LOSS, WEIGHT_IN, GRADIENT, MOMENT, WEIGHT, METRIC = range(7)
"""The order in which the quantities of a step come about."""


class Departure(msgspec.Struct, frozen=True):
    """Where a training first departs from Keras.

    Attributes:
        epoch: counted from 1.
        batch: counted from 1; 0 for what is known only when the epoch is over.
        quantity: what departs.
        rank: its place in the order of a step.
        difference: by how much, at most.
        cause: what it comes from, where that is a known one.
    """

    epoch: int
    batch: int
    quantity: str
    rank: int
    difference: float
    cause: str = ""

    @property
    def order(self) -> tuple[int, bool, int, int]:
        """Sorts departures by the time at which they come about."""
        return self.epoch, self.batch == 0, self.batch, self.rank

    @property
    def place(self) -> str:
        """Epoch and batch in words."""
        return f"in epoch {self.epoch}, batch {self.batch}" if self.batch else f"at the end of epoch {self.epoch}"

    def line(self) -> str:
        """The departure without its size, which is a number of this run."""
        because = f": {self.cause}" if self.cause else ""
        return f"it first departs from Keras {self.place}, in the {self.quantity}{because}"
