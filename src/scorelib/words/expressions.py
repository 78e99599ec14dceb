"""Formulas: a small part of Python's expression syntax, read symbolically.

simpleeval walks the syntax tree; its operators, functions and names are those of an *algebra*
given by the caller, which builds whatever it likes: plan nodes in the compiler, plain rationals
in a test. Nothing is ever computed by Python, and nothing outside the whitelist is reached.
"""

from __future__ import annotations

import ast
import re
import unicodedata
import warnings
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from fractions import Fraction
from typing import Any, Final, Protocol, TypeVar

import simpleeval  # type: ignore[import-untyped]

from scorelib.ground.errors import WordError
from scorelib.words.habits import find_call_habit, find_habit
from scorelib.words.numbers import print_number, read_number

__all__ = [
    "MAX_LENGTH",
    "MAX_NESTING",
    "MAX_TOKENS",
    "Algebra",
    "guess_name",
    "list_names",
    "read_expression",
]

T = TypeVar("T")
Span = tuple[int, int]

MAX_LENGTH: Final = 1000
MAX_TOKENS: Final = 300
MAX_NESTING: Final = 24


class Algebra(Protocol[T]):
    """What a formula is read into. A method may raise `WordError`; the reader adds the place."""

    def number(self, value: Fraction) -> T: ...
    def word(self, text: str) -> T: ...
    def name(self, name: str) -> T: ...
    def negate(self, operand: T) -> T: ...
    def invert(self, operand: T) -> T: ...
    def combine(self, operator: str, left: T, right: T) -> T: ...
    def compare(self, operator: str, left: T, right: T) -> T: ...
    def join(self, operator: str, operands: Sequence[T]) -> T: ...
    def choose(self, condition: T, yes: T, no: T) -> T: ...
    def call(self, function: str, arguments: Sequence[T]) -> T: ...
    def place(self, value: T, span: Span) -> None: ...


_COMBINE: Final[dict[type[ast.operator], str]] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}
_COMPARE: Final[dict[type[ast.cmpop], str]] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_ALLOWED: Final = (
    ast.Expression,
    ast.Constant,
    ast.Name,
    ast.UnaryOp,
    ast.BinOp,
    ast.BoolOp,
    ast.Compare,
    ast.IfExp,
    ast.Call,
    ast.Load,
    ast.USub,
    ast.Not,
    ast.And,
    ast.Or,
    *_COMBINE,
    *_COMPARE,
)
_TOKEN: Final = re.compile(r"[^\W\d]\w*|[0-9][0-9.]*|'[^']*'|\"[^\"]*\"|\*\*=?|[<>=!*/]=?|\S")
_OPENS: Final = frozenset("([{")
_STANDARD_SIGNS: Final = {"×": "*", "÷": "/", "≥": ">=", "≤": "<=", "≠": "!=", "−": "-", "·": "*"}
_STANDARD_SIGNS_ALL: Final = _STANDARD_SIGNS | {"“": '"', "”": '"', "‘": "'", "’": "'", "、": ","}


def read_expression(text: str, algebra: Algebra[T]) -> T:
    """Return what an algebra makes of a formula.

    Allowed are numbers, words in quotes, names, `+ - * / **`, comparisons, `and or not`,
    `a if condition else b` and calls of the algebra's functions. Raises `WordError` with the
    span of the offending part (SL251 to SL279).
    """
    _check_text(text)
    tree = _parse(text)
    _check_tree(text, tree)
    try:
        return _Reader(text, algebra).eval(text, tree)  # type: ignore[no-any-return]
    except WordError as error:
        if error.code == "SL258" and (habit := find_call_habit(text)) is not None:
            raise habit from None
        raise


def list_names(text: str) -> list[tuple[str, Span]]:
    """Return every name of a formula that is not called as a function, with its span.

    The formula is one that `read_expression` has found well formed.
    """
    tree = _parse(text)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    found = [
        (node.id, span)
        for node in ast.walk(tree)
        if isinstance(node, ast.Name)
        and id(node) not in called
        and (span := _span_of(text, node)) is not None
    ]
    return sorted(found, key=lambda each: each[1])


