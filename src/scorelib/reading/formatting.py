"""YAML documents in one layout: spaces, indents and line ends, and nothing that means anything.

The text is cut into the tokens of YAML and put together again: each token as it was written, the
spaces and lines between them anew. Comments stay where they stand and in their order; whether a
mapping is written in lines or in braces, and where a line ends, is the author's choice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import unified_diff
from itertools import groupby
from typing import Any, Final, Literal

import yaml
from wcwidth import wcwidth

from scorelib.ground.errors import Diagnostic, DocumentError, Location
from scorelib.ground.source import MappingNode, Node, Scalar, SequenceNode, read_document

__all__ = ["compare_texts", "format_text", "list_comments"]

_STEP: Final = 2
_BREAKS: Final = re.compile(r"\r\n?")
_PAIR: Final = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")


def format_text(text: str, file: str = "<text>") -> str:
    r"""Return a document in the one layout; its values and its comments are the same.

    Raises `DocumentError` for a document that cannot be read (SL001 to SL029), and with SL664
    where its values or comments would not be the same afterwards.

    >>> print(format_text("a:   {zh : x}   # why\n\n\nb:\n- 1\n"), end="")
    a: {zh: x}  # why
    <BLANKLINE>
    b:
      - 1
    """
    plain = _BREAKS.sub("\n", text.removeprefix("\ufeff"))
    before = read_document(plain, file)
    found = _Layout(plain).print()
    if not _is_kept(before, plain, found):
        raise DocumentError([Diagnostic("SL664", (), Location(file, 1, 1))])
    return found


def _is_kept(before: Node, plain: str, found: str) -> bool:
    """Return whether a layout says what was there before, in its values and in its comments."""
    try:
        after = read_document(found)
    except DocumentError:
        return False
    return _are_equal(before, after) and list_comments(plain) == list_comments(found)


def _are_equal(one: Node, other: Node) -> bool:
    if isinstance(one, MappingNode) and isinstance(other, MappingNode):
        names = [*one.values] == [*other.values]
        return names and all(_are_equal(one.values[key], other.values[key]) for key in one.values)
    if isinstance(one, SequenceNode) and isinstance(other, SequenceNode):
        pairs = zip(one.values, other.values, strict=False)
        return len(one.values) == len(other.values) and all(_are_equal(*pair) for pair in pairs)
    if isinstance(one, Scalar) and isinstance(other, Scalar):
        return str(one) == str(other) and one.plain == other.plain
    return False


def compare_texts(before: str, after: str, file: str) -> str:
    r"""Return what differs between two texts of a file, as a unified diff.

    >>> print(compare_texts("a:  1\n", "a: 1\n", "x.yaml"), end="")
    --- x.yaml
    +++ x.yaml
    @@ -1 +1 @@
    -a:  1
    +a: 1
    """
    one = _BREAKS.sub("\n", before).splitlines(keepends=True)
    lines = unified_diff(one, after.splitlines(keepends=True), file, file)
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def list_comments(text: str) -> list[str]:
    r"""Return the comments of a document in their order, as written.

    >>> list_comments("# one\na: '#'  # two\n")
    ['# one', '# two']
    """
    found, end = [], 0
    for token in _scan(text):
        found += _comments_in(text[end : token.start])
        end = token.end
    return [*found, *_comments_in(text[end:])]


def _comments_in(gap: str) -> list[str]:
    lines = (line.strip(" \t\ufeff") for line in gap.split("\n"))
    return [line for line in lines if line.startswith("#")]


Kind = Literal["key", "value", "entry", "open", "close", "comma", "colon", "mark", "scalar"]


@dataclass(frozen=True, slots=True)
class _Token:
    """A token that has a text: where it stands, what it is, and where a line with it begins."""

    start: int
    end: int
    kind: Kind
    column: int
    indent: int
    value: int
    style: str
    levels: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class _Level:
    """An open block or bracket: its column in the text, and the one it is to have.

    `inner` is where lines in a bracket begin, `bare` that a list stands no deeper than its key.
    """

    kind: Literal["mapping", "sequence", "flow"]
    old: int
    new: int
    inner: int = 0
    bare: bool = False
    line: int = -1


def _scan(text: str) -> list[_Token]:
    """Return the tokens of a text that is known to be readable."""
    # JSON writes some characters with two escapes, which YAML does not know.
    known = _PAIR.sub(r"\\u0041\\u0041", text)
    scanner = _Scanner()
    return [
        found for each in yaml.scan(known, Loader=yaml.CSafeLoader) for found in scanner.take(each)
    ]


_SIGNS: Final[dict[type, Kind]] = {
    yaml.ValueToken: "colon",
    yaml.BlockEntryToken: "entry",
    yaml.FlowEntryToken: "comma",
    yaml.FlowMappingStartToken: "open",
    yaml.FlowSequenceStartToken: "open",
    yaml.FlowMappingEndToken: "close",
    yaml.FlowSequenceEndToken: "close",
    yaml.DocumentStartToken: "mark",
    yaml.DocumentEndToken: "mark",
    yaml.DirectiveToken: "mark",
    yaml.ScalarToken: "scalar",
}
"""The tokens with a text; the others only say where blocks begin and end."""


@dataclass(slots=True)
class _Scanner:
    """Follows the tokens of a document through its blocks, and says how deep each stands."""

    levels: list[_Level] = field(default_factory=list)
    keyed: bool = False

    def take(self, token: Any) -> Iterator[_Token]:
        """Yield a token with its place, if it has a text."""
        if isinstance(token, yaml.KeyToken):
            yield from self._take_key(token)
        elif isinstance(token, yaml.BlockMappingStartToken):
            self._open_block("mapping", token)
        elif isinstance(token, yaml.BlockSequenceStartToken):
            self._open_block("sequence", token)
        elif isinstance(token, yaml.BlockEndToken):
            self._leave_bare()
            self.levels.pop()
        elif (kind := _SIGNS.get(type(token))) is not None:
            if kind == "entry" and self._top is not None and self._top.kind == "mapping":
                here = self._top
                new = here.new + _STEP
                self.levels.append(_Level("sequence", here.old, new, bare=True))
            if kind == "colon":
                self._leave_bare()
            yield self._place(token, kind)
            self._follow(token, kind)

    @property
    def _top(self) -> _Level | None:
        return self.levels[-1] if self.levels else None

    def _open_block(self, kind: Literal["mapping", "sequence"], token: Any) -> None:
        new = 0 if self._top is None else self._top.new + _STEP
        self.levels.append(_Level(kind, token.start_mark.column, new))

    def _leave_bare(self) -> None:
        if self._top is not None and self._top.bare:
            self.levels.pop()

    def _take_key(self, token: Any) -> Iterator[_Token]:
        self._leave_bare()
        if token.end_mark.index > token.start_mark.index:
            yield self._place(token, "key")
        else:
            self.keyed = True

    def _place(self, token: Any, kind: Kind) -> _Token:
        start, end = token.start_mark, token.end_mark
        value = self._indent_value()
        indent = self._indent(kind, value)
        self.keyed = False
        levels = tuple((each.old, each.new) for each in self.levels if each.kind != "flow")
        style = (token.style or "") if kind == "scalar" else ""
        return _Token(start.index, end.index, kind, start.column, indent, value, style, levels)

    def _indent(self, kind: Kind, value: int) -> int:
        """Return where a line begins whose first token this is."""
        top = self._top
        if top is None or kind == "mark":
            return 0
        if top.kind == "flow":
            return top.new if kind == "close" else top.inner
        return top.new if self.keyed or kind in ("entry", "key", "colon") else value

    def _indent_value(self) -> int:
        """Return where the further lines of a value begin."""
        if self._top is None:
            return 0
        return self._top.inner if self._top.kind == "flow" else self._top.new + _STEP

    def _follow(self, token: Any, kind: Kind) -> None:
        if kind == "open":
            self.levels.append(self._open_flow(token.start_mark.line))
        elif kind == "close":
            self.levels.pop()

    def _open_flow(self, line: int) -> _Level:
        top = self._top
        if top is None:
            new = 0
        elif top.kind == "flow":
            # Brackets that open on one line are one step.
            new = top.new if top.line == line else top.inner
        else:
            new = top.new + (_STEP if top.kind == "sequence" else 0)
        return _Level("flow", -1, new, inner=new + _STEP, line=line)


@dataclass(slots=True)
class _Line:
    """A line that is being made: its code, and the comment behind it with its old column.

    A `fixed` line is part of a value: nothing of it is taken away.
    """

    code: str
    comment: str = ""
    column: int = -1
    fixed: bool = False

    @property
    def is_blank(self) -> bool:
        return not (self.fixed or self.comment or self.code.strip())


class _Layout:
    """A document on its way into the one layout."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: list[_Line] = []

    def print(self) -> str:
        """Return the document, line by line."""
        before: _Token | None = None
        for token in _scan(self._text):
            self._add_gap(before, token)
            self._add_token(token)
            before = token
        self._add_gap(before, None)
        return "".join(f"{line}\n" for line in _align_comments(_squeeze(self._lines)))

    def _add_gap(self, before: _Token | None, token: _Token | None) -> None:
        """Add what stands between two tokens: spaces, or comments, blank lines and an indent."""
        start = 0 if before is None else before.end
        lines = self._text[start : None if token is None else token.start].split("\n")
        if before is not None and self._text[start - 1] != "\n":
            first = lines.pop(0)
            if token is not None and not lines:
                self._lines[-1].code += _choose_space(before, token, first)
                return
            self._add_behind(first, start)
        if token is not None:
            lines.pop()
        for line in lines:
            self._lines.append(self._make_line(line, before, token))
        if token is not None:
            self._lines.append(_Line(" " * token.indent))

    def _add_behind(self, gap: str, start: int) -> None:
        """Add a comment that stands behind code."""
        if comment := gap.strip(" \t"):
            place = start + gap.index(comment)
            lead = self._text[self._text.rfind("\n", 0, place) + 1 : place]
            self._lines[-1].comment, self._lines[-1].column = comment, _measure(lead)

    def _make_line(self, text: str, before: _Token | None, token: _Token | None) -> _Line:
        """Return a blank line, or one with nothing but a comment."""
        comment = text.strip(" \t")
        if not comment:
            return _Line("")
        column = len(text) - len(text.lstrip(" \t"))
        if self._lines and self._lines[-1].comment and self._lines[-1].column == column:
            return _Line("", comment, column)
        return _Line(" " * _place_comment(column, before, token) + comment)

    def _add_token(self, token: _Token) -> None:
        text = self._text[token.start : token.end]
        ends = 0
        if token.style in ("|", ">"):
            first, others = _lay_block(text, token)
            while others and not others[-1] and not _keeps_end(first):
                others.pop()
                ends = 1
        else:
            first, others = _lay_scalar(text, token)
        self._lines[-1].code += first
        self._lines += [_Line(line, fixed=True) for line in others]
        self._lines += [_Line("")] * ends


