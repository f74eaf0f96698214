"""Known wrong implementations of chapter 5.

A wrong helper makes `backward` wrong in the same way as the like mistake written out there: these list each other.
"""

import numpy as np

from nngrade.suite import mistake

seen = {}
right_backward, right_numerical = backward, numerical_gradient  # the solution's own, before a mistake takes their place


# --- relu_backward


@mistake(
    "RG1", "relu_backward", "The slope at exactly 0 counts as 0: the mask is z > 0, not z >= 0.", same_as=("BPD34",)
)
def rg_at_zero(grad, z):
    return grad * (z >= 0)


@mistake(
    "RG2",
    "relu_backward",
    "The output of a ReLU is never negative, so output >= 0 masks nothing: test z > 0.",
    same_as=(
        "RG14",
        "BPD10",
    ),
)
def rg_output_mask(grad, z):
    return grad * (np.maximum(z, 0) >= 0)


@mistake("RG3", "relu_backward", "np.sign is -1 for negative z: the slope there is 0.")
def rg_sign(grad, z):
    return grad * np.sign(z)


@mistake("RG4", "relu_backward", "The caller's gradient was changed in place: return a new array, grad * (z > 0).")
def rg_in_place(grad, z):
    grad[z <= 0] = 0
    return grad


@mistake(
    "RG5",
    "relu_backward",
    "The mask was taken from the gradient: it comes from z, and negative gradients pass too.",
    same_as=("BPD43",),
)
def rg_mask_of_gradient(grad, z):
    return grad * (grad > 0)


@mistake("RG7", "relu_backward", "That is the slope alone: multiply it by the gradient that arrives.")
def rg_slope_only(grad, z):
    return (z > 0).astype(float)


@mistake(
    "RG8", "relu_backward", "The gradient was multiplied by z: where z is positive the slope is 1, however large z is."
)
def rg_times_z(grad, z):
    return grad * np.maximum(z, 0)


@mistake("RG9", "relu_backward", "That is the slope of a leaky ReLU: below 0 nothing passes.")
def rg_leaky(grad, z):
    return grad * np.where(z > 0, 1.0, 0.01)


@mistake("RG10", "relu_backward", "The mask is turned round: the gradient passes where z was positive.")
def rg_turned(grad, z):
    return grad * (z < 0)


@mistake("RG11", "relu_backward", "The first sample's mask was used for all samples: every entry of z has its own.")
def rg_first_row(grad, z):
    return grad * (z[0] > 0)


@mistake("RG12", "relu_backward", "A mask from an earlier call was kept: make it anew from this call's z.")
def rg_kept_mask(grad, z):
    mask = seen.setdefault(("relu", z.shape), z > 0)
    return grad * mask


@mistake("RG13", "relu_backward", "Arguments have other names than in the stub: keep grad and z.")
def rg_renamed(dout, cache):
    return dout * (cache > 0)


@mistake(
    "RG14",
    "relu_backward",
    "Nothing was masked: the gradient stops where z was 0 or negative.",
    same_as=(
        "RG2",
        "BPD10",
    ),
)
def rg_no_mask(grad, z):
    return grad.copy()


@mistake("RG15", "relu_backward", "Small positive z were blocked as well: the mask is z > 0, without a margin.")
def rg_margin(grad, z):
    return grad * (z > 1e-5)


@mistake("RG16", "relu_backward", "Gradient and z are exchanged: the gradient comes first.")
def rg_exchanged(grad, z):
    return z * (grad > 0)


@mistake("RG17", "relu_backward", "The gradient was capped as well: it keeps its size where z is positive.")
def rg_capped(grad, z):
    return np.clip(grad, -1, 1) * (z > 0)


@mistake(
    "RG18",
    "relu_backward",
    "A mask was kept with the object z, but its numbers may change in place: make the mask in every call.",
)
def mask_by_object(grad, z, memory={}):
    if id(z) not in memory:
        memory[id(z)] = z > 0, z
    return grad * memory[id(z)][0]


@mistake(
    "RG19",
    "relu_backward",
    "Every call writes into one array that all of them share: make a new array, or the caller's earlier result changes.",
)
def relu_backward_into_one_array(grad, z, rooms={}):
    room = rooms.setdefault(np.shape(grad), np.empty(np.shape(grad)))
    return np.multiply(grad, z > 0, out=room)


# --- dense_backward


@mistake("BPD1", "dense_backward", "grad_W came out transposed: it must look like W, so x.T @ grad.")
def dense_transposed(grad, x, W):
    return grad @ W.T, grad.T @ x, grad.sum(axis=0)


