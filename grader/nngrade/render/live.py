"""Two trainings side by side, in text."""

from __future__ import annotations

from collections.abc import Iterator

from nngrade.keras.lesson import Training
from nngrade.keras.live import NAMES, SideBySide

SHOWN = (1, 2, 5, 10, 20, 30, 40, 50)


def render_live(both: SideBySide) -> Iterator[str]:
    """Loss and accuracy by epoch, then how good and how fast both are.

    Args:
        both: what to show.
    """
    yield f"{'':<8}{both.mine.name:^40}  {both.keras.name:^40}".rstrip()
    yield f"{'epoch':<8}" + "  ".join(
        "".join(f"{name:>10}" for name in ("loss", "acc", "val_loss", "val_acc")) for _ in range(2)
    )
    for epoch in SHOWN:
        yield f"{epoch:<8}" + "  ".join(_row(training, epoch) for training in (both.mine, both.keras))
    for training in (both.mine, both.keras):
        yield (
            f"{training.name:<14} {training.accuracy:.2%} of the test points right, test loss {training.loss:.4f}, "
            f"trained in {training.seconds:.2f} s"
        )
    yield f"both from seed {both.seed}; real Keras reaches 93.0 % to 94.25 % here, depending on the seed"


def _row(training: Training, epoch: int) -> str:
    lists = (training.history[name] for name in NAMES)
    return "".join(f"{values[epoch - 1]:>10.4f}" if epoch <= len(values) else f"{'-':>10}" for values in lists)
