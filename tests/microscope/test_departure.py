"""The microscope names the first step that departs from recorded Keras, and the known causes behind it."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nngrade.course import Course
from nngrade.golden import read_golden
from nngrade.microscope import Departure, Recording, Subject, first_departure, first_mistake, walk
from nngrade.microscope.recording import starts
from nngrade.microscope.textbook import apart
from nngrade.trusted import load_module, load_solutions
from nngrade.variant import mistakes

Find = Callable[..., Departure | None]


@pytest.fixture(scope="module")
def golden(course: Course) -> Any:
    return read_golden(course.chapters["training"].suite / "golden")


@pytest.fixture(scope="module")
def recording(golden: Any) -> Recording:
    data, validation = tuple(golden["data"]), tuple(golden["validation"])
    return walk(starts(golden, golden["params"]), data, validation, golden["adam/history"], 8)


@pytest.fixture(scope="module")
def solutions(course: Course) -> dict[str, types.ModuleType]:
    return load_solutions(course, "training")


@pytest.fixture
def find(course: Course, solutions: dict[str, types.ModuleType], recording: Recording) -> Find:
    """The first departure of the reference's training, with some parts exchanged; `fit` may be the id of a mistake."""

    def look(fit: str = "", **changed: Any) -> Departure | None:
        module = solutions["training"]
        if fit:
            variant = next(mistake for mistake in mistakes(course.chapters["training"]) if mistake.id == fit)
            module = load_module("training", variant.source, "training.py", solutions, variant.base)
        parts = {
            "forward": solutions["layers"].forward,
            "loss": solutions["losses"].binary_crossentropy,
            "adam": solutions["optimizers"].Adam,
        }
        return first_departure(Subject(module.fit, **(parts | changed)), recording)

    return look


def test_the_steps_between_recorded_ones_lead_to_recorded_ones(golden: Any, recording: Recording) -> None:
    """What is gone along batch by batch is Keras's: each epoch ends where the next recorded one starts."""
    for number, state in enumerate(golden["adam/epochs"], 1):
        assert apart(recording.epoch(number)[-1].after, state["params"]) < 1e-15
    for step, recorded in zip(recording.steps, golden["first"], strict=False):
        assert apart(step.grads, recorded["grads"]) < 1e-15
        assert apart(step.predictions, recorded["predictions"]) < 1e-15
        assert abs(step.loss - recorded["loss"]) < 1e-15


def test_the_reference_departs_nowhere(find: Find) -> None:
    assert find() is None


def adam_with(move: Callable[[Any, Any, int], Any], b1: float = 0.9, b2: float = 0.999) -> type:
    """An Adam that goes as far as `move` says, from both averages and the number of the step."""

    class Adam:
        def __init__(self) -> None:
            self.t, self.m, self.v = 0, 0.0, 0.0

        def step(self, params: Any, grads: Any) -> Any:
            self.t += 1
            flat = np.concatenate([part.ravel() for layer in grads for part in layer])
            self.m, self.v = b1 * self.m + (1 - b1) * flat, b2 * self.v + (1 - b2) * flat**2
            moves, out, at = 0.001 * move(self.m, self.v, self.t), [], 0
            for layer in params:
                new = []
                for part in layer:
                    new.append(part - moves[at : at + part.size].reshape(part.shape))
                    at += part.size
                out.append(tuple(new))
            return out

    return Adam


def corrected(t: int) -> tuple[float, float]:
    return 1 - 0.9**t, 1 - 0.999**t


ADAMS = {
    "divides by the correction before adding epsilon": adam_with(
        lambda m, v, t: m / corrected(t)[0] / (np.sqrt(v / corrected(t)[1]) + 1e-7)
    ),
    "divides before adding epsilon": adam_with(
        lambda m, v, t: np.sqrt(corrected(t)[1]) / corrected(t)[0] * (m / np.sqrt(np.maximum(v, 1e-300))) + 1e-7
    ),
    "no bias correction": adam_with(lambda m, v, t: m / (np.sqrt(v) + 1e-7)),
    "epsilon under the root": adam_with(lambda m, v, t: m / corrected(t)[0] / np.sqrt(v / corrected(t)[1] + 1e-7)),
    "epsilon is 1e-8": adam_with(lambda m, v, t: np.sqrt(corrected(t)[1]) / corrected(t)[0] * m / (np.sqrt(v) + 1e-8)),
    "count of steps does not grow": adam_with(
        lambda m, v, t: np.sqrt(corrected(1)[1]) / corrected(1)[0] * m / (np.sqrt(v) + 1e-7)
    ),
}


@pytest.mark.parametrize("cause", ADAMS)
def test_an_adam_that_goes_wrong_is_named(find: Find, cause: str) -> None:
    found = find(adam=ADAMS[cause])
    assert found is not None
    assert cause in found.cause
    assert found.quantity.startswith("weight")
    assert (found.epoch, found.batch) == ((1, 2) if "count" in cause else (1, 1))


