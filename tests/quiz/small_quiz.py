"""A quiz with one question of each kind that needs no words, for the small course."""

from __future__ import annotations

from pathlib import Path

from nngrade.course import Course, load_course
from nngrade.quiz.bank import load_quiz
from nngrade.quiz.posed import Posed, pose
from tests.small_course import make_course

QUIZ = """
[[questions]]
kind = "single"
id = "one"
text = "How much is 1 + 1?"
why = "One and one more."
choices = [
  { text = "2", right = true },
  { text = "1", feedback = "That is one of them alone." },
  { text = "11", feedback = "Add, do not write side by side." },
]

[[questions]]
kind = "multiple"
id = "many"
text = "Which numbers are even?"
choices = [
  { text = "2", right = true, feedback = "2 is even." },
  { text = "4", right = true, feedback = "4 is even." },
  { text = "3", feedback = "3 is odd." },
]

[[questions]]
kind = "truefalse"
id = "truth"
text = "2 is odd."
truth = false
feedback = "2 can be halved."
reasons = [
  { text = "It can be halved", right = true },
  { text = "It is small", feedback = "Size does not matter." },
]

[[questions]]
kind = "numeric"
id = "number"
text = "How many centimetres are twice $metres metres (one is $once cm, for $$1)?"
variables = { metres = [1.5, 2.5, 4.0] }
derived = { once = "100 * metres" }
answer = "100 * twice([metres])[0]"
unit = "cm"
units = { m = 100 }
tolerance = 0.5
traps = [{ value = "once", feedback = "You forgot to double." }]
feedback = "Double it, then times 100."

[[questions]]
kind = "matching"
id = "match"
text = "What belongs together?"
pairs = [
  { left = "cat", right = "purrs", feedback = "Cats purr." },
  { left = "dog", right = "barks", feedback = "Dogs bark." },
]
extra = ["sings"]

[[questions]]
kind = "ordering"
id = "order"
text = "Count."
items = [
  { text = "one", feedback = "Counting starts at one." },
  { text = "two", feedback = "Two follows one." },
  { text = "three", feedback = "Three follows two." },
]

[[questions]]
kind = "output"
id = "prints"
text = "What does this print?"
code = "print(np.array(twice([$n, 1.0])))"
variables = { n = [2, 3] }
traps = [{ value = "[$n, 1]", feedback = "Nothing was doubled." }]
feedback = "Double each."

[[questions]]
kind = "bug"
id = "bug"
mistake = "CNT1"
others = [{ id = "TWI1", feedback = "Nothing is doubled here." }]
"""


def make_quiz_course(folder: Path, quiz: str = QUIZ) -> Course:
    """The small course with a quiz."""
    root = make_course(folder)
    (root / "suites" / "counter" / "quiz.toml").write_text(quiz, encoding="utf-8")
    return load_course(root)


def posed_by_id(course: Course, seed: int = 5) -> dict[str, Posed]:
    """The quiz's questions as one learner meets them."""
    questions = load_quiz(course.chapters["counter"]).questions
    return {question.id: pose(course, "counter", question, seed) for question in questions}


def letter_of(posed: Posed, text: str) -> str:
    """The letter of a choice by the beginning of its text."""
    place = next(number for number, choice in enumerate(posed.choices) if choice.text.startswith(text))
    return "abcdefghijkl"[place]
