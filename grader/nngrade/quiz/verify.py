"""A quiz proves itself: each question can be asked, has one answer, and explains each way to miss it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from nngrade.course import Chapter, Course, CourseError
from nngrade.quiz.answer import Answer
from nngrade.quiz.bank import Quiz, load_quiz, load_quizzes, text_file
from nngrade.quiz.grading import near, same_output
from nngrade.quiz.marking import FreeText
from nngrade.quiz.marking.verify import text_problems
from nngrade.quiz.posed import Posed, pose
from nngrade.quiz.question import (
    AnyQuestion,
    Bug,
    Choice,
    Matching,
    Multiple,
    Numeric,
    Ordering,
    Output,
    ShortText,
    Single,
    TrueFalse,
)
from nngrade.variant import mistakes

SEEDS = range(12)
MOST_CHOICES = 12


def quiz_problems(course: Course, name: str) -> Iterator[str]:
    """Everything that is wrong with a chapter's quiz, each with its cure; nothing where there is no quiz.

    Args:
        course: the course; ids must differ throughout it.
        name: the chapter.
    """
    chapter = course.chapters[name]
    try:
        quiz = load_quiz(chapter)
    except CourseError as error:
        yield f"{error}; see docs/quizzes.md"
        return
    if chapter.facts.quiz_points < 0 or (chapter.facts.quiz_points and not quiz.questions):
        yield "chapter.toml gives quiz_points, but there is no quiz that could earn them: write quiz.toml, or set 0"
    yield from _id_problems(course, quiz)
    for question in quiz.questions:
        yield from (f"quiz.toml, {question.id}: {problem}" for problem in _question_problems(course, chapter, question))


def _id_problems(course: Course, quiz: Quiz) -> Iterator[str]:
    own = [question.id for question in quiz.questions]
    for name in sorted({name for name in own if own.count(name) > 1}):
        yield f"quiz.toml: the id {name} is used twice; give each question its own"
    try:
        others = {
            question.id: chapter
            for chapter, other in load_quizzes(course).items()
            if chapter != quiz.chapter
            for question in other.questions
        }
    except CourseError:
        return  # told where that chapter is verified
    for name in own:
        if name in others:
            yield f"quiz.toml: the id {name} is used in {others[name]} too; give each question its own"


def _question_problems(course: Course, chapter: Chapter, question: AnyQuestion) -> Iterator[str]:
    if not question.id.isidentifier():
        yield "the id must be a plain name, in letters, digits and underscores"
    if not question.text.strip() and not isinstance(question, (Bug, ShortText)):
        yield "it asks nothing: write its text"
    if question.points <= 0:
        yield f"it earns {question.points:g} points: give it more than 0"
    try:
        posed = [pose(course, chapter.name, question, seed) for seed in SEEDS]
    except CourseError as error:
        yield str(error).split(f"question {question.id}: ", 1)[-1]
        return
    yield from _kind_problems(chapter, question, posed)


def _kind_problems(chapter: Chapter, question: AnyQuestion, posed: Sequence[Posed]) -> Iterator[str]:
    match question:
        case Single():
            yield from _choice_problems(question.choices)
        case Multiple():
            yield from _multiple_problems(question.choices)
        case TrueFalse():
            yield from _spoken({"it": question.feedback})
            yield from _choice_problems(question.reasons)
        case Numeric():
            yield from _numeric_problems(question, posed)
        case Output():
            yield from _output_problems(question, posed)
        case Matching():
            yield from _matching_problems(question)
        case Ordering():
            yield from _distinct([item.text for item in question.items], at_least=3)
            yield from _spoken({item.text: item.feedback for item in question.items})
        case Bug():
            yield from _bug_problems(chapter, question)
        case ShortText():
            yield from text_problems(text_file(chapter, question.id))
            yield from _follow_up_problems(posed[0].expected)


def _choice_problems(choices: Sequence[Choice]) -> Iterator[str]:
    yield from _distinct([choice.text for choice in choices], at_least=2)
    rights = sum(choice.right for choice in choices)
    if rights != 1:
        yield f"{rights} choices are right: exactly one must have right = true"
    yield from _spoken({choice.text: choice.feedback for choice in choices if not choice.right})


def _multiple_problems(choices: Sequence[Choice]) -> Iterator[str]:
    yield from _distinct([choice.text for choice in choices], at_least=3)
    rights = sum(choice.right for choice in choices)
    if not 0 < rights < len(choices):
        yield "some choices must be right and some wrong: set right = true on those that are right"
    yield from _spoken({choice.text: choice.feedback for choice in choices})


def _numeric_problems(question: Numeric, posed: Sequence[Posed]) -> Iterator[str]:
    yield from _spoken({"it": question.feedback, **{trap.value: trap.feedback for trap in question.traps}})
    for one in posed:
        if not near(one.expected, one.expected, 0.0):
            yield f"the answer is {one.expected}: no number can be that; mend the expression or its variables"
            return
    if question.variables and len({one.text for one in posed}) < 2:
        yield "every learner gets the same numbers: give its variables more values, and use them in the text"
    for place, trap in enumerate(question.traps):
        if all(near(one.traps[place][0], one.expected, question.tolerance) for one in posed):
            yield f"the trap {trap.value!r} is always the right answer: delete it, or mend the expression"
    yield from _drowned_traps(question, posed)


def _drowned_traps(question: Numeric, posed: Sequence[Posed]) -> Iterator[str]:
    for first, second in combinations(range(len(question.traps)), 2):
        if all(near(one.traps[first][0], one.traps[second][0], question.tolerance) for one in posed):
            yield f"the trap {question.traps[second].value!r} always equals an earlier one: its feedback is never told"


def _output_problems(question: Output, posed: Sequence[Posed]) -> Iterator[str]:
    yield from _spoken({"it": question.feedback, **{trap.value: trap.feedback for trap in question.traps}})
    if not all(one.expected for one in posed):
        yield "the code prints nothing: end it with a print"
    for place, trap in enumerate(question.traps):
        if all(same_output(one.traps[place][0], one.expected) for one in posed):
            yield f"the trap {trap.value!r} is the right output: delete it"


def _matching_problems(question: Matching) -> Iterator[str]:
    yield from _distinct([pair.left for pair in question.pairs], at_least=2)
    yield from _distinct([*{pair.right for pair in question.pairs}, *question.extra], at_least=2)
    yield from _spoken({pair.left: pair.feedback for pair in question.pairs})


def _bug_problems(chapter: Chapter, question: Bug) -> Iterator[str]:
    yield from _spoken({other.id: other.feedback for other in question.others})
    known = {variant.id: variant for variant in mistakes(chapter)}
    yield from _distinct([known[name].explanation for name in (question.mistake, *(o.id for o in question.others))], 2)
    shown = known[question.mistake]
    for other in question.others:
        if other.id in shown.same_as or shown.id in known[other.id].same_as:
            yield f"{other.id} cannot be told from {shown.id}, so both are right: take another mistake"


def _follow_up_problems(asked: FreeText) -> Iterator[str]:
    """What a learner meets after an answer that the marker cannot tell; the rest of the file proves itself."""
    for follow_up in asked.follow_ups:
        where = f"answers/{asked.id}.toml, follow-up to {follow_up.confirms}"
        yield from (f"{where}: {problem}" for problem in _distinct([each.text for each in follow_up.choices], 2))
        yield from (f"{where}: {problem}" for problem in _spoken({c.text: c.feedback for c in follow_up.choices}))


def _distinct(texts: Sequence[str], at_least: int) -> Iterator[str]:
    if not at_least <= len(texts) <= MOST_CHOICES:
        yield f"it offers {len(texts)} things: give from {at_least} to {MOST_CHOICES}"
    plain = [" ".join(text.lower().split()) for text in texts]
    for text in sorted({text for text in plain if plain.count(text) > 1}):
        yield f"{text!r} stands there twice: nobody could tell which one is right"
    if not all(plain):
        yield "something to choose from is empty: write its text"


def _spoken(feedback: dict[str, str]) -> Iterable[str]:
    return [
        f"{f'{name!r}' if name != 'it' else 'a wrong answer'} has no feedback: say what is wrong, and what is right"
        for name, words in feedback.items()
        if not words.strip()
    ]


def right_answer(posed: Posed) -> Answer:
    """The answer that earns everything, for any question that needs no words."""
    question = posed.question
    rights = tuple(number for number, choice in enumerate(posed.choices) if choice.right)
    match question:
        case TrueFalse():
            return Answer(chosen=rights, truth=question.truth)
        case Numeric():
            return Answer(number=posed.expected)
        case Output():
            return Answer(text=posed.expected)
        case Matching() | Ordering():
            return Answer(chosen=posed.key)
        case _:
            return Answer(chosen=rights)
