"""Known wrong implementations of chapter 14."""

import numpy as np

from nngrade.suite import mistake


def _step(x, h, W_x, W_h, b):
    return np.tanh(x @ W_x + h @ W_h + b)


def _walk(x, W_x, W_h, b, h=None):
    h = np.zeros((len(x), len(b))) if h is None else h
    for t in range(x.shape[1]):
        h = _step(x[:, t], h, W_x, W_h, b)
    return h


@mistake("RNS1", "rnn_step", "The bias is missing: add b before tanh.")
def step_no_bias(x, h, W_x, W_h, b):
    return np.tanh(x @ W_x + h @ W_h)


@mistake("RNS2", "rnn_step", "tanh is missing: the new state is tanh of the sum.")
def step_no_tanh(x, h, W_x, W_h, b):
    return x @ W_x + h @ W_h + b


@mistake("RNS3", "rnn_step", "The old state is missing: add h @ W_h.", same_as=("RNN4",))
def step_no_state(x, h, W_x, W_h, b):
    return np.tanh(x @ W_x + b)


@mistake("RNS4", "rnn_step", "The new input is missing: add x @ W_x.")
def step_no_input(x, h, W_x, W_h, b):
    return np.tanh(h @ W_h + b)


@mistake("RNS5", "rnn_step", "The bias was added outside tanh: it belongs into the sum.")
def step_bias_outside(x, h, W_x, W_h, b):
    return np.tanh(x @ W_x + h @ W_h) + b


@mistake("RNS6", "rnn_step", "The bias was added twice: the layer has one bias, added once.")
def step_bias_twice(x, h, W_x, W_h, b):
    return np.tanh((x @ W_x + b) + (h @ W_h + b))


@mistake("RNS7", "rnn_step", "That is sigmoid: this layer uses tanh, which goes from -1 to 1.")
def step_sigmoid(x, h, W_x, W_h, b):
    return 1 / (1 + np.exp(-(x @ W_x + h @ W_h + b)))


@mistake("RNS8", "rnn_step", "That is ReLU: this layer uses tanh, as Keras's SimpleRNN does.")
def step_relu(x, h, W_x, W_h, b):
    return np.maximum(0, x @ W_x + h @ W_h + b)


@mistake("RNS9", "rnn_step", "W_h is transposed: write h @ W_h.")
def step_W_h_transposed(x, h, W_x, W_h, b):
    return np.tanh(x @ W_x + h @ W_h.T + b)


@mistake(
    "RNS10",
    "rnn_step",
    "W_x is (features, units) already: write x @ W_x; the transpose only fits where both are equal.",
)
def step_W_x_transposed(x, h, W_x, W_h, b):
    return np.tanh(x @ W_x.T + h @ W_h + b)


@mistake("RNS11", "rnn_step", "Input and state were multiplied: add their two parts.")
def step_product(x, h, W_x, W_h, b):
    return np.tanh((x @ W_x) * (h @ W_h) + b)


@mistake("RNS12", "rnn_step", "* multiplies entry by entry: the state's part is the matrix product h @ W_h.")
def step_elementwise(x, h, W_x, W_h, b):
    return np.tanh(x @ W_x + h * np.diag(W_h) + b)


@mistake("RNS13", "rnn_step", "tanh was applied to each part on its own: add first, then one tanh.")
def step_tanh_of_parts(x, h, W_x, W_h, b):
    return np.tanh(x @ W_x + b) + np.tanh(h @ W_h)


@mistake("RNS14", "rnn_step", "The old state was added after tanh: it enters through h @ W_h only.")
def step_residual(x, h, W_x, W_h, b):
    return h + np.tanh(x @ W_x + h @ W_h + b)


@mistake("RNS15", "rnn_step", "The caller's state was overwritten: give back a new array.")
def step_in_place(x, h, W_x, W_h, b):
    h[:] = np.tanh(x @ W_x + h @ W_h + b)
    return h


@mistake("RNS16", "rnn_step", "Never round inside the maths.")
def step_rounded(x, h, W_x, W_h, b):
    return np.round(np.tanh(x @ W_x + h @ W_h + b), 4)


@mistake("RNS17", "rnn_step", "Samples were mixed: every row of x has its own row of h.")
def step_first_state(x, h, W_x, W_h, b):
    return np.tanh(x @ W_x + h[:1] @ W_h + b)


