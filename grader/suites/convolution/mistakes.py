"""Known wrong implementations of chapter 13."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from nngrade.suite import mistake

right_conv2d, right_max_pool2d = conv2d, max_pool2d  # the solution's own, before a mistake takes their place


def _slide(images, kernels, b):
    windows = sliding_window_view(images, kernels.shape[:2], axis=(1, 2))
    return np.tensordot(windows, kernels, axes=((4, 5, 3), (0, 1, 2))) + b


def _sides(kernels):
    above, left = (kernels.shape[0] - 1) // 2, (kernels.shape[1] - 1) // 2
    return (above, kernels.shape[0] - 1 - above), (left, kernels.shape[1] - 1 - left)


def _padded(images, kernels, padding, **how):
    if padding == "valid":
        return images
    return np.pad(images, ((0, 0), *_sides(kernels), (0, 0)), **how)


@mistake(
    "CNV1",
    "conv2d",
    "The kernel was flipped first. Neural networks do not flip: out[y, x] sums image[y + i, x + j] * kernel[i, j].",
)
def conv2d_flipped(images, kernels, b, padding="valid"):
    return _slide(_padded(images, kernels, padding), kernels[::-1, ::-1], b)


@mistake("CNV2", "conv2d", "The bias is missing: add b[f] to every place of filter f.")
def conv2d_no_bias(images, kernels, b, padding="valid"):
    return _slide(_padded(images, kernels, padding), kernels, 0 * b)


@mistake("CNV3", "conv2d", "The bias was added once for every channel: add it once, after the sum over the channels.")
def conv2d_bias_each_channel(images, kernels, b, padding="valid"):
    return _slide(_padded(images, kernels, padding), kernels, b * kernels.shape[2])


@mistake("CNV4", "conv2d", "The bias was added once for every cell of the kernel: add it once, after the sum.")
def conv2d_bias_each_cell(images, kernels, b, padding="valid"):
    return _slide(
        _padded(images, kernels, padding), kernels, b * kernels.shape[0] * kernels.shape[1] * kernels.shape[2]
    )


@mistake("CNV5", "conv2d", "Only the first channel was used: sum over all channels of the image.")
def conv2d_first_channel(images, kernels, b, padding="valid"):
    return _slide(_padded(images, kernels, padding)[..., :1], kernels[:, :, :1], b)


@mistake("CNV6", "conv2d", "The products were averaged: a convolution is their sum.")
def conv2d_mean(images, kernels, b, padding="valid"):
    return _slide(
        _padded(images, kernels, padding), kernels / (kernels.shape[0] * kernels.shape[1] * kernels.shape[2]), b
    )


@mistake(
    "CNV7", "conv2d", "The last row and column of places are missing: the kernel fits height - kernel_height + 1 times."
)
def conv2d_off_by_one(images, kernels, b, padding="valid"):
    return _slide(_padded(images, kernels, padding), kernels, b)[:, :-1, :-1]


@mistake(
    "CNV8", "conv2d", "Half of an even kernel's size on both sides is one row too many: kernel size - 1 zeros in all."
)
def conv2d_same_too_large(images, kernels, b, padding="valid"):
    if padding == "same":
        above, left = kernels.shape[0] // 2, kernels.shape[1] // 2
        images = np.pad(images, ((0, 0), (above, above), (left, left), (0, 0)))
    return _slide(images, kernels, b)


@mistake(
    "CNV9",
    "conv2d",
    "For an even kernel the extra row of zeros goes below and the extra column to the right, not above and left.",
)
def conv2d_same_extra_before(images, kernels, b, padding="valid"):
    if padding == "same":
        images = np.pad(images, ((0, 0), *(side[::-1] for side in _sides(kernels)), (0, 0)))
    return _slide(images, kernels, b)


@mistake("CNV10", "conv2d", "All the zeros were put below and to the right: half of them belong above and to the left.")
def conv2d_same_all_after(images, kernels, b, padding="valid"):
    if padding == "same":
        images = np.pad(images, ((0, 0), (0, kernels.shape[0] - 1), (0, kernels.shape[1] - 1), (0, 0)))
    return _slide(images, kernels, b)


@mistake("CNV11", "conv2d", "Padding repeats the border pixels: Keras pads with zeros.")
def conv2d_same_edge(images, kernels, b, padding="valid"):
    return _slide(_padded(images, kernels, padding, mode="edge"), kernels, b)


@mistake(
    "CNV12",
    "conv2d",
    "Rows and columns of zeros are swapped: kernel height decides the rows, kernel width the columns.",
)
def conv2d_same_swapped(images, kernels, b, padding="valid"):
    if padding == "same":
        images = np.pad(images, ((0, 0), *_sides(kernels)[::-1], (0, 0)))
    return _slide(images, kernels, b)


@mistake("CNV13", "conv2d", 'The argument padding is ignored: with "same" the output is as large as the image.')
def conv2d_always_valid(images, kernels, b, padding="valid"):
    return _slide(images, kernels, b)


@mistake("CNV14", "conv2d", 'Padding is "valid" unless the caller says otherwise.')
def conv2d_default_same(images, kernels, b, padding="same"):
    return _slide(_padded(images, kernels, padding), kernels, b)


@mistake(
    "CNV15",
    "conv2d",
    'The valid result was framed with zeros: for "same" pad the image, so that the kernel also sees the border.',
)
def conv2d_pads_output(images, kernels, b, padding="valid"):
    out = _slide(images, kernels, b)
    return out if padding == "valid" else np.pad(out, ((0, 0), *_sides(kernels), (0, 0)))


@mistake(
    "CNV16",
    "conv2d",
    "The kernel's rows and columns are swapped: kernels[i, j] belongs to the pixel i rows down and j columns right.",
)
def conv2d_transposed_kernel(images, kernels, b, padding="valid"):
    return _slide(_padded(images, kernels, padding), kernels.transpose(1, 0, 2, 3), b)


@mistake("CNV17", "conv2d", "The output's rows and columns are swapped: it is (n, height, width, filters).")
def conv2d_transposed_output(images, kernels, b, padding="valid"):
    return _slide(_padded(images, kernels, padding), kernels, b).transpose(0, 2, 1, 3)


@mistake("CNV18", "conv2d", "The kernel is not always square: it has its own height and width.")
def conv2d_square_kernel(images, kernels, b, padding="valid"):
    return _slide(_padded(images, kernels, padding), kernels[:, : kernels.shape[0]], b)


@mistake("CNV19", "conv2d", "ReLU was applied: here the layer gives back the plain sums, negative ones too.")
def conv2d_relu(images, kernels, b, padding="valid"):
    return np.maximum(0, _slide(_padded(images, kernels, padding), kernels, b))


@mistake("CNV20", "conv2d", "The window jumped by its own size: move it by one place at a time.")
def conv2d_strided(images, kernels, b, padding="valid"):
    return _slide(_padded(images, kernels, padding), kernels, b)[:, :: kernels.shape[0], :: kernels.shape[1]]


@mistake("CNV21", "conv2d", "All filters got the first filter's bias: each has its own, b[f].")
def conv2d_one_bias(images, kernels, b, padding="valid"):
    return _slide(_padded(images, kernels, padding), kernels, np.full_like(b, b[0]))


@mistake("CNV22", "conv2d", "All filters used the first filter's kernel: filter f has kernels[..., f].")
def conv2d_one_kernel(images, kernels, b, padding="valid"):
    return _slide(_padded(images, kernels, padding), np.repeat(kernels[..., :1], len(b), axis=3), b)


@mistake(
    "CNV23", "conv2d", "Channels come last: the output is (n, height, width, filters), not (n, filters, height, width)."
)
def conv2d_channels_first(images, kernels, b, padding="valid"):
    return _slide(_padded(images, kernels, padding), kernels, b).transpose(0, 3, 1, 2)


@mistake("CNV24", "conv2d", "Only the first image was worked out: every image of the batch has its own output.")
def conv2d_first_image(images, kernels, b, padding="valid"):
    out = _slide(_padded(images, kernels, padding), kernels, b)
    return np.repeat(out[:1], len(images), axis=0)


@mistake("CNV25", "conv2d", "The bias was added into the image before the sum: add it to the result.")
def conv2d_bias_into_image(images, kernels, b, padding="valid"):
    return _slide(_padded(images, kernels, padding) + b[0], kernels, 0 * b)


@mistake("CNV26", "conv2d", "The caller's kernels were changed: work on a copy.")
def conv2d_changes_kernels(images, kernels, b, padding="valid"):
    out = _slide(_padded(images, kernels, padding), kernels, b)
    kernels[:] = kernels[::-1, ::-1].copy()
    return out


@mistake(
    "CNV27",
    "conv2d",
    "Slicing with -0 gives nothing: cut the full result from start to start + height, which works for a kernel of one row too.",
)
def conv2d_cuts_with_minus(images, kernels, b, padding="valid"):
    if padding == "valid":
        return _slide(images, kernels, b)
    height, width = kernels.shape[:2]
    wide = np.pad(images, ((0, 0), (height - 1, height - 1), (width - 1, width - 1), (0, 0)))
    (above, below), (left, right) = _sides(kernels)
    return _slide(wide, kernels, b)[:, below:-above, right:-left]


@mistake("CNV28", "conv2d", "Channel and filter were paired: each filter sums over all channels.")
def conv2d_depthwise(images, kernels, b, padding="valid"):
    filters = kernels.copy()
    for f in range(filters.shape[3]):
        filters[:, :, np.arange(filters.shape[2]) != f % filters.shape[2], f] = 0
    return _slide(_padded(images, kernels, padding), filters, b)


@mistake("CNV29", "conv2d", "The image is not always square: rows come from its height, columns from its width.")
def conv2d_square_image(images, kernels, b, padding="valid"):
    out = _slide(_padded(images, kernels, padding), kernels, b)
    return out[:, :, : out.shape[1]]


@mistake("CNV30", "conv2d", "Never round inside the maths: give back the sums as they are.")
def conv2d_rounded(images, kernels, b, padding="valid"):
    return np.round(_slide(_padded(images, kernels, padding), kernels, b), 4)


@mistake("CNV31", "conv2d", "The padding was written into the caller's image: pad a copy with np.pad.")
def conv2d_zeroes_border(images, kernels, b, padding="valid"):
    out = _slide(_padded(images, kernels, padding), kernels, b)
    if padding == "same":
        images[:, 0] = 0
    return out


_before = {}


@mistake("CNV32", "conv2d", "An earlier call's result came back: work out every call from its own arguments.")
def conv2d_remembers(images, kernels, b, padding="valid"):
    key = (images.shape, kernels.shape, padding)
    if key not in _before:
        _before[key] = _slide(_padded(images, kernels, padding), kernels, b)
    return _before[key]


@mistake(
    "CNV33",
    "conv2d",
    "Something worked out from images was kept with that object, but its numbers may change: start from images in every call.",
)
def conv_windows_by_object(images, kernels, b, padding="valid", memory={}):
    key = id(images), kernels.shape, padding
    if key not in memory:
        memory[key] = np.array(images), images
    return right_conv2d(memory[key][0], kernels, b, padding)


@mistake(
    "CNV34",
    "conv2d",
    "Every call writes into one array that all of them share: make a new array, or the caller's earlier result changes.",
)
def conv_into_one_array(images, kernels, b, padding="valid", rooms={}):
    out = right_conv2d(images, kernels, b, padding)
    room = rooms.setdefault(out.shape, out)
    room[...] = out
    return room


@mistake("MXP1", "max_pool2d", "That is the average of each block: keep its largest value.")
def pool_mean(images, size=2):
    n, h, w, c = images.shape
    return (
        images[:, : h // size * size, : w // size * size]
        .reshape(n, h // size, size, w // size, size, c)
        .mean(axis=(2, 4))
    )


@mistake("MXP2", "max_pool2d", "The blocks overlap: move on by `size` pixels, not by one.")
def pool_overlapping(images, size=2):
    return sliding_window_view(images, (size, size), axis=(1, 2)).max(axis=(4, 5))


@mistake("MXP3", "max_pool2d", "Rows and columns that fill no whole block are dropped, not pooled as a smaller block.")
def pool_keeps_remainder(images, size=2):
    n, h, w, c = images.shape
    rows, columns = -(-h // size), -(-w // size)
    return np.array(
        [
            [
                [
                    images[k, y * size : (y + 1) * size, x * size : (x + 1) * size].max(axis=(0, 1))
                    for x in range(columns)
                ]
                for y in range(rows)
            ]
            for k in range(n)
        ]
    )


@mistake("MXP4", "max_pool2d", "The largest value was sought across channels as well: every channel keeps its own.")
def pool_across_channels(images, size=2):
    out = max_pool2d_right(images, size)
    return np.repeat(out.max(axis=3, keepdims=True), images.shape[3], axis=3)


@mistake(
    "MXP5", "max_pool2d", "The search started from 0, so negative values are lost: start from the block's own values."
)
def pool_from_zero(images, size=2):
    return np.maximum(0, max_pool2d_right(images, size))


@mistake("MXP6", "max_pool2d", "The argument size is ignored: blocks are size x size, not always 2 x 2.")
def pool_always_two(images, size=2):
    return max_pool2d_right(images, 2)


@mistake("MXP7", "max_pool2d", "Blocks are 2 x 2 unless the caller says otherwise.")
def pool_default_three(images, size=3):
    return max_pool2d_right(images, size)


@mistake(
    "MXP8",
    "max_pool2d",
    "The first rows and columns were dropped: what is left over at the bottom and on the right goes.",
)
def pool_drops_first(images, size=2):
    return max_pool2d_right(images[:, images.shape[1] % size :, images.shape[2] % size :], size)


@mistake("MXP9", "max_pool2d", "That is the smallest value of each block: keep the largest.")
def pool_min(images, size=2):
    return -max_pool2d_right(-images, size)


@mistake("MXP10", "max_pool2d", "The sign was dropped: the largest value is meant, not the largest magnitude.")
def pool_abs(images, size=2):
    return max_pool2d_right(np.abs(images), size)


@mistake(
    "MXP11",
    "max_pool2d",
    "Reshape to (n, rows, size, columns, size, channels): with size first, a block's pixels lie far apart.",
)
def pool_wrong_reshape(images, size=2):
    n, h, w, c = images.shape
    rows, columns = h // size, w // size
    return images[:, : rows * size, : columns * size].reshape(n, size, rows, size, columns, c).max(axis=(1, 3))


@mistake("MXP12", "max_pool2d", "Only one pixel of each block was taken: compare all of them.")
def pool_first_pixel(images, size=2):
    h, w = images.shape[1] // size * size, images.shape[2] // size * size
    return images[:, :h:size, :w:size]


@mistake("MXP13", "max_pool2d", "The number of columns came from the height: the width has its own.")
def pool_square(images, size=2):
    return max_pool2d_right(images, size)[:, :, : images.shape[1] // size]


@mistake("MXP14", "max_pool2d", "The output kept the image's size: one value a block, not one a pixel.")
def pool_keeps_size(images, size=2):
    return max_pool2d_right(images, size).repeat(size, axis=1).repeat(size, axis=2)


@mistake("MXP15", "max_pool2d", "Only the rows were pooled: a block spans size columns too.")
def pool_rows_only(images, size=2):
    n, h, w, c = images.shape
    return images[:, : h // size * size].reshape(n, h // size, size, w, c).max(axis=2)


@mistake("MXP16", "max_pool2d", "The caller's images were changed: write into a new array.")
def pool_in_place(images, size=2):
    out = max_pool2d_right(images, size)
    images[:, : out.shape[1], : out.shape[2]] = out
    return out


@mistake("MXP17", "max_pool2d", "The last block of a row and of a column is missing: there are height // size of them.")
def pool_block_missing(images, size=2):
    out = max_pool2d_right(images, size)
    return out[:, :-1, :-1] if images.shape[1] % size or images.shape[2] % size else out


@mistake(
    "MXP18",
    "max_pool2d",
    "A reshape without cutting works only where blocks fit exactly: drop the leftover rows and columns first.",
)
def pool_needs_exact_fit(images, size=2):
    n, h, w, c = images.shape
    return images.reshape(n, h // size, size, w // size, size, c).max(axis=(2, 4))


@mistake("MXP19", "max_pool2d", "Images of the batch were mixed: each is pooled on its own.")
def pool_across_images(images, size=2):
    out = max_pool2d_right(images, size)
    return np.repeat(out.max(axis=0, keepdims=True), len(images), axis=0)


@mistake(
    "MXP20",
    "max_pool2d",
    "An old answer was kept for the object images, but its numbers may change in place: work it out in every call.",
)
def pool_by_object(images, size=2, memory={}):
    key = id(images), size
    if key not in memory:
        memory[key] = right_max_pool2d(images, size), images
    return memory[key][0].copy()


@mistake(
    "MXP21",
    "max_pool2d",
    "Every call writes into one array that all of them share: make a new array, or the caller's earlier result changes.",
)
def pool_into_one_array(images, size=2, rooms={}):
    out = right_max_pool2d(images, size)
    room = rooms.setdefault(out.shape, np.empty(out.shape))
    room[...] = out
    return room


def max_pool2d_right(images, size):
    n, h, w, c = images.shape
    rows, columns = h // size, w // size
    return images[:, : rows * size, : columns * size].reshape(n, rows, size, columns, size, c).max(axis=(2, 4))
