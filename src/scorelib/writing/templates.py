"""Templates: a part of a result's JSON text as one function, which grows with what it meets.

A template is a tree of questions. Where a project answers them as one before did, the text is
that one's but for its slots; where it does not, there is none yet, and the general writer is asked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from scorelib.engine.outcome.marks import LEFT, RIGHT, Path, UnfollowedError
from scorelib.ground.canonical import is_steady

__all__ = ["Function", "Template"]

Function = Callable[..., tuple[str, ...] | None]
"""What gives the pieces of a text; None where they are not known yet, nothing where the general
writer is to be asked."""

MOST_PATHS: Final = 96
"""So many ways through a template are kept; a part with more is written by the general writer."""

MOST_DEEP: Final = 40
"""Python reads blocks only so deep."""

_INNER: Final = "[1:-1]"
"""What words in JSON are without their quotation marks."""

_SLOT: Final = re.compile(f'("?){LEFT}([0-9]+){RIGHT}("?)')


@dataclass(slots=True)
class _Leaf:
    """The end of a way: constant texts, and between them the expressions of slots."""

    pieces: Sequence[tuple[str, bool]]


@dataclass(slots=True)
class _Fork:
    """A question, and what follows each answer."""

    question: str
    arms: dict[Any, _Fork | _Leaf] = field(default_factory=dict)


class Template:
    """A part of the text; `names` are what its expressions read."""

    def __init__(self, names: dict[str, Any]) -> None:
        self._names = names
        self._root: _Fork | _Leaf | None = None
        self._paths = 0
        self.write: Function = lambda *_: None

    def add(self, path: Path, text: str | None) -> None:
        """Learn the text of a path, None where it is left to the general writer."""
        self._paths += 1
        try:
            if self._paths > MOST_PATHS:
                raise UnfollowedError
            leaf = _Leaf(() if text is None else tuple(_split(text, path.slots)))
            self._root = _grow(self._root, list(path.answers.items()), leaf)
            self.write = self._compile()
        except UnfollowedError:
            self._root, self.write = None, lambda *_: ()

    def _compile(self) -> Function:
        assert self._root is not None
        lines = ["def write(I, R, G, V, P):", *_print(self._root, 1), ""]
        space: dict[str, Any] = dict(self._names)
        exec(compile("\n".join(lines), "<record>", "exec"), space)
        write: Function = space["write"]
        return write


def _split(text: str, slots: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a text: constants, and expressions where it has slots.

    What stands after a slot must not join with the end of what fills it.
    """
    start = 0
    for found in _SLOT.finditer(text):
        if int(found[2]) >= len(slots):
            raise UnfollowedError
        source = slots[int(found[2])]
        before, after = found.span()
        words = source.startswith("E(")
        whole = words and found[1] and found[3]
        if not whole:
            before, after = before + len(found[1]), after - len(found[3])
        if not is_steady(text[after : after + 1].replace(LEFT, "")):
            raise UnfollowedError
        yield text[start:before], False
        yield (source + _INNER if words and not whole else source), True
        start = after
    yield text[start:], False


def _grow(
    here: _Fork | _Leaf | None, answers: Sequence[tuple[str, Any]], leaf: _Leaf
) -> _Fork | _Leaf:
    if not answers:
        if here is not None:
            raise UnfollowedError
        return leaf
    question, answer = answers[0]
    if here is None:
        here = _Fork(question)
    if isinstance(here, _Leaf) or here.question != question:
        raise UnfollowedError
    here.arms[answer] = _grow(here.arms.get(answer), answers[1:], leaf)
    return here


def _print(here: _Fork | _Leaf, deep: int) -> Iterator[str]:
    """Yield the lines that find the way and give the pieces at its end."""
    indent = " " * deep
    if deep > MOST_DEEP:
        raise UnfollowedError
    same: list[str] = []
    while isinstance(here, _Fork) and len(here.arms) == 1:
        ((answer, after),) = here.arms.items()
        same.append(_say(here.question, answer))
        here = after
    if same:
        yield f"{indent}if not ({' and '.join(same)}): return None"
    if isinstance(here, _Leaf):
        yield from (indent + line for line in _print_leaf(here))
        return
    for answer, after in here.arms.items():
        yield f"{indent}if {_say(here.question, answer)}:"
        yield from _print(after, deep + 1)
    yield f"{indent}return None"


def _say(question: str, answer: Any) -> str:
    if answer is True:
        return f"({question})"
    return f"not ({question})" if answer is False else f"({question}) == {answer!r}"


def _print_leaf(leaf: _Leaf) -> Iterator[str]:
    """Yield what gives the pieces; what stands in several places is made once."""
    uses = Counter(text.removesuffix(_INNER) for text, slot in leaf.pieces if slot)
    again = [text for text in uses if uses[text] > 1]
    names: Mapping[str, str] = {text: f"s{place}" for place, text in enumerate(again)}
    for text, name in names.items():
        yield f"{name} = {text}"
    found: list[str] = []
    for text, slot in leaf.pieces:
        bare = text.removesuffix(_INNER) if slot else ""
        if slot:
            found.append(names.get(bare, bare) + text[len(bare) :])
        elif text:
            found.append(repr(text))
    yield f"return ({''.join(f'{each}, ' for each in found)})"