@mistake(
    "BPD3",
    "dense_backward",
    "The weights' gradient was divided by the samples here: that happened in output_gradient, once.",
)
def dense_divides_weights(grad, x, W):
    return grad @ W.T, x.T @ grad / len(x), grad.sum(axis=0)


@mistake(
    "BPD4",
    "dense_backward",
    "The biases' gradient was summed over the neurons: each bias served all samples, so sum over axis 0.",
)
def dense_bias_axis(grad, x, W):
    return grad @ W.T, x.T @ grad, grad.sum(axis=1)


@mistake("BPD5", "dense_backward", "The biases' gradient is a single number: keep one for each neuron.")
def dense_bias_number(grad, x, W):
    return grad @ W.T, x.T @ grad, grad.sum()


@mistake(
    "BPD6", "dense_backward", "The biases' gradient is a mean over the samples: sum it, 1 / samples is in grad already."
)
def dense_bias_mean(grad, x, W):
    return grad @ W.T, x.T @ grad, grad.mean(axis=0)


@mistake(
    "BPD7",
    "dense_backward",
    "grad @ W fits only where inputs and neurons are equally many: grad_x must look like x, so grad @ W.T.",
)
def dense_no_transpose(grad, x, W):
    return grad @ W, x.T @ grad, grad.sum(axis=0)


@mistake(
    "BPD12",
    "dense_backward",
    "The biases' gradient has shape (1, neurons), b has (neurons,): a gradient has exactly its parameter's shape.",
)
def dense_bias_row(grad, x, W):
    return grad @ W.T, x.T @ grad, grad.sum(axis=0, keepdims=True)


@mistake(
    "BPD14", "dense_backward", "The biases' gradient was not summed: one number for each neuron, over all samples."
)
def dense_bias_unsummed(grad, x, W):
    return grad @ W.T, x.T @ grad, grad.copy()


@mistake("BPD15", "dense_backward", "The three results are in another order: grad_x, then grad_W, then grad_b.")
def dense_order(grad, x, W):
    return x.T @ grad, grad.sum(axis=0), grad @ W.T


@mistake("BPD16", "dense_backward", "There must be three results: grad_x is what the layer before needs.")
def dense_two(grad, x, W):
    return x.T @ grad, grad.sum(axis=0)


@mistake(
    "BPD17", "dense_backward", "All three were divided by the samples: 1 / samples comes in once, in output_gradient."
)
def dense_divides_all(grad, x, W):
    return grad @ W.T / len(x), x.T @ grad / len(x), grad.sum(axis=0) / len(x)


@mistake("BPD18", "dense_backward", "The caller's gradient was changed in place: build new arrays.")
def dense_in_place(grad, x, W):
    result = grad @ W.T, x.T @ grad, grad.sum(axis=0)
    grad *= 0
    return result


@mistake("BPD19", "dense_backward", "Only one sample's share of grad_W was kept: add up those of all samples.")
def dense_last_sample(grad, x, W):
    for one_x, one_grad in zip(x, grad):
        grad_W = np.outer(one_x, one_grad)
    return grad @ W.T, grad_W, grad.sum(axis=0)


@mistake("BPD20", "dense_backward", "Arguments have other names than in the stub: keep grad, x and W.")
def dense_renamed(dout, inputs, weights):
    return dout @ weights.T, inputs.T @ dout, dout.sum(axis=0)


@mistake(
    "BPD21",
    "dense_backward",
    "x and grad were summed over the samples before they were multiplied: multiply sample by sample, then sum.",
)
def dense_sums_first(grad, x, W):
    return grad @ W.T, np.outer(x.sum(axis=0), grad.sum(axis=0)), grad.sum(axis=0)


@mistake("BPD22", "dense_backward", "The gradient of the biases is not 1: it is the sum of the gradients that arrive.")
def dense_bias_ones(grad, x, W):
    return grad @ W.T, x.T @ grad, np.ones(W.shape[1])


@mistake(
    "BPD23",
    "dense_backward",
    "np.squeeze dropped axes of length 1: a gradient has exactly the shape of what it belongs to.",
)
def dense_squeezed(grad, x, W):
    return np.squeeze(grad @ W.T), np.squeeze(x.T @ grad), grad.sum(axis=0)


@mistake("BPD53", "dense_backward", "W was used for its own gradient: grad_W is x transposed times grad.")
def dense_weights_of_weights(grad, x, W):
    return grad @ W.T, W * grad.sum(axis=0), grad.sum(axis=0)


@mistake("BPD54", "dense_backward", "W was changed in place: the step comes later, in the optimizer.")
def dense_takes_step(grad, x, W):
    grad_x, grad_W = grad @ W.T, x.T @ grad
    W -= 0.01 * grad_W
    return grad_x, grad_W, grad.sum(axis=0)


