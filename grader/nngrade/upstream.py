"""What a chapter of a submission is judged on: which modules, in which order, and a key of all that its result depends on."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from importlib.metadata import version

import msgspec

from nngrade import __version__
from nngrade.course import Chapter, Course, needed
from nngrade.options import Options
from nngrade.report import ChapterReport
from nngrade.submission import Submission, reachable

Upstream = dict[str, str]
"""For each earlier chapter that is built on, `own` or `reference`."""


class Sources(msgspec.Struct, frozen=True):
    """What a worker is told.

    Attributes:
        texts: sources of the modules by name.
        secret: names of those that are reference solutions.
    """

    texts: dict[str, str]
    secret: tuple[str, ...]


def judging_order(course: Course, submission: Submission) -> list[str]:
    """The chosen chapters and, before each, the learner's own modules that it may run on."""
    wanted = set(submission.chosen)
    for chapter in submission.chosen:
        wanted.update(name for name in built_on(course, chapter, submission) if name in submission.modules)
    return [chapter for chapter in course.chapters if chapter in wanted]


def built_on(course: Course, chapter: str, submission: Submission) -> list[str]:
    """Earlier chapters that a chapter requires or that the learner's module imports."""
    imported = reachable(submission.modules.get(chapter, ""), submission.modules)
    wanted = {*needed(course, chapter), *imported}
    return [name for name in course.earlier(chapter) if name in wanted]


def whose_modules(course: Course, chapter: str, submission: Submission, done: Mapping[str, ChapterReport]) -> Upstream:
    """Whose modules a chapter runs on.

    Args:
        course: the course.
        chapter: the chapter.
        submission: the learner's modules.
        done: reports on the chapters before it.
    """
    return {
        name: "own" if name in done and done[name].status == "passed" else "reference"
        for name in built_on(course, chapter, submission)
    }


def worker_sources(course: Course, chapter: str, submission: Submission, upstream: Upstream) -> Sources:
    """The modules that a worker holds for a chapter."""
    own = submission.modules
    texts = {name: own[name] for name in reachable(own[chapter], own) if name not in course.chapters}
    secret = tuple(name for name, whose in upstream.items() if whose == "reference")
    texts.update({name: course.chapters[name].solution_text for name in secret})
    texts.update({name: own[name] for name, whose in upstream.items() if whose == "own"})
    texts[chapter] = own[chapter]
    return Sources(texts, secret)


def graded_chapters(course: Course, submission: Submission, done: Mapping[str, ChapterReport]) -> list[ChapterReport]:
    """The reports on the chosen chapters, with the quiz of each whose quiz counts.

    Args:
        course: what the submission is judged by.
        submission: the learner's modules and answers.
        done: reports on the code of its chapters.
    """
    chapters = [done[name] for name in submission.chosen]
    if submission.quizzes is None:
        return chapters
    from nngrade.quiz.graded import with_quizzes  # takes long to import, and few courses count quizzes

    return with_quizzes(course, chapters, submission.quizzes)


class Keys:
    """Digests of all that a chapter's result depends on: equal keys, equal results.

    Args:
        course: the course as it is now; a change of its files needs another of these.
        options: how submissions are judged.
    """

    def __init__(self, course: Course, options: Options) -> None:
        self.course = course
        self._options = [__version__, *sys.version_info[:2], version("numpy"), course.name, options]
        self._rules: dict[str, str] = {}

    def key(self, chapter: str, submission: Submission, upstream: Upstream) -> str:
        """The key of a chapter of a submission.

        Args:
            chapter: the chapter.
            submission: the learner's modules.
            upstream: whose modules it runs on.
        """
        work: object = None
        if chapter in submission.problems:
            work = submission.problems[chapter].message
        elif chapter in submission.modules:
            work = worker_sources(self.course, chapter, submission, upstream)
        parts = [self._options, self.rules(chapter), work, upstream]
        return hashlib.blake2b(msgspec.json.encode(parts, order="deterministic"), digest_size=16).hexdigest()

    def rules(self, chapter: str) -> str:
        """A digest of what a chapter is judged by: its suite, the solutions it needs, the names it may not import."""
        if chapter not in self._rules:
            self._rules[chapter] = self._digested(self.course.chapters[chapter])
        return self._rules[chapter]

    def _digested(self, chapter: Chapter) -> str:
        digest = hashlib.blake2b(repr(self.course.later(chapter.name)).encode(), digest_size=16)
        for name in (*needed(self.course, chapter.name), chapter.name):
            digest.update(b"\0" + self.course.chapters[name].solution.read_bytes())
        for path in sorted(chapter.suite.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(chapter.suite)).encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()
