"""Known wrong implementations of chapter 3."""

import copy

import numpy as np

from nngrade.suite import mistake

right_init, right_forward = init_params, forward  # the solution's own, before a mistake takes their place


@mistake("CNT1", "count_parameters", "The biases are missing: each neuron has one.")
def count_weights_only(layer_sizes):
    return sum(n * m for n, m in zip(layer_sizes, layer_sizes[1:]))


@mistake("CNT2", "count_parameters", "Inputs are data, not neurons: only the stages after the first have biases.")
def count_input_biases(layer_sizes):
    return sum(n * m for n, m in zip(layer_sizes, layer_sizes[1:])) + sum(layer_sizes)


@mistake("CNT3", "count_parameters", "The biases belong to a layer's outputs: add n_out, not n_in.")
def count_biases_of_inputs(layer_sizes):
    return sum(n * m + n for n, m in zip(layer_sizes, layer_sizes[1:]))


@mistake("CNT4", "count_parameters", "The last layer is left out: every two neighbours in the list are a layer.")
def count_without_last(layer_sizes):
    return sum(n * m + m for n, m in list(zip(layer_sizes, layer_sizes[1:]))[:-1])


@mistake(
    "CNT5", "count_parameters", "This is written for three layers: loop over the neighbours, for any number of layers."
)
def count_three_layers(layer_sizes):
    a, b, c, d = layer_sizes
    return (a + 1) * b + (b + 1) * c + (c + 1) * d


@mistake("CNT6", "count_parameters", "Each layer has one bias for every neuron, not one for the whole layer.")
def count_one_bias(layer_sizes):
    return sum(n * m + 1 for n, m in zip(layer_sizes, layer_sizes[1:]))


@mistake("CNT7", "count_parameters", "The count is a whole number: return an int, not a float.")
def count_as_float(layer_sizes):
    return float(sum(n * m + m for n, m in zip(layer_sizes, layer_sizes[1:])))


@mistake("CNT8", "count_parameters", "pop shortens the caller's list: read the sizes without removing them.")
def count_pops(layer_sizes):
    total = 0
    while len(layer_sizes) > 1:
        n = layer_sizes.pop(0)
        total += (n + 1) * layer_sizes[0]
    return total


@mistake("CNT9", "count_parameters", "That multiplies all sizes: each layer connects only its own two neighbours.")
def count_product(layer_sizes):
    return int(np.prod(layer_sizes)) + sum(layer_sizes[1:])


@mistake("CNT10", "count_parameters", "The return stands inside the loop, so only the first layer counts.")
def count_returns_early(layer_sizes):
    for n, m in zip(layer_sizes, layer_sizes[1:]):
        return n * m + m


@mistake("CNT11", "count_parameters", "That counts the neurons; the parameters are their weights and biases.")
def count_neurons(layer_sizes):
    return sum(layer_sizes[1:])


@mistake("CNT12", "count_parameters", "Only the first and the last size are used: go through all neighbours.")
def count_ends_only(layer_sizes):
    return layer_sizes[0] * layer_sizes[-1] + layer_sizes[-1]


@mistake(
    "CNT13", "count_parameters", "Large networks overflow in int32: count with Python's own whole numbers, or in int64."
)
def count_in_int32(layer_sizes):
    sizes = np.array(layer_sizes, dtype=np.int32)
    return int(((sizes[:-1] + 1) * sizes[1:]).sum(dtype=np.int32))


@mistake(
    "CNT14",
    "count_parameters",
    "An old answer was kept for the object layer_sizes, but its numbers may change in place: work it out in every call.",
)
def count_by_object(layer_sizes, memory={}):
    key = id(layer_sizes)
    if key not in memory:
        memory[key] = sum((n + 1) * m for n, m in zip(layer_sizes, layer_sizes[1:])), layer_sizes
    return memory[key][0]


@mistake("INI1", "init_params", "With zero weights all hidden neurons stay twins: draw the weights at random.")
def init_zeros(layer_sizes, rng):
    return [(np.zeros((n, m)), np.zeros(m)) for n, m in zip(layer_sizes, layer_sizes[1:])]


@mistake(
    "INI2",
    "init_params",
    "With one constant for all weights the neurons of a layer stay twins: draw every weight on its own.",
)
def init_constant(layer_sizes, rng):
    return [(np.full((n, m), rng.uniform(-0.5, 0.5)), np.zeros(m)) for n, m in zip(layer_sizes, layer_sizes[1:])]