@mistake(
    "BPD55",
    "dense_backward",
    "An old answer was kept for the objects grad, x and W, but their numbers may change in place: work it out in every call.",
)
def dense_backward_by_object(grad, x, W, memory={}):
    key = id(grad), id(x), id(W)
    if key not in memory:
        memory[key] = (grad @ W.T, x.T @ grad, grad.sum(axis=0)), grad, x, W
    return memory[key][0]


@mistake(
    "BPD56",
    "dense_backward",
    "The gradients are written into arrays that all calls share: make new ones, or the caller's earlier gradients change.",
)
def dense_backward_into_same_arrays(grad, x, W, rooms={}):
    shapes = x.shape, W.shape
    room = rooms.setdefault(shapes, (np.empty(x.shape), np.empty(W.shape), np.empty(W.shape[1])))
    for array, value in zip(room, (grad @ W.T, x.T @ grad, grad.sum(axis=0))):
        array[...] = value
    return room


# --- output_gradient


@mistake(
    "SCE1", "output_gradient", "Right direction, but 1 / samples is missing: the loss is a mean.", same_as=("BPD2",)
)
def out_no_mean(y_true, y_pred):
    return y_pred - y_true


@mistake(
    "SCE2",
    "output_gradient",
    "The sign is turned round, so training would climb: prediction minus label.",
    same_as=("BPD45",),
)
def out_sign(y_true, y_pred):
    return (y_true - y_pred) / len(y_pred)


@mistake(
    "SCE3",
    "output_gradient",
    "The slope p * (1 - p) was multiplied in once more: it has cancelled already.",
    same_as=("BPD9",),
)
def out_slope_again(y_true, y_pred):
    return (y_pred - y_true) * y_pred * (1 - y_pred) / len(y_pred)


@mistake(
    "SCE4",
    "output_gradient",
    "Only the true class got a gradient: softmax ties the classes together, so all columns have one.",
)
def out_true_only(y_true, y_pred):
    return -y_true * (1 - y_pred) / len(y_pred)


@mistake("SCE5", "output_gradient", "The caller's predictions were changed in place: subtract into a new array.")
def out_in_place(y_true, y_pred):
    y_pred -= y_true
    return y_pred / len(y_pred)


@mistake(
    "SCE6",
    "output_gradient",
    "1 was subtracted from whole columns: pair each row with its own class, or subtract the one-hot rows.",
)
def out_whole_columns(y_true, y_pred):
    grad = y_pred.copy()
    grad[:, y_true.argmax(axis=1)] -= 1
    return grad / len(y_pred)


@mistake(
    "SCE8",
    "output_gradient",
    "All entries were counted: divide by the number of samples, the rows only.",
    same_as=("BPD52",),
)
def out_over_entries(y_true, y_pred):
    return (y_pred - y_true) / y_pred.size


@mistake("SCE9", "output_gradient", "It was divided by the number of classes: divide by the number of samples.")
def out_over_classes(y_true, y_pred):
    return (y_pred - y_true) / y_pred.shape[1]


@mistake(
    "SCE10",
    "output_gradient",
    "The predictions were clipped: that belongs to the loss, the gradient uses them as they are.",
    same_as=("BPD47",),
)
def out_clipped(y_true, y_pred):
    return (np.clip(y_pred, 1e-7, 1 - 1e-7) - y_true) / len(y_pred)


@mistake(
    "SCE11",
    "output_gradient",
    "That is the gradient at the prediction: at the sum before it, the slope p * (1 - p) cancels the division.",
)
def out_at_prediction(y_true, y_pred):
    return (y_pred - y_true) / (y_pred * (1 - y_pred)) / len(y_pred)


@mistake("SCE12", "output_gradient", "A factor 2 slipped in, as for squared errors: cross-entropy has none.")
def out_twice(y_true, y_pred):
    return 2 * (y_pred - y_true) / len(y_pred)


@mistake("SCE13", "output_gradient", "Arguments have other names than in the stub: keep y_true and y_pred.")
def out_renamed(y, p):
    return (p - y) / len(p)


@mistake("SCE14", "output_gradient", "The gradient was rounded: rounding is for printing, never inside the maths.")
def out_rounded(y_true, y_pred):
    return np.round((y_pred - y_true) / len(y_pred), 4)


@mistake(
    "SCE15",
    "output_gradient",
    "The predictions took on the labels' type, and whole numbers cut them to 0: keep them as floats.",
)
def out_whole_numbers(y_true, y_pred):
    return (y_pred.astype(y_true.dtype) - y_true) / len(y_pred)


