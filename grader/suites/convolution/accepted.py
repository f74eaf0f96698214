"""Right solutions of chapter 13 in unusual style."""

import itertools

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view

from nngrade.suite import accepted


def _pad(images, kernels, padding):
    if padding != "same":
        return np.asarray(images)
    (kh, kw), (n, h, w, c) = kernels.shape[:2], images.shape
    out = np.zeros((n, h + kh - 1, w + kw - 1, c), images.dtype)
    out[:, (kh - 1) // 2 : (kh - 1) // 2 + h, (kw - 1) // 2 : (kw - 1) // 2 + w] = images
    return out


@accepted("conv2d")
def conv2d_seven_loops(images, kernels, b, padding="valid"):
    """Plain Python, lists out."""
    images = _pad(images, kernels, padding)
    n, h, w, c = images.shape
    kh, kw, _, f = kernels.shape
    return [
        [
            [
                [
                    float(b[k])
                    + sum(
                        float(images[m, y + i, x + j, d] * kernels[i, j, d, k])
                        for i in range(kh)
                        for j in range(kw)
                        for d in range(c)
                    )
                    for k in range(f)
                ]
                for x in range(w - kw + 1)
            ]
            for y in range(h - kh + 1)
        ]
        for m in range(n)
    ]


@accepted("conv2d")
def conv2d_shift_and_add(images, kernels, b, padding="valid"):
    """Loops over the kernel's cells instead of the places."""
    images = _pad(images, kernels, padding)
    kh, kw = kernels.shape[:2]
    h, w = images.shape[1] - kh + 1, images.shape[2] - kw + 1
    out = np.zeros((len(images), h, w, kernels.shape[3]))
    for i, j in itertools.product(range(kh), range(kw)):
        out += images[:, i : i + h, j : j + w] @ kernels[i, j]
    out += b
    return out


@accepted("conv2d")
def conv2d_im2col(images, kernels, b, padding="valid"):
    images = _pad(images, kernels, padding)
    kh, kw, c, f = kernels.shape
    n, h, w, _ = images.shape
    rows = [images[:, y : y + kh, x : x + kw].reshape(n, -1) for y in range(h - kh + 1) for x in range(w - kw + 1)]
    flat = np.stack(rows, axis=1) @ kernels.reshape(-1, f) + b
    return flat.reshape(n, h - kh + 1, w - kw + 1, f)


@accepted("conv2d")
def conv2d_strided(images, kernels, b, padding="valid", stride=1, **unused):
    images = np.ascontiguousarray(_pad(images, kernels, padding))
    kh, kw = kernels.shape[:2]
    n, h, w, c = images.shape
    s = images.strides
    windows = as_strided(
        images, (n, h - kh + 1, w - kw + 1, kh, kw, c), (s[0], s[1], s[2], s[1], s[2], s[3]), writeable=False
    )
    return np.einsum("nyxijc,ijcf->nyxf", windows, kernels) + b


@accepted("conv2d")
def conv2d_float32(images, kernels, b, padding="valid"):
    images, kernels, b = (np.asarray(a, np.float32) for a in (images, kernels, b))
    windows = sliding_window_view(_pad(images, kernels, padding), kernels.shape[:2], axis=(1, 2))
    return np.einsum("nyxcij,ijcf->nyxf", windows, kernels) + b


@accepted("conv2d")
def conv2d_fourier(images, kernels, b, padding="valid"):
    """The convolution theorem, with the kernel flipped back."""
    images = _pad(images, kernels, padding)
    kh, kw = kernels.shape[:2]
    h, w = images.shape[1:3]
    spectrum = np.einsum(
        "nyxc,yxcf->nyxf", np.fft.fft2(images, axes=(1, 2)), np.conj(np.fft.fft2(kernels, s=(h, w), axes=(0, 1)))
    )
    return np.fft.ifft2(spectrum, axes=(1, 2)).real[:, : h - kh + 1, : w - kw + 1] + b


@accepted("conv2d")
def conv2d_recursive(images, kernels, b, padding="valid"):
    """One image at a time, by recursion."""
    if len(images) > 1:
        return np.concatenate(
            [conv2d_recursive(images[:1], kernels, b, padding), conv2d_recursive(images[1:], kernels, b, padding)]
        )
    images = _pad(images, kernels, padding)
    kh, kw = kernels.shape[:2]
    places = [
        [np.tensordot(images[0, y : y + kh, x : x + kw], kernels, 3) for x in range(images.shape[2] - kw + 1)]
        for y in range(images.shape[1] - kh + 1)
    ]
    return (np.array(places) + b)[None]


@accepted("conv2d")
class Conv2D:
    """A class whose construction is the call."""

    def __new__(cls, images, kernels, b, padding="valid"):
        print("sliding", kernels.shape)
        windows = sliding_window_view(_pad(images, kernels, padding), kernels.shape[:2], axis=(1, 2))
        return (
            sum(
                windows[:, :, :, c, i, j, None] * kernels[i, j, c]
                for c in range(kernels.shape[2])
                for i in range(kernels.shape[0])
                for j in range(kernels.shape[1])
            )
            + b
        )


@accepted("conv2d")
def conv2d_toeplitz(images, kernels, b, padding="valid"):
    """A dense layer with tied weights."""
    images = _pad(images, kernels, padding)
    n, h, w, c = images.shape
    kh, kw, _, f = kernels.shape
    weights = np.zeros((h, w, c, h - kh + 1, w - kw + 1, f))
    for y, x in np.ndindex(h - kh + 1, w - kw + 1):
        weights[y : y + kh, x : x + kw, :, y, x] = kernels
    return np.tensordot(images, weights, axes=3) + b


@accepted("max_pool2d")
def pool_loops(images, size=2):
    n, h, w, c = images.shape
    out = np.full((n, h // size, w // size, c), -np.inf)
    for m, y, x, d in np.ndindex(*out.shape):
        for i in range(size):
            for j in range(size):
                out[m, y, x, d] = max(out[m, y, x, d], images[m, y * size + i, x * size + j, d])
    return out


@accepted("max_pool2d")
def pool_lists(images, size=2):
    n, h, w, c = images.shape
    return [
        [
            [
                [float(images[m, y : y + size, x : x + size, d].max()) for d in range(c)]
                for x in range(0, w - size + 1, size)
            ]
            for y in range(0, h - size + 1, size)
        ]
        for m in range(n)
    ]


@accepted("max_pool2d")
def pool_strided_slices(images, size=2):
    h, w = images.shape[1] // size * size, images.shape[2] // size * size
    best = images[:, :h:size, :w:size].copy()
    for i in range(size):
        for j in range(size):
            np.maximum(best, images[:, i:h:size, j:w:size], out=best)
    return best


@accepted("max_pool2d")
def pool_windows(images, size=2, *, ceil_mode=False):
    return sliding_window_view(images, (size, size), axis=(1, 2))[:, ::size, ::size].max(axis=(-2, -1))


@accepted("max_pool2d")
def pool_reduceat(images, size=2):
    rows, columns = images.shape[1] // size, images.shape[2] // size
    down = np.maximum.reduceat(images[:, : rows * size], np.arange(0, rows * size, size), axis=1)
    return np.maximum.reduceat(down[:, :, : columns * size], np.arange(0, columns * size, size), axis=2)


@accepted("max_pool2d")
def pool_sorted(images, size=2):
    """The last one of each sorted block."""
    images = images.astype(np.float32)
    n, h, w, c = images.shape
    rows, columns = h // size, w // size
    blocks = (
        images[:, : rows * size, : columns * size].reshape(n, rows, size, columns, size, c).transpose(0, 1, 3, 5, 2, 4)
    )
    return np.sort(blocks.reshape(n, rows, columns, c, size * size), axis=-1)[..., -1]


pool_lambda = lambda images, size=2: np.stack(
    [
        np.stack(
            [
                images[:, y * size : y * size + size, x * size : x * size + size].max((1, 2))
                for x in range(images.shape[2] // size)
            ],
            1,
        )
        for y in range(images.shape[1] // size)
    ],
    1,
)


@accepted("max_pool2d")
def pool_by_lambda(*args, **kwargs):
    return pool_lambda(*args, **kwargs)
