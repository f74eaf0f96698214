"""A course folder for nbgrader: its config, and an assignment a chapter."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.nbgraderformat import MetadataValidator

from nngrade.course import Chapter, Course, CourseError, load_course
from nngrade.files import write_atomically
from nngrade.nbgrader.assignment import assignment_cells, to_notebook
from nngrade.nbgrader.merging import Merged, Notebook, merge
from nngrade.nbgrader.opening import CONFIG, gradebook_url
from nngrade.suite.session import SuiteSession

CONFIG_TEXT = '''"""Written once by `nngrade nbgrader init`; yours to change."""

from pathlib import Path

from nngrade.nbgrader.config import configure

c = get_config()
c.CourseDirectory.course_id = {course!r}
c.CourseDirectory.root = str(Path(__file__).parent)
configure(c)  # grades with the course's suites, without a kernel

c.GradeWithoutKernel.seed = {seed}  # every input is drawn from it: same seed, same scores
# c.GradeWithoutKernel.disclose = "open"  # show inputs and expected values in the feedback
# c.GradeWithoutKernel.jobs = 4  # processes; one a core if not given
{folder}'''


class Made(msgspec.Struct, frozen=True):
    """What became of one assignment.

    Attributes:
        name: the assignment's, which is its chapter's.
        state: `new`, `updated` or `unchanged`.
        merged: its notebook.
    """

    name: str
    state: str
    merged: Merged


def make_course(root: Path, chapters: Sequence[str] = (), course_folder: Path | None = None) -> Iterator[Made]:
    """Make a course folder, or bring one up to date.

    Args:
        root: the folder.
        chapters: for which to make assignments; none means all.
        course_folder: of another course than the built-in one.

    Returns:
        What became of each assignment, as it is written. Raises `CourseError` where the folder or the course cannot be used.
    """
    course = load_course(course_folder)
    wanted = _known(course, chapters)
    root.mkdir(parents=True, exist_ok=True)
    if not (root / CONFIG).exists():
        write_atomically(root / CONFIG, config_text(course.name, course_folder).encode())
    points = function_points(course, wanted)
    for name in wanted:
        yield _make_assignment(root, course, course.chapters[name], points[name])


def config_text(course: str, folder: Path | None) -> str:
    """The config of a new course folder."""
    line = "" if folder is None else f"c.GradeWithoutKernel.course = {str(folder.resolve())!r}\n"
    return CONFIG_TEXT.format(course=course, seed=secrets.randbits(32), folder=line)


def function_points(course: Course, chapters: Sequence[str]) -> dict[str, dict[str, float]]:
    """What the checks of each function earn together, by chapter."""
    session = SuiteSession(course, chapters)
    try:
        sums: dict[str, dict[str, float]] = {name: {} for name in chapters}
        for name in chapters:
            for check in session.checks[name]:
                if check.function not in course.chapters[name].facts.functions:
                    raise CourseError(
                        f"{name}: {check.id} belongs to {check.function}, which chapter.toml does not list"
                    )
                sums[name][check.function] = sums[name].get(check.function, 0.0) + float(check.points)
        return sums
    finally:
        session.close()


def _known(course: Course, chapters: Sequence[str]) -> list[str]:
    for name in chapters:
        if name not in course.chapters:
            raise CourseError(f"there is no chapter {name}: the course has {', '.join(course.chapters)}")
    return [name for name in course.chapters if not chapters or name in chapters]


def _make_assignment(root: Path, course: Course, chapter: Chapter, points: dict[str, float]) -> Made:
    path = root / "source" / chapter.name / f"{chapter.name}.ipynb"
    new = to_notebook(assignment_cells(chapter, points), course.name)
    merged = merge(new, _read(path), recorded_cells(root, chapter.name))
    notebook = nbformat.from_dict(merged.notebook)
    MetadataValidator().validate_nb(notebook)
    nbformat.validate(notebook)
    data = (json.dumps(merged.notebook, indent=1, ensure_ascii=False) + "\n").encode()
    if path.is_file() and path.read_bytes() == data:
        return Made(chapter.name, "unchanged", merged)
    state = "updated" if path.is_file() else "new"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, data)
    return Made(chapter.name, state, merged)


def _read(path: Path) -> Notebook | None:
    if not path.is_file():
        return None
    try:
        made: Notebook = json.loads(
            nbformat.writes(nbformat.read(path, as_version=4))
        )  # plain data, whatever its format was
        for cell in made["cells"]:
            cell["source"] = "".join(cell["source"])
        return made
    except Exception as error:  # what nbformat raises depends on what is wrong
        raise CourseError(f"{path} cannot be read ({error}): mend it, or move it away to have it made anew") from None


def recorded_cells(root: Path, assignment: str) -> set[str] | None:
    """Ids that nbgrader has recorded for an assignment to which there are submissions; None where it may still change."""
    url = gradebook_url(root)
    if url is None:
        return None
    with Gradebook(url) as gradebook:
        try:
            notebook = gradebook.find_notebook(assignment, assignment)
        except MissingEntry:
            return None
        return {cell.name for cell in notebook.source_cells} if notebook.submissions else None
