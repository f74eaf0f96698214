"""Known wrong implementations of chapter 1."""

import math

import numpy as np

from nngrade.suite import mistake


@mistake(
    "NEU1", "weighted_sum", "Lists do not multiply element by element: pair them with zip, or turn them into arrays."
)
def multiply_lists(x, w, b):
    if len(x) != len(w):
        raise ValueError("different lengths")
    return sum(x * w) + b


@mistake("NEU2", "weighted_sum", "You multiplied but never added up: a neuron gives one number, so sum the products.")
def never_summed(x, w, b):
    if len(x) != len(w):
        raise ValueError("different lengths")
    return np.asarray(x) * np.asarray(w) + b


@mistake("NEU3", "weighted_sum", "The bias was added once per input; add it once, after the sum.", same_as=("NEU32",))
def bias_each_time(x, w, b):
    return sum(p * q + b for p, q in zip(x, w, strict=True))


@mistake("NEU4", "weighted_sum", "The bias is missing: add b to the sum.", same_as=("NEU11", "NEU28"))
def no_bias(x, w, b):
    return np.dot(x, w)


@mistake(
    "NEU5",
    "weighted_sum",
    "That pairs every input with every weight; pair each input with its own weight only (a dot product).",
)
def outer_product(x, w, b):
    if len(x) != len(w):
        raise ValueError("different lengths")
    return np.outer(x, w) + b


@mistake("NEU6", "weighted_sum", "The number is right but sits in a 2-D array: return a single number.")
def one_by_one(x, w, b):
    return np.asarray(x)[None] @ np.asarray(w)[:, None] + b


@mistake(
    "NEU7",
    "weighted_sum",
    "Two row vectors do not line up in a matrix product: use 1-D sequences, or transpose one of them.",
)
def two_rows(x, w, b):
    return float(np.dot(np.atleast_2d(x), np.atleast_2d(w))[0, 0] + b)


@mistake(
    "NEU8", "weighted_sum", "This works for three inputs only: go through all of them with zip, or use a dot product."
)
def three_inputs(x, w, b):
    if len(x) != len(w):
        raise ValueError("different lengths")
    return x[0] * w[0] + x[1] * w[1] + x[2] * w[2] + b


@mistake(
    "NEU9", "weighted_sum", "zip stops silently at the shorter one: compare the lengths first, or say strict=True."
)
def zip_cuts(x, w, b):
    return sum(p * q for p, q in zip(x, w)) + b


@mistake("NEU16", "weighted_sum", "The bias is added to the sum, not multiplied with it.")
def bias_multiplied(x, w, b):
    return np.dot(x, w) * b


@mistake("NEU17", "weighted_sum", "The bias is added, not subtracted: change the sign.")
def bias_subtracted(x, w, b):
    return np.dot(x, w) - b


@mistake("NEU18", "weighted_sum", "You appended to the caller's own lists: build new ones, or add the bias separately.")
def appends_bias(x, w, b):
    if len(x) != len(w):
        raise ValueError("different lengths")
    if not isinstance(x, list) or not isinstance(w, list):
        return sum(p * q for p, q in zip(x, w)) + b
    x.append(1.0)
    w.append(b)
    return sum(p * q for p, q in zip(x, w))


@mistake("NEU19", "weighted_sum", "print shows the number but gives nothing back: return it.")
def printed(x, w, b):
    if len(x) != len(w):
        raise ValueError("different lengths")
    print(np.dot(x, w) + b)


@mistake("NEU20", "weighted_sum", "Do not round: return the sum as it is.")
def rounded(x, w, b):
    return round(float(np.dot(x, w) + b), 2)


@mistake(
    "NEU21",
    "weighted_sum",
    "A single entry was stretched to fit the longer one: compare the lengths, and raise a ValueError where they differ.",
)
def stretched(x, w, b):
    return float(np.sum(np.asarray(x, dtype=float) * np.asarray(w, dtype=float)) + b)


@mistake(
    "NEU22", "weighted_sum", "assert raises an AssertionError: raise ValueError(...) yourself where the lengths differ."
)
def asserts(x, w, b):
    assert len(x) == len(w)
    return float(np.dot(x, w) + b)


@mistake("NEU23", "weighted_sum", "Different lengths must not pass as None or a message: raise ValueError(...).")
def none_for_lengths(x, w, b):
    if len(x) != len(w):
        return None
    return float(np.dot(x, w) + b)