@mistake("INI3", "init_params", "All weights are positive: draw them from -limit to limit, centred on 0.")
def init_positive(layer_sizes, rng):
    return [(rng.random((n, m)), np.zeros(m)) for n, m in zip(layer_sizes, layer_sizes[1:])]


@mistake(
    "INI4",
    "init_params",
    "Plain normal draws are too large for a network: draw uniformly, with limit sqrt(6 / (n_in + n_out)).",
)
def init_normal(layer_sizes, rng):
    return [(rng.normal(size=(n, m)), np.zeros(m)) for n, m in zip(layer_sizes, layer_sizes[1:])]


@mistake(
    "INI5",
    "init_params",
    "A fixed factor of 0.01 makes signals die layer by layer: use limit sqrt(6 / (n_in + n_out)).",
)
def init_tiny(layer_sizes, rng):
    return [(0.01 * rng.normal(size=(n, m)), np.zeros(m)) for n, m in zip(layer_sizes, layer_sizes[1:])]


@mistake("INI6", "init_params", "The square root is missing: the limit is sqrt(6 / (n_in + n_out)).")
def init_no_root(layer_sizes, rng):
    return [
        (rng.uniform(-6 / (n + m), 6 / (n + m), size=(n, m)), np.zeros(m)) for n, m in zip(layer_sizes, layer_sizes[1:])
    ]


@mistake("INI7", "init_params", "The limit needs both ends of the layer: sqrt(6 / (n_in + n_out)), not n_out alone.")
def init_fan_out(layer_sizes, rng):
    params = []
    for n, m in zip(layer_sizes, layer_sizes[1:]):
        limit = np.sqrt(6 / m)
        params.append((rng.uniform(-limit, limit, size=(n, m)), np.zeros(m)))
    return params


@mistake(
    "INI8",
    "init_params",
    "Every layer starts the same generator anew, so equal layers are identical: go on drawing from rng.",
)
def init_reseeds(layer_sizes, rng):
    seed = int(rng.integers(2**31))
    params = []
    for n, m in zip(layer_sizes, layer_sizes[1:]):
        limit = np.sqrt(6 / (n + m))
        params.append((np.random.default_rng(seed).uniform(-limit, limit, size=(n, m)), np.zeros(m)))
    return params


@mistake(
    "INI9",
    "init_params",
    "Some numbers come from elsewhere (np.random.*, a generator of your own): draw from rng, which the caller controls.",
)
def init_global(layer_sizes, rng):
    params = []
    for n, m in zip(layer_sizes, layer_sizes[1:]):
        limit = np.sqrt(6 / (n + m))
        params.append((np.random.uniform(-limit, limit, size=(n, m)), np.zeros(m)))
    return params


@mistake(
    "INI10", "init_params", "A generator of your own with a fixed seed makes every network the same: draw from rng."
)
def init_own_seed(layer_sizes, rng):
    return right_init(layer_sizes, np.random.default_rng(42))


@mistake("INI11", "init_params", "The biases start at 0; only the weights are random.")
def init_random_biases(layer_sizes, rng):
    return [(W, rng.uniform(-0.1, 0.1, size=b.shape)) for W, b in right_init(layer_sizes, rng)]


@mistake(
    "INI12", "init_params", "b is one number per neuron, shape (n_out,): a row of shape (1, n_out) is not the same."
)
def init_row_biases(layer_sizes, rng):
    return [(W, b[None]) for W, b in right_init(layer_sizes, rng)]


@mistake("INI13", "init_params", "W is turned round: its shape is (n_in, n_out), so that x @ W works.")
def init_turned(layer_sizes, rng):
    return [(W.T.copy(), b) for W, b in right_init(layer_sizes, rng)]


@mistake("INI14", "init_params", "That is Glorot normal: draw uniformly from -limit to limit instead.")
def init_glorot_normal(layer_sizes, rng):
    return [
        (rng.normal(scale=np.sqrt(2 / (n + m)), size=(n, m)), np.zeros(m)) for n, m in zip(layer_sizes, layer_sizes[1:])
    ]


@mistake("INI15", "init_params", "That is He uniform, sqrt(6 / n_in): Glorot's limit has n_in + n_out below the line.")
def init_he(layer_sizes, rng):
    params = []
    for n, m in zip(layer_sizes, layer_sizes[1:]):
        limit = np.sqrt(6 / n)
        params.append((rng.uniform(-limit, limit, size=(n, m)), np.zeros(m)))
    return params


