"""The picture of `--live`: both decision boundaries side by side, and the curves of both trainings."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np

from nngrade.extras import load_pyplot
from nngrade.files import write_atomically
from nngrade.keras.lesson import SIDE, Training, frame
from nngrade.keras.live import SideBySide

COLOURS = ("#4477aa", "#cc6677")


def draw(both: SideBySide, path: Path) -> None:
    """Write the picture.

    Args:
        both: what to show.
        path: the PNG to write; raises `MissingExtra` without matplotlib.
    """
    pyplot = load_pyplot()
    figure, axes = pyplot.subplots(2, 2, figsize=(11, 9), constrained_layout=True)
    for axis, training in zip(axes[0], (both.mine, both.keras), strict=True):
        _border(axis, training, both)
    for axis, name in zip(axes[1], ("loss", "accuracy"), strict=True):
        _curves(axis, name, both)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=90)
    pyplot.close(figure)
    write_atomically(path, buffer.getvalue())


def _border(axis: Any, training: Training, both: SideBySide) -> None:
    low, high = frame(both.points)
    heights = training.border.reshape(SIDE, SIDE)
    extent = (low[0], high[0], low[1], high[1])
    axis.imshow(heights, extent=extent, origin="lower", cmap="coolwarm", vmin=0, vmax=1, alpha=0.5, aspect="auto")
    axis.contour(heights, levels=[0.5], extent=extent, colors="black", linewidths=1.5)
    for label, colour in enumerate(COLOURS):
        rows = np.flatnonzero(both.labels == label)[:200]
        axis.scatter(*both.points[rows].T, s=7, c=colour, marker="os"[label], label=f"class {label}")
    axis.set_title(f"{training.name}: {training.accuracy:.2%} of the test points")
    axis.legend(loc="upper right")


def _curves(axis: Any, name: str, both: SideBySide) -> None:
    for training, colour in zip((both.mine, both.keras), COLOURS, strict=True):
        for key, style in ((name, "-"), (f"val_{name}", "--")):
            values = training.history[key]
            axis.plot(range(1, len(values) + 1), values, style, color=colour, label=f"{training.name}, {key}")
    axis.set_xlabel("epoch")
    axis.set_title(name)
    axis.legend()
