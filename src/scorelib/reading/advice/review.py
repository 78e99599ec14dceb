"""A document checked and, where it is a ruleset without problems, advised on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.engine.intake.project import FILE_NAME
from scorelib.ground.errors import Diagnostic, Text
from scorelib.ground.source import MappingNode, is_file, is_folder, read_file
from scorelib.reading.advice.listing import advise_ruleset
from scorelib.reading.projects import check_named, is_form

__all__ = ["Notice", "Review", "is_ruleset", "review_document"]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to be told of a document; `because` is why its author accepts it."""

    diagnostic: Diagnostic
    because: Text | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """What a check found in one document.

    `problems` keep it from being used, `notes` are what a reader of a form should know. `advice`
    is given where there are no problems; `accepted` is what its author lets stand. `below` are
    the layers that a ruleset is laid over: what they write is advised on there.
    """

    name: str
    problems: tuple[Diagnostic, ...] = ()
    notes: tuple[Diagnostic, ...] = ()
    advice: tuple[Diagnostic, ...] = ()
    accepted: tuple[Notice, ...] = ()
    below: tuple[str, ...] = ()

    def list_notices(self, *, accepted: bool = False) -> tuple[Notice, ...]:
        """Return everything to be told, problems first; with what is accepted, where asked for."""
        plain = (Notice(each) for each in (*self.problems, *self.notes, *self.advice))
        return (*plain, *(self.accepted if accepted else ()))


def review_document(name: str, roots: Sequence[Path] = (), *, advise: bool = True) -> Review:
    """Return the problems of a ruleset, project, file of cases or form, and advice on a ruleset.

    Raises `NotFoundError` for what is not there.

    >>> review_document("cn/mof/self-evaluation@2020").problems
    ()
    """
    checked = check_named(name, roots)
    if checked.problems or not advise or not is_ruleset(name):
        return Review(name, checked.problems, checked.notes)
    ruleset = load_ruleset(name, roots=roots)
    found = advise_ruleset(ruleset, compile_ruleset(ruleset), roots)
    accepted = tuple(Notice(each.advice, each.because) for each in found.accepted)
    return Review(name, (), checked.notes, found.opened, accepted, found.below)


def is_ruleset(name: str) -> bool:
    """Return whether a name or path leads to a ruleset, judging by the keys of its document.

    Raises `DocumentError` for a file that cannot be read.
    """
    path = Path(name)
    if is_form(path) or (is_folder(path) and is_file(path / FILE_NAME)):
        return False
    tree = read_file(path) if is_file(path) else None
    keys = tree.values.keys() if isinstance(tree, MappingNode) else frozenset[str]()
    return not {"project", "cases"} & keys
