"""Checks of chapter 5. Networks, batches and gradients come from `rng`, in unequal sizes first and equal ones then.

No hidden neuron's sum lies within rounding of 0 unless it is exactly 0, so that central differences and work in float32
stay clear of the ReLU's kink.
"""

import contextlib
from itertools import pairwise

import numpy as np

from nngrade.suite import LearnerError, all_close, check, close, each, numbers, require, stands_alone, unchanged

SINGLE = {"rtol": 2e-5, "atol": 2e-6}
"""Lets work pass that is partly in float32; against central differences too, whose error is about 1e-10 here. Gradients
that are rounded or cut off are caught where the right ones are tiny: there the tolerance follows their size."""
CENTRAL = {"rtol": 1e-6, "atol": 1e-7, "single": False}
"""Against the true slope; in float32 the differences drown in rounding, so a result cast to it was worked out in float64."""
FORMULA = {"rtol": 1e-7, "atol": 1e-8}
"""Against the formula with the same eps; rounding in f leaves about 1e-12."""
PARTS = ("grad_x", "grad_W", "grad_b")
SHAPES = [(5, 3), (4, 4), (1, 6), (6, 1), (1, 1), (33, 8), (300, 2), (2, 40)]
LAYERS = [(5, 3, 4), (2, 6, 3), (4, 4, 4), (33, 2, 5), (300, 2, 3), (3, 40, 2), (2, 3, 40)]  # samples, inputs, neurons
THIN_LAYERS = [(1, 3, 4), (5, 1, 4), (5, 3, 1), (1, 1, 3), (1, 4, 1), (6, 1, 1), (1, 1, 1), (1, 5, 5)]
SOME_NETWORKS = [(3, 5, 4, 1), (2, 4, 3)]


@check("relu_backward", points=2)
def test_relu_backward_values(learner, reference, rng):
    """The gradient passes where z was positive and stops where it was negative."""
    batches = [rng.normal(scale=2, size=(2, *shape)) for shape in SHAPES]
    match(learner.relu_backward, reference.relu_backward, [tuple(pair) for pair in batches])


@check("relu_backward")
def test_relu_backward_at_zero(learner, reference, rng):
    """Where z was exactly 0 the gradient stops too."""
    batches = []
    for shape in [(5, 3), (4, 4), (1, 6)]:
        z = rng.integers(-1, 2, size=shape).astype(float)
        z[0, :2] = 0.0, 1.0
        batches += [(rng.uniform(0.5, 2, size=shape), z), (rng.normal(size=shape), np.zeros(shape))]
    match(learner.relu_backward, reference.relu_backward, batches)


@check("relu_backward")
def test_relu_backward_sizes(learner, reference, rng):
    """How large z was does not matter, and gradients keep their sign and size, however small."""
    batches = []
    for low, high in [(1e-9, 1e-8), (1e5, 1e6), (0.5, 1.5)]:
        z = rng.uniform(low, high, size=(4, 3)) * rng.choice([-1, 1], size=(4, 3))
        batches.append((rng.normal(size=(4, 3)) * rng.choice([1e-9, 1.0, 1e3], size=(4, 3)), z))
    match(learner.relu_backward, reference.relu_backward, batches, rtol=2e-5, atol=1e-15)


@check("relu_backward")
def test_relu_backward_fresh(learner, reference, rng):
    """The mask comes from this call's z, not from an earlier one's, and row by row."""
    grad, z = rng.uniform(1, 2, size=(9, 2)), rng.uniform(1, 2, size=(9, 2)) * rng.choice([-1, 1], size=(9, 2))
    match(learner.relu_backward, reference.relu_backward, [(grad, z), (grad, -z), (-grad, z), (grad, z[::-1].copy())])


@check("relu_backward")
def test_relu_backward_leaves_arguments(learner, rng):
    """The caller's gradient and z stay as they were."""
    unchanged(learner.relu_backward, rng.normal(size=(5, 3)), rng.normal(size=(5, 3)))
    unchanged(learner.relu_backward, rng.normal(size=(3, 5)).T, rng.normal(size=(5, 3)))


@check("relu_backward")
def test_relu_backward_names(learner, reference, rng):
    """The arguments can be given by their names."""
    grad, z = rng.normal(size=(2, 5, 3))
    close(learner.relu_backward(grad=grad, z=z), reference.relu_backward(grad, z))
    close(learner.relu_backward(z=z, grad=grad), reference.relu_backward(grad, z))