@mistake("SCE16", "output_gradient", "The predictions were turned into labels: the gradient needs the probabilities.")
def out_labels(y_true, y_pred):
    hard = y_pred > 0.5 if y_pred.shape[1] == 1 else y_pred == y_pred.max(axis=1, keepdims=True)
    return (hard - y_true) / len(y_pred)


@mistake(
    "SCE17",
    "output_gradient",
    "The mean over the samples was taken: every sample keeps its own row, divided by the samples.",
)
def out_averaged(y_true, y_pred):
    return (y_pred - y_true).mean(axis=0)


@mistake(
    "SCE18",
    "output_gradient",
    "The slope was divided out and multiplied in again, which is 0 / 0 for a prediction of 0 or 1: just subtract.",
)
def out_zero_by_zero(y_true, y_pred):
    with np.errstate(all="ignore"):
        slope = y_pred * (1 - y_pred)
        return (y_pred - y_true) / slope * slope / len(y_pred)


@mistake(
    "SCE19",
    "output_gradient",
    "An old answer was kept for the objects y_true and y_pred, but their numbers may change in place: work it out in every call.",
)
def output_gradient_by_object(y_true, y_pred, memory={}):
    key = id(y_true), id(y_pred)
    if key not in memory:
        memory[key] = (y_pred - y_true) / len(y_pred), y_true, y_pred
    return memory[key][0]


@mistake(
    "SCE20",
    "output_gradient",
    "Every call writes into one array that all of them share: make a new array, or the caller's earlier result changes.",
)
def output_gradient_into_one_array(y_true, y_pred, rooms={}):
    room = rooms.setdefault(y_pred.shape, np.empty(y_pred.shape))
    np.subtract(y_pred, y_true, out=room)
    room /= len(y_pred)
    return room


# --- backward


def walk(x, params):
    """Each layer's input and sums, and the prediction."""
    inputs, sums = [], []
    for W, b in params:
        inputs.append(x)
        sums.append(dense(x, W, b))
        x = relu(sums[-1])
    return inputs, sums, sigmoid(sums[-1]) if sums[-1].shape[1] == 1 else softmax(sums[-1])


def back(grad, inputs, sums, params, scale=1.0, mask=relu_backward):
    """From a gradient at the last sums back to all params."""
    grads = []
    for i in reversed(range(len(params))):
        grad_x, grad_W, grad_b = dense_backward(grad, inputs[i], params[i][0])
        grads.insert(0, (grad_W * scale, grad_b * scale))
        if i > 0:
            grad = mask(grad_x, sums[i - 1])
    return grads


@mistake("BPD2", "backward", "1 / samples is missing: all gradients are too large by the number of samples.")
def back_no_mean(x, y, params):
    inputs, sums, p = walk(x, params)
    return back(p - y, inputs, sums, params)


@mistake(
    "BPD24", "backward", "1 / samples came in twice, in the output gradient and again in the layers: once is enough."
)
def back_mean_twice(x, y, params):
    inputs, sums, p = walk(x, params)
    return back(output_gradient(y, p), inputs, sums, params, 1 / len(x))


@mistake(
    "BPD8",
    "backward",
    "The weights were changed on the way, so earlier layers saw the new ones: compute all gradients, change nothing.",
)
def back_takes_steps(x, y, params):
    inputs, sums, p = walk(x, params)
    grad, grads = output_gradient(y, p), []
    for i in reversed(range(len(params))):
        grad_W, grad_b = inputs[i].T @ grad, grad.sum(axis=0)
        params[i][0][...] -= 0.1 * grad_W
        grads.insert(0, (grad_W, grad_b))
        if i > 0:
            grad = relu_backward(grad @ params[i][0].T, sums[i - 1])
    return grads


@mistake(
    "BPD9",
    "backward",
    "The slope of the sigmoid or softmax was multiplied in once more: prediction minus label holds it already.",
)
def back_slope_again(x, y, params):
    inputs, sums, p = walk(x, params)
    return back(output_gradient(y, p) * p * (1 - p), inputs, sums, params)


@mistake(
    "BPD10", "backward", "The ReLU was left out on the way back: where a hidden sum was negative, the gradient stops."
)
def back_no_relu(x, y, params):
    inputs, sums, p = walk(x, params)
    return back(output_gradient(y, p), inputs, sums, params, mask=lambda grad, z: grad)


@mistake("BPD25", "backward", "The gradients come last layer first: turn the list round at the end.")
def back_order(x, y, params):
    inputs, sums, p = walk(x, params)
    return back(output_gradient(y, p), inputs, sums, params)[::-1]


