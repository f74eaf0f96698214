"""How a folder of results came about: settled before a run, kept beside the results."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from pathlib import Path

import msgspec

from nngrade.batch.lock import require_folder, require_free
from nngrade.errors import GradingError
from nngrade.options import Options

STATE = ".nngrade"
SETTINGS = "run.json"


class Settings(msgspec.Struct, frozen=True):
    """How a folder of results came about.

    Attributes:
        submissions: where they lie.
        course: folder of the course; None is the built-in one.
        seed: every input was drawn from it.
        disclose: `open` or `closed`.
        chapters: what was graded.
        finished: whether every submission has its result.
        allow_basic: whether basic isolation was good enough.
    """

    submissions: str
    course: str | None
    seed: int
    disclose: str
    chapters: tuple[str, ...]
    allow_basic: bool = False
    finished: bool = False

    def options(self) -> Options:
        """The same for a judge."""
        return Options(seed=self.seed, disclose=self.disclose == "open")


def read_settings(out: Path) -> Settings | None:
    """How the results in a folder came about; None where it holds none."""
    try:
        return msgspec.json.decode((out / STATE / SETTINGS).read_bytes(), type=Settings)
    except FileNotFoundError:
        return None
    except msgspec.MsgspecError as error:
        raise GradingError(
            f"{out / STATE / SETTINGS} is damaged ({error}): name another folder for the results"
        ) from None


def plan(
    target: Path,
    out: Path,
    *,
    course: Path | None = None,
    seed: int | None = None,
    disclose: str = "closed",
    chapters: Iterable[str] = (),
    allow_basic: bool = False,
    resume: bool = False,
) -> Settings:
    """Settle how to grade, with the seed of an earlier run into the same folder; raises `GradingError` where that cannot be.

    Args:
        target: the submissions.
        out: the folder for the results.
        course: folder of a course; None is the built-in one.
        seed: every input is drawn from it; None takes that of the earlier run, else draws one.
        disclose: `open` or `closed`.
        chapters: which to grade; none means all.
        allow_basic: whether grading may go on where only basic isolation works.
        resume: whether to go on with a run that was broken off.
    """
    require_folder(out)
    earlier = read_settings(out)
    if out.is_dir() and earlier is None and any(out.iterdir()) and not (out / STATE).is_dir():
        raise GradingError(f"{out} is not empty and holds no results of nngrade: name another folder")
    if target.is_dir() and target.resolve() in (out.resolve(), *out.resolve().parents):
        raise GradingError(f"{out} lies among the submissions: put the results elsewhere")
    if earlier is not None and not earlier.finished and not resume:
        require_free(out / STATE)
        raise GradingError(
            f"{out} holds a run that was broken off: add --resume to go on with it, or name another folder"
        )
    if seed is None:
        seed = earlier.seed if earlier is not None else secrets.randbits(32)
    folder = None if course is None else str(course.resolve())
    return Settings(str(target.resolve()), folder, seed, disclose, tuple(chapters), allow_basic)