def test_a_wrong_average_is_told_as_a_moment(find: Find) -> None:
    found = find(adam=adam_with(lambda m, v, t: np.sqrt(1 - 0.99**t) / (1 - 0.9**t) * m / (np.sqrt(v) + 1e-7), b2=0.99))
    assert found is not None
    assert found.quantity == "optimizer moment"
    assert "beta_2 is 0.99" in found.cause


FITS = {
    "BAT1": (1, 3, "gradient of", "the last batch of 6 is missing"),
    "BAT6": (1, 0, "metric loss", "the loss is averaged over batches, not over samples"),
    "DRO3F": (1, 0, "metric val_loss", "validation was run with dropout on"),
    "VAL1": (1, 0, "metric val_loss", "validation is averaged over batches, not over samples"),
    "BAT7": (1, 1, "gradient of", "divided by the size of the whole training set"),
    "BAT20": (1, 2, "gradient of", "the smaller last batch is glued to the one before it"),
    "LOP1": (1, 0, "metric loss", "the loss is measured after each step, not before it"),
    "LOP3": (2, 1, "weight", "the weights are reset in every epoch"),
    "LOP4": (1, 0, "metric loss", "the loss of the last batch stands for the epoch"),
    "LOP5": (1, 0, "metric loss", "the loss is measured again after the epoch"),
    "LOP7": (1, 1, "gradient of", "the gradient comes from the whole training set"),
    "LOP28": (1, 2, "weight", "what optimizer.step returns is not used"),
    "LOP29": (1, 0, "metric loss", "the loss is a sum over samples"),
    "LOP32": (1, 0, "metric loss", "a smaller last batch is counted as a full one"),
    "VAL2": (1, 0, "metric val_loss", "validation repeats the training values"),
}


@pytest.mark.parametrize("id", FITS)
def test_a_loop_that_goes_wrong_is_named(find: Find, id: str) -> None:
    epoch, batch, quantity, cause = FITS[id]
    found = find(fit=id)
    assert found is not None
    assert (found.epoch, found.batch) == (epoch, batch)
    assert found.quantity.startswith(quantity)
    assert cause in found.cause
    assert found.difference > 1e-6


def test_predictions_and_losses_come_before_gradients(find: Find, solutions: dict[str, types.ModuleType]) -> None:
    def no_bias(x: Any, params: Any) -> Any:
        return solutions["layers"].forward(x, [(W, 0 * b) for W, b in params])

    found = find(fit="BAT7", forward=no_bias)
    assert found is not None
    assert (found.epoch, found.batch, found.quantity) == (1, 1, "prediction")
    assert "the biases are left out" in found.cause
    summed = find(loss=lambda y, p: solutions["losses"].binary_crossentropy(y, p) * len(y))
    assert summed is not None
    assert (summed.quantity, summed.cause) == ("loss", "the loss is summed, not averaged")


def test_an_unknown_cause_still_has_a_place(find: Find, solutions: dict[str, types.ModuleType]) -> None:
    """One weight nudged in the third epoch: the place and the size are told, and no cause is made up."""

    class Nudging(solutions["optimizers"].Adam):  # type: ignore[name-defined,misc]  # a class of a loaded module
        def step(self, params: Any, grads: Any) -> Any:
            new = super().step(params, grads)
            if self.t == 8:
                new[1][0][2, 1] += 0.25
            return new

    found = find(adam=Nudging)
    assert found is not None
    assert (found.epoch, found.batch, found.quantity, found.cause) == (3, 2, "weight W of layer 2", "")
    assert found.difference == pytest.approx(0.25)
    assert found.line() == "it first departs from Keras in epoch 3, batch 2, in the weight W of layer 2"


def test_neither_float32_nor_the_papers_epsilon_is_blamed(
    course: Course, solutions: dict[str, types.ModuleType], recording: Recording
) -> None:
    """Both depart a little from the first batch on; what is told is the mistake behind them."""
    variant = next(mistake for mistake in mistakes(course.chapters["training"]) if mistake.id == "BAT1")
    loop = load_module("training", variant.source, "training.py", solutions, variant.base).fit

    def single(x: Any, params: Any) -> Any:
        return solutions["layers"].forward(x.astype("f4"), [(W.astype("f4"), b.astype("f4")) for W, b in params])

    paper = ADAMS["divides by the correction before adding epsilon"]
    assert first_mistake(Subject(solutions["training"].fit, single, adam=paper), recording) is None
    found = first_mistake(Subject(loop, single, adam=paper), recording)
    assert found is not None
    assert found.cause == "the last batch of 6 is missing"