@check("relu_backward")
def test_relu_backward_anew(learner, rng):
    """Each call gives a result of its own, from the numbers as they are now: no other call changes or repeats it."""
    first, second = rng.normal(size=(2, 2, 5, 3))
    stands_alone(learner.relu_backward, [*first], [*second], remembered="RG18", reused="RG19")


@check("dense_backward", points=2)
def test_dense_backward_inputs(learner, reference, rng):
    """The gradient at the layer's input: each neuron sends its share back through its weights."""
    match_part(learner, reference, 0, "grad_x", rng, LAYERS)


@check("dense_backward", points=2)
def test_dense_backward_weights(learner, reference, rng):
    """The gradient of the weights has their shape and sums over the batch."""
    match_part(learner, reference, 1, "grad_W", rng, LAYERS)


@check("dense_backward", points=2)
def test_dense_backward_biases(learner, reference, rng):
    """The gradient of the biases: one number a neuron, summed over the batch."""
    match_part(learner, reference, 2, "grad_b", rng, LAYERS)


@check("dense_backward")
def test_dense_backward_thin(learner, reference, rng):
    """A single sample, a single input or a single neuron keeps its axis."""
    for part, name in enumerate(("grad_x", "grad_W", "grad_b")):
        match_part(learner, reference, part, name, rng, THIN_LAYERS)


@check("dense_backward")
def test_dense_backward_splits(learner, rng):
    """Two halves of a batch give the same as the whole: grad_x row by row, grad_W and grad_b as sums."""
    for samples, cut in [(6, 3), (5, 1), (9, 7)]:
        grad, x, W = layer(rng, samples, 3, 4)
        whole = three(learner.dense_backward(grad, x, W))
        first = three(learner.dense_backward(grad[:cut], x[:cut], W))
        rest = three(learner.dense_backward(grad[cut:], x[cut:], W))
        tell_apart(learner.dense_backward, [layer(rng, 5, 3, 4)])
        close(whole[0], np.concatenate([first[0], rest[0]]), what="grad_x", **SINGLE)
        close(whole[1], first[1] + rest[1], what="grad_W", **SINGLE)
        close(whole[2], first[2] + rest[2], what="grad_b", **SINGLE)


@check("dense_backward")
def test_dense_backward_is_a_slope(learner, solutions, rng):
    """Nudging any input, weight or bias changes the layer's output just as its gradient says."""
    grad, x, W = layer(rng, 3, 2, 4)
    got, b = three(learner.dense_backward(grad, x, W)), rng.normal(size=4)
    for part, (value, mine) in enumerate(zip((x, W, b), got, strict=True)):
        close(mine, slopes(lambda: (grad * solutions.layers.dense(x, W, b)).sum(), value), **SINGLE, what=PARTS[part])


@check("dense_backward")
def test_dense_backward_scales(learner, reference, rng):
    """Tiny and huge gradients stay as they are: nothing is rounded or cut off."""
    for scale in (1e-9, 1e6):
        grad, x, W = layer(rng, 5, 3, 4)
        got, expected = three(learner.dense_backward(scale * grad, x, W)), reference.dense_backward(grad, x, W)
        tell_apart(learner.dense_backward, [layer(rng, 5, 3, 4)])
        for part, mine in enumerate(got):
            close(mine / scale, expected[part], what=PARTS[part], **SINGLE)


@check("dense_backward")
def test_dense_backward_leaves_arguments(learner, reference, rng):
    """The caller's arrays stay as they were, however they lie in memory."""
    grad, x, W = layer(rng, 5, 3, 4)
    expected = reference.dense_backward(grad, x, W)
    for arguments in [(grad, x, W), tuple(np.asfortranarray(array) for array in (grad, x, W))]:
        all_close(unchanged(learner.dense_backward, *arguments), expected, "result", **SINGLE)


@check("dense_backward")
def test_dense_backward_names(learner, reference, rng):
    """The arguments can be given by their names."""
    grad, x, W = layer(rng, 5, 3, 4)
    expected = reference.dense_backward(grad, x, W)
    all_close(learner.dense_backward(grad=grad, x=x, W=W), expected, "result", **SINGLE)
    all_close(learner.dense_backward(W=W, x=x, grad=grad), expected, "result", **SINGLE)


@check("dense_backward")
def test_dense_backward_anew(learner, rng):
    """Each call gives a result of its own, from the numbers as they are now: no other call changes or repeats it."""
    for sizes in [(5, 3, 4), (4, 4, 4)]:
        first, second = layer(rng, *sizes), layer(rng, *sizes)
        stands_alone(learner.dense_backward, first, second, remembered="BPD55", reused="BPD56")


