"""What `nngrade check --live` does after the checks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

SEED = 42


def train_and_show(targets: Sequence[str], course_folder: Path | None, seed: int | None) -> None:
    """Train the learner's network and real Keras, print both, and write the picture.

    Args:
        targets: as in `nngrade.check`; they must mean the chapter `moons`.
        course_folder: as in `nngrade.check`.
        seed: of both trainings; 42 if none.
    """
    from nngrade.checking import choose, find_submission
    from nngrade.cli.keras import bar
    from nngrade.course import load_course
    from nngrade.keras.lesson import EPOCHS
    from nngrade.keras.live import CHAPTER, picture_path, train_both
    from nngrade.keras.picture import draw
    from nngrade.render.live import render_live
    from nngrade.sandbox.house import House

    course = load_course(course_folder)
    submission = choose(find_submission(targets or ["."], course), [CHAPTER], course)
    house = House()
    try:
        with bar(EPOCHS + 1, "starting Keras") as tell:
            both = train_both(submission, course, house, SEED if seed is None else seed, tell)
    finally:
        house.close()
    for line in render_live(both):
        print(line)
    path = picture_path(Path.cwd())
    draw(both, path)
    print(f"decision boundaries and curves: {path}")


def need_extra() -> None:
    """Refuse before anything is graded where the extra is missing; raises `MissingExtra`."""
    from nngrade.extras import load_keras, load_pyplot

    load_keras()
    load_pyplot()
