"""Pairs of submissions whose code is alike beyond the stub and what most of the class writes: a list to look at, never a verdict."""

from __future__ import annotations

import builtins
import io
import keyword
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import msgspec

from nngrade.course import Course
from nngrade.submission import Submission

ALIKE = 0.9
"""Share of equal tokens, in order, from which a pair is listed."""
MIN_TOKENS = 40
"""Tokens that must be left of a module: shorter ones are alike by nature."""
COMMON = 0.2
"""A line that this share of the class writes is obvious."""
MAX_SHARED = 30
"""Lines that more submissions than this share lead to no pair of their own."""

Line = tuple[str, ...]
Found = tuple[str, str, str, float]
"""Chapter, submission, other submission, share of equal tokens."""

_KEPT = frozenset(keyword.kwlist) | frozenset(dir(builtins))
_SKIPPED = {tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER}


class Work(msgspec.Struct, frozen=True):
    """What is a learner's own of a module.

    Attributes:
        name: whose.
        lines: its logical lines, normalised.
    """

    name: str
    lines: tuple[Line, ...]


def find_alike(submissions: Iterable[Submission], course: Course, chapters: Sequence[str]) -> list[Found]:
    """Pairs of submissions that are alike, the closest first.

    Args:
        submissions: read one by one.
        course: the stubs, whose lines do not count.
        chapters: which to compare.
    """
    works: dict[str, list[Work]] = {name: [] for name in chapters}
    stubs = {name: frozenset(normalised(course.chapters[name].stub.read_text(encoding="utf-8"))) for name in chapters}
    for submission in submissions:
        for name in chapters:
            text = submission.modules.get(name)
            if text is not None:
                lines = tuple(line for line in normalised(text) if line not in stubs[name])
                works[name].append(Work(submission.name, lines))
    found = [pair for name in chapters for pair in _pairs(name, _without_obvious(works[name]))]
    return sorted(found, key=lambda pair: (-pair[3], pair[:3]))


def normalised(text: str) -> Iterator[Line]:
    """A module's logical lines with every name and text of its own replaced by a sign; nothing where it cannot be read."""
    line: list[str] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.NEWLINE:
                if line and line != ["text"]:  # a docstring says nothing
                    yield tuple(line)
                line = []
            elif token.type not in _SKIPPED:
                line.append(_sign(token))
    except (tokenize.TokenError, SyntaxError):
        return


def _sign(token: tokenize.TokenInfo) -> str:
    if token.type == tokenize.NAME and token.string not in _KEPT:
        return "name"
    return "text" if token.type == tokenize.STRING else token.string


def _without_obvious(works: list[Work]) -> list[Work]:
    """The same without lines that much of the class writes."""
    count = Counter(line for work in works for line in set(work.lines))
    most = max(3, COMMON * len(works))
    kept = [Work(work.name, tuple(line for line in work.lines if count[line] <= most)) for work in works]
    return [work for work in kept if sum(map(len, work.lines)) >= MIN_TOKENS]


def _pairs(chapter: str, works: list[Work]) -> Iterator[Found]:
    from rapidfuzz.distance import LCSseq

    for one, other in _candidates(works):
        tokens = [[token for line in works[place].lines for token in line] for place in (one, other)]
        share = LCSseq.normalized_similarity(*tokens, score_cutoff=ALIKE)
        if share >= ALIKE:
            yield chapter, works[one].name, works[other].name, share


def _candidates(works: list[Work]) -> list[tuple[int, int]]:
    """Pairs that share a line which few others have: comparing all pairs of a large class would take hours."""
    places: dict[Line, list[int]] = defaultdict(list)
    for place, work in enumerate(works):
        for line in set(work.lines):
            places[line].append(place)
    return sorted({pair for found in places.values() if len(found) <= MAX_SHARED for pair in combinations(found, 2)})
