"""Checks of chapter 13, against the sliding window written out place by place.

Kernels are scaled to outputs of size 1, so that work in float32 stays within its tolerance.
"""

import numpy as np

from nngrade.suite import check, close, require, stands_alone, unchanged

# images, height, width, channels, kernel height, kernel width, filters
UNEQUAL = [(2, 5, 7, 3, 2, 4, 4), (3, 6, 4, 2, 3, 1, 5), (1, 4, 8, 1, 3, 5, 2), (2, 6, 5, 4, 4, 2, 1)]
EQUAL = [(4, 4, 4, 4, 2, 2, 4), (3, 3, 3, 3, 3, 3, 3), (2, 6, 6, 2, 3, 3, 2), (1, 6, 6, 1, 2, 2, 1)]


@check("conv2d", points=3)
def test_conv2d_valid(learner, rng):
    """At every place where the kernel fits, the output is the sum of its products, plus the filter's bias."""
    for sizes in [*UNEQUAL, *EQUAL]:
        layer = draw_layer(rng, *sizes)
        close(learner.conv2d(*layer, "valid"), slide(*layer), named(*sizes))


@check("conv2d", points=2)
def test_conv2d_same_odd(learner, rng):
    """With padding "same" and an odd kernel, the output is as large as the image, with zeros around it."""
    for sizes in [(2, 5, 7, 3, 3, 5, 4), (3, 6, 4, 2, 5, 1, 2), (1, 4, 6, 1, 1, 3, 2), (3, 5, 5, 3, 3, 3, 3)]:
        layer = draw_layer(rng, *sizes)
        close(learner.conv2d(*layer, "same"), slide_same(*layer), named(*sizes))


@check("conv2d", points=2)
def test_conv2d_same_even(learner, rng):
    """With padding "same" and an even kernel, the extra row of zeros is below and the extra column to the right."""
    for sizes in [(2, 5, 7, 3, 2, 4, 4), (3, 6, 4, 2, 4, 3, 2), (1, 4, 6, 1, 3, 2, 2), (4, 4, 4, 4, 4, 4, 4)]:
        layer = draw_layer(rng, *sizes)
        close(learner.conv2d(*layer, "same"), slide_same(*layer), named(*sizes))


@check("conv2d")
def test_conv2d_unusual_kernels(learner, rng):
    """Kernels of a single cell, as large as the image, or larger with padding "same", work too."""
    for sizes in [(2, 3, 4, 2, 1, 1, 3), (2, 3, 4, 2, 3, 4, 3), (3, 1, 5, 2, 1, 2, 2), (2, 5, 1, 1, 3, 1, 2)]:
        layer = draw_layer(rng, *sizes)
        close(learner.conv2d(*layer, "valid"), slide(*layer), named(*sizes))
    for sizes in [(2, 3, 4, 2, 1, 1, 3), (2, 3, 2, 2, 5, 4, 3), (2, 1, 1, 3, 3, 2, 2), (1, 2, 3, 1, 6, 7, 1)]:
        layer = draw_layer(rng, *sizes)
        close(learner.conv2d(*layer, "same"), slide_same(*layer), named(*sizes))


@check("conv2d")
def test_conv2d_default_and_names(learner, rng):
    """Padding is "valid" unless told, and every argument can be given by its name."""
    for sizes in UNEQUAL:
        images, kernels, b = layer = draw_layer(rng, *sizes)
        close(learner.conv2d(*layer), slide(*layer), named(*sizes))
        close(learner.conv2d(b=b, kernels=kernels, images=images), slide(*layer), named(*sizes))
        close(learner.conv2d(*layer, padding="same"), slide_same(*layer), named(*sizes))
        close(learner.conv2d(images=images, padding="valid", kernels=kernels, b=b), slide(*layer), named(*sizes))


@check("conv2d")
def test_conv2d_moves_pixels(learner, rng):
    """A kernel with a single 1 copies one channel of the image, moved by as many places as the 1 is off the corner."""
    for channel, row, column in [(0, 0, 0), (1, 2, 1), (2, 0, 3), (0, 1, 0)]:
        images, b = rng.normal(size=(2, 6, 7, 3)), np.zeros(2)
        kernels = np.zeros((3, 4, 3, 2))
        kernels[row, column, channel, 1] = 1
        moved = np.zeros((2, 4, 4, 2))
        moved[..., 1] = images[:, row : row + 4, column : column + 4, channel]
        close(learner.conv2d(images, kernels, b), moved, named(2, 6, 7, 3, 3, 4, 2))