@check("output_gradient", points=2)
def test_output_gradient_one_column(learner, reference, rng):
    """With one output: prediction minus label, over the number of samples."""
    batches = [outputs(rng, samples, 1) for samples in (5, 8, 1, 2, 33, 300)]
    match(learner.output_gradient, reference.output_gradient, batches, [outputs(rng, 5, 3)])


@check("output_gradient", points=2)
def test_output_gradient_classes(learner, reference, rng):
    """With several classes: the same, in every column; a row is one sample."""
    batches = [outputs(rng, *shape) for shape in [(5, 3), (3, 6), (4, 4), (1, 5), (7, 2), (2, 2), (33, 10), (300, 26)]]
    match(learner.output_gradient, reference.output_gradient, batches)


@check("output_gradient")
def test_output_gradient_labels(learner, reference, rng):
    """Labels stored as whole numbers or as floats count the same."""
    batches = []
    for shape in [(5, 1), (5, 3), (4, 4)]:
        y, p = outputs(rng, *shape)
        batches += [(y.astype(int), p), (y, p)]
    match(learner.output_gradient, reference.output_gradient, batches)


@check("output_gradient")
def test_output_gradient_certain(learner, reference, rng):
    """Certain predictions, of exactly or nearly 0 and 1, have their gradient too, right or wrong."""
    batches = []
    for classes in (3, 2):
        p = np.eye(classes)[rng.permutation(np.arange(6) % classes)]
        wrong = np.roll(p, 1, axis=1)
        batches += [(p, p.copy()), (wrong, p), (wrong, 0.999999995 * p + 5e-9 / classes)]
        batches += [(y[:, :1], column[:, :1]) for y, column in batches[-3:]]
    probes = [outputs(rng, 5, 1), outputs(rng, 5, 3)]
    match(learner.output_gradient, reference.output_gradient, batches, probes, rtol=2e-5, atol=1e-12)


@check("output_gradient")
def test_output_gradient_tiny(learner, reference, rng):
    """Tiny gradients stay as they are: nothing is rounded or cut off."""
    calls = [(np.zeros((4, 1)), rng.uniform(1, 9, size=(4, 1)) * tiny) for tiny in (1e-6, 1e-9, 1e-12)]
    probes = [outputs(rng, 5, 1), outputs(rng, 5, 3)]
    match(learner.output_gradient, reference.output_gradient, calls, probes, rtol=2e-5, atol=0)


@check("output_gradient", points=2)
def test_output_gradient_is_a_slope(learner, solutions, rng):
    """Nudging a score before the sigmoid or softmax changes the mean loss just as its gradient says."""
    for samples, columns in [(4, 1), (3, 4), (1, 3)]:
        z, y = rng.normal(size=(samples, columns)), outputs(rng, samples, columns)[0]
        activation = solutions.activations.sigmoid if columns == 1 else solutions.activations.softmax
        got = learner.output_gradient(y, activation(z))
        tell_apart(learner.output_gradient, [outputs(rng, 5, 3), outputs(rng, 6, 1)])
        close(got, slopes(lambda z=z, y=y, act=activation: mean_cost(y, act(z)), z), **SINGLE)


@check("output_gradient")
def test_output_gradient_leaves_arguments(learner, rng):
    """The caller's labels and predictions stay as they were."""
    for shape in [(5, 1), (5, 3)]:
        y, p = outputs(rng, *shape)
        unchanged(learner.output_gradient, y, p)
        unchanged(learner.output_gradient, y.astype(int), np.asfortranarray(p))


@check("output_gradient")
def test_output_gradient_names(learner, reference, rng):
    """The arguments can be given by their names."""
    y, p = outputs(rng, 5, 3)
    close(learner.output_gradient(y_true=y, y_pred=p), reference.output_gradient(y, p))
    close(learner.output_gradient(y_pred=p, y_true=y), reference.output_gradient(y, p))


@check("output_gradient")
def test_output_gradient_anew(learner, rng):
    """Each call gives a result of its own, from the numbers as they are now: no other call changes or repeats it."""
    for shape in [(5, 1), (5, 3)]:
        first, second = outputs(rng, *shape), outputs(rng, *shape)
        stands_alone(learner.output_gradient, first, second, remembered="SCE19", reused="SCE20")


