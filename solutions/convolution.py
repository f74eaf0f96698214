"""Reference for chapter 13: convolution."""

from typing import Literal

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray


def conv2d(
    images: NDArray[np.floating],
    kernels: NDArray[np.floating],
    b: NDArray[np.floating],
    padding: Literal["valid", "same"] = "valid",
) -> NDArray[np.floating]:
    """out[n, y, x, f] = b[f] + sum over i, j, c of images[n, y + i, x + j, c] * kernels[i, j, c, f]."""
    height, width = kernels.shape[:2]
    if padding == "same":
        images = np.pad(images, ((0, 0), _border(height), _border(width), (0, 0)))
    windows = sliding_window_view(images, (height, width), axis=(1, 2))  # (n, out_height, out_width, channels, i, j)
    return np.tensordot(windows, kernels, axes=((4, 5, 3), (0, 1, 2))) + b


def _border(size: int) -> tuple[int, int]:
    """Zeros before and after that keep the length; an even kernel has the odd one after, as in Keras."""
    before = (size - 1) // 2
    return before, size - 1 - before


def max_pool2d(images: NDArray[np.floating], size: int = 2) -> NDArray[np.floating]:
    """out[n, y, x, c] = largest of images[n, y*size : (y+1)*size, x*size : (x+1)*size, c]."""
    n, height, width, channels = images.shape
    rows, columns = height // size, width // size
    blocks = images[:, : rows * size, : columns * size].reshape(n, rows, size, columns, size, channels)
    return blocks.max(axis=(2, 4))
