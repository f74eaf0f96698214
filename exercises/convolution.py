"""Chapter 13 (bonus). Convolution: a small window that slides over the image.

A dense layer gives each of the 784 pixels its own weight, so a 7 moved two pixels to the right is news to it. A
*convolutional* layer has a small grid of weights, the *kernel*, and lays the same one on every place of the image:

    image             kernel       one output number a place
    1  2  3  0                     1*10 + 2*1 + 4*1 + 5*100 = 516   at the top left
    4  5  6  0        10    1      2*10 + 3*1 + 5*1 + 6*100 = 628   one place to the right
    7  8  9  0         1  100      and so on: 2 rows of 3 places

At each place: multiply what lies under the kernel with the kernel, cell by cell, and add it all up. (Mathematicians
flip the kernel first and call this version cross-correlation. Neural networks, Keras among them, do not flip.)

An image has channels (1 for grey; 3 for red, green and blue), which come last: (n, height, width, channels). A kernel
covers all channels and sums over them. A layer has several kernels, called *filters*, each with its own bias. Each
filter makes one channel of the output: one finds edges, another finds corners.

*Padding* decides what happens at the border:

    "valid"   the kernel stays inside the image: the output has kernel_height - 1 rows
              and kernel_width - 1 columns less than the image
    "same"    zeros are put around the image, so that the output has the image's height and width:
              kernel_height - 1 rows of zeros in all, half of them above, half below; where that number
              is odd, the extra row goes below. Columns likewise: the extra one goes to the right.

*Max pooling* then shrinks the image: cut it into blocks of size x size, keep the largest value of each block.

Both do what Keras does in `Conv2D` (strides 1, no activation) and `MaxPooling2D`.
Run `nngrade check convolution` when you have changed something, `nngrade hint conv2d` when you are stuck.
"""

from typing import Literal

import numpy as np
from numpy.typing import NDArray


def conv2d(
    images: NDArray[np.floating],
    kernels: NDArray[np.floating],
    b: NDArray[np.floating],
    padding: Literal["valid", "same"] = "valid",
) -> NDArray[np.floating]:
    """Slide each kernel over each image: at every place multiply cell by cell, sum it all, add the filter's bias.

        out[n, y, x, f] = b[f] + sum over i, j, c of padded[n, y + i, x + j, c] * kernels[i, j, c, f]

    `padded` is `images` itself for "valid"; for "same" it has (kernel_height - 1) // 2 rows of zeros above and the
    rest of the kernel_height - 1 rows below, (kernel_width - 1) // 2 columns of zeros to the left and the rest to the
    right.

    Example: the image and the kernel above (one image, one channel, one filter) with b = [0] give
    [[516, 628, 36], [852, 964, 69]]; with "same" [[516, 628, 36, 0], [852, 964, 69, 0], [78, 89, 90, 0]].
    Shapes: images (n, height, width, channels), kernels (kernel_height, kernel_width, channels, filters), b (filters,)
    -> "valid": (n, height - kernel_height + 1, width - kernel_width + 1, filters); "same": (n, height, width, filters).
    """
    raise NotImplementedError("conv2d: write it, then delete this line")


def max_pool2d(images: NDArray[np.floating], size: int = 2) -> NDArray[np.floating]:
    """Cut each image into blocks of size x size and keep the largest value of each block, channel by channel.

        out[n, y, x, c] = largest of images[n, y*size : (y+1)*size, x*size : (x+1)*size, c]

    Example: with size 2, the image [[1, 2, 0, 1, 9], [3, 4, 5, 0, 9]] becomes [[4, 5]]: the blocks do not overlap, and
    the fifth column is dropped, because it fills no whole block.
    Shapes: images (n, height, width, channels) -> (n, height // size, width // size, channels).
    """
    raise NotImplementedError("max_pool2d: write it, then delete this line")