def _choose_space(before: _Token, token: _Token, gap: str) -> str:
    """Return what goes between two tokens on one line."""
    if before.kind in ("colon", "comma", "entry", "key", "mark"):
        return " "
    if before.kind == "open" or token.kind in ("close", "comma", "colon"):
        return ""
    return " " if gap else ""


def _place_comment(column: int, before: _Token | None, token: _Token | None) -> int:
    """Return where a line with a comment begins: as what it stood level with before."""
    if token is not None and token.column == column:
        return token.indent
    levels = () if before is None else before.levels
    for old, new in levels:
        if old == column:
            return new
    return 0 if token is None else token.indent


def _lay_scalar(text: str, token: _Token) -> tuple[str, list[str]]:
    """Return the first line of a token and those that follow, each where it belongs."""
    lines = _choose_quotes(text).split("\n")
    for place, line in enumerate(lines):
        bare = line.strip(" \t") and " " * token.value + line.lstrip(" \t")
        moved = bare if place else line
        lines[place] = moved if place == len(lines) - 1 else _strip_end(moved, token.style)
    return lines[0], lines[1:]


def _strip_end(line: str, style: str) -> str:
    """Return a line of a longer value without the spaces at its end, unless one is escaped."""
    bare = line.rstrip(" \t")
    return line if style == '"' and bare.endswith("\\") else bare


