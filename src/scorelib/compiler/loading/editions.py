"""The editions of rulesets on disk, and the days on which each is in force."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from scorelib.ground.errors import Diagnostic, DocumentError, Text
from scorelib.ground.source import MappingNode, Node, Scalar, is_file, is_folder, read_file
from scorelib.library import builtin_root
from scorelib.model.fields import Period
from scorelib.model.reader import diagnose_at

__all__ = [
    "FILE_NAME",
    "Edition",
    "Entry",
    "check_periods",
    "find_entry",
    "list_editions",
    "list_rulesets",
    "read_edition",
    "reference_of",
    "show_path",
    "text_in",
]

FILE_NAME: Final = "ruleset.yaml"
_ID: Final = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)*")
_EDITION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]*")
_DEEPEST: Final = 16


@dataclass(frozen=True, slots=True)
class Entry:
    """One edition of a ruleset on disk."""

    id: str
    edition: str
    path: Path

    @property
    def reference(self) -> str:
        return f"{self.id}@{self.edition}"


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition with the days on which it is in force, from `first` to before `until`.

    A side that is None is open. `place` is the code of the jurisdiction that its own document
    states, `name` what it is called there.
    """

    entry: Entry
    first: date | None
    until: date | None
    tree: Node = field(repr=False, compare=False)
    place: str | None = None
    name: Text | None = None

    @property
    def reference(self) -> str:
        return self.entry.reference

    @property
    def days(self) -> str:
        """The period as people write it: `[2021-01-01, 2022-01-01)`."""
        return show_days(self.first, self.until)

    def __str__(self) -> str:
        return f"{self.reference} {self.days}"

    def covers(self, when: Period) -> bool:
        """Return whether it is in force on all of the days."""
        begun = self.first is None or self.first <= when.first
        return begun and (self.until is None or when.last < self.until)

    def touches(self, when: Period) -> bool:
        """Return whether it is in force on any of the days."""
        begun = self.first is None or self.first <= when.last
        return begun and (self.until is None or when.first < self.until)


def show_days(first: date | None, until: date | None) -> str:
    """Return a period with its open sides shown as such."""
    left = "(…" if first is None else f"[{first.isoformat()}"
    return f"{left}, {'…' if until is None else until.isoformat()})"


def list_rulesets(roots: Sequence[Path] = ()) -> list[Entry]:
    """Return every edition below the given folders and the built-in one, sorted by id."""
    found: dict[str, Entry] = {}
    for root in _all_roots(roots):
        for path in sorted(root.glob(f"**/{FILE_NAME}")):
            steps = path.parent.relative_to(root).parts
            if len(steps) >= 2:
                entry = Entry("/".join(steps[:-1]), steps[-1], path)
                found.setdefault(entry.reference, entry)
    return sorted(found.values(), key=lambda entry: (entry.id, entry.edition))


def list_editions(name: str, roots: Sequence[Path] = ()) -> list[Entry]:
    """Return the editions of one id, sorted; only the folders of that id are looked into."""
    found: dict[str, Entry] = {}
    for root in _all_roots(roots) if _ID.fullmatch(name) else ():
        folder = root.joinpath(*name.split("/"))
        for path in sorted(folder.glob(f"*/{FILE_NAME}")) if is_folder(folder) else ():
            found.setdefault(path.parent.name, Entry(name, path.parent.name, path))
    return [found[edition] for edition in sorted(found)]


def find_entry(reference: str, roots: Sequence[Path] = ()) -> Entry | None:
    """Return the edition that an exact reference names: its folder is its name."""
    name, _, edition = reference.partition("@")
    if _ID.fullmatch(name) and _EDITION.fullmatch(edition):
        for root in _all_roots(roots):
            path = root.joinpath(*name.split("/"), edition, FILE_NAME)
            if is_file(path):
                return Entry(name, edition, path)
    return None


def _all_roots(roots: Sequence[Path]) -> list[Path]:
    return [*roots, builtin_root()]


def text_in(tree: Node | None, key: str) -> str:
    """Return a scalar of a mapping as text; empty where there is none."""
    value = tree.values.get(key) if isinstance(tree, MappingNode) else None
    return str(value) if isinstance(value, Scalar) else ""


def reference_of(tree: Node) -> str:
    """Return the id and edition that a document states."""
    return f"{text_in(tree, 'id') or '?'}@{text_in(tree, 'edition') or '?'}"


def show_path(path: Path) -> str:
    """Return a path as a person in the current folder would write it."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def read_edition(entry: Entry, roots: Sequence[Path] = ()) -> Edition:
    """Return an edition with its period: its own, or that of what it extends.

    Raises `DocumentError` where its file cannot be read.
    """
    tree = read_file(entry.path, show_path(entry.path))
    first, until = _find_period(tree, roots)
    place = tree.values.get("jurisdiction") if isinstance(tree, MappingNode) else None
    name = place.values.get("name") if isinstance(place, MappingNode) else None
    code = text_in(place, "code") or None
    return Edition(entry, first, until, tree, code, _read_label(name))


def _find_period(tree: Node, roots: Sequence[Path]) -> tuple[date | None, date | None]:
    for here in _follow_up(tree, roots):
        effective = here.values.get("effective") if isinstance(here, MappingNode) else None
        if isinstance(effective, MappingNode):
            return _read_day(effective, "from"), _read_day(effective, "until")
    return None, None


def _follow_up(tree: Node, roots: Sequence[Path]) -> Iterator[Node]:
    """Yield a document and what it extends, as far as that can be read."""
    for _ in range(_DEEPEST):
        yield tree
        entry = find_entry(text_in(tree, "extends"), roots)
        if entry is None:
            return
        try:
            tree = read_file(entry.path)
        except DocumentError:
            return  # Reported where the ruleset itself is loaded.


def _read_day(node: MappingNode, key: str) -> date | None:
    try:
        return date.fromisoformat(text_in(node, key))
    except ValueError:
        return None


def _read_label(node: Node | None) -> Text | None:
    """Return words in both languages, one standing in for the other."""
    if isinstance(node, Scalar):
        return Text(str(node), str(node))
    zh, en = text_in(node, "zh"), text_in(node, "en")
    return Text(zh or en, en or zh) if zh or en else None


def check_periods(editions: Sequence[Edition]) -> list[Diagnostic]:
    """Return the gaps (SL351) and overlaps (SL350) between the editions of one id.

    Each names both editions and the days, and stands at the period of the later one.
    """
    rising = sorted(editions, key=lambda each: (each.first or date.min, each.until or date.max))
    problems: list[Diagnostic] = []
    for count, each in enumerate(rising[1:], 1):
        # A short edition inside a long one does not end it: what reaches furthest counts.
        last = max(rising[:count], key=lambda edition: edition.until or date.max)
        problems += _compare_periods(last, each)
    return problems


def _compare_periods(last: Edition, each: Edition) -> Iterator[Diagnostic]:
    """Yield the gap or the overlap of an edition with the one before it."""
    begin, end = each.first or date.min, last.until or date.max
    words = {"first": str(last), "second": str(each)}
    if begin < end:
        until = min(end, each.until or date.max)
        days = show_days(each.first, None if until == date.max else until)
        yield diagnose_at("SL350", each.tree, ("effective",), days=days, **words)
    elif begin > end:
        days = show_days(last.until, each.first)
        yield diagnose_at("SL351", each.tree, ("effective",), days=days, **words)
