"""YAML (and JSON) documents read into a tree in which every value knows its line and column.

Nothing is interpreted here: a scalar stays the text it was written as, and whoever wants a
number, a date or a yes reads it from that text. Aliases, tags, merge keys, duplicate keys,
excessive size and depth are refused on the stream of events, before any tree exists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from scorelib.ground.errors import Diagnostic, DocumentError, Location
from scorelib.ground.messages.yaml_problems import name_problem

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_VALUES",
    "MappingNode",
    "Node",
    "Scalar",
    "SequenceNode",
    "Source",
    "find_colon_slip",
    "is_file",
    "is_folder",
    "locate",
    "read_document",
    "read_file",
    "to_data",
]

MAX_BYTES: Final = 2 * 1024 * 1024
MAX_DEPTH: Final = 48
MAX_VALUES: Final = 50_000
_CONTROL: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]"
)
"""Characters that no document holds; some of them YAML takes for the end of a line."""

_HIDDEN: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200c\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069"
    r"\ufeff]"
)
"""Characters in a value that cannot be seen or turn the line around, escaped or not."""

Path_ = tuple[str | int, ...]


@dataclass(slots=True, eq=False)
class Source:
    """The text of one document: `file` as shown to people, `layer` as named in results.

    The layer is known only once the document has been read, and is set then. `before` is how many
    lines of the file stand before it, where one file holds many documents.
    """

    file: str
    text: str = field(repr=False)
    layer: str = ""
    before: int = 0
    _lines: list[str] | None = field(default=None, repr=False)

    def line(self, number: int) -> str:
        """Return a line (from 1 in the file) without its ending."""
        if self._lines is None:
            self._lines = self.text.splitlines()
        number -= self.before
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where a value begins, and on the same line where it ends; from 1."""

    line: int
    column: int
    end_column: int | None


class Scalar(str):
    """A scalar as written: a `str` that knows its place and whether it was quoted."""

    __slots__ = ("mark", "plain", "source")
    mark: _Mark
    plain: bool
    source: Source

    @property
    def location(self) -> Location:
        return _to_location(self.source, self.mark)


@dataclass(slots=True)
class MappingNode:
    """A mapping; `keys` holds each key's own scalar, for its place."""

    source: Source
    mark: _Mark
    values: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Scalar] = field(default_factory=dict)

    @property
    def location(self) -> Location:
        return _to_location(self.source, self.mark)


@dataclass(slots=True)
class SequenceNode:
    """A sequence of values."""

    source: Source
    mark: _Mark
    values: list[Node] = field(default_factory=list)

    @property
    def location(self) -> Location:
        return _to_location(self.source, self.mark)


Node = Scalar | MappingNode | SequenceNode


def _to_location(source: Source, mark: _Mark) -> Location:
    return Location(source.file, source.before + mark.line, mark.column, mark.end_column)


def is_file(path: Path) -> bool:
    """Return whether a path leads to a file; one that no system could have does not."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """Return whether a path leads to a folder; one that no system could have does not."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def read_file(path: Path, shown: str | None = None) -> Node:
    """Return the tree of a UTF-8 YAML or JSON file.

    `shown` is the name used in diagnostics (by default the path as given). Raises
    `DocumentError` (SL001 to SL029) for whatever cannot be read.
    """
    name = shown if shown is not None else path.as_posix()
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        raise DocumentError([_at_start("SL001", name, reason=error.strerror or "?")]) from error
    if size > MAX_BYTES:
        raise DocumentError([_at_start("SL002", name, size=size, most=MAX_BYTES)])
    return read_document(_decode(data, name), name)