@check("backward", points=2)
def test_backward_shapes(learner, rng):
    """The result is a list with a pair for each layer, first layer first, each gradient shaped like its parameter."""
    for sizes in [(2, 4, 3, 1), (3, 5, 2), (4, 3), (2, 1)]:
        x, y, params = problem(rng, sizes, 6)
        grads = learner.backward(x, y, params)
        require_pairs(grads)
        require(len(grads) == len(params), "backward must return one pair for each layer")
        for got, (W, b) in zip(grads, params, strict=True):
            require(shape_of(got[0]) == W.shape, "a weight gradient is not shaped like its W", got=shape_of(got[0]))
            require(shape_of(got[1]) == b.shape, "a bias gradient is not shaped like its b", got=shape_of(got[1]))


@check("backward", points=2)
def test_backward_no_hidden_layer(learner, reference, rng):
    """A network of a single layer, with sigmoid and with softmax."""
    match_networks(learner, reference, rng, [(3, 1), (4, 3), (3, 2), (1, 1), (4, 4)])


@check("backward", points=3)
def test_backward_one_hidden_layer(learner, reference, rng):
    """One hidden layer, with sigmoid and with softmax."""
    match_networks(learner, reference, rng, [(3, 5, 1), (2, 6, 3), (4, 4, 4), (1, 3, 2)])


@check("backward", points=3)
def test_backward_two_hidden_layers(learner, reference, rng):
    """Two hidden layers, with sigmoid and with softmax."""
    match_networks(learner, reference, rng, [(3, 6, 4, 1), (2, 5, 6, 3), (4, 4, 4, 4), (2, 3, 3, 2)])


@check("backward", points=2)
def test_backward_deeper(learner, reference, rng):
    """Three and four hidden layers work as well."""
    match_networks(learner, reference, rng, [(3, 6, 4, 5, 1), (2, 5, 6, 4, 3), (4, 4, 4, 4, 4), (2, 5, 4, 6, 5, 1)])


@check("backward", points=3)
def test_backward_is_a_slope(learner, solutions, rng):
    """Nudging any weight or bias, in networks of one to four layers, changes the mean loss as its gradient says."""
    networks = [(3, 1), (2, 3), (3, 4, 1), (2, 4, 3), (2, 4, 3, 1), (3, 3, 4, 2), (2, 4, 3, 4, 1), (2, 3, 4, 3, 3)]
    for sizes, samples in zip(networks, (4, 5, 1, 4, 6, 1, 5, 4), strict=True):
        x, y, params = problem(rng, sizes, samples)
        got = learner.backward(x, y, params)
        tell_apart(learner.backward, [problem(rng, other, 5) for other in SOME_NETWORKS])
        cost = lambda x=x, y=y, params=params: mean_cost(y, solutions.layers.forward(x, params))  # noqa: E731
        all_close(got, [(slopes(cost, W), slopes(cost, b)) for W, b in params], "grads", **SINGLE)


@check("backward")
def test_backward_batch_sizes(learner, reference, rng):
    """Batches of one, two and many samples."""
    for sizes in [(3, 5, 4, 1), (2, 4, 3)]:
        problems = [problem(rng, sizes, samples, margin=1e-6) for samples in (1, 2, 4, 31, 70, 300)]
        match(learner.backward, reference.backward, problems, [problem(rng, other, 5) for other in SOME_NETWORKS])


@check("backward")
def test_backward_splits(learner, rng):
    """The gradient of a batch is the mean over its samples: parts of it, weighted by their sizes, give the whole."""
    for sizes, samples, cut in [((3, 5, 1), 6, 3), ((2, 5, 4, 3), 7, 2), ((4, 3), 5, 1)]:
        x, y, params = problem(rng, sizes, samples)
        whole = arrays(learner.backward(x, y, params))
        first = arrays(learner.backward(x[:cut], y[:cut], params))
        rest = arrays(learner.backward(x[cut:], y[cut:], params))
        tell_apart(learner.backward, [problem(rng, other, 5) for other in SOME_NETWORKS])
        require(len(whole) == len(first) == len(rest) == 2 * len(params), "backward must return a pair for each layer")
        for all_of_it, a, b in zip(whole, first, rest, strict=True):
            close(all_of_it, (cut * a + (samples - cut) * b) / samples, **SINGLE)


@check("backward")
def test_backward_narrow_layers(learner, reference, rng):
    """Hidden layers of one neuron, and two classes: the last layer's width alone decides on sigmoid or softmax."""
    networks = [(3, 1, 1), (3, 1, 2), (2, 4, 1, 3), (2, 1, 4, 1), (1, 1, 1, 2)]
    problems = [live_problem(rng, sizes, 6) for sizes in networks]
    match(learner.backward, reference.backward, problems, [problem(rng, sizes, 5) for sizes in SOME_NETWORKS])