def _choose_quotes(text: str) -> str:
    """Return a value in double quotes where single ones say the same."""
    if text.startswith("'") and not set(text[1:-1]) & set("'\"\\\n"):
        return f'"{text[1:-1]}"'
    return text


_HEADER: Final = re.compile(r"([|>])([0-9+-]*)(.*)")


def _keeps_end(header: str) -> bool:
    found = _HEADER.search(header)
    return found is not None and "+" in found[2]


def _lay_block(text: str, token: _Token) -> tuple[str, list[str]]:
    """Return the header of a block of text and its lines, moved to where they belong."""
    header, *lines = text.removesuffix("\n").split("\n")
    found = _HEADER.match(header)
    assert found is not None
    given = re.sub(r"[^0-9]", "", found[2])
    if not text.endswith("\n"):
        # Without the end of its last line the value has none either: say so, for it gets one.
        header = f"{found[1]}{given}-{found[3]}"
    parent = token.levels[-1] if token.levels else (0, 0)
    if given:
        old, new = parent[0] + int(given), parent[1] + int(given)
    else:
        leads = (len(line) - len(line.lstrip(" ")) for line in lines if line.strip(" "))
        # Without any words there is nothing to be moved: blank lines are blank.
        old, new = next(leads, len(max(lines, key=len, default=""))), max(token.value, _STEP)
    moved = [" " * new + line[old:] if len(line) > old else "" for line in lines]
    return header.rstrip(" \t"), moved


def _squeeze(lines: Sequence[_Line]) -> Iterator[_Line]:
    """Yield lines without blank ones at the ends, and never two of them together."""
    last: _Line | None = None
    for line in lines:
        if line.is_blank:
            last = last and line
            continue
        if last is not None and last.is_blank:
            yield last
        yield line
        last = line


def _align_comments(lines: Iterator[_Line]) -> Iterator[str]:
    """Yield lines as text; comments that stood under each other stand under each other."""
    for (comment, _), group in groupby(lines, key=lambda each: (bool(each.comment), each.column)):
        found = list(group)
        codes = [each.code if each.fixed else each.code.rstrip(" ") for each in found]
        most = max(_measure(code) for code in codes) + _STEP if comment else 0
        for line, code in zip(found, codes, strict=True):
            yield f"{code}{' ' * (most - _measure(code))}{line.comment}" if comment else code


def _measure(text: str) -> int:
    """Return how many columns a text takes as it is seen: a Chinese character takes two."""
    return sum(max(wcwidth(char), 0) for char in text)