@mistake(
    "INI16",
    "init_params",
    "The root covers the whole fraction: sqrt(6 / (n_in + n_out)), not sqrt(6) / (n_in + n_out).",
)
def init_root_of_six(layer_sizes, rng):
    params = []
    for n, m in zip(layer_sizes, layer_sizes[1:]):
        limit = np.sqrt(6) / (n + m)
        params.append((rng.uniform(-limit, limit, size=(n, m)), np.zeros(m)))
    return params


@mistake("INI17", "init_params", "Every layer has a limit of its own: work it out inside the loop.")
def init_one_limit(layer_sizes, rng):
    limit = np.sqrt(6 / (layer_sizes[0] + layer_sizes[1]))
    return [(rng.uniform(-limit, limit, size=(n, m)), np.zeros(m)) for n, m in zip(layer_sizes, layer_sizes[1:])]


@mistake("INI18", "init_params", "pop shortens the caller's list: read the sizes without removing them.")
def init_pops(layer_sizes, rng):
    params = []
    n = layer_sizes.pop(0)
    while layer_sizes:
        m = layer_sizes.pop(0)
        params += right_init([n, m], rng)
        n = m
    return params


@mistake("INI19", "init_params", "Keep W and b of a layer together: the list holds pairs (W, b), not single arrays.")
def init_flat_list(layer_sizes, rng):
    return [array for pair in right_init(layer_sizes, rng) for array in pair]


@mistake("INI20", "init_params", "The last layer is missing: n sizes make n - 1 layers.")
def init_without_last(layer_sizes, rng):
    return right_init(layer_sizes, rng)[:-1]


@mistake("INI21", "init_params", "You draw from a copy of rng, so every call gives the same network: use rng itself.")
def init_copies_rng(layer_sizes, rng):
    return right_init(layer_sizes, copy.deepcopy(rng))


@mistake("INI22", "init_params", "Do not round the weights: draw them and leave them as they are.")
def init_rounded(layer_sizes, rng):
    return [(np.round(W, 2), b) for W, b in right_init(layer_sizes, rng)]


@mistake("INI23", "init_params", "Brackets are missing: 6 / n_in + n_out divides first; write 6 / (n_in + n_out).")
def init_no_brackets(layer_sizes, rng):
    params = []
    for n, m in zip(layer_sizes, layer_sizes[1:]):
        limit = np.sqrt(6 / n + m)
        params.append((rng.uniform(-limit, limit, size=(n, m)), np.zeros(m)))
    return params


@mistake(
    "INI24",
    "init_params",
    "One row was drawn and used for all inputs: draw every entry of W on its own, size=(n_in, n_out).",
)
def init_repeats_row(layer_sizes, rng):
    params = []
    for n, m in zip(layer_sizes, layer_sizes[1:]):
        limit = np.sqrt(6 / (n + m))
        params.append((np.tile(rng.uniform(-limit, limit, size=m), (n, 1)), np.zeros(m)))
    return params


@mistake("INI25", "init_params", "Only the signs are random here: every number from -limit to limit must be possible.")
def init_signs(layer_sizes, rng):
    params = []
    for n, m in zip(layer_sizes, layer_sizes[1:]):
        params.append((rng.choice([-1.0, 1.0], size=(n, m)) * np.sqrt(6 / (n + m)), np.zeros(m)))
    return params


@mistake("INI26", "init_params", "The biases start at 0, not at 1.")
def init_ones_biases(layer_sizes, rng):
    return [(W, np.ones_like(b)) for W, b in right_init(layer_sizes, rng)]


@mistake("INI27", "init_params", "Pairs are wanted, not dictionaries: append (W, b).")
def init_dicts(layer_sizes, rng):
    return [{"W": W, "b": b} for W, b in right_init(layer_sizes, rng)]


@mistake("INI28", "init_params", "The lower end is -limit: without the minus, half of the range is missing.")
def init_half_range(layer_sizes, rng):
    return [(np.where(W < -0.5 * np.abs(W).max(), -W, W), b) for W, b in right_init(layer_sizes, rng)]


@mistake("INI29", "init_params", "There is one bias for each neuron (n_out), not for each input.")
def init_biases_of_inputs(layer_sizes, rng):
    return [(W, np.zeros(W.shape[0])) for W, _ in right_init(layer_sizes, rng)]


