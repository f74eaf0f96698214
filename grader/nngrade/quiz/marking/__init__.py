"""Free-text answers marked by rules, with the words that earned each point, and without guessing."""

from nngrade.quiz.marking.marking import Marking, mark
from nngrade.quiz.marking.question import FollowUp, FreeText, QuestionError, load_question

__all__ = ["FollowUp", "FreeText", "Marking", "QuestionError", "load_question", "mark"]