@mistake("RNS18", "rnn_step", "The sum was clipped to -1..1: that is only a rough picture of tanh.")
def step_hard_tanh(x, h, W_x, W_h, b):
    return np.clip(x @ W_x + h @ W_h + b, -1, 1)


@mistake("RNS19", "rnn_step", "tanh was applied twice: once is enough.")
def step_tanh_twice(x, h, W_x, W_h, b):
    return np.tanh(np.tanh(x @ W_x + h @ W_h + b))


_last = []


@mistake("RNS20", "rnn_step", "A state from an earlier call was used: h comes in as an argument.", same_as=("RNN10",))
def step_remembers(x, h, W_x, W_h, b):
    old = _last[-1] if _last and _last[-1].shape == h.shape else h
    _last.append(np.tanh(x @ W_x + old @ W_h + b))
    return _last[-1]


@mistake("RNS21", "rnn_step", "Two things came back: give back the new state only, once.")
def step_pair(x, h, W_x, W_h, b):
    new = np.tanh(x @ W_x + h @ W_h + b)
    return new, new


@mistake(
    "RNS22",
    "rnn_step",
    "Something worked out from the weights was kept with these objects, but training changes them: start anew in every call.",
)
def step_with_kept_weights(x, h, W_x, W_h, b, memory={}):
    key = id(W_x), id(W_h)
    if key not in memory:
        memory[key] = np.vstack([W_x, W_h]), W_x, W_h
    return np.tanh(np.hstack([x, h]) @ memory[key][0] + b)


@mistake(
    "RNS23",
    "rnn_step",
    "Every call writes into one array that all of them share: make a new array, or the caller's earlier result changes.",
)
def step_into_one_array(x, h, W_x, W_h, b, rooms={}):
    room = rooms.setdefault(h.shape, np.empty(h.shape))
    room[...] = _step(x, h, W_x, W_h, b)
    return room


@mistake("RNN1", "rnn", "The sequence was read backwards: start at step 0.")
def rnn_reversed(x, W_x, W_h, b):
    return _walk(x[:, ::-1], W_x, W_h, b)


@mistake("RNN2", "rnn", "The last step is missing: there are x.shape[1] steps.")
def rnn_without_last(x, W_x, W_h, b):
    return _walk(x[:, :-1], W_x, W_h, b)


@mistake("RNN3", "rnn", "The first step is missing: start at step 0.")
def rnn_without_first(x, W_x, W_h, b):
    return _walk(x[:, 1:], W_x, W_h, b)


@mistake("RNN4", "rnn", "The state starts afresh at every step: carry h from one step to the next.")
def rnn_forgets(x, W_x, W_h, b):
    return np.tanh(x[:, -1] @ W_x + b)


@mistake("RNN5", "rnn", "All states came back: give back the last one only, (n, units).")
def rnn_all_states(x, W_x, W_h, b):
    return np.stack([_walk(x[:, : t + 1], W_x, W_h, b) for t in range(x.shape[1])], axis=1)


@mistake("RNN6", "rnn", "The states were averaged: give back the last one.")
def rnn_mean_state(x, W_x, W_h, b):
    return np.mean([_walk(x[:, : t + 1], W_x, W_h, b) for t in range(x.shape[1])], axis=0)


@mistake("RNN7", "rnn", "The states were added up: give back the last one.")
def rnn_sum_state(x, W_x, W_h, b):
    return np.sum([_walk(x[:, : t + 1], W_x, W_h, b) for t in range(x.shape[1])], axis=0)


@mistake("RNN8", "rnn", "The first state is all zeros, not all ones.")
def rnn_starts_with_ones(x, W_x, W_h, b):
    return _walk(x, W_x, W_h, b, np.ones((len(x), len(b))))


@mistake("RNN9", "rnn", "One sequence went on where the one before it ended: each starts from zeros.")
def rnn_runs_on(x, W_x, W_h, b):
    h, out = np.zeros(len(b)), []
    for sequence in x:
        for inputs in sequence:
            h = np.tanh(inputs @ W_x + h @ W_h + b)
        out.append(h)
    return np.array(out)


_kept = {}


@mistake("RNN10", "rnn", "The state of an earlier call was kept: every call starts from zeros.")
def rnn_stateful(x, W_x, W_h, b):
    key = (len(x), len(b))
    _kept[key] = _walk(x, W_x, W_h, b, _kept.get(key))
    return _kept[key]