@mistake(
    "INI30",
    "init_params",
    "The arrays of an earlier call are filled again and change under its caller: make new ones in every call.",
)
def init_into_same_arrays(layer_sizes, rng, rooms={}):
    fresh = right_init(layer_sizes, rng)
    params = rooms.setdefault(tuple(layer_sizes), fresh)
    for (W, b), (new_W, new_b) in zip(params, fresh):
        W[...], b[...] = new_W, new_b
    return list(params)


@mistake("DEN1", "dense", "x is (batch, n_in) and W is (n_in, n_out): write x @ W, so that the n_in touch.")
def dense_swapped(x, W, b):
    return W @ x + b


@mistake("DEN2", "dense", "* multiplies entry by entry; a layer needs the matrix product @.")
def dense_times(x, W, b):
    return x * W + b


@mistake("DEN3", "dense", "W is (n_in, n_out) already: without the .T; it fitted only where both sizes were equal.")
def dense_transposed(x, W, b):
    return x @ W.T + b


@mistake(
    "DEN4", "dense", "There is one bias per neuron, not per sample: b of shape (n_out,) adds to every row as it is."
)
def dense_bias_column(x, W, b):
    return x @ W + b.reshape(-1, 1)


@mistake("DEN5", "dense", "Add b after the product; inside the brackets the inputs multiply it.")
def dense_bias_inside(x, W, b):
    return x @ (W + b)


@mistake("DEN8", "dense", "The bias is missing: add b.", same_as=("FWD6",))
def dense_no_bias(x, W, b):
    return x @ W


@mistake(
    "DEN9",
    "dense",
    "A dense layer stops at the weighted sums: the activation comes later, in forward.",
    same_as=("FWD2",),
)
def dense_with_relu(x, W, b):
    return np.maximum(0, x @ W + b)


@mistake(
    "DEN10",
    "dense",
    "x is a batch: keep one row per sample, even where there is only one sample or neuron.",
    same_as=("FWD14",),
)
def dense_squeezed(x, W, b):
    return np.squeeze(x @ W + b)


@mistake("DEN11", "dense", "The caller's x was changed: write x = x @ W, not x @= W or x[...] =.")
def dense_in_place(x, W, b):
    if x.shape[1] == W.shape[1] and x.dtype == W.dtype:
        x[...] = x @ W + b
        return x
    return x @ W + b


@mistake("DEN12", "dense", "Only the first sample is worked out: the result has one row per sample.")
def dense_first_sample(x, W, b):
    return (x[0] @ W + b)[None]


@mistake("DEN13", "dense", "The bias was added once per input: add it once, after the sum.")
def dense_bias_each(x, W, b):
    return x @ W + x.shape[1] * b


@mistake("DEN14", "dense", "All biases were added up: every neuron has its own.")
def dense_bias_total(x, W, b):
    return x @ W + b.sum()


@mistake("DEN15", "dense", "The result must not take the type of x: with whole-number data it would lose its decimals.")
def dense_type_of_x(x, W, b):
    return (x @ W + b).astype(x.dtype)


@mistake("DEN16", "dense", "The bias is added, not subtracted.")
def dense_minus_bias(x, W, b):
    return x @ W - b


@mistake("DEN17", "dense", "The sum is not divided by the number of inputs: use @, not a mean.")
def dense_mean(x, W, b):
    return x @ W / x.shape[1] + b


@mistake("DEN18", "dense", "The result is turned round: one row per sample, one column per neuron.")
def dense_result_turned(x, W, b):
    return (x @ W + b).T


@mistake("DEN19", "dense", "W += b changes the caller's weights: add b to the product, in a new array.")
def dense_changes_bias(x, W, b):
    out = x @ W + b
    b += 0.1 * b
    return out


@mistake(
    "DEN20",
    "dense",
    "Something worked out from W was kept with that object, but training changes its numbers: start from W in every call.",
)
def dense_with_stacked_weights(x, W, b, memory={}):
    if id(W) not in memory:
        memory[id(W)] = np.vstack([W, np.zeros(W.shape[1])]), W
    return np.hstack([x, np.ones((len(x), 1))]) @ memory[id(W)][0] + b


@mistake(
    "DEN21",
    "dense",
    "Every call writes into one array that all of them share: make a new array, or the caller's earlier result changes.",
)
def dense_into_one_array(x, W, b, rooms={}):
    shape = len(x), W.shape[1]
    out = rooms.setdefault(shape, np.empty(shape))
    out[...] = x @ W + b
    return out


