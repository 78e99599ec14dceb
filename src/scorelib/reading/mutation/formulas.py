"""Changes of a formula, token by token: an edge, a sign, a bound, two names of one kind."""

from __future__ import annotations

import ast
import io
import tokenize
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from scorelib.reading.mutation.figures import move_figure

__all__ = ["Change", "Vocabulary", "change_formula"]


@dataclass(frozen=True, slots=True)
class Change:
    """A formula changed: what was done, in short and stable words, and the formula that it gives.

    `kind` is the kind of mutant: shift, flip, operator, negate, bound, word or names.
    """

    kind: str
    operation: str
    text: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the names and words of a ruleset can be exchanged for.

    `kinds` gives for each name what it measures: names that measure the same can be mistaken for
    each other. `words` are sets of words of which one may stand for another.
    """

    kinds: dict[str, str]
    words: tuple[Collection[str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: int
    text: str
    start: int
    end: int


def change_formula(text: str, vocabulary: Vocabulary, *, condition: bool) -> Iterator[Change]:
    """Yield every small change of a formula; a `condition` can also be negated as a whole.

    A change that could be made in several places is numbered from the second on: `>=→>#2`.

    >>> found = change_formula("a / b >= 0.9", Vocabulary({"a": "m", "b": "m"}), condition=False)
    >>> [each.operation for each in found]
    ['/→*', '>=→>', '0.9→0.8', '0.9→1.0', 'a↔b']
    """
    tokens = _split(text)
    seen: Counter[str] = Counter()
    makers: tuple[Callable[[], Iterator[Change]], ...] = (
        lambda: _change_tokens(text, tokens, vocabulary),
        lambda: _drop_bounds(text, tokens),
        lambda: _negate(text, tokens, condition=condition),
        lambda: _exchange_names(text, tokens, vocabulary),
    )
    for make in makers:
        for each in make():
            seen[each.operation] += 1
            number = seen[each.operation]
            suffix = f"#{number}" if number > 1 else ""
            yield Change(each.kind, each.operation + suffix, each.text)


def _split(text: str) -> tuple[_Token, ...]:
    """Return the tokens of a formula, or none where it cannot be read."""
    try:
        found = [
            _Token(each.type, each.string, each.start[1], each.end[1])
            for each in tokenize.generate_tokens(io.StringIO(text).readline)
            if each.start[0] == 1 and each.string.strip()
        ]
    except (tokenize.TokenError, SyntaxError):
        return ()
    return tuple(found)


_FLIPS: Final = {">=": ">", ">": ">=", "<=": "<", "<": "<="}
_OPERATORS: Final = {
    "+": "-",
    "-": "+",
    "*": "/",
    "/": "*",
    "==": "!=",
    "!=": "==",
    "and": "or",
    "or": "and",
}
_FUNCTIONS: Final = {
    "min": "max",
    "max": "min",
    "floor": "ceiling",
    "ceiling": "floor",
    "mean": "total",
    "total": "mean",
    "largest": "smallest",
    "smallest": "largest",
}


def _change_tokens(text: str, tokens: Sequence[_Token], vocabulary: Vocabulary) -> Iterator[Change]:
    """Yield the changes of one token: a number, a sign, a function, a word in quotes."""
    for place, token in enumerate(tokens):
        if token.kind == tokenize.NUMBER:
            for sign in (-1, 1):
                moved = move_figure(token.text, sign)
                if moved is not None:
                    # A sign in front of a number would join with one that stands before it.
                    new = f"({moved})" if moved.startswith("-") else moved
                    yield _put(text, token, "shift", new, moved)
        elif token.text in _FLIPS:
            yield _put(text, token, "flip", _FLIPS[token.text])
        elif token.text in _OPERATORS and not _is_unary(tokens, place):
            yield _put(text, token, "operator", _OPERATORS[token.text])
        elif token.text == "not":
            yield _put(text, token, "negate", "", "∅")
        elif token.text in _FUNCTIONS and _is_call(tokens, place):
            yield _put(text, token, "operator", _FUNCTIONS[token.text])
        elif token.kind == tokenize.STRING:
            yield from _exchange_word(text, token, vocabulary)


def _put(text: str, token: _Token, kind: str, new: str, shown: str | None = None) -> Change:
    changed = text[: token.start] + new + text[token.end :]
    return Change(kind, f"{token.text}→{new if shown is None else shown}", changed)


def _is_unary(tokens: Sequence[_Token], place: int) -> bool:
    before = tokens[place - 1] if place else None
    if before is None or before.text in ("and", "or", "not", "if", "else"):
        return True
    return before.kind == tokenize.OP and before.text != ")"


def _is_call(tokens: Sequence[_Token], place: int) -> bool:
    return place + 1 < len(tokens) and tokens[place + 1].text == "("


def _exchange_word(text: str, token: _Token, vocabulary: Vocabulary) -> Iterator[Change]:
    """Yield the formula with the next word of the same set instead of one."""
    word, quote = token.text[1:-1], token.text[0]
    for words in vocabulary.words:
        known = list(words)
        if word in known and len(known) > 1:
            new = known[(known.index(word) + 1) % len(known)]
            yield _put(text, token, "word", f"{quote}{new}{quote}")
            return


def _drop_bounds(text: str, tokens: Sequence[_Token]) -> Iterator[Change]:
    """Yield the formula with one argument of a min or a max left out: a cap or a floor gone."""
    for place, token in enumerate(tokens):
        if token.text not in ("min", "max") or not _is_call(tokens, place):
            continue
        parts, end = _list_arguments(text, tokens, place + 1)
        for index, part in enumerate(parts):
            rest = [each for other, each in enumerate(parts) if other != index]
            if not rest:
                continue
            inner = ", ".join(rest)
            new = f"({inner})" if len(rest) == 1 else f"{token.text}({inner})"
            name = f"{token.text}-{part.replace(' ', '')}"
            yield Change("bound", name, text[: token.start] + new + text[end:])


def _list_arguments(text: str, tokens: Sequence[_Token], place: int) -> tuple[list[str], int]:
    """Return the arguments of a call whose bracket opens at a token, and where it ends."""
    depth, parts, begin = 0, list[str](), tokens[place].end
    for token in tokens[place:]:
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 or (depth == 1 and token.text == ","):
            parts.append(text[begin : token.start].strip())
            begin = token.end
        if depth == 0:
            return parts, token.end
    return [], len(text)


def _negate(text: str, tokens: Sequence[_Token], *, condition: bool) -> Iterator[Change]:
    """Yield the formula with a condition that holds where it did not."""
    if condition and tokens:
        yield Change("negate", "not", f"not ({text})")
    for place, token in enumerate(tokens):
        if token.text == "if":
            end = _find_else(tokens, place)
            if end is not None:
                inner = text[token.end : end].strip()
                new = f"if not ({inner}) "
                yield Change("negate", "if-not", text[: token.start] + new + text[end:])


def _find_else(tokens: Sequence[_Token], place: int) -> int | None:
    """Return where the `else` of an `if` begins."""
    depth = nested = 0
    for token in tokens[place + 1 :]:
        depth += (token.text in "([") - (token.text in ")]")
        nested += token.text == "if"
        if token.text == "else" and depth == 0:
            if nested == 0:
                return token.start
            nested -= 1
    return None


def _exchange_names(
    text: str, tokens: Sequence[_Token], vocabulary: Vocabulary
) -> Iterator[Change]:
    """Yield the formula with two names of one kind in each other's places."""
    names = [
        token.text
        for place, token in enumerate(tokens)
        if token.text in vocabulary.kinds and not _is_call(tokens, place)
    ]
    for one, other in combinations(dict.fromkeys(names), 2):
        if vocabulary.kinds[one] != vocabulary.kinds[other]:
            continue
        turned = {one: other, other: one}
        parts, begin = list[str](), 0
        for token in tokens:
            if token.text in turned:
                parts += [text[begin : token.start], turned[token.text]]
                begin = token.end
        new = "".join(parts) + text[begin:]
        # Of a sum or a product the order says nothing.
        if _order(text) != _order(new):
            yield Change("names", f"{one}↔{other}", new)


def _order(text: str) -> str:
    """Return a formula with the operands of what may be turned round in one order."""
    return _order_node(ast.parse(text.strip(), mode="eval").body)


def _spell(node: ast.AST) -> str:
    """Return what a name or a constant says."""
    if isinstance(node, ast.Name):
        return node.id
    return repr(node.value) if isinstance(node, ast.Constant) else ""


def _order_node(node: ast.AST) -> str:
    parts = [_order_node(each) for each in ast.iter_child_nodes(node)]
    name = type(node).__name__ + _spell(node)
    turns = isinstance(node, ast.BoolOp) or isinstance(
        getattr(node, "op", None), ast.Add | ast.Mult
    )
    symmetric = isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("min", "max")
    return f"{name}({','.join(sorted(parts) if turns or symmetric else parts)})"