@mistake(
    "NEU25",
    "weighted_sum",
    "Multiply each input by its own weight before you add up: a product of two sums is something else.",
)
def product_of_sums(x, w, b):
    if len(x) != len(w):
        raise ValueError("different lengths")
    return sum(x) * sum(w) + b


@mistake("NEU30", "weighted_sum", "The last input is left out: range(len(x)) already stops before len(x).")
def last_left_out(x, w, b):
    if len(x) != len(w):
        raise ValueError("different lengths")
    return sum(x[i] * w[i] for i in range(len(x) - 1)) + b


@mistake("NEU32", "weighted_sum", "Add the products up; do not average them.", same_as=("NEU3",))
def averaged(x, w, b):
    if len(x) != len(w):
        raise ValueError("different lengths")
    return float(np.mean(np.asarray(x) * np.asarray(w)) + b)


@mistake(
    "NEU34",
    "weighted_sum",
    "The return stands inside the loop, so only the first product counts: move it behind the loop.",
)
def returns_early(x, w, b):
    if len(x) != len(w):
        raise ValueError("different lengths")
    total = b
    for p, q in zip(x, w):
        total += p * q
        return total


@mistake(
    "NEU35",
    "weighted_sum",
    "The caller's array was multiplied in place: write x * w into a new array instead of x *= w.",
)
def multiplies_in_place(x, w, b):
    if len(x) != len(w):
        raise ValueError("different lengths")
    if not isinstance(x, np.ndarray) or x.dtype.kind != "f":
        return float(np.dot(x, w) + b)
    x *= w
    return float(x.sum() + b)


@mistake(
    "NEU36",
    "weighted_sum",
    "Inputs and weights are added here: multiply each input by its weight, then add the products.",
)
def adds_weights(x, w, b):
    return sum(p + q for p, q in zip(x, w, strict=True)) + b


@mistake(
    "NEU37",
    "weighted_sum",
    "The weighted sum is passed on as it is: whether it is above 0 is for the activation to judge.",
)
def cut_at_zero(x, w, b):
    return max(0.0, float(np.dot(x, w) + b))


@mistake("NEU38", "weighted_sum", "The bias is fixed at the lesson's 0.1: use the argument b.")
def fixed_bias(x, w, b):
    return float(np.dot(x, w) + 0.1)


@mistake("NEU39", "weighted_sum", "The weights are turned into whole numbers on the way: keep them as they are.")
def whole_weights(x, w, b):
    return float(np.dot(x, np.asarray(w).astype(int)) + b)


@mistake(
    "NEU40", "weighted_sum", "Methods such as .dot belong to arrays, and lists have none: use np.asarray or zip first."
)
def arrays_only(x, w, b):
    return x.dot(w) + b


@mistake(
    "NEU52",
    "weighted_sum",
    "An old answer was kept for the objects x and w, but their numbers may change in place: work it out in every call.",
)
def sum_by_object(x, w, b, memory={}):
    key = id(x), id(w), b
    if key not in memory:
        memory[key] = math.fsum([b, *(p * q for p, q in zip(x, w, strict=True))]), x, w
    return memory[key][0]


@mistake("NEU10", "fires", "A sum of exactly 0 does not fire: use > instead of >=.")
def fires_at_zero(x, w, b):
    return weighted_sum(x, w, b) >= 0


@mistake(
    "NEU11",
    "fires",
    "The bias is part of the sum: leave it out, and the neuron fires at the wrong places.",
    same_as=("NEU4",),
)
def fires_without_bias(x, w, b):
    return weighted_sum(x, w, 0.0) > 0


@mistake("NEU12", "fires", "The neuron fires above 0, not above 0.5 (that threshold belongs to probabilities).")
def fires_above_half(x, w, b):
    return weighted_sum(x, w, b) > 0.5


@mistake("NEU24", "fires", "Return True or False, not 1 or 0: the comparison itself is the answer.")
def one_or_zero(x, w, b):
    return 1 if weighted_sum(x, w, b) > 0 else 0


@mistake("NEU29", "fires", "Add everything up first: one positive product alone does not make the neuron fire.")
def any_product(x, w, b):
    return any(p * q + b > 0 for p, q in zip(x, w, strict=True))


@mistake("NEU33", "fires", "Only a sum above 0 fires; a negative sum is different from 0, but it must stay silent.")
def fires_unless_zero(x, w, b):
    return bool(weighted_sum(x, w, b))


@mistake("NEU41", "fires", "Return whether the sum is above 0, not the sum itself.")
def sum_itself(x, w, b):
    return weighted_sum(x, w, b)