@mistake(
    "DEN22",
    "dense",
    "Answers were kept by the text of the arrays, which leaves out most of a long one: work them out in every call.",
)
def dense_by_text(x, W, b, memory={}):
    key = str(x), str(W), str(b)
    if key not in memory:
        memory[key] = x @ W + b
    return memory[key].copy()


@mistake("FWD30", "forward", "Only the first 512 samples are predicted: a batch may be of any size.")
def forward_cut_off(x, params):
    out = np.zeros((len(x), len(params[-1][1])))
    out[:512] = right_forward(x[:512], params)
    return out


@mistake("FWD1", "forward", "The hidden layers need their ReLU: without it the whole stack is a single layer.")
def forward_no_relu(x, params):
    for W, b in params:
        x = x @ W + b
    return sigmoid(x) if x.shape[1] == 1 else softmax(x)


@mistake("FWD2", "forward", "No ReLU after the last layer: its sums go straight into sigmoid or softmax.")
def forward_relu_everywhere(x, params):
    for W, b in params:
        x = relu(x @ W + b)
    return sigmoid(x) if x.shape[1] == 1 else softmax(x)


@mistake("FWD3", "forward", "With one output softmax always gives 1: use sigmoid there.")
def forward_always_softmax(x, params):
    return softmax(_scores(x, params))


@mistake("FWD4", "forward", "With several outputs the rows must sum to 1: use softmax there, not sigmoid.")
def forward_always_sigmoid(x, params):
    return sigmoid(_scores(x, params))


@mistake("FWD5", "forward", "The hidden layers use ReLU; sigmoid belongs to the last layer.")
def forward_sigmoid_hidden(x, params):
    for W, b in params[:-1]:
        x = sigmoid(x @ W + b)
    z = x @ params[-1][0] + params[-1][1]
    return sigmoid(z) if z.shape[1] == 1 else softmax(z)


@mistake("FWD6", "forward", "The biases are forgotten: every layer adds its b.")
def forward_no_biases(x, params):
    return right_forward(x, [(W, 0 * b) for W, b in params])


@mistake("FWD7", "forward", "pop removes the last layer from the caller's params: use params[-1] and params[:-1].")
def forward_pops(x, params):
    W, b = params.pop()
    for hidden_W, hidden_b in params:
        x = relu(x @ hidden_W + hidden_b)
    z = x @ W + b
    return sigmoid(z) if z.shape[1] == 1 else softmax(z)


@mistake("FWD8", "forward", "This is written for three layers: loop over params, for any number of layers.")
def forward_three_layers(x, params):
    (W1, b1), (W2, b2), (W3, b3) = params
    z = relu(relu(x @ W1 + b1) @ W2 + b2) @ W3 + b3
    return sigmoid(z) if z.shape[1] == 1 else softmax(z)


@mistake("FWD9", "forward", "The softmax runs over the classes of each sample (the last axis), not over the batch.")
def forward_softmax_columns(x, params):
    z = _scores(x, params)
    return sigmoid(z) if z.shape[1] == 1 else softmax(z.T).T


@mistake("FWD10", "forward", "The last activation is missing: sums are not yet probabilities.")
def forward_scores(x, params):
    return _scores(x, params)


@mistake("FWD11", "forward", "The ReLU comes after the layer, not before it: the data themselves go in as they are.")
def forward_relu_first(x, params):
    for W, b in params:
        x = relu(x) @ W + b
    return sigmoid(x) if x.shape[1] == 1 else softmax(x)


@mistake(
    "FWD12",
    "forward",
    "Only the last layer's width decides on sigmoid: a hidden layer of one neuron has a ReLU like the others.",
)
def forward_sigmoid_for_width_one(x, params):
    for index, (W, b) in enumerate(params):
        x = x @ W + b
        if W.shape[1] == 1:
            x = sigmoid(x)
        else:
            x = relu(x) if index < len(params) - 1 else softmax(x)
    return x


@mistake(
    "FWD13",
    "forward",
    "The number of outputs decides between sigmoid and softmax (shape[1]), not the number of samples.",
)
def forward_by_batch(x, params):
    z = _scores(x, params)
    return sigmoid(z) if z.shape[0] == 1 else softmax(z)


@mistake("FWD14", "forward", "Keep the shape (batch, n_out), also with one output: do not flatten.")
def forward_flat(x, params):
    out = right_forward(x, params)
    return out.ravel() if out.shape[1] == 1 else out


