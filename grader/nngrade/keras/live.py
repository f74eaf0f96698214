"""`nngrade check moons --live`: the learner's network and real Keras, trained on the same points."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from nngrade.compare import Mismatch, numbers
from nngrade.course import Course
from nngrade.diagnose import message_of
from nngrade.extras import load_keras
from nngrade.judge import Judge, Options
from nngrade.keras.lesson import Array, Training, grid, train_keras
from nngrade.microscope.textbook import accuracy, crossentropy, forward
from nngrade.report import ChapterReport
from nngrade.sandbox.errors import LearnerError, WorkerDied
from nngrade.sandbox.house import House
from nngrade.sandbox.limits import Limits
from nngrade.sandbox.proxies import RemoteModule
from nngrade.sandbox.remote import Worker
from nngrade.submission import Submission, SubmissionError
from nngrade.upstream import worker_sources

CHAPTER = "moons"
NAMES = ("loss", "accuracy", "val_loss", "val_accuracy")


class SideBySide(msgspec.Struct, frozen=True):
    """Both trainings.

    Attributes:
        mine: the learner's.
        keras: real Keras's.
        points: the training points.
        labels: theirs.
        seed: of both.
    """

    mine: Training
    keras: Training
    points: Array
    labels: Array
    seed: int


def train_both(
    submission: Submission, course: Course, house: House, seed: int, listener: Callable[[str], None] = lambda what: None
) -> SideBySide:
    """Train the learner's network and real Keras on the learner's data.

    Args:
        submission: with the chapter `moons`.
        course: its course.
        house: where the learner's process comes from.
        seed: of both trainings.
        listener: hears of each of 51 parts as it begins: the learner's training, then the epochs of Keras.

    Returns:
        Both. Raises `MissingExtra` without Keras, `SubmissionError` where the learner's network cannot be trained.
    """
    if CHAPTER not in submission.modules:
        raise SubmissionError(
            "--live trains the network of moons.py, which is not there: run `nngrade init` for its stub"
        )
    listener("your network")
    mine, data = _train_mine(submission, course, house, seed)
    theirs = train_keras(load_keras(), data, seed, listener)
    return SideBySide(mine, theirs, data[0], data[2], seed)


def _train_mine(
    submission: Submission, course: Course, house: House, seed: int
) -> tuple[Training, tuple[Array, Array, Array, Array]]:
    judge = Judge(course, house)
    report = judge.judge(submission, Options(seed=seed, diagnose=False)).chapters[0]
    chapter = course.chapters[CHAPTER]
    transport = house.spawn(Limits(cpu_seconds=chapter.facts.cpu_seconds), chapter.facts.allows)
    try:
        learner = _loaded(Worker(transport), course, submission, report)
        data = _data(learner.prepare_data())
        begun = time.perf_counter()
        result = learner.train_model(data[0], data[2], np.random.default_rng(seed))
        seconds = time.perf_counter() - begun
        return _training(result, data, seconds), data
    except (LearnerError, WorkerDied, Mismatch, NotImplementedError) as error:
        said = message_of(error, "train_model", True)
        raise SubmissionError(
            f"your network cannot be trained beside Keras: {said} `nngrade check moons` says more"
        ) from None
    finally:
        transport.end()


def _loaded(worker: Worker, course: Course, submission: Submission, report: ChapterReport) -> RemoteModule:
    sources = worker_sources(course, CHAPTER, submission, report.upstream)
    return worker.load(CHAPTER, sources.texts, secret=sources.secret, **course.imports(CHAPTER))


def _data(parts: Any) -> tuple[Array, Array, Array, Array]:
    """The learner's four parts as arrays that Keras takes."""
    if not isinstance(parts, (list, tuple)) or len(parts) != 4:
        raise Mismatch("property", "prepare_data must return X_train, X_test, y_train, y_test")
    X_train, X_test, y_train, y_test = (numbers(part).astype(float) for part in parts)
    if (
        X_train.ndim != 2
        or X_train.shape[1:] != (2,)
        or X_test.shape[1:] != (2,)
        or len(X_train) != len(y_train.ravel())
    ):
        raise Mismatch("property", "prepare_data must give points of two numbers, and one label for each")
    return X_train, X_test, y_train.ravel(), y_test.ravel()


def _training(result: Any, data: tuple[Array, Array, Array, Array], seconds: float) -> Training:
    if not isinstance(result, (list, tuple)) or len(result) != 2 or not isinstance(result[1], dict):
        raise Mismatch("property", "train_model must return two things: (params, history)")
    params = [(numbers(W).astype(float), numbers(b).astype(float)) for W, b in result[0]]
    history = {name: numbers(result[1].get(name, [])).astype(float).tolist() for name in NAMES}
    p = forward(data[1], params)[1]
    border = forward(grid(data[0]), params)[1].ravel()
    return Training("your network", history, crossentropy(data[3], p), accuracy(data[3], p), seconds, border)


def picture_path(folder: Path) -> Path:
    """Where the picture goes."""
    return folder / "moons-live.png"
