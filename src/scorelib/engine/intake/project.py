"""Projects as loaded: from a file, a folder, or a mapping of another program."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from scorelib.ground.errors import Diagnostic, DocumentError, NotFoundError, Text, freeze_arguments
from scorelib.ground.source import (
    MAX_DEPTH,
    MappingNode,
    Node,
    is_file,
    is_folder,
    read_document,
    read_file,
)
from scorelib.model.fields import Period
from scorelib.model.project import ProjectDocument
from scorelib.model.reader import diagnose_at, diagnose_key, read_shape
from scorelib.words.numbers import MAX_DIGITS, count_places, print_number

__all__ = ["Project", "examine_project", "load_project", "read_project"]

FILE_NAME = "project.yaml"


@dataclass(frozen=True, slots=True)
class Project:
    """A project document that has the right shape, and the tree that knows its lines.

    `left_out` are the parts that could not be read and are not in the document.
    """

    document: ProjectDocument
    tree: Node = field(repr=False, compare=False)
    left_out: frozenset[tuple[str | int, ...]] = field(
        default=frozenset(), repr=False, compare=False
    )

    def judged_on(self, day: date) -> Project:
        """Return the same project, judged on another day."""
        changed = self.document.model_copy(update={"evaluated_on": Period(day, day)})
        return Project(changed, self.tree, self.left_out)


def load_project(source: str | Path | Mapping[str, Any]) -> Project:
    """Return a project from its YAML or JSON file, its folder, or a mapping.

    In a mapping numbers are int, Decimal, Fraction or text; a float is refused, since its text
    is not known. Raises `NotFoundError` (SL903) and `DocumentError` with every problem.

    >>> load_project({"scorelib": 1, "project": {"id": "a", "name": "甲"},
    ...               "assessed_period": "2021", "evaluated_on": "2022-01"}).document.project.id
    'a'
    """
    if isinstance(source, Mapping):
        text = json.dumps(_to_text(source, "project"), ensure_ascii=False, indent=1)
        return read_project(read_document(text, "<project>"))
    path = Path(source)
    if is_folder(path):
        if not is_file(path / FILE_NAME):
            raise NotFoundError("SL910", path=path.as_posix(), names=(FILE_NAME,))
        path = path / FILE_NAME
    if not is_file(path):
        raise NotFoundError("SL903", path=path.as_posix())
    return read_project(read_file(path))


def read_project(tree: Node) -> Project:
    """Return the project that a tree holds. Raises `DocumentError`."""
    project, problems = examine_project(tree)
    if project is None or problems:
        raise DocumentError(problems)
    return project


_STAND_INS = {
    "scorelib": "1",
    "project": {"id": "x", "name": "?"},
    "assessed_period": "2000",
    "evaluated_on": "2000-01-01",
}


def examine_project(tree: Node) -> tuple[Project | None, tuple[Diagnostic, ...]]:
    """Return a project without the parts that cannot be read, and the problems of these."""
    if isinstance(tree, MappingNode) and "project" not in tree.values:
        wanted = Text("项目文件", "project")
        return None, (diagnose_at("SL120", tree, (), wanted=wanted),)
    reading = read_shape(ProjectDocument, tree, _STAND_INS)
    if reading.model is None:
        return None, reading.problems
    project = Project(reading.model, tree, reading.pruned)
    found = (*reading.problems, *_check_choice(project))
    return project, tuple(sorted(found, key=lambda each: each.location or ("", 0, 0)))


def _check_choice(project: Project) -> Iterator[Diagnostic]:
    """Yield what is wrong with how a project chooses its ruleset: `rules` looks one up by place."""
    head = project.document
    if head.rules is None:
        return
    if head.ruleset is not None:
        words = {"first": "ruleset", "second": "rules"}
        yield diagnose_key("SL117", project.tree, ("rules",), **words)
    if head.jurisdiction is None and ("jurisdiction",) not in project.left_out:
        yield diagnose_key("SL103", project.tree, ("rules",), key="jurisdiction")


def _to_text(value: Any, place: str, depth: int = 0) -> Any:
    """Return a Python value with every scalar as the text a person would write."""
    if depth > MAX_DEPTH:
        raise DocumentError([Diagnostic("SL013", (("most", MAX_DEPTH),))])
    if isinstance(value, Mapping):
        return {
            str(key): _to_text(each, f"{place}.{key}", depth + 1) for key, each in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_to_text(each, f"{place}.{i}", depth + 1) for i, each in enumerate(value)]
    return _print_scalar(value, place)


def _print_scalar(value: Any, place: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        if value.bit_length() > 4 * MAX_DIGITS:
            words = (("digits", f">{MAX_DIGITS}"), ("most", MAX_DIGITS))
            raise DocumentError([Diagnostic("SL206", words)])
        return str(value)
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, Decimal) and value.is_finite():
        return format(value, "f")
    if isinstance(value, Fraction) and count_places(value) is not None:
        return print_number(value)
    arguments = {"place": place, "type": type(value).__name__, "value": str(value)[:40]}
    raise DocumentError([Diagnostic("SL415", freeze_arguments(arguments))])