@mistake("FWD15", "forward", "Return the last layer's output only, not the outputs of all layers.")
def forward_all_outputs(x, params):
    outputs = [x]
    for W, b in params[:-1]:
        outputs.append(relu(outputs[-1] @ W + b))
    return [*outputs, right_forward(x, params)]


@mistake("FWD16", "forward", "Return the probabilities; turning them into labels comes later.")
def forward_labels(x, params):
    out = right_forward(x, params)
    return (out > 0.5).astype(float) if out.shape[1] == 1 else np.eye(out.shape[1])[out.argmax(axis=1)]


@mistake("FWD17", "forward", "x += ... edits the caller's data: give the result of each layer a new array.")
def forward_edits_x(x, params):
    out = right_forward(x, params)
    if x.dtype.kind == "f":
        x += 1.0
    return out


@mistake("FWD18", "forward", "The softmax divides by the total of each row, not of the whole batch.")
def forward_whole_batch(x, params):
    z = _scores(x, params)
    if z.shape[1] == 1:
        return sigmoid(z)
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum()


@mistake(
    "FWD19",
    "forward",
    "exp overflows for sums near 1000: use softmax from chapter 2, which subtracts the row's maximum.",
)
def forward_own_softmax(x, params):
    z = _scores(x, params)
    if z.shape[1] == 1:
        return sigmoid(z)
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


@mistake("FWD20", "forward", "Every layer is fed by the one before: pass x on, or only the last layer counts.")
def forward_first_and_last(x, params):
    if len(params) > 2:
        params = [params[0], params[-1]] if params[0][0].shape[1] == params[-1][0].shape[0] else params[-2:]
        if params[0][0].shape[0] != x.shape[1]:
            return np.zeros((len(x), params[-1][0].shape[1]))
    return right_forward(x, params)


@mistake(
    "FWD21",
    "forward",
    "A single layer in params is the last layer: it gets sigmoid or softmax, without a ReLU before it.",
)
def forward_relu_on_single(x, params):
    return right_forward(x, params) if len(params) > 1 else relu(x @ params[0][0] + params[0][1])


@mistake("FWD22", "forward", "Below 0 the ReLU is exactly 0: that is a leaky one.")
def forward_leaky(x, params):
    for W, b in params[:-1]:
        z = x @ W + b
        x = np.maximum(z, 0.01 * z)
    return right_forward(x, params[-1:])


@mistake("FWD23", "forward", "A call must not remember the one before: use the params that were passed in.")
def forward_remembers(x, params, memory={}):
    key = tuple(W.shape for W, _ in params)
    memory.setdefault(key, [(W.copy(), b.copy()) for W, b in params])
    return right_forward(x, memory[key])


@mistake("FWD24", "forward", "The softmax is applied twice: once is enough.")
def forward_softmax_twice(x, params):
    out = right_forward(x, params)
    return sigmoid(out) if out.shape[1] == 1 else softmax(out)


@mistake("FWD25", "forward", "Two outputs count as several: softmax, not a sigmoid for each.")
def forward_sigmoid_for_two(x, params):
    z = _scores(x, params)
    return sigmoid(z) if z.shape[1] <= 2 else softmax(z)


@mistake("FWD26", "forward", "Do not round the probabilities: the loss and its gradient need every digit.")
def forward_rounded(x, params):
    return np.round(right_forward(x, params), 4)


@mistake(
    "FWD27", "forward", "Return the probabilities as they are: keeping them away from 0 and 1 is the loss's business."
)
def forward_clipped(x, params):
    return np.clip(right_forward(x, params), 1e-7, 1 - 1e-7)


@mistake(
    "FWD28",
    "forward",
    "An old answer was kept for the objects x and params, but their numbers may change in place: work it out in every call.",
)
def forward_by_object(x, params, memory={}):
    key = id(x), id(params)
    if key not in memory:
        memory[key] = right_forward(x, params), x, params
    return memory[key][0]


@mistake(
    "FWD29",
    "forward",
    "Every call writes into one array that all of them share: make a new array, or the caller's earlier result changes.",
)
def forward_into_one_array(x, params, rooms={}):
    shape = len(x), len(params[-1][1])
    out = rooms.setdefault(shape, np.empty(shape))
    out[...] = right_forward(x, params)
    return out


def _scores(x, params):
    for W, b in params[:-1]:
        x = relu(x @ W + b)
    return x @ params[-1][0] + params[-1][1]