@mistake(
    "BPD26", "backward", "A ReLU was applied behind the last layer too: it ends in sigmoid or softmax, without a ReLU."
)
def back_relu_at_end(x, y, params):
    inputs, sums, p = walk(x, params)
    return back(relu_backward(output_gradient(y, p), sums[-1]), inputs, sums, params)


@mistake("BPD27", "backward", "Every network was given a sigmoid: several outputs need softmax.")
def back_always_sigmoid(x, y, params):
    inputs, sums, _ = walk(x, params)
    return back(output_gradient(y, sigmoid(sums[-1])), inputs, sums, params)


@mistake(
    "BPD28",
    "backward",
    "Every network was given softmax, which is always 1 for a single output: one output needs sigmoid.",
)
def back_always_softmax(x, y, params):
    inputs, sums, _ = walk(x, params)
    return back(output_gradient(y, softmax(sums[-1])), inputs, sums, params)


@mistake("BPD29", "backward", "The biases' gradients are all 0: sum the arriving gradient over the samples.")
def back_no_bias(x, y, params):
    inputs, sums, p = walk(x, params)
    return [(grad_W, 0 * grad_b) for grad_W, grad_b in back(output_gradient(y, p), inputs, sums, params)]


@mistake(
    "BPD30", "backward", "Only the last layer has a gradient: pass grad_x on to the layer before, until the first."
)
def back_last_only(x, y, params):
    inputs, sums, p = walk(x, params)
    *others, last = back(output_gradient(y, p), inputs, sums, params)
    return [*((0 * grad_W, 0 * grad_b) for grad_W, grad_b in others), last]


@mistake("BPD31", "backward", "The pairs are turned round: grad_W first, then grad_b, as in params.")
def back_pairs_turned(x, y, params):
    inputs, sums, p = walk(x, params)
    return [(grad_b, grad_W) for grad_W, grad_b in back(output_gradient(y, p), inputs, sums, params)]


@mistake("BPD32", "backward", "The forward walk forgot the biases: use x @ W + b there as well.")
def back_forgets_biases(x, y, params):
    inputs, sums, p = walk(x, [(W, 0 * b) for W, b in params])
    return back(output_gradient(y, p), inputs, sums, params)


@mistake(
    "BPD33",
    "backward",
    "The caller's list was emptied or turned round: go through a copy, or backwards with reversed().",
)
def back_empties_list(x, y, params):
    inputs, sums, p = walk(x, params)
    grad, grads = output_gradient(y, p), []
    while params:
        W, _ = params.pop()
        grad_x, grad_W, grad_b = dense_backward(grad, inputs[len(params)], W)
        grads.insert(0, (grad_W, grad_b))
        if params:
            grad = relu_backward(grad_x, sums[len(params) - 1])
    return grads


@mistake("BPD34", "backward", "A hidden sum of exactly 0 let the gradient through: the slope there counts as 0.")
def back_at_zero(x, y, params):
    inputs, sums, p = walk(x, params)
    return back(output_gradient(y, p), inputs, sums, params, mask=lambda grad, z: grad * (z >= 0))


@mistake("BPD35", "backward", "The list is flat: put grad_W and grad_b of a layer together in a pair.")
def back_flat(x, y, params):
    inputs, sums, p = walk(x, params)
    return [part for pair in back(output_gradient(y, p), inputs, sums, params) for part in pair]


@mistake("BPD36", "backward", "The first hidden layer's ReLU was left out on the way back: each hidden layer has one.")
def back_first_relu_missing(x, y, params):
    inputs, sums, p = walk(x, params)
    first = sums[0]
    return back(
        output_gradient(y, p), inputs, sums, params, mask=lambda grad, z: grad if z is first else grad * (z > 0)
    )


@mistake("BPD37", "backward", "Only the first sample was looked at: walk with the whole batch.")
def back_first_sample(x, y, params):
    inputs, sums, p = walk(x[:1], params)
    return back(output_gradient(y[:1], p), inputs, sums, params)


@mistake(
    "BPD38",
    "backward",
    "Only networks with one hidden layer come out right: loop over the layers instead of writing out two.",
)
def back_one_hidden(x, y, params):
    (W1, b1), (W2, b2) = params
    z1 = dense(x, W1, b1)
    z2 = dense(relu(z1), W2, b2)
    grad = output_gradient(y, sigmoid(z2) if z2.shape[1] == 1 else softmax(z2))
    grad_x, grad_W2, grad_b2 = dense_backward(grad, relu(z1), W2)
    _, grad_W1, grad_b1 = dense_backward(relu_backward(grad_x, z1), x, W1)
    return [(grad_W1, grad_b1), (grad_W2, grad_b2)]