@check("backward")
def test_backward_at_zero(learner, reference, rng):
    """A hidden neuron whose sum is exactly 0 passes no gradient back."""
    problems = []
    for sizes in [(3, 5, 1), (2, 4, 4, 3)]:
        x, y, params = problem(rng, sizes, 6)
        x[:3] = 0.0
        problems.append((x, y, [(W, np.zeros_like(b)) for W, b in params]))
    match(learner.backward, reference.backward, problems, [problem(rng, sizes, 5) for sizes in SOME_NETWORKS])


@check("backward")
def test_backward_silent_neurons(learner, reference, rng):
    """Neurons that are silent for all samples get a gradient of 0, also where a layer or the network is all zeros."""
    problems = []
    for sizes in [(3, 5, 1), (2, 4, 4, 3)]:
        x, y, params = problem(rng, sizes, 6)
        (W, b), *others = params
        problems.append((x, y, [(W, np.where(np.arange(len(b)) % 2, b, -50.0)), *others]))
        for layer_of_zeros in (0, -1):
            network = params.copy()
            network[layer_of_zeros] = tuple(0 * array for array in params[layer_of_zeros])
            problems.append((x, y, network))
    for sizes in [(3, 5, 1), (2, 4, 4, 3), (3, 1), (2, 3)]:
        x, y, params = problem(rng, sizes, 6)
        problems.append((x, y, [(np.zeros_like(W), np.zeros_like(b)) for W, b in params]))
    match(learner.backward, reference.backward, problems, [problem(rng, sizes, 5) for sizes in SOME_NETWORKS])


@check("backward")
def test_backward_certain(learner, reference, rng):
    """Predictions of exactly 0 or 1 have a gradient too: a large one where they are wrong, 0 where they are right."""
    mixed, right = [], []
    for sizes in [(3, 1), (3, 6, 1), (2, 6, 3), (2, 4)]:
        x, y, params = problem(rng, sizes, 6)
        *others, (W, _) = params
        sure = 200.0 * rng.permutation(sizes[-1]) if sizes[-1] > 1 else np.array([200.0])
        mixed += [(x, y, [*others, (W, sure)]), (x, y, [*others, (W, -sure)])]
        right.append((x, np.eye(sizes[-1])[[sure.argmax()] * 6], [*others, (W, sure)]))
    match(learner.backward, reference.backward, mixed, [problem(rng, sizes, 5) for sizes in SOME_NETWORKS])
    match(learner.backward, reference.backward, right, rtol=2e-5, atol=1e-12)


@check("backward")
def test_backward_scales(learner, reference, rng):
    """Tiny and huge gradients stay as they are: nothing is rounded or cut off."""
    for sizes in [(3, 1), (3, 6, 1), (2, 5, 4, 1)]:
        x, y, params = live_problem(rng, sizes, 5)
        *others, (W, b) = params
        almost_sure, far_out = [*others, (W, np.full_like(b, -18.0))], [*params[:-1], (300 * W, b)]
        for labels, network, least in [(0 * y, almost_sure, 1e-12), (y, far_out, 1.0), (1 - y, far_out, 1.0)]:
            got = arrays(learner.backward(x, labels, network))
            tell_apart(learner.backward, [problem(rng, other, 5) for other in SOME_NETWORKS])
            for mine, target in zip(got, arrays(reference.backward(x, labels, network)), strict=True):
                close(mine, target, rtol=1e-4, atol=1e-4 * max(least, np.abs(target).max()))


@check("backward")
def test_backward_equal_layers(learner, reference, rng):
    """Layers that happen to hold the same numbers are layers of their own."""
    problems = []
    for layers in (2, 3, 4):
        x, y, params = live_problem(rng, (4,) * (layers + 1), 5)
        problems.append((x, y, [tuple(array.copy() for array in params[0]) for _ in params]))
    match(learner.backward, reference.backward, problems, [problem(rng, sizes, 5) for sizes in SOME_NETWORKS])


@check("backward")
def test_backward_lesson_network(learner, reference, rng):
    """The 2-64-32-1 network of the lesson, with labels stored as whole numbers."""
    x, y, params = problem(rng, (2, 64, 32, 1), 32, margin=1e-6)
    got = learner.backward(x, y.astype(int), params)
    tell_apart(learner.backward, [problem(rng, sizes, 5) for sizes in SOME_NETWORKS])
    all_close(got, reference.backward(x, y, params), "grads", **SINGLE)