@check("conv2d")
def test_conv2d_bias(learner, rng):
    """Each filter's own bias is added once at every place, at the border as well, whatever its sign."""
    for padding in ["valid", "same"]:
        images, kernels, b = draw_layer(rng, 2, 4, 5, 3, 3, 2, 4)
        shape = (2, 2, 4, 4) if padding == "valid" else (2, 4, 5, 4)
        close(learner.conv2d(images, np.zeros_like(kernels), b, padding), np.broadcast_to(b, shape))
        close(learner.conv2d(np.zeros_like(images), kernels, -b, padding), np.broadcast_to(-b, shape))


@check("conv2d")
def test_conv2d_images_apart(learner, rng):
    """Every image is worked out on its own, and no call remembers an earlier one."""
    for padding, oracle in [("valid", slide), ("same", slide_same)]:
        images, kernels, b = draw_layer(rng, 4, 5, 6, 2, 3, 2, 3)
        together = oracle(images, kernels, b)
        for index in range(4):
            close(learner.conv2d(images[index : index + 1], kernels, b, padding), together[index : index + 1])
        close(learner.conv2d(images[::-1].copy(), kernels, b, padding), together[::-1])
        _, others, c = draw_layer(rng, 4, 5, 6, 2, 3, 2, 3)
        close(learner.conv2d(images, others, c, padding), oracle(images, others, c))


@check("conv2d")
def test_conv2d_memory_layout(learner, rng):
    """Arrays that lie column by column in memory give the same result."""
    for sizes in [UNEQUAL[0], EQUAL[0]]:
        layer = [np.asfortranarray(array) for array in draw_layer(rng, *sizes)]
        close(learner.conv2d(*layer, "valid"), slide(*layer), named(*sizes))
        close(learner.conv2d(*layer, "same"), slide_same(*layer), named(*sizes))


@check("conv2d")
def test_conv2d_leaves_arguments(learner, rng):
    """Images, kernels and biases are left as they were."""
    for padding, oracle in [("valid", slide), ("same", slide_same)]:
        for sizes in [UNEQUAL[0], EQUAL[2]]:
            layer = draw_layer(rng, *sizes)
            expected = oracle(*layer)
            close(unchanged(learner.conv2d, *layer, padding), expected, named(*sizes))


@check("conv2d")
def test_conv2d_anew(learner, rng):
    """Each call gives a result of its own, from the numbers as they are now: no other call changes or repeats it."""
    for sizes, padding in [((2, 4, 5, 2, 2, 3, 3), "valid"), ((2, 3, 3, 2, 2, 2, 2), "same")]:
        first, second = ([*draw_layer(rng, *sizes), padding] for _ in range(2))
        stands_alone(learner.conv2d, first, second, remembered="CNV33", reused="CNV34")


@check("max_pool2d", points=2)
def test_max_pool2d_values(learner, rng):
    """Each block of 2 x 2 or 3 x 3 pixels becomes its largest value."""
    for shape, size in [((2, 4, 6, 3), 2), ((3, 6, 9, 2), 3), ((1, 8, 4, 1), 4), ((4, 4, 4, 4), 2), ((3, 6, 6, 3), 3)]:
        images = rng.normal(size=shape)
        close(learner.max_pool2d(images, size), largest(images, size), named(*shape))


@check("max_pool2d", points=2)
def test_max_pool2d_remainder(learner, rng):
    """Rows and columns that fill no whole block are dropped at the bottom and on the right."""
    shapes = [(2, 5, 6, 3), (3, 4, 7, 2), (2, 7, 5, 1), (2, 8, 7, 2), (1, 4, 11, 3), (2, 5, 5, 2)]
    for shape, size in zip(shapes, [2, 2, 2, 3, 4, 3], strict=True):
        images = rng.normal(size=shape)
        images[:, -1, :, :] += 5 * (shape[1] % size > 0)  # what is dropped holds the largest values
        images[:, :, -1, :] += 5 * (shape[2] % size > 0)
        close(learner.max_pool2d(images, size), largest(images, size), named(*shape))


@check("max_pool2d")
def test_max_pool2d_negative(learner, rng):
    """Where every pixel is negative, so is the largest."""
    for shape, size in [((2, 4, 6, 3), 2), ((2, 7, 5, 2), 3)]:
        images = -rng.uniform(1, 9, size=shape)
        close(learner.max_pool2d(images, size), largest(images, size), named(*shape))


