"""Cases as written: read once, tables laid out row by row, each value with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from scorelib.compiler.loading.editions import show_path
from scorelib.compiler.ruleset import Ruleset
from scorelib.ground.errors import Diagnostic, DocumentError
from scorelib.ground.source import Node, locate, read_file
from scorelib.model.project import Case, CasesDocument, CaseTable
from scorelib.model.reader import diagnose_at, read_shape
from scorelib.reading.cases.tables import lay_out_table

__all__ = ["FILE_NAME", "Cases", "LoadedCase", "load_cases", "read_cases"]

FILE_NAME: Final = "cases.yaml"


@dataclass(frozen=True, slots=True)
class LoadedCase:
    """One case, and the tree it was read from: in one of a table every cell keeps its place.

    `path` is where it stands in the file: `cases` and its number, or the row of a table.
    """

    case: Case
    tree: Node = field(repr=False, compare=False)
    path: tuple[str | int, ...]

    @property
    def id(self) -> str:
        """What it is called in its file."""
        return self.case.id


@dataclass(frozen=True, slots=True)
class Cases:
    """All cases beside a ruleset, in the order of the file, and the tree of the file.

    `twice` says of the ids that stand more than once where they do so.
    """

    path: Path
    tree: Node = field(repr=False, compare=False)
    cases: tuple[LoadedCase, ...]
    twice: tuple[tuple[int, Diagnostic], ...] = ()


def load_cases(ruleset: Ruleset) -> Cases:
    """Return the cases beside a ruleset, those of its tables among them.

    Raises `DocumentError`: SL604 where there are none, SL605 to SL607 for tables that do not fit,
    and whatever keeps the file from being read.

    >>> from scorelib.compiler.loading.loader import load_ruleset
    >>> load_cases(load_ruleset("cn/yunnan/self-evaluation@2020")).cases[0].path
    ('cases', 0)
    """
    path = (ruleset.path or Path()).with_name(FILE_NAME)
    if not path.is_file():
        raise DocumentError([diagnose_at("SL604", ruleset.tree, (), path=path.as_posix())])
    return read_cases(path, read_file(path, show_path(path)))


def read_cases(path: Path, tree: Node) -> Cases:
    """Return the cases of a tree that was read from a file. Raises `DocumentError`."""
    reading = read_shape(CasesDocument, tree)
    if reading.model is None or reading.problems:
        raise DocumentError(reading.problems)
    found = [
        LoadedCase(case, locate(tree, ("cases", index)), ("cases", index))
        for index, case in enumerate(reading.model.cases)
    ]
    problems: list[Diagnostic] = []
    for index, table in enumerate(reading.model.tables):
        found += _read_table(tree, index, table, problems)
    if problems:
        raise DocumentError(dict.fromkeys(problems))
    return Cases(path, tree, tuple(found), tuple(_find_twice(found)))


def _read_table(
    tree: Node, index: int, table: CaseTable, problems: list[Diagnostic]
) -> Iterator[LoadedCase]:
    """Yield the cases of a table, after noting what is wrong with it."""
    path = ("tables", index)
    laid_out, found = lay_out_table(locate(tree, path), table)
    problems += found
    for row, each in enumerate(laid_out):
        reading = read_shape(Case, each)
        problems += reading.problems
        if reading.model is not None and not reading.problems:
            yield LoadedCase(reading.model, each, (*path, "rows", row))


def _find_twice(cases: list[LoadedCase]) -> Iterator[tuple[int, Diagnostic]]:
    """Yield what is wrong with a case whose id another one before it has."""
    seen = set[str]()
    for index, each in enumerate(cases):
        if each.id in seen:
            yield index, diagnose_at("SL603", each.tree, ("id",), case=each.id)
        seen.add(each.id)
