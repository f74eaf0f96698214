"""Fixtures: the small course with a quiz of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from nngrade.course import Course
from nngrade.quiz.posed import Posed
from tests.quiz.small_quiz import make_quiz_course, posed_by_id


@pytest.fixture
def small(tmp_path: Path) -> Course:
    return make_quiz_course(tmp_path)


@pytest.fixture
def posed(small: Course) -> dict[str, Posed]:
    return posed_by_id(small)