def read_document(text: str, file: str = "<text>", before: int = 0) -> Node:
    """Return the tree of a document given as text; `before` lines of its file stand before it.

    Raises `DocumentError` with every alias, tag, duplicate key and syntax problem found.

    >>> tree = read_document("rate: 95%")
    >>> tree.values["rate"].location.column
    7
    """
    if len(text) > MAX_BYTES:
        raise DocumentError([_at_start("SL002", file, before, size=len(text), most=MAX_BYTES)])
    text = _SURROGATES.sub(_join_surrogates, text)
    source = Source(file, text, before=before)
    if bad := _CONTROL.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        column = bad.start() - (text.rfind("\n", 0, bad.start()) + 1) + 1
        raise DocumentError([_diagnose("SL004", source, line, column, char=f"U+{ord(bad[0]):04X}")])
    composer = _Composer(source)
    try:
        composer.read(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.YAMLError as error:
        composer.problems.append(_explain_syntax(source, error))
    if composer.problems:
        raise DocumentError(composer.problems)
    if composer.root is None:
        raise DocumentError([_at_start("SL009", file, before)])
    return composer.root


def _decode(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        diagnostic = Diagnostic("SL003", (("line", line),), Location(name, line, 1))
        raise DocumentError([diagnostic]) from error


def _at_start(code: str, name: str, before: int = 0, /, **arguments: object) -> Diagnostic:
    return Diagnostic(code, tuple(arguments.items()), Location(name, before + 1, 1))


def _diagnose(code: str, source: Source, line: int, column: int, **args: object) -> Diagnostic:
    place = Location(source.file, source.before + line, column)
    return Diagnostic(code, tuple(args.items()), place, source.line(place.line))


def _explain_syntax(source: Source, error: yaml.YAMLError) -> Diagnostic:
    """Return what a person did wrong where the parser only says what it expected."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = str(getattr(error, "problem", None) or error)
    if "unexpected end of stream" in problem:
        # What was never closed is the mistake, not the end of the file.
        mark = getattr(error, "context_mark", None) or mark
    if mark is None:
        return _at_start("SL005", source.file, source.before, problem=name_problem(problem))
    context = getattr(error, "context_mark", None)
    lines = sorted({mark.line + 1, mark.line, *([context.line + 1] if context else [])})
    if found := _choose_slip(source, lines, (mark.line, mark.column)):
        code, number, column = found
        return _diagnose(code, source, number, column)
    last = source.text.count("\n")
    if mark.line > last:  # The end of a text without a last line feed is told on its last line.
        column = len(source.line(source.before + last + 1)) + 1
        return _diagnose("SL005", source, last + 1, column, problem=name_problem(problem))
    return _diagnose("SL005", source, mark.line + 1, mark.column + 1, problem=name_problem(problem))


_SLIPS: Final = (
    ("SL006", re.compile(r"^\s*(?:- )?[^\s'\"#:：\[{][^'\"#:：]*(：)")),
    ("SL006", re.compile(r"[{,]\s*[^\s'\"#:：,，{}\[\]]+(：)\s*[{\[]")),
    ("SL007", re.compile(r"^\s*(?:- )?[^\s'\"#:\[{][^'\"#:\s]*(:)[^\s:/]")),
    ("SL007", re.compile(r"[{,]\s*[^\s'\"#:：,，{}\[\]]+(:)[{\[]")),
    ("SL017", re.compile(r"[{\[][^'\"]*?(，)\s*\{?[^\s'\",，:：{}\[\]]+:")),
    ("SL017", re.compile(r"[}\]'\"]\s*(，)")),
    ("SL008", re.compile(r"^[ \u3000]*([\t\u3000])")),
)
_PLAIN: Final = {"SL006": ": ", "SL007": ": ", "SL017": ", ", "SL008": "  "}


def _find_slip(line: str) -> tuple[str, int] | None:
    """Return the code and column of a full-width sign, a colon without a space, or a tab."""
    for code, pattern in _SLIPS:
        if found := pattern.search(line):
            return code, found.start(1) + 1
    return None


def _choose_slip(
    source: Source, lines: Sequence[int], stop: tuple[int, int]
) -> tuple[str, int, int] | None:
    """Return the slip without which the parser gets further: its code, line and column.

    A full-width sign may as well stand in somebody's words, which stop nobody; and where two slips
    hide each other, the parser stops elsewhere without the one that is looked at.
    """
    other = None
    for number in lines:
        found = _find_slip(source.line(source.before + number))
        if found is not None:
            after, shift = _read_without(source, number, *found)
            before = (stop[0], stop[1] + (shift if stop[0] == number - 1 else 0))
            if after is None or after > before:
                return found[0], number, found[1]
            if other is None and after != before:
                other = found[0], number, found[1]
    return other


def _read_without(
    source: Source, number: int, code: str, column: int
) -> tuple[tuple[int, int] | None, int]:
    """Return where the parser stops with a slip mended, and how much longer the line has become."""
    lines = source.text.splitlines(keepends=True)
    line = lines[number - 1]
    lines[number - 1] = line[: column - 1] + _PLAIN[code] + line[column:]
    text = "".join(lines)
    try:
        _Composer(Source(source.file, text)).read(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return (mark.line, mark.column) if mark else None, len(_PLAIN[code]) - 1
    return None, len(_PLAIN[code]) - 1


def find_colon_slip(text: str) -> str | None:
    """Return the code of a slip that made a scalar of what was meant as `key: value`."""
    found = _find_slip(text.splitlines()[0] if text else "")
    return found[0] if found else None


_SURROGATES: Final = re.compile(
    r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"
)


def _join_surrogates(found: re.Match[str]) -> str:
    """Return the one escape of YAML for the two that JSON writes characters like emoji with."""
    # An even number of backslashes before the escape are characters of their own.
    high, low = int(found[2], 16), int(found[3], 16)
    return f"{found[1]}\\U{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00):08X}"


class _Composer:
    """Builds the tree from events with a stack of its own: depth never reaches the C stack."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Diagnostic] = []
        self.root: Node | None = None
        self._open: list[MappingNode | SequenceNode] = []
        self._keys: list[Scalar | None] = []
        self._count = 0
        self._documents = 0

    def read(self, events: Iterator[Any]) -> None:
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                self._documents += 1
                if self._documents > 1:
                    self._report("SL010", event)
                    return
            elif isinstance(event, yaml.NodeEvent):
                if not self._take(event):
                    return
            elif isinstance(event, yaml.CollectionEndEvent):
                self._open.pop()
                self._keys.pop()

    def _take(self, event: Any) -> bool:
        """Add the node of an event; return False when a limit says to stop reading."""
        self._count += 1
        if self._count > MAX_VALUES:
            self._report("SL014", event, most=MAX_VALUES)
            return False
        if isinstance(event, yaml.AliasEvent):
            self._report("SL011", event, name=event.anchor)
            self._add(self._stand_in(self._mark(event)))
            return True
        return self._open_node(event)

    def _open_node(self, event: Any) -> bool:
        self._refuse_decoration(event)
        if isinstance(event, yaml.ScalarEvent):
            plain = event.style is None or event.style == ""
            self._add(self._make_scalar(event, event.value, plain=plain))
            return True
        if len(self._open) >= MAX_DEPTH:
            self._report("SL013", event, most=MAX_DEPTH)
            return False
        mark = self._mark(event)
        kind = MappingNode if isinstance(event, yaml.MappingStartEvent) else SequenceNode
        node = kind(self.source, mark)
        self._add(node)
        self._open.append(node)
        self._keys.append(None)
        return True

    def _refuse_decoration(self, event: Any) -> None:
        if event.anchor is not None:
            self._report("SL011", event, name=event.anchor)
        if event.tag is not None:
            self._report("SL012", event, tag=event.tag)

    def _add(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        if isinstance(parent, SequenceNode):
            parent.values.append(node)
        elif (key := self._keys[-1]) is None:
            self._keys[-1] = self._take_key(node, parent)
        else:
            self._keys[-1] = None
            parent.values[str(key)] = node
            parent.keys[str(key)] = key

    def _take_key(self, node: Node, parent: MappingNode) -> Scalar:
        if not isinstance(node, Scalar):
            self._report_at("SL015", node.mark)
            return self._stand_in(node.mark)
        if node.startswith(("\u3000", "\u00a0")) and node.plain:
            self._report_at("SL008", node.mark)
        elif node == "<<" and node.plain:
            self._report_at("SL011", node.mark, name="<<")
        elif str(node) in parent.values:
            first = parent.keys[str(node)].location.line
            self._report_at("SL016", node.mark, key=str(node), first=first)
            return self._stand_in(node.mark)
        return node

    def _stand_in(self, mark: _Mark) -> Scalar:
        """Return a key under which the value of a refused key does no harm."""
        key = Scalar(f"\0{mark.line}:{mark.column}")
        key.mark, key.plain, key.source = mark, True, self.source
        return key

    def _make_scalar(self, event: Any, value: str, *, plain: bool) -> Scalar:
        if hidden := _HIDDEN.search(value):
            self._report("SL004", event, char=f"U+{ord(hidden[0]):04X}")
        scalar = Scalar(value)
        scalar.mark, scalar.plain, scalar.source = self._mark(event), plain, self.source
        return scalar

    def _mark(self, event: Any) -> _Mark:
        start, end = event.start_mark, event.end_mark
        one_line = isinstance(event, yaml.ScalarEvent) and end.line == start.line
        return _Mark(start.line + 1, start.column + 1, end.column + 1 if one_line else None)

    def _report(self, code: str, event: Any, **arguments: object) -> None:
        self._report_at(code, self._mark(event), **arguments)

    def _report_at(self, code: str, mark: _Mark, **arguments: object) -> None:
        place = _to_location(self.source, mark)
        found = Diagnostic(code, tuple(arguments.items()), place, self.source.line(place.line))
        if found not in self.problems[-1:]:
            self.problems.append(found)


def to_data(node: Node) -> Any:
    """Return a tree as plain mappings and lists; scalars keep their places."""
    if isinstance(node, MappingNode):
        return {key: to_data(value) for key, value in node.values.items()}
    if isinstance(node, SequenceNode):
        return [to_data(value) for value in node.values]
    return node


def locate(node: Node, path: Path_, *, key: bool = False) -> Node:
    """Return the deepest node on a path; with `key`, the key's own scalar at its end.

    A path that leaves the tree ends at the last node that exists, so that what is missing is
    reported at the mapping it is missing from.
    """
    here: Node = node
    for index, step in enumerate(path):
        if isinstance(here, MappingNode) and str(step) in here.values:
            if key and index == len(path) - 1:
                return here.keys[str(step)]
            here = here.values[str(step)]
        elif isinstance(here, SequenceNode) and isinstance(step, int) and step < len(here.values):
            here = here.values[step]
    return here
