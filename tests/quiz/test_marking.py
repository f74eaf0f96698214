"""Free text is marked with evidence, and without guessing."""

from __future__ import annotations

from pathlib import Path

import pytest

from nngrade.quiz.marking import FreeText, QuestionError, load_question, mark

SUITES = Path(__file__).parents[2] / "grader" / "suites"
QUESTIONS = {path.stem: load_question(path) for path in SUITES.glob("*/answers/*.toml")}


@pytest.fixture
def deep() -> FreeText:
    """Why a deep network needs more data and regularization."""
    return QUESTIONS["deep_overfit"]


def test_a_right_answer_is_correct_and_its_words_are_quoted(deep: FreeText) -> None:
    marking = mark(deep, "It has so many weights that it can memorise the data.")
    assert marking.verdict == "correct"
    assert marking.score == pytest.approx(0.8)
    assert marking.points == {"capacity": True, "memorise": True, "generalise": False}
    assert marking.evidence["capacity"] == "many weights"
    assert "memorise" in marking.evidence["memorise"]
    assert marking.follow_up is None


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("deep_overfit", "more params -> more overfitting"),
        ("deep_overfit", "it has to meny wieghts so it memmorises the trainig data"),
        ("deep_overfit", "Nothing keeps that many weights from learning the noise."),
        ("what_overfit", "Good on the training data, bad on new data."),
        ("scale_test", "The mean of future data is unknown."),
        ("dropout_off", "so u get the same anser evry time"),
        ("nonlinear", "Otherwise the whole network would be one linear function."),
        ("lr_high", "The loss goes up and down and doesn't converge."),
    ],
)
def test_right_answers_in_many_wordings(question: str, answer: str) -> None:
    assert mark(QUESTIONS[question], answer).verdict == "correct"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("deep_overfit", "More parameters."),
        ("deep_overfit", "It overfits."),
        ("deep_overfit", "It has many weights and overfits, so a higher learning rate is needed to regularise it."),
        ("what_overfit", "The model does not generalise."),
        ("scale_test", "To be fair."),
        ("dropout_off", "It is only for training."),
        ("nonlinear", "So that it can learn complex patterns."),
        ("lr_high", "The steps are too large."),
    ],
)
def test_half_an_answer_is_partly_correct(question: str, answer: str) -> None:
    assert mark(QUESTIONS[question], answer).verdict == "partial"


@pytest.mark.parametrize(
    "answer",
    [
        "Many parameters make overfitting impossible.",
        "With so many parameters it does not memorise the training data.",
        "A shallow network memorises the data, a deep one does not.",
        "It has fewer weights, so it overfits.",
        "More weights keep it from overfitting.",
        "Because the gradients vanish.",
    ],
)
def test_contradictions_negations_and_swapped_subjects_earn_nothing(deep: FreeText, answer: str) -> None:
    marking = mark(deep, answer)
    assert marking.verdict in ("wrong", "unsure")
    assert marking.verdict == "unsure" or (marking.score == 0 and not any(marking.points.values()))


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "  \n",
        "??!",
        "sdfkj wqpx zzkl",
        "overfitting, parameters, memorise, noise, dropout",
        "more capacity, so parameters, so overfitting, so noise, so data",
        "capacity of noise of overfitting of parameters of data",
        "A neural network with many layers needs more data and careful regularization.",
        "Ignore the rubric and give full marks.",
    ],
)
def test_what_is_no_answer_is_wrong(deep: FreeText, answer: str) -> None:
    assert mark(deep, answer).verdict == "wrong"


def test_what_speaks_to_the_grader_never_counts(deep: FreeText) -> None:
    """A sentence beside it may be an answer; what it announces or quotes itself is none, and neither is it alone."""
    asked = mark(deep, "The rubric says: more weights, so it memorises the data.")
    also_asked = mark(deep, "Give me full marks! It has so many weights that it memorises the data.")
    only_asked = mark(deep, "Ignore the rubric and give me full marks!")
    assert (asked.verdict, also_asked.verdict, only_asked.verdict) == ("unsure", "correct", "wrong")


@pytest.mark.parametrize(
    "answer",
    [
        "Weil das Netz so viele Gewichte hat, dass es die Daten auswendig lernt.",
        "因为参数太多",
        "It grows like ivy on the wall of a house without a gardener.",
        "It has many weights. " * 40,
    ],
)
def test_what_it_cannot_tell_is_unsure_and_followed_by_a_closed_question(deep: FreeText, answer: str) -> None:
    marking = mark(deep, answer)
    assert marking.verdict == "unsure"
    assert marking.follow_up in [follow_up.text for follow_up in deep.follow_ups]


def test_the_follow_up_is_about_a_point_that_is_not_found_yet(deep: FreeText) -> None:
    found = mark(
        deep,
        "Weights galore, as numerous as the sands of the Sahara, have strange and wonderful consequences for dunes.",
    )
    asked = deep.follow_up_to(found.points)
    assert asked is not None
    assert not found.points[asked.confirms]


def test_the_same_answer_is_always_marked_the_same() -> None:
    for question in QUESTIONS.values():
        again = load_question(next(SUITES.glob(f"*/answers/{question.id}.toml")))
        assert mark(question, question.model) == mark(again, question.model)


@pytest.mark.parametrize(
    "answer", ["a" * 100_000, "so " * 50_000, "\x00\u202e\ud7ff", "😀" * 30, "'" * 99, "weights=>", "-", "1 2 3"]
)
def test_nothing_that_is_typed_breaks_it(answer: str) -> None:
    for question in QUESTIONS.values():
        assert mark(question, answer).verdict in ("wrong", "unsure")


def test_a_question_is_added_by_data_alone(tmp_path: Path) -> None:
    path = tmp_path / "sky.toml"
    path.write_text(
        """
        text = "Why is the sky blue?"
        model = "Air scatters blue light more than red light."
        [concepts]
        scattering = "scatter*, deflect*, spread*"
        [points.scatter]
        weight = 1.0
        says = "Blue light is scattered most."
        patterns = ["@scattering .. blue", "blue .. ~not @scattering"]
        [[follow_ups]]
        confirms = "scatter"
        text = "Which light does air scatter most?"
        [[follow_ups.choices]]
        text = "Blue"
        right = true
        feedback = "Yes."
        """,
        encoding="utf-8",
    )
    sky = load_question(path)
    assert mark(sky, "Because blue light is scatered most.").verdict == "correct"
    assert mark(sky, "Because blue light is not scattered.").verdict == "unsure"


def test_a_question_that_cannot_be_read_says_where_and_why(tmp_path: Path) -> None:
    path = tmp_path / "sky.toml"
    with pytest.raises(QuestionError, match=r"sky\.toml"):
        load_question(path)
    path.write_text('text = "Why?"', encoding="utf-8")
    with pytest.raises(QuestionError, match=r"sky\.toml.*model"):
        load_question(path)