@check("max_pool2d")
def test_max_pool2d_default_and_names(learner, rng):
    """Blocks are 2 x 2 unless told, and both arguments can be given by name."""
    for shape in [(2, 6, 12, 2), (3, 7, 5, 1), (2, 2, 2, 3)]:
        images = rng.normal(size=shape)
        close(learner.max_pool2d(images), largest(images, 2), named(*shape))
        close(learner.max_pool2d(size=2, images=images), largest(images, 2), named(*shape))


@check("max_pool2d")
def test_max_pool2d_extreme_sizes(learner, rng):
    """Blocks of one pixel change nothing; one block over the whole image leaves one pixel."""
    for shape, size in [((2, 3, 5, 2), 1), ((3, 4, 4, 2), 4), ((2, 5, 6, 3), 5), ((2, 7, 3, 1), 3)]:
        images = rng.normal(size=shape)
        close(learner.max_pool2d(images, size), largest(images, size), named(*shape))


@check("max_pool2d")
def test_max_pool2d_apart(learner, rng):
    """Every image and every channel is pooled on its own, and no call remembers an earlier one."""
    images = rng.normal(size=(3, 5, 6, 4))
    pooled = largest(images, 2)
    for index in range(3):
        close(learner.max_pool2d(images[index : index + 1], 2), pooled[index : index + 1])
    for channel in range(4):
        close(learner.max_pool2d(images[..., channel : channel + 1], 2), pooled[..., channel : channel + 1])
    close(learner.max_pool2d(-images, 2), largest(-images, 2))


@check("max_pool2d")
def test_max_pool2d_memory_layout(learner, rng):
    """Images that lie column by column in memory give the same result."""
    for shape, size in [((2, 4, 6, 3), 2), ((2, 7, 5, 2), 3)]:
        images = np.asfortranarray(rng.normal(size=shape))
        close(learner.max_pool2d(images, size), largest(images, size), named(*shape))


@check("max_pool2d")
def test_max_pool2d_leaves_images(learner, rng):
    """The images are left as they were, and the result is a smaller array."""
    for shape, size in [((2, 4, 6, 3), 2), ((2, 7, 5, 2), 3)]:
        images = rng.normal(size=shape)
        pooled = unchanged(learner.max_pool2d, images, size)
        require(np.size(pooled) < images.size, "max_pool2d must give one value a block, not one a pixel")
        close(pooled, largest(images, size), named(*shape))


@check("max_pool2d")
def test_max_pool2d_anew(learner, rng):
    """Each call gives a result of its own, from the numbers as they are now: no other call changes or repeats it."""
    first, second = ([images, 2] for images in rng.normal(size=(2, 2, 5, 4, 3)))
    stands_alone(learner.max_pool2d, first, second, remembered="MXP20", reused="MXP21")


def draw_layer(rng, n, height, width, channels, kernel_height, kernel_width, filters):
    images = rng.normal(size=(n, height, width, channels))
    scale = (kernel_height * kernel_width * channels) ** -0.5
    kernels = rng.normal(scale=scale, size=(kernel_height, kernel_width, channels, filters))
    return images, kernels, rng.normal(size=filters)


def named(n, height, width, channels, kernel_height=None, kernel_width=None, filters=None):
    sizes = {"images": n, "height": height, "width": width, "channels": channels}
    if filters is not None:
        sizes |= {"kernel_height": kernel_height, "kernel_width": kernel_width, "filters": filters}
    return sizes


def slide(images, kernels, b):
    height, width = kernels.shape[:2]
    rows, columns = images.shape[1] - height + 1, images.shape[2] - width + 1
    out = np.empty((len(images), rows, columns, len(b)))
    for y in range(rows):
        for x in range(columns):
            out[:, y, x] = np.tensordot(images[:, y : y + height, x : x + width], kernels, axes=3) + b
    return out


def slide_same(images, kernels, b):
    n, height, width, channels = images.shape
    above, left = (kernels.shape[0] - 1) // 2, (kernels.shape[1] - 1) // 2
    padded = np.zeros((n, height + kernels.shape[0] - 1, width + kernels.shape[1] - 1, channels))
    padded[:, above : above + height, left : left + width] = images
    return slide(padded, kernels, b)


def largest(images, size):
    rows, columns = images.shape[1] // size, images.shape[2] // size
    cells = [images[:, i : rows * size : size, j : columns * size : size] for i in range(size) for j in range(size)]
    return np.max(cells, axis=0)