@check("backward")
def test_backward_fresh(learner, reference, worker, rng):
    """Nothing is remembered from call to call, also where the caller has changed the same weights in between."""
    for sizes in [(3, 5, 4, 1), (2, 4, 3)]:
        (x, y, params), (other_x, _, other_params) = problem(rng, sizes, 9), problem(rng, sizes, 9)
        shared_x, shared_params = worker.share(x), worker.share(params)
        results = [learner.backward(shared_x, y, shared_params)]
        shared_params.write(other_params)
        results.append(learner.backward(shared_x, y, shared_params))
        shared_x.write(other_x)
        results.append(learner.backward(shared_x, y, shared_params))
        tell_apart(learner.backward, [problem(rng, other, 5) for other in SOME_NETWORKS])
        for got, batch, network in zip(results, (x, x, other_x), (params, other_params, other_params), strict=True):
            all_close(got, reference.backward(batch, y, network), "grads", **SINGLE)


@check("backward")
def test_backward_leaves_arguments(learner, rng):
    """The batch and the params, the list and its arrays, stay as they were: backward only measures."""
    for sizes in [(3, 5, 4, 1), (2, 4, 3), (3, 1)]:
        x, y, params = problem(rng, sizes, 5)
        unchanged(learner.backward, x, y, params)
        unchanged(learner.backward, np.asfortranarray(x), y.astype(int), [(np.asfortranarray(W), b) for W, b in params])


@check("backward")
def test_backward_names(learner, reference, rng):
    """The arguments can be given by their names."""
    x, y, params = problem(rng, (2, 4, 3), 5)
    all_close(learner.backward(x=x, y=y, params=params), reference.backward(x, y, params), "grads", **SINGLE)
    all_close(learner.backward(params=params, y=y, x=x), reference.backward(x, y, params), "grads", **SINGLE)


@check("backward")
def test_backward_anew(learner, rng):
    """Each call gives gradients of its own: no later call changes what an earlier one returned."""
    for sizes in [(3, 5, 1), (3, 4, 2)]:
        first, second = problem(rng, sizes, 5), problem(rng, sizes, 5)
        stands_alone(learner.backward, first, second, reused="BPD57")


@check("numerical_gradient", points=2)
def test_numerical_values(learner, rng):
    """The slope of a function at every entry of an array, with one, two or more axes."""
    for shape in [(4,), (3, 4), (1,), (4, 4), (2, 3, 2), (1, 5), (5, 1)]:
        f, slope = hilly(rng, shape)
        w = rng.normal(size=shape)
        close(learner.numerical_gradient(f, w.copy()), slope(w), **CENTRAL)


@check("numerical_gradient")
def test_numerical_simple(learner, rng):
    """The slope of a sum of squares is 2 * w, of a weighted sum the weights, in small and in large arrays, however they lie in memory."""
    for shape in [(5,), (3, 2), (3, 3), (13, 9)]:
        w, weights = rng.normal(size=(2, *shape))
        for copied in (w.copy(), np.asfortranarray(w)):
            close(learner.numerical_gradient(lambda v: float(np.sum(v**2)), copied), 2 * w, rtol=1e-6, atol=1e-8)
        close(learner.numerical_gradient(lambda v, c=weights: float(np.sum(c * v)), w), weights, rtol=1e-6, atol=1e-8)


@check("numerical_gradient")
def test_numerical_scales(learner, rng):
    """Tiny and huge slopes stay as they are: nothing is rounded or cut off."""
    for scale in (1e-9, 1e9):
        f, slope = hilly(rng, (2, 3))
        w = rng.normal(size=(2, 3))
        got = numbers(learner.numerical_gradient(lambda v, f=f, scale=scale: scale * f(v), w.copy()))
        close(got / scale, slope(w), **CENTRAL)


@check("numerical_gradient", points=2)
def test_numerical_formula(learner, reference, rng):
    """The central difference for the eps that is given, large or small: up by eps, down by eps, over 2 * eps."""
    for shape, eps in [((4,), 0.5), ((3, 4), 0.1), ((3, 3), 0.25), ((2, 3), 1e-3), ((3,), 2.0), ((2, 2), 1e-4)]:
        f, _ = hilly(rng, shape)
        w = rng.normal(scale=2, size=shape)
        close(learner.numerical_gradient(f, w.copy(), eps), reference.numerical_gradient(f, w, eps), **FORMULA)


