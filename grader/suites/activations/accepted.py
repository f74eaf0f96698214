"""Right solutions of chapter 2 in unusual style."""

import numpy as np

from nngrade.suite import accepted


@accepted("relu")
def relu_by_product(z):
    """REL7: right for every finite number."""
    z = np.asarray(z)
    return z * (z > 0)