@mistake(
    "BPD39",
    "backward",
    "The layer's own output was used where its input belongs: grad_W is its input transposed times grad.",
)
def back_outputs_for_inputs(x, y, params):
    inputs, sums, p = walk(x, params)
    return back(output_gradient(y, p), sums, sums, params)


@mistake("BPD40", "backward", "Softmax was taken down the columns: each row is a sample, its classes sum to 1.")
def back_softmax_columns(x, y, params):
    inputs, sums, p = walk(x, params)
    p = p if p.shape[1] == 1 else softmax(sums[-1].T).T
    return back(output_gradient(y, p), inputs, sums, params)


@mistake("BPD41", "backward", "The forward walk of an earlier call was used again: walk forward anew in each call.")
def back_remembers(x, y, params):
    key = x.shape, y.tobytes(), tuple(W.shape for W, _ in params)
    inputs, sums, p = seen.setdefault(key, walk(x, params))
    return back(output_gradient(y, p), inputs, sums, params)


@mistake("BPD42", "backward", "Arguments have other names than in the stub: keep x, y and params.")
def back_renamed(X, Y, weights):
    inputs, sums, p = walk(X, weights)
    return back(output_gradient(Y, p), inputs, sums, weights)


@mistake("BPD43", "backward", "The ReLU's mask was taken from the gradient: it comes from the hidden sums.")
def back_mask_of_gradient(x, y, params):
    inputs, sums, p = walk(x, params)
    return back(output_gradient(y, p), inputs, sums, params, mask=lambda grad, z: grad * (grad > 0))


@mistake("BPD44", "backward", "The step was taken: give the gradients back, the optimizer changes the parameters.")
def back_new_params(x, y, params):
    inputs, sums, p = walk(x, params)
    grads = back(output_gradient(y, p), inputs, sums, params)
    return [(W - 0.01 * grad_W, b - 0.01 * grad_b) for (W, b), (grad_W, grad_b) in zip(params, grads)]


@mistake(
    "BPD45",
    "backward",
    "The sign is turned round, so training would climb: the gradient points uphill, prediction minus label.",
)
def back_sign(x, y, params):
    inputs, sums, p = walk(x, params)
    return back(-output_gradient(y, p), inputs, sums, params)


@mistake("BPD46", "backward", "The slope of a sigmoid was used for the hidden layers: they have ReLUs.")
def back_sigmoid_slope(x, y, params):
    inputs, sums, p = walk(x, params)
    return back(output_gradient(y, p), inputs, sums, params, mask=lambda grad, z: grad * sigmoid(z) * (1 - sigmoid(z)))


@mistake("BPD47", "backward", "The predictions were clipped before the gradient: that belongs to the loss.")
def back_clipped(x, y, params):
    inputs, sums, p = walk(x, params)
    return back(output_gradient(y, np.clip(p, 1e-7, 1 - 1e-7)), inputs, sums, params)


@mistake("BPD48", "backward", "The gradients were rounded or cut off: give them as they are.")
def back_cut_off(x, y, params):
    inputs, sums, p = walk(x, params)
    return [
        (np.clip(W, -0.1, 0.1), np.clip(b, -0.1, 0.1)) for W, b in back(output_gradient(y, p), inputs, sums, params)
    ]


@mistake(
    "BPD49",
    "backward",
    "A hidden layer of one neuron was given a sigmoid: only the last layer's width decides on the ending.",
)
def back_narrow_hidden(x, y, params):
    inputs, sums, _ = walk(x, params)
    slopes, a = [], x
    inputs = []
    for W, b in params:
        inputs.append(a)
        z = dense(a, W, b)
        narrow = W.shape[1] == 1
        a = sigmoid(z) if narrow else relu(z)
        slopes.append(a * (1 - a) if narrow else z > 0)
    p = a if params[-1][0].shape[1] == 1 else softmax(z)
    return back(output_gradient(y, p), inputs, slopes, params, mask=lambda grad, slope: grad * slope)


@mistake(
    "BPD50", "backward", "Only the last sample's gradient is left: add up those of all samples, do not replace them."
)
def back_replaces(x, y, params):
    for i in range(len(x)):
        inputs, sums, p = walk(x[i : i + 1], params)
        grads = back((p - y[i : i + 1]) / len(x), inputs, sums, params)
    return grads


@mistake(
    "BPD51",
    "backward",
    "The gradient of a layer's input was left out of the chain: multiply by W transposed on the way back.",
)
def back_without_weights(x, y, params):
    inputs, sums, p = walk(x, params)
    grad, grads = output_gradient(y, p), []
    for i in reversed(range(len(params))):
        grads.insert(0, (inputs[i].T @ grad, grad.sum(axis=0)))
        if i > 0:
            grad = relu_backward(grad.sum(axis=1, keepdims=True) * np.ones(sums[i - 1].shape), sums[i - 1])
    return grads