@check("numerical_gradient")
def test_numerical_default_eps(learner, rng):
    """Without an eps it is 0.00001."""
    for w in (np.zeros(4), rng.normal(size=(2, 3)), rng.normal(scale=30, size=3)):
        weights = rng.uniform(1e10, 2e10, size=w.shape)
        cubes = lambda v, c=weights, w=w: float(np.sum(c * np.power(v - w, 3)))  # noqa: E731
        close(learner.numerical_gradient(cubes, w.copy()), weights * 1e-5**2, rtol=1e-5)  # slope 0 but for eps ** 2


@check("numerical_gradient")
def test_numerical_places(learner, reference, rng):
    """Zero, negative and large entries are nudged by the same eps, each with all others at their old values."""
    below, large = -rng.uniform(1, 3, size=5), rng.uniform(50, 90, size=(2, 2))
    for w in (np.zeros((2, 3)), below, large, np.array([0.0, -40.0, 1.0])):
        f, _ = hilly(rng, w.shape)
        close(learner.numerical_gradient(f, w.copy(), 0.2), reference.numerical_gradient(f, w, 0.2), **FORMULA)


@check("numerical_gradient")
def test_numerical_checks_backward(learner, reference, solutions, rng):
    """It agrees with backpropagation on the weights and biases of a small network."""
    for sizes in [(2, 3, 1), (2, 3, 3)]:
        x, y, params = problem(rng, sizes, 4)
        for i, (exact_W, exact_b) in enumerate(reference.backward(x, y, params)):
            W, b = params[i]
            with_W = lambda v, i=i, b=b: network_cost(solutions, x, y, params, i, (v, b))  # noqa: E731, B023
            with_b = lambda v, i=i, W=W: network_cost(solutions, x, y, params, i, (W, v))  # noqa: E731, B023
            close(learner.numerical_gradient(with_W, W.copy()), exact_W, **CENTRAL)
            close(learner.numerical_gradient(with_b, b.copy()), exact_b, **CENTRAL)


@check("numerical_gradient")
def test_numerical_leaves_argument(learner, rng):
    """The caller's w holds the same numbers after the call, to the last digit."""
    for shape in [(7,), (3, 4)]:
        f, _ = hilly(rng, shape)
        unchanged(learner.numerical_gradient, f, rng.normal(size=shape))
        unchanged(learner.numerical_gradient, f, rng.normal(size=shape), 0.3)


@check("numerical_gradient")
def test_numerical_names(learner, reference, rng):
    """The arguments can be given by their names."""
    f, _ = hilly(rng, (2, 3))
    w = rng.normal(size=(2, 3))
    close(learner.numerical_gradient(f=f, w=w.copy(), eps=0.1), reference.numerical_gradient(f, w, 0.1), **FORMULA)
    close(learner.numerical_gradient(eps=0.4, w=w.copy(), f=f), reference.numerical_gradient(f, w, 0.4), **FORMULA)


@check("numerical_gradient")
def test_numerical_anew(learner, rng):
    """Each call gives a result of its own, from the numbers as they are now: no other call changes or repeats it."""
    f, _ = hilly(rng, (2, 3))
    first, second = ([f, w] for w in rng.normal(size=(2, 2, 3)))
    stands_alone(learner.numerical_gradient, first, second, remembered="GCK27", reused="GCK28")


def match(function, expected, calls, probes=(), **tolerance):
    """All calls first, then the comparison, so that a mistake can be told by all; `probes`: see `tell_apart`."""
    results = each(function, calls)
    tell_apart(function, probes)
    for got, call in zip(results, calls, strict=True):
        target = expected(*call)
        if isinstance(target, list):
            all_close(got, target, "grads", **(tolerance or SINGLE))
        else:
            close(got, target, {"samples": call[0].shape[0], "neurons": call[0].shape[1]}, **(tolerance or SINGLE))


def tell_apart(function, probes):
    """Calls that are not judged: they only tell mistakes apart that are equal on the calls that are."""
    for probe in probes:
        with contextlib.suppress(LearnerError):
            function(*probe)


def match_part(learner, reference, part, name, rng, all_sizes):
    """One of the three gradients of a dense layer, for several layers."""
    calls = [layer(rng, *sizes) for sizes in all_sizes]
    results = each(learner.dense_backward, calls)
    for got, call, (samples, inputs, neurons) in zip(results, calls, all_sizes, strict=True):
        sizes = {"samples": samples, "inputs": inputs, "neurons": neurons}
        require_three(got)
        close(got[part], reference.dense_backward(*call)[part], sizes, what=name, **SINGLE)


def match_networks(learner, reference, rng, all_sizes):
    """Networks of several shapes, in batches of several sizes."""
    problems = [problem(rng, sizes, samples) for sizes, samples in zip(all_sizes, (6, 5, 4, 8, 3), strict=False)]
    match(learner.backward, reference.backward, problems, [problem(rng, sizes, 5) for sizes in SOME_NETWORKS])