def guess_name(name: str, known: Sequence[str]) -> str | None:
    """Return the known name that comes closest to a misspelt one, if any comes close."""
    found = get_close_matches(name, known, 1, 0.6)
    return found[0] if found else None


def _check_text(text: str) -> None:
    """Refuse by the text alone what Python's own parser must not be given."""
    if not text.strip():
        raise WordError("SL251")
    if len(text) > MAX_LENGTH:
        raise WordError("SL252", length=len(text), most=MAX_LENGTH)
    for offset, char in enumerate(text):
        instead = _STANDARD_SIGNS_ALL.get(char) or unicodedata.normalize("NFKC", char)
        if instead != char:
            if char == "＝" and text[max(offset - 1, 0)] not in "<>!=＜＞！＝":
                instead = "=="
            raise WordError("SL264", (offset, offset + 1), char=char, instead=instead)
        if char in "\n\r":
            raise WordError("SL266", (offset, offset + 1))
        if char in "\\#":
            raise WordError("SL255", (offset, offset + 1), what=char)
        if not char.isprintable() and char != "\t":
            raise WordError("SL254", (offset, offset + 1))
    _check_composition(text)
    if percent := re.search(r"([0-9]+(?:\.[0-9]+)?)\s*%", text):
        instead = print_number(read_number(percent[1]) / 100)
        raise WordError("SL265", percent.span(), what=percent[0], instead=instead)
    _check_nesting(text)


def _check_composition(text: str) -> None:
    """Refuse characters that Python would join to another one: names must be what they look."""
    for end in range(1, len(text)):
        pair = text[end - 1 : end + 1]
        instead = unicodedata.normalize("NFKC", pair)
        if instead != pair:
            raise WordError("SL264", (end - 1, end + 1), char=pair, instead=instead)


def _check_nesting(text: str) -> None:
    """Refuse depth before parsing: brackets, signs and `not` in a row, powers and choices."""
    depth = run = right = 0
    tokens = list(_TOKEN.finditer(text))
    before = ""
    for token in tokens:
        word = token[0]
        prefixed = before.isidentifier() and text[: token.start()].endswith(before)
        if word[0] in "'\"" and (before[:1] in ("'", '"') or prefixed):
            # Prefixes, strings in a row and triple quotes: quotes that this scan pairs otherwise
            # than Python does would hide what stands between them.
            raise WordError("SL255", token.span(), what=(before if prefixed else "'…' ") + "'…'")
        before = word
        depth += (word in _OPENS) - (word in (")", "]", "}"))
        run = run + 1 if word in ("-", "+", "~", "not", "lambda", "await") else 0
        right += word in ("**", "if", "else", "lambda", "**=")
        if max(depth, run) > MAX_NESTING or right > 2 * MAX_NESTING:
            raise WordError("SL253", token.span(), most=MAX_NESTING)
    if len(tokens) > MAX_TOKENS:
        raise WordError("SL252", length=len(tokens), most=MAX_TOKENS)


def _parse(text: str) -> ast.Expression:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError) as error:
        if (habit := find_habit(text)) is not None:
            raise habit from error
        if equals := re.search(r"(?<![<>=!*/+:-])(=)(?!=)", text):
            raise WordError("SL273", equals.span(1)) from error
        lead = len(text) - len(text.lstrip())
        offset = max((getattr(error, "offset", None) or 1) - 1, 0) + lead
        offset = min(offset, len(text) - 1)
        raise WordError("SL254", (offset, offset + 1)) from error


def _check_tree(text: str, tree: ast.Expression) -> None:
    for parent in ast.walk(tree):
        for node in ast.iter_child_nodes(parent):
            if not isinstance(node, _ALLOWED):
                what = type(node).__name__
                # Operators have no position of their own: the operation they stand in does.
                span = _span_of(text, node) or _span_of(text, parent)
                raise find_habit(text) or _refuse(text, what, span)
        plain_call = not isinstance(parent, ast.Call) or isinstance(parent.func, ast.Name)
        if not plain_call or getattr(parent, "keywords", None):
            raise WordError("SL255", _span_of(text, parent), what=_NAMED["Call"])