@mistake("BPD52", "backward", "The loss was averaged over the classes too: divide by the samples only.")
def back_over_entries(x, y, params):
    inputs, sums, p = walk(x, params)
    return back((p - y) / p.size, inputs, sums, params)


@mistake(
    "BPD57",
    "backward",
    "The gradients are written into arrays that all calls share: make new ones, or the caller's earlier gradients change.",
)
def backward_into_same_arrays(x, y, params, rooms={}):
    grads = right_backward(x, y, params)
    kept = rooms.setdefault(tuple(W.shape for W, _ in params), grads)
    for room, new in zip(kept, grads):
        for array, value in zip(room, new):
            array[...] = value
    return list(kept)


# --- numerical_gradient


def differences(f, w, eps, up=1.0, down=1.0, over=2.0):
    grad = np.zeros(w.shape)
    for index in np.ndindex(w.shape):
        high, low = w.copy(), w.copy()
        high[index] += up * eps
        low[index] -= down * eps
        grad[index] = (f(high) - f(low)) / (over * eps)
    return grad


@mistake(
    "GCK1",
    "numerical_gradient",
    "Only the step up was taken: nudge up and down, the difference over 2 * eps is far more exact.",
)
def num_forward(f, w, eps=1e-5):
    return differences(f, w, eps, down=0.0, over=1.0)


@mistake("GCK2", "numerical_gradient", "The two places are 2 * eps apart: divide by 2 * eps.")
def num_over_eps(f, w, eps=1e-5):
    return differences(f, w, eps, over=1.0)


@mistake("GCK3", "numerical_gradient", "A fixed, tiny step was used, where rounding wins: use eps as it is given.")
def num_tiny(f, w, eps=1e-5):
    return differences(f, w, 1e-12)


@mistake("GCK4", "numerical_gradient", "float32 is too coarse for steps this small: keep w in float64.")
def num_float32(f, w, eps=1e-5):
    return differences(f, w.astype(np.float32), eps)


@mistake(
    "GCK5", "numerical_gradient", "Whole numbers swallow the step, and w was cut to whole numbers: keep it as floats."
)
def num_whole_numbers(f, w, eps=1e-5):
    return differences(f, w.astype(int).astype(float), eps)


@mistake("GCK9", "numerical_gradient", "Only one entry was tried: every entry of w has its own slope.")
def num_one_entry(f, w, eps=1e-5):
    grad = np.zeros(w.shape)
    first = (0,) * w.ndim
    grad[first] = differences(f, w, eps)[first]
    return grad


@mistake(
    "GCK10",
    "numerical_gradient",
    "Entries were not put back before the next one's turn, so the place drifts: nudge a fresh copy each time.",
)
def num_drifts(f, w, eps=1e-5):
    w, grad = w.copy(), np.zeros(w.shape)
    for index in np.ndindex(w.shape):
        w[index] += eps
        high = f(w.copy())
        w[index] -= 2 * eps
        grad[index] = (high - f(w.copy())) / (2 * eps)
    return grad


@mistake("GCK11", "numerical_gradient", "eps was ignored: use the one that is given.")
def num_ignores_eps(f, w, eps=1e-5):
    return differences(f, w, 1e-5)


@mistake("GCK12", "numerical_gradient", "The default of eps is not 1e-5: keep the stub's.")
def num_default(f, w, eps=1e-3):
    return differences(f, w, eps)


@mistake("GCK13", "numerical_gradient", "All entries were nudged at once: one at a time, the others stay.")
def num_all_at_once(f, w, eps=1e-5):
    return np.full(w.shape, (f(w + eps) - f(w - eps)) / (2 * eps))


@mistake("GCK14", "numerical_gradient", "The caller's w is left nudged: work on a copy, or put every entry back.")
def num_changes_argument(f, w, eps=1e-5):
    grad = differences(f, w, eps)
    w += eps
    return grad


@mistake("GCK15", "numerical_gradient", "The result lost the shape of w: give back one slope at each entry's place.")
def num_flat(f, w, eps=1e-5):
    return differences(f, w, eps).ravel()


@mistake(
    "GCK16", "numerical_gradient", "Whole rows were nudged at once: one entry at a time, whatever the number of axes."
)
def num_rows(f, w, eps=1e-5):
    grad = np.zeros(w.shape)
    for i in range(len(w)):
        high, low = w.copy(), w.copy()
        high[i] += eps
        low[i] -= eps
        grad[i] = (f(high) - f(low)) / (2 * eps)
    return grad


