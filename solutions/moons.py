"""Reference for chapter 11: the two moons, against Keras."""

import numpy as np
from data import validation_split
from layers import init_params
from numpy.typing import NDArray
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from training import evaluate, fit, predict

Array = NDArray[np.floating]
Params = list[tuple[Array, Array]]


def prepare_data(random_state: int = 42) -> tuple[Array, Array, NDArray, NDArray]:
    """make_moons -> train_test_split -> StandardScaler, fitted on the training part alone."""
    X, y = make_moons(n_samples=2000, noise=0.25, random_state=random_state)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=random_state)
    scaler = StandardScaler().fit(X_train)
    return scaler.transform(X_train), scaler.transform(X_test), y_train, y_test


def build_model(rng: np.random.Generator) -> Params:
    """2 inputs, 64 and 32 hidden neurons, 1 output: 192 + 2080 + 33 = 2305 parameters."""
    return init_params([2, 64, 32, 1], rng)


def train_model(X_train: Array, y_train: NDArray, rng: np.random.Generator) -> tuple[Params, dict[str, list[float]]]:
    """50 epochs with dropout 0.2; the last 20 % of the rows validate. Adam and batches of 32 are what `fit` takes by itself."""
    X_fit, X_val, y_fit, y_val = validation_split(X_train, y_train, 0.2)
    return fit(
        build_model(rng),
        X_fit,
        y_fit,
        epochs=50,
        validation_data=(X_val, y_val),
        dropout_rate=0.2,
        rng=rng,
    )


def main() -> None:
    """Train, evaluate, print."""
    X_train, X_test, y_train, y_test = prepare_data()
    params, _ = train_model(X_train, y_train, np.random.default_rng(0))
    _, accuracy = evaluate(params, X_test, y_test)
    print(f"Test accuracy: {accuracy:.2%}")
    print("Predicted labels:", predict(params, X_test[:5]))


if __name__ == "__main__":
    main()