def _refuse(text: str, what: str, span: Span | None) -> WordError:
    """Return what is said of a part that formulas do not have."""
    shown = "" if span is None else text[slice(*span)]
    if what in ("List", "Set") and "," not in shown:
        return WordError("SL279", span, what=shown, instead=f"({shown[1:-1]})")
    return WordError("SL255", span, what=_NAMED.get(what, what))


_NAMED: Final = {
    "Attribute": "a.b",
    "Subscript": "a[b]",
    "Lambda": "lambda",
    "JoinedStr": "f'…'",
    "List": "[…]",
    "Tuple": "(a, b)",
    "Dict": "{…}",
    "Set": "{…}",
    "Mod": "%",
    "FloorDiv": "//",
    "BitXor": "^",
    "BitOr": "|",
    "BitAnd": "&",
    "UAdd": "+a",
    "Invert": "~a",
    "Is": "is",
    "In": "in",
    "NotIn": "not in",
    "NamedExpr": ":=",
    "Starred": "*a",
    "ListComp": "for",
    "GeneratorExp": "for",
    "Call": "f(a=b)",
}


def _span_of(text: str, node: ast.AST) -> Span | None:
    """Return the characters of a node; Python counts them in UTF-8 bytes, operators in nothing."""
    begin, end = getattr(node, "col_offset", None), getattr(node, "end_col_offset", None)
    if begin is None or end is None:
        return None
    lead = len(text) - len(text.lstrip())
    data = text.strip().encode()
    return lead + len(data[:begin].decode()), lead + len(data[:end].decode())


class _Reader(simpleeval.SimpleEval):  # type: ignore[misc]
    """simpleeval with symbolic operators, functions and names, and no truth values anywhere."""

    def __init__(self, text: str, algebra: Algebra[Any]) -> None:
        super().__init__(operators={}, functions={}, names={})
        self._text = text
        self._algebra = algebra
        self.operators = {
            **{kind: self._combine(sign) for kind, sign in _COMBINE.items()},
            ast.USub: algebra.negate,
            ast.Not: algebra.invert,
        }
        self.nodes = {
            ast.Expression: lambda node: self._eval(node.body),
            ast.Constant: self._constant,
            ast.Name: lambda node: algebra.name(node.id),
            ast.UnaryOp: self._eval_unaryop,
            ast.BinOp: self._eval_binop,
            ast.BoolOp: self._junction,
            ast.Compare: self._comparison,
            ast.IfExp: self._choice,
            ast.Call: self._function,
        }

    def _eval(self, node: ast.AST) -> Any:
        span = _span_of(self._text, node)
        try:
            value = super()._eval(node)
        except WordError as error:
            if error.span is not None:
                raise
            raise WordError(error.code, span, **error.arguments) from None
        if span is not None:
            self._algebra.place(value, span)
        return value

    def _combine(self, sign: str) -> Callable[[Any, Any], Any]:
        return lambda left, right: self._algebra.combine(sign, left, right)

    def _constant(self, node: ast.Constant) -> Any:
        if isinstance(node.value, str):
            return self._algebra.word(node.value)
        if isinstance(node.value, bool) or not isinstance(node.value, (int, float)):
            raise WordError("SL255", what=str(node.value))
        segment = ast.get_source_segment(self._text.strip(), node) or ""
        return self._algebra.number(read_number(segment))

    def _junction(self, node: ast.BoolOp) -> Any:
        operator = "and" if isinstance(node.op, ast.And) else "or"
        return self._algebra.join(operator, [self._eval(each) for each in node.values])

    def _comparison(self, node: ast.Compare) -> Any:
        operands = [self._eval(each) for each in (node.left, *node.comparators)]
        signs = [_COMPARE[type(each)] for each in node.ops]
        pairs = zip(signs, operands, operands[1:], strict=False)
        compared = [self._algebra.compare(*each) for each in pairs]
        return compared[0] if len(compared) == 1 else self._algebra.join("and", compared)

    def _choice(self, node: ast.IfExp) -> Any:
        parts = (self._eval(node.test), self._eval(node.body), self._eval(node.orelse))
        return self._algebra.choose(*parts)

    def _function(self, node: ast.Call) -> Any:
        arguments = [self._eval(each) for each in node.args]
        return self._algebra.call(node.func.id, arguments)  # type: ignore[attr-defined]
