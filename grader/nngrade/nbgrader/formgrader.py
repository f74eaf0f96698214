"""Suggestions in the boxes of nbgrader's formgrader.

They are put on the page alone: the gradebook gets what a person saves from there. A formgrader that was started without the
course's config shows empty boxes, which misleads nobody.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nbgrader.api import MissingEntry

from nngrade.nbgrader.settling import settle_one
from nngrade.nbgrader.suggestions import Entry, Key, bare, read_log

_MATHJAX = re.compile(r'https://cdnjs\.cloudflare\.com/ajax/libs/mathjax/2[^"]*')

Change = Callable[[Any, str], str]


def prepare_formgrader() -> None:
    """Let the formgrader of this process, if it is one, show suggestions and load MathJax from where it runs itself."""
    package = "nbgrader.server_extensions.formgrader"
    if f"{package}.apihandlers" not in sys.modules:
        return
    api, pages = sys.modules[f"{package}.apihandlers"], sys.modules[f"{package}.handlers"]
    _answer_with(api.GradeCollectionHandler, _with_suggested_scores)
    _answer_with(api.CommentCollectionHandler, _with_suggested_comments)
    _answer_with(api.GradeHandler, _after_grading)
    _answer_with(api.CommentHandler, _after_commenting)
    _answer_with(pages.SubmissionHandler, _with_own_mathjax)


def _answer_with(handler: Any, change: Change) -> None:
    """Let a handler of pages change what it answers, once."""
    if "write" in vars(handler):
        return
    inherited = handler.write

    def write(self: Any, chunk: Any) -> None:
        inherited(self, change(self, chunk) if isinstance(chunk, str) and self.get_status() == 200 else chunk)

    handler.write = write


def _with_suggested_scores(handler: Any, answer: str) -> str:
    grades, waiting = json.loads(answer), _waiting(handler)
    for grade in grades:
        if (entry := waiting.get(_key(grade))) and grade["needs_manual_grade"] and grade["manual_score"] is None:
            grade["manual_score"] = entry.score
    return json.dumps(grades)


def _with_suggested_comments(handler: Any, answer: str) -> str:
    comments, waiting = json.loads(answer), _waiting(handler)
    for comment in comments:
        entry = waiting.get(_key(comment))
        if entry and comment["manual_comment"] is None and _is_unmarked(handler.gradebook, comment):
            comment["manual_comment"] = entry.comment
    return json.dumps(comments)


def _is_unmarked(gradebook: Any, comment: dict[str, Any]) -> bool:
    try:
        grade = gradebook.find_grade(*(comment[name] for name in ("name", "notebook", "assignment", "student")))
    except MissingEntry:
        return False
    return bool(grade.needs_manual_grade and grade.manual_score is None)


def _after_grading(handler: Any, answer: str) -> str:
    """A person has saved a mark: what was suggested is settled."""
    settle_one(Path(handler.coursedir.root), handler.gradebook, _key(json.loads(answer)))
    return answer


def _after_commenting(handler: Any, answer: str) -> str:
    """A person has saved a comment: it is theirs, even where it still begins with the mark of a suggestion."""
    saved = json.loads(answer)
    if bare(saved["manual_comment"]) != saved["manual_comment"]:
        comment = handler.gradebook.find_comment_by_id(saved["id"])
        comment.manual_comment = bare(comment.manual_comment)
        handler.gradebook.db.commit()
        return json.dumps(comment.to_dict())
    return answer


def _with_own_mathjax(handler: Any, page: str) -> str:
    """Nbgrader's page shows no marks before MathJax is loaded, for which it names a public host."""
    if "jupyter_server_mathjax" not in handler.mathjax_url:
        return page
    return _MATHJAX.sub(f"{handler.mathjax_url}?config={handler.settings['mathjax_config']}", page)


def _waiting(handler: Any) -> dict[Key, Entry]:
    return {key: entry for key, entry in read_log(Path(handler.coursedir.root)).items() if entry.waits}


def _key(about: dict[str, Any]) -> Key:
    """Which answer a grade or comment of nbgrader is about."""
    return about["assignment"], about["student"], about["name"]
