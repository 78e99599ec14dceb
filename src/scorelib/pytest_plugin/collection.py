"""Cases as pytest sees them: a file with an item for each, and failures in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import pytest

from scorelib.cli.terminal import choose_lang
from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.ground.errors import Diagnostic, DocumentError, NotFoundError
from scorelib.reading.cases.judging import judge_cases
from scorelib.reading.cases.loading import Cases, load_cases
from scorelib.writing.text import print_diagnostic

__all__ = ["CaseItem", "CasesFile"]


class CaseError(Exception):
    """What a case says when it fails: every difference, with its place."""

    def __init__(self, problems: Sequence[Diagnostic]) -> None:
        self.problems = tuple(problems)
        super().__init__(len(self.problems))


class CasesFile(pytest.File):
    """The cases beside one ruleset; they are scored together, when the first of them runs."""

    cases: Cases
    _outcomes: dict[int, Sequence[Diagnostic]] | None = None

    def collect(self) -> Iterable[CaseItem]:
        """Yield an item for each case and each row of a table."""
        try:
            roots = tuple(map(Path, self.config.getini("scorelib_rulesets")))
            self._ruleset = load_ruleset(self.path.parent, roots=roots)
            self.cases = load_cases(self._ruleset)
        except (DocumentError, NotFoundError) as error:
            raise self.CollectError(_print_error(error)) from None
        for index, loaded in enumerate(self.cases.cases):
            yield CaseItem.from_parent(self, name=loaded.case.id, index=index)

    def judge(self, index: int) -> Sequence[Diagnostic]:
        """Return the problems of one case. Raises `DocumentError` where the rules have some."""
        if self._outcomes is None:
            found = judge_cases(compile_ruleset(self._ruleset), self.cases)
            self._outcomes = {each.index: each.problems for each in found}
        return self._outcomes[index]


class CaseItem(pytest.Item):
    """One case: it passes where it has no problems."""

    def __init__(self, *, index: int, **known: Any) -> None:
        super().__init__(**known)
        self.index = index

    def runtest(self) -> None:
        """Hold the case against what comes out."""
        file = self.parent
        assert isinstance(file, CasesFile)
        try:
            problems = file.judge(self.index)
        except DocumentError as error:
            problems = error.diagnostics
        if problems:
            raise CaseError(problems)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return the diagnostics as text; anything else as pytest shows it."""
        if isinstance(excinfo.value, CaseError):
            return _print_all(excinfo.value.problems)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[PathLike[str], int | None, str]:
        """Return the file and the line (from 0) at which the case stands."""
        file = self.parent
        assert isinstance(file, CasesFile)
        place = file.cases.cases[self.index].tree.location
        return self.path, place.line - 1, f"{file.path.parent.name}: {self.name}"


def _print_all(problems: Sequence[Diagnostic]) -> str:
    return "\n".join(print_diagnostic(each, choose_lang(None)) for each in problems)


def _print_error(error: DocumentError | NotFoundError) -> str:
    return str(error) if isinstance(error, NotFoundError) else _print_all(error.diagnostics)