@mistake(
    "GCK17",
    "numerical_gradient",
    "Only the step down was taken: nudge up and down, the difference over 2 * eps is far more exact.",
)
def num_backward(f, w, eps=1e-5):
    return differences(f, w, eps, up=0.0, over=1.0)


@mistake("GCK18", "numerical_gradient", "The sign is turned round: f after the step up minus f after the step down.")
def num_sign(f, w, eps=1e-5):
    return -differences(f, w, eps)


@mistake("GCK19", "numerical_gradient", "The step was made relative to each entry's size: it is eps, for all.")
def num_relative(f, w, eps=1e-5):
    grad = np.zeros(w.shape)
    for index in np.ndindex(w.shape):
        step = eps * max(abs(w[index]), 1e-8)
        high, low = w.copy(), w.copy()
        high[index] += step
        low[index] -= step
        grad[index] = (f(high) - f(low)) / (2 * step)
    return grad


@mistake("GCK20", "numerical_gradient", "The slopes were rounded: rounding is for printing, never inside the maths.")
def num_rounded(f, w, eps=1e-5):
    return np.round(differences(f, w, eps), 4)


@mistake(
    "GCK21",
    "numerical_gradient",
    "Adding and subtracting eps brings an entry only nearly back: keep the old value and write it back, or use copies.",
)
def num_nearly_restored(f, w, eps=1e-5):
    grad = np.zeros(w.shape)
    for index in np.ndindex(w.shape):
        w[index] += eps
        high = f(w.copy())
        w[index] -= 2 * eps
        low = f(w.copy())
        w[index] += eps
        grad[index] = (high - low) / (2 * eps)
    return grad


@mistake("GCK22", "numerical_gradient", "Arguments have other names than in the stub: keep f, w and eps.")
def num_renamed(function, values, h=1e-5):
    return differences(function, values, h)


@mistake("GCK23", "numerical_gradient", "f was given a flat array: it needs one shaped like w.")
def num_flat_argument(f, w, eps=1e-5):
    flat = w.ravel()
    return differences(lambda v: f(v), flat, eps).reshape(w.shape)


@mistake("GCK24", "numerical_gradient", "The last entry was left out: a range ends before its end already.")
def num_last_missing(f, w, eps=1e-5):
    grad = differences(f, w, eps)
    grad.flat[-1] = 0
    return grad


@mistake("GCK25", "numerical_gradient", "The steps are eps / 2: nudge up by eps and down by eps.")
def num_half_steps(f, w, eps=1e-5):
    return differences(f, w, eps / 2)


@mistake(
    "GCK26",
    "numerical_gradient",
    "f is called too often and the slope comes from another formula: one step up, one step down, over 2 * eps.",
)
def num_five_points(f, w, eps=1e-5):
    return (4 * differences(f, w, eps) - differences(f, w, 2 * eps)) / 3


@mistake(
    "GCK27",
    "numerical_gradient",
    "An old answer was kept for the object w, but its numbers may change in place: work it out in every call.",
)
def slopes_by_object(f, w, eps=1e-5, memory={}):
    key = id(w), f(w.copy()) if id(w) not in memory else memory[id(w)][1], eps
    if id(w) not in memory:
        memory[id(w)] = right_numerical(f, w, eps), key[1], w
    return memory[id(w)][0]


@mistake(
    "GCK28",
    "numerical_gradient",
    "Every call writes into one array that all of them share: make a new array, or the caller's earlier result changes.",
)
def slopes_into_one_array(f, w, eps=1e-5, rooms={}):
    room = rooms.setdefault(w.shape, np.empty(w.shape))
    room[...] = right_numerical(f, w, eps)
    return room


@mistake(
    "GCK29",
    "numerical_gradient",
    "Only the step up was taken, and float32 cannot hide it: nudge up and down, over 2 * eps.",
    same_as=("GCK1",),  # but for rounding
)
def num_forward_in_float32(f, w, eps=1e-5):
    return differences(f, w, eps, down=0.0, over=1.0).astype(np.float32)


@mistake(
    "GCK30",
    "numerical_gradient",
    "The nudges went into a copy: of an array that lies column by column, ravel and reshape give no view. Nudge w[index] itself.",
)
def num_through_ravel(f, w, eps=1e-5):
    w = w.copy(order="K")
    flat, slopes = w.reshape(-1), np.zeros(w.size)
    for i, old in enumerate(flat.tolist()):
        flat[i] = old + eps
        high = f(w)
        flat[i] = old - eps
        slopes[i] = (high - f(w)) / (2 * eps)
        flat[i] = old
    return slopes.reshape(w.shape)
