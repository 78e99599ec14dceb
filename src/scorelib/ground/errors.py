"""Exceptions and diagnostics: every problem has a code, a place and a next step.

ScorelibError
├── DocumentError    a document (ruleset, project, cases) has problems; carries all of them
├── NotFoundError    a ruleset, node or file that is not there
└── WordError        a number, amount, unit or expression that cannot be read; no place yet
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from scorelib.ground.messages import MESSAGES, Level, render_message, render_next_step

__all__ = [
    "Diagnostic",
    "DocumentError",
    "Lang",
    "Location",
    "NotFoundError",
    "ScorelibError",
    "Severity",
    "Text",
    "WordError",
    "freeze_arguments",
]

Lang = Literal["zh", "en"]
Severity = Literal["error", "warning", "question", "info"]


class Text(NamedTuple):
    """The same words in Chinese and English; a language that was not given repeats the other."""

    zh: str
    en: str

    def to(self, lang: Lang) -> str:
        """Return the words in one language.

        >>> Text("优", "Excellent").to("en")
        'Excellent'
        """
        return self.zh if lang == "zh" else self.en


class Location(NamedTuple):
    """A place in a document: file as given by the caller, line and column from 1."""

    file: str
    line: int
    column: int
    end_column: int | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem of a document: what, where, and what to do next.

    `arguments` fill the words of the code in either language, so that a diagnostic can be
    stored, compared and shown later to a reader of another language. `path` names the part of
    the document by its keys (`facts.budget`), for programs that wrote it themselves.

    >>> print(Diagnostic("SL101", (("key", "名称"),), Location("a.yaml", 3, 1)).message("en"))
    unknown key `名称`
    """

    code: str
    arguments: tuple[tuple[str, object], ...] = ()
    location: Location | None = None
    excerpt: str | None = None
    path: str | None = None

    @property
    def severity(self) -> Level:
        return MESSAGES[self.code].severity

    def message(self, lang: Lang) -> str:
        return render_message(self.code, dict(self.arguments), lang)

    def next_step(self, lang: Lang) -> str:
        return render_next_step(self.code, dict(self.arguments), lang)


class ScorelibError(Exception):
    """Anything scorelib refuses: catch this one to catch them all."""


def freeze_arguments(arguments: Mapping[str, object]) -> tuple[tuple[str, object], ...]:
    """Return arguments of a message as a diagnostic keeps them: hashable, in their order."""
    return tuple(
        (name, tuple(value) if isinstance(value, list) else value)
        for name, value in arguments.items()
    )


class DocumentError(ScorelibError):
    """A document cannot be used; `diagnostics` holds every problem found, in document order."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        if not self.diagnostics:
            raise ValueError("a DocumentError says at least one problem")
        super().__init__(self.diagnostics)

    def __str__(self) -> str:
        lines = []
        for each in self.diagnostics:
            place = f"{each.location}: " if each.location else ""
            lines.append(f"{place}{each.code} {each.message('en')} ({each.next_step('en')})")
        return "\n".join(lines)


class WordError(ScorelibError):
    """Some words cannot be read; whoever knows the place turns this into a diagnostic.

    `span` is the offset range of the offending part inside the text that was read.
    """

    def __init__(
        self, code: str, span: tuple[int, int] | None = None, /, **arguments: object
    ) -> None:
        self.code = code
        self.arguments: Mapping[str, object] = dict(freeze_arguments(arguments))
        self.span = span
        super().__init__(code, span, arguments)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild_word_error, (self.code, self.span, dict(self.arguments))

    def __str__(self) -> str:
        return f"{self.code} {render_message(self.code, self.arguments, 'en')}"


def _rebuild_word_error(
    code: str, span: tuple[int, int] | None, arguments: Mapping[str, object]
) -> WordError:
    return WordError(code, span, **arguments)


class NotFoundError(ScorelibError):
    """A ruleset, an edition, a node or a file that is not there."""

    def __init__(self, code: str, /, **arguments: object) -> None:
        self.code = code
        self.arguments: Mapping[str, object] = arguments
        super().__init__(code, arguments)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild_not_found, (self.code, dict(self.arguments))

    def __str__(self) -> str:
        words = render_message(self.code, self.arguments, "en")
        return f"{self.code} {words} ({render_next_step(self.code, self.arguments, 'en')})"


def _rebuild_not_found(code: str, arguments: Mapping[str, object]) -> NotFoundError:
    return NotFoundError(code, **arguments)
