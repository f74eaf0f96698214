"""Checks of chapter 12 against recorded Keras and TensorFlow."""

import numpy as np
from sklearn.datasets import load_digits

from nngrade.compare import is_float32
from nngrade.keras.network import draw_params
from nngrade.suite import check, close, equal, numbers
from nngrade.suite.keras import FAR, shares_like_keras

SEED = 12


@check("flatten", points=2, replay=False)
def test_training_keras(learner, reference, modules, golden):
    """Trained on these rows, from the same weights, your network gives Keras's losses, accuracies and predictions."""
    bunch = load_digits()
    rows = numbers(learner.flatten(bunch.images[:200]))
    close(rows, reference.flatten(bunch.images[:200]), {"images": 200, "pixels": 64}, what="the rows")
    start = draw_params(np.random.default_rng(SEED), [64, 128, 64, 10])
    settings = {"epochs": 3, "batch_size": 32, "shuffle": False}
    params, history = modules.training.fit(start, rows, bunch.target[:200], **settings)
    recorded = golden["history"]
    # Small gradients let float32 and the paper's epsilon part from Keras.
    near = not is_float32(rows) and np.abs(numbers(history["loss"]) - recorded["loss"]).max() < 1e-9
    for name in ("loss", "accuracy"):
        shares_like_keras(history[name], recorded[name], f"history[{name!r}]", 1e-9 if near else FAR[name])
    later = numbers(learner.flatten(bunch.images[200:300]))
    close(later, reference.flatten(bunch.images[200:300]), {"images": 100, "pixels": 64}, what="the later rows")
    got = modules.layers.forward(later[:20], params)
    close(got, golden["predictions"], rtol=0, atol=1e-9 if near else 0.05, what="predictions")


@check("build_model")
def test_build_model_keras(learner, golden, rng):
    """The layers have as many parameters as Keras counts: 8320, 8256 and 650."""
    sizes = [sum(numbers(part).size for part in layer) for layer in learner.build_model(64, rng)]
    equal(sizes, golden["counts"], what="the number of parameters of each layer")


@check("confusion_matrix")
def test_confusion_matrix_keras(learner, golden):
    """The counts are those of TensorFlow's `confusion_matrix`."""
    got = learner.confusion_matrix(golden["truth"], golden["guess"], 10)
    equal(got, golden["confusion"], {"true": 10, "predicted": 10})
