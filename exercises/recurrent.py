"""Chapter 14 (bonus). Recurrent networks: reading one step at a time.

A sentence, a melody or a temperature curve is a sequence, and its order matters. A *recurrent* layer reads it step by
step and carries a note from each step to the next, its *state* h:

    h = 0 --> [ step ] --> h --> [ step ] --> h --> [ step ] --> h, the last state
                 ^                  ^                  ^
              x at t=0           x at t=1           x at t=2

Every step is the same little network with the same weights: it looks at the new input and at the note, and writes a
new note. The activation is tanh, a volume knob that squeezes any number to between -1 and 1 and leaves 0 at 0.

The layer has three parameters: W_x for the input, W_h for the state, and one bias b. What it gives back is the state
after the last step: a summary of the whole sequence, ready for a dense layer. Keras calls this `SimpleRNN(units)`.

Run `nngrade check recurrent` when you have changed something, `nngrade hint rnn_step` when you are stuck.
"""

import numpy as np
from numpy.typing import NDArray


def rnn_step(
    x: NDArray[np.floating],
    h: NDArray[np.floating],
    W_x: NDArray[np.floating],
    W_h: NDArray[np.floating],
    b: NDArray[np.floating],
) -> NDArray[np.floating]:
    """One step: mix the new input and the old state, then squeeze.

        rnn_step(x, h, W_x, W_h, b) = tanh(x @ W_x + h @ W_h + b)

    Example: x = [[1.0]], h = [[0.5]], W_x = [[0.2]], W_h = [[0.4]], b = [0.1] give [[tanh(0.5)]], about [[0.462]].
    Shapes: x (n, features), h (n, units), W_x (features, units), W_h (units, units), b (units,) -> (n, units).
    """
    raise NotImplementedError("rnn_step: write it, then delete this line")


def rnn(
    x: NDArray[np.floating], W_x: NDArray[np.floating], W_h: NDArray[np.floating], b: NDArray[np.floating]
) -> NDArray[np.floating]:
    """Read each sequence from its first step to its last and give back the last state. The first state is all zeros.

        h = 0;  h = rnn_step(x[:, t], h, W_x, W_h, b)  for t = 0, 1, ..., steps - 1

    Example: one sequence of two steps, x = [[[1.0], [0.0]]], with W_x = [[0.2]], W_h = [[0.4]], b = [0.1]: the states
    are tanh(0.3), about 0.291, then tanh(0.4 * 0.291 + 0.1), about 0.213. The result is [[0.213]].
    Shapes: x (n, steps, features), W_x (features, units), W_h (units, units), b (units,) -> (n, units).
    Every call, and every sequence in it, starts afresh from zeros.
    """
    raise NotImplementedError("rnn: write it, then delete this line")
