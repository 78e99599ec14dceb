"""Edits of a text, each with the reason why it is safe.

What is mended, and why nothing else can be meant:

- full-width punctuation where YAML needs its own (`budget：10万元`, `，` between brackets): the
  document cannot be read with it, and the sign has one plain form;
- a colon without the space behind it, where a mapping must stand;
- full-width digits and signs in a number or a formula: these are refused, and have one plain form;
- `scorelib: 1` at the head of a whole ruleset: there is one version of the format;
- the comment that names the schema, where the schema lies in a folder above.

Nothing that can be read is said in another way: a repeated citation, a label in one language or
a missing rounding are the author's to settle.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scorelib.ground.errors import Diagnostic, Lang
from scorelib.ground.messages.labels import label

__all__ = ["SCHEMA_MARK", "Edit", "apply_edits", "find_schema_edit", "find_slips", "fold_text"]

SCHEMA_MARK: Final = "yaml-language-server: $schema="
_MOST_PARENTS: Final = 24


@dataclass(frozen=True, slots=True)
class Edit:
    """A part of a text and what takes its place; `name` is the label that tells what it is."""

    start: int
    end: int
    text: str
    name: str
    before: str = ""

    def say(self, lang: Lang) -> str:
        """Return what the edit does, in words."""
        return label(self.name, lang, before=self.before, after=self.text)


class Lines:
    """A text by lines, so that a line and a column lead to a place in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0]
        for line in text.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def offset(self, line: int, column: int) -> int:
        """Return the place of a line and column, both from 1."""
        return min(self._starts[min(line, len(self._starts)) - 1] + column - 1, len(self.text))


def find_slips(text: str, problems: Sequence[Diagnostic], file: str) -> tuple[Edit, ...]:
    """Return an edit for each problem of a file that has one safe mend, in the order of the text.

    Edits never touch each other; what overlaps one before it is left for the next look.
    """
    lines = Lines(text)
    found: list[Edit] = []
    for each in problems:
        mend = _MENDS.get(each.code)
        if mend is not None and each.location is not None and each.location.file == file:
            found += mend(lines, each)
    kept: list[Edit] = []
    for edit in sorted(found, key=lambda edit: (edit.start, edit.end)):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return tuple(kept)


def _mend_colon(lines: Lines, problem: Diagnostic) -> Iterator[Edit]:
    start = _start_of(lines, problem)
    if lines.text[start : start + 1] != "：":
        return
    end = start + 1
    while lines.text[end : end + 1] in (" ", "\u3000") and end < len(lines.text):
        end += 1
    bare = lines.text[end : end + 1] in ("", "\n", "\r")
    yield Edit(start, end, ":" if bare else ": ", "mend.width", "：")


def _mend_key(lines: Lines, problem: Diagnostic) -> Iterator[Edit]:
    """Yield the plain form of a colon that made one key of a key and its value."""
    said = str(dict(problem.arguments).get("key", ""))
    start = _start_of(lines, problem)
    found = _JOINED.match(lines.text, start, start + len(said))
    if found is not None:
        name = "mend.width" if found[1] == "：" else "mend.space"
        yield Edit(found.start(1), found.end(), ": ", name, found[1])


_JOINED: Final = re.compile(r"[^\s'\"\[{:：][^:：]*?([:：]) *(?=\S)")


def _mend_comma(lines: Lines, problem: Diagnostic) -> Iterator[Edit]:
    start = _start_of(lines, problem)
    if lines.text[start : start + 1] == "，":
        spaced = lines.text[start + 1 : start + 2] in (" ", "\n", "\r")
        yield Edit(start, start + 1, "," if spaced else ", ", "mend.width", "，")


def _mend_space(lines: Lines, problem: Diagnostic) -> Iterator[Edit]:
    start = _start_of(lines, problem)
    if lines.text[start : start + 1] == ":":
        yield Edit(start + 1, start + 1, " ", "mend.space")


def _mend_width(lines: Lines, problem: Diagnostic) -> Iterator[Edit]:
    """Yield the plain form of the characters that a number or a formula cannot have."""
    if problem.location is None or problem.location.end_column is None:
        return
    start = _start_of(lines, problem)
    end = lines.offset(problem.location.line, problem.location.end_column)
    before = lines.text[start:end]
    after = "".join(_PLAIN.get(char) or _fold_width(char) for char in before)
    if after != before and after.isascii() == all(_is_wide(c) or c.isascii() for c in before):
        yield Edit(start, end, after, "mend.width", before)


def _mend_head(lines: Lines, problem: Diagnostic) -> Iterator[Edit]:
    """Yield the version of the format where a document in lines, not in braces, has none."""
    said = dict(problem.arguments).get("key")
    if said != "scorelib" or problem.path is not None or problem.location is None:
        return
    start = lines.offset(problem.location.line, 1)
    if problem.location.column == 1 and lines.text[start : start + 1] not in ("{", '"', "'"):
        yield Edit(start, start, "scorelib: 1\n", "mend.head")


_MENDS: Final[Mapping[str, Callable[[Lines, Diagnostic], Iterator[Edit]]]] = {
    "SL006": _mend_colon,
    "SL007": _mend_space,
    "SL017": _mend_comma,
    "SL101": _mend_key,
    "SL102": _mend_key,
    "SL103": _mend_head,
    "SL124": _mend_key,
    "SL202": _mend_width,
    "SL264": _mend_width,
}


def _start_of(lines: Lines, problem: Diagnostic) -> int:
    place = problem.location
    return 0 if place is None else lines.offset(place.line, place.column)


_PLAIN: Final = {"×": "*", "÷": "/", "−": "-", "≤": "<=", "≥": ">=", "≠": "!="}


def _is_wide(char: str) -> bool:
    return char in _PLAIN or unicodedata.east_asian_width(char) == "F"


def _fold_width(char: str) -> str:
    """Return the plain form of a full-width sign; any other character stays."""
    return unicodedata.normalize("NFKC", char) if _is_wide(char) else char


def find_schema_edit(text: str, path: Path, name: str) -> Edit | None:
    """Return the comment that names the schema, where one lies in a `schemas` folder above."""
    if SCHEMA_MARK in text:
        return None
    folder = path.resolve().parent
    for above in [folder, *folder.parents][:_MOST_PARENTS]:
        schema = above / "schemas" / f"{name}.schema.json"
        if schema.is_file():
            shown = Path(os.path.relpath(schema, folder)).as_posix()
            return Edit(0, 0, f"# {SCHEMA_MARK}{shown}\n", "mend.schema")
    return None


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """Return a text with edits made, which do not touch each other.

    >>> apply_edits("a：1", (Edit(1, 2, ": ", "mend.width"),))
    'a: 1'
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    for edit in sorted(edits, key=lambda each: each.start, reverse=True):
        text = text[: edit.start] + edit.text.replace("\n", newline) + text[edit.end :]
    return text


def fold_text(text: str) -> str:
    """Return a text without blanks, every full-width sign in its plain form.

    Two texts that fold to the same differ in nothing but what mending may change.

    >>> fold_text("a：１") == fold_text("a: 1")
    True
    """
    folded = "".join(_PLAIN.get(char) or _fold_width(char) for char in text)
    return "".join(folded.split())