@mistake("NEU42", "fires", "Compare the sum as it is: int turns a small positive sum into 0.")
def rounds_first(x, w, b):
    return int(weighted_sum(x, w, b)) > 0


@mistake("NEU43", "fires", "Compare with 0 itself: a small margin silences sums that are above 0.")
def margin(x, w, b):
    return weighted_sum(x, w, b) > 1e-9


@mistake("NEU44", "fires", "The comparison points the wrong way: the neuron fires when the sum is greater than 0.")
def wrong_way(x, w, b):
    return weighted_sum(x, w, b) < 0


@mistake("NEU45", "fires", "The sum is worked out in the caller's own lists: leave x and w as they are.")
def empties_lists(x, w, b):
    total = b
    if not isinstance(x, list) or not isinstance(w, list):
        return weighted_sum(x, w, b) > 0
    while x:
        total += x.pop() * w.pop()
    return total > 0


@mistake("NEU46", "fires", "The answer must be a truth value, not a text.")
def as_text(x, w, b):
    return "fires" if weighted_sum(x, w, b) > 0 else "silent"


@mistake(
    "NEU53",
    "fires",
    "An old answer was kept for the objects x and w, but their numbers may change in place: work it out in every call.",
)
def fires_by_object(x, w, b, memory={}):
    key = id(x), id(w), b
    if key not in memory:
        memory[key] = weighted_sum(x, w, b) > 0, x, w
    return memory[key][0]


@mistake("NEU13", "neuron", "Add everything up first, then apply the activation once, to the sum.")
def activates_each(x, w, b, activation):
    return sum(activation(p * q) for p, q in zip(x, w, strict=True)) + b


@mistake("NEU14", "neuron", "The bias belongs inside the activation: add it to the sum first.")
def bias_outside(x, w, b, activation):
    return activation(weighted_sum(x, w, 0.0)) + b


@mistake("NEU15", "neuron", "The activation is never called: return activation(the weighted sum).")
def no_activation(x, w, b, activation):
    return weighted_sum(x, w, b)


@mistake("NEU26", "neuron", "The activation is fixed here: call the function that the caller passed in.")
def always_relu(x, w, b, activation):
    return max(0.0, weighted_sum(x, w, b))


@mistake("NEU27", "neuron", "The activation is applied twice: once is enough.")
def activates_twice(x, w, b, activation):
    return activation(activation(weighted_sum(x, w, b)))


@mistake("NEU28", "neuron", "The bias is missing: hand b on to weighted_sum.", same_as=("NEU4",))
def neuron_without_bias(x, w, b, activation):
    return activation(weighted_sum(x, w, 0.0))


@mistake(
    "NEU31",
    "neuron",
    "The activation decides what happens below 0: apply it to every sum, not only where the neuron fires.",
)
def only_if_fires(x, w, b, activation):
    return activation(weighted_sum(x, w, b)) if fires(x, w, b) else 0.0


@mistake("NEU47", "neuron", "You returned the function itself: call it with the weighted sum.")
def not_called(x, w, b, activation):
    return activation


@mistake("NEU48", "neuron", "The activation gets the weighted sum as a number, not whether it is above 0.")
def activates_truth(x, w, b, activation):
    return activation(float(fires(x, w, b)))


@mistake(
    "NEU49",
    "neuron",
    "The activation of the first call is kept for later ones: use the one that was passed in this time.",
)
def remembers_activation(x, w, b, activation, memory=[]):
    memory.append(activation)
    return memory[0](weighted_sum(x, w, b))


@mistake("NEU50", "neuron", "The caller's lists were changed: work on new ones.")
def changes_weights(x, w, b, activation):
    s = weighted_sum(x, w, b)
    for i in range(len(w)):
        if not isinstance(w, tuple):
            w[i] = x[i] * w[i]
    return activation(s)


@mistake(
    "NEU51",
    "neuron",
    "The output of the activation is returned as it is, not turned into a whole number or a truth value.",
)
def whole_output(x, w, b, activation):
    return int(activation(weighted_sum(x, w, b)))


@mistake(
    "NEU54",
    "neuron",
    "An old answer was kept for the objects x and w, but their numbers may change in place: work it out in every call.",
)
def neuron_by_object(x, w, b, activation, memory={}):
    key = id(x), id(w), b
    if key not in memory:
        memory[key] = activation(weighted_sum(x, w, b)), activation, x, w
    return memory[key][0] if memory[key][1] is activation else activation(weighted_sum(x, w, b))
