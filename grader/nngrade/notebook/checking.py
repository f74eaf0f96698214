"""`check` in a notebook: the same judge and the same sandbox as `nngrade check`."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable

from nngrade.course import Course, CourseError, load_course, needed
from nngrade.nbgrader.module import module_text
from nngrade.notebook.cells import record
from nngrade.notebook.chapters import own_chapter
from nngrade.notebook.examples import check_examples
from nngrade.notebook.feedback import Feedback
from nngrade.options import Options
from nngrade.report import ChapterReport
from nngrade.submission import Submission

ONLY_EXAMPLES = (
    "Only the examples of the lesson were checked: this installation holds no other checks. "
    "Your teacher's grading looks at more."
)


class Slip(CourseError):
    """A cell asks for what is not there."""

    def _render_traceback_(self) -> list[str]:
        """All that Jupyter shows of it: where in our code it was noticed helps no learner."""
        return [str(self)]


def check(chapter: str, function: str) -> Feedback:
    """Check one function, from the cells that have run in this notebook.

    Args:
        chapter: its chapter.
        function: its name.

    Returns:
        What to show. Raises `Slip` where there is no such function, and where nbgrader runs the notebook: an error is all that it
        heeds, and a cell without one has all its points.
    """
    execution = os.environ.get("NBGRADER_EXECUTION")
    if execution == "autograde":
        raise Slip(
            "no points are given here: the course's nbgrader_config.py has to call `configure`, which grades this"
        )
    feedback = _feedback(chapter, function)
    if execution == "validate" and not feedback.is_right():
        raise Slip(repr(feedback))
    return feedback


def _feedback(chapter: str, function: str) -> Feedback:
    course = load_course()
    if chapter not in course.chapters or function not in course.chapters[chapter].facts.functions:
        raise Slip(f"there is no {function} in a chapter {chapter}: run the check cell as it was given to you")
    try:
        text_of = record().text
    except ModuleNotFoundError:
        raise Slip(
            "check cells work in Jupyter, which this Python does not have: run `nngrade check` instead"
        ) from None
    submission = submission_of(course, chapter, text_of)
    if course.chapters[chapter].checks.is_file():
        return Feedback(_judged(submission), course.chapters[chapter], function)
    report = check_examples(course, submission, function)
    return Feedback(report, course.chapters[chapter], function, ONLY_EXAMPLES)


def submission_of(course: Course, chapter: str, text_of: Callable[[str], str | None]) -> Submission:
    """The learner's cells as a submission, with the learner's own earlier chapters.

    Args:
        course: which chapters there are.
        chapter: the one that is checked.
        text_of: gives the text of a solution cell by its id.
    """
    modules = {name: text for name in needed(course, chapter) if (text := own_chapter(course, name)) is not None}
    modules[chapter] = module_text(course.chapters[chapter], text_of)
    return Submission("notebook", modules, {}, (chapter,))


def _judged(submission: Submission) -> ChapterReport:
    from nngrade.checking import warm_judge

    return warm_judge().judge(submission, Options(secrets.randbits(32))).chapters[0]