@mistake("RNN11", "rnn", "The first axis holds the sequences, the second the steps: take x[:, t], not x[t].")
def rnn_axes_swapped(x, W_x, W_h, b):
    return _walk(x.swapaxes(0, 1), W_x, W_h, b)


@mistake("RNN12", "rnn", "The steps were averaged first: feed them in one by one.")
def rnn_mean_input(x, W_x, W_h, b):
    return np.tanh(x.mean(axis=1) @ W_x + b)


@mistake("RNN13", "rnn", "The steps were added up first: feed them in one by one.")
def rnn_sum_input(x, W_x, W_h, b):
    return np.tanh(x.sum(axis=1) @ W_x + b)


@mistake("RNN14", "rnn", "tanh came only at the end: every step needs it.")
def rnn_tanh_at_end(x, W_x, W_h, b):
    h = np.zeros((len(x), len(b)))
    for t in range(x.shape[1]):
        h = x[:, t] @ W_x + h @ W_h + b
    return np.tanh(h)


@mistake("RNN15", "rnn", "Only the last few steps were read: all of them count.")
def rnn_window(x, W_x, W_h, b):
    return _walk(x[:, -20:], W_x, W_h, b)


@mistake("RNN16", "rnn", "Steps of zeros were skipped: they are steps too.")
def rnn_skips_zeros(x, W_x, W_h, b):
    h = np.zeros((len(x), len(b)))
    for t in range(x.shape[1]):
        if x[:, t].any():
            h = _step(x[:, t], h, W_x, W_h, b)
    return h


@mistake("RNN17", "rnn", "The state is one row a sequence: a batch of one still gives (1, units).")
def rnn_squeezed(x, W_x, W_h, b):
    return _walk(x, W_x, W_h, b).squeeze()


@mistake("RNN18", "rnn", "Only the last sequence's state came back: there is one row a sequence.")
def rnn_last_sequence(x, W_x, W_h, b):
    return _walk(x, W_x, W_h, b)[-1]


@mistake("RNN19", "rnn", "The caller's sequences were changed: work on a new array.")
def rnn_changes_input(x, W_x, W_h, b):
    h = _walk(x, W_x, W_h, b)
    x *= 0
    return h


@mistake("RNN20", "rnn", "The bias was used in the first step only: every step adds it.")
def rnn_bias_once(x, W_x, W_h, b):
    h = _step(x[:, 0], np.zeros((len(x), len(b))), W_x, W_h, b)
    return _walk(x[:, 1:], W_x, W_h, 0 * b, h)


@mistake("RNN21", "rnn", "The first step is read twice: the loop starts at step 0, from a state of zeros.")
def rnn_first_twice(x, W_x, W_h, b):
    return _walk(x, W_x, W_h, b, np.tanh(x[:, 0] @ W_x + b))


@mistake("RNN22", "rnn", "The first state is zeros, not the bias.")
def rnn_starts_with_bias(x, W_x, W_h, b):
    return _walk(x, W_x, W_h, b, np.tile(b, (len(x), 1)))


@mistake("RNN25", "rnn", "A state that stays the same for a step may change in the next one: go on to the last step.")
def rnn_stops_when_settled(x, W_x, W_h, b):
    h = np.zeros((len(x), len(b)))
    for inputs in np.moveaxis(x, 1, 0):
        h, before = _step(inputs, h, W_x, W_h, b), h
        if np.array_equal(h, before):
            break
    return h


@mistake(
    "RNN23",
    "rnn",
    "An old answer was kept for the objects x and W_x, but their numbers may change in place: work it out in every call.",
)
def rnn_by_object(x, W_x, W_h, b, memory={}):
    key = id(x), id(W_x)
    if key not in memory:
        memory[key] = x @ W_x, x, W_x
    h = np.zeros((len(x), len(b)))
    for inputs in np.moveaxis(memory[key][0], 1, 0):
        h = np.tanh(inputs + h @ W_h + b)
    return h


@mistake(
    "RNN24",
    "rnn",
    "All calls keep their state in one array, so an earlier result changes: start with a new array of zeros in every call.",
)
def rnn_state_in_one_array(x, W_x, W_h, b, rooms={}):
    shape = len(x), len(b)
    h = rooms.setdefault(shape, np.empty(shape))
    h[...] = 0
    for t in range(x.shape[1]):
        h[...] = _step(x[:, t], h, W_x, W_h, b)
    return h