def require_three(got):
    three_parts = isinstance(got, (list, tuple)) and len(got) == 3
    require(three_parts, "dense_backward must return three arrays: (grad_x, grad_W, grad_b)")


def require_pairs(grads):
    pairs = isinstance(grads, (list, tuple)) and all(isinstance(g, (list, tuple)) and len(g) == 2 for g in grads)
    require(pairs, "backward must return a list of pairs (grad_W, grad_b)")


def three(got):
    """The three gradients as arrays."""
    require_three(got)
    return [numbers(part, what=name) for part, name in zip(got, PARTS, strict=True)]


def arrays(grads):
    """All gradients of a network as arrays, one after the other."""
    require_pairs(grads)
    return [numbers(part) for pair in grads for part in pair]


def shape_of(got):
    return numbers(got).shape


def layer(rng, samples, inputs, neurons):
    """A gradient (of a mean, so that it is smaller for more samples), a batch and weights of a dense layer; some are 0."""
    shapes = [(samples, neurons), (samples, inputs), (inputs, neurons)]
    grad, x, W = (rng.normal(size=shape) * (rng.random(shape) < 0.9) for shape in shapes)
    return grad / samples, x, W


def outputs(rng, samples, columns):
    """Labels and predictions of a last layer, the same shape: one column, or one-hot rows."""
    if columns == 1:
        y = np.arange(samples) % 2 if samples > 1 else rng.integers(2, size=1)
        return rng.permutation(y).astype(float)[:, None], rng.uniform(0.05, 0.95, size=(samples, 1))
    scores = rng.uniform(0.05, 1, size=(samples, columns))
    return np.eye(columns)[rng.integers(columns, size=samples)], scores / scores.sum(axis=1, keepdims=True)


def problem(rng, sizes, samples, margin=1e-3):
    """A batch, its labels and a network with biases, no hidden sum within `margin` of 0."""
    while True:
        x = rng.normal(size=(samples, sizes[0]))
        params = [(rng.normal(size=(m, n)) * 1.5 / np.sqrt(m), rng.normal(size=n) / 2) for m, n in pairwise(sizes)]
        if all(np.abs(z).min() > margin for z in hidden_sums(x, params)):
            return x, outputs(rng, samples, sizes[-1])[0], params


def live_problem(rng, sizes, samples):
    """The same, with a signal through every layer: some sums of each hidden layer are positive, some negative."""
    while True:
        x, y, params = problem(rng, sizes, samples)
        if all((z > 0).any() and (z < 0).any() for z in hidden_sums(x, params)):
            return x, y, params


def hidden_sums(x, params):
    """The weighted sums of each hidden layer."""
    sums = []
    for W, b in params[:-1]:
        sums.append(x @ W + b)
        x = np.maximum(sums[-1], 0)
    return sums


def mean_cost(y, p):
    """The mean cross-entropy of either kind."""
    return -np.mean(np.log(np.where(y == 1, p, 1 - p) if y.shape[1] == 1 else (y * p).sum(axis=1)))


def network_cost(solutions, x, y, params, index, pair):
    """The mean cost of the network with one layer exchanged."""
    return float(mean_cost(y, solutions.layers.forward(x, [*params[:index], pair, *params[index + 1 :]])))


def slopes(cost, value, eps=1e-5):
    """Central differences of `cost()` for every entry of an array that it depends on."""
    result = np.empty(value.shape)
    for index in np.ndindex(value.shape):
        old = value[index]
        value[index] = old + eps
        up = cost()
        value[index] = old - eps
        result[index], value[index] = (up - cost()) / (2 * eps), old
    return result


def hilly(rng, shape):
    """A function in which each entry matters to the others' slopes, and its exact slope; it insists on w's shape."""
    c, d = rng.uniform(0.3, 1, size=(2, *shape)) / np.sqrt(np.prod(shape))

    def f(v):
        if not isinstance(v, np.ndarray) or v.shape != shape:
            raise ValueError(f"f was called with something that is not an array of w's shape {shape}")
        return float(np.sin(np.sum(c * v)) + np.sum(d * np.exp(-v * v / 4)) + np.sum(c * v) * np.sum(d * np.cos(v)))

    def slope(v):
        total = np.sum(c * v)
        return c * np.cos(total) - d * v / 2 * np.exp(-v * v / 4) + c * np.sum(d * np.cos(v)) - total * d * np.sin(v)

    return f, slope
