"""Generated classes: right, wrong and broken submissions of the assignment, the same for the same number."""

from __future__ import annotations

import random
from pathlib import Path

from nngrade.course import load_course
from nngrade.variant import mistakes

ASSIGNMENT = Path(__file__).with_name("assignment")
CHAPTER = "parts"
RIGHT = 0.4
"""Share of submissions that are right; each other has one or two mistakes."""


def texts(count: int) -> list[str]:
    """Sources of so many submissions; no two are equal."""
    chapter = load_course(ASSIGNMENT).chapters[CHAPTER]
    known = mistakes(chapter)
    draw = random.Random(count)
    made = []
    for number in range(count):
        body = chapter.solution_text
        if draw.random() > RIGHT:
            for variant in draw.sample(known, draw.choice([1, 1, 2])):
                body += variant.source[len(variant.base) :]
        made.append(f"{body}\n\n# the work of learner {number}\n")
    return made


def make_class(folder: Path, count: int) -> Path:
    """Write a class, a folder a submission; the folder of the class."""
    for number, text in enumerate(texts(count)):
        place = folder / f"learner{number:05}"
        place.mkdir(parents=True)
        (place / f"{CHAPTER}.py").write_text(text, encoding="utf-8")
    return folder
